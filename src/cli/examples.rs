//! The examples in the help of each command. A test runs every line that begins with `runsheet`, in the
//! order of the commands, in one home.

pub(super) const START: &str = "\
Examples:
  runsheet start --no-open --name pri --title \"Site PRI\"
      record the start of a session `pri` and print its name, for scripts
  runsheet start --title \"Site Hamburg\" --rehearsal
      practise the built-in checklist on the screen
  runsheet start ./switch.json --plain
      a checklist of your own, as lines of prompts and answers";

pub(super) const RESUME: &str = "\
Examples:
  runsheet resume
      go on with the session changed last
  runsheet resume pri --plain
      go on with `pri`, for a screen reader or a serial console";

pub(super) const LIST: &str = "\
Examples:
  runsheet list
  runsheet list --json
      every session whole, as `status --json` tells it";

pub(super) const STATUS: &str = "\
Examples:
  runsheet status pri
      the briefing, to paste as a handover
  runsheet status pri || echo \"not complete yet\"
      a gate: go on only if nothing is left to do
  runsheet status pri --wait --timeout 1
      look once a second, until it is complete or the time is over
  runsheet status --short
      one line for a prompt or a status line: `pri 7/12 1 blocked`
  runsheet status pri --json

In tmux: set -g status-right '#(runsheet status pri --short)'

With --short, nothing is printed where there is no session, and the exit code is 3.";

pub(super) const MARK: &str = "\
Examples:
  runsheet mark pri review-concepts done
  runsheet mark pri 3 deferred --reason \"after the freeze\"
  runsheet mark pri 2 done --reason \"checked last week\"
      a reason also overrides the order of steps";

pub(super) const NOTE: &str = "\
Examples:
  runsheet note pri test-environment \"the lab is free from Monday\"
  runsheet note pri 3 - < findings.txt
      several lines, from standard input";

pub(super) const ANSWER: &str = "\
Examples:
  runsheet answer pri sms-2003 yes
  runsheet answer pri sms-2003 --clear
      take the answer back";

pub(super) const UNDO: &str = "\
Examples:
  runsheet undo pri
      yours only: what others did stays";

pub(super) const REDO: &str = "\
Examples:
  runsheet redo pri";

pub(super) const APPLY: &str = "\
A line is an object with one of these members:
  {\"mark\": {\"step\": \"4\", \"status\": \"blocked\", \"reason\": \"no hardware\"}}
  {\"note\": {\"step\": \"test-environment\", \"text\": \"ordered\"}}
  {\"answer\": {\"question\": \"sms-2003\", \"value\": \"no\"}}

Examples:
  runsheet apply pri < changes.jsonl";

pub(super) const ADOPT: &str = "\
Examples:
  runsheet adopt pri
      the newer version from where the session's checklist came from
  runsheet adopt pri ./switch.json";

pub(super) const EXPORT: &str = "\
Examples:
  runsheet export pri
  runsheet export pri -o pri.md --force
      write the report over the one of yesterday
  runsheet export pri --format html -o pri.html
      one page to print or to attach, that needs nothing else
  runsheet export pri --flavor servicenow --only exceptions
      short enough for a journal field
  runsheet export --all --time-zone UTC
      every session by section, then the exceptions of each";

pub(super) const LOG: &str = "\
Examples:
  runsheet log pri
  runsheet log pri --json";

pub(super) const VERIFY: &str = "\
Examples:
  runsheet verify pri
      each log with its head; the same heads stand in the report";

pub(super) const REPAIR: &str = "\
Examples:
  runsheet repair pri";

pub(super) const CHECKLISTS: &str = "\
Examples:
  runsheet checklists";

pub(super) const NEW: &str = "\
Examples:
  runsheet new router.json
      then edit it, `runsheet check router.json`, `runsheet start ./router.json`";

pub(super) const CHECK: &str = "\
Examples:
  runsheet check switch.json
  runsheet check --json --deny-warnings switch.json
      for a pipeline: exit code 4 where anything is wrong";

pub(super) const SCHEMA: &str = "\
Examples:
  runsheet schema > checklist.schema.json
      name this file as `$schema` in a checklist, for your editor
  runsheet schema report
      what `status --json` and `export --format json` write";

pub(super) const COMPLETIONS: &str = "\
Examples:
  runsheet completions bash > ~/.local/share/bash-completion/completions/runsheet
  runsheet completions zsh > ~/.zfunc/_runsheet
  runsheet completions fish > ~/.config/fish/completions/runsheet.fish
  runsheet completions powershell | Out-String | Invoke-Expression
      a line for your $PROFILE
  runsheet completions elvish >> ~/.config/elvish/rc.elv

Sessions, steps, questions, answers and statuses are completed from your own home. The script asks the
program at each press of Tab: print it anew after an update.";

pub(super) const MAN: &str = "\
Examples:
  runsheet man
  runsheet man status
      to read it: runsheet man status | man -l -
  runsheet man --out man1
      every page, for packagers";

pub(super) const IMPORT: &str = "\
Examples:
  runsheet import tasks.md -o tasks.json
      a Markdown task list as a checklist to keep
  runsheet import tasks.md --bullets
      also the items without a box
  runsheet start tasks.md --keep-ticks --no-open
      begin at once, with what is ticked there as done";

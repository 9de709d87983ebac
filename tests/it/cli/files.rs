//! `check`, `checklists`, `new`, `schema`, `adopt`: checklist files.

use crate::support::TestEnv;

const VALID: &str = r#"{"format": 1, "id": "own", "title": "Own", "steps": [
  {"id": "a", "title": "A"}, {"id": "b", "title": "B"}]}"#;
const BAD: &str = r#"{"format": 1, "id": "bad", "title": "Bad",
  "steps": [{"id": "a", "titel": "A"}]}"#;
const ODD: &str = r#"{"format": 1, "id": "odd", "title": "Odd", "steps": [{"id": "a", "title": "A",
  "questions": [{"id": "q", "prompt": "Q?", "kind": "yes_no"}]}]}"#;

#[test]
fn every_problem_is_named_at_its_place() {
    let env = TestEnv::new();
    env.write("valid.json", VALID);
    env.write("bad.json", BAD);
    env.write("odd.json", ODD);
    env.run("check [HOME]/valid.json software-updates")
        .gives("[HOME]/valid.json: valid, 2 steps\nbuiltin:software-updates: valid, 12 steps\n");
    env.run("check [HOME]/bad.json [HOME]/valid.json").gives(
        r#"
error[unknown-field]: unknown field `titel`
 --> [HOME]/bad.json:2:25
  |
2 |   "steps": [{"id": "a", "titel": "A"}]}
  |                         ^^^^^^^
  |
  = at: steps[0].titel
  = help: did you mean `title`?

[HOME]/bad.json: not valid, 1 error
[HOME]/valid.json: valid, 2 steps
exit 4
"#,
    );
    env.run("check [HOME]/odd.json").gives(
        r#"
warning[idle-question]: the answer to `q` is recorded, but switches nothing
 --> [HOME]/odd.json:2:24
  |
2 |   "questions": [{"id": "q", "prompt": "Q?", "kind": "yes_no"}]}]}
  |                        ^^^
  |
  = at: steps[0].questions[0].id
  = help: ask for it in a `when`, or leave it if the record is what matters

[HOME]/odd.json: valid, 1 step, 1 warning
"#,
    );
    env.run("check --deny-warnings [HOME]/odd.json").gives(
        r#"
warning[idle-question]: the answer to `q` is recorded, but switches nothing
 --> [HOME]/odd.json:2:24
  |
2 |   "questions": [{"id": "q", "prompt": "Q?", "kind": "yes_no"}]}]}
  |                        ^^^
  |
  = at: steps[0].questions[0].id
  = help: ask for it in a `when`, or leave it if the record is what matters

[HOME]/odd.json: valid, 1 step, 1 warning
exit 4
"#,
    );
    env.run("check -").stdin("").gives(
        r"
error[syntax]: the file is empty
 --> -:1:1
  |
1 |
  | ^

-: not valid, 1 error
exit 4
",
    );
    env.run("check [HOME]/none.json [HOME]/valid.json").gives(
        r"
[HOME]/valid.json: valid, 2 steps
err| error: there is no checklist `[HOME]/none.json`
err| hint: name a built-in checklist (`runsheet checklists` shows them), a file, or `-` for standard input
exit 1
",
    );
    env.run("check [HOME]/none.json [HOME]/bad.json --json").gives(
        r#"
[
  {
    "file": "[HOME]/bad.json",
    "severity": "error",
    "code": "unknown-field",
    "line": 2,
    "column": 25,
    "path": "steps[0].titel",
    "message": "unknown field `titel`",
    "help": "did you mean `title`?"
  }
]
err| error: there is no checklist `[HOME]/none.json`
err| hint: name a built-in checklist (`runsheet checklists` shows them), a file, or `-` for standard input
exit 4
"#,
    );
    env.run("check --json [HOME]/valid.json").gives("[]\n");
}

#[test]
fn colours_are_used_where_asked_for() {
    let env = TestEnv::new();
    assert!(env.run("check - --color always").stdin("").result().contains('\u{1b}'));
    assert!(!env.run("check - --color auto").stdin("").result().contains('\u{1b}'));
    assert!(env.run("status --color always").result().contains("\u{1b}[1m\u{1b}[31merror:\u{1b}[0m"));
}

#[test]
fn the_checklists_at_hand_are_listed_those_that_are_not_valid_too() {
    let env = TestEnv::new();
    env.run("checklists").gives(
        r"
NAME              STEPS  TITLE                                    FROM
software-updates  12     Planning and Preparing Software Updates  builtin:software-updates
release-runsheet  17     Release runsheet                         builtin:release-runsheet
",
    );
    env.write("config/runsheet/checklists/own.json", VALID);
    env.write("config/runsheet/checklists/bad.json", BAD);
    env.write("config/runsheet/checklists/notes.txt", "not looked at");
    env.run("checklists").gives(
        r"
NAME              STEPS  TITLE                                    FROM
software-updates  12     Planning and Preparing Software Updates  builtin:software-updates
release-runsheet  17     Release runsheet                         builtin:release-runsheet
bad               -      not valid                                [HOME]/config/runsheet/checklists/bad.json
own               2      Own                                      [HOME]/config/runsheet/checklists/own.json
! [HOME]/config/runsheet/checklists/bad.json:2:25: unknown field `titel`
",
    );
    // A built-in checklist's name is taken: this one is found by its path.
    env.write("config/runsheet/checklists/software-updates.json", VALID);
    env.run("checklists --json").gives(
        r#"
[
  {
    "name": "software-updates",
    "id": "software-updates",
    "title": "Planning and Preparing Software Updates",
    "steps": 12,
    "source": "builtin:software-updates",
    "problem": null
  },
  {
    "name": "release-runsheet",
    "id": "release-runsheet",
    "title": "Release runsheet",
    "steps": 17,
    "source": "builtin:release-runsheet",
    "problem": null
  },
  {
    "name": "bad",
    "id": null,
    "title": null,
    "steps": null,
    "source": "[HOME]/config/runsheet/checklists/bad.json",
    "problem": "[HOME]/config/runsheet/checklists/bad.json:2:25: unknown field `titel`"
  },
  {
    "name": "own",
    "id": "own",
    "title": "Own",
    "steps": 2,
    "source": "[HOME]/config/runsheet/checklists/own.json",
    "problem": null
  },
  {
    "name": "[HOME]/config/runsheet/checklists/software-updates.json",
    "id": "own",
    "title": "Own",
    "steps": 2,
    "source": "[HOME]/config/runsheet/checklists/software-updates.json",
    "problem": null
  }
]
"#,
    );
}

#[test]
fn a_new_checklist_passes_the_check_and_replaces_nothing() {
    let env = TestEnv::new();
    env.run("new [HOME]/mine.json").gives(
        r"
err| wrote `[HOME]/mine.json`: `runsheet check [HOME]/mine.json` names its problems
",
    );
    env.run("check --deny-warnings [HOME]/mine.json").gives("[HOME]/mine.json: valid, 4 steps\n");
    env.run("start --no-open [HOME]/mine.json").gives("my-checklist\n");
    env.write("mine.json", "mine");
    env.run("new [HOME]/mine.json").gives(
        r"
err| error: `[HOME]/mine.json` is there already
err| hint: choose another name: `new` never replaces a file
exit 1
",
    );
    assert_eq!(env.read("mine.json"), "mine");
    env.run("new [HOME]/none/mine.json").gives(
        r"
err| error: cannot write `[HOME]/none/mine.json`
err| caused by: No such file or directory (os error 2)
err| hint: create the folder `[HOME]/none` first
exit 1
",
    );
}

#[test]
fn the_schema_is_json() {
    let schema = TestEnv::new().run("schema").result();
    serde_json::from_str::<serde_json::Value>(&schema).unwrap();
}

#[test]
fn a_checklist_that_is_not_there_is_not_taken_over() {
    let env = TestEnv::new();
    env.write("own.json", VALID);
    env.run("start --no-open [HOME]/own.json").gives("own\n");
    env.run("adopt own none.json").gives(
        r"
err| error: there is no checklist `none.json`
err| hint: name a built-in checklist (`runsheet checklists` shows them), a file, or `-` for standard input
exit 1
",
    );
}

#[test]
fn a_changed_checklist_is_told_and_taken_over() {
    let env = TestEnv::new();
    env.write("own.json", VALID);
    env.run("start --no-open [HOME]/own.json").gives("own\n");
    env.run("mark own a done").gives("a is done\n");
    env.run("adopt own").gives("nothing recorded: the checklist has not changed\n");
    env.write("own.json", &VALID.replace("\"A\"", "\"A, in other words\"").replace("\"b\"", "\"c\""));
    env.run("status own").gives(
        r#"
Own
session own
1/2 steps done; last change 1 minute ago (2026-11-22 17:01 UTC) by alice@sccm01

Last changes
  - alice@sccm01: "A" is done (1 minute ago)
  - alice@sccm01: the session began (2 minutes ago)

Next
  - 2. B

! the checklist has changed since: 1 new, 1 removed, 1 reworded; `runsheet adopt own` takes it over

INCOMPLETE: 1 open
exit 3
"#,
    );
    let changes = "\
new: 2. B
removed: 2. B
reworded: 1. A, in other words (was: A); done, to re-check
1 new, 1 removed, 1 reworded; 1 done step to re-check
";
    let before = env.all_files();
    env.run("adopt own").gives(&format!(
        "{changes}err| error: not taken over: there is no terminal to ask on\nerr| hint: `--yes` takes it over without asking\nexit 1\n"
    ));
    assert_eq!(env.all_files(), before);
    env.run("adopt own --yes").gives(&format!(
        "{changes}took over the changed checklist: 1 new, 1 removed, 1 reworded; 1 done step to re-check\n"
    ));
    env.run("status own").gives(
        r#"
Own
session own
0/2 steps done; last change 1 minute ago (2026-11-22 17:03 UTC) by alice@sccm01

Last changes
  - alice@sccm01: the changed checklist was taken over (1 minute ago)
  - alice@sccm01: "A, in other words" is done (3 minutes ago)
  - alice@sccm01: the session began (4 minutes ago)

Next
  - 2. B

To re-check, as their words changed
  - 1. A, in other words

INCOMPLETE: 1 open, 1 to re-check
exit 3
"#,
    );
    env.write("own.json", BAD);
    env.run("adopt own").gives(
        r#"
err| error[unknown-field]: unknown field `titel`
err|  --> [HOME]/own.json:2:25
err|   |
err| 2 |   "steps": [{"id": "a", "titel": "A"}]}
err|   |                         ^^^^^^^
err|   |
err|   = at: steps[0].titel
err|   = help: did you mean `title`?
err|
err| error: `[HOME]/own.json` is not a valid checklist
exit 4
"#,
    );
    std::fs::remove_file(env.path("own.json")).unwrap();
    env.run("adopt own").gives(
        r"
err| error: the session's checklist came from `[HOME]/own.json`, which cannot be looked at again
err| hint: name the new version: `runsheet adopt SESSION FILE`
exit 1
",
    );
    env.run("adopt own - --yes").stdin(ODD).gives(
        r"
removed: 2. B
reworded: 1. A (was: A, in other words)
1 removed, 1 reworded
took over the changed checklist: 1 removed, 1 reworded
err| warning: this is another checklist: its id is `odd`, the session's was `own`
",
    );
    env.run("log own").gives(
        r#"
WHEN                  WHO           NO.  WHAT
2026-11-22 17:00 UTC  alice@sccm01  1    started: Own
2026-11-22 17:01 UTC  alice@sccm01  2    "A" is done
2026-11-22 17:03 UTC  alice@sccm01  3    took over the changed checklist
2026-11-22 17:05 UTC  alice@sccm01  4    took over the changed checklist
"#,
    );
}

#[test]
fn a_file_that_is_no_json_is_told_what_it_is() {
    let env = TestEnv::new();
    let cases = [
        ("title: x\nsteps:\n  - a\n", "this looks like YAML"),
        ("---\n- a\n", "this looks like YAML"),
        ("<!DOCTYPE html>\n<html>", "this is a web page"),
        ("<?xml version='1.0'?><a/>", "this is XML"),
        ("{\n<<<<<<< HEAD\n\"a\": 1\n", "a merge left its conflict markers here"),
        ("{“format”: 1}", "JSON has straight double quotes"),
        (r#"{"format": 1, "id": "C:\Users"}"#, r"write a backslash as `\\`"),
        ("{format: 1}", "write the name in double quotes"),
    ];
    for (text, help) in cases {
        env.write("x.json", text);
        let printed = env.run("check [HOME]/x.json").result();
        assert!(printed.contains(help), "{printed}");
    }
}

#[test]
fn equal_warnings_are_summed_up() {
    let env = TestEnv::new();
    let steps: Vec<String> = (0..60)
        .map(|n| format!(r#"{{"id": "s{n}", "title": "Step {n}", "questions": [{{"id": "q{n}", "prompt": "Q?", "kind": "yes_no"}}]}}"#))
        .collect();
    env.write(
        "x.json",
        &format!(r#"{{"format": 1, "id": "x", "title": "X", "steps": [{}]}}"#, steps.join(",")),
    );
    let printed = env.run("check [HOME]/x.json").result();
    assert!(
        printed.contains("warning[idle-question]: 40 more warnings of this kind; --json lists all"),
        "{printed}"
    );
}

//! What Tab completes: from the sessions on disk, in process as fish asks, and in a real bash.

#[cfg(unix)]
use std::{path::Path, process::Command};

use crate::support::TestEnv;
#[cfg(unix)]
use crate::support::skipped;

/// A question with answers that a shell would take apart, or worse.
const ODD: &str = r#"{"format": 1, "id": "odd", "title": "Odd", "steps": [
    {"id": "ask", "title": "Ask", "questions": [
        {"id": "which", "prompt": "Which?", "kind": "choice", "choices": ["3.0 SP2", "$(touch pwned)", "plain"]}]}]}"#;

fn odd_session() -> TestEnv {
    let env = TestEnv::with_session();
    env.run("start --no-open --name odd -").stdin(ODD).gives("odd\n");
    env
}

/// The words that fish is offered at the end of a line, without what they stand for and without options.
fn complete_in_fish(env: &TestEnv, line: &str) -> Vec<String> {
    let offered = env.run(&format!("-- runsheet {line}")).var("RUNSHEET_COMPLETE", "fish").result();
    let words = offered.lines().filter_map(|line| line.split('\t').next());
    words.filter(|word| !word.starts_with("--")).map(str::to_owned).collect()
}

#[test]
fn sessions_steps_questions_answers_and_statuses_are_offered() {
    let env = odd_session();
    assert_eq!(complete_in_fish(&env, r#"resume """#), ["odd", "site-a"]);
    assert_eq!(complete_in_fish(&env, "mark si"), ["site-a"]);
    assert_eq!(complete_in_fish(&env, "mark site-a review"), ["review-concepts", "review-prerequisites"]);
    assert_eq!(complete_in_fish(&env, "mark odd \"\""), ["ask"]);
    assert_eq!(complete_in_fish(&env, "mark site-a 1 d"), ["done", "deferred"]);
    assert_eq!(complete_in_fish(&env, "mark --reason later site-a 1 b"), ["blocked"]);
    assert_eq!(complete_in_fish(&env, "answer site-a sms"), ["sms-2003"]);
    assert_eq!(complete_in_fish(&env, "answer site-a sms-2003 \"\""), ["yes", "no"]);
    assert_eq!(complete_in_fish(&env, "answer odd which p"), ["plain"]);
    assert_eq!(complete_in_fish(&env, "man sta"), ["start", "status"]);
    assert_eq!(complete_in_fish(&env, "completions z"), ["zsh"]);
    assert_eq!(complete_in_fish(&env, "start soft"), ["software-updates"]);
}

#[test]
fn what_a_word_stands_for_is_told_where_the_shell_shows_it() {
    let offered =
        odd_session().run("-- runsheet mark site-a review-c").var("RUNSHEET_COMPLETE", "fish").result();
    assert_eq!(offered, "review-concepts\tReview the concepts\n");
}

#[test]
fn another_home_on_the_line_is_the_one_that_is_read() {
    let env = odd_session();
    env.run("start --no-open --name elsewhere --home [HOME]/other").gives("elsewhere\n");
    assert_eq!(complete_in_fish(&env, "--home [HOME]/other resume \"\""), ["elsewhere"]);
    assert_eq!(
        complete_in_fish(&env, "mark --home [HOME]/other elsewhere review-p"),
        ["review-prerequisites"]
    );
}

/// What PowerShell is offered: its script passes the words in a variable.
fn complete_in_powershell(env: &TestEnv, words: &[&str]) -> String {
    let asked = env.run("--").var("RUNSHEET_COMPLETE", "powershell");
    asked.var("RUNSHEET_COMPLETE_WORDS", &words.join("\n")).result()
}

#[test]
fn powershell_gets_words_of_one_piece_and_never_an_empty_help() {
    let env = odd_session();
    assert_eq!(complete_in_powershell(&env, &["runsheet", "mark", "s"]), "site-a\n");
    assert!(complete_in_powershell(&env, &["runsheet", "resume", ""]).starts_with("odd\nsite-a\n"));
    assert_eq!(
        complete_in_powershell(&env, &["runsheet", "mark", "site-a", "review-c"]),
        "review-concepts\tReview the concepts\n"
    );
    assert_eq!(complete_in_powershell(&env, &["runsheet", "answer", "odd", "which", "'3"]), "'3.0 SP2'\n");
    assert_eq!(
        complete_in_powershell(&env, &["runsheet", "answer", "odd", "which", "$"]),
        "'$(touch pwned)'\n"
    );
    for words in [vec!["runsheet", ""], vec!["runsheet", "export", ""], vec![""], vec![]] {
        let offered = complete_in_powershell(&env, &words);
        assert!(offered.lines().all(|line| !line.ends_with('\t')), "{offered}");
    }
    env.run("--").var("RUNSHEET_COMPLETE", "powershell").gives("");
}

/// What cannot be seen here, as there is no PowerShell: that the script has what its 5.1 needs.
#[test]
fn powershells_script_evaluates_nothing_and_passes_no_empty_argument() {
    let script = TestEnv::new().run("completions powershell").result();
    let code: String = script.lines().filter(|line| !line.trim_start().starts_with('#')).collect();
    for missing in ["Invoke-Expression", "$args", "?.", "??", "&&"] {
        assert!(!code.contains(missing), "{missing}");
    }
    for there in ["-Native -CommandName runsheet ", "$env:RUNSHEET_COMPLETE_WORDS", "if (-not $help)"] {
        assert!(code.contains(there), "{there}");
    }
    assert!(script.is_ascii(), "5.1 reads a script without a mark in its code page");
    for (open, close) in [('{', '}'), ('(', ')'), ('[', ']')] {
        assert_eq!(script.matches(open).count(), script.matches(close).count(), "{open}{close}");
    }
}

#[test]
fn what_is_not_there_offers_nothing_and_says_nothing() {
    let env = TestEnv::new();
    assert!(complete_in_fish(&env, "resume \"\"").is_empty());
    assert!(complete_in_fish(&env, "mark none \"\"").is_empty());
    env.run("-- runsheet mark x").var("RUNSHEET_COMPLETE", "tcsh").gives("exit 2\n");
    assert!(env.all_files().is_empty());
    // Only a shell's script puts the words behind `--`.
    env.run("list --json").var("RUNSHEET_COMPLETE", "fish").gives("[]\n");
}

/// What a real bash puts behind these words when Tab is pressed.
#[cfg(unix)]
fn complete_in_bash(env: &TestEnv, words: &[&str]) -> Option<Vec<String>> {
    let program = Path::new(env!("CARGO_BIN_EXE_runsheet"));
    let path = format!("{}:/usr/bin:/bin", program.parent().unwrap().display());
    let script = r#"
        source <(runsheet completions bash) || exit 9
        COMP_WORDS=(runsheet "$@"); COMP_CWORD=$#; COMP_TYPE=9
        _clap_complete_runsheet runsheet "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
        printf '%s\n' "${COMPREPLY[@]}"
    "#;
    let mut bash = Command::new("bash");
    bash.env_clear().env("PATH", path).env("RUNSHEET_HOME", env.path("state")).env("HOME", env.path("home"));
    bash.args(["--norc", "-c", script, "bash"]).args(words).current_dir(env.path(""));
    let Ok(output) = bash.output() else {
        skipped("bash is not here");
        return None;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect())
}

#[cfg(unix)]
#[test]
fn a_real_bash_completes() {
    let env = odd_session();
    for (typed, expected) in [
        (vec!["mark", ""], vec!["odd", "site-a"]),
        (vec!["mark", "site-a", "review-c"], vec!["review-concepts"]),
        (vec!["mark", "site-a", "1", "d"], vec!["done", "deferred"]),
        (vec!["answer", "site-a", "sms"], vec!["sms-2003"]),
        (vec!["answer", "odd", "which", "3"], vec![r"3.0\ SP2"]),
        (vec!["answer", "odd", "which", "$"], vec![r"\$\(touch\ pwned\)"]),
        (vec!["answer", "odd", "which", r"3.0\ S"], vec![r"3.0\ SP2"]),
        (vec!["stat"], vec!["status"]),
        (vec!["status", "--sh"], vec!["--short"]),
    ] {
        let Some(offered) = complete_in_bash(&env, &typed) else { return };
        // Where nothing was typed yet, options are offered, too.
        let words = offered.iter().filter(|word| !typed.contains(&"") || !word.starts_with("--"));
        assert_eq!(words.collect::<Vec<_>>(), expected, "{typed:?}");
    }
    assert!(!env.path("pwned").exists());
}

/// What a real zsh does at the first press of Tab, with the script in the folder of its functions.
#[cfg(unix)]
#[test]
fn a_real_zsh_completes_at_the_first_press() {
    let env = odd_session();
    let script = env.run("completions zsh").result();
    env.write("functions/_runsheet", &script);
    let program = Path::new(env!("CARGO_BIN_EXE_runsheet"));
    // zsh on a terminal of its own, by its own means; what stands on the line then is printed.
    env.write(
        "try.zsh",
        r#"zmodload zsh/zpty; zpty z zsh -f; zpty -w z 'PS1=; fpath=($PWD/functions $fpath); autoload -U compinit; compinit -D'
zpty -w z 'tell() { print -r -- "<$BUFFER>" >line; exit }; zle -N tell; bindkey "^X" tell; print re""ady'
while zpty -r z got && [[ $got != *ready* ]]; do :; done
zpty -w -n z $'runsheet mark si\t\x18'
while zpty -r z got; do :; done
"#,
    );
    let mut zsh = Command::new("zsh");
    zsh.env_clear().env("PATH", format!("{}:/usr/bin:/bin", program.parent().unwrap().display()));
    zsh.env("TERM", "xterm").env("RUNSHEET_HOME", env.path("state")).env("HOME", env.path("home"));
    let Ok(output) = zsh.args(["-f", "try.zsh"]).current_dir(env.path("")).output() else {
        skipped("zsh is not here");
        return;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(env.read("line").trim_end(), "<runsheet mark site-a >");
}

//! The checklist for releasing runsheet, worked through: its answers, its order, its commands.

use std::path::Path;

use runsheet::cli::Args;
use serde_json::Value;

use crate::support::TestEnv;

const CHECKLIST: &str = include_str!("../../../checklists/release-runsheet.json");

/// A session of it, with these answers.
fn started_release(answers: &[(&str, &str)]) -> TestEnv {
    let env = TestEnv::new();
    env.run("start release-runsheet --no-open --name r").gives("r\n");
    for (question, answer) in answers {
        let result = env.run(&format!("answer r {question} \"{answer}\"")).result();
        assert!(!result.contains("error"), "{result}");
    }
    env
}

/// The ids of the steps that stand so.
fn steps(env: &TestEnv, status: &str) -> Vec<String> {
    let json = env.run("status r --json").result();
    let json: Value = serde_json::from_str(json.trim_end_matches("exit 3\n")).unwrap();
    let text = |step: &Value, field| step.get(field).unwrap().as_str().unwrap().to_owned();
    let steps = json.get("steps").unwrap().as_array().unwrap().iter();
    steps.filter(|step| text(step, "status") == status).map(|step| text(step, "id")).collect()
}

const EVERYTHING: [(&str, &str); 10] = [
    ("version-number", "0.2.0"),
    ("formats", "extended"),
    ("from-forge", "workflow"),
    ("windows-server", "Server 2019"),
    ("scanner-there", "yes"),
    ("share", "both"),
    ("mac-there", "yes"),
    ("freebsd-there", "yes"),
    ("terminals-seen", "PuTTY, a Linux console"),
    ("terminals-odd", "nothing"),
];

#[test]
fn it_is_complete_once_every_step_is_done_in_its_order() {
    let env = started_release(&EVERYTHING);
    let all = steps(&env, "todo");
    assert_eq!(all.len(), 17);
    for step in &all {
        let result = env.run(&format!("mark r {step} done")).result();
        assert_eq!(result, format!("{step} is done\n"), "no step asks for one that comes later");
    }
    assert!(env.run("status r").result().ends_with("\nCOMPLETE\n"));
}

#[test]
fn what_is_not_at_hand_does_not_hold_a_release_up() {
    let none =
        [("formats", "unchanged"), ("scanner-there", "no"), ("mac-there", "no"), ("freebsd-there", "no")];
    let env = started_release(&none);
    assert_eq!(steps(&env, "not_applicable"), ["old-sessions", "scanner", "mac", "freebsd"]);
}

#[test]
fn nothing_is_tagged_before_a_person_looked() {
    let env = started_release(&EVERYTHING);
    let refused = env.run("mark r tag done").result();
    assert!(refused.contains("windows-console") || refused.contains("first"), "{refused}");
    assert!(refused.ends_with("exit 1\n"), "{refused}");
    env.run("mark r screen-reader deferred --reason \"nobody here\"")
        .gives("screen-reader is deferred: nobody here\n");
    let report = env.run("export r").result();
    assert!(report.contains("nobody here"), "{report}");
}

/// Every command of runsheet that it names is one, and every file of the project is there.
#[test]
fn its_commands_are_commands() {
    let checklist: Value = serde_json::from_str(CHECKLIST).unwrap();
    let mut runs = Vec::new();
    collect(&checklist, &mut runs);
    assert!(runs.len() > 12, "{runs:?}");
    for run in runs {
        let words: Vec<&str> = run.split([' ', '\'']).filter(|word| !word.is_empty()).collect();
        let begins = |at: &usize| *at == 0 || ["|", "exec"].contains(&words[at - 1]);
        if let Some(at) = words.iter().position(|word| *word == "runsheet").filter(begins) {
            let line = words[at..].iter().take_while(|word| **word != "|");
            let read = <Args as clap::Parser>::try_parse_from(line);
            assert!(read.is_ok(), "{run}: {:?}", read.err());
        }
        for file in words.iter().filter(|word| word.starts_with(".ci/")) {
            assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(file).is_file(), "{run}");
        }
    }
}

fn collect(value: &Value, runs: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            runs.extend(members.get("run").and_then(|run| run.as_str()).map(str::to_owned));
            members.values().for_each(|member| collect(member, runs));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, runs)),
        _ => {}
    }
}

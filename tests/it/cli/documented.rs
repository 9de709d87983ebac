//! The README's table of JSON fields and its scripts are those of the program.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::TestEnv;

const README: &str = include_str!("../../../README.md");

/// Every field of a value: `steps[].notes[].by`. What lies in `answers` is named by the checklist.
fn fields(value: &Value, at: &str, all: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) if at != "answers" => {
            for (name, value) in members {
                let at = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
                fields(value, &at, all);
            }
        }
        Value::Array(items) if items.iter().any(Value::is_object) => {
            for item in items {
                fields(item, &format!("{at}[]"), all);
            }
        }
        _ => {
            all.insert(at.to_owned());
        }
    }
}

#[test]
fn the_table_names_every_field_and_no_other() {
    let env = TestEnv::with_session();
    env.run("note site-a 1 x").gives("noted on review-concepts: x\n");
    let mut real = BTreeSet::new();
    let json = env.run("status --json").result();
    fields(&serde_json::from_str(json.trim_end_matches("exit 3\n")).unwrap(), "", &mut real);
    // A list that is empty somewhere is known by what it holds elsewhere.
    let lists = real.clone();
    real.retain(|field| !lists.iter().any(|other| other.starts_with(&format!("{field}[]"))));
    let table =
        README.split_once("<!-- fields -->").unwrap().1.split_once("<!-- end of fields -->").unwrap().0;
    let named: BTreeSet<String> = table
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once(" | "))
        .flat_map(|(names, _)| names.trim_end_matches('`').split("` `").map(str::to_owned))
        .collect();
    assert_eq!(named, real);
}

#[test]
fn the_script_works_as_it_stands() {
    let env = TestEnv::new();
    let script = README.split_once("```console\n").unwrap().1.split_once("```").unwrap().0;
    for line in script.lines() {
        let line = line.strip_prefix("$ runsheet ").unwrap();
        let line = line.split(" && ").next().unwrap().split(" || ").next().unwrap();
        let line = line.replace("3600", "1").replace("pri.md", "[HOME]/pri.md");
        let result = env.run(&line).result();
        let fine =
            !result.contains("\nexit ") || (line.starts_with("status") && result.ends_with("exit 3\n"));
        assert!(fine && !result.contains("error"), "{line}: {result}");
    }
}

#[test]
fn the_exit_codes_are_those_of_the_help() {
    let help = TestEnv::new().run("--help").result();
    for code in 0..=5 {
        assert!(README.contains(&format!("\n| {code} | ")), "{code}");
        assert!(help.contains(&format!("{code} ")), "{code}");
    }
}

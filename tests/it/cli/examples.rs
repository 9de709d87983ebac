//! The examples in the help: each is run, in the order of the commands, in one home.

use crate::support::TestEnv;

const OWN: &str =
    r#"{"format": 1, "id": "switch", "title": "Switch", "steps": [{"id": "swap", "title": "Swap it"}]}"#;

/// The commands that have a help, in its order.
fn commands(env: &TestEnv) -> Vec<String> {
    let help = env.run("--help").result();
    let list = help.split_once("Commands:\n").unwrap().1.split_once("\n\n").unwrap().0;
    let names = list.lines().filter_map(|line| line.split_whitespace().next());
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

/// Files in an example lie in the test's folder.
fn in_home(line: &str) -> String {
    let place = |word: &str| {
        let file = word.trim_start_matches("./");
        let is_file = [".json", ".md", ".html"].iter().any(|end| file.ends_with(end)) || file == "man1";
        if is_file { format!("[HOME]/{file}") } else { word.to_owned() }
    };
    line.split(' ').map(place).collect::<Vec<_>>().join(" ")
}

#[test]
fn every_example_works() {
    let env = TestEnv::new();
    env.write("switch.json", OWN);
    env.write("tasks.md", "# Tasks\n\n- [x] one\n- [ ] two\n");
    env.write("pri.md", "the report of yesterday");
    env.write("man1/runsheet.1", "an old page");
    let changes = r#"
        {"mark": {"step": "4", "status": "blocked", "reason": "no hardware"}}
        {"note": {"step": "test-environment", "text": "ordered"}}
        {"answer": {"question": "sms-2003", "value": "no"}}"#;
    let mut ran = 0;
    for command in commands(&env) {
        let help = env.run(&format!("{command} --help")).result();
        let examples = help.lines().filter_map(|line| line.strip_prefix("  runsheet "));
        let before = ran;
        for line in examples {
            let line = line.split(" || ").next().unwrap().split(" > ").next().unwrap();
            let line = line.split(" >> ").next().unwrap().split(" | ").next().unwrap();
            let (line, file) = line.split_once(" < ").unwrap_or((line, ""));
            let stdin = if file == "changes.jsonl" { changes } else { "two\nlines\n" };
            let stdin = if file.is_empty() { "" } else { stdin };
            let result = env.run(&in_home(line)).stdin(stdin).result();
            let code = result.lines().last().and_then(|last| last.strip_prefix("exit "));
            let not_complete = line.starts_with("status") && code == Some("3");
            assert!(code.is_none() || not_complete, "`runsheet {line}` gives:\n{result}");
            ran += 1;
        }
        assert!(ran > before, "`{command} --help` has no example");
    }
    assert!(ran > 40, "{ran}");
}

#[test]
fn the_short_help_stays_short() {
    let env = TestEnv::new();
    for command in commands(&env) {
        let help = env.run(&format!("{command} -h")).result();
        assert!(!help.contains("Examples:"), "{help}");
    }
}

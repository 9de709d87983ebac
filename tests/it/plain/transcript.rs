//! The twelve steps of the built-in checklist, and the story of a warning, in the plain face, word for word.

use insta::assert_snapshot;

use crate::support::TestEnv;

#[test]
fn all_twelve_steps_are_talked_through() {
    let env = TestEnv::new();
    let lines = [
        "done",
        "done",
        "done",
        "answer no",
        "answer SCCM01",
        "answer yes",
        "answer SCCM02",
        "answer no",
        "done",
        "answer native",
        "answer 3",
        "answer 3.0 SP2",
        "done",
        "note the wizard was in German",
        "done",
        "done",
        "done",
        "answer SCCM03",
        "done",
        "answer 1",
        "done",
        "answer SCCM04",
        "done",
        "list",
        "status",
    ];
    let printed = transcript(&env, &lines);
    let readme = include_str!("../../../README.md");
    let shown = readme.split("```text\n").find(|block| block.starts_with("step 4, ")).unwrap();
    assert!(printed.contains(shown.split_once("```").unwrap().0), "the README's picture is true");
    assert_snapshot!(printed);
    assert_eq!(env.run("status site-a").printed().1, 0);
}

#[test]
fn a_warning_in_force_is_said_at_once_and_asks_why() {
    let env = TestEnv::new();
    let lines = [
        "go 6",
        "answer mixed",
        "answer SP1",
        "answer 3.0",
        "done",
        "done tested in the lab",
        "status",
        "undo",
        "status",
    ];
    let printed = transcript(&env, &lines);
    let from = printed.find("answer mixed").unwrap();
    assert_snapshot!(printed.get(from..).unwrap());
}

/// Returns what is printed, with the lines that are typed, as a terminal would show it.
fn transcript(env: &TestEnv, lines: &[&str]) -> String {
    let mut printed = String::new();
    let mut typed = lines.iter();
    for piece in env.start_plain(&(lines.join("\n") + "\n")).split_inclusive("> ") {
        printed.push_str(piece);
        let line = piece.rsplit('\n').next().unwrap_or_default();
        if line.starts_with("step ") && line.ends_with("> ") {
            printed.push_str(typed.next().unwrap_or(&""));
            printed.push('\n');
        }
    }
    printed
}

//! Looking leaves no trace: commands that only read change no byte and create nothing.

use crate::support::TestEnv;

const READING: [&str; 20] = [
    "",
    "list",
    "list --json",
    "status",
    "status --json",
    "status site-a",
    "export",
    "log",
    "log --json",
    "verify",
    "checklists",
    "checklists --json",
    "check software-updates",
    "schema",
    "status --short",
    "status site-a --short",
    "status --wait --timeout 2",
    "completions bash",
    "man",
    "--help",
];

#[test]
fn reading_changes_nothing() {
    let env = TestEnv::with_session();
    let locks = env.all_files();
    for line in READING {
        let _ = env.run(line).result();
        let _ = env.run(line).by("bob").result();
    }
    assert_eq!(env.all_files(), locks);
}

#[test]
fn reading_and_refusals_create_nothing_in_an_empty_home() {
    let env = TestEnv::new();
    for line in READING {
        let _ = env.run(line).result();
    }
    for line in
        ["mark site-a 1 done", "start --no-open none", "start --no-open --name Bad", "repair x", "adopt x"]
    {
        assert!(env.run(line).result().ends_with("exit 1\n"), "{line}");
    }
    assert!(env.all_files().is_empty(), "{:?}", env.all_files().keys());
}

#[test]
fn refused_changes_create_nothing() {
    let env = TestEnv::with_session();
    let before = env.all_files();
    for line in ["mark site-a 99 done", "undo site-a", "start --no-open --name site-a", "apply site-a"] {
        let _ = env.run(line).by("bob").result();
    }
    assert_eq!(env.all_files(), before);
}

//! The manual's pages and the scripts for shells.

use std::collections::BTreeSet;
use std::process::{Command, Stdio};

use crate::support::TestEnv;
use crate::support::skipped;

#[test]
fn there_is_a_page_for_the_program_and_each_command() {
    let env = TestEnv::new();
    std::fs::create_dir(env.path("man1")).unwrap();
    let result = env.run("man --out [HOME]/man1").result();
    assert!(result.starts_with("err| wrote ") && result.ends_with(" pages to `[HOME]/man1`\n"), "{result}");
    let pages: BTreeSet<String> = std::fs::read_dir(env.path("man1"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    for page in ["runsheet.1", "runsheet-start.1", "runsheet-status.1", "runsheet-man.1"] {
        assert!(pages.contains(page), "{pages:?}");
    }
    let status = env.run("man status").result();
    assert_eq!(status, env.read("man1/runsheet-status.1"));
    assert!(
        status.contains(r".TH runsheet\-status 1") || status.contains(".TH runsheet-status 1"),
        "{status}"
    );
    assert!(status.contains("Examples:") && status.contains(r"\-\-wait"), "{status}");
    // What is there already is made anew.
    assert_eq!(env.run("man --out [HOME]/man1").result(), result);
}

#[test]
fn pages_that_are_not_there_are_told() {
    let env = TestEnv::new();
    env.run("man statsu").gives(
        r"
err| error: there is no command `statsu`
err| hint: did you mean `status`?
exit 1
",
    );
    env.run("man wsus").gives(
        r"
err| error: there is no command `wsus`
err| hint: `runsheet help` names the commands
exit 1
",
    );
}

#[cfg(unix)]
#[test]
fn a_folder_for_pages_must_be_there() {
    let env = TestEnv::new();
    env.run("man --out [HOME]/none").gives(
        r"
err| error: cannot write `[HOME]/none/runsheet.1`
err| caused by: No such file or directory (os error 2)
err| hint: create the folder `[HOME]/none` first
exit 1
",
    );
}

#[test]
fn pages_are_ones_that_man_can_set() {
    let env = TestEnv::new();
    std::fs::create_dir(env.path("man1")).unwrap();
    let _ = env.run("man --out [HOME]/man1").result();
    for page in std::fs::read_dir(env.path("man1")).unwrap() {
        let page = page.unwrap().path();
        let set = Command::new("groff").args(["-man", "-ww", "-z"]).arg(&page).stdin(Stdio::null()).output();
        let Ok(set) = set else {
            skipped("groff is not here");
            return;
        };
        assert_eq!(String::from_utf8_lossy(&set.stderr), "", "{}", page.display());
    }
}

#[test]
fn each_shell_gets_a_script_that_asks_the_program() {
    let env = TestEnv::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = env.run(&format!("completions {shell}")).result();
        assert!(script.contains("RUNSHEET_COMPLETE") && script.contains("runsheet"), "{script}");
        assert!(!script.contains("target"), "the script finds the program on the path: {script}");
    }
    env.run("completions tcsh").gives(
        r"
err| error: invalid value 'tcsh' for '<SHELL>'
err|   [possible values: bash, elvish, fish, powershell, zsh]
err|
err|   tip: a similar value exists: 'zsh'
err|
err| For more information, try '--help'.
exit 2
",
    );
}

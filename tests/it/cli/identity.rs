//! Who is recorded: through sudo, in a shared account, in a container without names.

use crate::support::TestEnv;

#[test]
fn who_somebody_says_to_be_stands_before_whom_the_system_knows() {
    let env = TestEnv::with_session();
    env.run("mark site-a 1 in_progress --as Bob").gives("review-concepts is in progress\n");
    env.run("--as Zoë mark site-a 1 done").gives("review-concepts is done\n");
    env.run("mark site-a 1 todo --as ALICE").gives("review-concepts is todo\n");
    env.run("log site-a").gives(
        r#"
WHEN                  WHO               NO.  WHAT
2026-11-22 17:00 UTC  alice@sccm01      1    started: Site A
2026-11-22 17:01 UTC  Bob~alice@sccm01  1    "Review the concepts" is in progress
2026-11-22 17:02 UTC  Zoë~alice@sccm01  1    "Review the concepts" is done
2026-11-22 17:03 UTC  alice@sccm01      2    "Review the concepts" is todo
"#,
    );
    env.run("verify").result().lines().for_each(|line| assert!(!line.contains("fault"), "{line}"));
    // What one of them did is not another's to undo.
    env.run("undo site-a --as Bob").gives("review-concepts is todo\n");
    env.run("undo site-a --as Carol").gives(
        r"
err| error: there is nothing of yours to undo
exit 1
",
    );
}

#[test]
fn the_report_and_the_status_tell_it_too() {
    let env = TestEnv::with_session();
    env.run("mark site-a 1 blocked --reason x --as Bob").gives("review-concepts is blocked: x\n");
    assert!(env.run("status").result().contains("is blocked: x (Bob~alice@sccm01)"));
    assert!(env.run("status --json").result().contains(r#""by": "Bob~alice@sccm01""#));
    let report = env.run("export").result();
    assert!(report.contains(r"Bob\~alice@") || report.contains(r"Bob~alice@"), "{report}");
    assert!(report.contains("Bob"), "{report}");
}

#[test]
fn through_sudo_and_doas_both_names_are_recorded() {
    for variable in ["SUDO_USER", "DOAS_USER"] {
        let env = TestEnv::with_session();
        env.run("mark site-a 1 done").by("root").var(variable, "alice").gives("review-concepts is done\n");
        // The same person without it, and somebody who is said to be who the system says.
        env.run("mark site-a 1 todo").by("alice").var(variable, "alice").gives("review-concepts is todo\n");
        env.run("mark site-a 1 done").by("root").var(variable, "alice").gives("review-concepts is done\n");
        env.run("mark site-a 1 todo --as bob")
            .by("root")
            .var(variable, "alice")
            .gives("review-concepts is todo\n");
        let who: Vec<String> = env
            .run("log")
            .result()
            .lines()
            .filter_map(|line| line.split_whitespace().nth(3).map(str::to_owned))
            .collect();
        let expected = [
            "NO.",
            "alice@sccm01",
            "alice~root@sccm01",
            "alice@sccm01",
            "alice~root@sccm01",
            "bob~root@sccm01",
        ];
        assert_eq!(who[1..], expected[1..]);
    }
}

#[test]
fn a_name_that_cannot_be_seen_is_none() {
    let env = TestEnv::with_session();
    env.run(r#"mark site-a 1 done --as " ""#).gives(
        r"
err| error: invalid value ' ' for '--as <NAME>': a name is one line of up to 64 characters that can be seen
err|
err| For more information, try '--help'.
exit 2
",
    );
    for name in ["a\u{202e}b", "a\nb", "a\u{1b}[31m"] {
        let result = env.run(&format!("mark site-a 1 done --as \"{name}\"")).result();
        assert!(result.ends_with("exit 2\n") && !result.contains('\u{1b}'), "{result}");
    }
}

/// The real program as a user that has a number and no name, and no variables: so it is in many
/// containers, and in cron.
#[cfg(unix)]
#[test]
fn a_user_without_a_name_is_recorded_by_number() {
    use std::os::unix::fs::PermissionsExt as _;
    use std::os::unix::process::CommandExt as _;
    use std::process::Command;

    let env = TestEnv::new();
    let home = env.path("state");
    std::fs::create_dir(&home).unwrap();
    for path in [env.path(""), home.clone()] {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o777)).unwrap();
    }
    // The program may lie where only its owner may look.
    let program = env.path("runsheet");
    // Copied by another process: a child that this one forks meanwhile for another test would still have
    // a copy of its own open for writing, and what is being written cannot be run.
    let copied = Command::new("cp").arg(env!("CARGO_BIN_EXE_runsheet")).arg(&program).status();
    assert!(copied.unwrap().success());
    let mut command = Command::new(&program);
    command.env_clear().env("RUNSHEET_HOME", &home).args(["start", "--no-open", "--name", "x"]).uid(54_321);
    let output = match command.output() {
        Ok(output) => output,
        Err(error) => {
            crate::support::skipped(&format!("only root can become a user without a name: {error}"));
            return;
        }
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let logs: Vec<String> = std::fs::read_dir(home.join("sessions/x"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    assert!(logs.iter().any(|name| name.starts_with("uid54321@")), "{logs:?}");
}

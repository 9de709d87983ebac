//! Help, versions, usage faults, and where sessions are kept.

use crate::support::TestEnv;

#[test]
fn what_clap_says_goes_where_it_belongs() {
    let env = TestEnv::new();
    env.run("--version").gives("runsheet 0.1.0\n");
    env.run("statsu").gives(
        r"
err| error: unrecognized subcommand 'statsu'
err|
err|   tip: some similar subcommands exist: 'start', 'status'
err|
err| Usage: runsheet [OPTIONS] [COMMAND]
err|
err| For more information, try '--help'.
exit 2
",
    );
    env.run("mark site-a").gives(
        r"
err| error: the following required arguments were not provided:
err|   <STEP>
err|   <STATUS>
err|
err| Usage: runsheet mark <SESSION> <STEP> <STATUS>
err|
err| For more information, try '--help'.
exit 2
",
    );
    env.run("answer site-a sms-2003").gives(
        r"
err| error: the following required arguments were not provided:
err|   <VALUE>
err|
err| Usage: runsheet answer <SESSION> <QUESTION> <VALUE>
err|
err| For more information, try '--help'.
exit 2
",
    );
    let help = env.run("--help").result();
    assert!(help.contains("Exit codes: 0 fine, 1 it could not be done, 2 usage, 3 status"), "{help}");
    assert!(!help.contains("err| "), "{help}");
}

#[test]
fn the_home_is_the_one_that_was_said_first() {
    let env = TestEnv::new();
    env.run("start --no-open --home [HOME]/said").gives("software-updates\n");
    env.run("start --no-open").gives("software-updates\n");
    if cfg!(windows) {
        env.run("start --no-open").var("RUNSHEET_HOME", "").gives("software-updates\n");
        assert!(env.path("local/runsheet/sessions/software-updates").is_dir(), "in LOCALAPPDATA");
        return;
    }
    let state = env.path("xdg").to_string_lossy().into_owned();
    env.run("start --no-open")
        .var("RUNSHEET_HOME", "")
        .var("XDG_STATE_HOME", &state)
        .gives("software-updates\n");
    env.run("start --no-open").var("RUNSHEET_HOME", "").gives("software-updates\n");
    for home in ["said", "state", "xdg/runsheet", "home/.local/state/runsheet"] {
        let log = env.path(home).join("sessions/software-updates/alice@sccm01.jsonl");
        assert!(log.is_file(), "{}", log.display());
    }
}

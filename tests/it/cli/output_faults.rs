//! The real program, its output going where none can be taken.
#![cfg(unix)]

use std::process::{Command, Output, Stdio};

use crate::support::TestEnv;

fn program(env: &TestEnv, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_runsheet"));
    command.env_clear().env("RUNSHEET_HOME", env.path("state")).env("HOME", env.path("home"));
    command.args(args).stdin(Stdio::null());
    command
}

fn exit_and_stderr(output: &Output) -> (Option<i32>, String) {
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

const LINES: [&[&str]; 6] =
    [&["status"], &["schema"], &["--help"], &["list", "--json"], &["export"], &["check", "software-updates"]];

#[test]
fn a_closed_pipe_ends_it_quietly() {
    let env = TestEnv::with_session();
    for args in LINES {
        let (read, write) = std::io::pipe().unwrap();
        drop(read);
        let output = program(&env, args).stdout(write).stderr(Stdio::piped()).output().unwrap();
        assert_eq!(exit_and_stderr(&output), (Some(0), String::new()), "{args:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let env = TestEnv::with_session();
    let error = "error: cannot write to standard output\n\
                 caused by: No space left on device (os error 28)\n";
    for args in LINES {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let output = program(&env, args).stdout(full).stderr(Stdio::piped()).output().unwrap();
        assert_eq!(exit_and_stderr(&output), (Some(1), error.to_owned()), "{args:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_change_that_is_recorded_is_reported_as_recorded() {
    let env = TestEnv::with_session();
    let error = "error: recorded, but cannot write to standard output\n\
                 caused by: No space left on device (os error 28)\n\
                 hint: do not repeat the command: the change stands\n";
    let lines: [&[&str]; 4] = [
        &["note", "site-a", "1", "seen"],
        &["mark", "site-a", "1", "done"],
        &["undo", "site-a"],
        &["start", "--no-open", "--name", "y"],
    ];
    for args in lines {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let output = program(&env, args).stdout(full).stderr(Stdio::piped()).output().unwrap();
        assert_eq!(exit_and_stderr(&output), (Some(6), error.to_owned()), "{args:?}");
    }
    assert_eq!(env.run("verify y").result().lines().last(), Some("y: sound; 1 log, 1 entry"));
}

#[test]
fn the_programs_own_world_works() {
    let env = TestEnv::new();
    let run = |args: &[&str]| program(&env, args).output().unwrap();
    assert_eq!(run(&["start", "--no-open", "--name", "x"]).stdout, b"x\n");
    assert_eq!(run(&["mark", "x", "1", "done"]).stdout, b"review-concepts is done\n");
    assert_eq!(run(&["status", "x"]).status.code(), Some(3));
    assert_eq!(run(&["status", "y"]).status.code(), Some(1));
    assert_eq!(run(&["nonsense"]).status.code(), Some(2));
    assert_eq!(run(&["verify", "x"]).status.code(), Some(0));
}

//! Settings and outputs of the real program: any path, any bytes, and never the wrong place.
#![cfg(unix)]

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::process::{Command, Stdio};

use crate::support::TestEnv;

fn program(env: &TestEnv, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_runsheet"));
    command.env_clear().env("HOME", env.path("home")).current_dir(env.path("")).stdin(Stdio::null());
    command.args(args);
    command
}

const START: [&str; 4] = ["start", "--no-open", "--name", "s"];

#[test]
fn a_home_may_have_any_name() {
    let env = TestEnv::new();
    let home = env.path("").join(OsStr::from_bytes(b"h\xe9"));
    let output = program(&env, &START).env("RUNSHEET_HOME", &home).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(home.join("sessions/s").is_dir());
    assert!(!env.path("home").exists(), "not in the default home");
}

#[test]
fn a_tilde_that_no_shell_replaced_is_the_home_folder() {
    let env = TestEnv::new();
    let output = program(&env, &START).env("RUNSHEET_HOME", "~/rs").output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(env.path("home/rs/sessions/s").is_dir());
    let listed = program(&env, &["list", "--home", "~/rs"]).output().unwrap();
    assert!(String::from_utf8_lossy(&listed.stdout).contains("s  "), "{listed:?}");
    assert!(!env.path("~").exists());
}

#[test]
fn a_folder_with_another_name_is_told() {
    let env = TestEnv::new();
    let home = env.path("state");
    for folder in ["pri", "Pri", "pri (conflicted copy)", ".new-1"] {
        fs::create_dir_all(home.join("sessions").join(folder)).unwrap();
    }
    let output = program(&env, &["list"]).env("RUNSHEET_HOME", &home).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    let why = "is not listed: a session name is made of a-z";
    assert!(told.contains(&format!("`Pri` {why}")), "{told}");
    assert!(told.contains(&format!("`pri (conflicted copy)` {why}")), "{told}");
    assert_eq!(told.lines().count(), 2, "{told}");
}

#[test]
fn reports_go_into_what_is_no_regular_file() {
    let env = TestEnv::new();
    let home = env.path("state");
    let run = |args: &[&str]| program(&env, args).env("RUNSHEET_HOME", &home).output().unwrap();
    assert_eq!(run(&START).status.code(), Some(0));
    let report = run(&["export", "s"]).stdout;
    assert!(!report.is_empty());
    let output = run(&["export", "s", "-o", "/dev/stdout"]);
    assert_eq!((output.status.code(), output.stdout), (Some(0), report.clone()));
    // A descriptor that leads to a file: it goes on where the shell left it.
    let file = env.path("out.md");
    fs::write(&file, "before\n").unwrap();
    let opened = fs::File::options().append(true).open(&file).unwrap();
    let mut command = program(&env, &["export", "s", "-o", "/dev/fd/1"]);
    let output = command.env("RUNSHEET_HOME", &home).stdout(opened).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(fs::read(&file).unwrap(), [b"before\n", report.as_slice()].concat());
}

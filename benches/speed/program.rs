//! The whole program where it only prints, against a program that prints a word.

use std::process::{Command, Stdio};

use runsheet::journal::Home;
use runsheet::session::SessionName;

use crate::compare::{Comparison, Contender, time};
use crate::fixtures::{self, TempHome, now};

/// Sessions in a home that is in use for years.
const MANY: usize = 1000;
const BASELINE: &str = "echo";

pub(crate) fn run(comparison: &mut Comparison) {
    if Command::new(BASELINE).stdout(Stdio::null()).status().is_err() {
        println!("program: there is no `{BASELINE}` here to compare with");
        return;
    }
    let (one, many) = (TempHome::new(), TempHome::new());
    create_sessions(&one.home(), 1);
    create_sessions(&many.home(), MANY);
    let title = |what: &str, sessions: usize| format!("program: {what}, {sessions} sessions");
    compare(comparison, &one.home(), "program: --version", &["--version"], Some(2.0));
    compare(comparison, &one.home(), &title("status --short", 1), &["status", "--short"], Some(2.0));
    compare(comparison, &many.home(), &title("status --short", MANY), &["status", "--short"], Some(2.0));
    compare(comparison, &many.home(), &title("list", MANY), &["list"], None);
}

fn compare(comparison: &mut Comparison, home: &Home, title: &str, args: &[&str], bound: Option<f64>) {
    let ours = Contender::new("runsheet", || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_runsheet"));
        time_command(command.arg("--home").arg(home.path()).args(args))
    });
    let baseline = Contender::new(BASELINE, || time_command(Command::new(BASELINE).arg("site-a 3/12")));
    comparison.run(title, 60, bound, ours, vec![baseline]);
}

fn time_command(command: &mut Command) -> std::time::Duration {
    command.stdin(Stdio::null()).stdout(Stdio::null()).env_remove("RUNSHEET_HOME");
    // `status` says in its exit code that something is left to do.
    time(|| command.status().unwrap())
}

/// Starts this many sessions of twelve steps.
fn create_sessions(home: &Home, count: usize) {
    let found = fixtures::checklist(12);
    for number in 0..count {
        let name = SessionName::new(&format!("site-{number:04}")).unwrap();
        fixtures::new_session(home, &name, found.clone()).writer.append(&[], now()).unwrap();
    }
}

//! The whole program where it only prints, against a program that prints a word.

use std::process::{Command, Stdio};

use runsheet::journal::Home;
use runsheet::session::SessionName;

use crate::made::{self, Place, now};
use crate::race::{Races, Runner, timed};

/// Sessions of a home that is long in use.
const MANY: usize = 1000;
const FLOOR: &str = "echo";

pub(crate) fn run(races: &mut Races) {
    if Command::new(FLOOR).stdout(Stdio::null()).status().is_err() {
        println!("program: there is no `{FLOOR}` here to compare with");
        return;
    }
    let (one, many) = (Place::new(), Place::new());
    sessions(&one.home(), 1);
    sessions(&many.home(), MANY);
    let title = |what: &str, sessions: usize| format!("program: {what}, {sessions} sessions");
    race(races, &one.home(), "program: --version", &["--version"], Some(2.0));
    race(races, &one.home(), &title("status --short", 1), &["status", "--short"], Some(2.0));
    race(races, &many.home(), &title("status --short", MANY), &["status", "--short"], Some(2.0));
    race(races, &many.home(), &title("list", MANY), &["list"], None);
}

fn race(races: &mut Races, home: &Home, title: &str, args: &[&str], bound: Option<f64>) {
    let ours = Runner::new("runsheet", || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_runsheet"));
        printed(command.arg("--home").arg(home.path()).args(args))
    });
    let floor = Runner::new(FLOOR, || printed(Command::new(FLOOR).arg("site-a 3/12")));
    races.run(title, 60, bound, ours, vec![floor]);
}

fn printed(command: &mut Command) -> std::time::Duration {
    command.stdin(Stdio::null()).stdout(Stdio::null()).env_remove("RUNSHEET_HOME");
    // `status` says in its exit code that something is left to do.
    timed(|| command.status().unwrap())
}

/// Begins so many sessions of twelve steps.
fn sessions(home: &Home, count: usize) {
    let found = made::found(12);
    for number in 0..count {
        let name = SessionName::new(&format!("site-{number:04}")).unwrap();
        made::begun(home, &name, found.clone()).recorder.record(&[], now()).unwrap();
    }
}

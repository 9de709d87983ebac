//! A machine of its own for the plain face: lines go in, what is said comes out, the log is read back.

use std::cell::Cell;
use std::io::{self, Read};
use std::path::PathBuf;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use runsheet::cli::{self, Env};
use runsheet::journal::Home;
use runsheet::session::{Event, SessionName, Writer};
use tempfile::TempDir;

/// What happens while the plain face waits for a line.
pub(crate) type BeforePiece<'a> = Box<dyn FnMut(&PlainEnv) + 'a>;

/// A machine with the built-in checklist.
pub(crate) struct PlainEnv {
    folder: TempDir,
    minutes: Cell<i64>,
    /// More variables of the environment.
    pub(crate) vars: Vec<(&'static str, &'static str)>,
}

/// Standard input in pieces, with something happening before each.
struct PiecewiseInput<'a> {
    talk: &'a PlainEnv,
    left: Vec<(BeforePiece<'a>, String)>,
}

impl Read for PiecewiseInput<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.left.is_empty() {
            return Ok(0);
        }
        let (mut meanwhile, text) = self.left.remove(0);
        meanwhile(self.talk);
        let room = buf.get_mut(..text.len()).expect("a piece is read at once");
        room.copy_from_slice(text.as_bytes());
        Ok(text.len())
    }
}

impl PlainEnv {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), minutes: Cell::new(0), vars: Vec::new() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs a command as this user, with these lines on standard input; gives what is said and the exit code.
    pub(crate) fn run_as(&self, user: &str, args: &[&str], stdin: &mut dyn Read) -> (String, u8) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let state = self.path("state").to_string_lossy().into_owned();
        let config = self.path("config").to_string_lossy().into_owned();
        let var = |name: &str| match name {
            "RUNSHEET_HOME" => Some(state.clone()),
            "XDG_CONFIG_HOME" => Some(config.clone()),
            _ => self.vars.iter().find(|(var, _)| *var == name).map(|(_, value)| (*value).to_owned()),
        };
        let mut world = Env {
            out: &mut out,
            err: &mut err,
            stdin,
            var: &var,
            now: &|| self.now(),
            sleep: &|_| {},
            time_zone: TimeZone::UTC,
            writer: Writer::new(user, "sccm01"),
            terminals: (false, false, false),
        };
        let all = std::iter::once("runsheet").chain(args.iter().copied());
        let code = cli::run(all.map(Into::into), &mut world);
        let said = String::from_utf8(out).unwrap() + &String::from_utf8(err).unwrap();
        let said = said.replace(&*self.folder.path().to_string_lossy(), "[HOME]");
        // Windows has the other bar.
        (said.replace("[HOME]\\", "[HOME]/"), code)
    }

    /// Starts `site-a` in the plain face and says these lines.
    pub(crate) fn start(&self, lines: &str) -> String {
        self.run_as(
            "alice",
            &["start", "--plain", "--name", "site-a", "--title", "Site A"],
            &mut lines.as_bytes(),
        )
        .0
    }

    /// Takes `site-a` up again and says these lines.
    pub(crate) fn resume(&self, lines: &str) -> String {
        self.run_as("alice", &["resume", "site-a", "--plain"], &mut lines.as_bytes()).0
    }

    /// Starts `site-a`; before each piece is read, something happens.
    pub(crate) fn start_with_pieces(&self, pieces: Vec<(BeforePiece<'_>, &str)>) -> String {
        let left = pieces.into_iter().map(|(meanwhile, text)| (meanwhile, text.to_owned())).collect();
        let mut stdin = PiecewiseInput { talk: self, left };
        self.run_as("alice", &["start", "--plain", "--name", "site-a", "--title", "Site A"], &mut stdin).0
    }

    /// What was recorded in `site-a` after its start, in the order in which it counts.
    pub(crate) fn events(&self) -> Vec<Event> {
        let home = Home::new(self.path("state"));
        let name = SessionName::new("site-a").unwrap();
        if !home.exists(&name) {
            return Vec::new();
        }
        let logs = home.read(&name).unwrap();
        assert!(logs.is_sound());
        logs.entries().into_iter().skip(1).map(|(_, entry)| entry.event.clone()).collect()
    }

    fn now(&self) -> Timestamp {
        let start: Timestamp = "2026-11-22T17:00:00Z".parse().unwrap();
        let minutes = self.minutes.replace(self.minutes.get() + 1);
        start + SignedDuration::from_mins(minutes)
    }
}

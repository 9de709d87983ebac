//! A machine of its own for each test: its folder, its clock, its users, and no variable of ours. Commands
//! run in this process; `program` runs them as users do.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use runsheet::cli::{self, Env, Terminals};
use runsheet::journal::Home;
use runsheet::session::{Event, SessionName, Writer};
use tempfile::TempDir;

/// The machine. Its folder goes away with it.
pub(crate) struct TestEnv {
    folder: TempDir,
    minutes: Cell<i64>,
    /// Variables of the environment besides those that name its folders.
    pub(super) vars: Vec<(&'static str, String)>,
}

/// A command to be run, which `gives`, `result` and `printed` do.
#[must_use]
pub(crate) struct Run<'a> {
    env: &'a TestEnv,
    args: Vec<String>,
    stdin: Box<dyn Read + 'a>,
    by: &'a str,
    vars: BTreeMap<&'a str, String>,
    meanwhile: Option<&'a dyn Fn(&TestEnv)>,
}

impl TestEnv {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), minutes: Cell::new(0), vars: Vec::new() }
    }

    /// With the session `site-a` of the built-in checklist, which alice started at 17:00.
    pub(crate) fn with_session() -> Self {
        let env = Self::new();
        env.run(r#"start --no-open --title "Site A""#).gives("site-a\n");
        env
    }

    /// With the session `site-a` of this checklist, which alice started at 17:00.
    pub(crate) fn with_list(list: &str) -> Self {
        let env = Self::new();
        env.run("start --no-open --name site-a -").stdin(list).gives("site-a\n");
        env
    }

    /// With one more variable in the environment.
    pub(crate) fn with_var(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.vars.push((name, value.into()));
        self
    }

    /// Sets the clock: so many minutes after 17:00.
    pub(crate) fn set_clock(&self, minutes: i64) {
        self.minutes.set(minutes);
    }

    /// A path in the machine's folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        self.normalized(&fs::read_to_string(self.path(name)).unwrap())
    }

    /// Where sessions are kept.
    pub(crate) fn home(&self) -> PathBuf {
        self.path("state")
    }

    /// The log of alice in `site-a`.
    pub(crate) fn log(&self) -> PathBuf {
        self.path("state/sessions/site-a/alice@sccm01.jsonl")
    }

    /// What was recorded in `site-a` after its start, in the order in which it counts.
    pub(crate) fn events(&self) -> Vec<Event> {
        let home = Home::new(self.home());
        let name = SessionName::new("site-a").unwrap();
        if !home.exists(&name) {
            return Vec::new();
        }
        let logs = home.read(&name).unwrap();
        assert!(logs.is_sound());
        logs.entries().into_iter().skip(1).map(|(_, entry)| entry.event.clone()).collect()
    }

    /// A command line, in which `[HOME]` stands for the machine's folder and quotes keep words together.
    pub(crate) fn run<'a>(&'a self, line: &str) -> Run<'a> {
        let line = line.replace("[HOME]", &self.folder.path().to_string_lossy());
        let mut args = Vec::new();
        for (n, piece) in line.split('"').enumerate() {
            match n % 2 {
                0 => args.extend(piece.split_whitespace().map(str::to_owned)),
                _ => args.push(piece.to_owned()),
            }
        }
        self.command(args)
    }

    /// A command by its arguments, taken as they are.
    pub(crate) fn run_args<'a>(&'a self, args: &[&str]) -> Run<'a> {
        self.command(args.iter().map(|arg| (*arg).to_owned()).collect())
    }

    fn command(&self, args: Vec<String>) -> Run<'_> {
        let folders = [
            ("RUNSHEET_HOME", "state"),
            ("XDG_CONFIG_HOME", "config"),
            ("HOME", "home"),
            ("LOCALAPPDATA", "local"),
        ];
        let folders = folders.map(|(name, at)| (name, self.path(at).to_string_lossy().into_owned()));
        let vars = folders.into_iter().chain(self.vars.iter().cloned()).collect();
        let args = std::iter::once("runsheet".to_owned()).chain(args).collect();
        Run { env: self, args, stdin: Box::new(io::empty()), by: "alice", vars, meanwhile: None }
    }

    /// Everything in the machine's folder: paths, and what files hold.
    pub(crate) fn all_files(&self) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
        let mut all = BTreeMap::new();
        collect(self.folder.path(), &mut all);
        all
    }

    /// What differs from run to run replaced: the folder, and hashes. On Windows also what differs
    /// there: the bar in paths, and the system's own words.
    fn normalized(&self, text: &str) -> String {
        let home = self.folder.path().to_string_lossy();
        let text = text.replace(&*home, "[HOME]");
        let text = if cfg!(windows) { in_unix_words(&text, &home) } else { text };
        let mut out = String::new();
        let is_hex = |c: char| c.is_ascii_hexdigit() && !c.is_ascii_uppercase();
        for word in text.split_inclusive(|c| !is_hex(c)) {
            match word.get(..64) {
                Some(hash) if hash.chars().all(is_hex) => out.push_str(&word.replace(hash, "[HASH]")),
                _ => out.push_str(word),
            }
        }
        out
    }

    /// The clock: a minute later at each look.
    fn now(&self) -> Timestamp {
        let start: Timestamp = "2026-11-22T17:00:00Z".parse().unwrap();
        let minutes = self.minutes.replace(self.minutes.get() + 1);
        start + SignedDuration::from_mins(minutes)
    }
}

impl<'a> Run<'a> {
    pub(crate) fn stdin(self, text: impl Into<Vec<u8>>) -> Self {
        self.read_from(io::Cursor::new(text.into()))
    }

    pub(crate) fn read_from(self, stdin: impl Read + 'a) -> Self {
        Self { stdin: Box::new(stdin), ..self }
    }

    /// Another user, on the same host.
    pub(crate) fn by(self, by: &'a str) -> Self {
        Self { by, ..self }
    }

    /// A variable of the environment; an empty value takes it away.
    pub(crate) fn var(mut self, name: &'a str, value: &str) -> Self {
        self.vars.insert(name, value.to_owned());
        self
    }

    /// What happens each time that it lets time pass.
    pub(crate) fn meanwhile(self, meanwhile: &'a dyn Fn(&TestEnv)) -> Self {
        Self { meanwhile: Some(meanwhile), ..self }
    }

    /// Runs it and compares its whole result: standard output, each line of standard error behind
    /// `err| `, and the exit code if it is not 0.
    #[track_caller]
    pub(crate) fn gives(self, expected: &str) {
        let line = self.args.join(" ");
        let result = self.result();
        let expected = expected.strip_prefix('\n').unwrap_or(expected);
        assert!(result == expected, "`{line}` gives:\n{result}\nand not:\n{expected}");
    }

    /// Runs it and returns its whole result, for what is too long to stand in a test.
    pub(crate) fn result(self) -> String {
        let (out, err, code) = self.outcome();
        let mut result = out;
        for line in err.lines() {
            result += format!("err| {line}").trim_end();
            result.push('\n');
        }
        if code != 0 {
            result += "exit ";
            result += &code.to_string();
            result.push('\n');
        }
        result
    }

    /// Runs it and returns what a person would see, and the exit code.
    pub(crate) fn printed(self) -> (String, u8) {
        let (out, err, code) = self.outcome();
        (out + &err, code)
    }

    fn outcome(mut self) -> (String, String, u8) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let (env, vars, meanwhile) = (self.env, &self.vars, self.meanwhile);
        let mut process = Env {
            out: &mut out,
            err: &mut err,
            stdin: &mut self.stdin,
            var: &|name| vars.get(name).filter(|value| !value.is_empty()).map(Into::into),
            now: &|| env.now(),
            sleep: &|_| meanwhile.map_or((), |meanwhile| meanwhile(env)),
            time_zone: TimeZone::UTC,
            writer: Writer::new(self.by, "sccm01"),
            terminals: Terminals::default(),
        };
        let code = cli::run(self.args.iter().map(Into::into), &mut process);
        let normalized = |bytes| env.normalized(&String::from_utf8(bytes).unwrap());
        (normalized(out), normalized(err), code)
    }
}

/// What Windows says in the words of Unix.
fn in_unix_words(text: &str, home: &str) -> String {
    let in_json = home.replace('\\', r"\\");
    let text = text.replace(&in_json, "[HOME]");
    let mut pieces = text.split("[HOME]");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let end = piece.find(['`', '"', ' ', '\n']).unwrap_or(piece.len());
        let (path, rest) = piece.split_at(end);
        out += "[HOME]";
        out += &path.replace(r"\\", "/").replace('\\', "/");
        out += rest;
    }
    let line = |line: &str| match line.split_once("caused by: ") {
        Some((before, cause)) if cause.contains("(os error 2)") || cause.contains("(os error 3)") => {
            format!("{before}caused by: No such file or directory (os error 2)\n")
        }
        _ => line.to_owned(),
    };
    out.split_inclusive('\n').map(line).collect()
}

fn collect(path: &Path, all: &mut BTreeMap<PathBuf, Option<Vec<u8>>>) {
    for entry in fs::read_dir(path).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, all);
            all.insert(path, None);
        } else {
            all.insert(path.clone(), Some(fs::read(&path).unwrap()));
        }
    }
}

/// Says that a test is skipped, as something that it needs is not here.
pub(crate) fn skipped(why: &str) {
    eprintln!("SKIPPED: {why}");
}

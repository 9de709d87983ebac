//! A machine of its own for each test: its folder, its clock, its user, nothing of the real one.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use runsheet::cli::{self, Env};
use runsheet::session::Writer;
use tempfile::TempDir;

/// The machine.
pub(crate) struct Sealed {
    folder: TempDir,
    minutes: Cell<i64>,
}

/// A command that is to be run. `gives` runs it.
#[must_use]
pub(crate) struct Run<'a> {
    on: &'a Sealed,
    args: Vec<String>,
    stdin: Vec<u8>,
    by: &'a str,
    vars: BTreeMap<&'a str, String>,
    meanwhile: Option<&'a dyn Fn(&Sealed)>,
}

impl Sealed {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), minutes: Cell::new(0) }
    }

    /// With the session `site-a` of the built-in checklist, started at 17:00.
    pub(crate) fn with_session() -> Self {
        let sealed = Self::new();
        sealed.run(r#"start --no-open --title "Site A""#).gives("site-a\n");
        sealed
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
        self.shown(&fs::read_to_string(self.path(name)).unwrap())
    }

    /// The log of alice in `site-a`.
    pub(crate) fn log(&self) -> PathBuf {
        self.path("state/sessions/site-a/alice@sccm01.jsonl")
    }

    /// A command line, in which `[HOME]` stands for the machine's folder and quotes keep words together.
    pub(crate) fn run<'a>(&'a self, line: &str) -> Run<'a> {
        let line = line.replace("[HOME]", &self.folder.path().to_string_lossy());
        let mut args = vec!["runsheet".to_owned()];
        for (n, piece) in line.split('"').enumerate() {
            match n % 2 {
                0 => args.extend(piece.split_whitespace().map(str::to_owned)),
                _ => args.push(piece.to_owned()),
            }
        }
        let vars = [
            ("RUNSHEET_HOME", "state"),
            ("XDG_CONFIG_HOME", "config"),
            ("HOME", "home"),
            ("LOCALAPPDATA", "local"),
        ];
        let vars = vars.map(|(name, at)| (name, self.path(at).to_string_lossy().into_owned())).into();
        Run { on: self, args, stdin: Vec::new(), by: "alice", vars, meanwhile: None }
    }

    /// Everything in the machine's folder: paths, and what files hold.
    pub(crate) fn everything(&self) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
        let mut all = BTreeMap::new();
        collect(self.folder.path(), &mut all);
        all
    }

    /// What differs from run to run replaced: the folder, and hashes. On Windows also what differs
    /// there: the bar in paths, and the system's own words.
    fn shown(&self, text: &str) -> String {
        let home = self.folder.path().to_string_lossy();
        let text = text.replace(&*home, "[HOME]");
        let text = if cfg!(windows) { as_elsewhere(&text, &home) } else { text };
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
        Self { stdin: text.into(), ..self }
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
    pub(crate) fn meanwhile(self, meanwhile: &'a dyn Fn(&Sealed)) -> Self {
        Self { meanwhile: Some(meanwhile), ..self }
    }

    /// Runs it. Its whole result is this: standard output, each line of standard error behind
    /// `err| `, and the exit code if it is not 0.
    #[track_caller]
    pub(crate) fn gives(self, expected: &str) {
        let line = self.args.join(" ");
        let result = self.result();
        let expected = expected.strip_prefix('\n').unwrap_or(expected);
        assert!(result == expected, "`{line}` gives:\n{result}\nand not:\n{expected}");
    }

    /// Runs it, for what is too long to be told here whole.
    pub(crate) fn result(self) -> String {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut world = Env {
            out: &mut out,
            err: &mut err,
            stdin: &mut &*self.stdin,
            var: &|name| self.vars.get(name).filter(|value| !value.is_empty()).cloned(),
            now: &|| self.on.now(),
            sleep: &|_| self.meanwhile.map_or((), |meanwhile| meanwhile(self.on)),
            time_zone: TimeZone::UTC,
            writer: Writer::new(self.by, "sccm01"),
            terminals: (false, false, false),
        };
        let code = cli::run(self.args.iter().map(Into::into), &mut world);
        let mut result = self.on.shown(&String::from_utf8(out).unwrap());
        for line in self.on.shown(&String::from_utf8(err).unwrap()).lines() {
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
}

/// What Windows says in the words of Unix.
fn as_elsewhere(text: &str, home: &str) -> String {
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
#[expect(clippy::print_stderr, reason = "a test that did not run must say so")]
pub(crate) fn skipped(why: &str) {
    eprintln!("SKIPPED: {why}");
}

//! A world of its own for each test: a home folder, a folder to work in, and no variable of ours.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use portable_pty::CommandBuilder;

use super::Terminal;

/// The program under test.
const PROGRAM: &str = env!("CARGO_BIN_EXE_runsheet");

/// A folder that goes away with the test.
pub(crate) struct World {
    folder: tempfile::TempDir,
    more: Vec<(&'static str, String)>,
}

impl World {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), more: Vec::new() }
    }

    /// With one more variable in the environment.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.more.push((name, value.into()));
        self
    }

    /// Where the program keeps its sessions.
    pub(crate) fn home(&self) -> PathBuf {
        self.path("state")
    }

    /// A path in this world; the program works in the same folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// All logs of a session, one after the other.
    pub(crate) fn logs(&self, session: &str) -> String {
        let folder = self.home().join("sessions").join(session);
        let Ok(files) = std::fs::read_dir(folder) else { return String::new() };
        let logs = files.filter_map(|file| Some(file.ok()?.path()));
        let logs = logs.filter(|path| path.extension().is_some_and(|ending| ending == "jsonl"));
        logs.map(|path| String::from_utf8_lossy(&std::fs::read(path).unwrap_or_default()).into_owned())
            .collect()
    }

    fn variables(&self) -> Vec<(&'static str, String)> {
        let text = |path: &Path| path.to_string_lossy().into_owned();
        let mut all = vec![
            ("HOME", text(self.folder.path())),
            ("RUNSHEET_HOME", text(&self.home())),
            ("TERM", "xterm-256color".to_owned()),
            ("LANG", "C.UTF-8".to_owned()),
            ("TZ", "UTC".to_owned()),
            ("USER", "alice".to_owned()),
            ("PATH", "/usr/local/bin:/usr/bin:/bin".to_owned()),
            ("RUNSHEET", PROGRAM.to_owned()),
            ("PS1", "prompt> ".to_owned()),
        ];
        all.extend(self.more.iter().cloned());
        all
    }

    /// A program that will have a terminal.
    fn builder(&self, program: &str, args: &[&str]) -> CommandBuilder {
        let mut command = CommandBuilder::new(program);
        command.args(args);
        command.env_clear();
        for (name, value) in self.variables() {
            command.env(name, value);
        }
        command.cwd(self.folder.path());
        command
    }

    /// Starts the program on a new terminal.
    pub(crate) fn open(&self, args: &[&str]) -> Terminal {
        Terminal::start(self.builder(PROGRAM, args))
    }

    /// Starts another program on a new terminal.
    pub(crate) fn open_other(&self, program: &str, args: &[&str]) -> Terminal {
        Terminal::start(self.builder(program, args))
    }

    /// Runs a script of bash on a new terminal; `$RUNSHEET` is the program.
    pub(crate) fn shell(&self, script: &str) -> Terminal {
        Terminal::start(self.builder("bash", &["--norc", "--noprofile", "-c", script]))
    }

    /// Runs the program to its end, without a terminal.
    pub(crate) fn run(&self, args: &[&str]) -> Output {
        let mut command = Command::new(PROGRAM);
        command.args(args).env_clear().envs(self.variables()).current_dir(self.folder.path());
        command.stdin(std::process::Stdio::null()).output().unwrap()
    }

    /// The same, and it has to work. Gives back what it prints.
    #[track_caller]
    pub(crate) fn fine(&self, args: &[&str]) -> String {
        let output = self.run(args);
        let err = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "runsheet {args:?}: {}\n{err}", output.status);
        String::from_utf8(output.stdout).unwrap()
    }
}

//! The program itself in a test's machine: run to its end, or on a terminal.

use std::path::Path;
use std::process::{Command, Output};

use portable_pty::CommandBuilder;

use super::{Terminal, TestEnv};

/// The program under test.
const PROGRAM: &str = env!("CARGO_BIN_EXE_runsheet");

impl TestEnv {
    /// With the session `site-a` of the checklist `list.json`, which the user that runs the tests started.
    pub(crate) fn with_own_session(list: &str) -> Self {
        let env = Self::new();
        std::fs::write(env.path("list.json"), list).unwrap();
        env.exec_ok(&["start", "list.json", "--no-open", "--name", "site-a"]);
        env
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
            ("HOME", text(&self.path(""))),
            ("RUNSHEET_HOME", text(&self.home())),
            ("TERM", "xterm-256color".to_owned()),
            ("LANG", "C.UTF-8".to_owned()),
            ("TZ", "UTC".to_owned()),
            ("USER", "alice".to_owned()),
            ("PATH", "/usr/local/bin:/usr/bin:/bin".to_owned()),
            ("RUNSHEET", PROGRAM.to_owned()),
            ("PS1", "prompt> ".to_owned()),
        ];
        all.extend(self.vars.iter().cloned());
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
        command.cwd(self.path(""));
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
    pub(crate) fn exec(&self, args: &[&str]) -> Output {
        let mut command = Command::new(PROGRAM);
        command.args(args).env_clear().envs(self.variables()).current_dir(self.path(""));
        command.stdin(std::process::Stdio::null()).output().unwrap()
    }

    /// Runs the program, which has to succeed, and returns what it prints.
    #[track_caller]
    pub(crate) fn exec_ok(&self, args: &[&str]) -> String {
        let output = self.exec(args);
        let err = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "runsheet {args:?}: {}\n{err}", output.status);
        String::from_utf8(output.stdout).unwrap()
    }
}

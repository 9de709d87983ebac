//! What may take long before the screen is up, or without one: on a terminal it is said to be under
//! way, on a line of standard error that is wiped once it is over.

use std::io::{self, Write as _};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::{CliError, Context, Env};
use crate::app::library::{FoundChecklist, LibraryError, SourceBytes};
use crate::app::open_session::{OpenError, OpenSession};
use crate::import::{ImportOptions, Imported};
use crate::journal::{JournalError, SessionLogs};
use crate::session::SessionName;
use crate::text::{Text, visible};

/// From so long on it is said.
const SHOW_AFTER: Duration = Duration::from_millis(500);

/// The most characters of what is said, so that it stays on one row that can be wiped.
const MAX_WIDTH: usize = 60;

/// Does something, and says what once it takes long.
fn with_spinner<T>(world: &Env<'_>, what: &str, work: impl FnOnce() -> T) -> T {
    // However the work ends, what was said is wiped.
    let _teller = world.terminals.2.then(|| Spinner::start(what));
    work()
}

/// Says what is under way, from a thread beside it. It is not waited for: all but nothing takes long.
struct Spinner {
    state: Arc<Mutex<SpinnerState>>,
    /// Wakes the thread when it goes.
    #[expect(dead_code, reason = "it is there to go")]
    stop: Sender<()>,
}

/// What has been said.
#[derive(Clone, Copy, PartialEq)]
enum SpinnerState {
    Hidden,
    Shown,
    /// It is over: nothing may be said any more.
    Stopped,
}

impl Spinner {
    fn start(what: &str) -> Self {
        let what: String = what.chars().take(MAX_WIDTH).collect();
        let state = Arc::new(Mutex::new(SpinnerState::Hidden));
        let (stop, heard) = mpsc::channel();
        let told = Arc::clone(&state);
        // Where no thread can be had, nothing is said.
        let _ = thread::Builder::new().spawn(move || draw_until_stopped(&what, &told, &heard));
        Self { state, stop }
    }
}

impl Drop for Spinner {
    fn drop(&mut self) {
        let mut said = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if *said == SpinnerState::Shown {
            write_stderr(&format!("\r{:1$}\r", "", MAX_WIDTH + 12));
        }
        *said = SpinnerState::Stopped;
    }
}

fn draw_until_stopped(what: &str, said: &Mutex<SpinnerState>, over: &Receiver<()>) {
    let began = Instant::now();
    let mut wait = SHOW_AFTER;
    while over.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
        let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
        if *said == SpinnerState::Stopped {
            return;
        }
        *said = SpinnerState::Shown;
        write_stderr(&format!("\r{what} ... {} s ", began.elapsed().as_secs()));
        wait = Duration::from_secs(1);
    }
}

/// Nobody may be left to read it.
fn write_stderr(text: &str) {
    let mut err = io::stderr();
    let _ = err.write_all(text.as_bytes());
    let _ = err.flush();
}

impl Context<'_, '_> {
    /// Opens a session to look at it, or to change it; nothing is written by that.
    pub(super) fn open(&mut self, name: &SessionName) -> Result<OpenSession, OpenError> {
        let (home, me, library) = (&self.home, self.env.writer.clone(), &self.library);
        with_spinner(self.env, &session_label(name), || OpenSession::open(home, name, &me, library))
    }

    /// Reads the logs of a session.
    pub(super) fn read_logs(&mut self, name: &SessionName) -> Result<SessionLogs, JournalError> {
        let home = &self.home;
        with_spinner(self.env, &session_label(name), || home.read(name))
    }

    /// The session of this name, or the one changed last.
    pub(super) fn resolve_session(&mut self, name: Option<&str>) -> Result<SessionName, CliError> {
        let home = &self.home;
        with_spinner(self.env, "looking for the session", || super::resolve::session(home, name))
    }

    /// The bytes of a checklist or another list.
    pub(super) fn read_list(&mut self, name: &str) -> Result<SourceBytes, LibraryError> {
        if name == "-" {
            return self.library.read(name, &mut *self.env.stdin);
        }
        let library = &self.library;
        with_spinner(self.env, &file_label(name), || library.read(name, &mut io::empty()))
    }

    /// The checklist of this name; another list is imported.
    pub(super) fn find_list(
        &mut self,
        name: &str,
        options: &ImportOptions,
    ) -> Result<(FoundChecklist, Option<Imported>), LibraryError> {
        if name == "-" {
            return self.library.find_or_import(name, &mut *self.env.stdin, options);
        }
        let library = &self.library;
        with_spinner(self.env, &file_label(name), || library.find_or_import(name, &mut io::empty(), options))
    }
}

fn session_label(name: &SessionName) -> String {
    format!("reading session `{name}`")
}

fn file_label(name: &str) -> String {
    format!("reading `{}`", visible(Text::line(name).as_str()))
}

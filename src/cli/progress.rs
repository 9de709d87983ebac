//! A spinner for slow work outside of the full screen: a line on standard error that is wiped at the end.

use std::io::{self, Write as _};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::context::{Context, Env};
use super::error::CliError;
use super::resolve;
use crate::app::library::{FoundChecklist, LibraryError, SourceBytes};
use crate::app::open_session::{OpenError, OpenSession};
use crate::app::recovery::read_logs;
use crate::checklist::ReaderOptions;
use crate::import::Imported;
use crate::journal::{JournalError, SessionLogs};
use crate::session::SessionName;
use crate::text::{Text, visible};

/// How long work takes before the line is shown.
const SHOW_AFTER: Duration = Duration::from_millis(500);

/// The longest label, in characters, so that the line fits into one row, which can be wiped.
const MAX_WIDTH: usize = 60;

/// Shows a label while slow work goes on, from a thread of its own.
struct Spinner {
    state: Arc<Mutex<SpinnerState>>,
    /// Dropping it stops the thread. The thread is not joined, as most work ends before it shows anything.
    _stop: Sender<()>,
}

#[derive(Clone, Copy, PartialEq)]
enum SpinnerState {
    Hidden,
    Shown,
    /// The work is over: nothing may be shown any more.
    Stopped,
}

impl Spinner {
    fn start(label: &str) -> Self {
        let label: String = label.chars().take(MAX_WIDTH).collect();
        let state = Arc::new(Mutex::new(SpinnerState::Hidden));
        let (stop, stopped) = mpsc::channel();
        let shared = Arc::clone(&state);
        // Without a thread the work goes on all the same, only silently.
        let _ = thread::Builder::new().spawn(move || draw_until_stopped(&label, &shared, &stopped));
        Self { state, _stop: stop }
    }
}

impl Drop for Spinner {
    fn drop(&mut self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if *state == SpinnerState::Shown {
            write_stderr(&format!("\r{:1$}\r", "", MAX_WIDTH + 12));
        }
        *state = SpinnerState::Stopped;
    }
}

fn draw_until_stopped(label: &str, state: &Mutex<SpinnerState>, stopped: &Receiver<()>) {
    let start = Instant::now();
    let mut wait = SHOW_AFTER;
    while stopped.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        if *state == SpinnerState::Stopped {
            return;
        }
        *state = SpinnerState::Shown;
        write_stderr(&format!("\r{label} ... {} s ", start.elapsed().as_secs()));
        wait = Duration::from_secs(1);
    }
}

/// Writes to standard error, which may be closed.
fn write_stderr(text: &str) {
    let mut err = io::stderr();
    let _ = err.write_all(text.as_bytes());
    let _ = err.flush();
}

/// Does the work, with a spinner if standard error is a terminal.
fn with_spinner<T>(env: &Env<'_>, label: &str, work: impl FnOnce() -> T) -> T {
    let _spinner = env.terminals.stderr.then(|| Spinner::start(label));
    work()
}

impl Context<'_, '_> {
    /// Opens a session to read or to change it; opening writes nothing.
    pub(super) fn open(&mut self, name: &SessionName) -> Result<OpenSession, OpenError> {
        let (home, writer, library) = (&self.home, &self.env.writer, &self.library);
        with_spinner(self.env, &session_label(name), || OpenSession::open(home, name, writer, library))
    }

    pub(super) fn read_logs(&mut self, name: &SessionName) -> Result<SessionLogs, JournalError> {
        with_spinner(self.env, &session_label(name), || read_logs(&self.home, name, &self.library))
    }

    /// Returns the session of this name, or the one changed last.
    pub(super) fn resolve_session(&mut self, name: Option<&str>) -> Result<SessionName, CliError> {
        with_spinner(self.env, "looking for the session", || resolve::session(&self.home, name))
    }

    /// Reads a checklist or another list.
    pub(super) fn read_list(&mut self, name: &str) -> Result<SourceBytes, LibraryError> {
        if name == "-" {
            return self.library.read(name, &mut *self.env.stdin);
        }
        with_spinner(self.env, &file_label(name), || self.library.read(name, &mut io::empty()))
    }

    /// Finds the checklist of this name, and imports another list.
    pub(super) fn find_list(
        &mut self,
        name: &str,
        options: &ReaderOptions,
    ) -> Result<(FoundChecklist, Option<Imported>), LibraryError> {
        if name == "-" {
            return self.library.find_or_import(name, &mut *self.env.stdin, options);
        }
        with_spinner(self.env, &file_label(name), || {
            self.library.find_or_import(name, &mut io::empty(), options)
        })
    }
}

fn session_label(name: &SessionName) -> String {
    format!("reading session `{name}`")
}

fn file_label(name: &str) -> String {
    format!("reading `{}`", visible(Text::line(name).as_str()))
}

//! What may take long before the screen is up, or without one: on a terminal it is said to be under
//! way, on a line of standard error that is wiped once it is over.

use std::io;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use super::{CliError, Context, World};
use crate::checklist::import::{Imported, Options};
use crate::desk::{Desk, OpenError};
use crate::journal::{JournalError, SessionLogs};
use crate::library::{Bytes, Found, LibraryError};
use crate::session::SessionName;
use crate::text::{Text, visible};

/// From so long on it is said.
const QUIET: Duration = Duration::from_millis(500);

/// The most characters of what is said, so that it stays on one row that can be wiped.
const WIDEST: usize = 60;

/// Does something, and says what once it takes long.
fn meanwhile<T: Send>(world: &mut World<'_>, what: &str, work: impl FnOnce() -> T + Send) -> T {
    if !world.terminals.2 {
        return work();
    }
    thread::scope(|scope| {
        let (done, over) = mpsc::channel::<()>();
        let worker = scope.spawn(move || {
            // It goes with the work, however that ends.
            let _done = done;
            work()
        });
        let (began, mut told) = (Instant::now(), false);
        while over.recv_timeout(if told { Duration::from_secs(1) } else { QUIET })
            == Err(RecvTimeoutError::Timeout)
        {
            told = true;
            let what: String = what.chars().take(WIDEST).collect();
            // Nobody may be left to read it.
            let _ = write!(world.err, "\r{what} ... {} s ", began.elapsed().as_secs());
            let _ = world.err.flush();
        }
        if told {
            let _ = write!(world.err, "\r{:1$}\r", "", WIDEST + 12);
            let _ = world.err.flush();
        }
        worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

impl Context<'_, '_> {
    /// Opens a session to look at it, or to change it; nothing is written by that.
    pub(super) fn open(&mut self, name: &SessionName) -> Result<Desk, OpenError> {
        let (home, me, library) = (&self.home, self.world.me.clone(), &self.library);
        meanwhile(self.world, &reading(name), || Desk::open(home, name, &me, library))
    }

    /// Reads the logs of a session.
    pub(super) fn read_logs(&mut self, name: &SessionName) -> Result<SessionLogs, JournalError> {
        let home = &self.home;
        meanwhile(self.world, &reading(name), || home.read(name))
    }

    /// The session of this name, or the one changed last.
    pub(super) fn session(&mut self, name: Option<&str>) -> Result<SessionName, CliError> {
        let home = &self.home;
        meanwhile(self.world, "looking for the session", || super::pick::session(home, name))
    }

    /// The bytes of a checklist or another list.
    pub(super) fn read_list(&mut self, name: &str) -> Result<Bytes, LibraryError> {
        if name == "-" {
            return self.library.read(name, &mut *self.world.stdin);
        }
        let library = &self.library;
        meanwhile(self.world, &file(name), || library.read(name, &mut io::empty()))
    }

    /// The checklist of this name; another list is imported.
    pub(super) fn find_list(
        &mut self,
        name: &str,
        options: &Options,
    ) -> Result<(Found, Option<Imported>), LibraryError> {
        if name == "-" {
            return self.library.find_or_import(name, &mut *self.world.stdin, options);
        }
        let library = &self.library;
        meanwhile(self.world, &file(name), || library.find_or_import(name, &mut io::empty(), options))
    }
}

fn reading(name: &SessionName) -> String {
    format!("reading session `{name}`")
}

fn file(name: &str) -> String {
    format!("reading `{}`", visible(Text::line(name).as_str()))
}

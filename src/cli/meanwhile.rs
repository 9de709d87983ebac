//! What may take long before the screen is up, or without one: on a terminal it is said to be under
//! way, on a line of standard error that is wiped once it is over.

use std::io::{self, Write as _};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
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
fn meanwhile<T>(world: &World<'_>, what: &str, work: impl FnOnce() -> T) -> T {
    // However the work ends, what was said is wiped.
    let _teller = world.terminals.2.then(|| Teller::begin(what));
    work()
}

/// Says what is under way, from a thread beside it. It is not waited for: all but nothing takes long.
struct Teller {
    said: Arc<Mutex<Said>>,
    /// Wakes the thread when it goes.
    #[expect(dead_code, reason = "it is there to go")]
    over: Sender<()>,
}

/// What has been said.
#[derive(Clone, Copy, PartialEq)]
enum Said {
    Nothing,
    Something,
    /// It is over: nothing may be said any more.
    Over,
}

impl Teller {
    fn begin(what: &str) -> Self {
        let what: String = what.chars().take(WIDEST).collect();
        let said = Arc::new(Mutex::new(Said::Nothing));
        let (over, heard) = mpsc::channel();
        let told = Arc::clone(&said);
        // Where no thread can be had, nothing is said.
        let _ = thread::Builder::new().spawn(move || tell(&what, &told, &heard));
        Self { said, over }
    }
}

impl Drop for Teller {
    fn drop(&mut self) {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        if *said == Said::Something {
            write_now(&format!("\r{:1$}\r", "", WIDEST + 12));
        }
        *said = Said::Over;
    }
}

fn tell(what: &str, said: &Mutex<Said>, over: &Receiver<()>) {
    let began = Instant::now();
    let mut wait = QUIET;
    while over.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
        let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
        if *said == Said::Over {
            return;
        }
        *said = Said::Something;
        write_now(&format!("\r{what} ... {} s ", began.elapsed().as_secs()));
        wait = Duration::from_secs(1);
    }
}

/// Nobody may be left to read it.
fn write_now(text: &str) {
    let mut err = io::stderr();
    let _ = err.write_all(text.as_bytes());
    let _ = err.flush();
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

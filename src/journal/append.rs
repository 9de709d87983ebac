//! DISK. This process's hand on one session: appends entries to the log of its writer.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::PathBuf;

use jiff::Timestamp;
use uuid::Uuid;

use super::disk::Fs;
use super::failure::AppendError;
use super::fault::{Fault, FaultKind};
use super::lock::{self, Lock};
use super::reader::{LOG_SUFFIX, LogPosition};
use super::shown;
use super::store::{Home, JournalError, SessionLogs};
use super::tail::{Tail, read_appended};
use crate::session::{Entry, Event, SessionName, Writer};

/// This process's hand on one session.
pub struct Journal {
    pub(super) home: Home,
    pub(super) name: SessionName,
    pub(super) id: Uuid,
    pub(super) me: Writer,
    /// The session's folder.
    pub(super) folder: PathBuf,
    /// The log of this writer.
    pub(super) log: PathBuf,
    pub(super) fs: Box<dyn Fs>,
    /// Whether the session is on disk.
    pub(super) created: bool,
    /// Every log, and up to where it was read.
    pub(super) tails: BTreeMap<PathBuf, Tail>,
    /// The highest clock seen in any log.
    pub(super) clock: u64,
    /// Why nothing may be added.
    pub(super) fault: Option<Fault>,
    /// What may or may not stand behind our place in our log after a failure.
    pub(super) unconfirmed: Option<Vec<u8>>,
    /// Folders in which something was created that the disk has not confirmed yet.
    pub(super) unsynced: Vec<PathBuf>,
    /// Whether the file system has no locks.
    locks_unsupported: bool,
    warnings: Vec<String>,
}

/// What came of an append that did not fail.
#[derive(Debug, Clone, PartialEq)]
pub enum AppendOutcome {
    /// The entries are on disk.
    Saved(Vec<Entry>),
    /// Nothing was written: another process of this writer had added these entries since the last
    /// look. Apply them, decide again, and append what is then still to be done.
    Conflict(Vec<(Writer, Entry)>),
}

impl Journal {
    /// Opens a session and reads all its logs. Nothing is written.
    ///
    /// # Errors
    /// If there is no such session or its folder cannot be listed. A session with faults opens,
    /// and every append is refused.
    pub fn open(
        home: Home,
        name: SessionName,
        me: Writer,
        disk: Box<dyn Fs>,
    ) -> Result<(Self, SessionLogs), JournalError> {
        let logs = home.read(&name)?;
        let mut journal = Self::create(home, name, me, disk);
        journal.resume_from(&logs);
        Ok((journal, logs))
    }

    /// A session that is not on disk before its first entry is appended.
    pub fn create(home: Home, name: SessionName, me: Writer, fs: Box<dyn Fs>) -> Self {
        let folder = home.session_path(&name);
        Self {
            log: folder.join(me.file_stem() + LOG_SUFFIX),
            folder,
            home,
            name,
            id: Uuid::now_v7(),
            me,
            fs,
            created: false,
            tails: BTreeMap::new(),
            clock: 0,
            fault: None,
            unconfirmed: None,
            unsynced: Vec::new(),
            locks_unsupported: false,
            warnings: Vec::new(),
        }
    }

    /// Goes on from logs that were read.
    pub(super) fn resume_from(&mut self, logs: &SessionLogs) {
        self.created = true;
        self.id = logs.id.unwrap_or(self.id);
        self.fault = logs.all_faults().next().cloned();
        self.tails = logs.logs.iter().map(|log| (log.path.clone(), Tail::at(log.position()))).collect();
        self.clock = self.tails.values().map(|watched| watched.position.clock).max().unwrap_or(0);
    }

    /// The session's name.
    pub fn name(&self) -> &SessionName {
        &self.name
    }

    /// The writer whose log is appended to.
    pub fn me(&self) -> &Writer {
        &self.me
    }

    /// Why nothing may be added to the session, if so.
    pub fn fault(&self) -> Option<&Fault> {
        self.fault.as_ref()
    }

    /// What should be told about the place where the session lies. Taken: each is told once.
    pub fn take_warnings(&mut self) -> Vec<String> {
        std::mem::take(&mut self.warnings)
    }

    /// Adds events to the log of this writer: all of them or none. `at` is kept in whole seconds.
    ///
    /// # Errors
    /// The events then do not count as made, and the next append begins anew.
    pub fn append(&mut self, events: &[Event], at: Timestamp) -> Result<AppendOutcome, AppendError> {
        if let Some(fault) = &self.fault {
            return Err(AppendError::ReadOnly { fault: Box::new(fault.clone()) });
        }
        if events.is_empty() {
            return Ok(AppendOutcome::Saved(Vec::new()));
        }
        self.check_start(events)?;
        if !self.created {
            return self.create_session(events, at);
        }
        let _lock = self.lock()?;
        let file = self.open_log()?;
        self.reconcile(&file)?;
        let (added, torn) = self.catch_up(&file)?;
        if !added.is_empty() {
            let mine = |entry| (self.me.clone(), entry);
            return Ok(AppendOutcome::Conflict(added.into_iter().map(mine).collect()));
        }
        if !torn.is_empty() {
            self.quarantine_torn_tail(&file, &torn, at)?;
        }
        let lines = self.encode(events, at)?;
        self.write(&file, lines).map(AppendOutcome::Saved)
    }

    /// A session that was started twice, or never, would be read as damaged from then on.
    fn check_start(&self, events: &[Event]) -> Result<(), AppendError> {
        let is_start = |event: &Event| matches!(event, Event::Started { .. });
        let starts = events.iter().filter(|event| is_start(event)).count();
        let first = events.first().is_some_and(is_start);
        if (self.created && starts == 0) || (!self.created && first && starts == 1) {
            return Ok(());
        }
        Err(AppendError::InvalidEntry { what: "a session is started once, by its first entry".to_owned() })
    }

    fn lock(&mut self) -> Result<Lock, AppendError> {
        let path = self.log.with_extension("lock");
        match lock::acquire(&mut *self.fs, &path) {
            Ok(Lock::Unsupported) => {
                self.warn_locks_unsupported();
                Ok(Lock::Unsupported)
            }
            Ok(lock) => Ok(lock),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Err(AppendError::Locked { path }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(AppendError::Removed { path: self.folder.clone() })
            }
            Err(source) => Err(AppendError::Write { doing: "lock", path, source }),
        }
    }

    fn warn_locks_unsupported(&mut self) {
        let warning = format!(
            "the file system of `{}` has no locks: do not work on this session from two places as `{}`",
            shown(&self.folder),
            self.me
        );
        if !self.locks_unsupported {
            self.locks_unsupported = true;
            self.warnings.push(warning);
        }
    }

    /// Where our log stands.
    pub(super) fn position(&self) -> LogPosition {
        self.tails.get(&self.log).map(|watched| watched.position.clone()).unwrap_or_default()
    }

    pub(super) fn not_saved(&self, doing: &'static str) -> impl FnOnce(io::Error) -> AppendError {
        let path = self.log.clone();
        move |source| AppendError::Write { doing, path, source }
    }

    /// Opens our log afresh. It is created only if there never was one: a log that went away is
    /// not made up for by an empty one.
    fn open_log(&mut self) -> Result<File, AppendError> {
        let known = self.position().head.is_some();
        if !known {
            // Whoever created the file, its name may not have reached the disk.
            self.unsynced.push(self.folder.clone());
            self.check_same_session()?;
        }
        match self.fs.open(&self.log) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && !known => {
                self.fs.create_file(&self.log).map_err(self.not_saved("create"))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(AppendError::Removed { path: self.log.clone() })
            }
            result => result.map_err(self.not_saved("open")),
        }
    }

    /// Before a log is begun: whether the folder is still that of the session which was opened, and
    /// not one that was made under the same name since.
    fn check_same_session(&mut self) -> Result<(), AppendError> {
        let mut others = self.tails.iter().filter(|(_, watched)| watched.position.head.is_some());
        match others.try_for_each(|(path, watched)| read_appended(path, watched).map(|_| ())) {
            Ok(()) => Ok(()),
            Err(Fault { path, kind: FaultKind::Unreadable { .. }, .. }) => Err(AppendError::Removed { path }),
            Err(fault) => Err(self.become_read_only(fault)),
        }
    }

    /// The bytes behind our place, once it is certain that this is still the same log.
    pub(super) fn read_tail(&mut self, file: &File) -> Result<Vec<u8>, AppendError> {
        let place = self.position();
        let ending = place.head.map(|head| head.log_suffix()).unwrap_or_default();
        let from = place.len.saturating_sub(ending.len() as u64);
        let bytes = self.fs.read_from(file, from).map_err(self.not_saved("read"))?;
        match bytes.strip_prefix(ending.as_slice()) {
            Some(bytes) => Ok(bytes.to_vec()),
            None => Err(self.become_read_only(Fault::of_path(&self.log, replaced_log()))),
        }
    }

    /// Reads what another process of this writer added, and the torn bytes at the end.
    fn catch_up(&mut self, file: &File) -> Result<(Vec<Entry>, Vec<u8>), AppendError> {
        let (mut place, bytes) = (self.position(), self.read_tail(file)?);
        let scan = place.scan(&self.log, &bytes);
        if let Some(fault) = scan.fault {
            return Err(self.become_read_only(fault));
        }
        if place.header.as_ref().is_some_and(|header| header.session != self.id) {
            let fault = FaultKind::damaged("the log belongs to another session");
            return Err(self.become_read_only(Fault::of_path(&self.log, fault)));
        }
        let torn = bytes.len().saturating_sub(usize::try_from(scan.torn).unwrap_or(usize::MAX));
        self.advance(place);
        Ok((scan.entries, bytes.get(torn..).unwrap_or_default().to_vec()))
    }

    /// Makes the session read-only.
    fn become_read_only(&mut self, fault: Fault) -> AppendError {
        self.fault = Some(fault.clone());
        AppendError::ReadOnly { fault: Box::new(fault) }
    }

    /// Our log was read or written up to here.
    pub(super) fn advance(&mut self, place: LogPosition) {
        self.clock = self.clock.max(place.clock);
        self.tails.insert(self.log.clone(), Tail::at(place));
    }
}

/// The fault of a log that is not what was read before.
pub(super) fn replaced_log() -> FaultKind {
    FaultKind::damaged("the log was cut, changed or replaced while the session was open")
}

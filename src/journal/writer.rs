//! DISK. An open session: its logs as far as they were read, and appending to the log of one writer.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::PathBuf;
use std::{fs, io};

use jiff::Timestamp;
use uuid::Uuid;

use crate::journal::error::{AppendError, Fault, FaultKind, JournalError};
use crate::journal::fs::{Fs, Lock, acquire_lock};
use crate::journal::reader::{LOG_SUFFIX, LogPosition, Tail};
use crate::journal::store::{Home, SessionLogs, log_files, second_start};
use crate::session::{Entry, Event, SessionName, Writer};
use crate::text::Text;

/// An open session, as one process and one writer see it.
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
    /// Every log, and how far it has been read.
    pub(super) tails: BTreeMap<PathBuf, Tail>,
    /// The highest clock seen in any log.
    pub(super) clock: u64,
    /// The reason why nothing may be appended.
    pub(super) fault: Option<Fault>,
    /// Bytes of a failed append that may still follow the known end of our log.
    pub(super) unconfirmed: Option<Vec<u8>>,
    /// Folders with new names in them that have not been synced yet.
    pub(super) unsynced: Vec<PathBuf>,
    /// Whether the user has been warned that the file system has no locks.
    warned_about_locks: bool,
    warnings: Vec<String>,
}

/// The outcome of an append that did not fail.
#[derive(Debug, Clone, PartialEq)]
pub enum AppendOutcome {
    /// The entries are on disk.
    Saved(Vec<Entry>),
    /// Nothing was written: another process of this writer has appended these entries in the
    /// meantime. Apply them, decide again, and append what is then still missing.
    Conflict(Vec<(Writer, Entry)>),
}

impl Journal {
    /// Opens a session and reads all its logs. Writes nothing.
    ///
    /// # Errors
    /// If there is no such session or its folder cannot be listed. A session with faults opens,
    /// and every append is refused.
    pub fn open(
        home: Home,
        name: SessionName,
        me: Writer,
        fs: Box<dyn Fs>,
    ) -> Result<(Self, SessionLogs), JournalError> {
        let logs = home.read(&name)?;
        let mut journal = Self::create(home, name, me, fs);
        journal.resume_from(&logs);
        Ok((journal, logs))
    }

    /// Returns a new session. Its first append creates it on disk.
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
            warned_about_locks: false,
            warnings: Vec::new(),
        }
    }

    pub(super) fn resume_from(&mut self, logs: &SessionLogs) {
        self.created = true;
        self.id = logs.id.unwrap_or(self.id);
        self.fault = logs.all_faults().next().cloned();
        self.tails = logs.logs.iter().map(|log| (log.path.clone(), Tail::at(log.position()))).collect();
        self.clock = self.tails.values().map(|tail| tail.position.clock).max().unwrap_or(0);
    }

    /// Returns the name of the session.
    pub fn name(&self) -> &SessionName {
        &self.name
    }

    /// Returns the writer to whose log entries are appended.
    pub fn me(&self) -> &Writer {
        &self.me
    }

    /// Returns the reason why nothing may be appended, if there is one.
    pub fn fault(&self) -> Option<&Fault> {
        self.fault.as_ref()
    }

    /// Takes the warnings about the place where the session is stored; each is returned once.
    pub fn take_warnings(&mut self) -> Vec<String> {
        std::mem::take(&mut self.warnings)
    }

    /// Appends events to the log of this writer: all of them or none. `at` is truncated to seconds.
    ///
    /// # Errors
    /// None of the events was saved, and the next append starts from scratch.
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
            let by_me = |entry| (self.me.clone(), entry);
            return Ok(AppendOutcome::Conflict(added.into_iter().map(by_me).collect()));
        }
        if !torn.is_empty() {
            self.quarantine_torn_tail(&file, &torn, at)?;
        }
        let encoded = self.encode(events, at)?;
        self.write(&file, encoded).map(AppendOutcome::Saved)
    }

    /// Refuses a second start, or none at all: readers would take the session for damaged.
    fn check_start(&self, events: &[Event]) -> Result<(), AppendError> {
        let is_start = |event: &Event| matches!(event, Event::Started { .. });
        let starts = events.iter().filter(|event| is_start(event)).count();
        let first = events.first().is_some_and(is_start);
        if (self.created && starts == 0) || (!self.created && first && starts == 1) {
            return Ok(());
        }
        Err(AppendError::InvalidEntry { reason: "a session is started once, by its first entry".to_owned() })
    }

    fn lock(&mut self) -> Result<Lock, AppendError> {
        let path = self.log.with_extension("lock");
        match acquire_lock(&mut *self.fs, &path) {
            Ok(Lock::Unsupported) => {
                self.warn_locks_unsupported();
                Ok(Lock::Unsupported)
            }
            Ok(lock) => Ok(lock),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Err(AppendError::Locked { path }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(AppendError::Removed { path: self.folder.clone() })
            }
            Err(source) => Err(AppendError::Write { operation: "lock", path, source }),
        }
    }

    fn warn_locks_unsupported(&mut self) {
        if self.warned_about_locks {
            return;
        }
        self.warned_about_locks = true;
        self.warnings.push(format!(
            "the file system of `{}` has no locks: do not work on this session from two places as `{}`",
            Text::path(&self.folder),
            self.me
        ));
    }

    /// Returns the known end of our log.
    pub(super) fn position(&self) -> LogPosition {
        self.tails.get(&self.log).map(|tail| tail.position.clone()).unwrap_or_default()
    }

    pub(super) fn write_error(&self, operation: &'static str) -> impl FnOnce(io::Error) -> AppendError {
        let path = self.log.clone();
        move |source| AppendError::Write { operation, path, source }
    }

    /// Opens our log anew for each append. Creates it only if it never existed: a log that was
    /// deleted must not be replaced by an empty one.
    fn open_log(&mut self) -> Result<File, AppendError> {
        let known = self.position().head.is_some();
        if !known {
            // Whoever created the file, its name may not have reached the disk.
            self.unsynced.push(self.folder.clone());
            self.check_same_session()?;
        }
        match self.fs.open(&self.log) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && !known => {
                self.fs.create_file(&self.log).map_err(self.write_error("create"))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(AppendError::Removed { path: self.log.clone() })
            }
            result => result.map_err(self.write_error("open")),
        }
    }

    /// Checks, before a log is created, that the folder still holds the session that was opened and
    /// not another one that was created under the same name since.
    fn check_same_session(&mut self) -> Result<(), AppendError> {
        let mut others = self.tails.iter().filter(|(_, tail)| tail.position.head.is_some());
        match others.try_for_each(|(path, tail)| tail.read_appended(path).map(|_| ())) {
            Ok(()) => Ok(()),
            Err(Fault { path, kind: FaultKind::Unreadable { .. }, .. }) => Err(AppendError::Removed { path }),
            Err(fault) => Err(self.become_read_only(fault)),
        }
    }

    /// Reads the bytes after the known end of our log, and checks that it is still the same log.
    pub(super) fn read_tail(&mut self, file: &File) -> Result<Vec<u8>, AppendError> {
        let position = self.position();
        let suffix = position.head.map(|head| head.log_suffix()).unwrap_or_default();
        let from = position.len.saturating_sub(suffix.len() as u64);
        let bytes = self.fs.read_from(file, from).map_err(self.write_error("read"))?;
        match bytes.strip_prefix(suffix.as_slice()) {
            Some(bytes) => Ok(bytes.to_vec()),
            None => Err(self.become_read_only(Fault::of_path(&self.log, FaultKind::replaced()))),
        }
    }

    /// Reads what another process of this writer appended, and the torn bytes at the end.
    fn catch_up(&mut self, file: &File) -> Result<(Vec<Entry>, Vec<u8>), AppendError> {
        let (mut position, bytes) = (self.position(), self.read_tail(file)?);
        let scan = position.scan(&self.log, &bytes);
        if let Some(fault) = scan.fault {
            return Err(self.become_read_only(fault));
        }
        if position.header.as_ref().is_some_and(|header| header.session != self.id) {
            return Err(self.become_read_only(Fault::of_path(&self.log, FaultKind::foreign())));
        }
        let torn = bytes.len().saturating_sub(usize::try_from(scan.torn).unwrap_or(usize::MAX));
        self.advance(position);
        Ok((scan.entries, bytes.get(torn..).unwrap_or_default().to_vec()))
    }

    fn become_read_only(&mut self, fault: Fault) -> AppendError {
        self.fault = Some(fault.clone());
        AppendError::ReadOnly { fault: Box::new(fault) }
    }

    /// Moves the known end of our log to where it was read or written.
    pub(super) fn advance(&mut self, position: LogPosition) {
        self.clock = self.clock.max(position.clock);
        self.tails.insert(self.log.clone(), Tail::at(position));
    }
}

impl Journal {
    /// Returns the entries that were appended to any log since the last call, each once and in the
    /// order in which they are applied, without those that this journal appended itself. Entries of
    /// another writer may have a lower clock than entries that were returned before.
    ///
    /// Costs one directory listing and one `stat` for each log while nothing changes.
    ///
    /// # Errors
    /// The first log with a fault. Entries that were read before it are returned first, and the fault
    /// with the next call. The session is read-only from then on, unless a file just could not be read.
    pub fn follow(&mut self) -> Result<Vec<(Writer, Entry)>, Fault> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        if !self.created {
            return Ok(Vec::new());
        }
        let mut added = Vec::new();
        let result = self.follow_all(&mut added);
        if let Err(fault) = result {
            if !matches!(fault.kind, FaultKind::Unreadable { .. }) {
                self.fault = Some(fault.clone());
            }
            if added.is_empty() {
                return Err(fault);
            }
        }
        added.sort_by(|(a, x), (b, y)| x.clock.cmp(&y.clock).then_with(|| a.cmp(b)));
        Ok(added)
    }

    fn follow_all(&mut self, added: &mut Vec<(Writer, Entry)>) -> Result<(), Fault> {
        let files = log_files(&self.folder).map_err(|error| {
            let kind = match error.kind() {
                io::ErrorKind::NotFound => FaultKind::missing("the session's folder"),
                _ => FaultKind::unreadable(&error),
            };
            Fault::of_path(&self.folder, kind)
        })?;
        let mut known = self.tails.iter().filter(|(_, tail)| tail.position.head.is_some());
        if let Some((path, _)) = known.find(|(path, _)| !files.contains(path)) {
            return Err(Fault::of_path(path, FaultKind::missing("the log")));
        }
        files.into_iter().try_for_each(|path| self.follow_log(path, added))
    }

    fn follow_log(&mut self, path: PathBuf, added: &mut Vec<(Writer, Entry)>) -> Result<(), Fault> {
        // The next append decides what a failed one has left in our own log.
        if path == self.log && self.unconfirmed.is_some() {
            return Ok(());
        }
        let tail = self.tails.remove(&path).unwrap_or_else(|| Tail::at(LogPosition::default()));
        let mut result = tail.read_appended(&path);
        if let Err(fault) = &mut result
            && path != self.log
            && fs::symlink_metadata(&path).is_ok_and(|now| now.len() < tail.position.len)
        {
            // Programs that copy a log (git, a synchroniser) may rewrite it from its beginning.
            fault.kind = FaultKind::missing("a part of the log");
        }
        let (entries, tail) = match result {
            Ok(Some(read)) => read,
            other => {
                self.tails.insert(path, tail);
                return other.map(|_| ());
            }
        };
        let header = tail.position.header.as_ref();
        let writer = header.map(|header| Writer::from_log(&header.writer));
        let foreign = header.is_some_and(|header| header.session != self.id);
        self.clock = self.clock.max(tail.position.clock);
        self.tails.insert(path.clone(), tail);
        if foreign {
            return Err(Fault::of_path(path, FaultKind::foreign()));
        }
        if let Some(entry) = entries.iter().find(|entry| matches!(entry.event, Event::Started { .. })) {
            return Err(second_start(&path, entry));
        }
        added.extend(entries.into_iter().filter_map(|entry| Some((writer.clone()?, entry))));
        Ok(())
    }
}

//! DISK. An open session: its logs as far as they were read, and appending to the log of one writer.
//!
//! When an operation fails, the log is truncated to the last line that is known to be saved. If even
//! that fails, the bytes that may still be in the file are kept as `Journal::unconfirmed`, and
//! [`Journal::reconcile`] deals with them before anything else is written.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::time::SystemTime;

use jiff::Timestamp;
use uuid::Uuid;

use super::error::{AppendError, Fault, FaultKind, JournalError};
use super::fs::{Fs, Lock, MAX_LOG_BYTES, acquire_lock};
use super::log::{Header, MAX_CLOCK, decode_entry, encode_entry, encode_header, whole_seconds};
use super::reader::{LOG_SUFFIX, Log, LogPosition, Tail};
use super::repair::quarantine_bytes;
use super::store::{Home, SessionLogs};
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
    /// The start of a new session, which is saved with its first change.
    pending_start: Option<Event>,
    /// Every log, and how far it has been read.
    pub(super) tails: BTreeMap<PathBuf, Tail>,
    /// The highest clock seen in any log.
    pub(super) clock: u64,
    /// The reason why nothing may be appended.
    pub(super) fault: Option<Fault>,
    /// The files in the folder when the fault was last looked at.
    pub(super) fault_stamps: Option<Vec<(PathBuf, u64, Option<SystemTime>)>>,
    /// Whether the session was read-only and is so no more, which was not said yet.
    pub(super) recovered: bool,
    /// Copies of logs under other names, which are not followed.
    pub(super) copies: BTreeSet<PathBuf>,
    /// Logs of others that this user may not read, which was said.
    pub(super) forbidden: BTreeSet<PathBuf>,
    /// Bytes of a failed append that may still follow the known end of our log.
    pub(super) unconfirmed: Option<Vec<u8>>,
    /// The key of the script whose change comes next.
    once: Option<String>,
    /// Folders with new names in them that have not been synced yet.
    pub(super) unsynced: Vec<PathBuf>,
    /// Whether the user has been warned that the file system has no locks.
    warned_about_locks: bool,
    pub(super) warnings: Vec<String>,
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

/// Returns a new session's id. `Uuid::now_v7` panics where the clock stands before 1970.
fn new_id() -> Uuid {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, now.as_secs(), now.subsec_nanos()))
}

/// Lines that are ready to be written, and the end of the log after them.
pub(super) struct EncodedEntries {
    pub(super) bytes: Vec<u8>,
    pub(super) entries: Vec<Entry>,
    pub(super) position: LogPosition,
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
            id: new_id(),
            me,
            fs,
            created: false,
            pending_start: None,
            tails: BTreeMap::new(),
            clock: 0,
            fault: None,
            fault_stamps: None,
            recovered: false,
            copies: BTreeSet::new(),
            forbidden: BTreeSet::new(),
            unconfirmed: None,
            once: None,
            unsynced: Vec::new(),
            warned_about_locks: false,
            warnings: Vec::new(),
        }
    }

    /// Lets the first append save the session's start before its own events.
    #[must_use]
    pub fn starting_with(mut self, start: Event) -> Self {
        self.pending_start = Some(start);
        self
    }

    #[cfg(test)]
    pub(crate) fn replace_fs(&mut self, fs: Box<dyn Fs>) {
        self.fs = fs;
    }

    pub(super) fn resume_from(&mut self, logs: &SessionLogs) {
        self.created = true;
        self.id = logs.id.unwrap_or(self.id);
        self.fault = logs.all_faults().next().cloned();
        let copies = logs.copies.iter().filter(|copy| logs.entries_of_copy(copy).next().is_none());
        self.copies = copies.map(|copy| copy.path.clone()).collect();
        let forbidden = |log: &&Log| log.faults.iter().any(|fault| fault.kind.is_forbidden());
        self.forbidden = logs.logs.iter().filter(forbidden).map(|log| log.path.clone()).collect();
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

    /// Returns whether the session is on disk.
    pub fn is_on_disk(&self) -> bool {
        self.created
    }

    /// Lets the next append record a key with its last entry, by which `was_recorded` knows it again.
    pub fn set_key(&mut self, key: Option<String>) {
        self.once = key;
    }

    pub fn key(&self) -> Option<&str> {
        self.once.as_deref()
    }

    /// Returns whether an entry with this key is in any log, as far as they were read.
    pub fn was_recorded(&self, key: &str) -> bool {
        self.tails.values().any(|tail| tail.position.once.values().any(|other| other == key))
    }

    /// Returns the reason why nothing may be appended, if there is one.
    pub fn fault(&self) -> Option<&Fault> {
        self.fault.as_ref()
    }

    /// Takes the warnings about the place where the session is stored; each is returned once.
    pub fn take_warnings(&mut self) -> Vec<String> {
        std::mem::take(&mut self.warnings)
    }

    /// Appends events to the log of this writer: all of them or none, after the start of a new session. `at`
    /// is truncated to seconds.
    ///
    /// # Errors
    /// None of the events was saved, and the next append starts from scratch.
    pub fn append(&mut self, events: &[Event], at: Timestamp) -> Result<AppendOutcome, AppendError> {
        let Some(start) = &self.pending_start else { return self.append_all(events, at) };
        let outcome = self.append_all(&[std::slice::from_ref(start), events].concat(), at)?;
        // It is on disk now, or was found there after an unconfirmed append.
        self.pending_start = None;
        Ok(outcome)
    }

    fn append_all(&mut self, events: &[Event], at: Timestamp) -> Result<AppendOutcome, AppendError> {
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
    fn read_tail(&mut self, file: &File) -> Result<Vec<u8>, AppendError> {
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

    /// Deals with what a failed append may have left after the known end of the log.
    ///
    /// If these are our bytes, whole or in part, they are cut off: the user was told that they are
    /// not saved, and a second sync that succeeds proves nothing about them, since the system may
    /// have dropped them after the first. If another process has appended after them, it has read
    /// them as entries: then they stay, are written once more so that they do reach the disk, and
    /// come back as [`AppendOutcome::Conflict`]. Anything else (another process quarantined them as
    /// torn) needs no action.
    fn reconcile(&mut self, file: &File) -> Result<(), AppendError> {
        let Some(bytes) = self.unconfirmed.clone() else { return Ok(()) };
        let (len, tail) = (self.position().len, self.read_tail(file)?);
        if tail.is_empty() {
            // The truncation did succeed.
        } else if bytes.starts_with(&tail) {
            self.truncate(file, len).map_err(self.write_error("cut back"))?;
        } else if tail.starts_with(&bytes) {
            self.fs.rewrite(&self.log, len, &tail).map_err(self.write_error("write"))?;
        }
        self.unconfirmed = None;
        Ok(())
    }

    fn truncate(&mut self, file: &File, len: u64) -> io::Result<()> {
        self.fs.set_len(file, len)?;
        self.fs.sync(file)
    }

    fn quarantine_torn_tail(&mut self, file: &File, torn: &[u8], at: Timestamp) -> Result<(), AppendError> {
        quarantine_bytes(&mut *self.fs, &self.log, "torn", at, torn)
            .map_err(self.write_error("set aside the torn end of"))?;
        self.truncate(file, self.position().len).map_err(self.write_error("cut the torn end off"))
    }

    /// Encodes events as lines, after a header if the log has none yet.
    pub(super) fn encode(&self, events: &[Event], at: Timestamp) -> Result<EncodedEntries, AppendError> {
        let invalid = |error: &dyn std::fmt::Display| {
            let reason = Text::line(&error.to_string()).as_str().to_owned();
            AppendError::InvalidEntry { reason }
        };
        let mut position = self.position();
        let (mut bytes, mut entries) = (Vec::new(), Vec::with_capacity(events.len()));
        let mut head = if let Some(head) = position.head {
            head
        } else {
            let header = Header {
                session: self.id,
                writer: self.me.name().to_owned(),
                started: whole_seconds(at),
                repairs: Vec::new(),
            };
            let (line, chain) = encode_header(&header).map_err(|error| invalid(&error))?;
            bytes.extend(line);
            position.line += 1;
            position.header = Some(header);
            chain
        };
        let mut clock = self.clock.max(position.clock);
        for (n, event) in (1..).zip(events) {
            let once = self.once.as_deref().filter(|_| n == events.len());
            position.once.extend(once.map(|key| (position.seq + 1, key.to_owned())));
            (position.line, position.seq, clock) = (position.line + 1, position.seq + 1, clock + 1);
            let entry = Entry { seq: position.seq, clock, at: whole_seconds(at), event: event.clone() };
            let (line, _) = encode_entry(&entry, once, &head).map_err(|error| invalid(&error))?;
            // Decoded again, so that the screen shows exactly what a reader will read.
            let text = line.strip_suffix(b"\n").unwrap_or(&line);
            let ((entry, _), chain) =
                decode_entry(text, &head).map_err(|kind| invalid(&Fault::of_path(&self.log, kind)))?;
            bytes.extend(line);
            entries.push(entry);
            head = chain;
        }
        position.len += bytes.len() as u64;
        (position.clock, position.head) = (clock, Some(head));
        if position.len > MAX_LOG_BYTES || clock > MAX_CLOCK {
            return Err(AppendError::LogFull { path: self.log.clone() });
        }
        Ok(EncodedEntries { bytes, entries, position })
    }

    fn write(&mut self, file: &File, encoded: EncodedEntries) -> Result<Vec<Entry>, AppendError> {
        let EncodedEntries { bytes, entries, position } = encoded;
        let written = self.write_and_sync(file, &bytes);
        if let Err(error) = written {
            self.roll_back(file, bytes);
            return Err(error);
        }
        // If the file was deleted or replaced just now, nobody would find the entries again.
        let removed = match self.fs.is_same(file, &self.log) {
            Ok(same) => !same,
            Err(error) => error.kind() == io::ErrorKind::NotFound,
        };
        if removed {
            return Err(AppendError::Removed { path: self.log.clone() });
        }
        self.advance(position);
        Ok(entries)
    }

    /// Writes all bytes with one call and syncs them.
    pub(super) fn write_and_sync(&mut self, file: &File, bytes: &[u8]) -> Result<(), AppendError> {
        let written = self.fs.append(file, bytes).map_err(self.write_error("write"))?;
        if written < bytes.len() {
            let source = io::Error::new(io::ErrorKind::WriteZero, "only a part was written");
            return Err(self.write_error("write")(source));
        }
        let path = self.log.clone();
        self.fs.sync(file).map_err(|source| AppendError::Sync { path, source })?;
        self.sync_folders()
    }

    /// Syncs the folders in which something was created.
    pub(super) fn sync_folders(&mut self) -> Result<(), AppendError> {
        while let Some(path) = self.unsynced.pop() {
            if let Err(source) = self.fs.sync_folder(&path) {
                self.unsynced.push(path.clone());
                return Err(AppendError::Sync { path, source });
            }
        }
        Ok(())
    }

    /// Cuts off what a failed append wrote, or remembers it where it cannot be cut off.
    fn roll_back(&mut self, file: &File, bytes: Vec<u8>) {
        let len = self.position().len;
        // Without locks another process may have written after us, and its bytes are not ours to cut
        // off. A file that became shorter must not be extended with NULs.
        let ours = self.fs.len(file).is_ok_and(|now| now >= len && now <= len + bytes.len() as u64);
        if !ours || self.truncate(file, len).is_err() {
            self.unconfirmed = Some(bytes);
        }
    }
}

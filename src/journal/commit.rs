//! DISK. Commits entries to the log of this writer, and repairs what a failed commit left behind.
//!
//! When an operation fails, the log is truncated to the last line that is known to be saved. If even
//! that fails, the bytes that may still be in the file are kept as `Journal::unconfirmed`, and
//! [`Journal::reconcile`] deals with them before anything else is written.
//!
//! A new session appears with its first entries, or not at all: its folder is created under a hidden
//! name, filled, synced and then renamed, so that no reader and no crash ever finds a session without
//! its start.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::error::{AppendError, Fault};
use super::fs::MAX_LOG_BYTES;
use super::log::{Header, MAX_CLOCK, decode_entry, encode_entry, encode_header, whole_seconds};
use super::reader::LogPosition;
use super::repair::quarantine_bytes;
use super::writer::{AppendOutcome, Journal};
use crate::session::{Entry, Event};
use crate::text::Text;

/// Lines that are ready to be written, and the end of the log after them.
pub(super) struct EncodedEntries {
    bytes: Vec<u8>,
    entries: Vec<Entry>,
    position: LogPosition,
}

impl Journal {
    /// Deals with what a failed append may have left after the known end of the log.
    ///
    /// If these are our bytes, whole or in part, they are cut off: the user was told that they are
    /// not saved, and a second sync that succeeds proves nothing about them, since the system may
    /// have dropped them after the first. If another process has appended after them, it has read
    /// them as entries: then they stay, are written once more so that they do reach the disk, and
    /// come back as [`AppendOutcome::Conflict`]. Anything else (another process quarantined them as
    /// torn) needs no action.
    pub(super) fn reconcile(&mut self, file: &File) -> Result<(), AppendError> {
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

    pub(super) fn quarantine_torn_tail(
        &mut self,
        file: &File,
        torn: &[u8],
        at: Timestamp,
    ) -> Result<(), AppendError> {
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
            let header =
                Header { session: self.id, writer: self.me.name().to_owned(), started: whole_seconds(at) };
            let (line, chain) = encode_header(&header).map_err(|error| invalid(&error))?;
            bytes.extend(line);
            position.header = Some(header);
            chain
        };
        let mut clock = self.clock.max(position.clock);
        for event in events {
            (position.seq, clock) = (position.seq + 1, clock + 1);
            let entry = Entry { seq: position.seq, clock, at: whole_seconds(at), event: event.clone() };
            let (line, _) = encode_entry(&entry, &head).map_err(|error| invalid(&error))?;
            // Decoded again, so that the screen shows exactly what a reader will read.
            let text = line.strip_suffix(b"\n").unwrap_or(&line);
            let (entry, chain) =
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

    pub(super) fn write(&mut self, file: &File, encoded: EncodedEntries) -> Result<Vec<Entry>, AppendError> {
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
    fn write_and_sync(&mut self, file: &File, bytes: &[u8]) -> Result<(), AppendError> {
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
    fn sync_folders(&mut self) -> Result<(), AppendError> {
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

    pub(super) fn create_session(
        &mut self,
        events: &[Event],
        at: Timestamp,
    ) -> Result<AppendOutcome, AppendError> {
        if self.home.exists(&self.name) {
            return self.open_existing();
        }
        let encoded = self.encode(events, at)?;
        self.create_home()?;
        let hidden = self.home.sessions().join(format!(".new-{}", self.id.simple()));
        let published = self.create_hidden(&hidden, &encoded).and_then(|()| self.publish(&hidden));
        if let Err(error) = published {
            return Err(self.roll_back_creation(&hidden, error));
        }
        self.created = true;
        self.advance(encoded.position);
        Ok(AppendOutcome::Saved(encoded.entries))
    }

    /// Handles a session name that exists already. It may be our own session, from an append that
    /// was neither confirmed nor rolled back: then its entries are saved after all.
    fn open_existing(&mut self) -> Result<AppendOutcome, AppendError> {
        let taken = || AppendError::NameTaken { name: self.name.clone() };
        let logs = self.home.read(&self.name).map_err(|_| taken())?;
        if logs.id != Some(self.id) {
            return Err(taken());
        }
        self.sync_folders()?;
        self.resume_from(&logs);
        let owned = logs.entries().into_iter().map(|(writer, entry)| (writer.clone(), entry.clone()));
        Ok(AppendOutcome::Conflict(owned.collect()))
    }

    /// Removes a session whose first append failed. Returns the error to report: the given one,
    /// unless somebody else took the name at this very moment.
    fn roll_back_creation(&mut self, hidden: &Path, error: AppendError) -> AppendError {
        let exists = self.home.exists(&self.name);
        let ours = exists && self.home.read(&self.name).is_ok_and(|logs| logs.id == Some(self.id));
        if ours {
            let _ = self.fs.rename(&self.folder, hidden);
        }
        // Remains of the folder do no harm: its name is not a session's, so nobody reads it.
        let _ = self.fs.remove_folder(hidden);
        if exists && !ours { AppendError::NameTaken { name: self.name.clone() } } else { error }
    }

    /// Creates the folder of all sessions and its missing ancestors.
    fn create_home(&mut self) -> Result<(), AppendError> {
        let sessions = self.home.sessions();
        let missing: Vec<PathBuf> = sessions
            .ancestors()
            .take_while(|path| !path.as_os_str().is_empty() && !path.exists())
            .map(Path::to_owned)
            .collect();
        for path in missing.into_iter().rev() {
            match self.fs.create_folder(&path) {
                // Another process was faster.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => {}
                result => result.map_err(write_error("create", &path))?,
            }
            self.unsynced.push(path.parent().map(Path::to_owned).unwrap_or_default());
        }
        Ok(())
    }

    /// Creates the session's folder under its hidden name, with the log in it, and syncs both.
    fn create_hidden(&mut self, hidden: &Path, encoded: &EncodedEntries) -> Result<(), AppendError> {
        if hidden.exists() {
            self.fs.remove_folder(hidden).map_err(write_error("remove", hidden))?;
        }
        self.fs.create_folder(hidden).map_err(write_error("create", hidden))?;
        let log = hidden.join(self.log.file_name().unwrap_or_default());
        let file = self.fs.create_file(&log).map_err(write_error("create", &log))?;
        self.unsynced.push(hidden.to_owned());
        let result = self.write_and_sync(&file, &encoded.bytes);
        self.unsynced.retain(|path| path != hidden);
        result
    }

    /// Renames the hidden folder to the session's name, and syncs the name.
    fn publish(&mut self, hidden: &Path) -> Result<(), AppendError> {
        let folder = self.folder.clone();
        self.fs.rename(hidden, &folder).map_err(write_error("create", &folder))?;
        self.unsynced.push(self.home.sessions());
        self.sync_folders()
    }
}

fn write_error<'a>(operation: &'static str, path: &'a Path) -> impl FnOnce(io::Error) -> AppendError + 'a {
    move |source| AppendError::Write { operation, path: path.to_owned(), source }
}

//! DISK. Writes lines to this writer's log, and undoes what a failure left half-done.
//!
//! When something fails, the log is cut back to the line that was last known to be saved. Where
//! even the cut fails, the bytes that may still stand there are remembered (`doubt`) and dealt
//! with before anything else is written, see [`Journal::settle`].

use std::fs::File;
use std::io;

use jiff::Timestamp;

use super::append::Journal;
use super::disk::MAX_LOG_BYTES;
use super::failure::AppendError;
use super::fault::Fault;
use super::log::{Header, MAX_CLOCK, decode_entry, encode_entry, encode_header, whole_seconds};
use super::quarantine;
use super::reader::LogPosition;
use crate::session::{Entry, Event};

/// Lines that are ready to be written, and where the log stands once they are.
pub(super) struct EncodedEntries {
    pub(super) bytes: Vec<u8>,
    pub(super) entries: Vec<Entry>,
    pub(super) position: LogPosition,
}

impl Journal {
    /// Deals with what a failed append may have left behind our place.
    ///
    /// Its bytes, whole or in part, are cut off: the person was told that they are not saved, and
    /// the same bytes must not be believed after a second sync, since the system may have dropped
    /// them after the first. If another process went on behind them, it has read them as entries:
    /// then they stay, are written once more so that they do reach the disk, and come back as
    /// [`super::Appended::Behind`]. Anything else (they were set aside as torn) needs nothing.
    pub(super) fn reconcile(&mut self, file: &File) -> Result<(), AppendError> {
        let Some(bytes) = self.unconfirmed.clone() else { return Ok(()) };
        let (len, tail) = (self.position().len, self.read_tail(file)?);
        if tail.is_empty() {
            // The cut did happen.
        } else if bytes.starts_with(&tail) {
            self.truncate(file, len).map_err(self.not_saved("cut back"))?;
        } else if tail.starts_with(&bytes) {
            self.fs.rewrite(&self.log, len, &tail).map_err(self.not_saved("write"))?;
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
        quarantine::quarantine_bytes(&mut *self.fs, &self.log, "torn", at, torn)
            .map_err(self.not_saved("set aside the torn end of"))?;
        self.truncate(file, self.position().len).map_err(self.not_saved("cut the torn end off"))
    }

    /// The lines for these events, with a header before them where the log has none.
    pub(super) fn encode(&self, events: &[Event], at: Timestamp) -> Result<EncodedEntries, AppendError> {
        let unreadable = |error: &dyn std::fmt::Display| {
            let what = crate::text::Text::line(&error.to_string()).as_str().to_owned();
            AppendError::InvalidEntry { what }
        };
        let mut place = self.position();
        let (mut bytes, mut entries) = (Vec::new(), Vec::with_capacity(events.len()));
        let mut head = if let Some(head) = place.head {
            head
        } else {
            let header =
                Header { session: self.id, writer: self.me.name().to_owned(), started: whole_seconds(at) };
            let (line, chain) = encode_header(&header).map_err(|error| unreadable(&error))?;
            bytes.extend(line);
            place.header = Some(header);
            chain
        };
        let mut clock = self.clock.max(place.clock);
        for event in events {
            (place.seq, clock) = (place.seq + 1, clock + 1);
            let entry = Entry { seq: place.seq, clock, at: whole_seconds(at), event: event.clone() };
            let (line, _) = encode_entry(&entry, &head).map_err(|error| unreadable(&error))?;
            // What is shown from now on is what a reader will read.
            let text = line.strip_suffix(b"\n").unwrap_or(&line);
            let (entry, chain) =
                decode_entry(text, &head).map_err(|kind| unreadable(&Fault::of_path(&self.log, kind)))?;
            bytes.extend(line);
            entries.push(entry);
            head = chain;
        }
        place.len += bytes.len() as u64;
        (place.clock, place.head) = (clock, Some(head));
        if place.len > MAX_LOG_BYTES || clock > MAX_CLOCK {
            return Err(AppendError::LogFull { path: self.log.clone() });
        }
        Ok(EncodedEntries { bytes, entries, position: place })
    }

    pub(super) fn write(&mut self, file: &File, lines: EncodedEntries) -> Result<Vec<Entry>, AppendError> {
        let EncodedEntries { bytes, entries, position: place } = lines;
        let written = self.write_and_sync(file, &bytes);
        if let Err(error) = written {
            self.roll_back(file, bytes);
            return Err(error);
        }
        // Deleted or replaced in this very moment: nobody would find the entry again.
        let gone = match self.fs.is_same(file, &self.log) {
            Ok(same) => !same,
            Err(error) => error.kind() == io::ErrorKind::NotFound,
        };
        if gone {
            return Err(AppendError::Removed { path: self.log.clone() });
        }
        self.advance(place);
        Ok(entries)
    }

    /// Writes in one write and brings it to the disk.
    pub(super) fn write_and_sync(&mut self, file: &File, bytes: &[u8]) -> Result<(), AppendError> {
        let written = self.fs.append(file, bytes).map_err(self.not_saved("write"))?;
        if written < bytes.len() {
            let source = io::Error::new(io::ErrorKind::WriteZero, "only a part was written");
            return Err(self.not_saved("write")(source));
        }
        let path = self.log.clone();
        self.fs.sync(file).map_err(|source| AppendError::Sync { path, source })?;
        self.sync_folders()
    }

    /// Brings the names of what was created to the disk.
    pub(super) fn sync_folders(&mut self) -> Result<(), AppendError> {
        while let Some(path) = self.unsynced.pop() {
            if let Err(source) = self.fs.sync_folder(&path) {
                self.unsynced.push(path.clone());
                return Err(AppendError::Sync { path, source });
            }
        }
        Ok(())
    }

    /// Cuts off what a failed append wrote; what cannot be cut off is remembered.
    fn roll_back(&mut self, file: &File, bytes: Vec<u8>) {
        let len = self.position().len;
        // Without locks another process may have written behind us: its bytes are not ours to cut.
        // And a file that became shorter must not be filled up with NULs.
        let ours = self.fs.len(file).is_ok_and(|now| now >= len && now <= len + bytes.len() as u64);
        if !ours || self.truncate(file, len).is_err() {
            self.unconfirmed = Some(bytes);
        }
    }
}

//! DISK. Writes lines to this writer's log, and undoes what a failure left half-done.
//!
//! When something fails, the log is cut back to the line that was last known to be saved. Where
//! even the cut fails, the bytes that may still stand there are remembered (`doubt`) and dealt
//! with before anything else is written, see [`Journal::settle`].

use std::fs::File;
use std::io;

use jiff::Timestamp;

use super::append::Journal;
use super::aside;
use super::disk::LARGEST;
use super::failure::AppendError;
use super::fault::Fault;
use super::log::{HIGHEST_CLOCK, Header, decode_entry, encode_entry, encode_header, whole_seconds};
use super::reader::Place;
use crate::session::{Entry, Event};

/// Lines that are ready to be written, and where the log stands once they are.
pub(super) struct Lines {
    pub(super) bytes: Vec<u8>,
    pub(super) entries: Vec<Entry>,
    pub(super) place: Place,
}

impl Journal {
    /// Deals with what a failed append may have left behind our place.
    ///
    /// Its bytes, whole or in part, are cut off: the person was told that they are not saved, and
    /// the same bytes must not be believed after a second sync, since the system may have dropped
    /// them after the first. If another process went on behind them, it has read them as entries:
    /// then they stay, are written once more so that they do reach the disk, and come back as
    /// [`super::Appended::Behind`]. Anything else (they were set aside as torn) needs nothing.
    pub(super) fn settle(&mut self, file: &File) -> Result<(), AppendError> {
        let Some(bytes) = self.doubt.clone() else { return Ok(()) };
        let (len, tail) = (self.place().len, self.behind(file)?);
        if tail.is_empty() {
            // The cut did happen.
        } else if bytes.starts_with(&tail) {
            self.cut(file, len).map_err(self.not_saved("cut back"))?;
        } else if tail.starts_with(&bytes) {
            self.disk.write_again(&self.log, len, &tail).map_err(self.not_saved("write"))?;
        }
        self.doubt = None;
        Ok(())
    }

    fn cut(&mut self, file: &File, len: u64) -> io::Result<()> {
        self.disk.set_len(file, len)?;
        self.disk.sync(file)
    }

    pub(super) fn set_torn_aside(
        &mut self,
        file: &File,
        torn: &[u8],
        at: Timestamp,
    ) -> Result<(), AppendError> {
        aside::keep(&mut *self.disk, &self.log, "torn", at, torn)
            .map_err(self.not_saved("set aside the torn end of"))?;
        self.cut(file, self.place().len).map_err(self.not_saved("cut the torn end off"))
    }

    /// The lines for these events, with a header before them where the log has none.
    pub(super) fn lines(&self, events: &[Event], at: Timestamp) -> Result<Lines, AppendError> {
        let unreadable = |error: &dyn std::fmt::Display| {
            let what = crate::text::Text::line(&error.to_string()).as_str().to_owned();
            AppendError::Unreadable { what }
        };
        let mut place = self.place();
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
                decode_entry(text, &head).map_err(|kind| unreadable(&Fault::whole(&self.log, kind)))?;
            bytes.extend(line);
            entries.push(entry);
            head = chain;
        }
        place.len += bytes.len() as u64;
        (place.clock, place.head) = (clock, Some(head));
        if place.len > LARGEST || clock > HIGHEST_CLOCK {
            return Err(AppendError::Full { path: self.log.clone() });
        }
        Ok(Lines { bytes, entries, place })
    }

    pub(super) fn write(&mut self, file: &File, lines: Lines) -> Result<Vec<Entry>, AppendError> {
        let Lines { bytes, entries, place } = lines;
        let written = self.put(file, &bytes);
        if let Err(error) = written {
            self.take_back(file, bytes);
            return Err(error);
        }
        // Deleted or replaced in this very moment: nobody would find the entry again.
        let gone = match self.disk.is_same(file, &self.log) {
            Ok(same) => !same,
            Err(error) => error.kind() == io::ErrorKind::NotFound,
        };
        if gone {
            return Err(AppendError::Gone { path: self.log.clone() });
        }
        self.moved(place);
        Ok(entries)
    }

    /// Writes in one write and brings it to the disk.
    pub(super) fn put(&mut self, file: &File, bytes: &[u8]) -> Result<(), AppendError> {
        let written = self.disk.append(file, bytes).map_err(self.not_saved("write"))?;
        if written < bytes.len() {
            let source = io::Error::new(io::ErrorKind::WriteZero, "only a part was written");
            return Err(self.not_saved("write")(source));
        }
        let path = self.log.clone();
        self.disk.sync(file).map_err(|source| AppendError::NotKnownToBeSaved { path, source })?;
        self.sync_folders()
    }

    /// Brings the names of what was created to the disk.
    pub(super) fn sync_folders(&mut self) -> Result<(), AppendError> {
        while let Some(path) = self.unsynced.pop() {
            if let Err(source) = self.disk.sync_folder(&path) {
                self.unsynced.push(path.clone());
                return Err(AppendError::NotKnownToBeSaved { path, source });
            }
        }
        Ok(())
    }

    /// Cuts off what a failed append wrote; what cannot be cut off is remembered.
    fn take_back(&mut self, file: &File, bytes: Vec<u8>) {
        let len = self.place().len;
        // Without locks another process may have written behind us: its bytes are not ours to cut.
        // And a file that became shorter must not be filled up with NULs.
        let ours = self.disk.len(file).is_ok_and(|now| now >= len && now <= len + bytes.len() as u64);
        if !ours || self.cut(file, len).is_err() {
            self.doubt = Some(bytes);
        }
    }
}

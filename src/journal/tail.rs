//! DISK. Follows an open session: returns what other writers and processes have appended.

use std::fs;
use std::io;
use std::path::PathBuf;

use super::error::{Fault, FaultKind};
use super::reader::{LogPosition, Tail};
use super::store::{log_files, second_start};
use super::writer::Journal;
use crate::session::{Entry, Event, Writer};

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

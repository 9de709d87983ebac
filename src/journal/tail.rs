//! DISK. Follows the logs of an open session: reads what has been appended to any of them.

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::error::{Fault, FaultKind, JournalError};
use super::log::Header;
use super::reader::{LogPosition, Tail, read_copy};
use super::store::{SessionLogs, folder_stamps, log_files, second_start};
use super::writer::Journal;
use crate::session::{Entry, Event, Writer};
use crate::text::Text;

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
        if let Some(fault) = self.fault.clone() {
            return self.look_again(fault);
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

    /// Returns, once, that the session was read-only and can be changed again. It has to be replayed then.
    pub fn take_recovered(&mut self) -> bool {
        std::mem::take(&mut self.recovered)
    }

    /// Reads all logs of the session again.
    pub fn read_logs(&self) -> Result<SessionLogs, JournalError> {
        self.home.read(&self.name)
    }

    fn warn_forbidden(&mut self, log: &Path) {
        if self.forbidden.insert(log.to_owned()) {
            let writer = log.file_stem().unwrap_or_default().to_string_lossy();
            let path = Text::path(log);
            self.warnings
                .push(format!("the entries of `{}` are not readable for you: `{path}`", Text::line(&writer)));
        }
    }

    /// Looks whether the reason why the session is read-only is gone, once something has changed in its
    /// folder. If it is, `take_recovered` says so, and the session has to be replayed.
    fn look_again(&mut self, fault: Fault) -> Result<Vec<(Writer, Entry)>, Fault> {
        let stamps = folder_stamps(&self.folder);
        if self.fault_stamps.as_ref() == Some(&stamps) {
            return Err(fault);
        }
        self.fault_stamps = Some(stamps);
        let Ok(logs) = self.home.read(&self.name) else { return Err(fault) };
        if logs.id != Some(self.id) || !logs.is_sound() || !self.has_all_seen(&logs) {
            return Err(fault);
        }
        self.fault_stamps = None;
        self.resume_from(&logs);
        self.recovered = true;
        Ok(Vec::new())
    }

    /// Returns whether everything that was read before is still there, or a repair has recorded what is not.
    /// A log that was cut is sound as well.
    fn has_all_seen(&self, logs: &SessionLogs) -> bool {
        let repairs = |header: Option<&Header>| header.map_or(0, |header| header.repairs.len());
        self.tails.iter().filter(|(_, tail)| tail.position.head.is_some()).all(|(path, tail)| {
            let log = logs.logs.iter().find(|log| log.path == *path);
            let is_repaired =
                log.is_some_and(|log| repairs(log.header.as_ref()) > repairs(tail.position.header.as_ref()));
            is_repaired || tail.read_appended(path).is_ok()
        })
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
        let unknown: Vec<_> = files.iter().filter(|path| !self.tails.contains_key(*path)).collect();
        if unknown.iter().any(|path| !self.copies.contains(*path) && read_copy(path).is_some()) {
            let logs = self.home.read(&self.name);
            let copies = logs.as_ref().map_or(&[][..], |logs| &logs.copies);
            self.copies = copies.iter().map(|copy| copy.path.clone()).collect();
            if let Some(fault) = logs.ok().and_then(|logs| logs.faults.into_iter().find(Fault::is_copy)) {
                return Err(fault);
            }
        }
        let copies = self.copies.clone();
        let logs = files.into_iter().filter(|path| !copies.contains(path));
        logs.into_iter().try_for_each(|path| self.follow_log(path, added))
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
            Err(fault) if fault.kind.is_forbidden() && path != self.log => {
                self.warn_forbidden(&path);
                self.tails.insert(path, tail);
                return Ok(());
            }
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

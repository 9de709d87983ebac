//! DISK. Follows a session that is open: what others, or other processes of this writer, append.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::append::{Journal, replaced_log};
use super::disk;
use super::fault::{Fault, FaultKind};
use super::reader::LogPosition;
use super::store::{log_files, second_start};
use crate::session::{Entry, Event, Writer};

/// A log that is looked at again and again.
pub(super) struct Tail {
    pub(super) position: LogPosition,
    /// How the file looked when it was last read; nothing where it was not looked at since.
    stamp: Option<(u64, Option<SystemTime>)>,
}

impl Tail {
    pub(super) fn at(position: LogPosition) -> Self {
        Self { position, stamp: None }
    }
}

fn file_stamp(data: &Metadata) -> (u64, Option<SystemTime>) {
    (data.len(), data.modified().ok())
}

impl Journal {
    /// The entries that were added to any log since the last look, each once and in the order in
    /// which they are folded; what this journal appended itself is not among them. Entries of
    /// another writer may have a lower clock than entries that were returned before.
    ///
    /// Costs one look at the folder and one at each file while nothing changes.
    ///
    /// # Errors
    /// The first log that is at fault; entries that were read before it in the same look come
    /// first, the fault with the next call. From a fault on the session is read-only, except where
    /// a file could not be read this time.
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
        let unread = |error: &io::Error| Fault::of_path(&self.folder, FaultKind::unreadable(error));
        let files = match log_files(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(Fault::of_path(&self.folder, FaultKind::missing("the session's folder")));
            }
            files => files.map_err(|error| unread(&error))?,
        };
        let read = self.tails.iter().filter(|(_, watched)| watched.position.head.is_some());
        if let Some((path, _)) = read.into_iter().find(|(path, _)| !files.contains(path)) {
            return Err(Fault::of_path(path, FaultKind::missing("the log")));
        }
        files.into_iter().try_for_each(|path| self.follow_log(path, added))
    }

    fn follow_log(&mut self, path: PathBuf, added: &mut Vec<(Writer, Entry)>) -> Result<(), Fault> {
        // What stands in our own log after a failure is for the next append to judge.
        if path == self.log && self.unconfirmed.is_some() {
            return Ok(());
        }
        let watched = self.tails.remove(&path).unwrap_or_else(|| Tail::at(LogPosition::default()));
        let mut result = read_appended(&path, &watched);
        if let Err(fault) = &mut result
            && path != self.log
            && fs::symlink_metadata(&path).is_ok_and(|now| now.len() < watched.position.len)
        {
            // Whoever copies a log (git, a synchroniser) may write it anew from its beginning.
            fault.kind = FaultKind::missing("a part of the log");
        }
        let (entries, now) = match result {
            Ok(Some((entries, now))) => (entries, now),
            other => {
                self.tails.insert(path, watched);
                return other.map(|_| ());
            }
        };
        let header = now.position.header.as_ref();
        let writer = header.map(|header| Writer::from_log(&header.writer));
        let foreign = header.is_some_and(|header| header.session != self.id);
        self.clock = self.clock.max(now.position.clock);
        self.tails.insert(path.clone(), now);
        if foreign {
            return Err(Fault::of_path(path, FaultKind::damaged("the log belongs to another session")));
        }
        if let Some(entry) = entries.iter().find(|entry| matches!(entry.event, Event::Started { .. })) {
            return Err(second_start(&path, entry));
        }
        added.extend(entries.into_iter().filter_map(|entry| Some((writer.clone()?, entry))));
        Ok(())
    }
}

/// What was appended to a log; nothing if it looks as before.
pub(super) fn read_appended(path: &Path, watched: &Tail) -> Result<Option<(Vec<Entry>, Tail)>, Fault> {
    let unread = |error: io::Error| Fault::of_path(path, FaultKind::unreadable(&error));
    let look_at = |data: io::Result<Metadata>| data.map(|data| file_stamp(&data)).map_err(unread);
    if watched.stamp.is_some() && watched.stamp == Some(look_at(fs::symlink_metadata(path))?) {
        return Ok(None);
    }
    let file = disk::open_for_reading(path).map_err(unread)?;
    let seen = look_at(file.metadata())?;
    let mut place = watched.position.clone();
    let ending = place.head.map(|head| head.log_suffix()).unwrap_or_default();
    let from = place.len.saturating_sub(ending.len() as u64);
    let bytes = disk::read_from(&file, from).map_err(unread)?;
    let Some(bytes) = bytes.strip_prefix(ending.as_slice()) else {
        return Err(Fault::of_path(path, replaced_log()));
    };
    let scan = place.scan(path, bytes);
    match scan.fault {
        Some(fault) => Err(fault),
        None => Ok(Some((scan.entries, Tail { position: place, stamp: Some(seen) }))),
    }
}

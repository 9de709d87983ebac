//! DISK. Follows a session that is open: what others, or other processes of this writer, append.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::append::{Journal, another_log};
use super::disk;
use super::fault::{Fault, FaultKind};
use super::reader::Place;
use super::store::{log_files, started_twice};
use crate::session::{Entry, Event, Writer};

/// A log that is looked at again and again.
pub(super) struct Watched {
    pub(super) place: Place,
    /// How the file looked when it was last read; nothing where it was not looked at since.
    seen: Option<(u64, Option<SystemTime>)>,
}

impl Watched {
    pub(super) fn at(place: Place) -> Self {
        Self { place, seen: None }
    }
}

fn look(data: &Metadata) -> (u64, Option<SystemTime>) {
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
        if !self.begun {
            return Ok(Vec::new());
        }
        let mut added = Vec::new();
        let result = self.follow_all(&mut added);
        if let Err(fault) = result {
            if !matches!(fault.kind, FaultKind::Unread { .. }) {
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
        let unread = |error: &io::Error| Fault::whole(&self.folder, FaultKind::unread(error));
        let files = match log_files(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(Fault::whole(&self.folder, FaultKind::missing("the session's folder")));
            }
            files => files.map_err(|error| unread(&error))?,
        };
        let read = self.watched.iter().filter(|(_, watched)| watched.place.head.is_some());
        if let Some((path, _)) = read.into_iter().find(|(path, _)| !files.contains(path)) {
            return Err(Fault::whole(path, FaultKind::missing("the log")));
        }
        files.into_iter().try_for_each(|path| self.follow_one(path, added))
    }

    fn follow_one(&mut self, path: PathBuf, added: &mut Vec<(Writer, Entry)>) -> Result<(), Fault> {
        // What stands in our own log after a failure is for the next append to judge.
        if path == self.log && self.doubt.is_some() {
            return Ok(());
        }
        let watched = self.watched.remove(&path).unwrap_or_else(|| Watched::at(Place::default()));
        let mut result = read_on(&path, &watched);
        if let Err(fault) = &mut result
            && path != self.log
            && fs::symlink_metadata(&path).is_ok_and(|now| now.len() < watched.place.len)
        {
            // Whoever copies a log (git, a synchroniser) may write it anew from its beginning.
            fault.kind = FaultKind::missing("a part of the log");
        }
        let (entries, now) = match result {
            Ok(Some((entries, now))) => (entries, now),
            other => {
                self.watched.insert(path, watched);
                return other.map(|_| ());
            }
        };
        let header = now.place.header.as_ref();
        let writer = header.map(|header| Writer::recorded(&header.writer));
        let foreign = header.is_some_and(|header| header.session != self.id);
        self.clock = self.clock.max(now.place.clock);
        self.watched.insert(path.clone(), now);
        if foreign {
            return Err(Fault::whole(path, FaultKind::damaged("the log belongs to another session")));
        }
        if let Some(entry) = entries.iter().find(|entry| matches!(entry.event, Event::Started { .. })) {
            return Err(started_twice(&path, entry));
        }
        added.extend(entries.into_iter().filter_map(|entry| Some((writer.clone()?, entry))));
        Ok(())
    }
}

/// What was appended to a log; nothing if it looks as before.
pub(super) fn read_on(path: &Path, watched: &Watched) -> Result<Option<(Vec<Entry>, Watched)>, Fault> {
    let unread = |error: io::Error| Fault::whole(path, FaultKind::unread(&error));
    let look_at = |data: io::Result<Metadata>| data.map(|data| look(&data)).map_err(unread);
    if watched.seen.is_some() && watched.seen == Some(look_at(fs::symlink_metadata(path))?) {
        return Ok(None);
    }
    let file = disk::open_to_read(path).map_err(unread)?;
    let seen = look_at(file.metadata())?;
    let mut place = watched.place.clone();
    let ending = place.head.map(|head| head.ending()).unwrap_or_default();
    let from = place.len.saturating_sub(ending.len() as u64);
    let bytes = disk::read_from(&file, from).map_err(unread)?;
    let Some(bytes) = bytes.strip_prefix(ending.as_slice()) else {
        return Err(Fault::whole(path, another_log()));
    };
    let scan = place.read(path, bytes);
    match scan.fault {
        Some(fault) => Err(fault),
        None => Ok(Some((scan.entries, Watched { place, seen: Some(seen) }))),
    }
}

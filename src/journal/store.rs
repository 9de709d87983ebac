//! DISK. Finds sessions below the home folder, and reads all logs of a session. Never writes.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use uuid::Uuid;

use super::error::{Fault, FaultKind, JournalError};
use super::fs::symlink_error;
use super::reader::{LOG_SUFFIX, Log, read_bytes};
use crate::session::{Entry, Event, SessionName, Writer};
use crate::text::{Text, count};

/// The folder that holds everything runsheet records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    root: PathBuf,
}

impl Home {
    /// Returns the home at a path. Creates nothing.
    pub fn new(root: PathBuf) -> Self {
        Self { root }
    }

    pub fn path(&self) -> &Path {
        &self.root
    }

    /// Returns the folder of all sessions.
    pub(super) fn sessions(&self) -> PathBuf {
        self.root.join("sessions")
    }

    /// Returns the folder of a session, whether it exists or not.
    pub fn session_path(&self, name: &SessionName) -> PathBuf {
        self.sessions().join(name.as_str())
    }

    /// Returns true if there is a file or folder at the session's path.
    pub fn exists(&self, name: &SessionName) -> bool {
        fs::symlink_metadata(self.session_path(name)).is_ok()
    }

    /// Returns the names of all sessions, sorted. Skips folders whose names are not valid for sessions.
    ///
    /// # Errors
    /// [`JournalError::List`] if the folder exists and cannot be read.
    pub fn session_names(&self) -> Result<Vec<SessionName>, JournalError> {
        let path = self.sessions();
        let mut names = Vec::new();
        let paths = match sorted_entries(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(names),
            paths => paths.map_err(|source| JournalError::List { path, source })?,
        };
        for path in paths {
            let name = path.file_name().and_then(|name| SessionName::new(name.to_str()?).ok());
            names.extend(name.filter(|_| path.is_dir()));
        }
        Ok(names)
    }

    /// Reads all logs of a session and checks them against each other.
    ///
    /// # Errors
    /// If there is no such session, or its folder cannot be listed. Defects of a log are faults of the
    /// result.
    pub fn read(&self, name: &SessionName) -> Result<SessionLogs, JournalError> {
        let path = self.session_path(name);
        let mut logs = Vec::new();
        for path in self.log_paths(name)? {
            match read_bytes(&path) {
                // Removed since the folder was listed.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                bytes => logs.push(Log::from_result(&path, bytes)),
            }
        }
        Ok(SessionLogs::new(name.clone(), path, logs))
    }

    /// Returns the latest modification time of the session's logs, without reading them.
    pub fn last_changed(&self, name: &SessionName) -> Result<Option<SystemTime>, JournalError> {
        let times =
            self.log_paths(name)?.into_iter().filter_map(|path| fs::metadata(path).ok()?.modified().ok());
        Ok(times.max())
    }

    /// Returns the session that was changed last.
    pub fn latest_session(&self) -> Result<Option<SessionName>, JournalError> {
        let mut latest = None;
        for name in self.session_names()? {
            // A session that cannot be examined must not hide the others.
            let key = (self.last_changed(&name).ok().flatten(), name);
            if latest.as_ref().is_none_or(|best| *best < key) {
                latest = Some(key);
            }
        }
        Ok(latest.map(|(_, name)| name))
    }

    fn log_paths(&self, name: &SessionName) -> Result<Vec<PathBuf>, JournalError> {
        use io::ErrorKind::{NotADirectory, NotFound};
        let path = self.session_path(name);
        let files = match fs::symlink_metadata(&path) {
            Ok(data) if data.is_symlink() => Err(symlink_error()),
            _ => log_files(&path),
        };
        files.map_err(|source| match source.kind() {
            NotFound | NotADirectory => {
                JournalError::NoSession { name: name.clone(), home: self.root.clone() }
            }
            _ => JournalError::List { path, source },
        })
    }
}

fn sorted_entries(path: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

/// Returns the logs in a session's folder, without locks, quarantined pieces and hidden files.
pub(super) fn log_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = sorted_entries(folder)?;
    paths.retain(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.ends_with(LOG_SUFFIX) && !name.starts_with('.')
    });
    Ok(paths)
}

/// All logs of one session.
#[derive(Debug, Clone)]
pub struct SessionLogs {
    pub name: SessionName,
    /// The session's folder.
    pub path: PathBuf,
    /// The id in the headers of the logs, if any log has a header.
    pub id: Option<Uuid>,
    /// The logs, in the order of their writers.
    pub logs: Vec<Log>,
    /// The faults that show only when the logs are compared, besides those of each log.
    pub faults: Vec<Fault>,
}

impl SessionLogs {
    fn new(name: SessionName, path: PathBuf, mut logs: Vec<Log>) -> Self {
        logs.sort_by(|a, b| a.writer.cmp(&b.writer));
        let mut session = Self { name, path, id: session_id(&logs), logs, faults: Vec::new() };
        session.faults = session.cross_check();
        session
    }

    /// Returns all entries with their writers, in the order in which they are applied.
    pub fn entries(&self) -> Vec<(&Writer, &Entry)> {
        let mut all: Vec<_> = (0usize..)
            .zip(self.logs.iter().filter(|log| !self.is_foreign(log)))
            .flat_map(|(rank, log)| log.entries.iter().map(move |entry| (rank, &log.writer, entry)))
            .collect();
        all.sort_by_key(|(rank, _, entry)| (entry.clock, *rank));
        all.into_iter().map(|(_, writer, entry)| (writer, entry)).collect()
    }

    /// Returns the faults of each log, then those between logs.
    pub fn all_faults(&self) -> impl Iterator<Item = &Fault> {
        self.logs.iter().flat_map(|log| &log.faults).chain(&self.faults)
    }

    /// Returns true if there is no fault. Only then may entries be appended.
    pub fn is_sound(&self) -> bool {
        self.all_faults().next().is_none()
    }

    /// Describes unfinished last lines, which are no faults.
    pub fn notices(&self) -> Vec<String> {
        self.logs
            .iter()
            .filter(|log| log.torn > 0)
            .map(|log| {
                let bytes = count(usize::try_from(log.torn).unwrap_or(usize::MAX), "byte");
                format!("`{}` ends in an unfinished line ({bytes}), which is left out", Text::path(&log.path))
            })
            .collect()
    }

    pub(super) fn is_foreign(&self, log: &Log) -> bool {
        log.header.as_ref().is_some_and(|header| Some(header.session) != self.id)
    }

    /// Returns every start of this session. A sound session has exactly one.
    pub(super) fn starts(&self) -> impl Iterator<Item = (&Log, &Entry)> {
        let ours = self.logs.iter().filter(|log| !self.is_foreign(log));
        ours.flat_map(|log| starts(log).map(move |entry| (log, entry)))
    }

    fn cross_check(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        for log in self.logs.iter().filter(|log| self.is_foreign(log)) {
            faults.push(Fault::of_path(&log.path, FaultKind::foreign()));
        }
        let ours = || self.logs.iter().filter(|log| !self.is_foreign(log));
        let first = self.starts().next();
        for (log, entry) in self.starts().skip(1) {
            faults.push(second_start(&log.path, entry));
        }
        // If a log was not read to its end, the start may be in the rest of it.
        let complete = ours().all(|log| log.faults.is_empty());
        match (first, self.entries().first()) {
            (None, _) if complete => faults.push(Fault::of_path(&self.path, missing_start())),
            (Some((log, start)), Some((_, earliest))) if earliest.clock < start.clock || start.seq != 1 => {
                let kind = FaultKind::damaged("there are entries from before the session was started");
                faults.push(Fault { path: log.path.clone(), line: Some(start.seq + 1), kind });
            }
            _ => {}
        }
        faults
    }
}

/// Returns the id of the session that a folder belongs to: the one that was started in it, or the
/// earlier one if there are two.
fn session_id(logs: &[Log]) -> Option<Uuid> {
    let headed = logs.iter().filter_map(|log| Some((log, log.header.as_ref()?)));
    let key = |log: &Log, started| (starts(log).next().is_none(), started);
    headed.min_by_key(|(log, header)| key(log, header.started)).map(|(_, header)| header.session)
}

fn starts(log: &Log) -> impl Iterator<Item = &Entry> {
    log.entries.iter().filter(|entry| matches!(entry.event, Event::Started { .. }))
}

pub(super) fn second_start(path: &Path, entry: &Entry) -> Fault {
    let kind = FaultKind::damaged("the session is started a second time");
    Fault { path: path.to_owned(), line: Some(entry.seq + 1), kind }
}

fn missing_start() -> FaultKind {
    FaultKind::damaged("no log here holds the start of the session: if it was never begun, remove the folder")
}

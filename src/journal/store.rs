//! DISK. The home: the folders of sessions, and all logs of one session read together. Never writes.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use uuid::Uuid;

use super::disk;
use super::fault::{Fault, FaultKind};
use super::reader::{LOG_SUFFIX, Log, read_bytes};
use super::shown;
use crate::session::{Entry, Event, SessionName, Writer};
use crate::text::{Hint, count};

/// The folder that holds everything runsheet records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    root: PathBuf,
}

/// Why sessions could not be looked at.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// There is no session of this name.
    #[error("there is no session `{name}` in `{}`", shown(.home))]
    NoSession {
        /// The name that was asked for.
        name: SessionName,
        /// Where it was looked for.
        home: PathBuf,
    },
    /// A folder could not be listed.
    #[error("cannot look into `{}`", shown(.path))]
    List {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

impl Hint for JournalError {
    fn hint(&self) -> Option<String> {
        match self {
            Self::NoSession { .. } => Some("`runsheet list` shows the sessions".to_owned()),
            Self::List { path, source } => super::failure::io_hint(path, source),
        }
    }
}

impl Home {
    /// The home at this path; nothing is created.
    pub fn new(root: PathBuf) -> Self {
        Self { root }
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.root
    }

    /// The folder of all sessions.
    pub(super) fn sessions(&self) -> PathBuf {
        self.root.join("sessions")
    }

    /// The folder of one session, whether it is there or not.
    pub fn session_path(&self, name: &SessionName) -> PathBuf {
        self.sessions().join(name.as_str())
    }

    /// Whether there is something of this name.
    pub fn exists(&self, name: &SessionName) -> bool {
        fs::symlink_metadata(self.session_path(name)).is_ok()
    }

    /// The names of all sessions, sorted. Folders of other names are not ours and left out.
    ///
    /// # Errors
    /// [`JournalError::List`] if the folder is there and cannot be read.
    pub fn session_names(&self) -> Result<Vec<SessionName>, JournalError> {
        let path = self.sessions();
        let mut names = Vec::new();
        let found = match sorted_entries(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(names),
            found => found.map_err(|source| JournalError::List { path, source })?,
        };
        for path in found {
            let name = path.file_name().and_then(|name| SessionName::new(name.to_str()?).ok());
            names.extend(name.filter(|_| path.is_dir()));
        }
        Ok(names)
    }

    /// Reads all logs of a session and checks them against each other.
    ///
    /// # Errors
    /// If there is no such session, or its folder cannot be listed. What is wrong with a log is a
    /// fault of the result.
    pub fn read(&self, name: &SessionName) -> Result<SessionLogs, JournalError> {
        let path = self.session_path(name);
        let mut logs = Vec::new();
        for path in self.log_paths(name)? {
            match read_bytes(&path) {
                // Taken away since the folder was listed.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                bytes => logs.push(Log::from_result(&path, bytes)),
            }
        }
        Ok(SessionLogs::new(name.clone(), path, logs))
    }

    /// When a log of the session was last changed, by the file system's clock. Reads no log.
    pub fn last_changed(&self, name: &SessionName) -> Result<Option<SystemTime>, JournalError> {
        let times =
            self.log_paths(name)?.into_iter().filter_map(|path| fs::metadata(path).ok()?.modified().ok());
        Ok(times.max())
    }

    /// The session that was changed last.
    pub fn latest_session(&self) -> Result<Option<SessionName>, JournalError> {
        let mut latest = None;
        for name in self.session_names()? {
            // One that cannot be looked at is no reason not to find the others.
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
            Ok(there) if there.is_symlink() => Err(disk::symlink_error()),
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
    let mut found = Vec::new();
    for entry in fs::read_dir(path)? {
        found.push(entry?.path());
    }
    found.sort();
    Ok(found)
}

/// The logs in a session's folder. Locks, torn pieces and the hidden files of other programs are none.
pub(super) fn log_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = sorted_entries(folder)?;
    found.retain(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.ends_with(LOG_SUFFIX) && !name.starts_with('.')
    });
    Ok(found)
}

/// All logs of one session.
#[derive(Debug, Clone)]
pub struct SessionLogs {
    /// The session's name.
    pub name: SessionName,
    /// Its folder.
    pub path: PathBuf,
    /// Its number, the same in every log; nothing while no log has a header.
    pub id: Option<Uuid>,
    /// The logs, in the order of their writers.
    pub logs: Vec<Log>,
    /// What is wrong with the logs together. Each log has its own faults besides.
    pub faults: Vec<Fault>,
}

impl SessionLogs {
    fn new(name: SessionName, path: PathBuf, mut logs: Vec<Log>) -> Self {
        logs.sort_by(|a, b| a.writer.cmp(&b.writer));
        let mut session = Self { name, path, id: session_id(&logs), logs, faults: Vec::new() };
        session.faults = session.cross_check();
        session
    }

    /// Every entry with its writer, in the order in which they are folded.
    pub fn entries(&self) -> Vec<(&Writer, &Entry)> {
        let mut all: Vec<_> = (0usize..)
            .zip(self.logs.iter().filter(|log| !self.is_foreign(log)))
            .flat_map(|(rank, log)| log.entries.iter().map(move |entry| (rank, &log.writer, entry)))
            .collect();
        all.sort_by_key(|(rank, _, entry)| (entry.clock, *rank));
        all.into_iter().map(|(_, writer, entry)| (writer, entry)).collect()
    }

    /// Everything that is wrong, log by log, then between them.
    pub fn all_faults(&self) -> impl Iterator<Item = &Fault> {
        self.logs.iter().flat_map(|log| &log.faults).chain(&self.faults)
    }

    /// Whether nothing is wrong: only then may entries be added.
    pub fn is_sound(&self) -> bool {
        self.all_faults().next().is_none()
    }

    /// What is worth telling although nothing is wrong: last lines that were never finished.
    pub fn notices(&self) -> Vec<String> {
        self.logs
            .iter()
            .filter(|log| log.torn > 0)
            .map(|log| {
                let bytes = count(usize::try_from(log.torn).unwrap_or(usize::MAX), "byte");
                format!("`{}` ends in an unfinished line ({bytes}), which is left out", shown(&log.path))
            })
            .collect()
    }

    /// Whether the log is another session's.
    pub(super) fn is_foreign(&self, log: &Log) -> bool {
        log.header.as_ref().is_some_and(|header| Some(header.session) != self.id)
    }

    /// Every start of this session: there is to be one.
    pub(super) fn starts(&self) -> impl Iterator<Item = (&Log, &Entry)> {
        let ours = self.logs.iter().filter(|log| !self.is_foreign(log));
        ours.flat_map(|log| starts(log).map(move |entry| (log, entry)))
    }

    fn cross_check(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        for log in self.logs.iter().filter(|log| self.is_foreign(log)) {
            faults.push(Fault::of_path(&log.path, FaultKind::damaged("the log belongs to another session")));
        }
        let ours = || self.logs.iter().filter(|log| !self.is_foreign(log));
        let first = self.starts().next();
        for (log, entry) in self.starts().skip(1) {
            faults.push(second_start(&log.path, entry));
        }
        // Where a log was not read to its end the start may be in what is missing.
        let read = ours().all(|log| log.faults.is_empty());
        match (first, self.entries().first()) {
            (None, _) if read => faults.push(Fault::of_path(&self.path, missing_start())),
            (Some((log, start)), Some((_, earliest))) if earliest.clock < start.clock || start.seq != 1 => {
                let what = FaultKind::damaged("there are entries from before the session was started");
                faults.push(Fault { path: log.path.clone(), line: Some(start.seq + 1), kind: what });
            }
            _ => {}
        }
        faults
    }
}

/// The session that a folder belongs to: the one that was started in it, first where there are two.
fn session_id(logs: &[Log]) -> Option<Uuid> {
    let headed = logs.iter().filter_map(|log| Some((log, log.header.as_ref()?)));
    let key = |log: &Log, started| (starts(log).next().is_none(), started);
    headed.min_by_key(|(log, header)| key(log, header.started)).map(|(_, header)| header.session)
}

fn starts(log: &Log) -> impl Iterator<Item = &Entry> {
    log.entries.iter().filter(|entry| matches!(entry.event, Event::Started { .. }))
}

/// The fault of a second start.
pub(super) fn second_start(path: &Path, entry: &Entry) -> Fault {
    let kind = FaultKind::damaged("the session is started a second time");
    Fault { path: path.to_owned(), line: Some(entry.seq + 1), kind }
}

fn missing_start() -> FaultKind {
    FaultKind::damaged("no log here holds the start of the session: if it was never begun, remove the folder")
}

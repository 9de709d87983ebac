//! DISK. Finds sessions below the home folder, and reads all logs of a session. Never writes.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use jiff::Timestamp;
use uuid::Uuid;

use super::error::{Fault, FaultKind, JournalError};
use super::fs::symlink_error;
use super::log::RepairRecord;
use super::reader::{LOG_SUFFIX, Log, read_bytes, read_copy};
use super::salvage::damaged_start;
use crate::session::{BadName, Entry, Event, SessionName, Writer};
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

    /// Returns true if there is a file or folder at the session's path, or the system does not say.
    pub fn exists(&self, name: &SessionName) -> bool {
        use io::ErrorKind::{NotADirectory, NotFound};
        let data = fs::symlink_metadata(self.session_path(name));
        !data.is_err_and(|error| matches!(error.kind(), NotFound | NotADirectory))
    }

    /// Returns the names of all sessions, sorted. Skips folders whose names are not valid for sessions.
    ///
    /// # Errors
    /// [`JournalError::List`] if the folder exists and cannot be read.
    pub fn session_names(&self) -> Result<Vec<SessionName>, JournalError> {
        let named = |path: PathBuf| {
            let name = path.file_name().and_then(|name| SessionName::new(name.to_str()?).ok());
            name.filter(|_| path.is_dir())
        };
        Ok(self.session_paths()?.into_iter().filter_map(named).collect())
    }

    /// Returns the folders that are no sessions because of their names, such as the copies that a synchroniser
    /// or a file manager makes, with the reason.
    pub fn misnamed_sessions(&self) -> Result<Vec<(Text, BadName)>, JournalError> {
        let misnamed = |path: PathBuf| {
            let name = path.file_name()?.to_string_lossy().into_owned();
            let bad = SessionName::new(&name).err()?;
            (!name.starts_with('.') && path.is_dir()).then(|| (Text::line(&name), bad))
        };
        Ok(self.session_paths()?.into_iter().filter_map(misnamed).collect())
    }

    /// Returns what is in the folder of all sessions, in order; nothing if it is not there.
    fn session_paths(&self) -> Result<Vec<PathBuf>, JournalError> {
        let path = self.sessions();
        match sorted_entries(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            paths => paths.map_err(|source| JournalError::List { path, source }),
        }
    }

    /// Reads all logs of a session and checks them against each other.
    ///
    /// # Errors
    /// If there is no such session, or its folder cannot be listed. Defects of a log are faults of the
    /// result.
    pub fn read(&self, name: &SessionName) -> Result<SessionLogs, JournalError> {
        let path = self.session_path(name);
        let mut logs = Vec::new();
        let log_paths = self.log_paths(name)?;
        let copies = copies(&path);
        for path in log_paths.into_iter().filter(|path| copies.iter().all(|copy| copy.path != *path)) {
            match read_bytes(&path) {
                // Removed since the folder was listed.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                bytes => logs.push(Log::from_result(&path, bytes)),
            }
        }
        Ok(SessionLogs::new(name.clone(), path, logs, copies))
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

/// Returns the length and modification time of every file in a folder.
pub(super) fn folder_stamps(folder: &Path) -> Vec<(PathBuf, u64, Option<SystemTime>)> {
    let paths = sorted_entries(folder).unwrap_or_default();
    let stamp = |path: PathBuf| {
        let data = fs::symlink_metadata(&path).ok();
        (path, data.as_ref().map_or(0, fs::Metadata::len), data.and_then(|data| data.modified().ok()))
    };
    paths.into_iter().map(stamp).collect()
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
    /// The copies of logs under other names, which synchronisers and people make. Their entries are left out.
    pub copies: Vec<Log>,
    /// The faults that show only when the logs are compared, besides those of each log.
    pub faults: Vec<Fault>,
}

impl SessionLogs {
    fn new(name: SessionName, path: PathBuf, mut logs: Vec<Log>, copies: Vec<Log>) -> Self {
        logs.sort_by(|a, b| a.writer.cmp(&b.writer));
        let mut session = Self { name, path, id: None, logs, copies, faults: Vec::new() };
        session.recheck();
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

    /// Returns the faults of each log, then those between logs. A log of others that is not readable for this
    /// user is none.
    pub fn all_faults(&self) -> impl Iterator<Item = &Fault> {
        let of_logs = self.logs.iter().flat_map(|log| &log.faults);
        of_logs.filter(|fault| !fault.kind.is_forbidden()).chain(&self.faults)
    }

    /// Returns the entries that only a copy of a log has.
    pub fn entries_of_copy<'a>(&'a self, copy: &'a Log) -> impl Iterator<Item = &'a Entry> {
        let log = self.logs.iter().find(|log| log.writer == copy.writer);
        copy.entries.iter().filter(move |entry| log.is_none_or(|log| !log.entries.contains(entry)))
    }

    /// Returns true if there is no fault. Only then may entries be appended.
    pub fn is_sound(&self) -> bool {
        self.all_faults().next().is_none()
    }

    /// Describes what is no fault, or says more of one: what is shown of a damaged log, unfinished last
    /// lines, and what earlier repairs have set aside.
    pub fn notices(&self) -> Vec<String> {
        let same = |copy: &&Log| self.entries_of_copy(copy).next().is_none();
        let copies = self.copies.iter().filter(same).map(|copy| {
            format!("`{}` is a copy of the log of `{}` and is left out", Text::path(&copy.path), copy.writer)
        });
        self.logs.iter().flat_map(log_notices).chain(copies).collect()
    }

    /// Returns whether an entry stands behind the damage of its log.
    pub fn is_after_damage(&self, writer: &Writer, entry: &Entry) -> bool {
        self.logs.iter().any(|log| log.writer == *writer && log.is_after_damage(entry))
    }

    /// Puts the right ones of these texts, and of those in the logs, in the place of damaged checklists.
    pub fn restore_checklists(&mut self, mut texts: Vec<String>) {
        texts.extend(self.entries().into_iter().filter_map(|(_, entry)| match &entry.event {
            Event::Started { checklist, .. } | Event::Adopted { checklist, .. } => {
                serde_json::to_string(checklist).ok()
            }
            _ => None,
        }));
        self.logs.iter_mut().for_each(|log| log.restore_checklists(&texts));
        self.recheck();
    }

    /// Returns the damaged log that held the start of the session, if the start is lost: its place, and the
    /// line where the start may have been.
    pub fn lost_start(&self) -> Option<(usize, Option<Vec<u8>>)> {
        if self.starts().next().is_some() {
            return None;
        }
        let damaged = |log: &Log| {
            let has_first = log.entries.first().is_some_and(|entry| entry.seq == 1);
            log.damage.as_ref().filter(|_| !has_first).map(|damage| damaged_start(&damage.bytes))
        };
        let mut logs = self.logs.iter().enumerate();
        let mut candidates: Vec<_> =
            logs.by_ref().filter_map(|(at, log)| Some((at, damaged(log)?))).collect();
        candidates.sort_by_key(|(_, line)| line.is_none());
        let is_empty = self.logs.iter().all(|log| log.entries.is_empty());
        candidates.into_iter().next().filter(|(_, line)| line.is_some() || !is_empty)
    }

    /// Puts a start in the place of the lost one.
    pub fn replace_start(&mut self, at: usize, start: Event) {
        let earliest = self.entries().first().map(|(_, entry)| (entry.clock, entry.at));
        let Some(log) = self.logs.get_mut(at) else { return };
        let (clock, time) = earliest.unwrap_or((2, Timestamp::UNIX_EPOCH));
        let time = log.header.as_ref().map_or(time, |header| header.started);
        let entry = Entry { seq: 1, clock: clock.saturating_sub(1).max(1), at: time, event: start };
        log.entries.insert(0, entry);
        if let Some(damage) = &mut log.damage {
            damage.lost = damage.lost.saturating_sub(1);
            damage.unproven += 1;
            damage.mended = None;
        }
        self.recheck();
    }

    fn recheck(&mut self) {
        self.id = session_id(&self.logs);
        self.faults = self.cross_check();
    }

    pub(super) fn is_foreign(&self, log: &Log) -> bool {
        log.header.as_ref().is_some_and(|header| Some(header.session) != self.id)
    }

    /// Returns every start of this session. A sound session has exactly one.
    pub(super) fn starts(&self) -> impl Iterator<Item = (&Log, &Entry)> {
        let ours = self.logs.iter().filter(|log| !self.is_foreign(log));
        ours.flat_map(|log| starts(log).map(move |entry| (log, entry)))
    }

    fn missing_start(&self) -> FaultKind {
        let mut writers: Vec<String> = self.logs.iter().map(|log| format!("`{}`", log.writer)).collect();
        writers.dedup();
        let message = if writers.is_empty() {
            "no log is here yet: if the session was never begun, remove the folder".to_owned()
        } else {
            format!("the start of the session is not here yet, only what {} recorded", writers.join(", "))
        };
        FaultKind::Incomplete { message }
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
        for copy in &self.copies {
            let only_there: Vec<&Entry> = self.entries_of_copy(copy).collect();
            if let Some(kind) = copy_fault(copy, &only_there) {
                faults.push(Fault::of_path(&copy.path, kind));
            }
        }
        // If a log was not read to its end, the start may be in the rest of it.
        let complete = ours().all(|log| log.faults.iter().all(|fault| fault.kind.is_forbidden()));
        match (first, self.entries().first()) {
            (None, _) if complete => faults.push(Fault::of_path(&self.path, self.missing_start())),
            (Some((log, start)), Some((_, earliest))) if earliest.clock < start.clock || start.seq != 1 => {
                let kind = FaultKind::damaged("there are entries from before the session was started");
                faults.push(Fault { path: log.path.clone(), line: Some(start.seq + 1), kind });
            }
            _ => {}
        }
        faults
    }
}

fn log_notices(log: &Log) -> Vec<String> {
    let path = Text::path(&log.path);
    let entries = |n: u64, name| count(usize::try_from(n).unwrap_or(usize::MAX), name);
    let mut notices = Vec::new();
    if log.faults.iter().any(|fault| fault.kind.is_forbidden()) {
        notices.push(format!("the entries of `{}` are not readable for you: `{path}`", log.writer));
    }
    if log.torn > 0 {
        let bytes = entries(log.torn, "byte");
        notices.push(format!("`{path}` ends in an unfinished line ({bytes}), which is left out"));
    }
    if let Some(damage) = &log.damage {
        let shown = log.entries.iter().filter(|entry| log.is_after_damage(entry)).count() as u64;
        let lost = describe_loss(damage.lost, damage.unproven, &damage.lines);
        notices.push(format!("`{path}`: {lost}; {} after the damage shown", entries(shown, "entry")));
    }
    let header = log.header.iter().chain(log.damage.iter().filter_map(|it| it.unproven_header.as_ref()));
    for RepairRecord { at, by, lost, unproven, lines } in header.flat_map(|header| &header.repairs) {
        let lost = describe_loss(*lost, *unproven, lines);
        notices.push(format!("`{path}` was repaired at {at} by {}: {lost}", Text::line(by)));
    }
    notices
}

/// Returns a text such as `1 entry lost, 2 kept without proof (lines 3, 5-6)`.
pub fn describe_loss(lost: u64, unproven: u64, lines: &str) -> String {
    let entries = |n: u64| count(usize::try_from(n).unwrap_or(usize::MAX), "entry");
    let kept =
        if unproven > 0 { format!(", {} kept without proof", entries(unproven)) } else { String::new() };
    let text = format!("{} lost{kept}", entries(lost));
    match lines {
        "" => text,
        one if one.bytes().all(|byte| byte.is_ascii_digit()) => format!("{text} (line {one})"),
        more => format!("{text} (lines {})", Text::line(more)),
    }
}

/// Returns the id of the session that a folder belongs to: the one that was started in it, or the
/// earlier one if there are two.
fn session_id(logs: &[Log]) -> Option<Uuid> {
    let headed = logs.iter().filter_map(|log| Some((log, log.header.as_ref()?)));
    let key = |log: &Log, started| (starts(log).next().is_none(), started);
    let proven =
        headed.min_by_key(|(log, header)| key(log, header.started)).map(|(_, header)| header.session);
    let unproven = || logs.iter().find_map(|log| log.damage.as_ref()?.unproven_header.as_ref());
    proven.or_else(|| unproven().map(|header| header.session))
}

fn starts(log: &Log) -> impl Iterator<Item = &Entry> {
    log.entries.iter().filter(|entry| matches!(entry.event, Event::Started { .. }))
}

pub(super) fn second_start(path: &Path, entry: &Entry) -> Fault {
    let kind = FaultKind::damaged("the session is started a second time");
    Fault { path: path.to_owned(), line: Some(entry.seq + 1), kind }
}

/// Returns the copies of logs in a session's folder: files that name a writer whose log has another name.
fn copies(folder: &Path) -> Vec<Log> {
    let is_ours = |name: &str| {
        name.starts_with('.') || [".torn-", ".damaged-", ".set-aside-"].iter().any(|mark| name.contains(mark))
    };
    let mut paths = sorted_entries(folder).unwrap_or_default();
    paths.retain(|path| !is_ours(&path.file_name().unwrap_or_default().to_string_lossy()));
    paths.iter().filter_map(|path| read_copy(path)).collect()
}

/// Returns the fault of a copy that has entries which the log lacks.
fn copy_fault(copy: &Log, only_there: &[&Entry]) -> Option<FaultKind> {
    let (first, last) = (only_there.first()?.seq, only_there.last()?.seq);
    let entries = if first == last { format!("entry {first}") } else { format!("entries {first} to {last}") };
    let message = format!("this is a copy of the log of `{}`, and only it has {entries}", copy.writer);
    Some(FaultKind::Copy { message })
}

//! DISK. Verifies the logs of a session, and quarantines damaged parts: moves them, never deletes them.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::error::{Fault, RepairError};
use super::fs::Fs;
use super::fs::{Lock, acquire_lock};
use super::log::ChainHash;
use super::reader::{Log, read_bytes};
use super::store::{Home, SessionLogs};
use crate::session::{SessionName, Writer};

const MAX_NAMES: u32 = 1000;

/// The state of one log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogReport {
    pub path: PathBuf,
    pub writer: Writer,
    /// The number of valid entries.
    pub entries: usize,
    /// The hash of the last valid line.
    pub head: Option<ChainHash>,
    /// The length of an unfinished line at the end.
    pub torn: u64,
    pub fault: Option<Fault>,
}

/// Returns the state of each log of a session, in the order of their writers.
pub fn verify(session: &SessionLogs) -> Vec<LogReport> {
    session.logs.iter().map(|log| log_report(session, log)).collect()
}

fn log_report(session: &SessionLogs, log: &Log) -> LogReport {
    let between = session.faults.iter().filter(|fault| fault.path == log.path);
    LogReport {
        path: log.path.clone(),
        writer: log.writer.clone(),
        entries: log.entries.len(),
        head: log.head,
        torn: log.torn,
        fault: log.faults.iter().chain(between).next().cloned(),
    }
}

/// The result of a repair.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RepairSummary {
    /// The logs that were truncated after their last valid entry.
    pub truncated: Vec<PathBuf>,
    /// The files that hold what was removed.
    pub quarantined: Vec<PathBuf>,
    /// The faults that a repair leaves alone: entries of a newer runsheet, and logs that cannot be read.
    pub remaining: Vec<Fault>,
}

/// Quarantines the damaged parts of a session. The bytes of a damaged log from its first damaged line
/// on are moved to `<log>.damaged-<time>`. A log of another session, or without a valid header, is
/// renamed to `<log>.set-aside-<time>`. A log that starts the session a second time is truncated before
/// that entry.
pub fn repair(
    home: &Home,
    name: &SessionName,
    at: Timestamp,
    fs: &mut dyn Fs,
) -> Result<RepairSummary, RepairError> {
    let session = home.read(name)?;
    let mut repair = Repair { at, fs, summary: RepairSummary::default() };
    for log in session.logs.iter().filter(|log| session.is_foreign(log) || log.is_damaged()) {
        repair.quarantine_damage(&session, &log.path)?;
    }
    // Which start is the second one is certain only once all logs are readable.
    let session = home.read(name)?;
    for (log, start) in session.starts().skip(1) {
        repair.truncate_before(log, start.seq)?;
    }
    let mut summary = repair.summary;
    summary.remaining = home.read(name)?.all_faults().cloned().collect();
    Ok(summary)
}

struct Repair<'a> {
    at: Timestamp,
    fs: &'a mut dyn Fs,
    summary: RepairSummary,
}

impl Repair<'_> {
    fn quarantine_damage(&mut self, session: &SessionLogs, path: &Path) -> Result<(), RepairError> {
        let _lock = self.lock(path)?;
        // Read again: before the lock was acquired, its writer may have appended or repaired it.
        let log = Log::read(path);
        let failed = |operation| move |source| RepairError::Io { operation, path: path.to_owned(), source };
        if session.is_foreign(&log) || (log.header.is_none() && log.is_damaged()) {
            let kept = self.quarantine_log(path).map_err(failed("set aside"))?;
            self.summary.quarantined.push(kept);
        } else if log.is_damaged() {
            self.quarantine_tail(path, log.len).map_err(failed("set aside the end of"))?;
        }
        Ok(())
    }

    /// Truncates a log before an entry.
    fn truncate_before(&mut self, log: &Log, seq: u64) -> Result<(), RepairError> {
        let _lock = self.lock(&log.path)?;
        let failed =
            |source| RepairError::Io { operation: "set aside the end of", path: log.path.clone(), source };
        let bytes = read_bytes(&log.path).map_err(failed)?;
        // The header precedes the first entry.
        let lines =
            bytes.split_inclusive(|byte| *byte == b'\n').take(usize::try_from(seq).unwrap_or(usize::MAX));
        self.quarantine_tail(&log.path, lines.map(|line| line.len() as u64).sum()).map_err(failed)
    }

    fn lock(&mut self, log: &Path) -> Result<Lock, RepairError> {
        let path = log.with_extension("lock");
        acquire_lock(self.fs, &path).map_err(|source| match source.kind() {
            io::ErrorKind::WouldBlock => RepairError::Locked { path },
            _ => RepairError::Io { operation: "lock", path, source },
        })
    }

    fn quarantine_log(&mut self, path: &Path) -> io::Result<PathBuf> {
        let mut names = (1..).map(|n| quarantine_path(path, "set-aside", self.at, n));
        let free = names.find(|to| fs::symlink_metadata(to).is_err());
        let to = free.ok_or(io::ErrorKind::AlreadyExists)?;
        self.fs.rename(path, &to)?;
        self.fs.sync_folder(path.parent().unwrap_or(path))?;
        Ok(to)
    }

    fn quarantine_tail(&mut self, path: &Path, len: u64) -> io::Result<()> {
        let file = self.fs.open(path)?;
        let bytes = self.fs.read_from(&file, len)?;
        let kept = quarantine_bytes(self.fs, path, "damaged", self.at, &bytes)?;
        self.fs.set_len(&file, len)?;
        self.fs.sync(&file)?;
        self.summary.quarantined.push(kept);
        if !self.summary.truncated.iter().any(|truncated| truncated == path) {
            self.summary.truncated.push(path.to_owned());
        }
        Ok(())
    }
}

/// Writes bytes that are cut off a log to a new file `<log>.<suffix>-<time>`, and syncs it.
pub(super) fn quarantine_bytes(
    fs: &mut dyn Fs,
    log: &Path,
    suffix: &str,
    at: Timestamp,
    bytes: &[u8],
) -> io::Result<PathBuf> {
    let (path, file) = create_unique(fs, log, suffix, at)?;
    if fs.append(&file, bytes)? < bytes.len() {
        return Err(io::ErrorKind::WriteZero.into());
    }
    fs.sync(&file)?;
    fs.sync_folder(log.parent().unwrap_or(log))?;
    Ok(path)
}

/// Creates the file under the first free name.
fn create_unique(fs: &mut dyn Fs, log: &Path, suffix: &str, at: Timestamp) -> io::Result<(PathBuf, File)> {
    for n in 1..MAX_NAMES {
        let path = quarantine_path(log, suffix, at, n);
        match fs.create_file(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            result => return result.map(|file| (path, file)),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

fn quarantine_path(log: &Path, suffix: &str, at: Timestamp, n: u32) -> PathBuf {
    let mut name = log.as_os_str().to_owned();
    name.push(format!(".{suffix}-{}", at.strftime("%Y%m%dT%H%M%SZ")));
    if n > 1 {
        name.push(format!("-{n}"));
    }
    name.into()
}

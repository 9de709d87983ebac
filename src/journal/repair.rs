//! DISK. Checks the logs of a session, and sets damaged parts aside: moved, never deleted.

use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::disk::Fs;
use super::fault::{Fault, FaultKind};
use super::lock::{self, Lock};
use super::log::ChainHash;
use super::quarantine;
use super::reader::{Log, read_bytes};
use super::shown;
use super::store::{Home, JournalError, SessionLogs};
use crate::session::{SessionName, Writer};
use crate::text::Hint;

/// How one log stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogReport {
    /// The file.
    pub path: PathBuf,
    /// Who writes it.
    pub writer: Writer,
    /// The number of entries whose sequence and chain are right.
    pub entries: usize,
    /// The chain of the last of them.
    pub head: Option<ChainHash>,
    /// Bytes of an unfinished line at the end.
    pub torn: u64,
    /// What is wrong.
    pub fault: Option<Fault>,
}

/// How each log of a session stands, in the order of their writers.
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

/// What a repair did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RepairSummary {
    /// The logs that were cut, each up to its last good entry.
    pub truncated: Vec<PathBuf>,
    /// The files in which is kept what was taken out.
    pub quarantined: Vec<PathBuf>,
    /// What is still wrong: a repair does not touch what a newer runsheet wrote or what it cannot read.
    pub remaining: Vec<Fault>,
}

/// Why a repair stopped. What it did until then stays done; nothing is lost.
#[derive(Debug, thiserror::Error)]
pub enum RepairError {
    /// The session could not be read.
    #[error(transparent)]
    Read(#[from] JournalError),
    /// Another process is writing to a log.
    #[error("another runsheet holds `{}`", shown(.path))]
    Locked {
        /// The lock.
        path: PathBuf,
    },
    /// An operation failed.
    #[error("cannot {doing} `{}`", shown(.path))]
    Io {
        /// The operation, as a verb.
        doing: &'static str,
        /// What it was done to.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

impl Hint for RepairError {
    fn hint(&self) -> Option<String> {
        match self {
            Self::Read(error) => error.hint(),
            Self::Locked { .. } => Some("close it and try again".to_owned()),
            Self::Io { path, source, .. } => super::failure::io_hint(path, source),
        }
    }
}

/// Sets aside what is damaged. From a damaged log the bytes from the first damaged line on are
/// moved to `<log>.damaged-<time>`; a log of another session, or without a header that can be
/// used, is renamed to `<log>.set-aside-<time>`. Where a session is started a second time, that log is
/// cut before the second start.
///
/// # Errors
/// If the session cannot be read, a log is locked, or the disk refuses.
pub fn repair(
    home: &Home,
    name: &SessionName,
    at: Timestamp,
    disk: &mut dyn Fs,
) -> Result<RepairSummary, RepairError> {
    let session = home.read(name)?;
    let mut repaired = RepairSummary::default();
    for log in &session.logs {
        if session.is_foreign(log) || is_damaged(log) {
            repair_log(&session, &log.path, at, disk, &mut repaired)?;
        }
    }
    // Looked for once all that can be read is known to be right.
    let session = home.read(name)?;
    for (log, start) in session.starts().skip(1) {
        truncate_before(log, start.seq, at, disk, &mut repaired)?;
    }
    repaired.remaining = home.read(name)?.all_faults().cloned().collect();
    Ok(repaired)
}

fn is_damaged(log: &Log) -> bool {
    log.faults.iter().any(|fault| matches!(fault.kind, FaultKind::Damaged { .. }))
}

fn repair_log(
    session: &SessionLogs,
    path: &Path,
    at: Timestamp,
    disk: &mut dyn Fs,
    repaired: &mut RepairSummary,
) -> Result<(), RepairError> {
    let _lock = lock_log(disk, path)?;
    // Looked at again: until the lock was ours its writer may have gone on, or repaired it.
    let log = Log::read(path);
    let failed = |doing| move |source| RepairError::Io { doing, path: path.to_owned(), source };
    if session.is_foreign(&log) || (log.header.is_none() && is_damaged(&log)) {
        repaired.quarantined.push(quarantine_log(disk, path, at).map_err(failed("set aside"))?);
    } else if is_damaged(&log) {
        let kept = quarantine_tail(disk, path, log.len, at).map_err(failed("set aside the end of"))?;
        repaired.quarantined.push(kept);
        repaired.truncated.push(path.to_owned());
    }
    Ok(())
}

fn quarantine_log(disk: &mut dyn Fs, path: &Path, at: Timestamp) -> io::Result<PathBuf> {
    let names = (1..).map(|n| quarantine::quarantine_path(path, "set-aside", at, n));
    let free = names.into_iter().find(|to| std::fs::symlink_metadata(to).is_err());
    let to = free.ok_or(io::ErrorKind::AlreadyExists)?;
    disk.rename(path, &to)?;
    disk.sync_folder(path.parent().unwrap_or(path))?;
    Ok(to)
}

fn lock_log(disk: &mut dyn Fs, log: &Path) -> Result<Lock, RepairError> {
    let path = log.with_extension("lock");
    lock::acquire(disk, &path).map_err(|source| match source.kind() {
        io::ErrorKind::WouldBlock => RepairError::Locked { path },
        _ => RepairError::Io { doing: "lock", path, source },
    })
}

/// Cuts a log before this entry.
fn truncate_before(
    log: &Log,
    seq: u64,
    at: Timestamp,
    disk: &mut dyn Fs,
    repaired: &mut RepairSummary,
) -> Result<(), RepairError> {
    let _lock = lock_log(disk, &log.path)?;
    let failed = |source| RepairError::Io { doing: "set aside the end of", path: log.path.clone(), source };
    let bytes = read_bytes(&log.path).map_err(&failed)?;
    // The header stands before the first entry.
    let lines = bytes.split_inclusive(|byte| *byte == b'\n').take(usize::try_from(seq).unwrap_or(usize::MAX));
    let len = lines.map(|line| line.len() as u64).sum();
    repaired.quarantined.push(quarantine_tail(disk, &log.path, len, at).map_err(failed)?);
    if !repaired.truncated.contains(&log.path) {
        repaired.truncated.push(log.path.clone());
    }
    Ok(())
}

fn quarantine_tail(disk: &mut dyn Fs, path: &Path, len: u64, at: Timestamp) -> io::Result<PathBuf> {
    let file = disk.open(path)?;
    let bytes = disk.read_from(&file, len)?;
    let kept = quarantine::quarantine_bytes(disk, path, "damaged", at, &bytes)?;
    disk.set_len(&file, len)?;
    disk.sync(&file)?;
    Ok(kept)
}

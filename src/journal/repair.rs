//! DISK. Checks the logs of a session, and sets damaged parts aside: moved, never deleted.

use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::aside;
use super::disk::Disk;
use super::fault::{Fault, FaultKind};
use super::lock::{self, Lock};
use super::log::Chain;
use super::reader::{Log, load};
use super::shown;
use super::store::{Home, JournalError, SessionLogs};
use crate::session::{SessionName, Writer};

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
    pub head: Option<Chain>,
    /// Bytes of an unfinished line at the end.
    pub torn: u64,
    /// What is wrong.
    pub fault: Option<Fault>,
}

/// How each log of a session stands, in the order of their writers.
pub fn verify(session: &SessionLogs) -> Vec<LogReport> {
    session.logs.iter().map(|log| report(session, log)).collect()
}

fn report(session: &SessionLogs, log: &Log) -> LogReport {
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
pub struct Repaired {
    /// The logs that were cut, each up to its last good entry.
    pub cut: Vec<PathBuf>,
    /// The files in which is kept what was taken out.
    pub set_aside: Vec<PathBuf>,
    /// What is still wrong: a repair does not touch what a newer runsheet wrote or what it cannot read.
    pub left: Vec<Fault>,
}

/// Why a repair stopped. What it did until then stays done; nothing is lost.
#[derive(Debug, thiserror::Error)]
pub enum RepairError {
    /// The session could not be read.
    #[error(transparent)]
    Read(#[from] JournalError),
    /// Another process is writing to a log.
    #[error("another runsheet holds `{}`", shown(.path))]
    Busy {
        /// The lock.
        path: PathBuf,
    },
    /// An operation failed.
    #[error("cannot {doing} `{}`", shown(.path))]
    Failed {
        /// The operation, as a verb.
        doing: &'static str,
        /// What it was done to.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

impl RepairError {
    /// What a person can do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Read(error) => error.hint(),
            Self::Busy { .. } => Some("close it and try again".to_owned()),
            Self::Failed { path, source, .. } => super::failure::hint_for(path, source),
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
    disk: &mut dyn Disk,
) -> Result<Repaired, RepairError> {
    let session = home.read(name)?;
    let mut repaired = Repaired::default();
    for log in &session.logs {
        if session.is_foreign(log) || damaged(log) {
            mend(&session, &log.path, at, disk, &mut repaired)?;
        }
    }
    // Looked for once all that can be read is known to be right.
    let session = home.read(name)?;
    for (log, start) in session.starts().skip(1) {
        cut_before(log, start.seq, at, disk, &mut repaired)?;
    }
    repaired.left = home.read(name)?.all_faults().cloned().collect();
    Ok(repaired)
}

fn damaged(log: &Log) -> bool {
    log.faults.iter().any(|fault| matches!(fault.kind, FaultKind::Damaged { .. }))
}

fn mend(
    session: &SessionLogs,
    path: &Path,
    at: Timestamp,
    disk: &mut dyn Disk,
    repaired: &mut Repaired,
) -> Result<(), RepairError> {
    let _lock = locked(disk, path)?;
    // Looked at again: until the lock was ours its writer may have gone on, or repaired it.
    let log = Log::read(path);
    let failed = |doing| move |source| RepairError::Failed { doing, path: path.to_owned(), source };
    if session.is_foreign(&log) || (log.header.is_none() && damaged(&log)) {
        repaired.set_aside.push(rename_aside(disk, path, at).map_err(failed("set aside"))?);
    } else if damaged(&log) {
        let kept = cut(disk, path, log.len, at).map_err(failed("set aside the end of"))?;
        repaired.set_aside.push(kept);
        repaired.cut.push(path.to_owned());
    }
    Ok(())
}

fn rename_aside(disk: &mut dyn Disk, path: &Path, at: Timestamp) -> io::Result<PathBuf> {
    let names = (1..).map(|n| aside::name(path, "set-aside", at, n));
    let free = names.into_iter().find(|to| std::fs::symlink_metadata(to).is_err());
    let to = free.ok_or(io::ErrorKind::AlreadyExists)?;
    disk.rename(path, &to)?;
    disk.sync_folder(path.parent().unwrap_or(path))?;
    Ok(to)
}

fn locked(disk: &mut dyn Disk, log: &Path) -> Result<Lock, RepairError> {
    let path = log.with_extension("lock");
    lock::acquire(disk, &path).map_err(|source| match source.kind() {
        io::ErrorKind::WouldBlock => RepairError::Busy { path },
        _ => RepairError::Failed { doing: "lock", path, source },
    })
}

/// Cuts a log before this entry.
fn cut_before(
    log: &Log,
    seq: u64,
    at: Timestamp,
    disk: &mut dyn Disk,
    repaired: &mut Repaired,
) -> Result<(), RepairError> {
    let _lock = locked(disk, &log.path)?;
    let failed =
        |source| RepairError::Failed { doing: "set aside the end of", path: log.path.clone(), source };
    let bytes = load(&log.path).map_err(&failed)?;
    // The header stands before the first entry.
    let lines = bytes.split_inclusive(|byte| *byte == b'\n').take(usize::try_from(seq).unwrap_or(usize::MAX));
    let len = lines.map(|line| line.len() as u64).sum();
    repaired.set_aside.push(cut(disk, &log.path, len, at).map_err(failed)?);
    if !repaired.cut.contains(&log.path) {
        repaired.cut.push(log.path.clone());
    }
    Ok(())
}

fn cut(disk: &mut dyn Disk, path: &Path, len: u64, at: Timestamp) -> io::Result<PathBuf> {
    let file = disk.open(path)?;
    let bytes = disk.read_from(&file, len)?;
    let kept = aside::keep(disk, path, "damaged", at, &bytes)?;
    disk.set_len(&file, len)?;
    disk.sync(&file)?;
    Ok(kept)
}

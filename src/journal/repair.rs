//! DISK. Verifies the logs of a session, and repairs them: keeps what is whole, and deletes nothing.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use uuid::Uuid;

use super::error::{Fault, FaultKind, RepairError};
use super::fs::Fs;
use super::fs::{Lock, acquire_lock};
use super::log::{ChainHash, Header, RepairRecord, encode_entry, encode_header, whole_seconds};
use super::reader::{LOG_SUFFIX, Log, named_path, read_bytes};
use super::store::{Home, SessionLogs};
use crate::session::{Entry, SessionName, Writer};

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
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RepairSummary {
    /// The logs that were written anew with what is whole in them, and what is lost.
    pub rewritten: Vec<(PathBuf, RepairRecord)>,
    /// The files that hold the damaged logs.
    pub quarantined: Vec<PathBuf>,
    /// The entries that only a copy of a log had, with the file to which it was moved.
    pub copies: Vec<(PathBuf, Writer, Vec<Entry>)>,
    /// The faults that a repair leaves alone: entries of a newer runsheet, and logs that cannot be read.
    pub remaining: Vec<Fault>,
}

/// Repairs the logs of a session. A damaged log is copied to `<log>.damaged-<time>`, and written anew with
/// every entry that can be kept; its header records what is lost, when and by whom. If only something was
/// added to it, such as other line ends, it becomes what it was. A log of another session, or one
/// without anything to keep, is renamed to `<log>.set-aside-<time>`.
///
/// `recover` restores what can be found elsewhere in logs that were just read.
pub fn repair(
    home: &Home,
    name: &SessionName,
    (at, by): (Timestamp, &Writer),
    recover: &dyn Fn(&mut SessionLogs),
    fs: &mut dyn Fs,
) -> Result<RepairSummary, RepairError> {
    let read = || {
        let mut session = home.read(name)?;
        recover(&mut session);
        Ok::<_, RepairError>(session)
    };
    let mut repair = Repair { at, by, fs, summary: RepairSummary::default() };
    let session = read()?;
    for log in session.logs.iter().filter(|log| session.is_foreign(log) || log.is_damaged()) {
        let _lock = repair.lock(&log.path)?;
        // Read again: before the lock was acquired, its writer may have appended or repaired it.
        let session = read()?;
        if let Some(log) = session.logs.iter().find(|other| other.path == log.path) {
            repair.repair_log(&session, log)?;
        }
    }
    for copy in &session.copies {
        repair.repair_copy(&session, copy)?;
    }
    // Which start is the second one is certain only once all logs are readable.
    let session = read()?;
    for (log, start) in session.starts().skip(1) {
        let _lock = repair.lock(&log.path)?;
        repair.remove_entry(&session, &Log::read(&log.path), start.seq)?;
    }
    let mut summary = repair.summary;
    summary.remaining = home.read(name)?.all_faults().cloned().collect();
    Ok(summary)
}

struct Repair<'a> {
    at: Timestamp,
    by: &'a Writer,
    fs: &'a mut dyn Fs,
    summary: RepairSummary,
}

impl Repair<'_> {
    fn repair_log(&mut self, session: &SessionLogs, log: &Log) -> Result<(), RepairError> {
        let newer = |fault: &Fault| matches!(fault.kind, FaultKind::TooNew { .. });
        if !session.is_foreign(log) && (!log.is_damaged() || log.faults.iter().any(newer)) {
            return Ok(());
        }
        let Some(damage) = log.damage.as_ref().filter(|_| !session.is_foreign(log)) else {
            return self.quarantine_log(&log.path);
        };
        let (lost, unproven, lines) = (damage.lost, damage.unproven, damage.lines.clone());
        let record = RepairRecord {
            at: whole_seconds(self.at),
            by: self.by.name().to_owned(),
            lost,
            unproven,
            lines: lines.clone(),
        };
        if let Some(mended) = &damage.mended {
            let record = RepairRecord { lost: 0, unproven: 0, lines: String::new(), ..record };
            return self.rewrite(&log.path, &damage.bytes, mended, record);
        }
        let own_name = log.writer.file_stem() + LOG_SUFFIX;
        let is_named = log.path.file_name().is_some_and(|name| name == own_name.as_str());
        // Without any header, any id will do: logs that arrive later are no worse off than without one.
        let new_id = (!log.entries.is_empty()).then(Uuid::now_v7);
        let Some(id) = session.id.or(new_id).filter(|_| is_named) else {
            return self.quarantine_log(&log.path);
        };
        let header = log.header.clone().or_else(|| damage.unproven_header.clone());
        let repairs = header.as_ref().map(|header| header.repairs.clone()).unwrap_or_default();
        let started = header.map(|header| header.started).or_else(|| Some(log.entries.first()?.at));
        let header = Header {
            session: id,
            writer: log.writer.name().to_owned(),
            started: started.unwrap_or(self.at),
            repairs: [repairs, vec![record.clone()]].concat(),
        };
        let bytes = encode(&log.path, &header, (&log.entries, &log.once))?;
        self.rewrite(&log.path, &damage.bytes, &bytes, record)
    }

    /// Moves a copy of a log aside if it has entries that the log lacks. Without the log it becomes the log.
    fn repair_copy(&mut self, session: &SessionLogs, copy: &Log) -> Result<(), RepairError> {
        let only_there: Vec<Entry> = session.entries_of_copy(copy).cloned().collect();
        if only_there.is_empty() {
            return Ok(());
        }
        let own = named_path(&copy.path, copy.writer.name());
        let _lock = self.lock(&own)?;
        if fs::symlink_metadata(&own).is_err() {
            self.fs.rename(&copy.path, &own).map_err(failed(&copy.path, "rename"))?;
            return Ok(());
        }
        self.quarantine_log(&copy.path)?;
        if let Some(path) = self.summary.quarantined.last() {
            self.summary.copies.push((path.clone(), copy.writer.clone(), only_there));
        }
        Ok(())
    }

    /// Writes a log anew without one of its entries.
    fn remove_entry(&mut self, session: &SessionLogs, log: &Log, seq: u64) -> Result<(), RepairError> {
        let (Some(header), Some(_)) = (&log.header, session.id) else { return Ok(()) };
        let old = read_bytes(&log.path).map_err(failed(&log.path, "read"))?;
        let line = 1 + log.entries.iter().take_while(|entry| entry.seq <= seq).count();
        let record = RepairRecord {
            at: whole_seconds(self.at),
            by: self.by.name().to_owned(),
            lost: 1,
            unproven: 0,
            lines: line.to_string(),
        };
        let repairs = [header.repairs.clone(), vec![record.clone()]].concat();
        let entries: Vec<Entry> = log.entries.iter().filter(|entry| entry.seq != seq).cloned().collect();
        let bytes = encode(&log.path, &Header { repairs, ..header.clone() }, (&entries, &log.once))?;
        self.rewrite(&log.path, &old, &bytes, record)
    }

    /// Puts a new log in the place of one of which a copy is kept. After a crash at any point there is
    /// either of them.
    fn rewrite(
        &mut self,
        path: &Path,
        old: &[u8],
        new: &[u8],
        record: RepairRecord,
    ) -> Result<(), RepairError> {
        let kept =
            quarantine_bytes(self.fs, path, "damaged", self.at, old).map_err(failed(path, "set aside"))?;
        self.replace(path, new).map_err(failed(path, "write"))?;
        self.summary.quarantined.push(kept);
        self.summary.rewritten.push((path.to_owned(), record));
        Ok(())
    }

    fn replace(&mut self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let folder = path.parent().unwrap_or(path);
        // A hidden file is no log to any reader.
        let hidden = folder.join(format!(".new-{}", Uuid::now_v7().simple()));
        let file = self.fs.create_file(&hidden)?;
        if self.fs.append(&file, bytes)? < bytes.len() {
            return Err(io::ErrorKind::WriteZero.into());
        }
        self.fs.sync(&file)?;
        drop(file);
        self.fs.rename(&hidden, path)?;
        self.fs.sync_folder(folder)
    }

    fn lock(&mut self, log: &Path) -> Result<Lock, RepairError> {
        let path = log.with_extension("lock");
        acquire_lock(self.fs, &path).map_err(|source| match source.kind() {
            io::ErrorKind::WouldBlock => RepairError::Locked { path },
            _ => RepairError::Io { operation: "lock", path, source },
        })
    }

    fn quarantine_log(&mut self, path: &Path) -> Result<(), RepairError> {
        let mut names = (1..MAX_NAMES).map(|n| quarantine_path(path, "set-aside", self.at, n));
        let free = names.find(|to| fs::symlink_metadata(to).is_err());
        let moved = free.ok_or(io::ErrorKind::AlreadyExists.into()).and_then(|to| {
            self.fs.rename(path, &to)?;
            self.fs.sync_folder(path.parent().unwrap_or(path))?;
            Ok(to)
        });
        self.summary.quarantined.push(moved.map_err(failed(path, "set aside"))?);
        Ok(())
    }
}

/// Returns a log with these entries.
fn encode(
    path: &Path,
    header: &Header,
    (entries, once): (&[Entry], &BTreeMap<u64, String>),
) -> Result<Vec<u8>, RepairError> {
    let not_encoded = |error| failed(path, "write")(io::Error::other(error));
    let (mut bytes, mut head) = encode_header(header).map_err(not_encoded)?;
    for entry in entries {
        let (line, chain) =
            encode_entry(entry, once.get(&entry.seq).map(String::as_str), &head).map_err(not_encoded)?;
        bytes.extend(line);
        head = chain;
    }
    Ok(bytes)
}

fn failed(path: &Path, operation: &'static str) -> impl FnOnce(io::Error) -> RepairError + use<> {
    let path = path.to_owned();
    move |source| RepairError::Io { operation, path, source }
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

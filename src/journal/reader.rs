//! DISK. Reads a log, and continues where an earlier read stopped; never writes.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::error::{Fault, FaultKind};
use super::fs::{open_for_reading, read_from};
use super::log::{ChainHash, HEADER_PREFIX, Header, MAX_CLOCK, decode_entry, decode_header};
use super::salvage::{Salvage, restore_checklists, salvage};
use crate::session::{Entry, Writer};

pub(super) const LOG_SUFFIX: &str = ".jsonl";

/// A log, read to its end. If it is damaged, it holds what is still whole.
#[derive(Debug, Clone)]
pub struct Log {
    pub path: PathBuf,
    /// The first line, if it is complete and valid.
    pub header: Option<Header>,
    /// The writer named by the header, or by the file's name if there is no header.
    pub writer: Writer,
    /// The entries before the first fault, and those that are whole behind it.
    pub entries: Vec<Entry>,
    /// The keys of scripts, by the numbers of their entries.
    pub(super) once: BTreeMap<u64, String>,
    /// What damage has left.
    pub damage: Option<DamageSummary>,
    /// The hash of the last line before the first fault.
    pub head: Option<ChainHash>,
    /// The length of the lines before the first fault.
    pub len: u64,
    /// The number of bytes after the last newline, an unfinished line. 0 if there is a fault.
    pub torn: u64,
    /// The first fault, and the first line behind it that only a newer program understands.
    pub faults: Vec<Fault>,
}

/// What is left of a damaged log.
#[derive(Debug, Clone)]
pub struct DamageSummary {
    /// The number of the last entry before the damage.
    pub last_before: u64,
    /// The number of entries that are lost.
    pub lost: u64,
    /// The number of entries that are shown although nothing proves that they are unchanged.
    pub unproven: u64,
    /// The lines that are not whole: `3, 5-9`.
    pub lines: String,
    /// The header, if no line proves it.
    pub(super) unproven_header: Option<Header>,
    /// The log without what does not belong there, if nothing else is wrong with it.
    pub(super) mended: Option<Vec<u8>>,
    pub(super) bytes: Vec<u8>,
}

impl Log {
    /// Reads the log at a path. Every problem becomes a fault.
    pub fn read(path: &Path) -> Self {
        Self::from_result(path, read_bytes(path))
    }

    pub fn from_bytes(path: &Path, bytes: &[u8]) -> Self {
        let mut log = Self::read_to_fault(path, bytes);
        // What a newer program wrote, and the log of another file, are read no further.
        if log.is_damaged() && (log.header.is_some() || !is_misnamed(path, bytes)) {
            log.read_behind_damage(bytes);
        }
        log
    }

    fn read_to_fault(path: &Path, bytes: &[u8]) -> Self {
        let mut position = LogPosition::default();
        let Scan { entries, torn, fault } = position.scan(path, bytes);
        let LogPosition { header, len, head, once, .. } = position;
        let writer = match &header {
            Some(header) => Writer::from_log(&header.writer),
            None => Writer::from_log(&path.file_stem().unwrap_or_default().to_string_lossy()),
        };
        let (path, faults) = (path.to_owned(), fault.into_iter().collect());
        Self { path, header, writer, entries, once, damage: None, head, len, torn, faults }
    }

    fn read_behind_damage(&mut self, bytes: &[u8]) {
        let found = salvage(bytes);
        let lines = found.format_lines();
        let Salvage { header, header_is_proven, entries, once, unproven, lost, too_new, mended, .. } = found;
        let (proven, unproven_header) = if header_is_proven { (header, None) } else { (None, header) };
        if let Some(name) = proven.as_ref().or(unproven_header.as_ref()).map(|header| &header.writer)
            && check_file_name(&self.path, name).is_ok()
        {
            self.writer = Writer::from_log(name);
        }
        let faults = too_new.map(|(line, kind)| Fault { path: self.path.clone(), line: Some(line), kind });
        self.faults.extend(faults);
        let last_before = self.entries.last().map_or(0, |entry| entry.seq);
        let nothing_lost = lost == 0 && unproven == 0 && header_is_proven;
        let is_whole = |bytes: &Vec<u8>| Self::read_to_fault(&self.path, bytes).is_whole(entries.len());
        let mended = Some(mended).filter(|_| nothing_lost).filter(is_whole);
        let bytes = bytes.to_vec();
        self.damage =
            Some(DamageSummary { last_before, lost, unproven, lines, unproven_header, mended, bytes });
        (self.header, self.entries, self.once) = (proven, entries, once);
    }

    fn is_whole(&self, entries: usize) -> bool {
        self.faults.is_empty() && self.torn == 0 && self.entries.len() == entries && self.header.is_some()
    }

    /// Puts the right one of these texts in the place of a damaged checklist, if it is among them.
    pub(super) fn restore_checklists(&mut self, texts: &[String]) {
        let restored = self.damage.as_ref().and_then(|damage| restore_checklists(&damage.bytes, texts));
        let Some(restored) = restored else { return };
        let mut whole = Self::from_bytes(&self.path, &restored);
        // The file itself is as damaged as before.
        let mended = whole.faults.is_empty().then_some(restored);
        let before = std::mem::take(&mut self.faults);
        whole.faults.splice(..0, before);
        whole.faults.dedup();
        if let Some(damage) = self.damage.take() {
            let after = whole.damage.take();
            let (lost, unproven) = after.as_ref().map_or((0, 0), |after| (after.lost, after.unproven));
            let lines = after.as_ref().map_or_else(String::new, |after| after.lines.clone());
            let unproven_header = after.and_then(|after| after.unproven_header);
            whole.damage = Some(DamageSummary { lost, unproven, lines, unproven_header, mended, ..damage });
        }
        *self = whole;
    }

    /// Returns whether an entry stands behind the damage of this log.
    pub fn is_after_damage(&self, entry: &Entry) -> bool {
        self.damage.as_ref().is_some_and(|damage| entry.seq > damage.last_before)
    }

    pub(super) fn from_result(path: &Path, bytes: io::Result<Vec<u8>>) -> Self {
        match bytes {
            Ok(bytes) => Self::from_bytes(path, &bytes),
            Err(error) => {
                let mut log = Self::from_bytes(path, b"");
                log.faults.push(Fault::of_path(path, FaultKind::unreadable(&error)));
                log
            }
        }
    }

    /// Reads a copy of a log under another name.
    fn read_copy(path: &Path, bytes: &[u8]) -> Option<Self> {
        let line = bytes.split(|byte| *byte == b'\n').next()?;
        let (header, _) = decode_header(line).ok()?;
        let own = named_path(path, &header.writer);
        (own != path).then(|| Self { path: path.to_owned(), ..Self::read_to_fault(&own, bytes) })
    }

    pub(super) fn is_damaged(&self) -> bool {
        self.faults.iter().any(|fault| matches!(fault.kind, FaultKind::Damaged { .. }))
    }

    /// Returns the position from which reading continues.
    pub(super) fn position(&self) -> LogPosition {
        LogPosition {
            header: self.header.clone(),
            len: self.len,
            line: 1 + self.entries.len() as u64,
            once: self.once.clone(),
            seq: self.entries.last().map_or(0, |entry| entry.seq),
            clock: self.entries.last().map_or(0, |entry| entry.clock),
            head: self.head,
        }
    }
}

/// Reads a file that may be a copy of a log. Any other file is none.
pub(super) fn read_copy(path: &Path) -> Option<Log> {
    let mut start = Vec::new();
    let file = open_for_reading(path).ok()?;
    (&file).take(HEADER_PREFIX.len() as u64).read_to_end(&mut start).ok()?;
    if start != HEADER_PREFIX {
        return None;
    }
    Log::read_copy(path, &read_from(&file, 0).ok()?)
}

pub(super) fn read_bytes(path: &Path) -> io::Result<Vec<u8>> {
    read_from(&open_for_reading(path)?, 0)
}

/// The position of a reader in a log: after its last valid line.
#[derive(Debug, Clone, Default)]
pub(super) struct LogPosition {
    pub(super) header: Option<Header>,
    /// The offset in bytes.
    pub(super) len: u64,
    /// The number of lines.
    pub(super) line: u64,
    /// The number of the last entry.
    pub(super) seq: u64,
    /// The clock of the last entry.
    pub(super) clock: u64,
    pub(super) head: Option<ChainHash>,
    /// The keys of scripts, by the numbers of their entries.
    pub(super) once: BTreeMap<u64, String>,
}

/// The content of a log after a position.
pub(super) struct Scan {
    pub(super) entries: Vec<Entry>,
    pub(super) torn: u64,
    pub(super) fault: Option<Fault>,
}

impl LogPosition {
    /// Reads the complete lines in the bytes after this position, and moves past them.
    pub(super) fn scan(&mut self, path: &Path, bytes: &[u8]) -> Scan {
        let mut scan = Scan { entries: Vec::new(), torn: 0, fault: None };
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            let Some(line) = piece.strip_suffix(b"\n") else {
                scan.torn = piece.len() as u64;
                break;
            };
            match self.read_line(path, line) {
                Ok(entry) => scan.entries.extend(entry),
                Err(kind) => {
                    scan.fault = Some(Fault { path: path.to_owned(), line: Some(self.line + 1), kind });
                    break;
                }
            }
            self.len += piece.len() as u64;
            self.line += 1;
        }
        scan
    }

    fn read_line(&mut self, path: &Path, line: &[u8]) -> Result<Option<Entry>, FaultKind> {
        let Some(head) = &self.head else {
            let (header, chain) = decode_header(line)?;
            check_file_name(path, &header.writer)?;
            (self.header, self.head) = (Some(header), Some(chain));
            return Ok(None);
        };
        let ((entry, once), chain) = decode_entry(line, head)?;
        self.check_sequence(&entry)?;
        self.once.extend(once.map(|key| (entry.seq, key)));
        (self.seq, self.clock, self.head) = (entry.seq, entry.clock, Some(chain));
        Ok(Some(entry))
    }

    fn check_sequence(&self, entry: &Entry) -> Result<(), FaultKind> {
        let (seq, clock) = (entry.seq, entry.clock);
        // A repair leaves the numbers as they were, so that entries still name each other by them.
        let repaired = self.header.as_ref().is_some_and(|header| !header.repairs.is_empty());
        if seq != self.seq + 1 && !(repaired && seq > self.seq) {
            return Err(FaultKind::damaged(format!("entry {seq} where {} should be", self.seq + 1)));
        }
        if clock <= self.clock || clock > MAX_CLOCK {
            return Err(FaultKind::damaged(format!("clock {clock} cannot follow {}", self.clock)));
        }
        Ok(())
    }
}

/// Checks that a log lies in the file named after its writer: a copy under another name would count
/// twice.
fn check_file_name(path: &Path, writer: &str) -> Result<(), FaultKind> {
    let expected = Writer::from_log(writer).file_stem() + LOG_SUFFIX;
    if path.file_name().is_some_and(|name| name == expected.as_str()) {
        return Ok(());
    }
    Err(FaultKind::damaged(format!("this is the log of `{writer}`, whose file is `{expected}`")))
}

/// Returns the log of the same folder in whose file its writer writes.
pub(super) fn named_path(path: &Path, writer: &str) -> PathBuf {
    path.with_file_name(Writer::from_log(writer).file_stem() + LOG_SUFFIX)
}

/// Returns whether the first line names another writer than the file.
fn is_misnamed(path: &Path, bytes: &[u8]) -> bool {
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let header = decode_header(line.strip_suffix(b"\r").unwrap_or(line));
    header.is_ok_and(|(header, _)| check_file_name(path, &header.writer).is_err())
}

/// The end of a log as it was last read.
pub(super) struct Tail {
    pub(super) position: LogPosition,
    /// The length and modification time at the last read, if the file was examined since.
    stamp: Option<(u64, Option<SystemTime>)>,
}

impl Tail {
    pub(super) fn at(position: LogPosition) -> Self {
        Self { position, stamp: None }
    }

    /// Reads what was appended to the log. Returns nothing if the file looks unchanged.
    pub(super) fn read_appended(&self, path: &Path) -> Result<Option<(Vec<Entry>, Self)>, Fault> {
        let unreadable = |error: io::Error| Fault::of_path(path, FaultKind::unreadable(&error));
        let stamp_of = |data: Metadata| (data.len(), data.modified().ok());
        if self.stamp.is_some() {
            let now = fs::symlink_metadata(path).map(stamp_of).map_err(unreadable)?;
            if self.stamp == Some(now) {
                return Ok(None);
            }
        }
        let file = open_for_reading(path).map_err(unreadable)?;
        let stamp = file.metadata().map(stamp_of).map_err(unreadable)?;
        let mut position = self.position.clone();
        let suffix = position.head.map(|head| head.log_suffix()).unwrap_or_default();
        let from = position.len.saturating_sub(suffix.len() as u64);
        let bytes = read_from(&file, from).map_err(unreadable)?;
        let Some(bytes) = bytes.strip_prefix(suffix.as_slice()) else {
            return Err(Fault::of_path(path, FaultKind::replaced()));
        };
        let scan = position.scan(path, bytes);
        match scan.fault {
            Some(fault) => Err(fault),
            None => Ok(Some((scan.entries, Self { position, stamp: Some(stamp) }))),
        }
    }
}

//! DISK. Reads a log, and continues where an earlier read stopped; never writes.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::error::{Fault, FaultKind};
use super::fs::{open_for_reading, read_from};
use super::log::{ChainHash, Header, MAX_CLOCK, decode_entry, decode_header};
use crate::session::{Entry, Writer};

pub(super) const LOG_SUFFIX: &str = ".jsonl";

/// A log, read up to its end or its first fault.
#[derive(Debug, Clone)]
pub struct Log {
    pub path: PathBuf,
    /// The first line, if it is complete and valid.
    pub header: Option<Header>,
    /// The writer named by the header, or by the file's name if there is no header.
    pub writer: Writer,
    /// The entries before the first fault.
    pub entries: Vec<Entry>,
    /// The hash of the last line that was read.
    pub head: Option<ChainHash>,
    /// The length of the lines that were read.
    pub len: u64,
    /// The number of bytes after the last newline, an unfinished line. 0 if there is a fault.
    pub torn: u64,
    /// The first fault, after which nothing was read.
    pub faults: Vec<Fault>,
}

impl Log {
    /// Reads the log at a path. Every problem becomes a fault.
    pub fn read(path: &Path) -> Self {
        Self::from_result(path, read_bytes(path))
    }

    pub fn from_bytes(path: &Path, bytes: &[u8]) -> Self {
        let mut position = LogPosition::default();
        let Scan { entries, torn, fault } = position.scan(path, bytes);
        let LogPosition { header, len, head, .. } = position;
        let writer = match &header {
            Some(header) => Writer::from_log(&header.writer),
            None => Writer::from_log(&path.file_stem().unwrap_or_default().to_string_lossy()),
        };
        let (path, faults) = (path.to_owned(), fault.into_iter().collect());
        Self { path, header, writer, entries, head, len, torn, faults }
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

    pub(super) fn is_damaged(&self) -> bool {
        self.faults.iter().any(|fault| matches!(fault.kind, FaultKind::Damaged { .. }))
    }

    /// Returns the position from which reading continues.
    pub(super) fn position(&self) -> LogPosition {
        LogPosition {
            header: self.header.clone(),
            len: self.len,
            seq: self.entries.len() as u64,
            clock: self.entries.last().map_or(0, |entry| entry.clock),
            head: self.head,
        }
    }
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
    /// The number of the last entry.
    pub(super) seq: u64,
    /// The clock of the last entry.
    pub(super) clock: u64,
    pub(super) head: Option<ChainHash>,
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
                    scan.fault = Some(Fault { path: path.to_owned(), line: Some(self.next_line()), kind });
                    break;
                }
            }
            self.len += piece.len() as u64;
        }
        scan
    }

    /// Returns the number of the next line, counted from 1.
    fn next_line(&self) -> u64 {
        if self.head.is_some() { self.seq + 2 } else { 1 }
    }

    fn read_line(&mut self, path: &Path, line: &[u8]) -> Result<Option<Entry>, FaultKind> {
        let Some(head) = &self.head else {
            let (header, chain) = decode_header(line)?;
            check_file_name(path, &header)?;
            (self.header, self.head) = (Some(header), Some(chain));
            return Ok(None);
        };
        let (entry, chain) = decode_entry(line, head)?;
        self.check_sequence(&entry)?;
        (self.seq, self.clock, self.head) = (entry.seq, entry.clock, Some(chain));
        Ok(Some(entry))
    }

    fn check_sequence(&self, entry: &Entry) -> Result<(), FaultKind> {
        let (seq, clock) = (entry.seq, entry.clock);
        if seq != self.seq + 1 {
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
fn check_file_name(path: &Path, header: &Header) -> Result<(), FaultKind> {
    let expected = Writer::from_log(&header.writer).file_stem() + LOG_SUFFIX;
    if path.file_name().is_some_and(|name| name == expected.as_str()) {
        return Ok(());
    }
    Err(FaultKind::damaged(format!("this is the log of `{}`, whose file is `{expected}`", header.writer)))
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

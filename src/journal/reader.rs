//! DISK. Reads one log, and goes on reading where it stopped; never writes.

use std::io;
use std::path::{Path, PathBuf};

use super::disk;
use super::fault::{Fault, FaultKind};
use super::log::{ChainHash, Header, MAX_CLOCK, decode_entry, decode_header};
use crate::session::{Entry, Writer};

/// The ending of a log's file name.
pub(super) const LOG_SUFFIX: &str = ".jsonl";

/// One log, read up to its end or its first fault.
#[derive(Debug, Clone)]
pub struct Log {
    /// The file.
    pub path: PathBuf,
    /// Its first line; nothing where even that was not written whole, or is at fault.
    pub header: Option<Header>,
    /// Who writes it: as the header says, or as the file's name says where there is no header.
    pub writer: Writer,
    /// The entries before the first fault.
    pub entries: Vec<Entry>,
    /// The chain of the last line that was read.
    pub head: Option<ChainHash>,
    /// The bytes of the lines that were read.
    pub len: u64,
    /// The bytes behind the last newline: a line that was never finished. 0 where there is a fault.
    pub torn: u64,
    /// What is wrong; what follows the first fault in the file was not read.
    pub faults: Vec<Fault>,
}

impl Log {
    /// Reads the log of this path. What goes wrong becomes a fault.
    pub fn read(path: &Path) -> Self {
        Self::from_result(path, read_bytes(path))
    }

    /// Reads a log from its bytes.
    pub fn from_bytes(path: &Path, bytes: &[u8]) -> Self {
        let mut place = LogPosition::default();
        let Scan { entries, torn, fault } = place.scan(path, bytes);
        let writer =
            place.header.as_ref().map_or_else(|| writer_of_file(path), |h| Writer::from_log(&h.writer));
        let LogPosition { header, len, head, .. } = place;
        Self {
            path: path.to_owned(),
            header,
            writer,
            entries,
            head,
            len,
            torn,
            faults: fault.into_iter().collect(),
        }
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

    /// Where reading this log would go on.
    pub(super) fn position(&self) -> LogPosition {
        let seq = self.entries.len() as u64;
        LogPosition {
            header: self.header.clone(),
            len: self.len,
            seq,
            clock: self.entries.last().map_or(0, |entry| entry.clock),
            head: self.head,
        }
    }
}

/// The writer whose log has this file name.
fn writer_of_file(path: &Path) -> Writer {
    Writer::from_log(&path.file_stem().unwrap_or_default().to_string_lossy())
}

/// The bytes of a log.
pub(super) fn read_bytes(path: &Path) -> io::Result<Vec<u8>> {
    disk::read_from(&disk::open_for_reading(path)?, 0)
}

/// Where the reading of a log stands: behind its last good line.
#[derive(Debug, Clone, Default)]
pub(super) struct LogPosition {
    pub(super) header: Option<Header>,
    /// Bytes up to here.
    pub(super) len: u64,
    /// The number of the last entry.
    pub(super) seq: u64,
    /// The clock of the last entry.
    pub(super) clock: u64,
    pub(super) head: Option<ChainHash>,
}

/// What was found behind a place.
pub(super) struct Scan {
    pub(super) entries: Vec<Entry>,
    pub(super) torn: u64,
    pub(super) fault: Option<Fault>,
}

impl LogPosition {
    /// Reads whole lines from the bytes that stand behind this place, and moves behind them.
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

    /// The number of the next line, from 1.
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

/// A log lies in the file that its writer's name gives: a copy under another name would count twice.
fn check_file_name(path: &Path, header: &Header) -> Result<(), FaultKind> {
    let expected = Writer::from_log(&header.writer).file_stem() + LOG_SUFFIX;
    if path.file_name().is_some_and(|name| name == expected.as_str()) {
        return Ok(());
    }
    Err(FaultKind::damaged(format!("this is the log of `{}`, whose file is `{expected}`", header.writer)))
}

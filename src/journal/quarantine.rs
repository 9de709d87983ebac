//! DISK. Keeps bytes that are taken out of a log in a file beside it: moved, never deleted.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::disk::Fs;

/// How many names are tried where several pieces are kept in one second.
const MAX_NAMES: u32 = 1000;

/// Writes the bytes to a new file `<log>.<what>-<time>` and syncs it.
pub(super) fn quarantine_bytes(
    disk: &mut dyn Fs,
    log: &Path,
    what: &str,
    at: Timestamp,
    bytes: &[u8],
) -> io::Result<PathBuf> {
    let (path, file) = create_unique(disk, log, what, at)?;
    if disk.append(&file, bytes)? < bytes.len() {
        return Err(io::ErrorKind::WriteZero.into());
    }
    disk.sync(&file)?;
    disk.sync_folder(log.parent().unwrap_or(log))?;
    Ok(path)
}

/// Creates the file under the first name that is free.
fn create_unique(disk: &mut dyn Fs, log: &Path, what: &str, at: Timestamp) -> io::Result<(PathBuf, File)> {
    for n in 1..MAX_NAMES {
        let path = quarantine_path(log, what, at, n);
        match disk.create_file(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            result => return result.map(|file| (path, file)),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// The n-th name for a piece of a log.
pub(super) fn quarantine_path(log: &Path, what: &str, at: Timestamp, n: u32) -> PathBuf {
    let mut name = log.as_os_str().to_owned();
    name.push(format!(".{what}-{}", at.strftime("%Y%m%dT%H%M%SZ")));
    if n > 1 {
        name.push(format!("-{n}"));
    }
    name.into()
}

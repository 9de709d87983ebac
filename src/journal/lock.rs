//! DISK. The lock that keeps two processes of one writer apart.

use std::fs::File;
use std::io;
use std::path::Path;
use std::time::Duration;

use super::disk::Fs;

/// How long is waited for the lock, in milliseconds.
const LOCK_TIMEOUT_MS: u64 = 2_000;
/// The longest wait between two tries, in milliseconds: short, so that a process that writes
/// often does not keep another one out.
const MAX_DELAY_MS: u64 = 25;

/// What came of asking for the lock.
#[derive(Debug)]
pub(super) enum Lock {
    /// It is ours until this is dropped.
    Held(#[expect(dead_code, reason = "the lock is given back when the file is closed")] File),
    /// The file system has no locks.
    Unsupported,
}

/// Asks for the lock, again and again for a bounded time.
///
/// # Errors
/// [`io::ErrorKind::WouldBlock`] if another process kept it; else what the system said.
pub(super) fn acquire(disk: &mut dyn Fs, path: &Path) -> io::Result<Lock> {
    let (mut waited, mut pause) = (0, 1);
    loop {
        match disk.try_lock(path) {
            Ok(file) => return Ok(Lock::Held(file)),
            Err(error) if is_unsupported(&error) => return Ok(Lock::Unsupported),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock && waited < LOCK_TIMEOUT_MS => {}
            Err(error) => return Err(error),
        }
        disk.pause(Duration::from_millis(pause));
        waited += pause;
        pause = (pause * 2).min(MAX_DELAY_MS);
    }
}

fn is_unsupported(error: &io::Error) -> bool {
    #[cfg(unix)]
    if error.raw_os_error() == Some(rustix::io::Errno::NOLCK.raw_os_error()) {
        return true;
    }
    error.kind() == io::ErrorKind::Unsupported
}

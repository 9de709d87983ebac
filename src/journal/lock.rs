//! DISK. The lock that keeps two processes of one writer apart.

use std::fs::File;
use std::io;
use std::path::Path;
use std::time::Duration;

use super::fs::Fs;

const LOCK_TIMEOUT_MS: u64 = 2_000;
/// The longest delay between two attempts. Short, so that a process that writes often does not keep
/// another one out.
const MAX_DELAY_MS: u64 = 25;

#[derive(Debug)]
pub(super) enum Lock {
    /// The lock is held until this is dropped.
    Held(#[expect(dead_code, reason = "closing the file releases the lock")] File),
    /// The file system has no locks.
    Unsupported,
}

/// Acquires the lock, waiting for up to [`LOCK_TIMEOUT_MS`].
///
/// # Errors
/// [`io::ErrorKind::WouldBlock`] if another process held it the whole time, else the system's error.
pub(super) fn acquire(fs: &mut dyn Fs, path: &Path) -> io::Result<Lock> {
    let (mut waited, mut delay) = (0, 1);
    loop {
        match fs.try_lock(path) {
            Ok(file) => return Ok(Lock::Held(file)),
            Err(error) if is_unsupported(&error) => return Ok(Lock::Unsupported),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock && waited < LOCK_TIMEOUT_MS => {}
            Err(error) => return Err(error),
        }
        fs.pause(Duration::from_millis(delay));
        waited += delay;
        delay = (delay * 2).min(MAX_DELAY_MS);
    }
}

fn is_unsupported(error: &io::Error) -> bool {
    #[cfg(unix)]
    if error.raw_os_error() == Some(rustix::io::Errno::NOLCK.raw_os_error()) {
        return true;
    }
    error.kind() == io::ErrorKind::Unsupported
}

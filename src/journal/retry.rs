//! DISK. Patience with programs that hold a file for a moment: on Windows a virus scanner or an
//! indexer looks into every new file, and until it is done the file cannot be renamed or opened.

use std::io;
use std::thread;
use std::time::Duration;

/// How often something is tried again.
const MAX_RETRIES: u32 = 10;
/// The longest wait between two tries, in milliseconds. All of them together: about half a second.
const MAX_DELAY_MS: u64 = 80;

/// The patience that is left for one operation.
#[derive(Debug, Default)]
pub(crate) struct Backoff {
    retries: u32,
}

impl Backoff {
    /// Whether a rename or removal that failed so is worth another try; waits before it says yes.
    pub(crate) fn retry_rename(&mut self, error: &io::Error) -> bool {
        // A file that is open elsewhere cannot be replaced; nor can a folder with an open file in it.
        self.retry_if(
            cfg!(windows)
                && matches!(error.raw_os_error(), Some(ACCESS_DENIED | SHARING_VIOLATION | LOCK_VIOLATION)),
        )
    }

    /// The same for an open that failed. To have no right to a file is nothing that passes.
    pub(crate) fn retry_open(&mut self, error: &io::Error) -> bool {
        self.retry_if(
            cfg!(windows) && matches!(error.raw_os_error(), Some(SHARING_VIOLATION | LOCK_VIOLATION)),
        )
    }

    fn retry_if(&mut self, held: bool) -> bool {
        if !held || self.retries == MAX_RETRIES {
            return false;
        }
        thread::sleep(Duration::from_millis((1 << self.retries).min(MAX_DELAY_MS)));
        self.retries += 1;
        true
    }
}

/// `ERROR_ACCESS_DENIED`, `ERROR_SHARING_VIOLATION`, `ERROR_LOCK_VIOLATION`: what Windows says then.
const ACCESS_DENIED: i32 = 5;
const SHARING_VIOLATION: i32 = 32;
const LOCK_VIOLATION: i32 = 33;

/// Does it until it is done, or fails in a way that does not pass.
pub(super) fn with_retries<T>(
    again: fn(&mut Backoff, &io::Error) -> bool,
    mut work: impl FnMut() -> io::Result<T>,
) -> io::Result<T> {
    let mut patience = Backoff::default();
    loop {
        match work() {
            Err(error) if again(&mut patience, &error) => {}
            result => return result,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_patience_ends_and_no_other_system_needs_any() {
        let mut tries = 0;
        let held = || io::Error::from_raw_os_error(SHARING_VIOLATION);
        let result: io::Result<()> = with_retries(Backoff::retry_open, || {
            tries += 1;
            Err(held())
        });
        assert!(result.is_err());
        assert_eq!(tries, if cfg!(windows) { MAX_RETRIES + 1 } else { 1 });
        assert!(!Backoff::default().retry_open(&io::Error::from_raw_os_error(ACCESS_DENIED)));
    }

    /// A scanner: it opens a file so that nobody else may rename it, and lets go after a moment.
    #[cfg(windows)]
    #[test]
    fn a_rename_waits_for_whoever_holds_the_file() {
        use std::os::windows::fs::OpenOptionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("a"), folder.path().join("b"));
        std::fs::write(&from, "x").unwrap();
        let scanner = std::fs::File::options().read(true).share_mode(0).open(&from).unwrap();
        assert!(std::fs::rename(&from, &to).is_err(), "it is held");
        let scanner = thread::spawn(move || {
            thread::sleep(Duration::from_millis(60));
            drop(scanner);
        });
        with_retries(Backoff::with_rename, || std::fs::rename(&from, &to)).unwrap();
        scanner.join().unwrap();
    }
}

//! DISK. The file operations of the append path: the seam at which tests make each of them fail. The lock
//! that keeps two processes of one writer apart is one of them.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::thread;
use std::time::Duration;

use memchr::memrchr;

/// The size limit of a log that is read or written.
pub(super) const MAX_LOG_BYTES: u64 = 1 << 30;

/// The size limit of a line that is read: a start with the largest checklist is shorter. A file of NULs, as
/// some file systems leave it after a crash, is one line without an end.
const MAX_LINE_BYTES: usize = 128 << 20;

/// How much is read before the length of the line is looked at again.
const CHUNK_BYTES: u64 = 8 << 20;

/// The file operations of the append path. Each is one step that can fail on its own.
pub trait Fs: Send {
    /// Creates a folder that only this user can access; fails if it exists.
    fn create_private_folder(&mut self, path: &Path) -> io::Result<()>;
    /// Creates a folder with the same rights for the group as the one that it is in, if that is shared;
    /// fails if it exists.
    fn create_folder(&mut self, path: &Path) -> io::Result<()>;
    /// Creates a file with such rights, for reading and appending; fails if it exists.
    fn create_file(&mut self, path: &Path) -> io::Result<File>;
    /// Opens a regular file for reading and appending. Does not follow links.
    fn open(&mut self, path: &Path) -> io::Result<File>;
    /// Tries once to lock a file, which is created if need be. The lock is held until the returned
    /// file is dropped.
    ///
    /// # Errors
    /// [`io::ErrorKind::WouldBlock`] if another process holds the lock.
    fn try_lock(&mut self, path: &Path) -> io::Result<File>;
    /// Returns the length in bytes.
    fn len(&mut self, file: &File) -> io::Result<u64>;
    /// Reads all bytes from an offset to the end.
    fn read_from(&mut self, file: &File, offset: u64) -> io::Result<Vec<u8>>;
    /// Appends with a single write call and returns how many bytes were written.
    fn append(&mut self, file: &File, bytes: &[u8]) -> io::Result<usize>;
    /// Overwrites existing bytes with the same bytes, and syncs them.
    fn rewrite(&mut self, path: &Path, offset: u64, bytes: &[u8]) -> io::Result<()>;
    /// Syncs the data of a file to the disk.
    fn sync(&mut self, file: &File) -> io::Result<()>;
    /// Truncates a file to a length.
    fn set_len(&mut self, file: &File, len: u64) -> io::Result<()>;
    /// Syncs the names in a folder to the disk.
    fn sync_folder(&mut self, path: &Path) -> io::Result<()>;
    /// Renames a file or folder within its folder.
    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()>;
    /// Removes a folder that was never published, with its contents.
    fn remove_folder(&mut self, path: &Path) -> io::Result<()>;
    /// Returns true if the path still leads to the open file.
    fn is_same(&mut self, file: &File, path: &Path) -> io::Result<bool>;
    /// Sleeps before the next attempt.
    fn pause(&mut self, time: Duration);
}

/// The file system of this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct RealFs;

impl Fs for RealFs {
    fn create_private_folder(&mut self, path: &Path) -> io::Result<()> {
        #[cfg_attr(not(unix), expect(unused_mut, reason = "Windows has no mode"))]
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(path)
    }

    fn create_folder(&mut self, path: &Path) -> io::Result<()> {
        self.create_private_folder(path)?;
        share_with_group(path, None);
        Ok(())
    }

    fn create_file(&mut self, path: &Path) -> io::Result<File> {
        let file = append_options().create_new(true).open(path)?;
        share_with_group(path, Some(&file));
        Ok(file)
    }

    fn open(&mut self, path: &Path) -> io::Result<File> {
        open_regular(path, &mut append_options())
    }

    fn try_lock(&mut self, path: &Path) -> io::Result<File> {
        // Windows cannot lock a file that was opened for appending only.
        let file = open_regular(path, owner_only().read(true).write(true).create(true).truncate(false))?;
        share_with_group(path, Some(&file));
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(fs::TryLockError::WouldBlock) => Err(io::ErrorKind::WouldBlock.into()),
            Err(fs::TryLockError::Error(error)) => Err(error),
        }
    }

    fn len(&mut self, file: &File) -> io::Result<u64> {
        Ok(file.metadata()?.len())
    }

    fn read_from(&mut self, file: &File, offset: u64) -> io::Result<Vec<u8>> {
        read_from(file, offset)
    }

    fn append(&mut self, mut file: &File, bytes: &[u8]) -> io::Result<usize> {
        file.seek(SeekFrom::End(0))?;
        loop {
            match file.write(bytes) {
                // A signal came before anything was written.
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => return result,
            }
        }
    }

    fn rewrite(&mut self, path: &Path, offset: u64, bytes: &[u8]) -> io::Result<()> {
        // Not through the handle for appending: Linux ignores the offset there and appends.
        let mut file = open_regular(path, OpenOptions::new().write(true))?;
        file.seek(SeekFrom::Start(offset))?;
        file.write_all(bytes)?;
        file.sync_data()
    }

    fn sync(&mut self, file: &File) -> io::Result<()> {
        file.sync_data()
    }

    fn set_len(&mut self, file: &File, len: u64) -> io::Result<()> {
        file.set_len(len)
    }

    #[cfg(unix)]
    fn sync_folder(&mut self, path: &Path) -> io::Result<()> {
        use io::ErrorKind::{InvalidInput, PermissionDenied, Unsupported};
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        // A folder that may be written but not read cannot be synced, nor can folders on some network
        // file systems: no more can be done there.
        let folder = match File::open(path) {
            Err(error) if error.kind() == PermissionDenied => return Ok(()),
            folder => folder?,
        };
        match folder.sync_all() {
            Err(error) if matches!(error.kind(), InvalidInput | Unsupported) => Ok(()),
            result => result,
        }
    }

    #[cfg(not(unix))]
    fn sync_folder(&mut self, _path: &Path) -> io::Result<()> {
        Ok(()) // Windows has no such call; it writes names through.
    }

    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        with_retries(Backoff::retry_rename, || fs::rename(from, to))
    }

    fn remove_folder(&mut self, path: &Path) -> io::Result<()> {
        with_retries(Backoff::retry_rename, || fs::remove_dir_all(path))
    }

    #[cfg(unix)]
    fn is_same(&mut self, file: &File, path: &Path) -> io::Result<bool> {
        use std::os::unix::fs::MetadataExt as _;
        let (open, named) = (file.metadata()?, fs::symlink_metadata(path)?);
        Ok((open.dev(), open.ino()) == (named.dev(), named.ino()))
    }

    #[cfg(windows)]
    fn is_same(&mut self, file: &File, path: &Path) -> io::Result<bool> {
        use same_file::Handle;
        match Handle::from_path(path) {
            Ok(named) => Ok(named == Handle::from_file(file.try_clone()?)?),
            // Windows reports this for a deleted file that only this process keeps open.
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn pause(&mut self, time: Duration) {
        thread::sleep(time);
    }
}

/// Returns options that create a file which only its owner may access.
fn owner_only() -> OpenOptions {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "Windows has no mode"))]
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Gives the group the rights that it has in the folder around it, if it may write there: a home that
/// several users share. The mode of a new file cannot do that, as the umask takes such rights away.
/// Nothing depends on it for this user, so that a failure is no error.
#[cfg(unix)]
fn share_with_group(path: &Path, file: Option<&File>) {
    use std::os::unix::fs::PermissionsExt as _;
    const GROUP_WRITE: u32 = 0o020;
    let Some(around) = path.parent().and_then(|folder| fs::metadata(folder).ok()) else { return };
    let rights = around.permissions().mode() & 0o2070;
    if rights & GROUP_WRITE == 0 {
        return;
    }
    let _ = match file {
        Some(file) => file.set_permissions(fs::Permissions::from_mode(0o600 | (rights & 0o060))),
        None => fs::set_permissions(path, fs::Permissions::from_mode(0o700 | rights)),
    };
}

#[cfg(not(unix))]
fn share_with_group(_path: &Path, _file: Option<&File>) {}

fn append_options() -> OpenOptions {
    let mut options = owner_only();
    // Windows refuses to truncate a file that was opened for appending only, so there the lock and the
    // seek protect the bytes of other writers. Elsewhere appending can never overwrite them.
    if cfg!(unix) {
        options.read(true).append(true)
    } else {
        options.read(true).write(true)
    };
    options
}

pub(super) fn open_for_reading(path: &Path) -> io::Result<File> {
    open_regular(path, OpenOptions::new().read(true))
}

/// Returns the error for a link: links are never followed.
pub(super) fn symlink_error() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "it is a symbolic link")
}

/// Opens a regular file. Neither follows a link nor waits for the other end of a pipe.
fn open_regular(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
        std::os::unix::fs::OpenOptionsExt::custom_flags(options, flags.bits().cast_signed());
    }
    let not_regular = || io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file");
    match fs::symlink_metadata(path) {
        Ok(data) if data.is_symlink() => return Err(symlink_error()),
        // Opening it on Windows would fail with a missing permission.
        Ok(data) if data.is_dir() => return Err(not_regular()),
        _ => {}
    }
    let file = with_retries(Backoff::retry_open, || options.open(path))?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(not_regular()) }
}

/// Reads all bytes from an offset to the end, unless the file or a line of it is too large.
pub(super) fn read_from(mut file: &File, offset: u64) -> io::Result<Vec<u8>> {
    let too_large = |what| io::Error::new(io::ErrorKind::FileTooLarge, what);
    let len = file.metadata()?.len();
    if len > MAX_LOG_BYTES {
        return Err(too_large("it is larger than 1 GiB"));
    }
    file.seek(SeekFrom::Start(offset))?;
    let mut bytes = Vec::with_capacity(usize::try_from(len.saturating_sub(offset)).unwrap_or(0));
    let mut line_start = 0;
    loop {
        let from = bytes.len();
        if file.take(CHUNK_BYTES).read_to_end(&mut bytes)? == 0 {
            return Ok(bytes);
        }
        let chunk = bytes.get(from..).unwrap_or_default();
        line_start = memrchr(b'\n', chunk).map_or(line_start, |at| from + at + 1);
        if bytes.len() - line_start > MAX_LINE_BYTES {
            return Err(too_large("a line of it is longer than 128 MiB"));
        }
        if bytes.len() as u64 > MAX_LOG_BYTES {
            return Err(too_large("it grows while it is read"));
        }
    }
}

// Errors of Windows for a file that another program has open.
const ACCESS_DENIED: i32 = 5;
const SHARING_VIOLATION: i32 = 32;
const LOCK_VIOLATION: i32 = 33;
const MAX_RETRIES: u32 = 10;
/// The longest delay between two attempts. All delays together take about half a second.
const MAX_DELAY_MS: u64 = 80;

/// The retries of one operation on Windows, where a virus scanner or an indexer looks into every new
/// file: until it is done, the file cannot be renamed or opened.
#[derive(Debug, Default)]
pub(crate) struct Backoff {
    retries: u32,
}

impl Backoff {
    /// Returns true, after a delay, if a rename or removal that failed may succeed when retried.
    pub(crate) fn retry_rename(&mut self, error: &io::Error) -> bool {
        // Neither a file that is open elsewhere nor a folder with such a file can be replaced.
        self.retry_if(
            cfg!(windows)
                && matches!(error.raw_os_error(), Some(ACCESS_DENIED | SHARING_VIOLATION | LOCK_VIOLATION)),
        )
    }

    /// Returns true, after a delay, if an open that failed may succeed when retried. A permission
    /// error is not transient.
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

/// Runs an operation until it succeeds or fails with an error that is not transient.
fn with_retries<T>(
    retry: fn(&mut Backoff, &io::Error) -> bool,
    mut operation: impl FnMut() -> io::Result<T>,
) -> io::Result<T> {
    let mut backoff = Backoff::default();
    loop {
        match operation() {
            Err(error) if retry(&mut backoff, &error) => {}
            result => return result,
        }
    }
}

const LOCK_TIMEOUT_MS: u64 = 2_000;
/// The longest delay between two attempts. Short, so that a process that writes often does not keep
/// another one out.
const MAX_LOCK_DELAY_MS: u64 = 25;

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
pub(super) fn acquire_lock(fs: &mut dyn Fs, path: &Path) -> io::Result<Lock> {
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
        delay = (delay * 2).min(MAX_LOCK_DELAY_MS);
    }
}

fn is_unsupported(error: &io::Error) -> bool {
    #[cfg(unix)]
    if error.raw_os_error() == Some(rustix::io::Errno::NOLCK.raw_os_error()) {
        return true;
    }
    error.kind() == io::ErrorKind::Unsupported
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retries_are_bounded_and_only_needed_on_windows() {
        let mut attempts = 0;
        let result: io::Result<()> = with_retries(Backoff::retry_open, || {
            attempts += 1;
            Err(io::Error::from_raw_os_error(SHARING_VIOLATION))
        });
        assert!(result.is_err());
        assert_eq!(attempts, if cfg!(windows) { MAX_RETRIES + 1 } else { 1 });
        assert!(!Backoff::default().retry_open(&io::Error::from_raw_os_error(ACCESS_DENIED)));
    }

    /// The scanner opens a file so that nobody else may rename it, and closes it after a moment.
    #[cfg(windows)]
    #[test]
    fn a_rename_waits_until_the_file_is_closed() {
        use std::os::windows::fs::OpenOptionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("a"), folder.path().join("b"));
        fs::write(&from, "x").unwrap();
        let scanner = File::options().read(true).share_mode(0).open(&from).unwrap();
        assert!(fs::rename(&from, &to).is_err(), "it is held");
        let scanner = thread::spawn(move || {
            thread::sleep(Duration::from_millis(60));
            drop(scanner);
        });
        with_retries(Backoff::retry_rename, || fs::rename(&from, &to)).unwrap();
        scanner.join().unwrap();
    }
}

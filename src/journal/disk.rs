//! DISK. The few things that are done to the disk when entries are written: the seam at which
//! tests let each of them fail.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::time::Duration;

use super::retry::{Backoff, with_retries};

/// The largest log that is read, in bytes.
pub(super) const MAX_LOG_BYTES: u64 = 1 << 30;

/// What the append path does to the disk. Every operation is one step that can fail alone.
pub trait Fs: Send {
    /// Creates a folder for this user only; fails if it is there.
    fn create_folder(&mut self, path: &Path) -> io::Result<()>;
    /// Creates a file for this user only, for reading and appending; fails if it is there.
    fn create_file(&mut self, path: &Path) -> io::Result<File>;
    /// Opens a regular file, never through a link, for reading and appending.
    fn open(&mut self, path: &Path) -> io::Result<File>;
    /// Tries once to lock this file, which is created if need be. The lock is held until the file
    /// is dropped. [`io::ErrorKind::WouldBlock`]: another process has it.
    fn try_lock(&mut self, path: &Path) -> io::Result<File>;
    /// The length in bytes.
    fn len(&mut self, file: &File) -> io::Result<u64>;
    /// All bytes from this offset on.
    fn read_from(&mut self, file: &File, offset: u64) -> io::Result<Vec<u8>>;
    /// Writes behind the last byte, in one write, and says how many bytes were taken.
    fn append(&mut self, file: &File, bytes: &[u8]) -> io::Result<usize>;
    /// Writes the same bytes once more over those that are there, and syncs them.
    fn rewrite(&mut self, path: &Path, offset: u64, bytes: &[u8]) -> io::Result<()>;
    /// Brings what was written to the disk.
    fn sync(&mut self, file: &File) -> io::Result<()>;
    /// Cuts the file off at this length.
    fn set_len(&mut self, file: &File, len: u64) -> io::Result<()>;
    /// Brings the names in a folder to the disk.
    fn sync_folder(&mut self, path: &Path) -> io::Result<()>;
    /// Gives a file or folder another name in the same folder.
    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()>;
    /// Removes a folder that was never shown to anybody, and what is in it.
    fn remove_folder(&mut self, path: &Path) -> io::Result<()>;
    /// Whether the path still leads to the open file.
    fn is_same(&mut self, file: &File, path: &Path) -> io::Result<bool>;
    /// Waits before the next try.
    fn pause(&mut self, time: Duration);
}

/// The disk of this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct RealFs;

impl Fs for RealFs {
    fn create_folder(&mut self, path: &Path) -> io::Result<()> {
        #[cfg_attr(not(unix), expect(unused_mut, reason = "Windows has no mode"))]
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(path)
    }

    fn create_file(&mut self, path: &Path) -> io::Result<File> {
        append_options().create_new(true).open(path)
    }

    fn open(&mut self, path: &Path) -> io::Result<File> {
        open_regular(path, &mut append_options())
    }

    fn try_lock(&mut self, path: &Path) -> io::Result<File> {
        // Windows cannot lock a file that was opened for appending only.
        let file = open_regular(path, owner_only().read(true).write(true).create(true).truncate(false))?;
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
                // Nothing was written when a signal came first.
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => return result,
            }
        }
    }

    fn rewrite(&mut self, path: &Path, offset: u64, bytes: &[u8]) -> io::Result<()> {
        // Not the handle for appending: Linux writes behind the last byte with it, wherever asked.
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
        let here = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        // A folder in which one may create but not look cannot be synced, nor can folders of some
        // network file systems: no more can be done there.
        let folder = match File::open(here) {
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
        Ok(()) // Windows has no such call, and writes names through.
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
        let (open, there) = (file.metadata()?, fs::symlink_metadata(path)?);
        Ok((open.dev(), open.ino()) == (there.dev(), there.ino()))
    }

    #[cfg(windows)]
    fn is_same(&mut self, file: &File, path: &Path) -> io::Result<bool> {
        use same_file::Handle;
        match Handle::from_path(path) {
            Ok(there) => Ok(there == Handle::from_file(file.try_clone()?)?),
            // So Windows says of a file that was deleted and that we alone keep open.
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn pause(&mut self, time: Duration) {
        std::thread::sleep(time);
    }
}

/// Options for a file that only its owner may read.
fn owner_only() -> OpenOptions {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "Windows has no mode"))]
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn append_options() -> OpenOptions {
    let mut options = owner_only();
    // Windows refuses to cut a file that was opened for appending only; the lock and the seek
    // must do there. Elsewhere no other writer's bytes can ever be written over.
    if cfg!(unix) {
        options.read(true).append(true)
    } else {
        options.read(true).write(true)
    };
    options
}

/// Opens a log for reading.
pub(super) fn open_for_reading(path: &Path) -> io::Result<File> {
    open_regular(path, OpenOptions::new().read(true))
}

/// What leads somewhere else is never followed.
pub(super) fn symlink_error() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "it is a symbolic link")
}

/// Opens a regular file only: not through a link, and without waiting for the other end of a pipe.
fn open_regular(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
        std::os::unix::fs::OpenOptionsExt::custom_flags(options, flags.bits().cast_signed());
    }
    let refused = |why| Err(io::Error::new(io::ErrorKind::InvalidInput, why));
    match fs::symlink_metadata(path) {
        Ok(there) if there.is_symlink() => return Err(symlink_error()),
        // Windows would speak of a missing right.
        Ok(there) if there.is_dir() => return refused("it is not a regular file"),
        _ => {}
    }
    let file = with_retries(Backoff::retry_open, || options.open(path))?;
    if file.metadata()?.is_file() { Ok(file) } else { refused("it is not a regular file") }
}

/// All bytes from this offset on, unless the file is too large.
pub(super) fn read_from(mut file: &File, offset: u64) -> io::Result<Vec<u8>> {
    let len = file.metadata()?.len();
    if len > MAX_LOG_BYTES {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is larger than 1 GiB"));
    }
    file.seek(SeekFrom::Start(offset))?;
    let mut bytes = Vec::with_capacity(usize::try_from(len.saturating_sub(offset)).unwrap_or(0));
    file.take(MAX_LOG_BYTES).read_to_end(&mut bytes)?;
    Ok(bytes)
}

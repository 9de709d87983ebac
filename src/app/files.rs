//! DISK. Writes a file for people (a report, a new checklist) in one piece: it is there whole, or not at all.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::app::library::is_device;
use crate::journal::{Backoff, Fs as _, RealFs};
use crate::text::{Hint, Text};

/// Why a file was not written. Where one of its name was there before, it is as it was.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// A file of this name is there, and was not to be replaced.
    #[error("`{}` is there already", shown(.0))]
    Exists(PathBuf),
    /// Something else than a file is there: it is not replaced, whatever was said.
    #[error("cannot write `{}`: it is {what}", shown(.path))]
    NotAFile {
        /// The path.
        path: PathBuf,
        /// What it is.
        what: &'static str,
    },
    /// The system refused.
    #[error("cannot write `{}`", shown(.path))]
    Write {
        /// The path.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

impl Hint for FileError {
    // What replaces a file that is there, only the caller knows.
    fn hint(&self) -> Option<String> {
        use io::ErrorKind as Kind;
        let Self::Write { path, source } = self else { return None };
        Some(match source.kind() {
            Kind::NotFound => format!("create the folder `{}` first", shown(parent_folder(path))),
            Kind::StorageFull | Kind::QuotaExceeded | Kind::WriteZero => {
                "the disk or your quota is full: make room, or choose another place".to_owned()
            }
            Kind::ReadOnlyFilesystem | Kind::PermissionDenied => {
                "choose a place where you may write".to_owned()
            }
            _ => return None,
        })
    }
}

/// Writes a file: first beside its place under a passing name, brought to the disk, then renamed.
/// Its permissions are those of any new file. A link is followed, so that it stays a link.
pub fn write(path: &Path, bytes: &[u8], replace: bool) -> Result<(), FileError> {
    let target = resolve_target(path, replace)?;
    let failed = |source| FileError::Write { path: path.to_owned(), source };
    let folder = parent_folder(&target);
    let mut file = create_temporary(folder).map_err(failed)?;
    file.as_file_mut().write_all(bytes).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    let mut patience = Backoff::default();
    loop {
        let put = if replace { file.persist(&target) } else { file.persist_noclobber(&target) };
        match put {
            Ok(_) => break,
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
                return Err(FileError::Exists(path.to_owned()));
            }
            Err(error) if patience.retry_rename(&error.error) => file = error.file,
            Err(error) => return Err(failed(error.error)),
        }
    }
    RealFs.sync_folder(folder).map_err(failed)
}

/// The file that is to be written. A device or a pipe is never renamed over: `/dev/null` would be gone.
fn resolve_target(path: &Path, replace: bool) -> Result<PathBuf, FileError> {
    if is_device(path) {
        return Err(FileError::NotAFile { path: path.to_owned(), what: "a device" });
    }
    let Ok(there) = path.symlink_metadata() else { return Ok(path.to_owned()) };
    if !replace {
        return Err(FileError::Exists(path.to_owned()));
    }
    let failed = |source| FileError::Write { path: path.to_owned(), source };
    let target = if there.is_symlink() { path.canonicalize().map_err(failed)? } else { path.to_owned() };
    let kind = fs::metadata(&target).map_err(failed)?;
    match (kind.is_dir(), kind.is_file()) {
        (true, _) => Err(FileError::NotAFile { path: path.to_owned(), what: "a folder" }),
        (_, false) => Err(FileError::NotAFile { path: path.to_owned(), what: "no regular file" }),
        _ => Ok(target),
    }
}

fn parent_folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A new file in a folder, which goes away again unless it is given its name.
fn create_temporary(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    // Opened here and not there, where it would be for this user only.
    builder
        .prefix(".runsheet-")
        .make_in(folder, |path| File::options().write(true).create_new(true).open(path))
}

fn shown(path: &Path) -> Text {
    Text::line(&path.to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_whole_and_replaced_only_if_said() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.md");
        write(&path, b"one", false).unwrap();
        assert!(matches!(write(&path, b"two", false), Err(FileError::Exists(_))));
        assert_eq!(fs::read(&path).unwrap(), b"one");
        write(&path, b"two", true).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn what_is_no_file_is_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let error = write(folder.path(), b"x", true).unwrap_err();
        assert!(error.to_string().ends_with("it is a folder"), "{error}");
        let error = write(&folder.path().join("no").join("where"), b"x", true).unwrap_err();
        assert!(error.hint().unwrap().starts_with("create the folder"), "{error:?}");
    }

    /// A scanner has the old report open for a moment, so that nothing may be put in its place.
    #[cfg(windows)]
    #[test]
    fn a_report_waits_for_whoever_holds_the_old_one() {
        use std::os::windows::fs::OpenOptionsExt as _;
        use std::time::Duration;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.md");
        fs::write(&path, "one").unwrap();
        let scanner = File::options().read(true).share_mode(0).open(&path).unwrap();
        let scanner = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(60));
            drop(scanner);
        });
        write(&path, b"two", true).unwrap();
        scanner.join().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
    }

    #[cfg(windows)]
    #[test]
    fn no_report_is_written_into_a_device() {
        for device in ["NUL", "con.md", "report/aux"] {
            let error = write(Path::new(device), b"x", true).unwrap_err();
            assert!(error.to_string().ends_with("it is a device"), "{error}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn devices_links_and_permissions_are_as_they_should_be() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let error = write(Path::new("/dev/null"), b"x", true).unwrap_err();
        assert!(error.to_string().ends_with("it is no regular file"), "{error}");
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("a"), folder.path().join("b"));
        write(&path, b"one", false).unwrap();
        symlink(&path, &link).unwrap();
        write(&link, b"two", true).unwrap();
        assert!(link.symlink_metadata().unwrap().is_symlink());
        assert_eq!(fs::read(&path).unwrap(), b"two");
        let plain = folder.path().join("c");
        File::create(&plain).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&path), mode(&plain), "as umask gives");
    }
}

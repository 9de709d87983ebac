//! DISK. Reads and writes whole files besides the logs: checklists, documents, reports; and drafts.
//!
//! A draft holds unsaved input (a note, a reason, an answer), so that a lost connection does not lose it. It
//! is overwritten while it is edited, and deleted once it is saved.

use std::fs::{self, File};
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};

use crate::journal::{Backoff, Fs as _, Home, RealFs};
use crate::session::{Draft, SessionName, Writer, is_device_name};
use crate::text::{Hint, Text};

/// The size limit of a file that is read.
const MAX_FILE_BYTES: u64 = 64 * 1024 * 1024;

/// An error from reading or writing a file. A file that existed before a failed write is unchanged.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The file exists and was not to be replaced.
    #[error("`{}` is there already", Text::path(.0))]
    Exists(PathBuf),
    /// The path leads to something other than a regular file, which is neither read nor replaced.
    #[error("cannot {operation} `{}`: it is {kind}", Text::path(.path))]
    NotAFile { operation: &'static str, path: PathBuf, kind: &'static str },
    #[error("cannot write `{}`", Text::path(.path))]
    Write {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("cannot read `{}`", Text::line(.name))]
    Read {
        /// The path, or `standard input`.
        name: String,
        #[source]
        source: io::Error,
    },
    #[error("cannot read `{}`: it is larger than {} MiB", Text::line(.0), MAX_FILE_BYTES / 1024 / 1024)]
    TooLarge(String),
}

impl Hint for FileError {
    // How to replace an existing file depends on the command.
    fn hint(&self) -> Option<String> {
        use io::ErrorKind as Kind;
        let Self::Write { path, source } = self else { return None };
        Some(match source.kind() {
            Kind::NotFound => format!("create the folder `{}` first", Text::path(parent_folder(path))),
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

/// Reads a regular file. Does not wait for the other end of a pipe.
pub fn read(path: &Path) -> Result<Vec<u8>, FileError> {
    let name = path.to_string_lossy();
    let failed = |source| FileError::Read { name: name.clone().into_owned(), source };
    let not_a_file = |kind| FileError::NotAFile { operation: "read", path: path.to_owned(), kind };
    if is_device(path) {
        return Err(not_a_file("a device"));
    }
    // Opening a folder fails on Windows with a missing permission.
    if cfg!(windows) && path.is_dir() {
        return Err(not_a_file("a folder"));
    }
    let mut file = open_without_blocking(path).map_err(failed)?;
    let data = file.metadata().map_err(failed)?;
    if data.is_dir() {
        return Err(not_a_file("a folder"));
    }
    if !data.is_file() {
        return Err(not_a_file("no regular file"));
    }
    read_limited(&mut file, &name, data.len())
}

/// Reads to the end, but not more than the size limit: a file may grow while it is read.
pub(super) fn read_limited(from: &mut dyn Read, name: &str, len: u64) -> Result<Vec<u8>, FileError> {
    // One byte more than expected, so that the end is found without another allocation.
    let mut bytes = Vec::with_capacity(usize::try_from(len.min(MAX_FILE_BYTES) + 1).unwrap_or(0));
    from.take(MAX_FILE_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|source| FileError::Read { name: name.to_owned(), source })?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(FileError::TooLarge(name.to_owned()));
    }
    Ok(bytes)
}

#[cfg(unix)]
fn open_without_blocking(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY;
    File::options().read(true).custom_flags(flags.bits().cast_signed()).open(path)
}

#[cfg(not(unix))]
fn open_without_blocking(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// Writes a file completely or not at all: to a temporary file in the same folder, which is synced
/// and then renamed. It gets the permissions of any new file. A link is followed and stays a link.
pub fn write(path: &Path, bytes: &[u8], replace: bool) -> Result<(), FileError> {
    let target = resolve_target(path, replace)?;
    let failed = |source| FileError::Write { path: path.to_owned(), source };
    let folder = parent_folder(&target);
    let mut file = create_temporary(folder).map_err(failed)?;
    file.as_file_mut().write_all(bytes).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    let mut backoff = Backoff::default();
    loop {
        let result = if replace { file.persist(&target) } else { file.persist_noclobber(&target) };
        match result {
            Ok(_) => break,
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
                return Err(FileError::Exists(path.to_owned()));
            }
            Err(error) if backoff.retry_rename(&error.error) => file = error.file,
            Err(error) => return Err(failed(error.error)),
        }
    }
    RealFs.sync_folder(folder).map_err(failed)
}

/// Returns the file to write. A rename must never replace a device or a pipe: `/dev/null` would be
/// gone.
fn resolve_target(path: &Path, replace: bool) -> Result<PathBuf, FileError> {
    let not_a_file = |kind| FileError::NotAFile { operation: "write", path: path.to_owned(), kind };
    if is_device(path) {
        return Err(not_a_file("a device"));
    }
    let Ok(data) = path.symlink_metadata() else { return Ok(path.to_owned()) };
    if !replace {
        return Err(FileError::Exists(path.to_owned()));
    }
    let failed = |source| FileError::Write { path: path.to_owned(), source };
    let target = if data.is_symlink() { path.canonicalize().map_err(failed)? } else { path.to_owned() };
    let data = fs::metadata(&target).map_err(failed)?;
    match (data.is_dir(), data.is_file()) {
        (true, _) => Err(not_a_file("a folder")),
        (_, false) => Err(not_a_file("no regular file")),
        _ => Ok(target),
    }
}

fn parent_folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Creates a file that is deleted when dropped, unless it has been renamed.
fn create_temporary(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    // tempfile itself would create it for this user only.
    builder
        .prefix(".runsheet-")
        .make_in(folder, |path| File::options().write(true).create_new(true).open(path))
}

/// Returns true if Windows would open a device or a pipe. std takes both for files, and reading them
/// may never end. On other systems the metadata of the open file shows it.
fn is_device(path: &Path) -> bool {
    use std::path::{Component, Prefix};
    let device_name = path.file_name().is_some_and(|name| is_device_name(&name.to_string_lossy()));
    let device_namespace = match path.components().next() {
        Some(Component::Prefix(prefix)) => match prefix.kind() {
            Prefix::DeviceNS(_) => true,
            // A share of this name holds the pipes of that machine.
            Prefix::UNC(_, share) | Prefix::VerbatimUNC(_, share) | Prefix::Verbatim(share) => {
                share.eq_ignore_ascii_case("pipe")
            }
            Prefix::VerbatimDisk(_) | Prefix::Disk(_) => false,
        },
        _ => false,
    };
    cfg!(windows) && (device_name || device_namespace)
}

fn drafts_path(home: &Home, name: &SessionName, me: &Writer) -> PathBuf {
    home.path().join("drafts").join(name.as_str()).join(me.file_stem() + ".json")
}

/// Replaces the stored drafts of a writer in a session; deletes the file if there are none. Nothing is
/// synced: drafts are to survive this process, not a crash of the machine.
pub fn save_drafts(home: &Home, name: &SessionName, me: &Writer, drafts: &[Draft]) -> io::Result<()> {
    let path = drafts_path(home, name, me);
    if drafts.is_empty() {
        return match fs::remove_file(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            other => other,
        };
    }
    let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(&serde_json::to_vec(drafts)?)?;
    file.persist(path)?;
    Ok(())
}

/// Returns the stored drafts, or none if they cannot be read: no saved entry depends on them.
pub fn load_drafts(home: &Home, name: &SessionName, me: &Writer) -> Vec<Draft> {
    let bytes = fs::read(drafts_path(home, name, me)).unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{DraftTarget, Status};

    #[test]
    fn a_file_is_written_whole_and_replaced_only_on_request() {
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
    fn a_folder_is_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let error = write(folder.path(), b"x", true).unwrap_err();
        assert!(error.to_string().ends_with("it is a folder"), "{error}");
        let error = write(&folder.path().join("no").join("where"), b"x", true).unwrap_err();
        assert!(error.hint().unwrap().starts_with("create the folder"), "{error:?}");
    }

    /// The scanner has the old report open for a moment, so that it cannot be replaced.
    #[cfg(windows)]
    #[test]
    fn a_write_waits_until_the_old_file_is_closed() {
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

    #[cfg(windows)]
    #[test]
    fn devices_and_pipes_are_not_read() {
        for device in [
            "CON",
            "nul.json",
            r"docs\aux",
            r"\\.\pipe\x",
            r"\\.\PhysicalDrive0",
            r"\\server\pipe\x",
            r"\\?\UNC\server\PIPE\x",
            r"\\?\pipe\x",
        ] {
            let error = read(Path::new(device)).unwrap_err();
            assert!(error.to_string().ends_with("it is a device"), "{error}");
        }
    }

    #[test]
    fn drafts_are_kept_until_there_are_none() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::new(folder.path().join("home"));
        let (name, me) = (SessionName::new("a").unwrap(), Writer::new("alice", "sccm01"));
        assert_eq!(load_drafts(&home, &name, &me), []);
        let note = |text: &str| {
            let what = DraftTarget::Note { step: "s".into(), replaces: Some(2) };
            Draft { what, text: text.into() }
        };
        let reason = DraftTarget::Reason { step: "t".into(), status: Status::Blocked };
        let both = [note("one\ntwo"), Draft { what: reason, text: "no lic".into() }];
        save_drafts(&home, &name, &me, &[note("one")]).unwrap();
        save_drafts(&home, &name, &me, &both).unwrap();
        assert_eq!(load_drafts(&home, &name, &me), both);
        assert_eq!(load_drafts(&home, &name, &Writer::new("bob", "sccm01")), []);
        save_drafts(&home, &name, &me, &[]).unwrap();
        save_drafts(&home, &name, &me, &[]).unwrap();
        assert_eq!(load_drafts(&home, &name, &me), []);
    }
}

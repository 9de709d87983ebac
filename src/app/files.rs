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

/// The size limit of drafts: what was typed.
const MAX_DRAFTS: u64 = 4 * 1024 * 1024;
/// The size limit of a file that is read.
const MAX_FILE_BYTES: u64 = 64 * 1024 * 1024;

/// An error from reading or writing a file.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The file exists and was not to be replaced.
    #[error("`{}` is there already", Text::path(.0))]
    Exists(PathBuf),
    /// The path leads to something that is not read, or not written.
    #[error("cannot {operation} `{}`: it is {kind}", Text::path(.path))]
    NotAFile { operation: &'static str, path: PathBuf, kind: &'static str },
    #[error("cannot write `{}`", Text::path(.path))]
    Write {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    /// The file has its new content and name, and the disk did not confirm the name.
    #[error("`{}` is written, but the disk did not confirm it", Text::path(.path))]
    Unconfirmed {
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
            Kind::NotFound if path.is_symlink() => {
                "it is a link to a file that is not there: remove it, or name another file".to_owned()
            }
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
/// and then renamed. It gets the permissions of the file that it replaces, or of any new file. A link is
/// followed and stays a link.
///
/// A file with another owner or with other names is written in place, which keeps both. A pipe or a terminal,
/// such as `/dev/stdout`, is written into.
pub fn write(path: &Path, bytes: &[u8], replace: bool) -> Result<(), FileError> {
    let failed = |source| FileError::Write { path: path.to_owned(), source };
    if is_stream(path) {
        let mut stream = File::options().append(true).open(path).map_err(failed)?;
        return stream.write_all(bytes).map_err(failed);
    }
    let target = resolve_target(path, replace)?;
    let folder = parent_folder(&target);
    let mut file = create_temporary(folder).map_err(failed)?;
    file.as_file_mut().write_all(bytes).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    if let Ok(before) = fs::metadata(&target).as_ref()
        && !keep_attributes(file.as_file(), before).map_err(failed)?
    {
        return write_in_place(&target, bytes).map_err(failed);
    }
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
    RealFs.sync_folder(folder).map_err(|source| FileError::Unconfirmed { path: path.to_owned(), source })
}

/// Returns true for what takes bytes one after the other: a pipe, a terminal, a socket, and what a program's
/// own descriptors are reached by, though they may lead to a regular file.
#[cfg(unix)]
fn is_stream(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    let own = ["/dev/stdout", "/dev/stderr"].map(Path::new).contains(&path)
        || path.starts_with("/dev/fd")
        || path.starts_with("/proc/self/fd");
    let is_open = |kind: fs::FileType| kind.is_fifo() || kind.is_char_device() || kind.is_socket();
    fs::metadata(path).is_ok_and(|data| !data.is_dir() && (own || is_open(data.file_type())))
}

#[cfg(not(unix))]
fn is_stream(_: &Path) -> bool {
    false
}

/// Gives a file the permissions of the one that it replaces. Returns false if a rename would lose its owner or
/// its other names.
#[cfg(unix)]
fn keep_attributes(file: &File, before: &fs::Metadata) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    let new = file.metadata()?;
    if before.nlink() > 1 || (new.uid(), new.gid()) != (before.uid(), before.gid()) {
        return Ok(false);
    }
    file.set_permissions(before.permissions())?;
    Ok(true)
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "on Unix it may fail")]
fn keep_attributes(_: &File, _: &fs::Metadata) -> io::Result<bool> {
    Ok(true)
}

/// Writes over a file. The disk was found to have room for the bytes just before.
fn write_in_place(target: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::options().write(true).truncate(true).open(target)?;
    file.write_all(bytes)?;
    file.sync_all()
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
    for folder in drafts_folders(home, name) {
        match RealFs.create_folder(&folder) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && is_real_folder(&folder) => {}
            other => other?,
        }
    }
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(&serde_json::to_vec(drafts)?)?;
    file.persist(path)?;
    Ok(())
}

/// Returns the stored drafts, or none if they cannot be read: no saved entry depends on them.
pub fn load_drafts(home: &Home, name: &SessionName, me: &Writer) -> Vec<Draft> {
    let path = drafts_path(home, name, me);
    let is_file = fs::symlink_metadata(&path).is_ok_and(|data| data.is_file() && data.len() <= MAX_DRAFTS);
    if !is_file || !drafts_folders(home, name).iter().all(|folder| is_real_folder(folder)) {
        return Vec::new();
    }
    serde_json::from_slice(&read(&path).unwrap_or_default()).unwrap_or_default()
}

/// Returns the folders of drafts, the outer one first.
fn drafts_folders(home: &Home, name: &SessionName) -> [PathBuf; 2] {
    let drafts = home.path().join("drafts");
    [drafts.clone(), drafts.join(name.as_str())]
}

/// Returns whether there is a folder, and no link to one: links are followed neither here nor to logs.
fn is_real_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|data| data.is_dir())
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
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        write(&link, b"three", true).unwrap();
        assert_eq!(mode(&path) & 0o777, 0o640, "as they were");
    }

    #[cfg(unix)]
    #[test]
    fn a_file_keeps_its_other_names() {
        let folder = tempfile::tempdir().unwrap();
        let (path, other) = (folder.path().join("a"), folder.path().join("b"));
        write(&path, b"one", false).unwrap();
        fs::hard_link(&path, &other).unwrap();
        write(&path, b"two", true).unwrap();
        assert_eq!(fs::read(&other).unwrap(), b"two");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left beside it");
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_regular_file_is_written_into() {
        write(Path::new("/dev/null"), b"x", false).unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let reader = std::thread::spawn({
            let pipe = pipe.clone();
            move || fs::read(pipe).unwrap()
        });
        write(&pipe, b"report", false).unwrap();
        assert_eq!(reader.join().unwrap(), b"report");
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

    #[cfg(unix)]
    #[test]
    fn drafts_are_read_from_regular_files_only() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let home = Home::new(folder.path().join("home"));
        let (name, me) = (SessionName::new("a").unwrap(), Writer::new("alice", "sccm01"));
        let what = DraftTarget::Note { step: "s".into(), replaces: None };
        let drafts = [Draft { what, text: "one".into() }];
        fs::create_dir(home.path()).unwrap();
        save_drafts(&home, &name, &me, &drafts).unwrap();
        let (file, all) = (drafts_path(&home, &name, &me), home.path().join("drafts"));
        fs::rename(&all, folder.path().join("elsewhere")).unwrap();
        symlink(folder.path().join("elsewhere"), &all).unwrap();
        assert_eq!(load_drafts(&home, &name, &me), [], "a link to a folder");
        assert!(save_drafts(&home, &name, &me, &drafts).is_err());
        fs::remove_file(&all).unwrap();
        save_drafts(&home, &name, &me, &drafts).unwrap();
        for make in [
            |path: &Path| symlink("/dev/zero", path).unwrap(),
            |path: &Path| assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success()),
        ] {
            fs::remove_file(&file).unwrap();
            make(&file);
            assert_eq!(load_drafts(&home, &name, &me), []);
        }
        save_drafts(&home, &name, &me, &drafts).unwrap();
        assert_eq!(load_drafts(&home, &name, &me), drafts, "a file has taken its place");
    }

    #[test]
    fn a_dangling_link_is_named_as_such() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("report.md");
        #[cfg(unix)]
        std::os::unix::fs::symlink("nowhere", &link).unwrap();
        if link.is_symlink() {
            let error = write(&link, b"x", true).unwrap_err();
            assert!(
                error.hint().unwrap().starts_with("it is a link to a file that is not there"),
                "{error:?}"
            );
        }
    }

    #[test]
    fn drafts_are_kept_until_there_are_none() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::new(folder.path().to_owned());
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

//! DISK. Why a change was not saved, and what can be done about it.

use std::io;
use std::path::{Path, PathBuf};

use super::fault::Fault;
use super::shown;
use crate::session::SessionName;
use crate::text::Hint;

/// Why a change was not saved. In every case it does not count as made.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// Something is wrong with the session's logs, so that nothing is added to them.
    #[error("not saved: the session is read-only")]
    ReadOnly {
        /// What is wrong.
        #[source]
        fault: Box<Fault>,
    },
    /// A session was to be created whose name is in use.
    #[error("not saved: there is already a session `{name}`")]
    NameTaken {
        /// The name.
        name: SessionName,
    },
    /// Another process of the same user held the lock all the time.
    #[error("not saved: another runsheet holds `{}`", shown(.path))]
    Locked {
        /// The lock.
        path: PathBuf,
    },
    /// The log or the session's folder is not there any more.
    #[error("not saved: `{}` was removed or replaced while the session was open", shown(.path))]
    Removed {
        /// What is missing.
        path: PathBuf,
    },
    /// Nothing was added: an operation failed, and what was begun was taken back or will be
    /// before the next change.
    #[error("not saved: cannot {doing} `{}`", shown(.path))]
    Write {
        /// The operation that failed, as a verb.
        doing: &'static str,
        /// What it was done to.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The bytes were written, and the disk did not confirm them. They were cut off again where
    /// that could be done.
    #[error("not known to be saved: the disk did not confirm `{}`", shown(.path))]
    Sync {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The log would become larger than can be read.
    #[error("not saved: `{}` is full", shown(.path))]
    LogFull {
        /// The log.
        path: PathBuf,
    },
    /// The entry could not be read again once it were written, for example because a checklist is
    /// nested too deep.
    #[error("not saved: the entry could not be read again: {what}")]
    InvalidEntry {
        /// Why, for people.
        what: String,
    },
}

impl Hint for AppendError {
    fn hint(&self) -> Option<String> {
        match self {
            Self::ReadOnly { fault } => fault.hint(),
            Self::NameTaken { .. } => {
                Some("give another name with `--name`, or resume that session".to_owned())
            }
            Self::Locked { .. } => Some("wait a moment and try again".to_owned()),
            Self::Removed { .. } => {
                Some("put it back, or export what is shown here, then start anew".to_owned())
            }
            Self::Write { path, source, .. } => io_hint(path, source),
            Self::Sync { path, source } => io_hint(path, source).or_else(|| {
                Some("try again; if it fails again, the disk may be failing: export now".to_owned())
            }),
            Self::LogFull { .. } => Some("export this session and start another".to_owned()),
            Self::InvalidEntry { .. } => None,
        }
    }
}

/// What a person can do about what the system said.
pub(super) fn io_hint(path: &Path, source: &io::Error) -> Option<String> {
    use io::ErrorKind as Kind;
    Some(match source.kind() {
        Kind::StorageFull | Kind::QuotaExceeded | Kind::WriteZero => {
            "the disk or your quota is full: make room and try again".to_owned()
        }
        Kind::ReadOnlyFilesystem => {
            "the file system is read-only: choose another place with `--home`".to_owned()
        }
        Kind::PermissionDenied => permission_hint(path),
        _ => return None,
    })
}

/// Names the owner where that is somebody else: most often root, after a run with `sudo`.
#[cfg(unix)]
fn permission_hint(path: &Path) -> String {
    use std::os::unix::fs::MetadataExt as _;
    let me = rustix::process::geteuid().as_raw();
    let there = path.ancestors().find_map(|path| Some((path, std::fs::symlink_metadata(path).ok()?)));
    match there {
        Some((path, data)) if data.uid() != me => {
            let sudo = if data.uid() == 0 { " (root: was runsheet run with sudo?)" } else { "" };
            let path = shown(path);
            format!(
                "`{path}` belongs to user {}{sudo}, you are user {me}: `chown` it, or use `--home`",
                data.uid()
            )
        }
        _ => general_permission_hint(),
    }
}

#[cfg(not(unix))]
fn permission(_path: &Path) -> String {
    general_permission_hint()
}

fn general_permission_hint() -> String {
    "give yourself the right to write there, or choose another place with `--home`".to_owned()
}

//! DISK. What can be wrong with a log, why an operation failed, and what the user can do about it.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::session::SessionName;
use crate::text::{Hint, Text};

/// A defect of a log. A session with a fault opens read-only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The log, or the session's folder if no single log is at fault.
    pub path: PathBuf,
    /// The line, counted from 1. The rest of the log was not read.
    pub line: Option<u64>,
    pub kind: FaultKind,
}

/// The kinds of defects, each with a message that is safe to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// The log was changed, cut or put together after it was written.
    Damaged { message: String },
    /// Something has not arrived yet, as when a folder is being synchronised.
    Incomplete { message: String },
    /// It is a copy of a writer's log under another name, with entries that the log lacks.
    Copy { message: String },
    /// A newer runsheet wrote it.
    TooNew { message: String },
    /// The system refused to read it, or it is not a regular file.
    Unreadable { message: String, cause: UnreadableCause },
}

/// Why a log cannot be read, as far as it decides what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnreadableCause {
    /// The user has no right to read it.
    Forbidden,
    /// It is a link, a folder or a pipe.
    NotAFile,
    TooLarge,
    /// It was there before, and may come back.
    Missing,
    Other,
}

impl FaultKind {
    pub(super) fn damaged(message: impl AsRef<str>) -> Self {
        Self::Damaged { message: Text::line(message.as_ref()).as_str().to_owned() }
    }

    pub(super) fn too_new(message: impl AsRef<str>) -> Self {
        Self::TooNew { message: Text::line(message.as_ref()).as_str().to_owned() }
    }

    pub(super) fn unreadable(source: &io::Error) -> Self {
        let cause = match source.kind() {
            io::ErrorKind::PermissionDenied => UnreadableCause::Forbidden,
            io::ErrorKind::InvalidInput => UnreadableCause::NotAFile,
            io::ErrorKind::FileTooLarge => UnreadableCause::TooLarge,
            _ => UnreadableCause::Other,
        };
        Self::Unreadable { message: Text::line(&source.to_string()).as_str().to_owned(), cause }
    }

    pub(super) fn is_forbidden(&self) -> bool {
        matches!(self, Self::Unreadable { cause: UnreadableCause::Forbidden, .. })
    }

    /// Returns the fault of something that has disappeared. It may come back: a share is mounted
    /// again, or git or a synchroniser is replacing a folder.
    pub(super) fn missing(name: &str) -> Self {
        let message = format!("{name} is not there any more");
        Self::Unreadable { message, cause: UnreadableCause::Missing }
    }

    pub(super) fn foreign() -> Self {
        Self::damaged("the log belongs to another session")
    }

    /// Returns the fault of a log that no longer begins with what was read before.
    pub(super) fn replaced() -> Self {
        Self::damaged("the log was cut, changed or replaced while the session was open")
    }
}

impl Fault {
    pub(super) fn is_copy(&self) -> bool {
        matches!(self.kind, FaultKind::Copy { .. })
    }

    /// Returns a fault of a whole file or folder.
    pub(super) fn of_path(path: impl Into<PathBuf>, kind: FaultKind) -> Self {
        Self { path: path.into(), line: None, kind }
    }
}

impl Hint for Fault {
    fn hint(&self) -> Option<String> {
        let hint = match self.kind {
            FaultKind::Damaged { .. } => {
                "the session can be read and exported; `runsheet repair` keeps every whole entry and sets the rest aside"
            }
            FaultKind::Incomplete { .. } => {
                "it opens when the rest arrives: `runsheet status SESSION --wait` waits for it"
            }
            FaultKind::Copy { .. } => {
                "the session can be read and exported; `runsheet repair` sets the copy aside and lists its entries"
            }
            FaultKind::TooNew { .. } => "use a newer runsheet for this session",
            FaultKind::Unreadable { cause, .. } => match cause {
                UnreadableCause::Forbidden => "give yourself the right to read it and try again",
                UnreadableCause::NotAFile => "move it away: a log is a regular file",
                UnreadableCause::TooLarge => "move it away: no log grows so large",
                UnreadableCause::Missing => "put it back, or wait until it is there again",
                UnreadableCause::Other => {
                    "try again; if it fails again, the disk or the share may be failing"
                }
            },
        };
        Some(hint.to_owned())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", Text::path(&self.path))?;
        if let Some(line) = self.line {
            write!(f, "{line}:")?;
        }
        match &self.kind {
            FaultKind::Damaged { message }
            | FaultKind::Incomplete { message }
            | FaultKind::Copy { message } => write!(f, " {message}"),
            FaultKind::TooNew { message } => write!(f, " written by a newer runsheet: {message}"),
            FaultKind::Unreadable { message, .. } => write!(f, " cannot be read: {message}"),
        }
    }
}

impl std::error::Error for Fault {}

/// An error from reading sessions.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    #[error("there is no session `{name}` in `{}`", Text::path(.home))]
    NoSession { name: SessionName, home: PathBuf },
    #[error("cannot look into `{}`", Text::path(.path))]
    List {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
}

impl Hint for JournalError {
    fn hint(&self) -> Option<String> {
        match self {
            Self::NoSession { .. } => Some("`runsheet list` shows the sessions".to_owned()),
            Self::List { path, source } => io_hint(path, source),
        }
    }
}

/// An error from appending events. None of them counts as saved.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// A fault of the session's logs forbids every append.
    #[error("not saved: the session is read-only")]
    ReadOnly {
        #[source]
        fault: Box<Fault>,
    },
    /// The name of a new session is in use.
    #[error("not saved: there is already a session `{name}`")]
    NameTaken { name: SessionName },
    /// Another process of the same user held the lock the whole time.
    #[error("not saved: another runsheet holds `{}`", Text::path(.path))]
    Locked { path: PathBuf },
    /// The log or the session's folder no longer exists.
    #[error("not saved: `{}` was removed or replaced while the session was open", Text::path(.path))]
    Removed { path: PathBuf },
    /// An operation failed before the sync. What was written has been rolled back, or will be before
    /// the next append.
    #[error("not saved: cannot {operation} `{}`", Text::path(.path))]
    Write {
        /// The operation, as a verb phrase.
        operation: &'static str,
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    /// The bytes were written, but the sync failed. They have been cut off again if that was possible.
    #[error("not known to be saved: the disk did not confirm `{}`", Text::path(.path))]
    Sync {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    /// The log would grow beyond the size that can be read.
    #[error("not saved: `{}` is full", Text::path(.path))]
    LogFull { path: PathBuf },
    /// The entry could not be read back, for example because a checklist is nested too deeply.
    #[error("not saved: the entry could not be read again: {reason}")]
    InvalidEntry { reason: String },
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

/// An error that stopped a repair. Everything done until then stays done; nothing is lost.
#[derive(Debug, thiserror::Error)]
pub enum RepairError {
    #[error(transparent)]
    Read(#[from] JournalError),
    /// Another process is writing to a log.
    #[error("another runsheet holds `{}`", Text::path(.path))]
    Locked { path: PathBuf },
    #[error("cannot {operation} `{}`", Text::path(.path))]
    Io {
        /// The operation, as a verb phrase.
        operation: &'static str,
        path: PathBuf,
        #[source]
        source: io::Error,
    },
}

impl Hint for RepairError {
    fn hint(&self) -> Option<String> {
        match self {
            Self::Read(error) => error.hint(),
            Self::Locked { .. } => Some("close it and try again".to_owned()),
            Self::Io { path, source, .. } => io_hint(path, source),
        }
    }
}

fn io_hint(path: &Path, source: &io::Error) -> Option<String> {
    use io::ErrorKind as Kind;
    Some(match source.kind() {
        Kind::StorageFull | Kind::QuotaExceeded | Kind::WriteZero => {
            "the disk or your quota is full: make room and try again".to_owned()
        }
        Kind::ReadOnlyFilesystem => {
            "the file system is read-only: choose another place with `--home`".to_owned()
        }
        Kind::InvalidInput => format!("move `{}` away: it is not what runsheet made", Text::path(path)),
        Kind::PermissionDenied => permission_hint(path),
        _ => return None,
    })
}

/// Names the owner if it is another user: most often root, after a run with `sudo`.
#[cfg(unix)]
fn permission_hint(path: &Path) -> String {
    use std::os::unix::fs::MetadataExt as _;
    let me = rustix::process::geteuid().as_raw();
    let existing = path.ancestors().find_map(|path| Some((path, std::fs::symlink_metadata(path).ok()?)));
    match existing {
        Some((path, data)) if data.uid() != me => {
            let sudo = if data.uid() == 0 { " (root: was runsheet run with sudo?)" } else { "" };
            format!(
                "`{}` belongs to user {}{sudo}, you are user {me}: `chown` it, or use `--home`",
                Text::path(path),
                data.uid()
            )
        }
        _ => general_permission_hint(),
    }
}

#[cfg(not(unix))]
fn permission_hint(_path: &Path) -> String {
    general_permission_hint()
}

fn general_permission_hint() -> String {
    "give yourself the right to write there, or choose another place with `--home`".to_owned()
}

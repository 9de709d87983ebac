//! DISK. What is wrong with a log, and where.

use std::fmt;
use std::path::PathBuf;

use super::shown;
use crate::text::{Hint, Text};

/// Something in a log that is not as a log is written. A session with a fault opens read-only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The log, or the session's folder where no single log is at fault.
    pub path: PathBuf,
    /// The line, from 1. What follows it in that log was not read.
    pub line: Option<u64>,
    /// What is wrong.
    pub kind: FaultKind,
}

/// What is wrong with a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// It was changed, cut or put together after it was written.
    Damaged {
        /// In which way, for people.
        what: String,
    },
    /// A newer runsheet wrote it.
    TooNew {
        /// What this one does not know, for people.
        what: String,
    },
    /// The system would not let it be read, or it is no regular file.
    Unreadable {
        /// Why, for people.
        what: String,
    },
}

impl FaultKind {
    /// Damage; the words may hold pieces of the file.
    pub(super) fn damaged(what: impl AsRef<str>) -> Self {
        Self::Damaged { what: Text::line(what.as_ref()).as_str().to_owned() }
    }

    /// A newer format; the words may hold pieces of the file.
    pub(super) fn too_new(what: impl AsRef<str>) -> Self {
        Self::TooNew { what: Text::line(what.as_ref()).as_str().to_owned() }
    }

    /// Something that was there before and is not now. It may come back: a share that went away, a
    /// folder that git or a synchroniser is replacing.
    pub(super) fn missing(what: &str) -> Self {
        Self::Unreadable { what: format!("{what} is not there any more") }
    }

    /// A log that could not be read.
    pub(super) fn unreadable(source: &std::io::Error) -> Self {
        Self::Unreadable { what: Text::line(&source.to_string()).as_str().to_owned() }
    }
}

impl Fault {
    /// A fault of a whole file or folder.
    pub(super) fn of_path(path: impl Into<PathBuf>, kind: FaultKind) -> Self {
        Self { path: path.into(), line: None, kind }
    }
}

impl Hint for Fault {
    fn hint(&self) -> Option<String> {
        let hint = match self.kind {
            FaultKind::Damaged { .. } => {
                "the session can be read and exported; `runsheet repair` sets the damaged part aside"
            }
            FaultKind::TooNew { .. } => "use a newer runsheet for this session",
            FaultKind::Unreadable { .. } => "make it readable and try again",
        };
        Some(hint.to_owned())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", shown(&self.path))?;
        if let Some(line) = self.line {
            write!(f, "{line}:")?;
        }
        match &self.kind {
            FaultKind::Damaged { what } => write!(f, " {what}"),
            FaultKind::TooNew { what } => write!(f, " written by a newer runsheet: {what}"),
            FaultKind::Unreadable { what } => write!(f, " cannot be read: {what}"),
        }
    }
}

impl std::error::Error for Fault {}

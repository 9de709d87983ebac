//! PURE. What is wrong with a checklist: the problem, where it is, and what to do about it.

use std::ops::Range;

use super::path::{Path, short_name};
use crate::text::closest;

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The checklist cannot be used.
    Error,
    /// The checklist can be used, but probably says something else than was meant.
    Warning,
}

/// A place in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// The bytes of the file, a byte order mark included in the count.
    pub span: Range<usize>,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

/// Which part of the value at a path is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ValuePart {
    /// The value, or the object around it where it is missing.
    Value,
    /// The name of the member.
    Key,
    /// The character of a text that begins at this byte of it.
    Offset(usize),
}

/// Another place that has to do with a problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The path in the document.
    pub path: Path,
    /// What is there, safe to show.
    pub message: String,
    /// The place in the file; `None` for a checklist that is not read from a file.
    pub position: Option<Position>,
    pub(super) part: ValuePart,
}

/// One thing that is wrong. All its texts are safe to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// A short name of this kind of problem that stays the same: `unknown-field`.
    pub code: &'static str,
    /// The path in the document.
    pub path: Path,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// The place in the file; `None` for a checklist that is not read from a file.
    pub position: Option<Position>,
    /// Other places that have to do with it.
    pub labels: Vec<Label>,
    pub(super) part: ValuePart,
}

impl Problem {
    pub(super) fn error(code: &'static str, path: Path, what: impl Into<String>) -> Self {
        let severity = Severity::Error;
        let (message, help, position, labels) = (what.into(), None, None, Vec::new());
        Self { severity, code, path, message, help, position, labels, part: ValuePart::Value }
    }

    pub(super) fn warning(code: &'static str, path: Path, what: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, path, what) }
    }

    pub(super) fn with_help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    pub(super) fn with_part(self, place: ValuePart) -> Self {
        Self { part: place, ..self }
    }

    pub(super) fn with_label(mut self, path: Path, place: ValuePart, what: impl Into<String>) -> Self {
        self.labels.push(Label { path, part: place, message: what.into(), position: None });
        self
    }

    /// "did you mean", if there is something that could have been meant.
    pub(super) fn did_you_mean(self, name: Option<&str>) -> Self {
        match name {
            Some(name) => self.with_help(format!("did you mean {}?", quoted(name))),
            None => self,
        }
    }
}

/// A name out of the file, between backticks, safe to show and not too long.
pub(super) fn quoted(name: &str) -> String {
    format!("`{}`", short_name(name))
}

/// The longest name for which one that was meant is looked for.
const MAX_TYPED_LEN: usize = 200;

/// The name that was probably meant. Names of quite another length are not compared at all, which
/// keeps the search cheap where somebody wrote a whole text in place of a name.
pub(super) fn closest_name<'a>(typed: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if typed.len() > MAX_TYPED_LEN {
        return None;
    }
    let near = typed.len() / 2 + 4;
    closest(typed, names.into_iter().filter(|name| name.len().abs_diff(typed.len()) <= near))
}

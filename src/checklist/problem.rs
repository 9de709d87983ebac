//! PURE. What is wrong with a checklist: the problem, where it is, and what to do about it.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use crate::text::{Text, closest};

/// The longest name that a message repeats whole.
const MAX_NAME_LEN: usize = 60;

/// The longest name for which another one is suggested.
const MAX_TYPED_LEN: usize = 200;

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

/// The part of the value at a path to which a problem points.
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
    pub path: Path,
    /// Safe to show.
    pub message: String,
    /// `None` for a checklist that is not read from a file.
    pub position: Option<Position>,
    pub(super) part: ValuePart,
}

/// One thing that is wrong. All its texts are safe to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub severity: Severity,
    /// A stable name for this kind of problem: `unknown-field`.
    pub code: &'static str,
    pub path: Path,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// `None` for a checklist that is not read from a file.
    pub position: Option<Position>,
    pub labels: Vec<Label>,
    pub(super) part: ValuePart,
}

impl Problem {
    pub(super) fn error(code: &'static str, path: Path, message: impl Into<String>) -> Self {
        let severity = Severity::Error;
        let (message, help, position, labels) = (message.into(), None, None, Vec::new());
        Self { severity, code, path, message, help, position, labels, part: ValuePart::Value }
    }

    pub(super) fn warning(code: &'static str, path: Path, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, path, message) }
    }

    /// Sets the bytes of the file; the line and column are counted later.
    pub(super) fn with_span(self, span: Range<usize>) -> Self {
        Self { position: Some(Position::uncounted(span)), ..self }
    }

    pub(super) fn with_help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    pub(super) fn with_part(self, part: ValuePart) -> Self {
        Self { part, ..self }
    }

    pub(super) fn with_label(mut self, path: Path, part: ValuePart, message: impl Into<String>) -> Self {
        self.labels.push(Label { path, part, message: message.into(), position: None });
        self
    }

    /// Suggests a name, if there is one that could have been meant.
    pub(super) fn did_you_mean(self, name: Option<&str>) -> Self {
        match name {
            Some(name) => self.with_help(format!("did you mean {}?", quoted(name))),
            None => self,
        }
    }
}

impl Position {
    /// Makes a position whose line and column are not counted yet.
    pub(super) fn uncounted(span: Range<usize>) -> Self {
        Self { span, line: 0, column: 0 }
    }
}

/// Returns a name of the file between backticks, safe to show and not too long.
pub(super) fn quoted(name: &str) -> String {
    format!("`{}`", short_name(name))
}

/// Returns the name that was probably meant.
///
/// Names of quite another length are not compared, which keeps the search cheap where somebody wrote
/// a whole text in place of a name.
pub(super) fn closest_name<'a>(typed: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if typed.len() > MAX_TYPED_LEN {
        return None;
    }
    let near = typed.len() / 2 + 4;
    closest(typed, names.into_iter().filter(|name| name.len().abs_diff(typed.len()) <= near))
}

/// A step down into a document.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Segment {
    /// Into a member of an object.
    Member(Cow<'static, str>),
    /// Into an item of an array, from 0.
    Item(usize),
}

/// The path of a value in a JSON document: `steps[1].steps[0].when`. The empty path is the whole
/// document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Path(Vec<Segment>);

impl Path {
    pub fn root() -> Self {
        Self::default()
    }

    #[must_use]
    pub fn member(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.0.push(Segment::Member(name.into()));
        self
    }

    #[must_use]
    pub fn item(mut self, index: usize) -> Self {
        self.0.push(Segment::Item(index));
        self
    }

    pub fn segments(&self) -> &[Segment] {
        &self.0
    }

    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the paths from the root down to this one.
    pub(super) fn prefixes(&self) -> impl Iterator<Item = Self> {
        (0..=self.0.len()).filter_map(|length| self.0.get(..length).map(|segments| Self(segments.to_vec())))
    }

    pub(super) fn from_reversed(mut segments: Vec<Segment>) -> Self {
        segments.reverse();
        Self(segments)
    }

    pub(super) fn push(&mut self, segment: Segment) {
        self.0.push(segment);
    }

    pub(super) fn pop(&mut self) {
        self.0.pop();
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (nth, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Item(index) => write!(f, "[{index}]")?,
                Segment::Member(name) if !is_bare_name(name) => write!(f, "[\"{}\"]", short_name(name))?,
                Segment::Member(name) if nth == 0 => write!(f, "{name}")?,
                Segment::Member(name) => write!(f, ".{name}")?,
            }
        }
        Ok(())
    }
}

/// Returns a name of the file, safe to show and not too long.
fn short_name(name: &str) -> Text {
    let start: String = name.chars().take(MAX_NAME_LEN).collect();
    let more = if start.len() < name.len() { "..." } else { "" };
    Text::line(&format!("{start}{more}"))
}

/// Returns whether a name is distinct from the punctuation of a path.
fn is_bare_name(name: &str) -> bool {
    (1..=MAX_NAME_LEN).contains(&name.len())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-$".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_reads_like_code() {
        let path = Path::root().member("steps").item(1).member("when");
        assert_eq!(path.to_string(), "steps[1].when");
        assert_eq!(Path::root().to_string(), "");
        assert_eq!(path.member("a.b\u{1b}").to_string(), "steps[1].when[\"a.b<U+001B>\"]");
    }
}

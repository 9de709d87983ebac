//! PURE. The path of a value in a JSON document: `steps[1].steps[0].when`.

use std::borrow::Cow;
use std::fmt;

use crate::text::Text;

/// The longest name that is repeated whole.
const MAX_NAME_LEN: usize = 60;

/// One step down into a document.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Segment {
    /// Into a member of an object.
    Member(Cow<'static, str>),
    /// Into an item of an array, from 0.
    Item(usize),
}

/// Where a value stands in a document. The empty path is the whole document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Path(Vec<Segment>);

impl Path {
    /// The whole document.
    pub fn root() -> Self {
        Self::default()
    }

    /// The member of this object.
    #[must_use]
    pub fn member(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.0.push(Segment::Member(name.into()));
        self
    }

    /// The item of this array.
    #[must_use]
    pub fn item(mut self, index: usize) -> Self {
        self.0.push(Segment::Item(index));
        self
    }

    /// The steps down from the whole document.
    pub fn segments(&self) -> &[Segment] {
        &self.0
    }

    /// Whether it is the whole document.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// This path and the paths of everything around it.
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
        for (place, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Item(index) => write!(f, "[{index}]")?,
                Segment::Member(name) if !is_bare_name(name) => write!(f, "[\"{}\"]", short_name(name))?,
                Segment::Member(name) if place == 0 => write!(f, "{name}")?,
                Segment::Member(name) => write!(f, ".{name}")?,
            }
        }
        Ok(())
    }
}

/// A name that is no word of the format, safe to show and not too long.
pub(super) fn short_name(name: &str) -> Text {
    let start: String = name.chars().take(MAX_NAME_LEN).collect();
    let more = if start.len() < name.len() { "..." } else { "" };
    Text::line(&format!("{start}{more}"))
}

/// Whether a member's name can be told from the punctuation of a path.
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

//! PURE. Line ends, and the line that a byte stands on.

use std::borrow::Cow;

/// The text with a line feed at every end of a line, however the file writes them.
pub(super) fn normalize_newlines(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Where the lines of a text begin.
#[derive(Debug)]
pub(super) struct LineIndex(Vec<usize>);

impl LineIndex {
    pub(super) fn new(text: &str) -> Self {
        Self(text.match_indices('\n').map(|(at, _)| at + 1).collect())
    }

    /// The line of a byte, from 1.
    pub(super) fn line_of(&self, byte: usize) -> usize {
        self.0.partition_point(|start| *start <= byte) + 1
    }

    /// Where the line of a byte begins.
    pub(super) fn line_start(&self, byte: usize) -> usize {
        let line = self.0.partition_point(|start| *start <= byte);
        line.checked_sub(1).and_then(|line| self.0.get(line)).copied().unwrap_or(0)
    }
}

//! PURE. Line ends, and the line that a byte stands on.

use std::borrow::Cow;

/// The text with a line feed at every end of a line, however the file writes them.
pub(super) fn unified(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Where the lines of a text begin.
#[derive(Debug)]
pub(super) struct Lines(Vec<usize>);

impl Lines {
    pub(super) fn of(text: &str) -> Self {
        Self(text.match_indices('\n').map(|(at, _)| at + 1).collect())
    }

    /// The line of a byte, from 1.
    pub(super) fn at(&self, byte: usize) -> usize {
        self.0.partition_point(|start| *start <= byte) + 1
    }

    /// Where the line of a byte begins.
    pub(super) fn start(&self, byte: usize) -> usize {
        let line = self.0.partition_point(|start| *start <= byte);
        line.checked_sub(1).and_then(|line| self.0.get(line)).copied().unwrap_or(0)
    }
}

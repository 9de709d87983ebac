//! PURE. The line of a file around a place, safe to show: cut to a readable length, hidden
//! characters written out, and bytes that are no text as well.

use std::fmt::Write as _;
use std::ops::Range;

use crate::text::{BOM, is_hidden};

/// How many bytes of a line are shown before a place, and from its beginning on. A file may be one
/// line of a megabyte.
const BYTES_BEFORE: usize = 60;
const BYTES_AFTER: usize = 80;

/// A part of one line.
pub(super) struct Excerpt {
    /// What is shown.
    pub(super) text: String,
    /// The bytes of the file that it shows.
    window: Range<usize>,
    /// Where each character of the file begins in what is shown.
    offsets: Vec<(usize, usize)>,
}

impl Excerpt {
    /// The line around a place.
    pub(super) fn around(bytes: &[u8], span: &Range<usize>) -> Self {
        let window = window(bytes, span.start.min(bytes.len()));
        let is_cut = |at: usize| bytes.get(at).is_some_and(|byte| !matches!(byte, b'\n' | b'\r'));
        let cut_before = window.start > 0 && is_cut(window.start - 1) && window.start != bom_len(bytes);
        let mut excerpt = Self { text: String::new(), window: window.clone(), offsets: Vec::new() };
        excerpt.text.push_str(if cut_before { "..." } else { "" });
        excerpt.push_bytes(bytes.get(window.clone()).unwrap_or_default());
        excerpt.offsets.push((window.end, excerpt.text.len()));
        excerpt.text.push_str(if is_cut(window.end) { "..." } else { "" });
        excerpt
    }

    /// Whether this shows the beginning of another place as well.
    pub(super) fn contains(&self, span: &Range<usize>) -> bool {
        self.window.contains(&span.start)
    }

    /// Where a place of the file is in what is shown, as far as it is shown.
    pub(super) fn displayed_span(&self, span: &Range<usize>) -> Range<usize> {
        let start = self.displayed_offset(span.start);
        start..self.displayed_offset(span.end).max(start)
    }

    fn displayed_offset(&self, offset: usize) -> usize {
        let next = self.offsets.partition_point(|(at, _)| *at < offset);
        self.offsets.get(next).map_or(self.text.len(), |(_, shown)| *shown)
    }

    fn push_bytes(&mut self, bytes: &[u8]) {
        let mut at = self.window.start;
        for chunk in bytes.utf8_chunks() {
            let mut before = None;
            let mut chars = chunk.valid().chars().peekable();
            while let Some(c) = chars.next() {
                self.offsets.push((at, self.text.len()));
                self.push_char(before, c, chars.peek().copied());
                at += c.len_utf8();
                before = Some(c);
            }
            for byte in chunk.invalid() {
                self.offsets.push((at, self.text.len()));
                let _ = write!(self.text, "<{byte:02X}>");
                at += 1;
            }
        }
    }

    fn push_char(&mut self, before: Option<char>, c: char, after: Option<char>) {
        match c {
            '\t' => self.text.push_str("    "),
            _ if is_hidden(before, c, after) => {
                let _ = write!(self.text, "<U+{:04X}>", u32::from(c));
            }
            _ => self.text.push(c),
        }
    }
}

/// The length of the byte order mark, which is no part of the first line.
fn bom_len(bytes: &[u8]) -> usize {
    if bytes.starts_with(BOM.as_bytes()) { BOM.len() } else { 0 }
}

fn window(bytes: &[u8], at: usize) -> Range<usize> {
    let earliest = at.saturating_sub(BYTES_BEFORE).max(bom_len(bytes)).min(at);
    let before = bytes.get(earliest..at).unwrap_or_default();
    let start = before.iter().rposition(|byte| *byte == b'\n').map_or(earliest, |nth| earliest + nth + 1);
    let latest = (at + BYTES_AFTER).min(bytes.len());
    let after = bytes.get(at..latest).unwrap_or_default();
    let end = after.iter().position(|byte| *byte == b'\n').map_or(latest, |nth| at + nth);
    let has_return = end > at && bytes.get(end - 1) == Some(&b'\r') && bytes.get(end) == Some(&b'\n');
    char_boundary(bytes, start)..if has_return { end - 1 } else { char_boundary(bytes, end).max(at) }
}

/// The nearest beginning of a character from here on.
fn char_boundary(bytes: &[u8], at: usize) -> usize {
    let is_inside = |at: &usize| bytes.get(*at).is_some_and(|byte| (0x80..0xC0).contains(byte));
    (at..at + 4).find(|at| !is_inside(at)).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(bytes: &[u8], span: Range<usize>) -> (String, String) {
        let excerpt = Excerpt::around(bytes, &span);
        let marked = excerpt.text[excerpt.displayed_span(&span)].to_owned();
        (excerpt.text, marked)
    }

    #[test]
    fn one_line_is_shown_and_the_place_in_it() {
        assert_eq!(shown(b"one\r\ntwo three\r\nfour", 9..14), ("two three".into(), "three".into()));
        assert_eq!(shown(b"\xEF\xBB\xBF{}", 3..5), ("{}".into(), "{}".into()));
        assert_eq!(shown(b"one\n", 4..4), (String::new(), String::new()));
    }

    #[test]
    fn what_cannot_be_seen_is_written_out() {
        let line = "a\u{202e}b\tc\u{1b}d";
        assert_eq!(shown(line.as_bytes(), 1..4), ("a<U+202E>b    c<U+001B>d".into(), "<U+202E>".into()));
        assert_eq!(shown(b"a\xFFb", 1..2), ("a<FF>b".into(), "<FF>".into()));
    }

    #[test]
    fn a_long_line_is_cut_on_both_sides() {
        let line = "ä".repeat(1_000_000);
        let (text, marked) = shown(line.as_bytes(), 1_000_000..1_000_002);
        assert!(text.starts_with("...ä") && text.ends_with("ä...") && text.len() < 300, "{text}");
        assert_eq!(marked, "ä");
    }
}

//! PURE. Words for people: text that is safe to show, English, layout in terminal cells; and the small
//! encodings that several rooms need.

mod english;
mod safe;

use std::fmt::Write as _;

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

pub use english::{ago, closest, count, format_minute, format_second, list, or_list, seconds_since};
pub use safe::{Text, is_hidden, visible};
pub(crate) use safe::{is_markdown_mark, is_plain, line_start_marker};

/// The byte order mark that Windows programs put before a text.
pub(crate) const BOM: &str = "\u{feff}";

/// Returns the bytes in lower-case hexadecimal digits.
pub(crate) fn hex<'a>(bytes: impl IntoIterator<Item = &'a u8>) -> String {
    bytes.into_iter().fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

/// An error, or a fault, that may say what to do about it.
pub trait Hint {
    /// Returns what a person can do about it, in one line without a full stop.
    fn hint(&self) -> Option<String>;
}

/// Returns as much of the text as fits into `width` cells, ending in `..` where something was cut.
pub(crate) fn clip(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let room = width.saturating_sub(2);
    let mut out = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        used += grapheme.width();
        if used > room {
            break;
        }
        out.push_str(grapheme);
    }
    out.push_str(if width >= 2 { ".." } else { "" });
    out
}

/// Joins words by blanks into lines of at most `width` cells. The first line begins with `first` and the
/// others with `others`. A word is never cut, so that an address stays one that can be copied.
pub(crate) fn wrap<'a>(
    words: impl IntoIterator<Item = &'a str>,
    first: &str,
    others: &str,
    width: usize,
) -> Vec<String> {
    let mut lines = Vec::new();
    let (mut line, mut used, mut is_empty) = (first.to_owned(), first.width(), true);
    for word in words {
        let word_width = word.width();
        if !is_empty && used.saturating_add(1 + word_width) > width {
            lines.push(std::mem::replace(&mut line, others.to_owned()));
            (used, is_empty) = (others.width(), true);
        }
        if !is_empty {
            line.push(' ');
            used += 1;
        }
        line.push_str(word);
        used += word_width;
        is_empty = false;
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clipped_text_says_so() {
        assert_eq!(clip("abcdef", 6), "abcdef");
        assert_eq!(clip("abcdef", 5), "abc..");
        assert_eq!(clip("日本語", 5), "日..");
        assert_eq!(clip("abc", 1), "");
    }

    #[test]
    fn words_wrap_at_blanks_and_are_never_cut() {
        let lines = |text: &str, width| wrap(text.split(' '), "- ", "  ", width);
        assert_eq!(lines("one two three", 9), ["- one two", "  three"]);
        assert_eq!(lines("see https://example.org now", 8), ["- see", "  https://example.org", "  now"]);
        assert_eq!(lines("日本 語テ", 8), ["- 日本", "  語テ"]);
        assert_eq!(lines("", 8), ["- "]);
    }
}

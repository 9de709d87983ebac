//! PURE. Fits text into a width of terminal cells.

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

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

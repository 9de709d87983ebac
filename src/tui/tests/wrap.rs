//! PURE. Wrapping and cutting.

use ratatui::style::Style;
use ratatui::text::Span;
use unicode_width::UnicodeWidthStr;

use crate::tui::draw::{truncate_lines, wrap, wrap_text};

fn wrapped(text: &str, width: usize) -> Vec<String> {
    wrap_text(text, width, Style::new()).iter().map(ToString::to_string).collect()
}

#[test]
fn text_breaks_at_words_and_a_long_word_is_cut() {
    assert_eq!(wrapped("the quick brown fox", 10), ["the quick", "brown fox"]);
    assert_eq!(wrapped("a  b", 80), ["a  b"]);
    assert_eq!(wrapped("abcdefgh ij", 5), ["abcde", "fgh", "ij"]);
    assert_eq!(wrapped("a\n\nb", 5), ["a", "", "b"]);
    assert_eq!(wrapped("", 5), [""]);
}

#[test]
fn wide_characters_break_anywhere_and_never_overflow() {
    assert_eq!(wrapped("日本語テキスト", 5), ["日本", "語テ", "キス", "ト"]);
    assert_eq!(wrapped("日本語。「テ」", 6), ["日本", "語。", "「テ」"]);
    for width in 1..6 {
        for line in wrapped("a日b👩\u{200d}💻 e\u{301}", width) {
            assert!(line.width() <= width.max(2), "{line} at {width}");
        }
    }
}

#[test]
fn leads_count_and_styles_stay() {
    let bold = Style::new().bold();
    let pieces = [Span::raw("one "), Span::styled("two three", bold)];
    let lines = wrap(&pieces, 9, &Span::raw("- "), &Span::raw("  "));
    assert_eq!(lines.iter().map(ToString::to_string).collect::<Vec<_>>(), ["- one two", "  three"]);
    assert_eq!(lines[1].spans[1].style, bold);
}

#[test]
fn lines_that_are_left_out_leave_a_mark() {
    let shortened = |text: &str, rows| {
        let lines = truncate_lines(wrap_text(text, 7, Style::new()), rows, 7);
        lines.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(shortened("one two three", 2), ["one two", "three"]);
    assert_eq!(shortened("one two three", 1), ["one t.."]);
    assert_eq!(shortened("one three", 1), ["one .."]);
    assert_eq!(shortened("one", 0), [""; 0]);
}

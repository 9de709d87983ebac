//! PURE. Wraps styled text at words to a width in cells, whatever the script.

use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

pub(super) use crate::text::clip;

/// A grapheme with its width and style.
#[derive(Clone, Copy)]
struct StyledGrapheme<'a> {
    text: &'a str,
    width: usize,
    style: Style,
}

/// Wraps pieces of text to `width` cells. The first line begins with `first`, the others with `rest`;
/// both count. Line breaks in the text stay. A word that is wider than a line is cut.
pub(super) fn wrap(
    pieces: &[Span<'_>],
    width: usize,
    first: &Span<'_>,
    rest: &Span<'_>,
) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    let mut paragraph: Vec<StyledGrapheme<'_>> = Vec::new();
    for piece in pieces {
        for text in piece.content.graphemes(true) {
            if text == "\n" || text == "\r\n" {
                wrap_paragraph(&mut lines, &paragraph, width, first, rest);
                paragraph.clear();
            } else {
                paragraph.push(StyledGrapheme { text, width: text.width(), style: piece.style });
            }
        }
    }
    wrap_paragraph(&mut lines, &paragraph, width, first, rest);
    lines
}

/// Wraps plain text of one style.
pub(super) fn wrap_text(text: &str, width: usize, style: Style) -> Vec<Line<'static>> {
    let none = Span::raw("");
    wrap(&[Span::styled(text.to_owned(), style)], width, &none, &none)
}

/// As many of the lines as there are rows; where some are left out, the last one ends in `..`.
pub(super) fn truncate_lines(mut lines: Vec<Line<'static>>, rows: usize, width: usize) -> Vec<Line<'static>> {
    if lines.len() > rows {
        lines.truncate(rows);
        if let Some(last) = lines.last_mut() {
            let style = last.spans.last().map_or(last.style, |span| span.style);
            let text = last.to_string();
            let room = text.width() + 3 <= width;
            *last = Line::styled(clip(&format!("{text}{}..", if room { " " } else { "" }), width), style);
        }
    }
    lines
}

/// Breaks one paragraph into lines.
fn wrap_paragraph(
    lines: &mut Vec<Line<'static>>,
    cells: &[StyledGrapheme<'_>],
    width: usize,
    first: &Span<'_>,
    rest: &Span<'_>,
) {
    let mut left = cells;
    loop {
        let lead = if lines.is_empty() { first } else { rest };
        let room = width.saturating_sub(lead.content.width()).max(1);
        let (taken, after) = split_line(left, room);
        lines.push(build_line(lead, taken));
        if after.is_empty() {
            return;
        }
        left = after;
    }
}

/// The cells that fit into a line, and those for the next: broken at a blank, between wide
/// characters, or, where there is neither, anywhere.
fn split_line<'a, 'b>(
    cells: &'b [StyledGrapheme<'a>],
    room: usize,
) -> (&'b [StyledGrapheme<'a>], &'b [StyledGrapheme<'a>]) {
    let mut used = 0;
    let mut fits = 0;
    for cell in cells {
        if used + cell.width > room {
            break;
        }
        used += cell.width;
        fits += 1;
    }
    if fits == cells.len() {
        return (cells, &[]);
    }
    let breaks = |at: &usize| {
        let (Some(before), Some(after)) = (cells.get(at.wrapping_sub(1)), cells.get(*at)) else {
            return false;
        };
        let words = before.text == " " || after.text == " ";
        words || ((before.width > 1 || after.width > 1) && !forbids_break(before.text, after.text))
    };
    let at = (1..=fits).rev().find(breaks).unwrap_or(fits.max(1));
    let (taken, after) = cells.split_at(at.min(cells.len()));
    let blanks = after.iter().take_while(|cell| cell.text == " ").count();
    (taken, after.get(blanks..).unwrap_or_default())
}

/// Whether two wide characters stay together: no line begins with a mark that ends something, nor
/// ends with one that begins something.
fn forbids_break(before: &str, after: &str) -> bool {
    "、。，．：；？！）」』】》〉〕］｝ー々…".contains(after) || "（「『【《〈〔［｛".contains(before)
}

fn build_line(lead: &Span<'_>, cells: &[StyledGrapheme<'_>]) -> Line<'static> {
    let ends = cells.iter().rposition(|cell| cell.text != " ").map_or(0, |last| last + 1);
    let mut spans: Vec<Span<'static>> = Vec::new();
    if !lead.content.is_empty() {
        spans.push(Span::styled(lead.content.to_string(), lead.style));
    }
    let begins = spans.len();
    for cell in cells.iter().take(ends) {
        match spans.get_mut(begins..).and_then(<[_]>::last_mut) {
            Some(span) if span.style == cell.style => span.content.to_mut().push_str(cell.text),
            _ => spans.push(Span::styled(cell.text.to_owned(), cell.style)),
        }
    }
    Line::from(spans)
}

#[cfg(test)]
mod tests {
    use super::*;

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
}

//! PURE. Wraps and cuts styled text to a width in cells, in any script.

use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::text::clip;

/// The widest text that is comfortable to read, in cells.
pub(super) const MAX_TEXT_WIDTH: usize = 76;

#[derive(Clone, Copy)]
struct StyledGrapheme<'a> {
    text: &'a str,
    width: usize,
    style: Style,
}

/// Wraps pieces of text at words to `width` cells. The first line begins with `first`, the others with
/// `rest`, which are included in the width. Line breaks stay. A word that is wider than a line is cut.
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

/// Returns the rows of a text in a dialog of this width.
pub(super) fn wrapped_rows(text: &str, width: u16) -> usize {
    if text.is_empty() { 0 } else { wrap_text(text, inner_width(width), Style::new()).len() }
}

/// Returns the width of text in a dialog: it leaves a blank at each side, and is comfortable to read.
pub(super) fn inner_width(width: u16) -> usize {
    usize::from(width).saturating_sub(2).clamp(1, MAX_TEXT_WIDTH + 2)
}

/// Returns the first lines, as many as there are rows; if others are left out, the last one ends in `..`.
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

/// Splits off the cells that fit into a line: at a blank, between wide characters, or, without either,
/// anywhere.
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

/// Whether two wide characters stay together, because no line may begin with a closing mark or end with
/// an opening one.
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

//! PURE. The drawing helpers that screens and dialogs share, and the wrapping of styled text in any script.
//! What does not fit is cut off; no size panics.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Widget};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::session::Counts;
use crate::text::{clip, count};
use crate::tui::editor::Editor;
use crate::tui::theme::Theme;

/// The mark before a line that is typed.
const PROMPT: &str = "> ";

/// Draws a line at a row of an area.
pub(super) fn draw_line(buffer: &mut Buffer, area: Rect, row: usize, line: &Line<'_>) {
    line.render(row_of(buffer, area, row), buffer);
}

/// Draws the lines that fit, from the one at `from` on.
pub(super) fn draw_lines(buffer: &mut Buffer, area: Rect, lines: &[Line<'_>], from: usize) {
    for (row, line) in lines.iter().skip(from).take(usize::from(area.height)).enumerate() {
        draw_line(buffer, area, row, line);
    }
}

/// Sets the style of a row of an area.
pub(super) fn style_row(buffer: &mut Buffer, area: Rect, row: usize, style: Style) {
    buffer.set_style(row_of(buffer, area, row), style);
}

fn row_of(buffer: &Buffer, area: Rect, row: usize) -> Rect {
    let y = u16::try_from(row).map_or(u16::MAX, |row| area.y.saturating_add(row));
    Rect { y, height: 1, ..area }.intersection(area).intersection(*buffer.area())
}

/// Returns an area without its first and last column.
pub(super) fn inset(area: Rect) -> Rect {
    Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area }
}

/// Returns the part of an area below so many rows.
pub(super) fn below(area: Rect, rows: usize) -> Rect {
    let rows = u16::try_from(rows).unwrap_or(area.height).min(area.height);
    Rect { y: area.y + rows, height: area.height - rows, ..area }
}

/// Splits an area into parts of so many rows from the top down; the last ones get what is left.
pub(super) fn stack<const N: usize>(area: Rect, rows: [usize; N]) -> [Rect; N] {
    let mut left = area;
    rows.map(|rows| {
        let rest = below(left, rows);
        let part = Rect { height: left.height - rest.height, ..left };
        left = rest;
        part
    })
}

/// Returns a gauge of so many cells: `=======-----`.
pub(super) fn gauge(theme: Theme, counts: &Counts, cells: usize) -> [Span<'static>; 2] {
    let full = (counts.done() * cells).checked_div(counts.applicable()).unwrap_or(0).min(cells);
    [Span::styled("=".repeat(full), theme.gauge()), Span::styled("-".repeat(cells - full), theme.dim())]
}

/// Draws the bar on top of a dialog: its title, in as many rows as there are, and a position at the right.
pub(super) fn draw_bar(theme: Theme, (title, position): (&str, &str), buffer: &mut Buffer, area: Rect) {
    let room = usize::from(area.width).saturating_sub(2);
    let position = if position.width() + 8 <= room { position } else { "" };
    let beside = if position.is_empty() { 0 } else { position.width() + 2 };
    let width = inner_width(area.width).min(room.saturating_sub(beside)).max(1);
    let lines = truncate_lines(wrap_text(title, width, Style::new()), usize::from(area.height), width);
    for row in 0..usize::from(area.height) {
        style_row(buffer, area, row, theme.bar());
    }
    draw_lines(buffer, inset(area), &lines, 0);
    draw_line(buffer, inset(area), 0, &Line::from(position).right_aligned());
}

/// Draws a line that is typed, behind a prompt.
pub(super) fn draw_field(theme: Theme, field: &Editor, buffer: &mut Buffer, area: Rect) {
    let area = inset(area);
    draw_line(buffer, area, 0, &Line::from(Span::styled(PROMPT, theme.accent())));
    let prompt = u16::try_from(PROMPT.len()).unwrap_or(0).min(area.width);
    draw_editor(field, buffer, Rect { x: area.x + prompt, width: area.width - prompt, ..area });
}

pub(super) fn draw_editor(field: &Editor, buffer: &mut Buffer, area: Rect) {
    let area = area.intersection(*buffer.area());
    if area.height > 0 && area.width > 0 {
        field.widget().render(area, buffer);
    }
}

/// Draws the items of a list around the selected one. `line` returns the row of an item at a width.
pub(super) fn draw_list(
    theme: Theme,
    buffer: &mut Buffer,
    area: Rect,
    (selected, items): (Option<usize>, usize),
    line: impl Fn(usize, usize) -> Line<'static>,
) {
    let first = first_visible(selected.unwrap_or(0), items, usize::from(area.height));
    for row in 0..usize::from(area.height).min(items.saturating_sub(first)) {
        draw_line(buffer, area, row, &line(first + row, usize::from(area.width)));
        if Some(first + row) == selected {
            style_row(buffer, area, row, theme.selected());
        }
    }
}

/// Returns the first item in a window of this height, so that the selected one is in sight.
pub(super) fn first_visible(selected: usize, items: usize, height: usize) -> usize {
    selected.saturating_sub(height / 2).min(items.saturating_sub(height))
}

/// Returns the cursor's position in a list that is longer than its window, otherwise nothing.
pub(super) fn position(selected: Option<usize>, items: usize, window: Rect) -> String {
    match selected {
        _ if items <= usize::from(window.height) => String::new(),
        Some(at) => format!("{} of {items}", at + 1),
        None => format!("1 to {items}"),
    }
}

/// Draws in the last row of an area how many lines more there are below, and the key that shows them.
pub(super) fn draw_more_marker(theme: Theme, buffer: &mut Buffer, area: Rect, (more, key): (usize, &str)) {
    let row = usize::from(area.height.saturating_sub(1));
    let text = format!("-- {} more below: {key} --", count(more + 1, "line"));
    let text =
        if text.len() > usize::from(area.width) { format!("-- {} more: j --", more + 1) } else { text };
    Clear.render(below(area, row).intersection(*buffer.area()), buffer);
    draw_line(buffer, area, row, &Line::styled(text, theme.dim()));
}

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

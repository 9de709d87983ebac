//! PURE. Where things stand on the screen, from the size of the terminal alone.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::model::Model;
use super::sheet::{ReadSheet, Sheet};
use super::walk::Pane;
use super::{page, wrap};

/// The smallest screen that is usable, in cells.
pub(super) const SMALLEST: (u16, u16) = (20, 5);

/// From this width on, outline and step stand side by side.
pub(super) const WIDE: u16 = 80;

/// The parts of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Frames {
    /// What is worked on, how far.
    pub header: Rect,
    /// All between header and footer.
    pub body: Rect,
    /// The outline, where it is shown.
    pub outline: Option<Rect>,
    /// The step, where it is shown.
    pub step: Option<Rect>,
    /// The keys that apply here, or the last message.
    pub footer: Rect,
    /// What lies over the body.
    pub sheet: Option<Rect>,
}

/// The parts of the screen for a model.
pub(super) fn frames(model: &Model) -> Frames {
    let (width, height) = model.size;
    let head = if height >= 12 { 2 } else { 1 };
    let rows = |y: u16, tall: u16| Rect { x: 0, y, width, height: tall };
    let body = rows(head, height.saturating_sub(head + 1));
    let pane = model.walk.as_ref().map_or(Pane::Outline, |walk| walk.pane);
    let (outline, step) = panes(body, width, pane);
    let sheet = model.sheet.as_ref().map(|sheet| {
        let tall = sheet_height(model, sheet, body).clamp(body.height.min(3), body.height);
        match sheet {
            // A QR code needs every row there is.
            Sheet::Read(read) if read.hang.is_none() => rows(0, height.saturating_sub(1)),
            _ => rows(body.y + body.height - tall, tall),
        }
    });
    Frames { header: rows(0, head), body, outline, step, footer: rows(height.saturating_sub(1), 1), sheet }
}

fn panes(body: Rect, width: u16, pane: Pane) -> (Option<Rect>, Option<Rect>) {
    if width < WIDE {
        return match pane {
            Pane::Outline => (Some(body), None),
            Pane::Step => (None, Some(body)),
        };
    }
    let left = (width * 2 / 5).clamp(32, 52);
    let gap = 2;
    let step = Rect { x: left + gap, width: width.saturating_sub(left + gap + 1), ..body };
    (Some(Rect { width: left, ..body }), Some(step))
}

/// The rows a sheet wants, its bar included.
fn sheet_height(model: &Model, sheet: &Sheet, body: Rect) -> u16 {
    let rows = match sheet {
        Sheet::Line(line) => 3 + wrapped(&line.hint, body.width) + wrapped(&line.title, body.width) - 1,
        Sheet::Pick(pick) => wrapped(&pick.title, body.width) + pick.items.len() + 1,
        Sheet::Note(_) => usize::from(body.height / 2).max(8),
        Sheet::Search(_) => usize::from(body.height),
        Sheet::Read(read) => read_lines(model, read).len().max(usize::from(body.height / 2)) + 1,
    };
    u16::try_from(rows).unwrap_or(u16::MAX)
}

fn wrapped(text: &str, width: u16) -> usize {
    if text.is_empty() { 0 } else { wrap::wrap_text(text, inner(width), Style::new()).len() }
}

/// The rows of a sheet's bar: all that its title needs, but what is asked for below it, a field or a
/// choice, has two rows on the smallest screen too.
pub(super) fn bar_rows(title: &str, area: Rect) -> usize {
    let below = if area.height > 2 { 2 } else { 1 };
    wrapped(title, area.width).min(usize::from(area.height.saturating_sub(below)).max(1))
}

/// The width of text inside a sheet: a blank at each side.
pub(super) fn inner(width: u16) -> usize {
    usize::from(width).saturating_sub(2).max(1)
}

/// The lines of a text to read, wrapped to the screen.
pub(super) fn read_lines(model: &Model, read: &ReadSheet) -> Vec<Line<'static>> {
    let width = inner(model.size.0);
    let Some(hang) = read.hang else {
        // The lines of a QR code hold together; a text below it is wrapped.
        let text = |line: &str| line.is_ascii() && !line.trim().is_empty();
        let wrapped = |line: &String| {
            if text(line) {
                wrap::wrap_text(line, width, Style::new())
            } else {
                vec![Line::raw(line.clone())]
            }
        };
        return read.lines.iter().flat_map(wrapped).collect();
    };
    // Where there is little room, the text itself needs it.
    let (none, rest) = (Span::raw(""), Span::raw(" ".repeat(if width > 3 * hang { hang } else { 2 })));
    read.lines.iter().flat_map(|line| wrap::wrap(&[Span::raw(line.as_str())], width, &none, &rest)).collect()
}

/// How many rows a page up or down goes in what is open now.
pub(super) fn page(model: &Model) -> usize {
    let frames = frames(model);
    let rows = frames.sheet.map_or(frames.body.height, |sheet| sheet.height.saturating_sub(1));
    usize::from(rows).max(1)
}

/// The item of a list in a sheet that a row of the screen shows.
pub(super) fn sheet_row(model: &Model, y: u16) -> Option<usize> {
    let area = frames(model).sheet?;
    let inside = usize::from(y.checked_sub(area.y)?);
    let (head, selected, items) = match model.sheet.as_ref()? {
        Sheet::Pick(pick) => (bar_rows(&pick.title, area), pick.selected.unwrap_or(0), pick.items.len()),
        Sheet::Search(search) => (2, search.selected, search.hits.len()),
        _ => return None,
    };
    let row = inside.checked_sub(head)?;
    Some(first_row(selected, items, usize::from(area.height).saturating_sub(head)) + row)
}

/// The first item that a window of this height shows, so that the selected one is in sight.
pub(super) fn first_row(selected: usize, items: usize, height: usize) -> usize {
    selected.saturating_sub(height / 2).min(items.saturating_sub(height))
}

/// How many rows the briefing takes.
pub(super) fn briefing_rows(model: &Model) -> usize {
    let briefing = model.walk.as_ref().and_then(|walk| walk.briefing.as_ref());
    briefing.map_or(0, |(briefing, _)| page::briefing(briefing, inner(model.size.0), model.look).len())
}

/// How far the step's text can be scrolled.
pub(super) fn step_overflow(model: &Model) -> usize {
    let (Some(walk), Some(area)) = (&model.walk, frames(model).step) else { return 0 };
    let Some(step) = walk.step() else { return 0 };
    let page = page::page(&walk.progress, step, usize::from(area.width), model.look, &model.zone);
    page.overflow(usize::from(area.height))
}

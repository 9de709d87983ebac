//! PURE. Draws the model: one file for each panel. Drawing changes nothing.

mod board;
mod footer;
mod header;
mod list;
mod outline;
mod sheet;
mod step;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::layout::{self, MIN_SIZE};
use super::model::Model;
use super::theme::Theme;
use super::wrap::wrap_text;
use crate::session::Counts;

/// Draws the whole screen into a buffer. What does not fit is cut off; no size panics.
pub fn view(model: &Model, buffer: &mut Buffer) {
    let screen = *buffer.area();
    if screen.width < MIN_SIZE.0 || screen.height < MIN_SIZE.1 {
        let said = format!("too small: {}x{} is the least", MIN_SIZE.0, MIN_SIZE.1);
        draw_lines(buffer, screen, &wrap_text(&said, usize::from(screen.width).max(1), Style::new()), 0);
        return;
    }
    let frames = layout::areas(model);
    header::draw(model, buffer, frames.header);
    match &model.session {
        Some(walk) if walk.briefing.is_some() => step::draw_briefing(model, walk, buffer, frames.body),
        Some(walk) => {
            if let Some(area) = frames.outline {
                outline::draw(model, walk, buffer, area);
            }
            if let Some(area) = frames.step {
                step::draw(model, walk, buffer, area);
            }
        }
        None => board::draw(model, buffer, frames.body),
    }
    if let (Some(area), Some(sheet)) = (frames.dialog, &model.dialog) {
        sheet::draw(model, sheet, buffer, area);
    }
    footer::draw(model, buffer, &frames);
}

/// Puts a line at a row of an area; what lies outside is cut off.
fn draw_line(buffer: &mut Buffer, area: Rect, row: usize, line: &Line<'_>) {
    let Ok(row) = u16::try_from(row) else { return };
    let target = Rect { y: area.y.saturating_add(row), height: 1, ..area }
        .intersection(area)
        .intersection(*buffer.area());
    line.render(target, buffer);
}

/// Draws lines from one on, as many as fit.
fn draw_lines(buffer: &mut Buffer, area: Rect, lines: &[Line<'_>], from: usize) {
    for (row, line) in lines.iter().skip(from).take(usize::from(area.height)).enumerate() {
        draw_line(buffer, area, row, line);
    }
}

/// Fills a row of an area with a style.
fn style_row(buffer: &mut Buffer, area: Rect, row: usize, style: Style) {
    let Ok(row) = u16::try_from(row) else { return };
    let target = Rect { y: area.y.saturating_add(row), height: 1, ..area }
        .intersection(area)
        .intersection(*buffer.area());
    buffer.set_style(target, style);
}

/// `=======-----`: a bar of so many cells.
fn gauge(look: Theme, tally: &Counts, cells: usize) -> [Span<'static>; 2] {
    let full = (tally.done() * cells).checked_div(tally.applicable()).unwrap_or(0).min(cells);
    [Span::styled("=".repeat(full), look.gauge()), Span::styled("-".repeat(cells - full), look.dim())]
}

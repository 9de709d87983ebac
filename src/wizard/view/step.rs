//! PURE. The current step's page, and the briefing in its place on resume.

use std::num::NonZeroU16;

use ratatui::buffer::{Buffer, CellDiffOption};
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::{put, put_lines};
use crate::wizard::model::Model;
use crate::wizard::page::{self, StepPage};
use crate::wizard::walk::{Pane, Walk};

pub(super) fn draw(model: &Model, walk: &Walk, buffer: &mut Buffer, area: Rect) {
    let Some(step) = walk.step() else {
        let Some(section) = walk.folded_section() else { return };
        let section = walk.progress.checklist().section(section);
        put(buffer, area, 0, &Line::styled(section.title.to_string(), model.look.title()));
        put(buffer, area, 1, &Line::styled("folded: l unfolds it", model.look.dim()));
        return;
    };
    let area = if area.x == 0 { padded(area) } else { area };
    let page = page::page(&walk.progress, step, usize::from(area.width), model.look, &model.zone);
    let height = usize::from(area.height);
    let (pinned, over) = (page.pinned(height), page.overflow(height));
    let from = walk.scroll.min(over);
    put_lines(buffer, area, page.head.get(..pinned).unwrap_or_default(), 0);
    let below = rest(area, pinned);
    put_lines(buffer, below, &page.body, from);
    if model.look.hyperlinks {
        link(buffer, below, &page, from);
    }
    if from < over {
        more(model, walk, buffer, below, over - from);
    }
}

/// Makes the cells of addresses one hyperlink each (OSC 8). Every cell carries the whole link, so
/// that drawing some of them anew does not leave one open.
fn link(buffer: &mut Buffer, area: Rect, page: &StepPage, from: usize) {
    for (number, link) in page.links.iter().enumerate() {
        let address = link.address.as_str();
        if !address.chars().all(|c| c.is_ascii_graphic()) {
            continue;
        }
        for line in link.lines.clone().filter(|line| *line >= from) {
            let Ok(row) = u16::try_from(line - from) else { continue };
            let width = page.body.get(line).map_or(0, Line::width).min(usize::from(area.width));
            for column in 0..u16::try_from(width).unwrap_or(0) {
                let place = (area.x + column, area.y.saturating_add(row));
                if row < area.height
                    && let Some(cell) = buffer.cell_mut(place)
                {
                    let linked = format!("\x1b]8;id={number};{address}\x1b\\{}\x1b]8;;\x1b\\", cell.symbol());
                    cell.set_symbol(&linked).set_diff_option(CellDiffOption::ForcedWidth(NonZeroU16::MIN));
                }
            }
        }
    }
}

/// What is left of an area below so many rows.
fn rest(area: Rect, rows: usize) -> Rect {
    let rows = u16::try_from(rows).unwrap_or(area.height).min(area.height);
    Rect { y: area.y + rows, height: area.height - rows, ..area }
}

/// The last row tells that there is more.
fn more(model: &Model, walk: &Walk, buffer: &mut Buffer, area: Rect, below: usize) {
    let row = usize::from(area.height.saturating_sub(1));
    let key = if walk.pane == Pane::Step { "j scrolls" } else { "Tab, then j" };
    let text = format!("-- {} more below: {key} --", crate::text::count(below + 1, "line"));
    let blank = " ".repeat(usize::from(area.width));
    put(buffer, area, row, &Line::raw(blank));
    put(buffer, area, row, &Line::styled(text, model.look.dim()));
}

fn padded(area: Rect) -> Rect {
    Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area }
}

pub(super) fn draw_briefing(model: &Model, walk: &Walk, buffer: &mut Buffer, area: Rect) {
    let Some((briefing, scroll)) = &walk.briefing else { return };
    let area = padded(area);
    let lines = page::briefing(briefing, usize::from(area.width), model.look);
    let height = usize::from(area.height);
    let over = lines.len().saturating_sub(height);
    if over == 0 {
        put_lines(buffer, area, &lines, 0);
        return;
    }
    // How it stands is always in sight: the last row, whatever is scrolled above it.
    let above = Rect { height: area.height.saturating_sub(1), ..area };
    put_lines(buffer, above, &lines, (*scroll).min(over));
    if let Some(summary) = lines.last() {
        put(buffer, area, height.saturating_sub(1), summary);
    }
}

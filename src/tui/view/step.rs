//! PURE. The current step's page, and the briefing in its place on resume.

use std::num::NonZeroU16;

use ratatui::buffer::{Buffer, CellDiffOption};
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::{Clear, Widget as _};

use super::{draw_line, draw_lines, style_row};
use crate::text::count;
use crate::tui::layout;
use crate::tui::model::Model;
use crate::tui::session::{Pane, SessionScreen};
use crate::tui::step_page::{self, StepPage};
use crate::tui::wrap::{clip, wrap_text};

pub(super) fn draw(model: &Model, walk: &SessionScreen, buffer: &mut Buffer, area: Rect) {
    let alone = area.x == 0;
    let area = if alone { inset(area) } else { area };
    let Some(step) = walk.step() else {
        draw_section(model, walk, buffer, area);
        return;
    };
    let mut page =
        step_page::step_page(&walk.progress, step, usize::from(area.width), model.theme, &model.zone);
    let height = usize::from(area.height);
    let (pinned, over) = (page.pinned_rows(height), page.overflow(height));
    let from = walk.scroll.min(over);
    if page.is_cramped(height) {
        draw_compact_head(&mut page, buffer, area);
    } else {
        draw_lines(buffer, area, &page.head, 0);
    }
    if walk.pane == Pane::Step && !alone {
        // Keys go here now: as obvious as the cursor in the outline.
        for row in 0..page.title_rows.min(pinned) {
            style_row(buffer, area, row, model.theme.selected());
        }
    }
    let below = area_below(area, pinned);
    draw_lines(buffer, below, &page.body, from);
    if model.theme.hyperlinks {
        draw_hyperlinks(buffer, below, &page, from);
    }
    if from < over {
        draw_more_hint(model, walk, buffer, below, over - from);
    }
}

/// The head in one row; all of it stands before the rest, which is scrolled.
fn draw_compact_head(page: &mut StepPage, buffer: &mut Buffer, area: Rect) {
    let width = usize::from(area.width);
    let mut brief = page.compact_head.clone();
    if let Some(title) = brief.spans.last_mut() {
        title.content = clip(&title.content, width.saturating_sub(3)).into();
    }
    draw_line(buffer, area, 0, &brief);
    let head = page.head.len();
    page.body.splice(0..0, page.head.iter().cloned());
    for link in &mut page.links {
        link.lines = link.lines.start + head..link.lines.end + head;
    }
}

/// A folded section: how it stands.
fn draw_section(model: &Model, walk: &SessionScreen, buffer: &mut Buffer, area: Rect) {
    let Some(ix) = walk.folded_section() else { return };
    let (section, tally) = (walk.progress.checklist().section(ix), walk.progress.section(ix));
    let width = usize::from(area.width).clamp(1, step_page::MAX_TEXT_WIDTH);
    let mut lines = wrap_text(section.title.as_str(), width, model.theme.title());
    lines.extend(wrap_text(
        &format!("{}: {}", count(tally.total(), "step"), tally.summary()),
        width,
        Style::new(),
    ));
    lines.push(Line::default());
    lines.extend(wrap_text("Folded: l or Enter unfolds it.", width, model.theme.dim()));
    draw_lines(buffer, area, &lines, 0);
}

/// Makes the cells of addresses one hyperlink each (OSC 8). Every cell carries the whole link, so
/// that drawing some of them anew does not leave one open.
fn draw_hyperlinks(buffer: &mut Buffer, area: Rect, page: &StepPage, from: usize) {
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
fn area_below(area: Rect, rows: usize) -> Rect {
    let rows = u16::try_from(rows).unwrap_or(area.height).min(area.height);
    Rect { y: area.y + rows, height: area.height - rows, ..area }
}

/// The last row tells that there is more, and the key that shows it.
fn draw_more_hint(model: &Model, walk: &SessionScreen, buffer: &mut Buffer, area: Rect, below: usize) {
    let key = if walk.pane == Pane::Step { "j scrolls" } else { "Tab, then j" };
    draw_more_marker(model, buffer, area, (below, key));
}

fn draw_more_marker(model: &Model, buffer: &mut Buffer, area: Rect, (below, key): (usize, &str)) {
    let row = usize::from(area.height.saturating_sub(1));
    let text = format!("-- {} more below: {key} --", count(below + 1, "line"));
    let text =
        if text.len() > usize::from(area.width) { format!("-- {} more: j --", below + 1) } else { text };
    Clear.render(area_below(area, row).intersection(*buffer.area()), buffer);
    draw_line(buffer, area, row, &Line::styled(text, model.theme.dim()));
}

fn inset(area: Rect) -> Rect {
    Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area }
}

pub(super) fn draw_briefing(model: &Model, walk: &SessionScreen, buffer: &mut Buffer, area: Rect) {
    let (Some((_, scroll)), Some(page)) = (&walk.briefing, layout::briefing_page(model)) else { return };
    let area = inset(area);
    let height = usize::from(area.height).saturating_sub(page.summary.len());
    let over = page.scrollable.len().saturating_sub(height);
    let from = (*scroll).min(over);
    let above = Rect { height: u16::try_from(height.min(page.scrollable.len())).unwrap_or(0), ..area };
    draw_lines(buffer, above, &page.scrollable, from);
    if from < over {
        draw_more_marker(model, buffer, above, (over - from, "j scrolls"));
    }
    // How it stands is always in sight, whatever is scrolled above it.
    draw_lines(buffer, area_below(area, usize::from(above.height)), &page.summary, 0);
}

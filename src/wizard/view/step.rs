//! PURE. The current step's page, and the briefing in its place on resume.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{put, put_lines};
use crate::session::{Briefing, BriefingLine};
use crate::wizard::model::Model;
use crate::wizard::page;
use crate::wizard::theme::Look;
use crate::wizard::walk::{Pane, Walk};
use crate::wizard::wrap::wrap;

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
    if from < over {
        more(model, walk, buffer, below, over - from);
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
    let lines = briefing_lines(briefing, usize::from(area.width).min(page::COMFORTABLE), model.look);
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

fn briefing_lines(briefing: &Briefing, width: usize, look: Look) -> Vec<Line<'static>> {
    let none = Span::raw("");
    briefing
        .0
        .iter()
        .flat_map(|line| match line {
            BriefingLine::Title(text) | BriefingLine::Summary(text) => {
                wrap(&[Span::styled(text.clone(), look.title())], width, &none, &none)
            }
            BriefingLine::Plain(text) => wrap(&[Span::raw(text.clone())], width, &none, &none),
            BriefingLine::Heading(text) => vec![Line::styled(*text, look.accent())],
            BriefingLine::Item(text) => {
                wrap(&[Span::raw(text.clone())], width, &Span::raw("- "), &Span::raw("  "))
            }
            BriefingLine::Alert(text) => {
                wrap(&[Span::styled(text.clone(), look.alarm())], width, &Span::raw("! "), &Span::raw("  "))
            }
        })
        .collect()
}

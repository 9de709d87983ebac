//! PURE. The outline: sections with their counts, steps with their glyphs.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::{paint, put};
use crate::checklist::{Node, SectionIx, StepIx, Truth};
use crate::wizard::model::Model;
use crate::wizard::walk::{Pane, Walk};
use crate::wizard::wrap::clip;

pub(super) fn draw(model: &Model, walk: &Walk, buffer: &mut Buffer, area: Rect) {
    if walk.rows() == 0 {
        let line = format!(" No step is shown under the filter \"{}\". f changes it.", walk.filter.name());
        put(buffer, area, 0, &Line::styled(clip(&line, usize::from(area.width)), model.look.dim()));
        return;
    }
    let first = walk.top();
    for row in 0..usize::from(area.height) {
        let Some(node) = walk.node(first + row) else { break };
        let line = match node {
            Node::Section(ix) => section(model, walk, ix, usize::from(area.width)),
            Node::Step(ix) => step(model, walk, ix, usize::from(area.width)),
        };
        put(buffer, area, row, &line);
        if first + row == walk.cursor() {
            let active = walk.pane == Pane::Outline || area.width == model.size.0;
            paint(buffer, area, row, if active { model.look.selected() } else { model.look.marked() });
        }
    }
}

fn section(model: &Model, walk: &Walk, ix: SectionIx, width: usize) -> Line<'static> {
    let section = walk.progress.checklist().section(ix);
    let tally = walk.progress.section(ix);
    let indent = usize::from(section.depth) * 2;
    let mut count = format!("{}/{}", tally.done(), tally.applicable());
    let alarms = tally.exceptions() + tally.recheck();
    if alarms > 0 {
        count = format!("!{alarms} {count}");
    }
    let room = width.saturating_sub(indent + count.width() + 5);
    let title = clip(section.title.as_str(), room);
    let gap = width.saturating_sub(indent + 2 + title.width() + count.width() + 1);
    Line::from(vec![
        Span::raw(" ".repeat(indent)),
        Span::styled(model.look.fold_glyph(walk.is_folded(ix)), model.look.accent()),
        Span::styled(format!(" {title}"), model.look.title()),
        Span::raw(" ".repeat(gap)),
        Span::styled(count, if alarms > 0 { model.look.alarm() } else { model.look.dim() }),
        Span::raw(" "),
    ])
}

fn step(model: &Model, walk: &Walk, ix: StepIx, width: usize) -> Line<'static> {
    let step = walk.progress.checklist().step(ix);
    let state = walk.progress.step(ix);
    let look = model.look;
    let indent = usize::from(step.depth) * 2;
    let asks =
        if walk.progress.open_question(ix).is_some() && state.applies != Truth::No { " ?" } else { "" };
    let notes = if state.notes.is_empty() { "" } else { " +" };
    let tail = format!("{asks}{notes}");
    let room = width.saturating_sub(indent + 5 + tail.len());
    let style = if state.applies == Truth::No { look.dim() } else { ratatui::style::Style::new() };
    Line::from(vec![
        Span::raw(" ".repeat(indent)),
        Span::styled(look.status_glyph(state), look.status(state)),
        Span::styled(format!(" {}", clip(step.title.as_str(), room)), style),
        Span::styled(tail, look.accent()),
    ])
}

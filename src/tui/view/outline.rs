//! PURE. The outline: sections with their counts, steps with their glyphs.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::{draw_line, draw_lines, style_row};
use crate::checklist::{Node, SectionIx, StepIx, Truth};
use crate::tui::model::Model;
use crate::tui::session::{Pane, SessionScreen};
use crate::tui::wrap::{clip, wrap_text};

pub(super) fn draw(model: &Model, walk: &SessionScreen, buffer: &mut Buffer, area: Rect) {
    if walk.row_count() == 0 {
        let text = format!("No step is shown under the filter \"{}\". f changes it.", walk.filter.name());
        let inside = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
        let lines = wrap_text(&text, usize::from(inside.width).max(1), model.theme.dim());
        draw_lines(buffer, inside, &lines, 0);
        return;
    }
    let first = walk.top();
    for row in 0..usize::from(area.height) {
        let Some(node) = walk.node(first + row) else { break };
        let line = match node {
            Node::Section(ix) => section(model, walk, ix, usize::from(area.width)),
            Node::Step(ix) => step(model, walk, ix, usize::from(area.width)),
        };
        draw_line(buffer, area, row, &line);
        if first + row == walk.cursor() {
            let active = walk.pane == Pane::Outline || area.width == model.size.0;
            style_row(
                buffer,
                area,
                row,
                if active { model.theme.selected() } else { model.theme.selected_inactive() },
            );
        }
    }
}

fn section(model: &Model, walk: &SessionScreen, ix: SectionIx, width: usize) -> Line<'static> {
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
        Span::styled(model.theme.fold_glyph(walk.is_folded(ix)), model.theme.accent()),
        Span::styled(format!(" {title}"), model.theme.title()),
        Span::raw(" ".repeat(gap)),
        Span::styled(count, if alarms > 0 { model.theme.alert() } else { model.theme.dim() }),
        Span::raw(" "),
    ])
}

/// `12 [ ] Title   ? +`: the number stands in the margin, the marks under the counts of sections.
fn step(model: &Model, walk: &SessionScreen, ix: StepIx, width: usize) -> Line<'static> {
    let checklist = walk.progress.checklist();
    let (step, state, look) = (checklist.step(ix), walk.progress.step(ix), model.theme);
    let margin = checklist.steps().len().to_string().len().max(usize::from(step.depth) * 2);
    let applies = state.applies != Truth::No;
    let mut marks = String::new();
    if walk.progress.open_question(ix).is_some() && applies {
        marks.push_str(" ?");
    }
    if !state.notes.is_empty() {
        marks.push_str(" +");
    }
    let style = if applies { Style::new() } else { look.dim() };
    let title = clip(step.title.as_str(), width.saturating_sub(margin + 6 + marks.len()));
    let gap = width.saturating_sub(margin + 6 + title.width() + marks.len());
    Line::from(vec![
        Span::styled(format!("{:>margin$} ", ix.index() + 1), look.dim()),
        Span::styled(look.status_glyph(state), look.status(state)),
        Span::styled(format!(" {title}"), style),
        Span::raw(" ".repeat(gap)),
        Span::styled(marks, look.accent()),
    ])
}

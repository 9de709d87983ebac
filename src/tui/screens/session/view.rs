//! PURE. Draws a session: the outline with the states of its steps, and the page of the current step.

use std::num::NonZeroU16;

use ratatui::buffer::{Buffer, CellDiffOption};
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::{Pane, SessionScreen};
use crate::checklist::{Node, SectionIx, StepIx, Truth};
use crate::text::{clip, count};
use crate::tui::draw::{MAX_TEXT_WIDTH, wrap_text};
use crate::tui::draw::{below, draw_line, draw_lines, draw_more_marker, inset, style_row};
use crate::tui::layout::Areas;
use crate::tui::model::Model;
use crate::tui::step_page::{StepPage, step_page};
use crate::tui::theme::Theme;

pub(in crate::tui) fn draw(model: &Model, session: &SessionScreen, buffer: &mut Buffer, areas: &Areas) {
    if let Some(area) = areas.outline {
        // Without another pane beside it the outline is shown only while keys go to it.
        let active = session.pane == Pane::Outline || areas.step.is_none();
        draw_outline(model.theme, session, active, buffer, area);
    }
    if let Some(area) = areas.step {
        if areas.outline.is_some() {
            let active = session.pane == Pane::Step;
            draw_step(model, session, active, buffer, area);
        } else {
            draw_step(model, session, false, buffer, inset(area));
        }
    }
}

fn draw_outline(theme: Theme, session: &SessionScreen, active: bool, buffer: &mut Buffer, area: Rect) {
    if session.rows.is_empty() {
        let text = format!("No step is shown under the filter \"{}\". f changes it.", session.filter.name());
        let inside = inset(area);
        let lines = wrap_text(&text, usize::from(inside.width).max(1), theme.dim());
        draw_lines(buffer, inside, &lines, 0);
        return;
    }
    let (first, width) = (session.top, usize::from(area.width));
    for row in 0..usize::from(area.height) {
        let Some(node) = session.node(first + row) else { break };
        let line = match node {
            Node::Section(ix) => section_line(theme, session, ix, width),
            Node::Step(ix) => step_line(theme, session, ix, width),
        };
        draw_line(buffer, area, row, &line);
        if first + row == session.cursor {
            let style = if active { theme.selected() } else { theme.selected_inactive() };
            style_row(buffer, area, row, style);
        }
    }
}

fn section_line(theme: Theme, session: &SessionScreen, ix: SectionIx, width: usize) -> Line<'static> {
    let section = session.progress.checklist().section(ix);
    let counts = session.progress.section(ix);
    let indent = usize::from(section.depth) * 2;
    let mut done = format!("{}/{}", counts.done(), counts.applicable());
    let alerts = counts.exceptions() + counts.recheck() + counts.warnings();
    if alerts > 0 {
        done = format!("!{alerts} {done}");
    }
    let title = clip(section.title.as_str(), width.saturating_sub(indent + done.width() + 5));
    let gap = width.saturating_sub(indent + 2 + title.width() + done.width() + 1);
    Line::from(vec![
        Span::raw(" ".repeat(indent)),
        Span::styled(theme.fold_glyph(session.folded.contains(&ix)), theme.accent()),
        Span::styled(format!(" {title}"), theme.title()),
        Span::raw(" ".repeat(gap)),
        Span::styled(done, if alerts > 0 { theme.alert() } else { theme.dim() }),
        Span::raw(" "),
    ])
}

/// Returns `12 [ ] Title   ? ! +`: the number stands in the margin, the marks below the counts of sections.
fn step_line(theme: Theme, session: &SessionScreen, ix: StepIx, width: usize) -> Line<'static> {
    let checklist = session.progress.checklist();
    let (step, state) = (checklist.step(ix), session.progress.step(ix));
    let margin = checklist.steps().len().to_string().len().max(usize::from(step.depth) * 2);
    let applies = state.applies != Truth::No;
    let mut marks = String::new();
    if session.progress.open_question(ix).is_some() && applies {
        marks.push_str(" ?");
    }
    if state.warnings_in_force() > 0 {
        marks.push_str(" !");
    }
    if !state.notes.is_empty() {
        marks.push_str(" +");
    }
    let has_open_warning = state.warnings_accepted() < state.warnings_in_force();
    let marks_style = if has_open_warning { theme.alert() } else { theme.accent() };
    let style = if applies { Style::new() } else { theme.dim() };
    let title = clip(step.title.as_str(), width.saturating_sub(margin + 6 + marks.len()));
    let gap = width.saturating_sub(margin + 6 + title.width() + marks.len());
    Line::from(vec![
        Span::styled(format!("{:>margin$} ", ix.index() + 1), theme.dim()),
        Span::styled(theme.status_glyph(state), theme.status(state)),
        Span::styled(format!(" {title}"), style),
        Span::raw(" ".repeat(gap)),
        Span::styled(marks, marks_style),
    ])
}

/// Draws the page of the current step, its title selected if the pane is `active` beside the outline.
fn draw_step(model: &Model, session: &SessionScreen, active: bool, buffer: &mut Buffer, area: Rect) {
    let Some(step) = session.step() else {
        draw_folded_section(model.theme, session, buffer, area);
        return;
    };
    let mut page = step_page(&session.progress, step, usize::from(area.width), model.theme, &model.zone);
    let height = usize::from(area.height);
    let (pinned, over) = (page.pinned_rows(height), page.overflow(height));
    let from = session.scroll.min(over);
    if page.is_cramped(height) {
        draw_compact_head(&mut page, buffer, area);
    } else {
        draw_lines(buffer, area, &page.head, 0);
    }
    if active {
        for row in 0..page.title_rows.min(pinned) {
            style_row(buffer, area, row, model.theme.selected());
        }
    }
    let body = below(area, pinned);
    draw_lines(buffer, body, &page.body, from);
    if model.theme.hyperlinks {
        draw_hyperlinks(buffer, body, &page, from);
    }
    if from < over {
        let key = if session.pane == Pane::Step { "j scrolls" } else { "Tab, then j" };
        draw_more_marker(model.theme, buffer, body, (over - from, key));
    }
}

/// Draws the head in one row, and moves all of it to the text that is scrolled.
fn draw_compact_head(page: &mut StepPage, buffer: &mut Buffer, area: Rect) {
    let width = usize::from(area.width);
    let mut head = page.compact_head.clone();
    if let Some(title) = head.spans.last_mut() {
        title.content = clip(&title.content, width.saturating_sub(3)).into();
    }
    draw_line(buffer, area, 0, &head);
    let rows = page.head.len();
    page.body.splice(0..0, page.head.iter().cloned());
    for link in &mut page.links {
        link.lines = link.lines.start + rows..link.lines.end + rows;
    }
}

fn draw_folded_section(theme: Theme, session: &SessionScreen, buffer: &mut Buffer, area: Rect) {
    let Some(ix) = session.folded_section() else { return };
    let (section, counts) = (session.progress.checklist().section(ix), session.progress.section(ix));
    let width = usize::from(area.width).clamp(1, MAX_TEXT_WIDTH);
    let summary = format!("{}: {}", count(counts.total(), "step"), counts.summary());
    let mut lines = wrap_text(section.title.as_str(), width, theme.title());
    lines.extend(wrap_text(&summary, width, Style::new()));
    lines.push(Line::default());
    lines.extend(wrap_text("Folded: l or Enter unfolds it.", width, theme.dim()));
    draw_lines(buffer, area, &lines, 0);
}

/// Makes the cells of addresses one hyperlink each (OSC 8). Every cell carries the whole link, so that
/// redrawing some of them does not leave one open.
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
                let position = (area.x + column, area.y.saturating_add(row));
                if row < area.height
                    && let Some(cell) = buffer.cell_mut(position)
                {
                    let linked = format!("\x1b]8;id={number};{address}\x1b\\{}\x1b]8;;\x1b\\", cell.symbol());
                    cell.set_symbol(&linked).set_diff_option(CellDiffOption::ForcedWidth(NonZeroU16::MIN));
                }
            }
        }
    }
}

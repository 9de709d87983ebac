//! PURE. What lies over the screen, from the bottom up: a bar with what is asked, then the field,
//! the list or the text.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Widget};
use unicode_width::UnicodeWidthStr;

use super::{draw_line, draw_lines, list, style_row};
use crate::tui::dialog::{Dialog, NoteEditor, Pager, Prompt};
use crate::tui::editor::Editor;
use crate::tui::layout;
use crate::tui::model::Model;
use crate::tui::pager;
use crate::tui::wrap::{truncate_lines, wrap_text};

/// What stands before a line that is typed.
const PROMPT: &str = "> ";

pub(super) fn draw(model: &Model, sheet: &Dialog, buffer: &mut Buffer, area: Rect) {
    Clear.render(area.intersection(*buffer.area()), buffer);
    let parts = layout::dialog_areas(sheet, area);
    match sheet {
        Dialog::Prompt(line) => draw_prompt(model, line, buffer, parts),
        Dialog::Picker(pick) => list::draw_pick(model, pick, buffer, parts),
        Dialog::NoteEditor(note) => draw_note_editor(model, note, buffer, parts),
        Dialog::Search(search) => {
            list::draw_search(model, search, buffer, parts);
            draw_field(model, &search.input, buffer, parts.field);
        }
        Dialog::Pager(text) => draw_pager(model, text, buffer, area),
    }
}

/// The bar on top: as many rows as there are for the title, and at its right end where one is.
pub(super) fn draw_bar(model: &Model, (title, place): (&str, &str), buffer: &mut Buffer, area: Rect) {
    let room = usize::from(area.width).saturating_sub(2);
    let place = if place.width() + 8 <= room { place } else { "" };
    let beside = if place.is_empty() { 0 } else { place.width() + 2 };
    let width = layout::inner_width(area.width).min(room.saturating_sub(beside)).max(1);
    let lines = truncate_lines(wrap_text(title, width, Style::new()), usize::from(area.height), width);
    for row in 0..usize::from(area.height) {
        style_row(buffer, area, row, model.theme.bar());
    }
    draw_lines(buffer, inset(area), &lines, 0);
    let right = Line::from(place).right_aligned();
    draw_line(buffer, inset(area), 0, &right);
}

pub(super) fn inset(area: Rect) -> Rect {
    Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area }
}

/// Not wider than is comfortable to read.
fn limit_width(area: Rect) -> Rect {
    let width = u16::try_from(layout::inner_width(area.width)).unwrap_or(area.width);
    Rect { width: area.width.min(width), ..area }
}

fn draw_editor(field: &Editor, buffer: &mut Buffer, area: Rect) {
    let area = area.intersection(*buffer.area());
    if area.height > 0 && area.width > 0 {
        field.widget().render(area, buffer);
    }
}

/// A line to type, behind a prompt.
fn draw_field(model: &Model, field: &Editor, buffer: &mut Buffer, area: Rect) {
    let area = inset(area);
    draw_line(buffer, area, 0, &Line::from(Span::styled(PROMPT, model.theme.accent())));
    let prompt = u16::try_from(PROMPT.len()).unwrap_or(0).min(area.width);
    draw_editor(field, buffer, Rect { x: area.x + prompt, width: area.width - prompt, ..area });
}

fn draw_prompt(model: &Model, sheet: &Prompt, buffer: &mut Buffer, parts: layout::DialogAreas) {
    draw_bar(model, (&sheet.title, ""), buffer, parts.bar);
    let width = layout::inner_width(parts.hint.width);
    let lines = wrap_text(&sheet.hint, width, model.theme.dim());
    let lines = truncate_lines(lines, usize::from(parts.hint.height), width);
    draw_lines(buffer, inset(parts.hint), &lines, 0);
    draw_field(model, &sheet.input, buffer, parts.field);
}

fn draw_note_editor(model: &Model, sheet: &NoteEditor, buffer: &mut Buffer, parts: layout::DialogAreas) {
    let step = model.session.as_ref().zip(sheet.step);
    let step = step.map(|(walk, step)| walk.progress.checklist().step(step).title.to_string());
    let title = step.map_or_else(
        || "Not to be recorded: its step is not in the changed checklist".to_owned(),
        |step| format!("Note on: {step}"),
    );
    draw_bar(model, (&title, ""), buffer, parts.bar);
    draw_editor(&sheet.editor, buffer, limit_width(inset(parts.field)));
}

fn draw_pager(model: &Model, sheet: &Pager, buffer: &mut Buffer, area: Rect) {
    let lines = pager::lines(model, sheet);
    let scroll = sheet.scroll.min(lines.len().saturating_sub(1));
    if pager::shows_qr_code(model, sheet) {
        draw_lines(buffer, area, &lines, scroll);
        return;
    }
    let head = Rect { height: area.height.min(1), ..area };
    let rest = Rect { y: area.y + head.height, height: area.height - head.height, ..area };
    let rows = usize::from(rest.height);
    let last = (scroll + rows).min(lines.len());
    let place = if lines.len() > rows { format!("{last} of {}", lines.len()) } else { String::new() };
    draw_bar(model, (&sheet.title, &place), buffer, head);
    let inside = if pager::is_flush_left(sheet) { rest } else { inset(rest) };
    draw_lines(buffer, inside, &lines, scroll);
    highlight_matches(model, sheet, buffer, (inside, &lines, scroll));
}

/// Marks the words of a text that were looked for.
fn highlight_matches(
    model: &Model,
    sheet: &Pager,
    buffer: &mut Buffer,
    (area, lines, scroll): (Rect, &[Line<'_>], usize),
) {
    if sheet.query.is_empty() {
        return;
    }
    let needle = sheet.query.to_lowercase();
    for (row, line) in lines.iter().skip(scroll).take(usize::from(area.height)).enumerate() {
        let text = line.to_string();
        if text.to_lowercase().contains(&needle) {
            draw_line(buffer, area, row, &Line::from(highlighted(model, &text, &needle)));
        }
    }
}

/// A line of which the places are marked where a text stands; all of it where its letters change
/// their number in lower case.
fn highlighted(model: &Model, text: &str, needle: &str) -> Vec<Span<'static>> {
    let lower = text.to_lowercase();
    let same = lower.len() == text.len();
    let mut spans = Vec::new();
    let mut from = 0;
    while let Some(at) = lower.get(from..).and_then(|rest| rest.find(needle)).filter(|_| same) {
        let (begin, end) = (from + at, from + at + needle.len());
        let (Some(before), Some(hit)) = (text.get(from..begin), text.get(begin..end)) else { break };
        spans.push(Span::raw(before.to_owned()));
        spans.push(Span::styled(hit.to_owned(), model.theme.search_match()));
        from = end;
    }
    let style = if same { Style::new() } else { model.theme.search_match() };
    spans.push(Span::styled(text.get(from..).unwrap_or_default().to_owned(), style));
    spans
}

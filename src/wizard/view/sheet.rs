//! PURE. What lies over the screen, from the bottom up: a bar with what is asked, then the field,
//! the list or the text.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Widget};
use unicode_width::UnicodeWidthStr;

use super::{list, paint, put, put_lines};
use crate::wizard::editor::Editor;
use crate::wizard::layout;
use crate::wizard::model::Model;
use crate::wizard::read;
use crate::wizard::sheet::{LineSheet, NoteSheet, ReadSheet, Sheet};
use crate::wizard::wrap::{shorten, wrap_text};

/// What stands before a line that is typed.
const PROMPT: &str = "> ";

pub(super) fn draw(model: &Model, sheet: &Sheet, buffer: &mut Buffer, area: Rect) {
    Clear.render(area.intersection(*buffer.area()), buffer);
    let parts = layout::parts(sheet, area);
    match sheet {
        Sheet::Line(line) => draw_line(model, line, buffer, parts),
        Sheet::Pick(pick) => list::draw_pick(model, pick, buffer, parts),
        Sheet::Note(note) => draw_note(model, note, buffer, parts),
        Sheet::Search(search) => {
            list::draw_search(model, search, buffer, parts);
            draw_field(model, &search.input, buffer, parts.field);
        }
        Sheet::Read(text) => draw_read(model, text, buffer, area),
    }
}

/// The bar on top: as many rows as there are for the title, and at its right end where one is.
pub(super) fn bar(model: &Model, (title, place): (&str, &str), buffer: &mut Buffer, area: Rect) {
    let room = usize::from(area.width).saturating_sub(2);
    let place = if place.width() + 8 <= room { place } else { "" };
    let beside = if place.is_empty() { 0 } else { place.width() + 2 };
    let width = layout::inner(area.width).min(room.saturating_sub(beside)).max(1);
    let lines = shorten(wrap_text(title, width, Style::new()), usize::from(area.height), width);
    for row in 0..usize::from(area.height) {
        paint(buffer, area, row, model.look.bar());
    }
    put_lines(buffer, indented(area), &lines, 0);
    let right = Line::from(place).right_aligned();
    put(buffer, indented(area), 0, &right);
}

pub(super) fn indented(area: Rect) -> Rect {
    Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area }
}

/// Not wider than is comfortable to read.
fn comfortable(area: Rect) -> Rect {
    let width = u16::try_from(layout::inner(area.width)).unwrap_or(area.width);
    Rect { width: area.width.min(width), ..area }
}

fn draw_text_field(field: &Editor, buffer: &mut Buffer, area: Rect) {
    let area = area.intersection(*buffer.area());
    if area.height > 0 && area.width > 0 {
        field.area().render(area, buffer);
    }
}

/// A line to type, behind a prompt.
fn draw_field(model: &Model, field: &Editor, buffer: &mut Buffer, area: Rect) {
    let area = indented(area);
    put(buffer, area, 0, &Line::from(Span::styled(PROMPT, model.look.accent())));
    let prompt = u16::try_from(PROMPT.len()).unwrap_or(0).min(area.width);
    draw_text_field(field, buffer, Rect { x: area.x + prompt, width: area.width - prompt, ..area });
}

fn draw_line(model: &Model, sheet: &LineSheet, buffer: &mut Buffer, parts: layout::Parts) {
    bar(model, (&sheet.title, ""), buffer, parts.bar);
    let width = layout::inner(parts.hint.width);
    let lines = wrap_text(&sheet.hint, width, model.look.dim());
    let lines = shorten(lines, usize::from(parts.hint.height), width);
    put_lines(buffer, indented(parts.hint), &lines, 0);
    draw_field(model, &sheet.input, buffer, parts.field);
}

fn draw_note(model: &Model, sheet: &NoteSheet, buffer: &mut Buffer, parts: layout::Parts) {
    let step = model.walk.as_ref().zip(sheet.step);
    let step = step.map(|(walk, step)| walk.progress.checklist().step(step).title.to_string());
    let title = step.map_or_else(
        || "Not to be recorded: its step is not in the changed checklist".to_owned(),
        |step| format!("Note on: {step}"),
    );
    bar(model, (&title, ""), buffer, parts.bar);
    draw_text_field(&sheet.editor, buffer, comfortable(indented(parts.field)));
}

fn draw_read(model: &Model, sheet: &ReadSheet, buffer: &mut Buffer, area: Rect) {
    let lines = read::lines(model, sheet);
    let scroll = sheet.scroll.min(lines.len().saturating_sub(1));
    if read::is_code(model, sheet) {
        put_lines(buffer, area, &lines, scroll);
        return;
    }
    let head = Rect { height: area.height.min(1), ..area };
    let rest = Rect { y: area.y + head.height, height: area.height - head.height, ..area };
    let rows = usize::from(rest.height);
    let last = (scroll + rows).min(lines.len());
    let place = if lines.len() > rows { format!("{last} of {}", lines.len()) } else { String::new() };
    bar(model, (&sheet.title, &place), buffer, head);
    let inside = if read::from_the_edge(sheet) { rest } else { indented(rest) };
    put_lines(buffer, inside, &lines, scroll);
    mark_found(model, sheet, buffer, (inside, &lines, scroll));
}

/// Marks the words of a text that were looked for.
fn mark_found(
    model: &Model,
    sheet: &ReadSheet,
    buffer: &mut Buffer,
    (area, lines, scroll): (Rect, &[Line<'_>], usize),
) {
    if sheet.needle.is_empty() {
        return;
    }
    let needle = sheet.needle.to_lowercase();
    for (row, line) in lines.iter().skip(scroll).take(usize::from(area.height)).enumerate() {
        let text = line.to_string();
        if text.to_lowercase().contains(&needle) {
            put(buffer, area, row, &Line::from(marked(model, &text, &needle)));
        }
    }
}

/// A line of which the places are marked where a text stands; all of it where its letters change
/// their number in lower case.
fn marked(model: &Model, text: &str, needle: &str) -> Vec<Span<'static>> {
    let lower = text.to_lowercase();
    let same = lower.len() == text.len();
    let mut spans = Vec::new();
    let mut from = 0;
    while let Some(at) = lower.get(from..).and_then(|rest| rest.find(needle)).filter(|_| same) {
        let (begin, end) = (from + at, from + at + needle.len());
        let (Some(before), Some(hit)) = (text.get(from..begin), text.get(begin..end)) else { break };
        spans.push(Span::raw(before.to_owned()));
        spans.push(Span::styled(hit.to_owned(), model.look.matched()));
        from = end;
    }
    let style = if same { Style::new() } else { model.look.matched() };
    spans.push(Span::styled(text.get(from..).unwrap_or_default().to_owned(), style));
    spans
}

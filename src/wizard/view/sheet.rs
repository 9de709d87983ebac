//! PURE. What lies over the screen, from the bottom up: a bar with what is asked, then the field,
//! the list or the text.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Widget};

use super::{paint, put, put_lines};
use crate::wizard::editor::Editor;
use crate::wizard::layout::{self, first_row};
use crate::wizard::model::Model;
use crate::wizard::sheet::{
    Hit, HitTarget, LineSheet, NoteSheet, PickItem, PickSheet, ReadSheet, SearchSheet, Sheet,
};
use crate::wizard::wrap::{clip, wrap_text};

pub(super) fn draw(model: &Model, sheet: &Sheet, buffer: &mut Buffer, area: Rect) {
    Clear.render(area, buffer);
    match sheet {
        Sheet::Line(line) => draw_line(model, line, buffer, area),
        Sheet::Pick(pick) => draw_pick(model, pick, buffer, area),
        Sheet::Note(note) => draw_note(model, note, buffer, area),
        Sheet::Search(search) => draw_search(model, search, buffer, area),
        Sheet::Read(read) => draw_read(model, read, buffer, area),
    }
}

/// The bar on top: as many rows as the title needs. Gives back the rest of the area.
fn bar(model: &Model, title: &str, buffer: &mut Buffer, area: Rect) -> Rect {
    let lines = wrap_text(title, layout::inner(area.width), Style::new());
    let tall = layout::bar_rows(title, area);
    for (row, line) in lines.iter().take(tall).enumerate() {
        paint(buffer, area, row, model.look.bar());
        put(buffer, indented(area), row, line);
    }
    let tall = u16::try_from(tall).unwrap_or(area.height);
    Rect { y: area.y + tall, height: area.height - tall, ..area }
}

fn indented(area: Rect) -> Rect {
    Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area }
}

fn draw_field(field: &Editor, buffer: &mut Buffer, area: Rect) {
    let area = indented(area).intersection(*buffer.area());
    if area.height > 0 && area.width > 0 {
        field.area().render(area, buffer);
    }
}

fn draw_line(model: &Model, sheet: &LineSheet, buffer: &mut Buffer, area: Rect) {
    let mut rest = bar(model, &sheet.title, buffer, area);
    if !sheet.hint.is_empty() {
        let lines = wrap_text(&sheet.hint, layout::inner(area.width), model.look.dim());
        // The field itself always has a row.
        let tall = lines.len().min(usize::from(rest.height.saturating_sub(1)));
        put_lines(buffer, Rect { height: u16::try_from(tall).unwrap_or(0), ..indented(rest) }, &lines, 0);
        let tall = u16::try_from(tall).unwrap_or(0);
        rest = Rect { y: rest.y + tall, height: rest.height - tall, ..rest };
    }
    draw_field(&sheet.input, buffer, Rect { height: rest.height.min(1), ..rest });
}

fn draw_note(model: &Model, sheet: &NoteSheet, buffer: &mut Buffer, area: Rect) {
    let step = model.walk.as_ref().zip(sheet.step);
    let step = step.map(|(walk, step)| walk.progress.checklist().step(step).title.to_string());
    let title = step.map_or_else(
        || "Not to be recorded: its step is not in the changed checklist".to_owned(),
        |step| format!("Note on: {step}"),
    );
    let rest = bar(model, &title, buffer, area);
    draw_field(&sheet.editor, buffer, rest);
}

fn draw_pick(model: &Model, sheet: &PickSheet, buffer: &mut Buffer, area: Rect) {
    let rest = bar(model, &sheet.title, buffer, area);
    let items = &sheet.items;
    rows(model, buffer, rest, (sheet.selected, items.len()), |at, width| {
        items.get(at).map(|item| pick_line(model, at, item, width)).unwrap_or_default()
    });
}

fn pick_line(model: &Model, at: usize, item: &PickItem, width: usize) -> Line<'static> {
    let digit = if at < 9 { format!(" {} ", at + 1) } else { "   ".to_owned() };
    let label = clip(&item.label, width.saturating_sub(4));
    let left = width.saturating_sub(5 + unicode_width::UnicodeWidthStr::width(label.as_str()));
    Line::from(vec![
        Span::styled(digit, model.look.accent()),
        Span::raw(label),
        Span::raw("  "),
        Span::styled(clip(&item.more, left), model.look.dim()),
    ])
}

/// A list with the selected line in sight.
fn rows(
    model: &Model,
    buffer: &mut Buffer,
    area: Rect,
    (selected, items): (Option<usize>, usize),
    line: impl Fn(usize, usize) -> Line<'static>,
) {
    let first = first_row(selected.unwrap_or(0), items, usize::from(area.height));
    for row in 0..usize::from(area.height).min(items.saturating_sub(first)) {
        put(buffer, area, row, &line(first + row, usize::from(area.width)));
        if Some(first + row) == selected {
            paint(buffer, area, row, model.look.selected());
        }
    }
}

fn draw_search(model: &Model, sheet: &SearchSheet, buffer: &mut Buffer, area: Rect) {
    let found = crate::text::count(sheet.hits.len(), "hit");
    let rest = bar(model, &format!("Search: {found}"), buffer, area);
    draw_field(&sheet.input, buffer, Rect { height: rest.height.min(1), ..rest });
    let below = Rect { y: rest.y + rest.height.min(1), height: rest.height.saturating_sub(1), ..rest };
    rows(model, buffer, below, (Some(sheet.selected), sheet.hits.len()), |at, width| {
        sheet.hits.get(at).map(|hit| hit_line(model, hit, width)).unwrap_or_default()
    });
}

/// The text that matched, with the letters that did; the step's title before it where it is another.
fn hit_line(model: &Model, hit: &Hit, width: usize) -> Line<'static> {
    let mut spans = vec![Span::raw(" ")];
    if let (HitTarget::Step(ix), Some(walk)) = (&hit.target, &model.walk) {
        let step = walk.progress.checklist().step(*ix);
        spans.push(Span::styled(format!("{:>3}. ", ix.at() + 1), model.look.dim()));
        if !hit.part.is_empty() {
            spans.push(Span::raw(clip(step.title.as_str(), width / 2)));
            spans.push(Span::styled(format!("  {}: ", hit.part), model.look.dim()));
        }
    } else {
        spans.push(Span::styled(format!("{}: ", hit.part), model.look.dim()));
    }
    let chars: Vec<char> = hit.text.chars().map(|c| if c == '\n' { ' ' } else { c }).collect();
    // A long text is shown from shortly before its first match on.
    let from = hit.marks.first().map_or(0, |mark| (*mark as usize).saturating_sub(16));
    let from = if hit.part.is_empty() { 0 } else { from };
    for (at, c) in chars.iter().enumerate().skip(from).take(width) {
        let hit_here = u32::try_from(at).is_ok_and(|at| hit.marks.binary_search(&at).is_ok());
        spans.push(Span::styled(c.to_string(), if hit_here { model.look.matched() } else { Style::new() }));
    }
    Line::from(spans)
}

fn draw_read(model: &Model, sheet: &ReadSheet, buffer: &mut Buffer, area: Rect) {
    let lines = layout::read_lines(model, sheet);
    if sheet.hang.is_none() {
        let area = indented(area);
        put_lines(buffer, area, &lines, sheet.scroll.min(lines.len().saturating_sub(1)));
        buffer.set_style(area, model.look.code_of_light());
        return;
    }
    let title = if lines.len() >= usize::from(area.height) {
        let last = (sheet.scroll + usize::from(area.height) - 1).min(lines.len());
        format!("{} ({last} of {} lines)", sheet.title, lines.len())
    } else {
        sheet.title.clone()
    };
    let rest = bar(model, &title, buffer, area);
    put_lines(buffer, indented(rest), &lines, sheet.scroll.min(lines.len().saturating_sub(1)));
    mark_found(model, sheet, buffer, indented(rest));
}

/// Underlines the lines of a text in which what was looked for stands.
fn mark_found(model: &Model, sheet: &ReadSheet, buffer: &mut Buffer, area: Rect) {
    if sheet.needle.is_empty() {
        return;
    }
    let needle = sheet.needle.to_lowercase();
    let lines = layout::read_lines(model, sheet);
    for (row, line) in lines.iter().skip(sheet.scroll).take(usize::from(area.height)).enumerate() {
        if line.to_string().to_lowercase().contains(&needle) {
            paint(buffer, area, row, model.look.matched());
        }
    }
}

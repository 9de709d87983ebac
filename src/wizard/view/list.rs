//! PURE. Lists over the screen: things to pick from, and what a search found.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::sheet::{bar, indented};
use super::{paint, put, put_lines};
use crate::text::count;
use crate::wizard::layout::{self, DIGIT, Parts, first_row};
use crate::wizard::model::Model;
use crate::wizard::sheet::{Hit, HitTarget, PickItem, PickSheet, SearchSheet};
use crate::wizard::wrap::{clip, shorten, wrap_text};

/// The widest word behind a thing that keeps its room before the thing itself.
const SHORT: usize = 20;

/// The most characters of a text that are shown before its first match.
const BEFORE: usize = 16;

pub(super) fn draw_pick(model: &Model, sheet: &PickSheet, buffer: &mut Buffer, parts: Parts) {
    let items = &sheet.items;
    let place = place(sheet.selected, items.len(), parts.list);
    bar(model, (&sheet.title, &place), buffer, parts.bar);
    rows(model, buffer, parts.list, (sheet.selected, items.len()), |at, width| {
        items.get(at).map(|item| pick_line(model, at, item, width)).unwrap_or_default()
    });
    let item = sheet.selected.and_then(|at| items.get(at));
    if let Some(item) = item.filter(|item| !layout::is_whole(item, parts.told.width)) {
        let lines = layout::told(item, parts.told.width);
        let lines = shorten(lines, usize::from(parts.told.height), usize::from(parts.told.width));
        put_lines(buffer, parts.told, &lines, 0);
    }
}

/// Where in a list the cursor is, if it is longer than its window.
fn place(selected: Option<usize>, items: usize, window: Rect) -> String {
    match selected {
        _ if items <= usize::from(window.height) => String::new(),
        Some(at) => format!("{} of {items}", at + 1),
        None => format!("1 to {items}"),
    }
}

/// A thing and what there is to know about it: that only where its row has room for all of it.
fn pick_line(model: &Model, at: usize, item: &PickItem, width: usize) -> Line<'static> {
    let digit = if at < 9 { format!(" {} ", at + 1) } else { "   ".to_owned() };
    let short = item.more.width() <= SHORT.min(width / 3) && !item.more.is_empty();
    let kept = if short { item.more.width() + 2 } else { 0 };
    // Of several lines the first; all of them stand below when it is selected.
    let label = match item.label.split_once('\n') {
        Some((first, _)) => format!("{first} .."),
        None => item.label.clone(),
    };
    let label = clip(&label, width.saturating_sub(DIGIT + 1 + kept));
    let left = width.saturating_sub(DIGIT + 3 + label.width());
    let more = if item.more.width() <= left { item.more.as_str() } else { "" };
    Line::from(vec![
        Span::styled(digit, model.look.accent()),
        Span::raw(label),
        Span::raw("  "),
        Span::styled(more.to_owned(), model.look.dim()),
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

/// The bar and the hits of a search; the field between them is drawn as all fields are.
pub(super) fn draw_search(model: &Model, sheet: &SearchSheet, buffer: &mut Buffer, parts: Parts) {
    let place = place(Some(sheet.selected), sheet.hits.len(), parts.list);
    let counted = place.is_empty() && !sheet.input.text().is_empty();
    let title = if counted { found(sheet) } else { "Search".to_owned() };
    bar(model, (&title, &place), buffer, parts.bar);
    if sheet.hits.is_empty() {
        let nothing = "Nothing has these words. Fewer or shorter ones find more.";
        let lines = wrap_text(nothing, layout::inner(parts.list.width), model.look.dim());
        put_lines(buffer, indented(parts.list), &lines, 0);
    }
    rows(model, buffer, parts.list, (Some(sheet.selected), sheet.hits.len()), |at, width| {
        sheet.hits.get(at).map(|hit| hit_line(model, hit, width)).unwrap_or_default()
    });
}

fn found(sheet: &SearchSheet) -> String {
    format!("Search: {}", count(sheet.hits.len(), "hit"))
}

/// The text that matched, with the letters that did; the step's title before it where it is another.
fn hit_line(model: &Model, hit: &Hit, width: usize) -> Line<'static> {
    let mut spans = vec![Span::raw(" ")];
    if let (HitTarget::Step(ix), Some(walk)) = (&hit.target, &model.walk) {
        let step = walk.progress.checklist().step(*ix);
        let digits = walk.progress.checklist().steps().len().to_string().len();
        spans.push(Span::styled(format!("{:>digits$} ", ix.at() + 1), model.look.dim()));
        if !hit.part.is_empty() {
            spans.push(Span::raw(clip(step.title.as_str(), width / 2)));
            spans.push(Span::styled(format!("  {}: ", hit.part), model.look.dim()));
        }
    } else if let HitTarget::Session(name) = &hit.target {
        spans.push(Span::styled(format!("{} ", hit.part), model.look.dim()));
        let rehearsal = model.board.as_ref().is_some_and(|board| board.is_rehearsal(name));
        if rehearsal {
            spans.extend([Span::styled("REHEARSAL", model.look.rehearsal()), Span::raw(" ")]);
        }
        if hit.text != name.as_str() {
            spans.push(Span::raw(format!("{name}  ")));
        }
    } else {
        spans.push(Span::styled(format!("{} ", hit.part), model.look.dim()));
    }
    let room = width.saturating_sub(spans.iter().map(Span::width).sum::<usize>() + 1);
    spans.extend(excerpt(model, hit, room));
    Line::from(spans)
}

/// As much of a text as has room; a long one from shortly before its first match on.
fn excerpt(model: &Model, hit: &Hit, room: usize) -> Vec<Span<'static>> {
    let from = begin(hit, room);
    // Marks count characters; what belongs together on the screen stays together.
    let mut at = 0;
    let mut pieces = Vec::new();
    for text in hit.text.graphemes(true) {
        let end = at + text.chars().count();
        if at >= from {
            let range = u32::try_from(at).unwrap_or(u32::MAX)..u32::try_from(end).unwrap_or(u32::MAX);
            pieces.push((text, hit.marks.iter().any(|mark| range.contains(mark))));
        }
        at = end;
        if pieces.len() > room {
            break;
        }
    }
    let room = if from > 0 { room.saturating_sub(2) } else { room };
    let whole = pieces.iter().map(|(text, _)| text.width()).sum::<usize>() <= room;
    let mut left = if whole { room } else { room.saturating_sub(2) };
    let mut spans = vec![Span::raw(if from > 0 { ".." } else { "" })];
    for (text, marked) in pieces {
        let Some(rest) = left.checked_sub(text.width()) else { break };
        left = rest;
        let style = if marked { model.look.matched() } else { Style::new() };
        spans.push(Span::styled(if text == "\n" { " ".to_owned() } else { text.to_owned() }, style));
    }
    if !whole {
        spans.push(Span::raw(".."));
    }
    spans
}

/// The character from which on the text of a hit is shown: of a title the first, of a longer text the
/// beginning of a word shortly before the first match.
fn begin(hit: &Hit, room: usize) -> usize {
    let first = hit.marks.first().map_or(0, |mark| *mark as usize);
    let before = BEFORE.min(room / 4);
    let Some(least) = first.checked_sub(before).filter(|least| *least > 0 && !hit.part.is_empty()) else {
        return 0;
    };
    let near = hit.text.chars().enumerate().skip(least).take(before);
    near.filter(|(_, c)| c.is_whitespace()).map(|(at, _)| at + 1).next().unwrap_or(least)
}

//! PURE. Lists over the screen: things to pick from, and what a search found.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::sheet::{draw_bar, inset};
use super::{draw_line, draw_lines, style_row};
use crate::text::count;
use crate::tui::dialog::{Hit, HitTarget, Picker, PickerItem, SearchDialog};
use crate::tui::layout::{self, DIGIT_WIDTH, DialogAreas, first_visible};
use crate::tui::model::Model;
use crate::tui::wrap::{clip, truncate_lines, wrap_text};

/// The widest word behind a thing that keeps its room before the thing itself.
const SHORT_DETAIL: usize = 20;

/// The most characters of a text that are shown before its first match.
const CONTEXT_CHARS: usize = 16;

pub(super) fn draw_pick(model: &Model, sheet: &Picker, buffer: &mut Buffer, parts: DialogAreas) {
    let items = &sheet.items;
    let place = position(sheet.selected, items.len(), parts.list);
    draw_bar(model, (&sheet.title, &place), buffer, parts.bar);
    rows(model, buffer, parts.list, (sheet.selected, items.len()), |at, width| {
        items.get(at).map(|item| pick_line(model, at, item, width)).unwrap_or_default()
    });
    let item = sheet.selected.and_then(|at| items.get(at));
    if let Some(item) = item.filter(|item| !layout::fits_row(item, parts.details.width)) {
        let lines = layout::details(item, parts.details.width);
        let lines =
            truncate_lines(lines, usize::from(parts.details.height), usize::from(parts.details.width));
        draw_lines(buffer, parts.details, &lines, 0);
    }
}

/// Where in a list the cursor is, if it is longer than its window.
fn position(selected: Option<usize>, items: usize, window: Rect) -> String {
    match selected {
        _ if items <= usize::from(window.height) => String::new(),
        Some(at) => format!("{} of {items}", at + 1),
        None => format!("1 to {items}"),
    }
}

/// A thing and what there is to know about it: that only where its row has room for all of it.
fn pick_line(model: &Model, at: usize, item: &PickerItem, width: usize) -> Line<'static> {
    let digit = if at < 9 { format!(" {} ", at + 1) } else { "   ".to_owned() };
    let short = item.detail.width() <= SHORT_DETAIL.min(width / 3) && !item.detail.is_empty();
    let kept = if short { item.detail.width() + 2 } else { 0 };
    // Of several lines the first; all of them stand below when it is selected.
    let label = match item.label.split_once('\n') {
        Some((first, _)) => format!("{first} .."),
        None => item.label.clone(),
    };
    let label = clip(&label, width.saturating_sub(DIGIT_WIDTH + 1 + kept));
    let left = width.saturating_sub(DIGIT_WIDTH + 3 + label.width());
    let more = if item.detail.width() <= left { item.detail.as_str() } else { "" };
    Line::from(vec![
        Span::styled(digit, model.theme.accent()),
        Span::raw(label),
        Span::raw("  "),
        Span::styled(more.to_owned(), model.theme.dim()),
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
    let first = first_visible(selected.unwrap_or(0), items, usize::from(area.height));
    for row in 0..usize::from(area.height).min(items.saturating_sub(first)) {
        draw_line(buffer, area, row, &line(first + row, usize::from(area.width)));
        if Some(first + row) == selected {
            style_row(buffer, area, row, model.theme.selected());
        }
    }
}

/// The bar and the hits of a search; the field between them is drawn as all fields are.
pub(super) fn draw_search(model: &Model, sheet: &SearchDialog, buffer: &mut Buffer, parts: DialogAreas) {
    let place = position(Some(sheet.selected), sheet.hits.len(), parts.list);
    let counted = place.is_empty() && !sheet.input.text().is_empty();
    let title = if counted { hits_title(sheet) } else { "Search".to_owned() };
    draw_bar(model, (&title, &place), buffer, parts.bar);
    if sheet.hits.is_empty() {
        let nothing = "Nothing has these words. Fewer or shorter ones find more.";
        let lines = wrap_text(nothing, layout::inner_width(parts.list.width), model.theme.dim());
        draw_lines(buffer, inset(parts.list), &lines, 0);
    }
    rows(model, buffer, parts.list, (Some(sheet.selected), sheet.hits.len()), |at, width| {
        sheet.hits.get(at).map(|hit| hit_line(model, hit, width)).unwrap_or_default()
    });
}

fn hits_title(sheet: &SearchDialog) -> String {
    format!("Search: {}", count(sheet.hits.len(), "hit"))
}

/// The text that matched, with the letters that did; the step's title before it where it is another.
fn hit_line(model: &Model, hit: &Hit, width: usize) -> Line<'static> {
    let mut spans = vec![Span::raw(" ")];
    if let (HitTarget::Step(ix), Some(walk)) = (&hit.target, &model.session) {
        let step = walk.progress.checklist().step(*ix);
        let digits = walk.progress.checklist().steps().len().to_string().len();
        spans.push(Span::styled(format!("{:>digits$} ", ix.index() + 1), model.theme.dim()));
        if !hit.part.is_empty() {
            spans.push(Span::raw(clip(step.title.as_str(), width / 2)));
            spans.push(Span::styled(format!("  {}: ", hit.part), model.theme.dim()));
        }
    } else if let HitTarget::Session(name) = &hit.target {
        spans.push(Span::styled(format!("{} ", hit.part), model.theme.dim()));
        let rehearsal = model.board.as_ref().is_some_and(|board| board.is_rehearsal(name));
        if rehearsal {
            spans.extend([Span::styled("REHEARSAL", model.theme.rehearsal()), Span::raw(" ")]);
        }
        if hit.text != name.as_str() {
            spans.push(Span::raw(format!("{name}  ")));
        }
    } else {
        spans.push(Span::styled(format!("{} ", hit.part), model.theme.dim()));
    }
    let room = width.saturating_sub(spans.iter().map(Span::width).sum::<usize>() + 1);
    spans.extend(excerpt(model, hit, room));
    Line::from(spans)
}

/// As much of a text as has room; a long one from shortly before its first match on.
fn excerpt(model: &Model, hit: &Hit, room: usize) -> Vec<Span<'static>> {
    let from = excerpt_start(hit, room);
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
        let style = if marked { model.theme.search_match() } else { Style::new() };
        spans.push(Span::styled(if text == "\n" { " ".to_owned() } else { text.to_owned() }, style));
    }
    if !whole {
        spans.push(Span::raw(".."));
    }
    spans
}

/// The character from which on the text of a hit is shown: of a title the first, of a longer text the
/// beginning of a word shortly before the first match.
fn excerpt_start(hit: &Hit, room: usize) -> usize {
    let first = hit.marks.first().map_or(0, |mark| *mark as usize);
    let before = CONTEXT_CHARS.min(room / 4);
    let Some(least) = first.checked_sub(before).filter(|least| *least > 0 && !hit.part.is_empty()) else {
        return 0;
    };
    let near = hit.text.chars().enumerate().skip(least).take(before);
    near.filter(|(_, c)| c.is_whitespace()).map(|(at, _)| at + 1).next().unwrap_or(least)
}

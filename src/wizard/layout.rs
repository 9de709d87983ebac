//! PURE. Where things stand on the screen, from the size of the terminal alone.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use unicode_width::UnicodeWidthStr;

use super::briefing::BriefingPage;
use super::model::Model;
use super::sheet::{PickItem, PickSheet, ReadSheet, Sheet};
use super::walk::Pane;
use super::{briefing, page, read, wrap};

/// The smallest screen that is usable, in cells.
pub(super) const SMALLEST: (u16, u16) = (20, 5);

/// From this width on, outline and step stand side by side.
pub(super) const WIDE: u16 = 80;

/// The columns that a step's text has before the outline gets more than its share.
const TEXT: u16 = 68;

/// From this height on, the header has a second row.
const TALL: u16 = 12;

/// From this height on, a row above the keys is kept free: for messages, and for air.
const AIRY: u16 = 16;

/// Below this height what lies over the screen lies over the header, too.
const CRAMPED: u16 = 8;

/// The most things of a list that decide how much room the whole of one gets.
const MEASURED: usize = 100;

/// The parts of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Frames {
    /// What is worked on, how far.
    pub header: Rect,
    /// All between header and footer.
    pub body: Rect,
    /// The outline, where it is shown.
    pub outline: Option<Rect>,
    /// The step, where it is shown.
    pub step: Option<Rect>,
    /// The keys that apply here; above them, where there is room, the last message.
    pub footer: Rect,
    /// What lies over the body.
    pub sheet: Option<Rect>,
    /// The last message, where it has rows of its own; nothing that is typed or chosen is below it.
    pub message: Option<Rect>,
}

/// The most rows that a message takes.
const MOST: u16 = 6;

/// The parts of the screen for a model.
pub(super) fn frames(model: &Model) -> Frames {
    let (width, height) = model.size;
    let head = if height >= TALL { 2 } else { 1 };
    let foot = if height >= AIRY { 2 } else { 1 };
    let rows = |y: u16, tall: u16| Rect { x: 0, y, width, height: tall };
    let body = rows(head, height.saturating_sub(head + foot));
    let pane = model.walk.as_ref().map_or(Pane::Outline, |walk| walk.pane);
    let (outline, step) = panes(body, width, pane);
    let space = if height < CRAMPED { rows(0, height.saturating_sub(foot)) } else { body };
    let sheet = model.sheet.as_ref().map(|sheet| {
        if matches!(sheet, Sheet::Read(text) if read::is_code(model, text)) {
            // A QR code needs every row there is.
            return rows(0, height.saturating_sub(1));
        }
        let tall = sheet_height(model, sheet, space).clamp(space.height.min(3), space.height);
        rows(space.y + space.height - tall, tall)
    });
    let footer = rows(height.saturating_sub(foot), foot.min(height));
    let (sheet, message) = beside_message(model, sheet, footer);
    Frames { header: rows(0, head), body, outline, step, footer, sheet, message }
}

/// Where the message stands: in the free row above the keys, or over what is there until the next
/// key. A sheet in which something is typed or chosen gives it the rows that it must have; without
/// one the step under the cursor stays in sight. None where it shares the row of the keys.
fn beside_message(model: &Model, sheet: Option<Rect>, footer: Rect) -> (Option<Rect>, Option<Rect>) {
    let Some(message) = model.said() else { return (sheet, None) };
    let lines = wrapped(&message.text, model.size.0);
    let lines = u16::try_from(lines).unwrap_or(MOST).clamp(1, MOST);
    let free = footer.height > 1;
    if lines == 1 && !free && message.text.width() + KEYS <= usize::from(model.size.0) {
        return (sheet, None);
    }
    let keys = footer.y + footer.height.saturating_sub(1);
    let least = model.sheet.as_ref().map_or(0, least_rows);
    let (sheet, below) = match sheet {
        Some(area) if least > 0 && !(free && lines == 1) => {
            let top = lines.min(area.bottom().saturating_sub(least)).max(area.y);
            (Some(Rect { y: top, height: area.bottom().saturating_sub(top), ..area }), top)
        }
        sheet => (sheet, keys),
    };
    let below = match cursor_row(model, footer) {
        // A long one needs the room more than the cursor does.
        Some(row) if sheet.is_none() && lines <= row && below.saturating_sub(lines) <= row => row,
        _ => below,
    };
    let tall = lines.min(below);
    (sheet, Some(Rect { y: below - tall, height: tall, ..footer }))
}

/// The last message, if it is longer than what is shown of it.
pub(super) fn cut_message(model: &Model) -> Option<String> {
    let (message, shown) = (model.said()?, frames(model).message?.height);
    (wrapped(&message.text, model.size.0) > usize::from(shown)).then_some(message.text)
}

/// The room that a message leaves for the keys beside it, at least for help.
const KEYS: usize = 10;

/// The row of the screen that the outline's cursor is in, where the outline is shown.
fn cursor_row(model: &Model, footer: Rect) -> Option<u16> {
    let walk = model.walk.as_ref().filter(|walk| walk.briefing.is_none())?;
    if walk.pane == Pane::Step && model.size.0 < WIDE {
        return None;
    }
    let row = u16::try_from(walk.cursor().saturating_sub(walk.top())).ok()?;
    let head = if model.size.1 >= TALL { 2 } else { 1 };
    Some(head + row).filter(|row| *row < footer.y)
}

/// The rows that a sheet must have, so that what is typed or chosen is in sight.
fn least_rows(sheet: &Sheet) -> u16 {
    match sheet {
        Sheet::Line(_) | Sheet::Note(_) => 1,
        Sheet::Pick(_) | Sheet::Search(_) => 2,
        Sheet::Read(_) => 0,
    }
}

fn panes(body: Rect, width: u16, pane: Pane) -> (Option<Rect>, Option<Rect>) {
    if width < WIDE {
        return match pane {
            Pane::Outline => (Some(body), None),
            Pane::Step => (None, Some(body)),
        };
    }
    // What the text can do without is the outline's, as long as its titles can use it.
    let left = (width * 2 / 5).max(width.saturating_sub(TEXT)).clamp(34, 72);
    let gap = 2;
    let step = Rect { x: left + gap, width: width.saturating_sub(left + gap + 1), ..body };
    (Some(Rect { width: left, ..body }), Some(step))
}

/// The rows a sheet wants, its bar included.
fn sheet_height(model: &Model, sheet: &Sheet, space: Rect) -> u16 {
    let (width, half) = (space.width, usize::from(space.height / 2));
    let rows = match sheet {
        Sheet::Line(line) => wrapped(&line.title, width) + wrapped(&line.hint, width) + 1,
        Sheet::Pick(pick) => wrapped(&pick.title, width) + pick.items.len() + told_rows(pick, width),
        Sheet::Note(_) => half.max(8),
        Sheet::Search(_) => usize::from(space.height),
        // What has more lines than the screen is not wrapped only to be counted.
        Sheet::Read(text) if read::least(text) >= usize::from(space.height) => usize::from(space.height),
        Sheet::Read(text) => read::lines(model, text).len().max(half) + 1,
    };
    u16::try_from(rows).unwrap_or(u16::MAX)
}

fn wrapped(text: &str, width: u16) -> usize {
    if text.is_empty() { 0 } else { wrap::wrap_text(text, inner(width), Style::new()).len() }
}

/// The width of text inside a sheet: a blank at each side, and no line longer than can be read.
pub(super) fn inner(width: u16) -> usize {
    usize::from(width).saturating_sub(2).clamp(1, page::COMFORTABLE + 2)
}

/// The parts of a sheet, from the top down; those that it does not have are empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Parts {
    /// What it is about.
    pub bar: Rect,
    /// What there is to know about the field.
    pub hint: Rect,
    /// Where something is typed.
    pub field: Rect,
    /// What is picked from, or read.
    pub list: Rect,
    /// The whole of the thing that is selected, where its row cannot show it.
    pub told: Rect,
}

/// The parts of the sheet that is open. What is typed or chosen has its rows first: it is in sight on
/// the smallest screen.
pub(super) fn parts(sheet: &Sheet, area: Rect) -> Parts {
    let tall = usize::from(area.height);
    let want = |text: &str| wrapped(text, area.width);
    // Rows of bar, hint, field and what is told below; the list has what is left.
    let (bar, hint, field, told) = match sheet {
        Sheet::Line(line) => {
            let hint = want(&line.hint).min(tall.saturating_sub(2));
            (want(&line.title).min(tall.saturating_sub(1 + hint)), hint, 1, 0)
        }
        Sheet::Pick(pick) => {
            let least = pick.items.len().clamp(1, 2);
            let bar = want(&pick.title).min(tall.saturating_sub(least));
            let told = told_rows(pick, area.width);
            // A few letters of it would only take room from the list.
            let told = if area.height < 5 { 0 } else { told.min(tall.saturating_sub(bar + least)) };
            (bar, 0, 0, told)
        }
        Sheet::Note(_) => (tall.saturating_sub(1).min(1), 0, tall, 0),
        Sheet::Search(_) => (tall.saturating_sub(2).min(1), 0, 1, 0),
        Sheet::Read(_) => (1, 0, 0, 0),
    };
    let mut left = area;
    let mut take = |rows: usize| {
        let rows = u16::try_from(rows).unwrap_or(u16::MAX).min(left.height);
        let taken = Rect { height: rows, ..left };
        left = Rect { y: left.y + rows, height: left.height - rows, ..left };
        taken
    };
    let (bar, hint, field) = (take(bar), take(hint), take(field));
    let list = take(tall.saturating_sub(told + usize::from(bar.height + hint.height + field.height)));
    Parts { bar, hint, field, list, told: take(told) }
}

/// Whether the row of a list shows the whole of a thing.
pub(super) fn is_whole(item: &PickItem, width: u16) -> bool {
    let more = if item.more.is_empty() { 0 } else { item.more.width() + 2 };
    !item.label.contains('\n') && item.label.width() + more + DIGIT < usize::from(width)
}

/// The cells before a thing in a list: the digit that picks it.
pub(super) const DIGIT: usize = 3;

/// What stands below a list of its selected thing: all of it, the address from the left edge on, so
/// that a wrapped one can still be copied.
pub(super) fn told(item: &PickItem, width: u16) -> Vec<Line<'static>> {
    let wide = usize::from(width).max(1);
    let row = !item.label.contains('\n') && item.label.width() + DIGIT < wide;
    let label = if row { "" } else { item.label.as_str() };
    let texts = [label, item.more.as_str()].into_iter().filter(|text| !text.is_empty());
    texts.flat_map(|text| wrap::wrap_text(text, wide, Style::new())).collect()
}

/// The rows that the whole of a selected thing may need; none where every row shows its thing whole.
fn told_rows(pick: &PickSheet, width: u16) -> usize {
    let items = pick.items.iter().take(MEASURED).filter(|item| !is_whole(item, width));
    items.map(|item| told(item, width).len()).max().unwrap_or(0)
}

/// How many rows a page up or down goes in what is open now.
pub(super) fn page(model: &Model) -> usize {
    let frames = frames(model);
    let rows = frames.sheet.map_or(frames.body.height, |sheet| sheet.height.saturating_sub(1));
    usize::from(rows).max(1)
}

/// How many rows of a long text are in sight.
pub(super) fn reading_rows(model: &Model) -> usize {
    let frames = frames(model);
    let rows = if model.size.1 < CRAMPED { frames.footer.y } else { frames.body.height };
    usize::from(rows.saturating_sub(1)).max(1)
}

/// The lines of a text to read, wrapped to the screen.
pub(super) fn read_lines(model: &Model, text: &ReadSheet) -> Vec<Line<'static>> {
    read::lines(model, text)
}

/// The item of a list in a sheet that a row of the screen shows.
pub(super) fn sheet_row(model: &Model, y: u16) -> Option<usize> {
    let (sheet, area) = (model.sheet.as_ref()?, frames(model).sheet?);
    let (selected, items) = match sheet {
        Sheet::Pick(pick) => (pick.selected.unwrap_or(0), pick.items.len()),
        Sheet::Search(search) => (search.selected, search.hits.len()),
        _ => return None,
    };
    let list = parts(sheet, area).list;
    let row = y.checked_sub(list.y).filter(|row| *row < list.height)?;
    Some(first_row(selected, items, usize::from(list.height)) + usize::from(row))
}

/// The first item that a window of this height shows, so that the selected one is in sight.
pub(super) fn first_row(selected: usize, items: usize, height: usize) -> usize {
    selected.saturating_sub(height / 2).min(items.saturating_sub(height))
}

/// The briefing as the screen has room for it.
pub(super) fn briefing(model: &Model) -> Option<BriefingPage> {
    let (told, _) = model.walk.as_ref()?.briefing.as_ref()?;
    let body = frames(model).body;
    Some(briefing::page(told, inner(body.width), usize::from(body.height), model.look))
}

/// How many rows the briefing takes.
pub(super) fn briefing_rows(model: &Model) -> usize {
    briefing(model).map_or(0, |page| page.above.len() + page.summary.len())
}

/// How far the step's text can be scrolled.
pub(super) fn step_overflow(model: &Model) -> usize {
    let (Some(walk), Some(area)) = (&model.walk, frames(model).step) else { return 0 };
    let Some(step) = walk.step() else { return 0 };
    let page = page::page(&walk.progress, step, usize::from(area.width), model.look, &model.zone);
    page.overflow(usize::from(area.height))
}

//! PURE. Where things stand on the screen, from the size of the terminal alone.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use unicode_width::UnicodeWidthStr;

use super::briefing::BriefingPage;
use super::dialog::{Dialog, Pager, Picker, PickerItem};
use super::model::Model;
use super::session::Pane;
use super::{briefing, pager, step_page, wrap};

/// The smallest screen that is usable, in cells.
pub(super) const MIN_SIZE: (u16, u16) = (20, 5);

/// From this width on, outline and step stand side by side.
pub(super) const TWO_PANES_WIDTH: u16 = 80;

/// The columns that a step's text has before the outline gets more than its share.
const STEP_TEXT_WIDTH: u16 = 68;

/// From this height on, the header has a second row.
const TWO_ROW_HEADER_HEIGHT: u16 = 12;

/// From this height on, a row above the keys is kept free: for messages, and for air.
const TWO_ROW_FOOTER_HEIGHT: u16 = 16;

/// Below this height what lies over the screen lies over the header, too.
const COVERED_HEADER_HEIGHT: u16 = 8;

/// The most things of a list that decide how much room the whole of one gets.
const MEASURED_ITEMS: usize = 100;

/// The parts of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Areas {
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
    pub dialog: Option<Rect>,
    /// The last message, where it has rows of its own; nothing that is typed or chosen is below it.
    pub notice: Option<Rect>,
}

/// The most rows that a message takes.
const MAX_NOTICE_ROWS: u16 = 6;

/// The parts of the screen for a model.
pub(super) fn areas(model: &Model) -> Areas {
    let (width, height) = model.size;
    let head = if height >= TWO_ROW_HEADER_HEIGHT { 2 } else { 1 };
    let foot = if height >= TWO_ROW_FOOTER_HEIGHT { 2 } else { 1 };
    let rows = |y: u16, tall: u16| Rect { x: 0, y, width, height: tall };
    let body = rows(head, height.saturating_sub(head + foot));
    let pane = model.session.as_ref().map_or(Pane::Outline, |walk| walk.pane);
    let (outline, step) = panes(body, width, pane);
    let space = if height < COVERED_HEADER_HEIGHT { rows(0, height.saturating_sub(foot)) } else { body };
    let sheet = model.dialog.as_ref().map(|sheet| {
        if matches!(sheet, Dialog::Pager(text) if pager::shows_qr_code(model, text)) {
            // A QR code needs every row there is.
            return rows(0, height.saturating_sub(1));
        }
        let tall = dialog_height(model, sheet, space).clamp(space.height.min(3), space.height);
        rows(space.y + space.height - tall, tall)
    });
    let footer = rows(height.saturating_sub(foot), foot.min(height));
    let (sheet, message) = place_notice(model, sheet, footer);
    Areas { header: rows(0, head), body, outline, step, footer, dialog: sheet, notice: message }
}

/// Where the message stands: in the free row above the keys, or over what is there until the next
/// key. A sheet in which something is typed or chosen gives it the rows that it must have; without
/// one the step under the cursor stays in sight. None where it shares the row of the keys.
fn place_notice(model: &Model, sheet: Option<Rect>, footer: Rect) -> (Option<Rect>, Option<Rect>) {
    let Some(message) = model.current_notice() else { return (sheet, None) };
    let lines = wrapped_rows(&message.text, model.size.0);
    let lines = u16::try_from(lines).unwrap_or(MAX_NOTICE_ROWS).clamp(1, MAX_NOTICE_ROWS);
    let free = footer.height > 1;
    if lines == 1 && !free && message.text.width() + MIN_KEYS_WIDTH <= usize::from(model.size.0) {
        return (sheet, None);
    }
    let keys = footer.y + footer.height.saturating_sub(1);
    let least = model.dialog.as_ref().map_or(0, min_rows);
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
pub(super) fn truncated_notice(model: &Model) -> Option<String> {
    let (message, shown) = (model.current_notice()?, areas(model).notice?.height);
    (wrapped_rows(&message.text, model.size.0) > usize::from(shown)).then_some(message.text)
}

/// The room that a message leaves for the keys beside it, at least for help.
const MIN_KEYS_WIDTH: usize = 10;

/// The row of the screen that the outline's cursor is in, where the outline is shown.
fn cursor_row(model: &Model, footer: Rect) -> Option<u16> {
    let walk = model.session.as_ref().filter(|walk| walk.briefing.is_none())?;
    if walk.pane == Pane::Step && model.size.0 < TWO_PANES_WIDTH {
        return None;
    }
    let row = u16::try_from(walk.cursor().saturating_sub(walk.top())).ok()?;
    let head = if model.size.1 >= TWO_ROW_HEADER_HEIGHT { 2 } else { 1 };
    Some(head + row).filter(|row| *row < footer.y)
}

/// The rows that a sheet must have, so that what is typed or chosen is in sight.
fn min_rows(sheet: &Dialog) -> u16 {
    match sheet {
        Dialog::Prompt(_) | Dialog::NoteEditor(_) => 1,
        Dialog::Picker(_) | Dialog::Search(_) => 2,
        Dialog::Pager(_) => 0,
    }
}

fn panes(body: Rect, width: u16, pane: Pane) -> (Option<Rect>, Option<Rect>) {
    if width < TWO_PANES_WIDTH {
        return match pane {
            Pane::Outline => (Some(body), None),
            Pane::Step => (None, Some(body)),
        };
    }
    // What the text can do without is the outline's, as long as its titles can use it.
    let left = (width * 2 / 5).max(width.saturating_sub(STEP_TEXT_WIDTH)).clamp(34, 72);
    let gap = 2;
    let step = Rect { x: left + gap, width: width.saturating_sub(left + gap + 1), ..body };
    (Some(Rect { width: left, ..body }), Some(step))
}

/// The rows a sheet wants, its bar included.
fn dialog_height(model: &Model, sheet: &Dialog, space: Rect) -> u16 {
    let (width, half) = (space.width, usize::from(space.height / 2));
    let rows = match sheet {
        Dialog::Prompt(line) => wrapped_rows(&line.title, width) + wrapped_rows(&line.hint, width) + 1,
        Dialog::Picker(pick) => {
            wrapped_rows(&pick.title, width) + pick.items.len() + details_rows(pick, width)
        }
        Dialog::NoteEditor(_) => half.max(8),
        Dialog::Search(_) => usize::from(space.height),
        // What has more lines than the screen is not wrapped only to be counted.
        Dialog::Pager(text) if pager::min_rows(text) >= usize::from(space.height) => {
            usize::from(space.height)
        }
        Dialog::Pager(text) => pager::lines(model, text).len().max(half) + 1,
    };
    u16::try_from(rows).unwrap_or(u16::MAX)
}

fn wrapped_rows(text: &str, width: u16) -> usize {
    if text.is_empty() { 0 } else { wrap::wrap_text(text, inner_width(width), Style::new()).len() }
}

/// The width of text inside a sheet: a blank at each side, and no line longer than can be read.
pub(super) fn inner_width(width: u16) -> usize {
    usize::from(width).saturating_sub(2).clamp(1, step_page::MAX_TEXT_WIDTH + 2)
}

/// The parts of a sheet, from the top down; those that it does not have are empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DialogAreas {
    /// What it is about.
    pub bar: Rect,
    /// What there is to know about the field.
    pub hint: Rect,
    /// Where something is typed.
    pub field: Rect,
    /// What is picked from, or read.
    pub list: Rect,
    /// The whole of the thing that is selected, where its row cannot show it.
    pub details: Rect,
}

/// The parts of the sheet that is open. What is typed or chosen has its rows first: it is in sight on
/// the smallest screen.
pub(super) fn dialog_areas(sheet: &Dialog, area: Rect) -> DialogAreas {
    let tall = usize::from(area.height);
    let want = |text: &str| wrapped_rows(text, area.width);
    // Rows of bar, hint, field and what is told below; the list has what is left.
    let (bar, hint, field, told) = match sheet {
        Dialog::Prompt(line) => {
            let hint = want(&line.hint).min(tall.saturating_sub(2));
            (want(&line.title).min(tall.saturating_sub(1 + hint)), hint, 1, 0)
        }
        Dialog::Picker(pick) => {
            let least = pick.items.len().clamp(1, 2);
            let bar = want(&pick.title).min(tall.saturating_sub(least));
            let told = details_rows(pick, area.width);
            // A few letters of it would only take room from the list.
            let told = if area.height < 5 { 0 } else { told.min(tall.saturating_sub(bar + least)) };
            (bar, 0, 0, told)
        }
        Dialog::NoteEditor(_) => (tall.saturating_sub(1).min(1), 0, tall, 0),
        Dialog::Search(_) => (tall.saturating_sub(2).min(1), 0, 1, 0),
        Dialog::Pager(_) => (1, 0, 0, 0),
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
    DialogAreas { bar, hint, field, list, details: take(told) }
}

/// Whether the row of a list shows the whole of a thing.
pub(super) fn fits_row(item: &PickerItem, width: u16) -> bool {
    let more = if item.detail.is_empty() { 0 } else { item.detail.width() + 2 };
    !item.label.contains('\n') && item.label.width() + more + DIGIT_WIDTH < usize::from(width)
}

/// The cells before a thing in a list: the digit that picks it.
pub(super) const DIGIT_WIDTH: usize = 3;

/// What stands below a list of its selected thing: all of it, the address from the left edge on, so
/// that a wrapped one can still be copied.
pub(super) fn details(item: &PickerItem, width: u16) -> Vec<Line<'static>> {
    let wide = usize::from(width).max(1);
    let row = !item.label.contains('\n') && item.label.width() + DIGIT_WIDTH < wide;
    let label = if row { "" } else { item.label.as_str() };
    let texts = [label, item.detail.as_str()].into_iter().filter(|text| !text.is_empty());
    texts.flat_map(|text| wrap::wrap_text(text, wide, Style::new())).collect()
}

/// The rows that the whole of a selected thing may need; none where every row shows its thing whole.
fn details_rows(pick: &Picker, width: u16) -> usize {
    let items = pick.items.iter().take(MEASURED_ITEMS).filter(|item| !fits_row(item, width));
    items.map(|item| details(item, width).len()).max().unwrap_or(0)
}

/// How many rows a page up or down goes in what is open now.
pub(super) fn page_rows(model: &Model) -> usize {
    let frames = areas(model);
    let rows = frames.dialog.map_or(frames.body.height, |sheet| sheet.height.saturating_sub(1));
    usize::from(rows).max(1)
}

/// How many rows of a long text are in sight.
pub(super) fn pager_rows(model: &Model) -> usize {
    let frames = areas(model);
    let rows = if model.size.1 < COVERED_HEADER_HEIGHT { frames.footer.y } else { frames.body.height };
    usize::from(rows.saturating_sub(1)).max(1)
}

/// The lines of a text to read, wrapped to the screen.
pub(super) fn pager_lines(model: &Model, text: &Pager) -> Vec<Line<'static>> {
    pager::lines(model, text)
}

/// The item of a list in a sheet that a row of the screen shows.
pub(super) fn dialog_item_at(model: &Model, y: u16) -> Option<usize> {
    let (sheet, area) = (model.dialog.as_ref()?, areas(model).dialog?);
    let (selected, items) = match sheet {
        Dialog::Picker(pick) => (pick.selected.unwrap_or(0), pick.items.len()),
        Dialog::Search(search) => (search.selected, search.hits.len()),
        _ => return None,
    };
    let list = dialog_areas(sheet, area).list;
    let row = y.checked_sub(list.y).filter(|row| *row < list.height)?;
    Some(first_visible(selected, items, usize::from(list.height)) + usize::from(row))
}

/// The first item that a window of this height shows, so that the selected one is in sight.
pub(super) fn first_visible(selected: usize, items: usize, height: usize) -> usize {
    selected.saturating_sub(height / 2).min(items.saturating_sub(height))
}

/// The briefing as the screen has room for it.
pub(super) fn briefing_page(model: &Model) -> Option<BriefingPage> {
    let (told, _) = model.session.as_ref()?.briefing.as_ref()?;
    let body = areas(model).body;
    Some(briefing::lay_out(told, inner_width(body.width), usize::from(body.height), model.theme))
}

/// How many rows the briefing takes.
pub(super) fn briefing_rows(model: &Model) -> usize {
    briefing_page(model).map_or(0, |page| page.scrollable.len() + page.summary.len())
}

/// How far the step's text can be scrolled.
pub(super) fn step_overflow(model: &Model) -> usize {
    let (Some(walk), Some(area)) = (&model.session, areas(model).step) else { return 0 };
    let Some(step) = walk.step() else { return 0 };
    let page = step_page::step_page(&walk.progress, step, usize::from(area.width), model.theme, &model.zone);
    page.overflow(usize::from(area.height))
}

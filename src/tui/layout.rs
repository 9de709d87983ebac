//! PURE. The areas of the screen, and the rows that scrolling goes by.

use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use super::dialogs::Dialog;
use super::draw::wrapped_rows;
use super::model::Model;
use super::screens::session::Pane;

/// The smallest screen that is usable, in cells.
pub(super) const MIN_SIZE: (u16, u16) = (20, 5);

/// The width from which outline and step stand side by side.
pub(super) const TWO_PANES_WIDTH: u16 = 80;

/// The columns that a step's text has before the outline gets more than its share.
const STEP_TEXT_WIDTH: u16 = 68;

/// The height from which the header has a second row.
const TWO_ROW_HEADER_HEIGHT: u16 = 12;

/// The height from which a row above the keys is kept free: for notices, and for air.
const TWO_ROW_FOOTER_HEIGHT: u16 = 16;

/// The height below which a dialog covers the header, too.
const COVERED_HEADER_HEIGHT: u16 = 8;

/// The most rows that a notice takes.
const MAX_NOTICE_ROWS: u16 = 6;

/// The room that a notice leaves for the keys beside it, at least for help.
const MIN_KEYS_WIDTH: usize = 10;

/// The areas of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Areas {
    pub header: Rect,
    /// All between header and footer.
    pub body: Rect,
    pub outline: Option<Rect>,
    pub step: Option<Rect>,
    /// The keys that apply here, and above them, where there is room, the notice.
    pub footer: Rect,
    pub dialog: Option<Rect>,
    /// The notice, if it has rows of its own; it covers nothing that is typed or chosen.
    pub notice: Option<Rect>,
}

/// Returns the areas for a model.
pub(super) fn areas(model: &Model) -> Areas {
    let (width, height) = model.size;
    let (header, body, footer) = bands(model.size);
    let pane = model.session.as_ref().map_or(Pane::Outline, |session| session.pane);
    let (outline, step) = panes(body, width, pane);
    let space = if height < COVERED_HEADER_HEIGHT { Rect { y: 0, height: footer.y, ..body } } else { body };
    let dialog = model.dialog.as_ref().map(|dialog| match dialog {
        // A QR code needs every row there is.
        Dialog::Pager(pager) if pager.shows_qr_code(model.theme, model.size) => {
            Rect { height: height.saturating_sub(1), y: 0, ..body }
        }
        _ => {
            let rows = dialog_height(model, dialog, space).clamp(space.height.min(3), space.height);
            Rect { y: space.bottom() - rows, height: rows, ..space }
        }
    });
    let (dialog, notice) = place_notice(model, dialog, footer);
    Areas { header, body, outline, step, footer, dialog, notice }
}

/// Returns header, body and footer.
fn bands((width, height): (u16, u16)) -> (Rect, Rect, Rect) {
    let head = if height >= TWO_ROW_HEADER_HEIGHT { 2 } else { 1 };
    let foot = if height >= TWO_ROW_FOOTER_HEIGHT { 2 } else { 1 };
    let rows = |y: u16, height: u16| Rect { x: 0, y, width, height };
    let body = rows(head, height.saturating_sub(head + foot));
    (rows(0, head), body, rows(height.saturating_sub(foot), foot.min(height)))
}

fn panes(body: Rect, width: u16, pane: Pane) -> (Option<Rect>, Option<Rect>) {
    if width < TWO_PANES_WIDTH {
        return match pane {
            Pane::Outline => (Some(body), None),
            Pane::Step => (None, Some(body)),
        };
    }
    // Columns that the text does not need go to the outline, as long as its titles can use them.
    let left = (width * 2 / 5).max(width.saturating_sub(STEP_TEXT_WIDTH)).clamp(34, 72);
    let gap = 2;
    let step = Rect { x: left + gap, width: width.saturating_sub(left + gap + 1), ..body };
    (Some(Rect { width: left, ..body }), Some(step))
}

/// Returns the rows that a dialog asks for, its bar included.
fn dialog_height(model: &Model, dialog: &Dialog, space: Rect) -> u16 {
    let rows = match dialog {
        Dialog::Prompt(prompt) => prompt.height(space.width),
        Dialog::Picker(picker) => picker.height(space.width),
        Dialog::NoteEditor(_) => usize::from(space.height / 2).max(8),
        Dialog::Search(_) => usize::from(space.height),
        Dialog::Pager(pager) => pager.height(model.theme, model.size, usize::from(space.height)),
    };
    u16::try_from(rows).unwrap_or(u16::MAX)
}

/// Returns the areas of dialog and notice. The notice stands in the free row above the keys, or over
/// other rows until the next key; `None` if it shares the row of the keys. A dialog in which something is
/// typed or chosen shrinks for it; without one the step under the cursor stays in sight.
fn place_notice(model: &Model, dialog: Option<Rect>, footer: Rect) -> (Option<Rect>, Option<Rect>) {
    let Some(notice) = model.current_notice() else { return (dialog, None) };
    let lines = wrapped_rows(&notice.text, model.size.0);
    let lines = u16::try_from(lines).unwrap_or(MAX_NOTICE_ROWS).clamp(1, MAX_NOTICE_ROWS);
    let free = footer.height > 1;
    if lines == 1 && !free && notice.text.width() + MIN_KEYS_WIDTH <= usize::from(model.size.0) {
        return (dialog, None);
    }
    let keys = footer.y + footer.height.saturating_sub(1);
    let least = model.dialog.as_ref().map_or(0, Dialog::min_rows);
    let (dialog, below) = match dialog {
        Some(area) if least > 0 && !(free && lines == 1) => {
            let top = lines.min(area.bottom().saturating_sub(least)).max(area.y);
            (Some(Rect { y: top, height: area.bottom().saturating_sub(top), ..area }), top)
        }
        dialog => (dialog, keys),
    };
    let below = match cursor_row(model, footer) {
        // A long notice needs the room more than the cursor does.
        Some(row) if dialog.is_none() && lines <= row && below.saturating_sub(lines) <= row => row,
        _ => below,
    };
    let rows = lines.min(below);
    (dialog, Some(Rect { y: below - rows, height: rows, ..footer }))
}

/// Returns the row of the screen that the outline's cursor is in, if the outline is shown.
fn cursor_row(model: &Model, footer: Rect) -> Option<u16> {
    let session = model.session.as_ref().filter(|session| session.briefing.is_none())?;
    if session.pane == Pane::Step && model.size.0 < TWO_PANES_WIDTH {
        return None;
    }
    let row = u16::try_from(session.cursor.saturating_sub(session.top)).ok()?;
    let (header, ..) = bands(model.size);
    Some(header.height + row).filter(|row| *row < footer.y)
}

/// Returns the text of the notice if it is longer than its area.
pub(super) fn truncated_notice(model: &Model) -> Option<String> {
    let (notice, shown) = (model.current_notice()?, areas(model).notice?.height);
    (wrapped_rows(&notice.text, model.size.0) > usize::from(shown)).then_some(notice.text)
}

/// Returns the area between header and footer.
pub(super) fn body(size: (u16, u16)) -> Rect {
    let (_, body, _) = bands(size);
    body
}

/// Returns the rows that a page up or down goes.
pub(super) fn page_rows(size: (u16, u16)) -> usize {
    usize::from(body(size).height).max(1)
}

/// Returns the rows of a long text that are in sight.
pub(super) fn pager_rows(size: (u16, u16)) -> usize {
    let (_, body, footer) = bands(size);
    let rows = if size.1 < COVERED_HEADER_HEIGHT { footer.y } else { body.height };
    usize::from(rows.saturating_sub(1)).max(1)
}

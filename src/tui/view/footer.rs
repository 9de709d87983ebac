//! PURE. The footer: the keys that apply here, from the key table, and the last message above them.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Widget as _};
use unicode_width::UnicodeWidthStr;

use super::{draw_line, draw_lines};
use crate::tui::action::Action;
use crate::tui::dialog::{Dialog, PagerBody};
use crate::tui::keymap::{self, KeyHint};
use crate::tui::layout::{self, Areas};
use crate::tui::model::{Model, Notice};
use crate::tui::session::Pane;
use crate::tui::wrap::{clip, truncate_lines, wrap_text};

/// Below this width the keys stand closer together.
const NARROW: u16 = 40;

/// Behind a message that is cut: the help begins with all of it.
const MORE_IN_HELP: &str = " ?: all";

pub(super) fn draw(model: &Model, buffer: &mut Buffer, frames: &Areas) {
    let area = frames.footer;
    let keys_at = Rect { y: area.y + area.height.saturating_sub(1), height: 1, ..area };
    match (&model.current_notice(), frames.notice) {
        (Some(message), None) => draw_beside_keys(model, message, buffer, keys_at),
        (Some(message), Some(place)) => {
            draw_line(buffer, keys_at, 0, &key_hints(model, usize::from(area.width)));
            draw_message(model, message, buffer, place);
        }
        (None, _) => draw_line(buffer, keys_at, 0, &key_hints(model, usize::from(area.width))),
    }
}

fn draw_message(model: &Model, message: &Notice, buffer: &mut Buffer, place: Rect) {
    Clear.render(place.intersection(*buffer.area()), buffer);
    let width = layout::inner_width(place.width);
    let lines = wrap_text(&message.text, width, style(model, message));
    let whole = lines.len() <= usize::from(place.height) || model.key_context().accepts_text();
    let mut lines = truncate_lines(lines, usize::from(place.height), width);
    if let Some(last) = lines.last_mut().filter(|_| !whole) {
        let text = clip(&last.to_string(), width.saturating_sub(MORE_IN_HELP.len()));
        *last = Line::styled(format!("{text}{MORE_IN_HELP}"), style(model, message));
    }
    draw_lines(buffer, Rect { x: place.x + 1, width: place.width.saturating_sub(1), ..place }, &lines, 0);
}

fn style(model: &Model, message: &Notice) -> Style {
    if message.is_error { model.theme.alert() } else { model.theme.title() }
}

/// A short message in the row of the keys, with those behind it that have room.
fn draw_beside_keys(model: &Model, message: &Notice, buffer: &mut Buffer, area: Rect) {
    let text = Span::styled(message.text.clone(), style(model, message));
    let mut line = Line::from(vec![Span::raw(" "), text]);
    let room = usize::from(area.width).saturating_sub(line.width() + 3);
    line.spans.push(Span::raw("  "));
    line.spans.extend(key_hints(model, room).spans);
    draw_line(buffer, area, 0, &line);
}

/// As many keys as fit, the most wanted first, in the order of the table.
fn key_hints(model: &Model, room: usize) -> Line<'static> {
    let gap = if model.size.0 < NARROW { 1 } else { 2 };
    let all: Vec<KeyHint> =
        keymap::footer_hints(model.key_context()).filter(|hint| hint_applies(model, hint)).collect();
    let wide = |hint: &KeyHint| hint.key.width() + 1 + hint.label.width();
    let mut wanted: Vec<&KeyHint> = all.iter().collect();
    // Where one pane is all there is, or keys go to the step, the way to the other comes first.
    let elsewhere = model.size.0 < layout::TWO_PANES_WIDTH
        || model.session.as_ref().is_some_and(|walk| walk.pane == Pane::Step);
    let first = |hint: &KeyHint| hint.action == Action::SwitchPane && elsewhere;
    wanted.sort_by_key(|hint| (hint.action != Action::Help, !first(hint), hint.rank));
    let mut left = room.saturating_sub(1) + gap;
    let mut fitting: Vec<&str> = Vec::new();
    for hint in wanted {
        if let Some(rest) = left.checked_sub(wide(hint) + gap) {
            left = rest;
            fitting.push(hint.key);
        }
    }
    let mut spans = vec![Span::raw(" ")];
    for hint in all.iter().filter(|hint| fitting.contains(&hint.key)) {
        spans.push(Span::styled(hint.key, model.theme.accent()));
        spans.push(Span::styled(format!(" {}{}", hint.label, " ".repeat(gap)), model.theme.dim()));
    }
    Line::from(spans)
}

/// Of what is read only an address is copied by a key.
fn hint_applies(model: &Model, hint: &KeyHint) -> bool {
    match &model.dialog {
        Some(Dialog::Pager(text)) => {
            hint.action != Action::Copy || matches!(text.body, PagerBody::QrCode(..))
        }
        _ => true,
    }
}

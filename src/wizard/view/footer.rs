//! PURE. The footer: the keys that apply here, from the key table, and the last message above them.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Widget as _};
use unicode_width::UnicodeWidthStr;

use super::{put, put_lines};
use crate::wizard::action::Action;
use crate::wizard::keymap::{self, Hint};
use crate::wizard::layout::{self, Frames};
use crate::wizard::model::{Message, Model};
use crate::wizard::sheet::{Body, Sheet};
use crate::wizard::walk::Pane;
use crate::wizard::wrap::{clip, shorten, wrap_text};

/// Below this width the keys stand closer together.
const NARROW: u16 = 40;

/// Behind a message that is cut: the help begins with all of it.
const ALL: &str = " ?: all";

pub(super) fn draw(model: &Model, buffer: &mut Buffer, frames: &Frames) {
    let area = frames.footer;
    let keys_at = Rect { y: area.y + area.height.saturating_sub(1), height: 1, ..area };
    match (&model.said(), frames.message) {
        (Some(message), None) => beside(model, message, buffer, keys_at),
        (Some(message), Some(place)) => {
            put(buffer, keys_at, 0, &keys(model, usize::from(area.width)));
            draw_message(model, message, buffer, place);
        }
        (None, _) => put(buffer, keys_at, 0, &keys(model, usize::from(area.width))),
    }
}

fn draw_message(model: &Model, message: &Message, buffer: &mut Buffer, place: Rect) {
    Clear.render(place.intersection(*buffer.area()), buffer);
    let width = layout::inner(place.width);
    let lines = wrap_text(&message.text, width, style(model, message));
    let whole = lines.len() <= usize::from(place.height) || model.place().types();
    let mut lines = shorten(lines, usize::from(place.height), width);
    if let Some(last) = lines.last_mut().filter(|_| !whole) {
        let text = clip(&last.to_string(), width.saturating_sub(ALL.len()));
        *last = Line::styled(format!("{text}{ALL}"), style(model, message));
    }
    put_lines(buffer, Rect { x: place.x + 1, width: place.width.saturating_sub(1), ..place }, &lines, 0);
}

fn style(model: &Model, message: &Message) -> Style {
    if message.alarm { model.look.alarm() } else { model.look.title() }
}

/// A short message in the row of the keys, with those behind it that have room.
fn beside(model: &Model, message: &Message, buffer: &mut Buffer, area: Rect) {
    let text = Span::styled(message.text.clone(), style(model, message));
    let mut line = Line::from(vec![Span::raw(" "), text]);
    let room = usize::from(area.width).saturating_sub(line.width() + 3);
    line.spans.push(Span::raw("  "));
    line.spans.extend(keys(model, room).spans);
    put(buffer, area, 0, &line);
}

/// As many keys as fit, the most wanted first, in the order of the table.
fn keys(model: &Model, room: usize) -> Line<'static> {
    let gap = if model.size.0 < NARROW { 1 } else { 2 };
    let all: Vec<Hint> = keymap::footer(model.place()).filter(|hint| applies(model, hint)).collect();
    let wide = |hint: &Hint| hint.key.width() + 1 + hint.word.width();
    let mut wanted: Vec<&Hint> = all.iter().collect();
    // Where one pane is all there is, or keys go to the step, the way to the other comes first.
    let elsewhere =
        model.size.0 < layout::WIDE || model.walk.as_ref().is_some_and(|walk| walk.pane == Pane::Step);
    let first = |hint: &Hint| hint.action == Action::OtherPane && elsewhere;
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
        spans.push(Span::styled(hint.key, model.look.accent()));
        spans.push(Span::styled(format!(" {}{}", hint.word, " ".repeat(gap)), model.look.dim()));
    }
    Line::from(spans)
}

/// Of what is read only an address is copied by a key.
fn applies(model: &Model, hint: &Hint) -> bool {
    match &model.sheet {
        Some(Sheet::Read(text)) => hint.action != Action::Copy || matches!(text.body, Body::Code(..)),
        _ => true,
    }
}

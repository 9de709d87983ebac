//! PURE. The footer: the last message, or the keys that apply here, from the key table.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Widget as _};
use unicode_width::UnicodeWidthStr;

use super::{put, put_lines};
use crate::wizard::keymap;
use crate::wizard::layout;
use crate::wizard::model::Model;
use crate::wizard::wrap::{clip, wrap_text};

/// The most rows that a message takes.
const MOST: usize = 5;

pub(super) fn draw(model: &Model, buffer: &mut Buffer, area: Rect) {
    let room = usize::from(area.width).saturating_sub(1);
    if let Some(message) = model.said() {
        let style = if message.alarm { model.look.alarm() } else { model.look.title() };
        let lines = wrap_text(&message.text, room.saturating_sub(1).max(1), style);
        let tall = lines.len().min(MOST).min(usize::from(area.y));
        // What went wrong is told whole, with the way out.
        if message.alarm && tall > 1 {
            spread(buffer, above(model, area, tall), &lines);
        } else {
            let text = Span::styled(clip(&message.text, room), style);
            put(buffer, area, 0, &Line::from(vec![Span::raw(" "), text]));
        }
        return;
    }
    put(buffer, area, 0, &keys(model, room));
}

/// A message that takes several rows lies over what is there until the next key.
fn spread(buffer: &mut Buffer, area: Rect, lines: &[Line<'static>]) {
    Clear.render(area.intersection(*buffer.area()), buffer);
    let inside = Rect { x: area.x + 1, width: area.width.saturating_sub(1), ..area };
    put_lines(buffer, inside, lines, 0);
}

/// So many rows up from the footer; not over the field of a sheet, where there is room above it.
fn above(model: &Model, area: Rect, tall: usize) -> Rect {
    let tall = u16::try_from(tall).unwrap_or(1);
    let sheet = layout::frames(model).sheet.map(|sheet| sheet.y).filter(|top| *top >= tall);
    let below = sheet.unwrap_or(area.y + 1);
    Rect { y: below.saturating_sub(tall), height: tall, ..area }
}

/// As many keys as fit, the most wanted first; help and leaving always.
fn keys(model: &Model, room: usize) -> Line<'static> {
    let all: Vec<(&str, &str)> = keymap::footer(model.place()).collect();
    let wide = |(key, word): &(&str, &str)| key.width() + word.width() + 3;
    let is_last = |(_, word): &&(&str, &str)| matches!(*word, "help" | "leave" | "back");
    let mut left = room.saturating_sub(all.iter().filter(is_last).map(&wide).sum());
    let mut spans = vec![Span::raw(" ")];
    for pair in &all {
        if !is_last(&pair) {
            if wide(pair) > left {
                continue;
            }
            left -= wide(pair);
        }
        spans.push(Span::styled(pair.0.to_owned(), model.look.accent()));
        spans.push(Span::styled(format!(" {}  ", pair.1), model.look.dim()));
    }
    Line::from(spans)
}

//! PURE. The footer: the last message, or the keys that apply here, from the key table.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::put;
use crate::wizard::keymap;
use crate::wizard::model::Model;
use crate::wizard::wrap::clip;

pub(super) fn draw(model: &Model, buffer: &mut Buffer, area: Rect) {
    let room = usize::from(area.width).saturating_sub(1);
    if let Some(message) = &model.message {
        let style = if message.alarm { model.look.alarm() } else { model.look.title() };
        put(
            buffer,
            area,
            0,
            &Line::from(vec![Span::raw(" "), Span::styled(clip(&message.text, room), style)]),
        );
        return;
    }
    put(buffer, area, 0, &keys(model, room));
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

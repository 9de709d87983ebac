//! PURE. Keys in a text to read: scrolling, and finding a text in it.

use super::walk::scrolled;
use super::{Action, Effect, Model};
use crate::wizard::layout;
use crate::wizard::sheet::{LineFor, ReadSheet, Sheet};

/// A key in a text to read.
pub(super) fn act(model: &mut Model, mut read: ReadSheet, action: Action) -> Vec<Effect> {
    let lines = layout::read_lines(model, &read).len();
    match action {
        Action::Back => return Vec::new(),
        Action::Find => {
            let needle = read.needle.clone();
            super::ask_line(model, "Find", "", &needle, LineFor::Find(read));
            return Vec::new();
        }
        Action::FindNext => return go_on(model, read, true),
        Action::FindBefore => return go_on(model, read, false),
        _ => {
            // The sheet is taken out while it is worked on: its page is the body's.
            let page = usize::from(layout::frames(model).body.height.saturating_sub(1)).max(1);
            read.scroll = scrolled(read.scroll, action, page, lines);
        }
    }
    model.sheet = Some(Sheet::Read(read));
    Vec::new()
}

/// Finds a text, from the line on that is shown first.
pub(super) fn find(model: &mut Model, mut read: ReadSheet, needle: String) -> Vec<Effect> {
    read.needle = needle;
    let here = read.scroll;
    search(model, read, here, true)
}

/// The place after the one that is shown, or before.
fn go_on(model: &mut Model, read: ReadSheet, forth: bool) -> Vec<Effect> {
    if read.needle.is_empty() {
        model.say("nothing was looked for yet: / finds a text");
        model.sheet = Some(Sheet::Read(read));
        return Vec::new();
    }
    let from = if forth { read.scroll + 1 } else { read.scroll };
    search(model, read, from, forth)
}

fn search(model: &mut Model, mut read: ReadSheet, from: usize, forth: bool) -> Vec<Effect> {
    let needle = read.needle.to_lowercase();
    let lines = layout::read_lines(model, &read);
    let has =
        |at: &usize| lines.get(*at).is_some_and(|line| line.to_string().to_lowercase().contains(&needle));
    let found = if forth {
        (from..lines.len()).find(has).or_else(|| (0..from.min(lines.len())).find(has))
    } else {
        (0..from.min(lines.len())).rev().find(has).or_else(|| (from..lines.len()).rev().find(has))
    };
    match found {
        Some(at) => read.scroll = at,
        None => model.say("not found"),
    }
    model.sheet = Some(Sheet::Read(read));
    Vec::new()
}

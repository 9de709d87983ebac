//! PURE. Keys in a text to read: scrolling, and finding a text in it.

use super::walk::scrolled;
use super::{Action, Effect, Model};
use crate::wizard::layout;
use crate::wizard::sheet::{Body, LineFor, ReadSheet, Sheet};

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
        Action::Copy => return copy(model, read),
        _ => read.scroll = scrolled(read.scroll, action, layout::reading_rows(model), lines),
    }
    model.sheet = Some(Sheet::Read(read));
    Vec::new()
}

/// A document as its name says what it is.
pub(super) fn document(name: &str, lines: Vec<String>) -> Body {
    let name = name.to_lowercase();
    if [".md", ".markdown"].iter().any(|end| name.ends_with(end)) {
        Body::Markdown(lines.join("\n"))
    } else {
        Body::Lines(lines, 0)
    }
}

/// Copies the address that is shown.
fn copy(model: &mut Model, read: ReadSheet) -> Vec<Effect> {
    let effect = match &read.body {
        Body::Code(address, _) => Some(Effect::Copy(address.clone(), "the address".to_owned())),
        Body::Lines(..) | Body::Markdown(_) | Body::Keys(..) => None,
    };
    if effect.is_none() {
        model.say("no address is shown here: the terminal's own selection copies");
    }
    model.sheet = Some(Sheet::Read(read));
    effect.into_iter().collect()
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

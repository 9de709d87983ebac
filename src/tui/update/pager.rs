//! PURE. Keys in a text to read: scrolling, and finding a text in it.

use super::session::scroll_position;
use super::{Action, Effect, Model};
use crate::tui::dialog::{Dialog, Pager, PagerBody, PromptFor};
use crate::tui::layout;

/// A key in a text to read.
pub(super) fn update_pager(model: &mut Model, mut read: Pager, action: Action) -> Vec<Effect> {
    let lines = layout::pager_lines(model, &read).len();
    match action {
        Action::Back => return Vec::new(),
        Action::Find => {
            let needle = read.query.clone();
            super::open_prompt(model, "Find", "", &needle, PromptFor::Find(read));
            return Vec::new();
        }
        Action::FindNext => return find_again(model, read, true),
        Action::FindPrevious => return find_again(model, read, false),
        Action::Copy => return copy(model, read),
        _ => read.scroll = scroll_position(read.scroll, action, layout::pager_rows(model), lines),
    }
    model.dialog = Some(Dialog::Pager(read));
    Vec::new()
}

/// A document as its name says what it is.
pub(super) fn document_body(name: &str, lines: Vec<String>) -> PagerBody {
    let name = name.to_lowercase();
    if [".md", ".markdown"].iter().any(|end| name.ends_with(end)) {
        PagerBody::Markdown(lines.join("\n"))
    } else {
        PagerBody::Lines(lines, 0)
    }
}

/// Copies the address that is shown.
fn copy(model: &mut Model, read: Pager) -> Vec<Effect> {
    let effect = match &read.body {
        PagerBody::QrCode(address, _) => Some(Effect::Copy(address.clone(), "the address".to_owned())),
        PagerBody::Lines(..) | PagerBody::Markdown(_) | PagerBody::Help(..) => None,
    };
    if effect.is_none() {
        model.notify("no address is shown here: the terminal's own selection copies");
    }
    model.dialog = Some(Dialog::Pager(read));
    effect.into_iter().collect()
}

/// Finds a text, from the line on that is shown first.
pub(super) fn find(model: &mut Model, mut read: Pager, needle: String) -> Vec<Effect> {
    read.query = needle;
    let here = read.scroll;
    find_line(model, read, here, true)
}

/// The place after the one that is shown, or before.
fn find_again(model: &mut Model, read: Pager, forth: bool) -> Vec<Effect> {
    if read.query.is_empty() {
        model.notify("nothing was looked for yet: / finds a text");
        model.dialog = Some(Dialog::Pager(read));
        return Vec::new();
    }
    let from = if forth { read.scroll + 1 } else { read.scroll };
    find_line(model, read, from, forth)
}

fn find_line(model: &mut Model, mut read: Pager, from: usize, forth: bool) -> Vec<Effect> {
    let needle = read.query.to_lowercase();
    let lines = layout::pager_lines(model, &read);
    let has =
        |at: &usize| lines.get(*at).is_some_and(|line| line.to_string().to_lowercase().contains(&needle));
    let found = if forth {
        (from..lines.len()).find(has).or_else(|| (0..from.min(lines.len())).find(has))
    } else {
        (0..from.min(lines.len())).rev().find(has).or_else(|| (from..lines.len()).rev().find(has))
    };
    match found {
        Some(at) => read.scroll = at,
        None => model.notify("not found"),
    }
    model.dialog = Some(Dialog::Pager(read));
    Vec::new()
}

//! PURE. Keys on the board.

use super::{Action, Effect, LineFor, Model, sheets};
use crate::session::{Mode, SessionName};
use crate::wizard::board::{Board, Unopened};
use crate::wizard::layout;

/// What the title of a session is.
const FOR: &str = "What is it for? A site, a server. Enter alone keeps the checklist's title.";

/// A key on the board.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let page = layout::page(model);
    let Some(board) = &mut model.board else { return Vec::new() };
    let last = board.items().saturating_sub(1);
    board.placed |= matches!(
        action,
        Action::Up | Action::Down | Action::PageUp | Action::PageDown | Action::First | Action::Last
    );
    match action {
        Action::Up => board.cursor = board.cursor.saturating_sub(1),
        Action::Down => board.cursor = (board.cursor + 1).min(last),
        Action::PageUp => board.cursor = board.cursor.saturating_sub(page),
        Action::PageDown => board.cursor = (board.cursor + page).min(last),
        Action::First => board.cursor = 0,
        Action::Last => board.cursor = last,
        Action::Next => return enter(model, Mode::Live),
        Action::Rehearse => return enter(model, Mode::Rehearsal),
        Action::Search => sheets::search(model),
        Action::Leave => return vec![Effect::Quit],
        Action::Back => model.say("q leaves"),
        _ => {}
    }
    Vec::new()
}

/// Resumes the session under the cursor, or begins one from the checklist there.
fn enter(model: &mut Model, mode: Mode) -> Vec<Effect> {
    let Some(board) = &model.board else { return Vec::new() };
    let Some(session) = board.sessions.get(board.cursor) else {
        let at = board.cursor.saturating_sub(board.sessions.len());
        return begin(model, at, mode);
    };
    if mode == Mode::Rehearsal {
        model.say("a rehearsal begins from a checklist: move down to one");
        return Vec::new();
    }
    match &session.state {
        Ok(_) | Err(Unopened::Unread) => vec![Effect::OpenSession(session.name.clone())],
        Err(Unopened::Broken(why)) => {
            let why = why.to_string();
            model.warn(why);
            Vec::new()
        }
    }
}

/// Asks what a new session of a checklist is for.
pub(super) fn begin(model: &mut Model, at: usize, mode: Mode) -> Vec<Effect> {
    if let Some(work) = &model.work
        && !model.board.as_ref().is_some_and(|board| board.reading)
    {
        // What comes of it would close the field.
        let why = format!("not now: {}; Esc lets go of it", work.what);
        model.say(why);
        return Vec::new();
    }
    let Some(list) = model.board.as_ref().and_then(|board| board.lists.get(at)) else { return Vec::new() };
    match &list.title {
        Ok(title) => {
            let (title, origin) = (title.to_string(), list.origin.clone());
            let asked = if mode == Mode::Rehearsal { "Rehearse" } else { "Start" };
            super::ask_line(model, format!("{asked}: {title}"), FOR, "", LineFor::Begin(origin, mode));
        }
        Err(why) => {
            let why = why.to_string();
            model.warn(why);
        }
    }
    Vec::new()
}

/// Back from its name: asks again what a new session is for.
pub(super) fn ask_title(model: &mut Model, checklist: String, title: &str, mode: Mode) {
    super::ask_line(model, "What the session is for", FOR, title, LineFor::Begin(checklist, mode));
    if let Some(crate::wizard::sheet::Sheet::Line(line)) = &mut model.sheet {
        line.before.clear();
    }
}

/// Asks what a new session is called: the name of its folder, and what commands take.
pub(super) fn ask_name(model: &mut Model, checklist: String, title: &str, mode: Mode) -> Vec<Effect> {
    let words = if title.is_empty() { &checklist } else { title };
    let name = SessionName::from_words(words.trim_end_matches(".json"));
    let hint = "A short name for commands: a-z, 0-9, dots and hyphens. A number is added where it is taken.";
    let what = LineFor::Name(checklist, title.to_owned(), mode);
    super::ask_line(model, "The session's name", hint, name.as_str(), what);
    Vec::new()
}

/// Begins a session under the name that was typed.
pub(super) fn name(
    model: &mut Model,
    (checklist, title, mode): (String, String, Mode),
    typed: &str,
) -> Vec<Effect> {
    match SessionName::new(typed) {
        Ok(name) => vec![Effect::Begin { checklist, title, name, mode }],
        Err(why) => {
            let what = LineFor::Name(checklist, title, mode);
            super::ask_line(model, "The session's name", why.to_string(), typed, what);
            Vec::new()
        }
    }
}

/// The board is read anew, or on; the cursor stays where it was put, and a search goes on.
pub(super) fn changed(model: &mut Model, change: impl FnOnce(&mut Board)) -> Vec<Effect> {
    if let Some(board) = &mut model.board {
        board.change(change);
    }
    if model.walk.is_none() {
        sheets::look_up_again(model);
    }
    Vec::new()
}

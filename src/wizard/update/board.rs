//! PURE. Keys on the board.

use super::{Action, Effect, LineFor, Model, sheets};
use crate::session::{Mode, SessionName};
use crate::wizard::board::Board;
use crate::wizard::layout;

/// A key on the board.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let page = layout::page(model);
    let Some(board) = &mut model.board else { return Vec::new() };
    let last = board.items().saturating_sub(1);
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
        Ok(_) => vec![Effect::OpenSession(session.name.clone())],
        Err(why) => {
            let why = why.to_string();
            model.warn(why);
            Vec::new()
        }
    }
}

/// Asks what a new session of a checklist is for.
pub(super) fn begin(model: &mut Model, at: usize, mode: Mode) -> Vec<Effect> {
    let Some(list) = model.board.as_ref().and_then(|board| board.lists.get(at)) else { return Vec::new() };
    match &list.title {
        Ok(title) => {
            let (title, origin) = (title.to_string(), list.origin.clone());
            let asked = if mode == Mode::Rehearsal { "Rehearse" } else { "Start" };
            let hint = "What is it for? A site, a server. Enter alone keeps the checklist's title.";
            super::ask_line(model, format!("{asked}: {title}"), hint, "", LineFor::Begin(origin, mode));
        }
        Err(why) => {
            let why = why.to_string();
            model.warn(why);
        }
    }
    Vec::new()
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

/// The board as it is now; the cursor stays at its place.
pub(super) fn refreshed(model: &mut Model, mut board: Board) -> Vec<Effect> {
    let cursor = model.board.as_ref().map_or(0, |old| old.cursor);
    board.cursor = cursor.min(board.items().saturating_sub(1));
    model.board = Some(board);
    Vec::new()
}

//! PURE. Keys on the board.

use super::{Action, Effect, Model, PromptFor, dialogs};
use crate::session::{Mode, SessionName};
use crate::tui::board::{Board, Unavailable};
use crate::tui::layout;

/// What the title of a session is.
const TITLE_HINT: &str = "What is it for? A site, a server. Enter alone keeps the checklist's title.";

/// A key on the board.
pub(super) fn update_board(model: &mut Model, action: Action) -> Vec<Effect> {
    let page = layout::page_rows(model);
    let Some(board) = &mut model.board else { return Vec::new() };
    let last = board.item_count().saturating_sub(1);
    board.cursor_pinned |= matches!(
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
        Action::Activate => return open_selected(model, Mode::Live),
        Action::Rehearse => return open_selected(model, Mode::Rehearsal),
        Action::Search => dialogs::open_search(model),
        Action::Leave => return vec![Effect::Quit],
        Action::Back => model.notify("q leaves"),
        _ => {}
    }
    Vec::new()
}

/// Resumes the session under the cursor, or begins one from the checklist there.
fn open_selected(model: &mut Model, mode: Mode) -> Vec<Effect> {
    let Some(board) = &model.board else { return Vec::new() };
    let Some(session) = board.sessions.get(board.cursor) else {
        let at = board.cursor.saturating_sub(board.sessions.len());
        return ask_new_title(model, at, mode);
    };
    if mode == Mode::Rehearsal {
        model.notify("a rehearsal begins from a checklist: move down to one");
        return Vec::new();
    }
    match &session.state {
        Ok(_) | Err(Unavailable::NotLoaded) => vec![Effect::OpenSession(session.name.clone())],
        Err(Unavailable::Broken(why)) => {
            let why = why.to_string();
            model.warn(why);
            Vec::new()
        }
    }
}

/// Asks what a new session of a checklist is for.
pub(super) fn ask_new_title(model: &mut Model, at: usize, mode: Mode) -> Vec<Effect> {
    if let Some(work) = &model.task
        && !model.board.as_ref().is_some_and(|board| board.loading)
    {
        // What comes of it would close the field.
        let why = format!("not now: {}; Esc lets go of it", work.label);
        model.notify(why);
        return Vec::new();
    }
    let Some(list) = model.board.as_ref().and_then(|board| board.checklists.get(at)) else {
        return Vec::new();
    };
    match &list.title {
        Ok(title) => {
            let (title, origin) = (title.to_string(), list.origin.clone());
            let asked = if mode == Mode::Rehearsal { "Rehearse" } else { "Start" };
            super::open_prompt(
                model,
                format!("{asked}: {title}"),
                TITLE_HINT,
                "",
                PromptFor::Title(origin, mode),
            );
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
    super::open_prompt(
        model,
        "What the session is for",
        TITLE_HINT,
        title,
        PromptFor::Title(checklist, mode),
    );
    if let Some(crate::tui::dialog::Dialog::Prompt(line)) = &mut model.dialog {
        line.original.clear();
    }
}

/// Asks what a new session is called: the name of its folder, and what commands take.
pub(super) fn ask_name(model: &mut Model, checklist: String, title: &str, mode: Mode) -> Vec<Effect> {
    let words = if title.is_empty() { &checklist } else { title };
    let name = SessionName::from_words(words.trim_end_matches(".json"));
    let hint = "A short name for commands: a-z, 0-9, dots and hyphens. A number is added where it is taken.";
    let what = PromptFor::Name(checklist, title.to_owned(), mode);
    super::open_prompt(model, "The session's name", hint, name.as_str(), what);
    Vec::new()
}

/// Begins a session under the name that was typed.
pub(super) fn start_named(
    model: &mut Model,
    (checklist, title, mode): (String, String, Mode),
    typed: &str,
) -> Vec<Effect> {
    match SessionName::new(typed) {
        Ok(name) => vec![Effect::StartSession { checklist, title, name, mode }],
        Err(why) => {
            let what = PromptFor::Name(checklist, title, mode);
            super::open_prompt(model, "The session's name", why.to_string(), typed, what);
            Vec::new()
        }
    }
}

/// The board is read anew, or on; the cursor stays where it was put, and a search goes on.
pub(super) fn board_changed(model: &mut Model, change: impl FnOnce(&mut Board)) -> Vec<Effect> {
    if let Some(board) = &mut model.board {
        board.modify(change);
    }
    if model.session.is_none() {
        dialogs::refresh_search(model);
    }
    Vec::new()
}

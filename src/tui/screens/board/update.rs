//! PURE. The keys on the board, and the prompts that start a session.

use super::Unavailable;
use crate::session::{Mode, SessionName};
use crate::tui::dialogs::prompt::{Prompt, PromptFor};
use crate::tui::keymap::Action;
use crate::tui::layout;
use crate::tui::model::{Cmd, Effect, Model};
use crate::tui::search_nav;

const TITLE_HINT: &str = "What is it for? A site, a server. Enter alone keeps the checklist's title.";

const NAME_HINT: &str =
    "A short name for commands: a-z, 0-9, dots and hyphens. A number is added where it is taken.";

pub(in crate::tui) fn update(model: &mut Model, action: Action) -> Cmd {
    let page = layout::page_rows(model.size);
    let Some(board) = &mut model.board else { return Cmd::none() };
    match action {
        Action::Activate => return open_selected(model, Mode::Live),
        Action::Rehearse => return open_selected(model, Mode::Rehearsal),
        Action::Leave => return Effect::Quit.into(),
        Action::Back => model.notify("q leaves"),
        Action::Search => search_nav::open_search(model),
        _ if action.is_movement() => {
            board.cursor = action.scroll(board.cursor, page, board.item_count().saturating_sub(1));
            board.cursor_pinned = true;
        }
        _ => {}
    }
    Cmd::none()
}

/// Opens the session under the cursor, or starts one from the checklist there.
fn open_selected(model: &mut Model, mode: Mode) -> Cmd {
    let Some(board) = &model.board else { return Cmd::none() };
    let Some(session) = board.sessions.get(board.cursor) else {
        let at = board.cursor.saturating_sub(board.sessions.len());
        return ask_new_title(model, at, mode);
    };
    if mode == Mode::Rehearsal {
        model.notify("a rehearsal begins from a checklist: move down to one");
        return Cmd::none();
    }
    match &session.state {
        Ok(_) | Err(Unavailable::NotLoaded) => Effect::OpenSession(session.name.clone()).into(),
        Err(Unavailable::Broken(why)) => {
            let why = why.to_string();
            model.warn(why);
            Cmd::none()
        }
    }
}

/// Asks for the title of a new session of the checklist at this position.
pub(in crate::tui) fn ask_new_title(model: &mut Model, at: usize, mode: Mode) -> Cmd {
    let Some(board) = &model.board else { return Cmd::none() };
    if let Some(task) = model.task.as_ref().filter(|_| !board.loading) {
        // The session that it opens would close the prompt.
        let why = format!("not now: {}; Esc lets go of it", task.label);
        model.notify(why);
        return Cmd::none();
    }
    match board.checklists.get(at).map(|row| (&row.title, &row.origin)) {
        Some((Ok(title), origin)) => {
            let verb = if mode == Mode::Rehearsal { "Rehearse" } else { "Start" };
            let purpose = PromptFor::Title(origin.clone(), mode);
            model.open(Prompt::new(format!("{verb}: {title}"), TITLE_HINT, "", purpose));
        }
        Some((Err(why), _)) => {
            let why = why.to_string();
            model.warn(why);
        }
        None => {}
    }
    Cmd::none()
}

/// Asks for the title again, on the way back from the name.
pub(in crate::tui) fn ask_title(model: &mut Model, checklist: String, title: &str, mode: Mode) {
    let purpose = PromptFor::Title(checklist, mode);
    model.open(Prompt::new("What the session is for", TITLE_HINT, title, purpose).unsaved());
}

/// Asks for the name of a new session: that of its folder, which commands take.
pub(in crate::tui) fn ask_name(model: &mut Model, checklist: String, title: &str, mode: Mode) {
    let words = if title.is_empty() { &checklist } else { title };
    let name = SessionName::from_words(words.trim_end_matches(".json"));
    let purpose = PromptFor::Name(checklist, title.to_owned(), mode);
    model.open(Prompt::new("The session's name", NAME_HINT, name.as_str(), purpose));
}

/// Starts a session under the name that was typed.
pub(in crate::tui) fn start_named(
    model: &mut Model,
    (checklist, title, mode): (String, String, Mode),
    typed: &str,
) -> Cmd {
    match SessionName::new(typed) {
        Ok(name) => Effect::StartSession { checklist, title, name, mode }.into(),
        Err(why) => {
            let purpose = PromptFor::Name(checklist, title, mode);
            model.open(Prompt::new("The session's name", why.to_string(), typed, purpose));
            Cmd::none()
        }
    }
}

//! PURE. What a message does to the wizard, and what it asks of the world for that.

mod board;
mod changes;
mod deferred;
mod dialogs;
mod drafts;
mod pager;
mod prompts;
mod queue;
mod rebase;
mod references;
mod search_nav;
mod session;

use super::action::Action;
use super::dialog::{Dialog, Pager, PagerBody, PromptFor};
use super::key::{Code, Key};
use super::keymap::{self, KeyContext};
use super::layout;
use super::model::{Effect, Model, Msg};
use super::session::SessionScreen;

/// Takes a message: changes the model, and says what is to be done.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    let mut effects = match deferred::defer(model, msg) {
        Some(msg) => handle(model, msg),
        None => Vec::new(),
    };
    if let Some(msg) = deferred::take_deferred(model) {
        effects.extend(handle(model, msg));
    }
    drafts::reopen_draft(model);
    effects.extend(drafts::sync_drafts(model));
    if let (Some(area), Some(walk)) = (layout::areas(model).outline, &mut model.session) {
        walk.scroll_to_cursor(usize::from(area.height));
    }
    effects
}

fn handle(model: &mut Model, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Key(key) => on_key(model, key),
        Msg::Paste(text) => dialogs::paste(model, &text),
        Msg::Click(x, y) => on_click(model, x, y),
        Msg::Wheel(down, x, y) => on_wheel(model, down, x, y),
        Msg::Resize(width, height) => {
            model.size = (width, height);
            Vec::new()
        }
        Msg::Tick(now) => {
            model.now = now;
            Vec::new()
        }
        Msg::Recorded(entries) => changes::on_recorded(model, &entries),
        Msg::Conflict(entries) => changes::on_conflict(model, &entries),
        Msg::NotSaved(why) => changes::on_save_failed(model, why),
        Msg::ReadOnly(why) => changes::set_read_only(model, why),
        Msg::FolderUnreadable(why) => changes::set_folder_unreadable(model, why),
        Msg::RemoteEntries(entries) => changes::on_remote_entries(model, &entries),
        Msg::Replayed(progress) => changes::on_replayed(model, *progress),
        Msg::SourceLoaded(new) => changes::adopt(model, new),
        Msg::Opened(walk) => session_opened(model, *walk),
        Msg::Board(board) => board::board_changed(model, |old| old.merge(board)),
        Msg::Sessions(rows) => board::board_changed(model, |board| board.update_sessions(rows)),
        Msg::Checklists(lists) => board::board_changed(model, |board| board.checklists = lists),
        Msg::BoardLoaded => board::board_changed(model, super::board::Board::finish_loading),
        Msg::TaskChanged(work) => {
            model.task = work;
            Vec::new()
        }
        Msg::Text(title, lines, hang) => open_pager(model, title, PagerBody::Lines(lines, hang)),
        Msg::Document(name, lines) => {
            let body = pager::document_body(&name, lines);
            open_pager(model, name, body)
        }
        Msg::QrCode(address, rows) => {
            open_pager(model, "Address".to_owned(), PagerBody::QrCode(address, rows))
        }
        Msg::Notice(message) => {
            model.notice = Some(message);
            Vec::new()
        }
        Msg::Edited(text) => dialogs::external_edit_done(model, &text),
        Msg::FileExists(path) => prompts::confirm_replace(model, path),
    }
}

fn on_key(model: &mut Model, key: Key) -> Vec<Effect> {
    let said = layout::truncated_notice(model);
    model.notice = None;
    let place = model.key_context();
    if key == Key::plain(Code::Esc) && model.dialog.is_none() && model.task.take().is_some() {
        return vec![Effect::CancelTask];
    }
    let Some(action) = keymap::action_for(place, key) else {
        return dialogs::handle_unbound_key(model, key);
    };
    match action {
        Action::Quit => drafts::flush_drafts(model).into_iter().chain([Effect::Quit]).collect(),
        Action::ToggleMouse => toggle_mouse(model),
        Action::Redraw => vec![Effect::Redraw],
        Action::Suspend => vec![Effect::Suspend],
        Action::Help => open_pager(model, "Keys".to_owned(), PagerBody::Help(place, said)),
        _ => match place {
            KeyContext::Session => session::update_session(model, action),
            KeyContext::Briefing => session::update_briefing(model, action),
            KeyContext::Board => board::update_board(model, action),
            KeyContext::Picker
            | KeyContext::Prompt
            | KeyContext::NoteEditor
            | KeyContext::Search
            | KeyContext::Pager => dialogs::update_dialog(model, action, key),
        },
    }
}

/// Gives the mouse to the terminal, for selecting text, or takes it back.
fn toggle_mouse(model: &mut Model) -> Vec<Effect> {
    model.mouse_captured = !model.mouse_captured;
    model.notify(if model.mouse_captured {
        "the mouse is runsheet's: clicks and the wheel move"
    } else {
        "the mouse is the terminal's: it selects text; M takes it back"
    });
    vec![Effect::CaptureMouse(model.mouse_captured)]
}

/// Opens a text to read.
fn open_pager(model: &mut Model, title: String, body: PagerBody) -> Vec<Effect> {
    model.dialog = Some(Dialog::Pager(Pager { title, body, scroll: 0, query: String::new() }));
    Vec::new()
}

fn session_opened(model: &mut Model, walk: SessionScreen) -> Vec<Effect> {
    model.dialog = None;
    model.notice = None;
    model.session = Some(walk);
    Vec::new()
}

/// Leaves the session: back to the board where there is one.
fn leave_session(model: &mut Model) -> Vec<Effect> {
    if queue::quit_when_saved(model) {
        return Vec::new();
    }
    if model.board.is_none() || model.session.is_none() {
        return vec![Effect::Quit];
    }
    let walk = model.session.take();
    let waited = walk.as_ref().map_or(0, SessionScreen::queued);
    let failed = walk.and_then(|walk| walk.in_flight).and_then(|pending| pending.error);
    match failed {
        Some(why) => model.warn(format!("the last change is {why}")),
        None if waited > 0 => model.warn(format!("{} not made", queue::describe_queued(waited))),
        None => {}
    }
    if let Some(board) = &mut model.board {
        board.loading = true;
    }
    vec![Effect::ReadBoard]
}

fn on_click(model: &mut Model, x: u16, y: u16) -> Vec<Effect> {
    model.notice = None;
    if model.dialog.is_some() {
        return dialogs::click(model, y);
    }
    let frames = layout::areas(model);
    let inside = |area: ratatui::layout::Rect| area.contains((x, y).into());
    if let Some(board) = &mut model.board
        && model.session.is_none()
    {
        let row = y.saturating_sub(frames.body.y);
        board.click(usize::from(row), usize::from(frames.body.height));
        return Vec::new();
    }
    let Some(walk) = &mut model.session else { return Vec::new() };
    if let Some(outline) = frames.outline.filter(|area| inside(*area)) {
        let row = walk.top() + usize::from(y.saturating_sub(outline.y));
        click_row(walk, row);
    } else if frames.step.is_some_and(inside) {
        walk.pane = super::session::Pane::Step;
    }
    Vec::new()
}

/// A click on a step goes there, on a section's heading folds it.
fn click_row(walk: &mut SessionScreen, row: usize) {
    walk.pane = super::session::Pane::Outline;
    match walk.node(row) {
        Some(crate::checklist::Node::Section(section)) => walk.toggle_fold(section),
        Some(crate::checklist::Node::Step(_)) => walk.set_cursor(row),
        None => {}
    }
}

fn on_wheel(model: &mut Model, down: bool, x: u16, y: u16) -> Vec<Effect> {
    let action = if down { Action::Down } else { Action::Up };
    if model.dialog.is_some() {
        return if matches!(model.key_context(), KeyContext::Prompt | KeyContext::NoteEditor) {
            Vec::new()
        } else {
            dialogs::update_dialog(model, action, Key::char(' '))
        };
    }
    let over_step = layout::areas(model).step.is_some_and(|area| area.contains((x, y).into()));
    match (&mut model.session, over_step) {
        (Some(walk), true) if walk.briefing.is_none() => {
            session::scroll(model, if down { 3 } else { -3 });
            Vec::new()
        }
        (Some(walk), _) if walk.briefing.is_none() => {
            walk.move_cursor(if down { 3 } else { -3 });
            Vec::new()
        }
        (Some(_), _) => session::update_briefing(model, action),
        (None, _) => board::update_board(model, action),
    }
}

/// What `Line` sheets ask for is told apart by what they are for; kept here so that both the
/// walk and the sheets open them alike.
fn open_prompt(
    model: &mut Model,
    title: impl Into<String>,
    hint: impl Into<String>,
    text: &str,
    what: PromptFor,
) {
    model.dialog = Some(Dialog::Prompt(prompts::new_prompt(title, hint, text, what)));
}

//! PURE. The one entrance of messages: dispatches each to the screen or dialog that it is for.

use super::dialogs::Dialog;
use super::dialogs::pager::{Pager, PagerBody, PagerEvent};
use super::dialogs::prompt::{Prompt, PromptFor};
use super::dialogs::search::{HitTarget, SearchDialog, SearchEvent};
use super::editor::Editor;
use super::key::{Code, Key};
use super::keymap::{self, Action, KeyContext};
use super::model::{Cmd, Effect, Model, Msg};
use super::screens::session::{Pane, SessionScreen, ask, events, prompts, unsaved};
use super::screens::{board, briefing, session};
use super::{layout, search_nav};
use crate::checklist::Node;
use crate::session::Mode;

/// Applies a message to the model, and returns what is to be done in the outside world.
pub fn update(model: &mut Model, msg: Msg) -> Cmd {
    let mut cmd = match defer(model, msg) {
        Some(msg) => handle(model, msg),
        None => Cmd::none(),
    };
    if let Some(msg) = take_deferred(model) {
        cmd = cmd.then(handle(model, msg));
    }
    unsaved::reopen_draft(model);
    cmd = cmd.then(unsaved::sync_drafts(model));
    if let (Some(area), Some(session)) = (layout::areas(model).outline, &mut model.session) {
        session.scroll_to_cursor(usize::from(area.height));
    }
    cmd
}

/// Returns the message, unless it would replace an open dialog: it waits until that is closed, so that
/// nothing typed is lost.
fn defer(model: &mut Model, msg: Msg) -> Option<Msg> {
    let opens = matches!(msg, Msg::Text(..) | Msg::FileExists(_) | Msg::SourceLoaded(_));
    let open = model.dialog.as_ref().is_some_and(|dialog| !matches!(dialog, Dialog::Pager(_)));
    if !opens || !open {
        return Some(msg);
    }
    model.deferred = Some(Box::new(msg));
    model.notify("what you asked for is there: it is shown once this is closed");
    None
}

fn take_deferred(model: &mut Model) -> Option<Msg> {
    if model.session.is_none() {
        model.deferred = None;
    }
    if model.dialog.is_none() { model.deferred.take().map(|msg| *msg) } else { None }
}

fn handle(model: &mut Model, msg: Msg) -> Cmd {
    match msg {
        Msg::Key(key) => return on_key(model, key),
        Msg::Click(x, y) => return on_click(model, x, y),
        Msg::Wheel(down, x, y) => return on_wheel(model, down, x, y),
        Msg::Recorded(entries) => return session::update::on_recorded(model, &entries),
        Msg::Conflict(entries) => return events::on_conflict(model, &entries),
        Msg::NotSaved(why) => return events::on_save_failed(model, why),
        Msg::RemoteEntries(entries) => return events::on_remote_entries(model, &entries),
        Msg::Replayed(progress) => return events::on_replayed(model, *progress),
        Msg::SourceLoaded(new) => events::on_source_loaded(model, new),
        Msg::ReadOnly(why) => events::set_read_only(model, why),
        Msg::FolderUnreadable(why) => events::set_folder_unreadable(model, why),
        Msg::Paste(text) => paste(model, &text),
        Msg::Resize(width, height) => model.size = (width, height),
        Msg::Tick(now) => model.now = now,
        Msg::Opened(session) => {
            model.dialog = None;
            model.notice = None;
            model.session = Some(*session);
        }
        Msg::Board(new) => board_changed(model, |board| board.merge(new)),
        Msg::Sessions(rows) => board_changed(model, |board| board.update_sessions(rows)),
        Msg::Checklists(rows) => board_changed(model, |board| board.checklists = rows),
        Msg::BoardLoaded => board_changed(model, board::Board::finish_loading),
        Msg::TaskChanged(task) => model.task = task,
        Msg::Text(title, lines, hang) => model.open(Pager::new(title, PagerBody::Lines(lines, hang))),
        Msg::Document(name, lines) => model.open(Pager::for_document(name, lines)),
        Msg::QrCode(address, rows) => model.open(Pager::new("Address", PagerBody::QrCode(address, rows))),
        Msg::Notice(notice) => model.notice = Some(notice),
        Msg::Edited(text) => external_edit_done(model, &text),
        Msg::FileExists(path) => ask::ask_export(model, Some(path)),
    }
    Cmd::none()
}

fn on_key(model: &mut Model, key: Key) -> Cmd {
    let truncated = layout::truncated_notice(model);
    model.notice = None;
    if key == Key::plain(Code::Esc) && model.dialog.is_none() && model.task.take().is_some() {
        return Effect::CancelTask.into();
    }
    let context = model.key_context();
    let Some(action) = keymap::action_for(context, key) else {
        if let Some(letter) = letter_after_esc(context, key) {
            let cmd = on_key(model, Key::plain(Code::Esc));
            return cmd.then(on_key(model, letter));
        }
        return on_unbound_key(model, key);
    };
    match action {
        Action::Quit => Cmd::default().then(unsaved::flush_drafts(model)).then([Effect::Quit]),
        Action::ToggleMouse => toggle_mouse(model),
        Action::Redraw => Effect::Redraw.into(),
        Action::Suspend => Effect::Suspend.into(),
        Action::Help => {
            model.open(Pager::new("Keys", PagerBody::Help(context, truncated)));
            Cmd::none()
        }
        _ => match context {
            KeyContext::Session => session::update::update(model, action),
            KeyContext::Briefing => briefing::update(model, action),
            KeyContext::Board => board::update::update(model, action),
            _ => update_dialog(model, action, key),
        },
    }
}

/// Returns the letter of a key with Alt that means nothing here. On a slow line Esc and a letter that was typed
/// after it come together, as the terminal sends a letter with Alt.
fn letter_after_esc(context: KeyContext, key: Key) -> Option<Key> {
    let Code::Char(c) = key.code else { return None };
    let is_meant = context.accepts_text() && Editor::knows_alt(c);
    (key.alt && !key.ctrl && !is_meant).then_some(Key { alt: false, ..key })
}

/// Gives the mouse to the terminal, for selecting text, or takes it back.
fn toggle_mouse(model: &mut Model) -> Cmd {
    model.mouse_captured = !model.mouse_captured;
    model.notify(if model.mouse_captured {
        "the mouse is runsheet's: clicks and the wheel move"
    } else {
        "the mouse is the terminal's: it selects text; M takes it back"
    });
    Effect::CaptureMouse(model.mouse_captured).into()
}

/// Changes the rows of the board. A search on it goes on, at the hit that it was at.
fn board_changed(model: &mut Model, change: impl FnOnce(&mut board::Board)) {
    if let Some(board) = &mut model.board {
        board.modify(change);
    }
    if model.session.is_none() {
        search_nav::refresh_board_search(model);
    }
}

/// Types a key that is not in the key table, or picks by digit or letter.
fn on_unbound_key(model: &mut Model, key: Key) -> Cmd {
    match &mut model.dialog {
        Some(Dialog::Prompt(prompt)) => prompt.handle_key(key),
        Some(Dialog::NoteEditor(note)) => note.handle_key(key),
        Some(Dialog::Search(search)) => {
            search.input.handle_key(key);
            search_nav::find_hits(model);
        }
        Some(Dialog::Picker(picker)) => {
            if picker.select_by_key(key) {
                return update_dialog(model, Action::Activate, key);
            }
            model.notify(format!("{key} does nothing here; ? shows the keys"));
        }
        Some(Dialog::Pager(_)) | None => {
            model.notify(format!("{key} does nothing here; ? shows the keys"));
        }
    }
    Cmd::none()
}

/// Pastes text into a field; anywhere else it would be taken for keys.
fn paste(model: &mut Model, text: &str) {
    match &mut model.dialog {
        Some(Dialog::Prompt(prompt)) => prompt.input.paste(text),
        Some(Dialog::NoteEditor(note)) => note.editor.paste(text),
        Some(Dialog::Search(search)) => {
            search.input.paste(text);
            search_nav::find_hits(model);
        }
        Some(Dialog::Picker(_) | Dialog::Pager(_)) | None => {
            model.notify("pasted text was not taken: no field for text is open");
        }
    }
}

fn external_edit_done(model: &mut Model, text: &str) {
    if let Some(Dialog::NoteEditor(note)) = &mut model.dialog {
        note.editor = Editor::multi_line(text.trim_end());
        model.notify("Ctrl-s saves the note");
    }
}

/// Applies an action to the open dialog. It is closed meanwhile, so that it can open another one.
fn update_dialog(model: &mut Model, action: Action, key: Key) -> Cmd {
    match model.dialog.take() {
        Some(Dialog::Prompt(prompt)) if action == Action::Activate => submit_prompt(model, prompt),
        Some(Dialog::Prompt(prompt)) => {
            cancel_prompt(model, prompt);
            Cmd::none()
        }
        Some(Dialog::Picker(picker)) => prompts::update_picker(model, picker, action),
        Some(Dialog::NoteEditor(note)) => prompts::update_note_editor(model, note, action, key),
        Some(Dialog::Search(search)) => update_search(model, search, action),
        Some(Dialog::Pager(pager)) => update_pager(model, pager, action),
        None => Cmd::none(),
    }
}

fn submit_prompt(model: &mut Model, prompt: Prompt) -> Cmd {
    let text = prompt.input.text();
    match prompt.purpose.clone() {
        PromptFor::Draft(target) => prompts::submit_prompt(model, prompt, target),
        PromptFor::Export(existing) => prompts::submit_export(model, prompt, existing.as_deref()),
        PromptFor::Title(checklist, mode) => {
            board::update::ask_name(model, checklist, text.trim(), mode);
            Cmd::none()
        }
        PromptFor::Name(checklist, title, mode) => {
            board::update::start_named(model, (checklist, title, mode), text.trim())
        }
        PromptFor::Find(mut pager) => {
            pager.query = text;
            let event = pager.find(pager.scroll, true, (model.theme, model.size));
            on_pager_event(model, pager, event)
        }
    }
}

/// Closes a prompt. Asks first if typed text would be lost that no key brings back.
fn cancel_prompt(model: &mut Model, mut prompt: Prompt) {
    let unsaved = match &prompt.purpose {
        PromptFor::Find(pager) => return model.open(pager.clone()),
        PromptFor::Name(list, title, mode) => {
            return board::update::ask_title(model, list.clone(), title, *mode);
        }
        PromptFor::Export(_) => return,
        PromptFor::Title(..) => "nothing is begun yet: Enter goes on",
        PromptFor::Draft(target) => prompts::unsaved_warning(model, target),
    };
    if prompt.arm_discard() {
        model.warn(format!("{unsaved}, Esc again throws it away"));
        model.open(prompt);
    }
}

fn update_search(model: &mut Model, mut search: SearchDialog, action: Action) -> Cmd {
    match search.update(action, layout::page_rows(model.size)) {
        SearchEvent::Cancelled => return Cmd::none(),
        SearchEvent::Moved => model.open(search),
        SearchEvent::Chosen => {
            search_nav::remember_hits(model, &search);
            match search.hits.into_iter().nth(search.selected).map(|hit| hit.target) {
                Some(HitTarget::Step(step)) => {
                    if let Some(session) = &mut model.session {
                        session.go_to(step);
                    }
                }
                Some(HitTarget::Session(name)) => return Effect::OpenSession(name).into(),
                Some(HitTarget::Checklist(at)) => return board::update::ask_new_title(model, at, Mode::Live),
                None => {}
            }
        }
    }
    Cmd::none()
}

fn update_pager(model: &mut Model, mut pager: Pager, action: Action) -> Cmd {
    let page = layout::pager_rows(model.size);
    let event = pager.update(action, (model.theme, model.size), page);
    on_pager_event(model, pager, event)
}

fn on_pager_event(model: &mut Model, pager: Pager, event: PagerEvent) -> Cmd {
    let mut cmd = Cmd::none();
    match event {
        PagerEvent::Closed => return cmd,
        PagerEvent::FindRequested => {
            let query = pager.query.clone();
            model.open(Prompt::new("Find", "", &query, PromptFor::Find(pager)));
            return cmd;
        }
        PagerEvent::Copied(address) => cmd = Effect::Copy(address, "the address".to_owned()).into(),
        PagerEvent::Notice(text) => model.notify(text),
        PagerEvent::Moved => {}
    }
    model.open(pager);
    cmd
}

fn on_click(model: &mut Model, x: u16, y: u16) -> Cmd {
    model.notice = None;
    let areas = layout::areas(model);
    if let Some(dialog) = &mut model.dialog {
        return if areas.dialog.is_some_and(|area| dialog.select_at(area, y)) {
            update_dialog(model, Action::Activate, Key::char(' '))
        } else {
            Cmd::none()
        };
    }
    let is_inside = |area: ratatui::layout::Rect| area.contains((x, y).into());
    match (&mut model.session, &mut model.board) {
        (Some(session), _) => {
            if let Some(outline) = areas.outline.filter(|area| is_inside(*area)) {
                click_row(session, session.top + usize::from(y.saturating_sub(outline.y)));
            } else if areas.step.is_some_and(is_inside) {
                session.pane = Pane::Step;
            }
        }
        (None, Some(board)) => {
            let row = y.saturating_sub(areas.body.y);
            board.click(usize::from(row), usize::from(areas.body.height));
        }
        (None, None) => {}
    }
    Cmd::none()
}

/// Goes to the step at a row of the outline, or folds the section there.
fn click_row(session: &mut SessionScreen, row: usize) {
    session.pane = Pane::Outline;
    match session.node(row) {
        Some(Node::Section(section)) => session.toggle_fold(section),
        Some(Node::Step(_)) => session.set_cursor(row),
        None => {}
    }
}

fn on_wheel(model: &mut Model, down: bool, x: u16, y: u16) -> Cmd {
    let action = if down { Action::Down } else { Action::Up };
    let rows = if down { 3 } else { -3 };
    match model.key_context() {
        KeyContext::Prompt | KeyContext::NoteEditor => Cmd::none(),
        KeyContext::Picker | KeyContext::Search | KeyContext::Pager => {
            update_dialog(model, action, Key::char(' '))
        }
        KeyContext::Briefing => briefing::update(model, action),
        KeyContext::Board => board::update::update(model, action),
        KeyContext::Session => {
            if layout::areas(model).step.is_some_and(|area| area.contains((x, y).into())) {
                session::outline::scroll(model, rows);
            } else if let Some(session) = &mut model.session {
                session.move_cursor(rows);
            }
            Cmd::none()
        }
    }
}

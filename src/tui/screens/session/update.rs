//! PURE. The keys in an open session and in its dialogs.

use std::path::{Path, PathBuf};

use super::changes::{self, submit};
use super::{Filter, Pane, SessionScreen, ask, unsaved};
use crate::checklist::{LinkTarget, StepIx, Truth};
use crate::session::{Command, Draft, DraftTarget, OnSaved, Status, StepState};
use crate::tui::dialogs::picker::{Picker, PickerEvent, PickerValue};
use crate::tui::dialogs::prompt::NoteEditor;
use crate::tui::dialogs::prompt::Prompt;
use crate::tui::key::Key;
use crate::tui::keymap::Action;
use crate::tui::layout;
use crate::tui::model::{Cmd, Effect, Model};
use crate::tui::search_nav;
use crate::tui::step_page::step_page;

pub(in crate::tui) fn update(model: &mut Model, action: Action) -> Cmd {
    let Some(session) = &mut model.session else { return Cmd::none() };
    match action {
        Action::Activate => return activate(model),
        Action::ToggleDone => return with_step(model, toggle_done),
        Action::Mark(status) => return with_step(model, |model, step| mark(model, step, status)),
        Action::Open | Action::Copy | Action::View => {
            return with_step(model, |model, step| choose_reference(model, step, action));
        }
        Action::Note => {
            return with_step(model, |model, step| {
                ask::start_note(model, step);
                Cmd::none()
            });
        }
        Action::Undo => return submit(model, Command::Undo, OnSaved::Stay),
        Action::Redo => return submit(model, Command::Redo, OnSaved::Stay),
        Action::Retry => return changes::retry(model),
        Action::Leave => return unsaved::leave_session(model),
        Action::Log => return Effect::ReadLog.into(),
        Action::Adopt => return Effect::ReadSource.into(),
        Action::NextOpen if !session.go_to_next_open() => model.notify("no step is open"),
        Action::PreviousOpen if !session.go_to_previous_open() => {
            model.notify("no step before this one is open");
        }
        Action::SwitchPane => session.switch_pane(),
        Action::Fold => session.fold_section(),
        Action::Unfold => session.unfold_section(),
        Action::Filter => {
            session.next_filter();
            let name = session.filter.name();
            model.notify(format!("showing: {name}"));
        }
        Action::Briefing => session.show_briefing(model.now, &model.zone),
        Action::Answers => ask::open_answers_picker(model),
        Action::Export => ask::ask_export(model, None),
        Action::Search => search_nav::open_search(model),
        Action::FindNext | Action::FindPrevious => {
            search_nav::go_to_hit(model, action == Action::FindNext);
        }
        Action::Back => go_back(model),
        _ if action.is_movement() => navigate(model, action),
        _ => {}
    }
    Cmd::none()
}

/// Does the next thing at the cursor: unfolds a section, asks a step's open question, goes on from a done
/// step, or marks an open one done.
fn activate(model: &mut Model) -> Cmd {
    let Some(session) = &mut model.session else { return Cmd::none() };
    let Some(step) = session.step() else {
        session.unfold_section();
        return Cmd::none();
    };
    let progress = session.preview();
    if let Some(question) = progress.deciding_question(step).or_else(|| progress.open_question(step)) {
        ask::ask_question(model, question);
        return Cmd::none();
    }
    let state = progress.step(step);
    if state.applies != Truth::No && !is_done(state) {
        let command = Command::mark(&session.progress, step, Status::Done, None);
        return submit(model, command, OnSaved::Advance);
    }
    let next = progress.next_open(Some(StepIx(step.0.saturating_add(1))));
    if let Some(next) = next {
        session.go_to(next);
    } else {
        let summary = session.progress.total().summary();
        model.notify(format!("{summary}. No step is open"));
    }
    Cmd::none()
}

/// Runs an action on the step under the cursor, if there is one.
fn with_step(model: &mut Model, act: impl FnOnce(&mut Model, StepIx) -> Cmd) -> Cmd {
    if let Some(step) = model.session.as_ref().and_then(SessionScreen::step) {
        act(model, step)
    } else {
        model.notify("this is a section: l unfolds it, j goes on");
        Cmd::none()
    }
}

/// Whether a step needs nothing any more: it is done, and its words have not changed since.
fn is_done(state: &StepState) -> bool {
    state.status == Status::Done && !state.recheck
}

fn toggle_done(model: &mut Model, step: StepIx) -> Cmd {
    let Some(session) = &mut model.session else { return Cmd::none() };
    let is_done = is_done(session.preview().step(step));
    let status = if is_done { Status::Todo } else { Status::Done };
    let command = Command::mark(&session.progress, step, status, None);
    submit(model, command, OnSaved::Stay)
}

/// Marks a step; asks for the reason if the status needs one, also to change an existing reason.
fn mark(model: &mut Model, step: StepIx, status: Status) -> Cmd {
    let Some(session) = &mut model.session else { return Cmd::none() };
    let applies = session.preview().inapplicable_because(step).is_none();
    if status.needs_reason() && applies && session.read_only.is_none() {
        ask::ask_reason(model, step, status);
        return Cmd::none();
    }
    let command = Command::mark(&session.progress, step, status, None);
    submit(model, command, OnSaved::Stay)
}

/// Opens, copies or views what the step refers to: at once if there is one thing, otherwise with a picker.
fn choose_reference(model: &mut Model, step: StepIx, action: Action) -> Cmd {
    let Some(session) = &model.session else { return Cmd::none() };
    let (title, mut items) = ask::reference_items(session, step, action);
    if items.len() > 1 {
        model.open(Picker::new(title, items, Some(0)));
        return Cmd::none();
    }
    if let Some(item) = items.pop() {
        return reference_effect(item.value);
    }
    let what = if action == Action::Copy { "address or command" } else { "document with a known address" };
    model.notify(format!("this step has no {what}"));
    Cmd::none()
}

/// Moves in the pane that keys go to.
fn navigate(model: &mut Model, action: Action) {
    let page = isize::try_from(layout::page_rows(model.size).max(2)).unwrap_or(2) - 1;
    let Some(session) = &mut model.session else { return };
    let by = match action {
        Action::Up => -1,
        Action::Down => 1,
        Action::PageUp => -page,
        Action::PageDown => page,
        Action::First => isize::MIN,
        _ => isize::MAX,
    };
    if session.pane == Pane::Step {
        scroll(model, by);
        return;
    }
    let before = session.cursor;
    match action {
        Action::First | Action::Last => session.move_to_end(action == Action::Last),
        _ => session.move_cursor(by),
    }
    if session.cursor == before && matches!(action, Action::Up | Action::Down) {
        let end = if action == Action::Up { "first" } else { "last" };
        model.notify(format!("this is the {end} step"));
    }
}

/// Scrolls the step's text, not further than its end.
pub(in crate::tui) fn scroll(model: &mut Model, by: isize) {
    let most = step_overflow(model);
    if let Some(session) = &mut model.session {
        session.scroll = session.scroll.min(most).saturating_add_signed(by).min(most);
    }
}

/// Returns how far the step's text can be scrolled.
fn step_overflow(model: &Model) -> usize {
    let (Some(session), Some(area)) = (&model.session, layout::areas(model).step) else { return 0 };
    let Some(step) = session.step() else { return 0 };
    let page = step_page(&session.progress, step, usize::from(area.width), model.theme, &model.zone);
    page.overflow(usize::from(area.height))
}

/// Goes back one thing: drops queued changes, clears the filter, or returns to the outline.
fn go_back(model: &mut Model) {
    if unsaved::discard_waiting(model) {
        return;
    }
    let Some(session) = &mut model.session else { return };
    if session.filter != Filter::All {
        session.set_filter(Filter::All);
    } else if session.pane == Pane::Step {
        session.pane = Pane::Outline;
    } else {
        model.notify("q leaves; everything is saved");
    }
}

/// Records the reason or the answer that was typed.
pub(in crate::tui) fn submit_prompt(model: &mut Model, prompt: Prompt, target: DraftTarget) -> Cmd {
    let text = prompt.input.text();
    if is_removed(model, &target) {
        model.warn(ask::TARGET_REMOVED);
    } else if !text.trim().is_empty() {
        return submit(model, Draft { what: target, text }.into(), OnSaved::Stay);
    } else if let DraftTarget::Answer { question } = target {
        return clear_answer(model, question);
    } else {
        model.warn("a reason is needed; Esc goes back");
    }
    model.open(prompt);
    Cmd::none()
}

/// Returns why the text in a prompt should not be discarded yet.
pub(in crate::tui) fn unsaved_warning(model: &Model, target: &DraftTarget) -> &'static str {
    match target {
        _ if is_removed(model, target) => "this cannot be recorded any more: copy it",
        DraftTarget::Answer { .. } => "the answer is not recorded: Enter records it",
        DraftTarget::Reason { .. } | DraftTarget::Note { .. } => {
            "the reason is not recorded: Enter records it"
        }
    }
}

/// Whether the step or question of a text is not in the checklist any more.
fn is_removed(model: &Model, target: &DraftTarget) -> bool {
    model.session.as_ref().is_none_or(|session| target.step(session.progress.checklist()).is_none())
}

/// Records the export's file, which is replaced only if it is `existing`.
pub(in crate::tui) fn submit_export(model: &mut Model, prompt: Prompt, existing: Option<&Path>) -> Cmd {
    let path = PathBuf::from(prompt.input.text().trim());
    if path.as_os_str().is_empty() {
        model.warn("a file name is needed; Esc goes back");
        model.open(prompt);
        return Cmd::none();
    }
    let replace = existing == Some(path.as_path());
    Effect::Export { path, replace }.into()
}

pub(in crate::tui) fn update_picker(model: &mut Model, mut picker: Picker, action: Action) -> Cmd {
    match picker.update(action, layout::page_rows(model.size)) {
        PickerEvent::Cancelled => return Cmd::none(),
        PickerEvent::Chosen(value) => return choose(model, value),
        PickerEvent::Cleared(question) => return clear_answer(model, question),
        PickerEvent::NothingSelected => {
            model.notify("pick one: with the arrows, its digit or its first letter");
        }
        PickerEvent::Moved => {}
    }
    model.open(picker);
    Cmd::none()
}

fn choose(model: &mut Model, value: PickerValue) -> Cmd {
    match value {
        PickerValue::Answer(question, value) => {
            submit(model, Command::Answer { question, value: Some(value) }, OnSaved::Stay)
        }
        PickerValue::Question(id) => {
            let list = model.session.as_ref().map(|session| session.progress.checklist());
            if let Some(question) = list.and_then(|list| list.find_question(&id)) {
                ask::ask_question(model, question);
            }
            Cmd::none()
        }
        PickerValue::Note(step, note) => {
            ask::open_note_editor(model, step, note);
            Cmd::none()
        }
        reference => reference_effect(reference),
    }
}

/// Returns the effect of choosing a reference or a command.
fn reference_effect(value: PickerValue) -> Cmd {
    match value {
        PickerValue::Open(target) => Effect::Open(target).into(),
        PickerValue::Copy(text, name) => Effect::Copy(text, name).into(),
        PickerValue::View(LinkTarget::File(path)) => Effect::ReadDocument(path.to_string()).into(),
        PickerValue::View(LinkTarget::Address(address)) => Effect::ShowAddress(address.to_string()).into(),
        PickerValue::View(LinkTarget::Unknown)
        | PickerValue::Answer(..)
        | PickerValue::Question(_)
        | PickerValue::Note(..) => Cmd::none(),
    }
}

fn clear_answer(model: &mut Model, question: String) -> Cmd {
    submit(model, Command::Answer { question, value: None }, OnSaved::Stay)
}

pub(in crate::tui) fn update_note_editor(
    model: &mut Model,
    mut note: NoteEditor,
    action: Action,
    key: Key,
) -> Cmd {
    let text = note.editor.text();
    match action {
        Action::Save if text.trim().is_empty() && !note.is_correction() => {
            model.notify("the note is empty: nothing was recorded");
            return Cmd::none();
        }
        Action::Save => match note.target.as_ref().filter(|target| !is_removed(model, target)) {
            Some(target) => {
                return submit(model, Draft { what: target.clone(), text }.into(), OnSaved::Stay);
            }
            None => model.warn(ask::TARGET_REMOVED),
        },
        Action::Edit => {
            model.open(note);
            return Effect::Edit(text).into();
        }
        Action::Back if text == note.original || note.discard_armed => return Cmd::none(),
        Action::Back => {
            note.discard_armed = true;
            model.warn("not saved: Ctrl-s saves, Esc again throws it away");
        }
        _ => note.handle_key(key),
    }
    model.open(note);
    Cmd::none()
}

/// Returns the title of a note editor.
pub(in crate::tui) fn note_title(model: &Model, note: &NoteEditor) -> String {
    let list = model.session.as_ref().map(|session| session.progress.checklist());
    let found = list.zip(note.target.as_ref()).and_then(|(list, target)| Some((list, target.step(list)?)));
    match found {
        Some((list, step)) => format!("Note on: {}", list.step(step).title),
        None => "Not to be recorded: its step is not in the changed checklist".to_owned(),
    }
}

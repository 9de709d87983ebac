//! PURE. What is entered in a session's dialogs: reasons, answers, notes, choices, the export's file.

use std::path::{Path, PathBuf};

use super::update::submit;
use super::{ask, events};
use crate::session::{Command, Draft, DraftTarget, OnSaved};
use crate::tui::dialogs::picker::{Picker, PickerEvent, PickerValue};
use crate::tui::dialogs::prompt::{NoteEditor, Prompt};
use crate::tui::key::Key;
use crate::tui::keymap::Action;
use crate::tui::layout;
use crate::tui::model::{Cmd, Effect, Model};

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
        PickerValue::Adopt => events::adopt(model),
        PickerValue::AdoptedStep => {
            events::ask_adoption(model);
            model.notify("the first line takes the changes over, Esc leaves the checklist as it is");
            Cmd::none()
        }
        reference => ask::reference_effect(model, reference),
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

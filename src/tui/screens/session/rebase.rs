//! PURE. When another checklist was taken over while something is open or being saved, its steps
//! and questions have other places: they are carried over by id, and nothing typed is lost.

use super::{SessionScreen, ask, queue};
use crate::checklist::{Checklist, QuestionIx, StepIx};
use crate::session::{Command, DraftTarget, Refusal};
use crate::tui::dialogs::Dialog;
use crate::tui::dialogs::note_editor::NoteEditor;
use crate::tui::dialogs::picker::{Picker, PickerValue};
use crate::tui::dialogs::prompt::{Prompt, PromptFor};
use crate::tui::in_flight::{InFlight, OnSaved};
use crate::tui::model::Model;
use crate::tui::search_nav;

/// Carries over what is open and what waits to be saved, from this checklist to the one that the
/// session has now.
pub(in crate::tui) fn rebase(model: &mut Model, from: &Checklist) {
    let Some(session) = &mut model.session else { return };
    session.rebase(from);
    let lost = rebase_in_flight(session, from);
    session.search_hits = None;
    check_dialog(model);
    if let Some((command, refusal)) = lost {
        return_text(model, command, &refusal);
    }
    queue::rebase_queued(model, from);
}

/// What follows a change, in the other checklist.
pub(in crate::tui) fn rebase_on_saved(then: OnSaved, from: &Checklist, to: &Checklist) -> OnSaved {
    match then {
        OnSaved::Advance(step) => rebased_step(step, from, to).map_or(OnSaved::Stay, OnSaved::Advance),
        OnSaved::Stay => OnSaved::Stay,
    }
}

/// What is still on its way cannot be called back, but where it must be decided again, it is
/// decided as it was meant. Gives back what has lost its place and waits for nothing.
fn rebase_in_flight(session: &mut SessionScreen, from: &Checklist) -> Option<(Command, Refusal)> {
    let pending = session.in_flight.as_mut()?;
    let to = session.progress.checklist();
    pending.on_saved = rebase_on_saved(pending.on_saved, from, to);
    if pending.refusal.is_none() {
        match pending.command.clone().rebased(from, to) {
            Ok(command) => pending.command = command,
            Err(refusal) => pending.refusal = Some(refusal),
        }
    }
    if pending.error.is_some() && pending.refusal.is_some() {
        let InFlight { command, refusal: gone, .. } = session.in_flight.take()?;
        return gone.map(|refusal| (command, refusal));
    }
    None
}

/// A wish whose step or question is gone: it cannot be recorded, and the person who typed it gets
/// the words back.
pub(in crate::tui) fn return_text(model: &mut Model, command: Command, refusal: &Refusal) {
    let said = format!("not saved: {refusal}");
    let typed = match command {
        Command::Note { text, .. } => text,
        Command::Mark { reason, .. } => reason.unwrap_or_default(),
        Command::Answer { value, .. } => value.unwrap_or_default(),
        Command::Undo | Command::Redo | Command::Adopt(_) => String::new(),
    };
    // The editor in which a note was written may have come back with it already.
    let shown = match &model.dialog {
        Some(Dialog::NoteEditor(note)) => note.editor.text() == typed,
        Some(Dialog::Prompt(line)) => line.input.text() == typed,
        _ => false,
    };
    if !typed.is_empty() && !shown {
        let note = NoteEditor::new(None, &typed).unsaved();
        if let Some(session) = &mut model.session {
            session.drafts.push_back(note.into());
        }
    }
    model.warn(said);
}

/// Warns if the open dialog has lost its place, and renews what depends on the checklist.
fn check_dialog(model: &mut Model) {
    let Some(list) = model.session.as_ref().map(|session| session.progress.checklist()) else { return };
    let is_removed = |target: &DraftTarget| ask::is_removed(list, target);
    match &model.dialog {
        Some(Dialog::Prompt(Prompt { purpose: PromptFor::Draft(target), .. })) if is_removed(target) => {
            model.warn(TARGET_REMOVED);
        }
        Some(Dialog::NoteEditor(note)) if note.target.as_ref().is_none_or(is_removed) => {
            model.warn(TARGET_REMOVED);
        }
        Some(Dialog::Picker(picker)) => match check_picker(list, picker) {
            PickerState::Valid => {}
            PickerState::Removed => {
                model.dialog = None;
                model.warn("closed: what this list was for is not in the changed checklist");
            }
            PickerState::Changed(question) => ask::ask_question(model, question),
        },
        Some(Dialog::Search(_)) => search_nav::refresh_step_search(model),
        _ => {}
    }
}

enum PickerState {
    Valid,
    /// The step or question of an item is gone.
    Removed,
    /// The question has other choices now.
    Changed(QuestionIx),
}

fn check_picker(list: &Checklist, picker: &Picker) -> PickerState {
    for item in &picker.items {
        match &item.value {
            PickerValue::Answer(question, _) => match list.find_question(question) {
                None => return PickerState::Removed,
                Some(ix) => {
                    let choices = list.question(ix).choices.iter().map(|choice| &**choice);
                    if !choices.eq(picker.items.iter().map(|item| item.label.as_str())) {
                        return PickerState::Changed(ix);
                    }
                }
            },
            PickerValue::Question(question) if list.find_question(question).is_none() => {
                return PickerState::Removed;
            }
            PickerValue::Note(step, _) if list.find_step(step).is_none() => return PickerState::Removed,
            _ => {}
        }
    }
    PickerState::Valid
}

/// The warning about a text whose step or question is gone.
pub(in crate::tui) const TARGET_REMOVED: &str =
    "what this was for is not in the changed checklist: it cannot be recorded; copy it before Esc";

fn rebased_step(step: StepIx, from: &Checklist, to: &Checklist) -> Option<StepIx> {
    to.find_step(&from.step(step).id)
}

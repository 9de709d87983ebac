//! PURE. The screen after the checklist was replaced: steps and questions have moved, or are gone.

use super::{ask, unsaved};
use crate::checklist::{Checklist, QuestionIx};
use crate::session::DraftTarget;
use crate::tui::dialogs::Dialog;
use crate::tui::dialogs::picker::{Picker, PickerValue};
use crate::tui::dialogs::prompt::{Prompt, PromptFor};
use crate::tui::model::Model;
use crate::tui::search_nav;

/// The warning about a text whose step or question is gone.
pub(in crate::tui) const TARGET_REMOVED: &str =
    "what this was for is not in the changed checklist: it cannot be recorded; copy it before Esc";

/// Moves the cursor, and checks the dialog and the unsaved changes, after `from` was replaced.
pub(super) fn rebase(model: &mut Model, from: &Checklist) {
    let Some(session) = &mut model.session else { return };
    session.rebase(from);
    session.search_hits = None;
    check_dialog(model);
    unsaved::return_orphans(model);
}

/// Warns if the open dialog has lost its place, and renews what depends on the checklist.
fn check_dialog(model: &mut Model) {
    let Some(list) = model.session.as_ref().map(|session| session.progress.checklist()) else { return };
    let is_removed = |target: &DraftTarget| target.step(list).is_none();
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

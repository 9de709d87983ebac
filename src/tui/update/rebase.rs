//! PURE. When another checklist was taken over while something is open or being saved, its steps
//! and questions have other places: they are carried over by id, and nothing typed is lost.

use super::{Model, dialogs};
use crate::checklist::{Checklist, QuestionIx, QuestionKind, StepIx};
use crate::session::{Command, Refusal};
use crate::tui::dialog::{Dialog, NoteEditor, Picker, PickerValue, Prompt, PromptFor};
use crate::tui::editor::Editor;

/// Carries over what is open and what waits to be saved, from this checklist to the one that the
/// session has now.
pub(super) fn rebase(model: &mut Model, from: &Checklist) {
    let Some(walk) = &mut model.session else { return };
    walk.rebase(from);
    let to = walk.progress.checklist().clone();
    for field in &mut walk.drafts {
        match field {
            Dialog::NoteEditor(note) => rebase_note(note, from, &to),
            Dialog::Prompt(line) => rebase_prompt(line, from, &to),
            Dialog::Picker(_) | Dialog::Search(_) | Dialog::Pager(_) => {}
        }
    }
    walk.search_hits = None;
    if let Some(sheet) = model.dialog.take() {
        rebase_dialog(model, sheet, from, &to);
    }
    return_orphans(model);
}

/// Gives back what was typed for changes whose step or question is gone, unless they are being saved.
pub(super) fn return_orphans(model: &mut Model) {
    let Some(screen) = &mut model.session else { return };
    for (change, refusal) in screen.outbox.remove_orphans(screen.progress.checklist()) {
        return_text(model, change.command, &refusal);
    }
}

/// A wish whose step or question is gone: it cannot be recorded, and the person who typed it gets
/// the words back.
pub(super) fn return_text(model: &mut Model, command: Command, refusal: &Refusal) {
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
        let note = NoteEditor {
            step: None,
            replaces: None,
            editor: Editor::multi_line(&typed),
            original: String::new(),
            discard_armed: false,
        };
        if let Some(walk) = &mut model.session {
            walk.drafts.push_back(Dialog::NoteEditor(note));
        }
    }
    model.warn(said);
}

fn rebase_dialog(model: &mut Model, sheet: Dialog, from: &Checklist, to: &Checklist) {
    match sheet {
        Dialog::Prompt(mut line) => {
            rebase_prompt(&mut line, from, to);
            if line.purpose == PromptFor::Orphaned {
                model.warn(TARGET_REMOVED);
            }
            model.dialog = Some(Dialog::Prompt(line));
        }
        Dialog::NoteEditor(mut note) => {
            rebase_note(&mut note, from, to);
            if note.step.is_none() {
                model.warn(TARGET_REMOVED);
            }
            model.dialog = Some(Dialog::NoteEditor(note));
        }
        Dialog::Picker(pick) => rebase_picker(model, pick, from, to),
        Dialog::Search(search) => {
            let selected = search.selected;
            model.dialog = Some(Dialog::Search(search));
            dialogs::refresh_search(model);
            if let Some(Dialog::Search(search)) = &mut model.dialog {
                search.selected = selected.min(search.hits.len().saturating_sub(1));
            }
        }
        Dialog::Pager(read) => model.dialog = Some(Dialog::Pager(read)),
    }
}

/// Said where something is typed for a step or a question that is not there any more.
pub(super) const TARGET_REMOVED: &str =
    "what this was for is not in the changed checklist: it cannot be recorded; copy it before Esc";

fn rebase_prompt(line: &mut Prompt, from: &Checklist, to: &Checklist) {
    line.purpose = match line.purpose.clone() {
        PromptFor::Reason(step, status) => {
            rebased_step(step, from, to).map_or(PromptFor::Orphaned, |step| PromptFor::Reason(step, status))
        }
        PromptFor::Answer(question) => rebased_question(question, from, to)
            .filter(|ix| to.question(*ix).kind == QuestionKind::Text)
            .map_or(PromptFor::Orphaned, PromptFor::Answer),
        other => other,
    };
}

fn rebase_note(note: &mut NoteEditor, from: &Checklist, to: &Checklist) {
    note.step = note.step.and_then(|step| rebased_step(step, from, to));
}

/// Nothing is typed into a list: one whose question changed is asked anew, one whose question or
/// step is gone is closed.
fn rebase_picker(model: &mut Model, mut pick: Picker, from: &Checklist, to: &Checklist) {
    let mut gone = false;
    let mut asked = None;
    for item in &mut pick.items {
        match &mut item.value {
            PickerValue::Answer(question, _) => match rebased_question(*question, from, to) {
                Some(there) if to.question(there).choices != from.question(*question).choices => {
                    asked = Some(there);
                }
                Some(there) => *question = there,
                None => gone = true,
            },
            PickerValue::Question(question) => match rebased_question(*question, from, to) {
                Some(there) => *question = there,
                None => gone = true,
            },
            PickerValue::Note(step, _) => match rebased_step(*step, from, to) {
                Some(there) => *step = there,
                None => gone = true,
            },
            PickerValue::Open(_) | PickerValue::Copy(..) | PickerValue::View(_) => {}
        }
    }
    if gone {
        model.warn("closed: what this list was for is not in the changed checklist");
    } else if let Some(question) = asked {
        dialogs::ask_question(model, question);
    } else {
        model.dialog = Some(Dialog::Picker(pick));
    }
}

fn rebased_step(step: StepIx, from: &Checklist, to: &Checklist) -> Option<StepIx> {
    to.find_step(&from.step(step).id)
}

fn rebased_question(question: QuestionIx, from: &Checklist, to: &Checklist) -> Option<QuestionIx> {
    to.find_question(&from.question(question).id)
}

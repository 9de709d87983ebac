//! PURE. The changes that wait while others are being saved: their notices, and the texts of those that are
//! discarded.

use super::{SessionScreen, drafts};
use crate::session::{Command, Draft, Refusal, UnsavedChange};
use crate::text::count;
use crate::tui::dialogs::Dialog;
use crate::tui::dialogs::note_editor::NoteEditor;
use crate::tui::model::Model;

/// Returns `1 change that waited was`, `2 changes that waited were`.
pub(in crate::tui) fn describe_waiting(changes: usize) -> String {
    format!("{} that waited {}", count(changes, "change"), if changes == 1 { "was" } else { "were" })
}

pub(in crate::tui) fn announce_waiting(model: &mut Model) {
    let waiting = model.session.as_ref().map_or(0, |session| session.outbox.waiting());
    model.notify(waiting_message(waiting));
}

fn waiting_message(waiting: usize) -> String {
    let (wait, them) = if waiting == 1 { ("waits", "it") } else { ("wait", "them") };
    format!("{} {wait} until the one before is saved; Esc drops {them}", count(waiting, "change"))
}

/// Updates the notice about the waiting changes, if it is still shown, after one of them was dispatched.
pub(in crate::tui) fn update_waiting_message(model: &mut Model, before: usize) {
    if model.notice.as_ref().is_some_and(|notice| notice.text == waiting_message(before)) {
        model.notice = None;
        if before > 1 {
            model.notify(waiting_message(before - 1));
        }
    }
}

/// Reopens the dialogs of changes that are discarded, once no other dialog is open. Returns their number.
pub(in crate::tui) fn return_texts(session: &mut SessionScreen, dropped: &[UnsavedChange]) -> usize {
    session.leave_when_saved = false;
    for change in dropped {
        let list = session.progress.checklist();
        let draft = Draft::from_command(&change.command, list);
        let dialog = draft.and_then(|draft| drafts::dialog_for_draft(list, &draft));
        session.drafts.extend(dialog);
    }
    dropped.len()
}

/// Discards the changes that wait, but not those that are being saved. Returns whether there were any.
pub(in crate::tui) fn discard_waiting(model: &mut Model) -> bool {
    let Some(session) = &mut model.session else { return false };
    let dropped = session.outbox.discard_waiting();
    let dropped = return_texts(session, &dropped);
    if dropped > 0 {
        model.notify(format!("{} dropped; the one before is still being saved", describe_waiting(dropped)));
    }
    dropped > 0
}

/// Postpones leaving until the waiting changes are saved. Returns false if there are none, or at the second
/// request.
pub(in crate::tui) fn leave_when_saved(model: &mut Model) -> bool {
    let Some(session) = model.session.as_mut().filter(|session| !session.leave_when_saved) else {
        return false;
    };
    let waiting = session.outbox.waiting();
    if waiting == 0 {
        return false;
    }
    session.leave_when_saved = true;
    let waiting = count(waiting, "waiting change");
    model.notify(format!("leaves once {waiting} can be saved; q again leaves at once, without"));
    true
}

/// Returns the texts of changes whose step or question is gone, unless they are being saved.
pub(super) fn return_orphans(model: &mut Model) {
    let Some(session) = &mut model.session else { return };
    for (change, refusal) in session.outbox.remove_orphans(session.progress.checklist()) {
        return_text(model, &change.command, &refusal);
    }
}

/// Opens the text of a change that cannot be recorded in an editor, from which it can be copied.
pub(super) fn return_text(model: &mut Model, command: &Command, refusal: &Refusal) {
    let text = match command {
        Command::Note { text, .. } => text.as_str(),
        Command::Mark { reason, .. } => reason.as_deref().unwrap_or_default(),
        Command::Answer { value, .. } => value.as_deref().unwrap_or_default(),
        Command::Undo | Command::Redo | Command::Adopt(_) => "",
    };
    // The dialog of a failed note has been reopened already.
    let is_shown = match &model.dialog {
        Some(Dialog::NoteEditor(note)) => note.editor.text() == text,
        Some(Dialog::Prompt(prompt)) => prompt.input.text() == text,
        _ => false,
    };
    if let Some(session) = model.session.as_mut().filter(|_| !text.is_empty() && !is_shown) {
        session.drafts.push_back(NoteEditor::new(None, text).unsaved().into());
    }
    model.warn(format!("not saved: {refusal}"));
}

//! PURE. Unsaved changes and texts.
//!
//! Texts that are typed and not recorded yet are saved as drafts while they grow, so that a dropped connection
//! does not lose them, and deleted once they are recorded or discarded. A session that is not on disk saves
//! none: nothing is created before its first change. The same holds for the prompts that start a session.

use jiff::Timestamp;

use super::{SessionScreen, ask};
use crate::checklist::Checklist;
use crate::session::{Command, Draft, DraftTarget, Progress, Refusal, UnsavedChange};
use crate::text::count;
use crate::tui::dialogs::Dialog;
use crate::tui::dialogs::prompt::{NoteEditor, PromptFor};
use crate::tui::model::{Cmd, Effect, Model};

/// The milliseconds that a saved draft may lag behind the text.
const SAVE_INTERVAL: i64 = 1000;

/// Returns the effect that saves the drafts, if they are due.
pub(in crate::tui) fn sync_drafts(model: &mut Model) -> Option<Effect> {
    let session = model.session.as_ref()?;
    let drafts = collect_drafts(session, model.dialog.as_ref());
    let is_late =
        |at: &Timestamp| model.now.as_millisecond().saturating_sub(at.as_millisecond()) >= SAVE_INTERVAL;
    let due = match &session.saved_drafts {
        None => !drafts.is_empty(),
        Some((saved, at)) => *saved != drafts && (drafts.is_empty() || is_late(at)),
    };
    if due { save_drafts(model, drafts) } else { None }
}

/// Returns the effect that saves the drafts at once, when the wizard ends.
pub(in crate::tui) fn flush_drafts(model: &mut Model) -> Option<Effect> {
    let session = model.session.as_ref()?;
    let drafts = collect_drafts(session, model.dialog.as_ref());
    let saved = session.saved_drafts.as_ref().map_or(&[][..], |(saved, _)| saved);
    if saved == drafts { None } else { save_drafts(model, drafts) }
}

fn save_drafts(model: &mut Model, drafts: Vec<Draft>) -> Option<Effect> {
    let saved = (!drafts.is_empty()).then(|| (drafts.clone(), model.now));
    model.session.as_mut()?.saved_drafts = saved;
    Some(Effect::SaveDrafts(drafts))
}

/// Returns the texts of unsaved changes, of dialogs that are to be reopened, and of the open one.
fn collect_drafts(session: &SessionScreen, dialog: Option<&Dialog>) -> Vec<Draft> {
    if !session.on_disk {
        return Vec::new();
    }
    let list = session.progress.checklist();
    let commands = session.outbox.unsaved().map(|change| &change.command);
    let mut drafts: Vec<Draft> = commands.filter_map(|command| Draft::from_command(command, list)).collect();
    // A note that could not be saved is back in its editor as well.
    for draft in session.drafts.iter().chain(dialog).filter_map(|dialog| draft_of_dialog(list, dialog)) {
        drafts.retain(|other| other.what != draft.what);
        drafts.push(draft);
    }
    drafts
}

/// Returns the text that was typed in a dialog, if its place is still there.
pub(super) fn draft_of_dialog(list: &Checklist, dialog: &Dialog) -> Option<Draft> {
    let (target, text, original) = match dialog {
        Dialog::NoteEditor(note) => (note.target.as_ref()?, note.editor.text(), &note.original),
        Dialog::Prompt(prompt) => match &prompt.purpose {
            PromptFor::Draft(target) => (target, prompt.input.text(), &prompt.original),
            _ => return None,
        },
        Dialog::Picker(_) | Dialog::Search(_) | Dialog::Pager(_) => return None,
    };
    let is_draft = text != *original && target.step(list).is_some();
    is_draft.then(|| Draft { what: target.clone(), text })
}

/// Returns the dialog to go on with a draft; `None` if its place is gone.
pub(super) fn dialog_for_draft(progress: &Progress, draft: &Draft) -> Option<Dialog> {
    let list = progress.checklist();
    draft.what.step(list)?;
    Some(match &draft.what {
        DraftTarget::Note { .. } => NoteEditor::new(Some(draft.what.clone()), &draft.text).unsaved().into(),
        DraftTarget::Reason { step, status } => {
            ask::reason_prompt(list, list.find_step(step)?, *status, &draft.text).unsaved().into()
        }
        DraftTarget::Answer { question } => {
            ask::answer_prompt(progress, list.find_question(question)?, &draft.text).unsaved().into()
        }
    })
}

impl SessionScreen {
    /// Restores the drafts of an interrupted wizard that were not recorded and still have a place.
    pub fn restore_drafts(&mut self, drafts: Vec<Draft>, now: Timestamp) {
        let list = self.progress.checklist();
        let missing = drafts.iter().filter(|draft| !draft.is_recorded(&self.progress));
        self.drafts = missing.filter_map(|draft| dialog_for_draft(&self.progress, draft)).collect();
        let first = self.drafts.front().and_then(|dialog| draft_of_dialog(list, dialog));
        if let Some(step) = first.and_then(|draft| draft.what.step(list)) {
            self.go_to(step);
        }
        self.saved_drafts = (!drafts.is_empty()).then_some((drafts, now));
    }
}

/// Reopens the dialog of an unsaved text once no other one is open.
pub(in crate::tui) fn reopen_draft(model: &mut Model) {
    if model.dialog.is_some() || model.session.as_ref().is_none_or(|session| session.briefing.is_some()) {
        return;
    }
    let Some(dialog) = model.session.as_mut().and_then(|session| session.drafts.pop_front()) else { return };
    let saves = if matches!(dialog, Dialog::NoteEditor(_)) { "Ctrl-s" } else { "Enter" };
    model.open(dialog);
    if model.notice.is_none() {
        model.warn(format!("this was not saved yet: {saves} saves it, Esc twice throws it away"));
    }
}

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
        let dialog = draft.and_then(|draft| dialog_for_draft(&session.progress, &draft));
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
        Command::Undo | Command::Redo | Command::Adopt { .. } => "",
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

/// Leaves the session: to the board if there is one, otherwise the wizard ends.
pub(in crate::tui) fn leave_session(model: &mut Model) -> Cmd {
    if leave_when_saved(model) {
        return Cmd::none();
    }
    let Some(board) = &mut model.board else { return Effect::Quit.into() };
    let Some(session) = model.session.take() else { return Effect::Quit.into() };
    board.loading = true;
    let waiting = session.outbox.not_dispatched();
    match session.outbox.error() {
        Some(why) => model.warn(format!("the last change is {why}")),
        None if waiting > 0 => model.warn(format!("{} not made", describe_waiting(waiting))),
        None => {}
    }
    Effect::ReadBoard.into()
}

//! PURE. Drafts: texts that are typed and not recorded yet. They are saved as they grow, so that a dropped
//! connection does not lose them, and deleted once they are recorded or discarded.
//!
//! A session that is not on disk saves none: nothing is created before its first change. The same holds
//! for the prompts that start a session.

use jiff::Timestamp;

use super::{SessionScreen, ask};
use crate::checklist::Checklist;
use crate::session::{Draft, DraftTarget};
use crate::tui::dialogs::Dialog;
use crate::tui::dialogs::note_editor::NoteEditor;
use crate::tui::dialogs::prompt::PromptFor;
use crate::tui::model::{Effect, Model};

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
pub(super) fn dialog_for_draft(list: &Checklist, draft: &Draft) -> Option<Dialog> {
    draft.what.step(list)?;
    Some(match &draft.what {
        DraftTarget::Note { .. } => NoteEditor::new(Some(draft.what.clone()), &draft.text).unsaved().into(),
        DraftTarget::Reason { step, status } => {
            ask::reason_prompt(list, list.find_step(step)?, *status, &draft.text).unsaved().into()
        }
        DraftTarget::Answer { question } => {
            ask::answer_prompt(list, list.find_question(question)?, &draft.text).unsaved().into()
        }
    })
}

impl SessionScreen {
    /// Restores the drafts of an interrupted wizard that were not recorded and still have a place.
    pub fn restore_drafts(&mut self, drafts: Vec<Draft>, now: Timestamp) {
        let list = self.progress.checklist();
        let missing = drafts.iter().filter(|draft| !draft.is_recorded(&self.progress));
        self.drafts = missing.filter_map(|draft| dialog_for_draft(list, draft)).collect();
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

//! PURE. Drafts: texts that are typed and not recorded yet. They are saved as they grow, so that a dropped
//! connection does not lose them, and deleted once they are recorded or discarded.
//!
//! A session that is not on disk saves none: nothing is created before its first change. The same holds
//! for the prompts that start a session.

use jiff::Timestamp;

use super::{SessionScreen, ask};
use crate::checklist::{Checklist, QuestionKind};
use crate::session::{Command, Draft, DraftTarget};
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
    let failed = session.in_flight.iter().filter(|change| change.refusal.is_none());
    let commands =
        failed.map(|change| &change.command).chain(session.queued.iter().map(|(command, _)| command));
    let mut drafts: Vec<Draft> = commands.filter_map(|command| draft_of_command(list, command)).collect();
    // A note that could not be saved is back in its editor as well.
    for draft in session.drafts.iter().chain(dialog).filter_map(|dialog| draft_of_dialog(list, dialog)) {
        drafts.retain(|other| other.what != draft.what);
        drafts.push(draft);
    }
    drafts
}

/// Returns the text that was typed for a change.
pub(super) fn draft_of_command(list: &Checklist, command: &Command) -> Option<Draft> {
    let id = |step: &_| list.step(*step).id.to_string();
    let (what, text) = match command {
        Command::Note { step, text, replaces } => {
            (DraftTarget::Note { step: id(step), replaces: *replaces }, text)
        }
        Command::Mark { step, status, reason: Some(reason) } => {
            (DraftTarget::Reason { step: id(step), status: *status }, reason)
        }
        Command::Answer { question, value: Some(value) }
            if list.question(*question).kind == QuestionKind::Text =>
        {
            (DraftTarget::Answer { question: list.question(*question).id.to_string() }, value)
        }
        _ => return None,
    };
    Some(Draft { what, text: text.clone() })
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
    let is_draft = text != *original && !ask::is_removed(list, target);
    is_draft.then(|| Draft { what: target.clone(), text })
}

/// Returns the dialog to go on with a draft; `None` if its place is gone.
pub(super) fn dialog_for_draft(list: &Checklist, draft: &Draft) -> Option<Dialog> {
    if ask::is_removed(list, &draft.what) {
        return None;
    }
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

/// Whether a draft was recorded after all.
fn is_recorded(session: &SessionScreen, draft: &Draft) -> bool {
    let (list, progress, text) = (session.progress.checklist(), &session.progress, draft.text.trim());
    match &draft.what {
        DraftTarget::Note { step, .. } => list.find_step(step).is_some_and(|step| {
            let mut notes = progress.step(step).notes.iter();
            notes.any(|note| note.stamp.by == *progress.me() && note.text.as_str() == text)
        }),
        DraftTarget::Reason { step, status } => list.find_step(step).is_some_and(|step| {
            let state = progress.step(step);
            state.status == *status && state.reason.as_ref().is_some_and(|reason| reason.as_str() == text)
        }),
        DraftTarget::Answer { question } => list.find_question(question).is_some_and(|question| {
            progress.answer(question).is_some_and(|answer| answer.value.as_str() == text)
        }),
    }
}

impl SessionScreen {
    /// Restores the drafts of an interrupted wizard that were not recorded and still have a place.
    pub fn restore_drafts(&mut self, drafts: Vec<Draft>, now: Timestamp) {
        let list = self.progress.checklist();
        let missing = drafts.iter().filter(|draft| !is_recorded(self, draft));
        self.drafts = missing.filter_map(|draft| dialog_for_draft(list, draft)).collect();
        let first = self.drafts.front().and_then(|dialog| draft_of_dialog(list, dialog));
        if let Some(step) = first.and_then(|draft| ask::target_step(list, &draft.what)) {
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

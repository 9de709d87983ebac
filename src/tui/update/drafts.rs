//! PURE. What is typed and not recorded yet (notes, reasons, answers) is kept on disk as it grows, so
//! that a dropped line does not cost it, and taken away once it is saved or thrown away.
//!
//! Not so in a session that is not on disk: nothing is created before its first change, and there
//! would be no session to find the draft in. The same holds for the fields that begin a session.

use jiff::Timestamp;

use super::{Effect, Model, dialogs, prompts};
use crate::checklist::QuestionKind;
use crate::session::{Draft, DraftTarget};
use crate::tui::dialog::{Dialog, PromptFor};
use crate::tui::session::SessionScreen;

/// How long a text may be newer than the kept one, in milliseconds.
const SAVE_INTERVAL: i64 = 1000;

/// What is to be done about the drafts after a message.
pub(super) fn sync_drafts(model: &mut Model) -> Option<Effect> {
    let walk = model.session.as_ref()?;
    let drafts = collect_drafts(walk, model.dialog.as_ref());
    let late =
        |at: &Timestamp| model.now.as_millisecond().saturating_sub(at.as_millisecond()) >= SAVE_INTERVAL;
    let due = match &walk.saved_drafts {
        None => !drafts.is_empty(),
        Some((kept, at)) => *kept != drafts && (drafts.is_empty() || late(at)),
    };
    if due { save_drafts(model, drafts) } else { None }
}

/// Keeps what was typed last, when the wizard ends at once.
pub(super) fn flush_drafts(model: &mut Model) -> Option<Effect> {
    let walk = model.session.as_ref()?;
    let drafts = collect_drafts(walk, model.dialog.as_ref());
    let kept = walk.saved_drafts.as_ref().map_or(&[][..], |(kept, _)| kept);
    if kept == drafts { None } else { save_drafts(model, drafts) }
}

fn save_drafts(model: &mut Model, drafts: Vec<Draft>) -> Option<Effect> {
    let kept = (!drafts.is_empty()).then(|| (drafts.clone(), model.now));
    model.session.as_mut()?.saved_drafts = kept;
    Some(Effect::SaveDrafts(drafts))
}

/// What is typed and not recorded: what is on its way, what was not saved, what waits for its field to
/// come back, and what is in the field that is open.
fn collect_drafts(walk: &SessionScreen, sheet: Option<&Dialog>) -> Vec<Draft> {
    if !walk.on_disk {
        return Vec::new();
    }
    let list = walk.progress.checklist();
    let wished = walk.outbox.unsaved().filter_map(|change| Draft::from_command(&change.command, list));
    let fields = walk.drafts.iter().chain(sheet).filter_map(|field| draft_of_dialog(walk, field));
    let mut drafts: Vec<Draft> = wished.collect();
    // A note that could not be saved is back in its editor as well.
    for field in fields {
        drafts.retain(|draft| draft.what != field.what);
        drafts.push(field);
    }
    drafts
}

/// What is typed in a field and was not there before.
pub(super) fn draft_of_dialog(walk: &SessionScreen, field: &Dialog) -> Option<Draft> {
    let list = walk.progress.checklist();
    let (what, text, before) = match field {
        Dialog::NoteEditor(note) => {
            let step = list.step(note.step?).id.to_string();
            (DraftTarget::Note { step, replaces: note.replaces }, note.editor.text(), &note.original)
        }
        Dialog::Prompt(line) => {
            let what = match &line.purpose {
                PromptFor::Reason(step, status) => {
                    DraftTarget::Reason { step: list.step(*step).id.to_string(), status: *status }
                }
                PromptFor::Answer(question) => {
                    DraftTarget::Answer { question: list.question(*question).id.to_string() }
                }
                _ => return None,
            };
            (what, line.input.text(), &line.original)
        }
        Dialog::Picker(_) | Dialog::Search(_) | Dialog::Pager(_) => return None,
    };
    (text != *before).then_some(Draft { what, text })
}

/// The field in which a draft is typed on; none where its step or question is gone.
pub(super) fn dialog_for_draft(walk: &SessionScreen, draft: &Draft) -> Option<Dialog> {
    let list = walk.progress.checklist();
    let text = draft.text.as_str();
    Some(match &draft.what {
        DraftTarget::Note { step, replaces } => {
            let mut note = dialogs::new_note_editor(list.find_step(step)?, *replaces, text);
            note.original.clear();
            Dialog::NoteEditor(note)
        }
        DraftTarget::Reason { step, status } => {
            let mut line = prompts::reason_prompt(walk, list.find_step(step)?, *status, text);
            line.original.clear();
            Dialog::Prompt(line)
        }
        DraftTarget::Answer { question } => {
            let question = list.find_question(question)?;
            if list.question(question).kind != QuestionKind::Text {
                return None;
            }
            let mut line = prompts::answer_prompt(walk, question, text);
            line.original.clear();
            Dialog::Prompt(line)
        }
    })
}

impl SessionScreen {
    /// Takes up what was being typed when the wizard ended, as far as it was not recorded and its step
    /// or question is still there.
    pub fn restore_drafts(&mut self, drafts: Vec<Draft>, now: Timestamp) {
        let missing = drafts.iter().filter(|draft| !draft.is_recorded(&self.progress));
        self.drafts = missing.filter_map(|draft| dialog_for_draft(self, draft)).collect();
        if let Some(step) = self.drafts.front().and_then(|field| dialog_step(self, field)) {
            self.go_to(step);
        }
        self.saved_drafts = (!drafts.is_empty()).then_some((drafts, now));
    }
}

/// The step that a field is about.
fn dialog_step(walk: &SessionScreen, field: &Dialog) -> Option<crate::checklist::StepIx> {
    match field {
        Dialog::NoteEditor(note) => note.step,
        Dialog::Prompt(line) => match line.purpose {
            PromptFor::Reason(step, _) => Some(step),
            PromptFor::Answer(question) => Some(walk.progress.checklist().question(question).step),
            _ => None,
        },
        Dialog::Picker(_) | Dialog::Search(_) | Dialog::Pager(_) => None,
    }
}

/// What was typed and not saved goes back into its field, once nothing else is open that somebody may
/// be typing in.
pub(super) fn reopen_draft(model: &mut Model) {
    if model.dialog.is_some() || model.session.as_ref().is_none_or(|walk| walk.briefing.is_some()) {
        return;
    }
    let Some(field) = model.session.as_mut().and_then(|walk| walk.drafts.pop_front()) else { return };
    let saves = if matches!(field, Dialog::NoteEditor(_)) { "Ctrl-s" } else { "Enter" };
    model.dialog = Some(field);
    if model.notice.is_none() {
        model.warn(format!("this was not saved yet: {saves} saves it, Esc twice throws it away"));
    }
}

//! PURE. What is typed and not recorded yet (notes, reasons, answers) is kept on disk as it grows, so
//! that a dropped line does not cost it, and taken away once it is saved or thrown away.
//!
//! Not so in a session that is not on disk: nothing is created before its first change, and there
//! would be no session to find the draft in. The same holds for the fields that begin a session.

use jiff::Timestamp;

use super::{Effect, Model, lines, sheets};
use crate::checklist::QuestionKind;
use crate::session::{Command, Draft, Drafted};
use crate::wizard::sheet::{LineFor, Sheet};
use crate::wizard::walk::Walk;

/// How long a text may be newer than the kept one, in milliseconds.
const LAG: i64 = 1000;

/// What is to be done about the drafts after a message.
pub(super) fn follow(model: &mut Model) -> Option<Effect> {
    let walk = model.walk.as_ref()?;
    let drafts = all(walk, model.sheet.as_ref());
    let late = |at: &Timestamp| model.now.as_millisecond().saturating_sub(at.as_millisecond()) >= LAG;
    let due = match &walk.kept {
        None => !drafts.is_empty(),
        Some((kept, at)) => *kept != drafts && (drafts.is_empty() || late(at)),
    };
    if due { keep(model, drafts) } else { None }
}

/// Keeps what was typed last, when the wizard ends at once.
pub(super) fn keep_last(model: &mut Model) -> Option<Effect> {
    let walk = model.walk.as_ref()?;
    let drafts = all(walk, model.sheet.as_ref());
    let kept = walk.kept.as_ref().map_or(&[][..], |(kept, _)| kept);
    if kept == drafts { None } else { keep(model, drafts) }
}

fn keep(model: &mut Model, drafts: Vec<Draft>) -> Option<Effect> {
    let kept = (!drafts.is_empty()).then(|| (drafts.clone(), model.now));
    model.walk.as_mut()?.kept = kept;
    Some(Effect::KeepDrafts(drafts))
}

/// What is typed and not recorded: what is on its way, what was not saved, what waits for its field to
/// come back, and what is in the field that is open.
fn all(walk: &Walk, sheet: Option<&Sheet>) -> Vec<Draft> {
    if !walk.on_disk {
        return Vec::new();
    }
    let pending = walk.pending.iter().filter(|pending| pending.gone.is_none());
    let wished =
        pending.map(|pending| &pending.command).chain(walk.waiting.iter().map(|(command, _)| command));
    let wished = wished.filter_map(|command| of_command(walk, command));
    let fields = walk.drafts.iter().chain(sheet).filter_map(|field| of_field(walk, field));
    let mut drafts: Vec<Draft> = wished.collect();
    // A note that could not be saved is back in its editor as well.
    for field in fields {
        drafts.retain(|draft| draft.what != field.what);
        drafts.push(field);
    }
    drafts
}

/// What was typed for a change.
pub(super) fn of_command(walk: &Walk, command: &Command) -> Option<Draft> {
    let list = walk.progress.checklist();
    let id = |step: &_| list.step(*step).id.to_string();
    let (what, text) = match command {
        Command::Note { step, text, replaces } => {
            (Drafted::Note { step: id(step), replaces: *replaces }, text)
        }
        Command::Mark { step, status, reason: Some(reason) } => {
            (Drafted::Reason { step: id(step), status: *status }, reason)
        }
        Command::Answer { question, value: Some(value) }
            if list.question(*question).kind == QuestionKind::Text =>
        {
            (Drafted::Answer { question: list.question(*question).id.to_string() }, value)
        }
        _ => return None,
    };
    Some(Draft { what, text: text.clone() })
}

/// What is typed in a field and was not there before.
pub(super) fn of_field(walk: &Walk, field: &Sheet) -> Option<Draft> {
    let list = walk.progress.checklist();
    let (what, text, before) = match field {
        Sheet::Note(note) => {
            let step = list.step(note.step?).id.to_string();
            (Drafted::Note { step, replaces: note.replaces }, note.editor.text(), &note.before)
        }
        Sheet::Line(line) => {
            let what = match &line.what {
                LineFor::Reason(step, status) => {
                    Drafted::Reason { step: list.step(*step).id.to_string(), status: *status }
                }
                LineFor::Answer(question) => {
                    Drafted::Answer { question: list.question(*question).id.to_string() }
                }
                _ => return None,
            };
            (what, line.input.text(), &line.before)
        }
        Sheet::Pick(_) | Sheet::Search(_) | Sheet::Read(_) => return None,
    };
    (text != *before).then_some(Draft { what, text })
}

/// The field in which a draft is typed on; none where its step or question is gone.
pub(super) fn field(walk: &Walk, draft: &Draft) -> Option<Sheet> {
    let list = walk.progress.checklist();
    let text = draft.text.as_str();
    Some(match &draft.what {
        Drafted::Note { step, replaces } => {
            let mut note = sheets::note_sheet(list.find_step(step)?, *replaces, text);
            note.before.clear();
            Sheet::Note(note)
        }
        Drafted::Reason { step, status } => {
            let mut line = lines::reason_line(walk, list.find_step(step)?, *status, text);
            line.before.clear();
            Sheet::Line(line)
        }
        Drafted::Answer { question } => {
            let question = list.find_question(question)?;
            if list.question(question).kind != QuestionKind::Text {
                return None;
            }
            let mut line = lines::answer_line(walk, question, text);
            line.before.clear();
            Sheet::Line(line)
        }
    })
}

/// Whether what was typed was recorded after all.
fn is_recorded(walk: &Walk, draft: &Draft) -> bool {
    let (list, progress, text) = (walk.progress.checklist(), &walk.progress, draft.text.trim());
    match &draft.what {
        Drafted::Note { step, .. } => list.find_step(step).is_some_and(|step| {
            let mut notes = progress.step(step).notes.iter();
            notes.any(|note| note.stamp.by == *progress.me() && note.text.as_str() == text)
        }),
        Drafted::Reason { step, status } => list.find_step(step).is_some_and(|step| {
            let state = progress.step(step);
            state.status == *status && state.reason.as_ref().is_some_and(|reason| reason.as_str() == text)
        }),
        Drafted::Answer { question } => list.find_question(question).is_some_and(|question| {
            progress.answer(question).is_some_and(|answer| answer.value.as_str() == text)
        }),
    }
}

impl Walk {
    /// Takes up what was being typed when the wizard ended, as far as it was not recorded and its step
    /// or question is still there.
    pub fn take_up(&mut self, drafts: Vec<Draft>, now: Timestamp) {
        let missing = drafts.iter().filter(|draft| !is_recorded(self, draft));
        self.drafts = missing.filter_map(|draft| field(self, draft)).collect();
        if let Some(step) = self.drafts.front().and_then(|field| step_of(self, field)) {
            self.go_to(step);
        }
        self.kept = (!drafts.is_empty()).then_some((drafts, now));
    }
}

/// The step that a field is about.
fn step_of(walk: &Walk, field: &Sheet) -> Option<crate::checklist::StepIx> {
    match field {
        Sheet::Note(note) => note.step,
        Sheet::Line(line) => match line.what {
            LineFor::Reason(step, _) => Some(step),
            LineFor::Answer(question) => Some(walk.progress.checklist().question(question).step),
            _ => None,
        },
        Sheet::Pick(_) | Sheet::Search(_) | Sheet::Read(_) => None,
    }
}

/// What was typed and not saved goes back into its field, once nothing else is open that somebody may
/// be typing in.
pub(super) fn bring_back(model: &mut Model) {
    if model.sheet.is_some() || model.walk.as_ref().is_none_or(|walk| walk.briefing.is_some()) {
        return;
    }
    let Some(field) = model.walk.as_mut().and_then(|walk| walk.drafts.pop_front()) else { return };
    let saves = if matches!(field, Sheet::Note(_)) { "Ctrl-s" } else { "Enter" };
    model.sheet = Some(field);
    if model.message.is_none() {
        model.warn(format!("this was not saved yet: {saves} saves it, Esc twice throws it away"));
    }
}

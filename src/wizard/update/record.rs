//! PURE. The one way of a change: decide, record, apply.
//!
//! A change shows only when it has come back as recorded entries.

use super::{Effect, Model};
use crate::checklist::{Checklist, QuestionIx, StepIx, Truth};
use crate::session::{Command, Drift, Entry, Event, Progress, Refusal, Status, Writer, decide, told};
use crate::text::Text;
use crate::wizard::model::Message;
use crate::wizard::sheet::{LineFor, Sheet};
use crate::wizard::walk::{Filter, Pending, Then};

/// Wishes a change: it is decided at once, and recorded if it may be.
pub(super) fn wish(model: &mut Model, command: Command, then: Then) -> Vec<Effect> {
    let now = model.now;
    let Some(walk) = &mut model.walk else { return Vec::new() };
    if let Some(why) = &walk.read_only {
        let why = format!("read only: {why}");
        model.warn(why);
        return Vec::new();
    }
    if walk.pending.as_ref().is_some_and(|pending| pending.failed.is_none()) {
        model.warn("not taken: the change before is still being saved");
        return Vec::new();
    }
    match decide(&walk.progress, &command) {
        Ok(Some(event)) => {
            let given_up = walk.pending.take().is_some_and(|before| before.command != command);
            walk.pending =
                Some(Pending { command, then, since: now, failed: None, gone: None, again: false });
            if given_up {
                model.warn("the change before this one was not saved, and is given up");
            }
            vec![Effect::Record(event)]
        }
        Ok(None) => {
            follow_up(model, then);
            Vec::new()
        }
        Err(refusal) => {
            refused(model, &command, &refusal);
            Vec::new()
        }
    }
}

/// A refusal that something can be done about asks for it; any other is said.
fn refused(model: &mut Model, command: &Command, refusal: &Refusal) {
    match (refusal, command) {
        (Refusal::NeedsReason(status), Command::Mark { step, .. }) => ask_reason(model, *step, *status),
        (Refusal::QuestionOpen { question, .. }, _) => ask_question(model, *question),
        (Refusal::RequiresOpen(steps), Command::Mark { step, status, .. }) => {
            let first = format!("{} first. Done all the same? Say why:", crate::text::list(steps));
            super::ask_line(model, "Not in the order", first, "", LineFor::Reason(*step, *status));
        }
        _ => {
            let hint = refusal.hint().map(|hint| format!("; {hint}")).unwrap_or_default();
            model.warn(format!("{refusal}{hint}"));
        }
    }
}

/// Asks why a step is taken out of the normal way.
pub(super) fn ask_reason(model: &mut Model, step: StepIx, status: Status) {
    let Some(walk) = &model.walk else { return };
    let title = walk.progress.checklist().step(step).title.to_string();
    let state = walk.progress.step(step);
    let before = state.reason.as_ref().filter(|_| state.status == status).map(Text::to_string);
    let asks = format!("Why is it {}? One line.", status.words());
    super::ask_line(model, title, asks, &before.unwrap_or_default(), LineFor::Reason(step, status));
}

/// Asks a question of the checklist.
pub(super) fn ask_question(model: &mut Model, ix: QuestionIx) {
    super::sheets::ask_question(model, ix);
}

/// The change was saved.
pub(super) fn recorded(model: &mut Model, entries: &[(Writer, Entry)]) -> Vec<Effect> {
    let now = model.now;
    let Some(walk) = &mut model.walk else { return Vec::new() };
    walk.on_disk = true;
    walk.saved = Some(now);
    let then = walk.pending.take().map_or(Then::Stay, |pending| pending.then);
    let all = apply(model, entries);
    follow_up(model, then);
    if let Some((_, entry)) = entries.iter().find(|(_, entry)| entry.event.undoes().is_some()) {
        show_taken_back(model, &entry.event);
    }
    if all { Vec::new() } else { vec![Effect::Replay] }
}

/// Applies entries up to one that comes late by its clock: whether all were. What is shown and
/// what is open follows.
fn apply(model: &mut Model, entries: &[(Writer, Entry)]) -> bool {
    let Some(walk) = &mut model.walk else { return true };
    let adopts = |(_, entry): &(Writer, Entry)| matches!(entry.event, Event::Adopted { .. });
    let before = entries.iter().any(adopts).then(|| walk.progress.checklist().clone());
    let mut all = true;
    for (writer, entry) in entries {
        let starts = matches!(entry.event, Event::Started { .. });
        all = starts || walk.progress.comes_next(entry.clock, writer);
        if !all {
            break;
        }
        walk.progress.recorded(writer, entry);
    }
    if let Some(before) = before {
        walk.drift = None;
        super::carry::over(model, &before);
    } else if walk.filter != Filter::All {
        walk.relist();
    }
    all
}

/// An undo or redo may be about a step that is not in sight: goes there, and says what it did.
fn show_taken_back(model: &mut Model, event: &Event) {
    let Some(walk) = &mut model.walk else { return };
    let checklist = walk.progress.checklist();
    let step = match event {
        Event::Marked { step, .. } | Event::Noted { step, .. } => checklist.find_step(step),
        Event::Answered { question, .. } => {
            checklist.find_question(question).map(|ix| checklist.question(ix).step)
        }
        Event::Started { .. } | Event::Adopted { .. } => None,
    };
    if let Some(step) = step.filter(|step| walk.progress.step(*step).applies != Truth::No) {
        walk.go_to(step);
    }
    model.say(format!("changed back: {}", told(event)));
}

fn follow_up(model: &mut Model, then: Then) {
    let Some(walk) = &mut model.walk else { return };
    let Then::Advance(step) = then else {
        leave_what_does_not_apply(model);
        return;
    };
    if walk.step().is_some_and(|here| here != step) {
        return;
    }
    if walk.advance() {
        model.say(format!("step {} is done; u takes it back", step.at() + 1));
        return;
    }
    let summary = walk.progress.total().summary();
    model.say(format!("{summary}. Nothing is open any more; e exports the report"));
}

/// An answer may have switched off the very step it was asked at.
fn leave_what_does_not_apply(model: &mut Model) {
    let Some(walk) = &mut model.walk else { return };
    let Some(step) = walk.step().filter(|step| walk.progress.step(*step).applies == Truth::No) else {
        return;
    };
    let title = walk.progress.checklist().step(step).title.clone();
    if walk.advance() {
        model.say(format!("\"{title}\" does not apply; a changes the answer"));
    }
}

/// Another process of the same writer recorded something first: decide again on what is so now.
pub(super) fn behind(model: &mut Model, entries: &[(Writer, Entry)]) -> Vec<Effect> {
    let effects = others(model, entries);
    let Some(pending) = model.walk.as_mut().and_then(|walk| walk.pending.as_mut()) else { return effects };
    if effects.is_empty() {
        return again(model);
    }
    // What is so now is not known before the replay.
    pending.failed = Some("not saved: somebody was faster".to_owned());
    pending.again = true;
    effects
}

/// Decides once more what was not saved.
fn again(model: &mut Model) -> Vec<Effect> {
    let Some(pending) = model.walk.as_mut().and_then(|walk| walk.pending.take()) else { return Vec::new() };
    if let Some(refusal) = pending.gone {
        super::carry::give_back(model, pending.command, &refusal);
        return Vec::new();
    }
    wish(model, pending.command, pending.then)
}

/// The change was not saved: it is kept for a retry, and a note goes back into its editor.
pub(super) fn not_saved(model: &mut Model, why: String) -> Vec<Effect> {
    let Some(walk) = &mut model.walk else { return Vec::new() };
    if let Some(pending) = &mut walk.pending {
        pending.failed = Some(why.clone());
        if pending.gone.is_some() {
            return again(model);
        }
        if let Command::Note { step, text, replaces } = &pending.command {
            walk.draft = Some(super::sheets::note_sheet(*step, *replaces, text));
        }
    }
    model.message = Some(Message { text: why, alarm: true });
    Vec::new()
}

/// A note that could not be saved goes back into its editor, once nothing else is open that
/// somebody may be typing in.
pub(super) fn bring_draft_back(model: &mut Model) {
    if model.sheet.is_none()
        && model.walk.as_ref().is_some_and(|walk| walk.briefing.is_none())
        && let Some(draft) = model.walk.as_mut().and_then(|walk| walk.draft.take())
    {
        model.sheet = Some(Sheet::Note(draft));
        if model.message.is_none() {
            model.warn("this note was not saved yet: Ctrl-s saves it, Esc twice throws it away");
        }
    }
}

/// Tries again what could not be saved.
pub(super) fn retry(model: &mut Model) -> Vec<Effect> {
    let Some(walk) = &mut model.walk else { return Vec::new() };
    match walk.pending.take() {
        Some(pending) if pending.failed.is_some() => {
            // The editor that would come back for it is not needed.
            walk.draft = None;
            wish(model, pending.command, pending.then)
        }
        Some(pending) => {
            walk.pending = Some(pending);
            model.say("the change is still being saved");
            Vec::new()
        }
        None => {
            model.say("nothing waits to be saved");
            Vec::new()
        }
    }
}

/// A log of the session is damaged or too new: from now on it is only read.
pub(super) fn read_only(model: &mut Model, why: String) -> Vec<Effect> {
    if let Some(walk) = &mut model.walk {
        walk.problems.push(why.clone());
        walk.read_only = Some(why.clone());
    }
    model.warn(why);
    Vec::new()
}

/// What others record cannot be seen for now, or can again: a share that went away, a folder that
/// is being replaced.
pub(super) fn out_of_sight(model: &mut Model, why: Option<String>) -> Vec<Effect> {
    if let Some(walk) = &mut model.walk {
        let before = std::mem::replace(&mut walk.out_of_sight, why.clone());
        walk.problems.retain(|problem| Some(problem) != before.as_ref());
        walk.problems.extend(why.clone());
    }
    match why {
        Some(why) => model.warn(why),
        None => model.say("the session's folder can be read again"),
    }
    Vec::new()
}

/// Others recorded something. What comes late, by its clock, needs a replay.
pub(super) fn others(model: &mut Model, entries: &[(Writer, Entry)]) -> Vec<Effect> {
    if apply(model, entries) { Vec::new() } else { vec![Effect::Replay] }
}

/// The session was replayed. The cursor stays at its step.
pub(super) fn replayed(model: &mut Model, progress: Progress) -> Vec<Effect> {
    let Some(walk) = &mut model.walk else { return Vec::new() };
    let before = std::mem::replace(&mut walk.progress, progress);
    super::carry::over(model, before.checklist());
    let waits = model.walk.as_ref().and_then(|walk| walk.pending.as_ref()).is_some_and(|it| it.again);
    if waits { again(model) } else { Vec::new() }
}

/// The checklist's source as it is now: taken over, if it differs.
pub(super) fn adopt(model: &mut Model, new: &Checklist) -> Vec<Effect> {
    let Some(walk) = &mut model.walk else { return Vec::new() };
    if Drift::between(walk.progress.checklist(), new).is_empty() {
        model.say("the checklist has not changed");
        return Vec::new();
    }
    wish(model, Command::Adopt(new.kept().clone()), Then::Stay)
}

//! PURE. The one way of a change: decide, record, apply.
//!
//! A change shows only when it has come back as recorded entries.

use super::{Effect, Model};
use crate::checklist::{QuestionIx, RawChecklist, StepIx, Truth};
use crate::session::{Command, Drift, Entry, Event, Progress, Refusal, Status, Writer, decide};
use crate::text::Text;
use crate::wizard::model::Message;
use crate::wizard::sheet::LineFor;
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
            walk.pending = Some(Pending { command, then, since: now, failed: None });
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
    let begun = entries.iter().position(|(_, entry)| matches!(entry.event, Event::Started { .. }));
    if let Some(at) = begun
        && let Some((writer, entry)) = entries.get(at)
        && let Ok(fresh) = Progress::start(writer, writer, entry)
    {
        // The start was shown before it was on disk; now it has its true place and time.
        walk.progress = fresh;
    }
    for (writer, entry) in entries.iter().filter(|(_, entry)| !matches!(entry.event, Event::Started { .. })) {
        walk.progress.apply(writer, entry);
    }
    walk.on_disk = true;
    walk.saved = Some(now);
    let then = walk.pending.take().map_or(Then::Stay, |pending| pending.then);
    settle(model, entries);
    follow_up(model, then);
    Vec::new()
}

/// After entries were applied: the outline and the briefing follow.
fn settle(model: &mut Model, entries: &[(Writer, Entry)]) {
    let Some(walk) = &mut model.walk else { return };
    let adopted = entries.iter().any(|(_, entry)| matches!(entry.event, Event::Adopted { .. }));
    if adopted {
        walk.drift = None;
    }
    if adopted || walk.filter != Filter::All {
        walk.relist();
    }
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
    if !walk.advance() {
        let summary = walk.progress.total().summary();
        model.say(format!("{summary}. Nothing is open any more; e exports the report"));
    }
}

/// An answer may have switched off the very step it was asked at.
fn leave_what_does_not_apply(model: &mut Model) {
    let Some(walk) = &mut model.walk else { return };
    let Some(step) = walk.step().filter(|step| walk.progress.step(*step).applies == Truth::No) else {
        return;
    };
    let title = walk.progress.checklist().step(step).title.clone();
    let stays = !walk.advance();
    if !stays {
        model.say(format!("\"{title}\" does not apply; a changes the answer"));
    }
}

/// Another process of the same writer recorded something first: decide again on what is so now.
pub(super) fn behind(model: &mut Model, entries: &[(Writer, Entry)]) -> Vec<Effect> {
    let Some(walk) = &mut model.walk else { return Vec::new() };
    let pending = walk.pending.take();
    let mut effects = others(model, entries);
    if let Some(pending) = pending {
        effects.extend(wish(model, pending.command, pending.then));
    }
    effects
}

/// The change was not saved: it is kept for a retry, and a note goes back into its editor.
pub(super) fn not_saved(model: &mut Model, why: String) -> Vec<Effect> {
    let Some(walk) = &mut model.walk else { return Vec::new() };
    if let Some(pending) = &mut walk.pending {
        pending.failed = Some(why.clone());
        if let Command::Note { step, text, replaces } = &pending.command {
            let (step, text, replaces) = (*step, text.clone(), *replaces);
            super::sheets::edit_note(model, step, replaces, &text);
        }
    }
    model.message = Some(Message { text: why, alarm: true });
    Vec::new()
}

/// Tries again what could not be saved.
pub(super) fn retry(model: &mut Model) -> Vec<Effect> {
    let Some(walk) = &mut model.walk else { return Vec::new() };
    match walk.pending.take() {
        Some(pending) if pending.failed.is_some() => wish(model, pending.command, pending.then),
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

/// Others recorded something. What comes late, by its clock, needs a replay.
pub(super) fn others(model: &mut Model, entries: &[(Writer, Entry)]) -> Vec<Effect> {
    let Some(walk) = &mut model.walk else { return Vec::new() };
    for (writer, entry) in entries {
        if !walk.progress.comes_next(entry.clock, writer) {
            return vec![Effect::Replay];
        }
        walk.progress.apply(writer, entry);
    }
    settle(model, entries);
    Vec::new()
}

/// The session was replayed. The cursor stays at its step.
pub(super) fn replayed(model: &mut Model, progress: Progress) -> Vec<Effect> {
    let Some(walk) = &mut model.walk else { return Vec::new() };
    let here = walk.step().map(|step| walk.progress.checklist().step(step).id.clone());
    walk.progress = progress;
    walk.relist();
    if let Some(step) = here.and_then(|id| walk.progress.checklist().find_step(&id)) {
        walk.go_to(step);
    }
    Vec::new()
}

/// The checklist's source as it is now: taken over, if it differs.
pub(super) fn adopt(model: &mut Model, raw: Box<RawChecklist>) -> Vec<Effect> {
    let Some(walk) = &mut model.walk else { return Vec::new() };
    let drift = crate::checklist::Checklist::from_raw(&raw)
        .map(|new| Drift::between(walk.progress.checklist(), &new))
        .unwrap_or_default();
    if drift.is_empty() {
        model.say("the checklist has not changed");
        return Vec::new();
    }
    wish(model, Command::Adopt(raw), Then::Stay)
}

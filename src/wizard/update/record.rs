//! PURE. The one way of a change: decide, record, apply.
//!
//! A change shows only when it has come back as recorded entries.

use super::{Effect, Model};
use crate::checklist::{Checklist, QuestionIx, StepIx, Truth};
use crate::session::{Command, Drift, Entry, Event, Progress, Refusal, Status, Writer, decide, told};
use crate::text::Text;
use crate::wizard::model::Message;
use crate::wizard::pending::{Pending, Then};
use crate::wizard::sheet::{LineFor, Sheet};
use crate::wizard::walk::Filter;

/// Wishes a change: it is decided at once, on what will be so once all before it is saved. It is
/// recorded if it may be, or waits for its turn.
pub(super) fn wish(model: &mut Model, command: Command, then: Then) -> Vec<Effect> {
    let Some(walk) = &mut model.walk else { return Vec::new() };
    if walk.read_only.is_some() || !walk.is_saving() {
        return make(model, command, then);
    }
    if walk.is_adopting() {
        model.warn("not taken: the changed checklist is still being taken over");
        return Vec::new();
    }
    match decide(walk.expected(), &command) {
        Ok(Some(_)) => {
            walk.waiting.push_back((command, then));
            move_on(model, then);
            super::queue::tell(model);
        }
        Ok(None) => move_on(model, then),
        Err(refusal) => refused(model, &command, &refusal),
    }
    Vec::new()
}

/// Decides a change that nothing is before, and has it recorded.
pub(super) fn make(model: &mut Model, command: Command, then: Then) -> Vec<Effect> {
    let now = model.now;
    let Some(walk) = &mut model.walk else { return Vec::new() };
    if let Some(why) = &walk.read_only {
        let why = format!("read only: {why}");
        model.warn(why);
        return Vec::new();
    }
    match decide(&walk.progress, &command) {
        Ok(Some(event)) => {
            let given_up = walk.pending.take().is_some_and(|before| before.command != command);
            walk.pending =
                Some(Pending { command, then, since: now, failed: None, gone: None, again: false });
            move_on(model, then);
            if given_up {
                model.warn("the change before this one was not saved, and is given up");
            }
            vec![Effect::Record(vec![event])]
        }
        Ok(None) => {
            move_on(model, then);
            follow_up(model, then);
            Vec::new()
        }
        Err(refusal) => {
            refused(model, &command, &refusal);
            Vec::new()
        }
    }
}

/// The cursor goes on at once, so that the next key finds it where it belongs; the change itself
/// shows once it is saved.
fn move_on(model: &mut Model, then: Then) {
    let Some(walk) = &mut model.walk else { return };
    let Then::Advance(step) = then else { return };
    if walk.step() != Some(step) {
        return;
    }
    // With nothing before it, this change is the only difference, and costs no look ahead.
    let from = Some(StepIx(step.0.saturating_add(1)));
    let progress = if walk.waiting.is_empty() { &walk.progress } else { walk.expected() };
    let next = progress.next_open(from);
    if let Some(next) = next.filter(|next| *next != step) {
        walk.go_to(next);
    }
}

/// A refusal that something can be done about asks for it; any other is said.
fn refused(model: &mut Model, command: &Command, refusal: &Refusal) {
    if model.sheet.is_some() {
        // It waited, and something else is open by now.
        super::carry::give_back(model, command.clone(), refusal);
        return;
    }
    match (refusal, command) {
        (Refusal::NeedsReason(status), Command::Mark { step, .. }) => ask_reason(model, *step, *status),
        (Refusal::QuestionOpen { question, .. }, _) => {
            ask_question(model, *question);
            model.say("this question comes first: answer it, then mark the step");
        }
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
    let state = walk.progress.step(step);
    let before = state.reason.as_ref().filter(|_| state.status == status).map(Text::to_string);
    let line = super::lines::reason_line(walk, step, status, &before.unwrap_or_default());
    model.sheet = Some(Sheet::Line(line));
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
    let mut then = walk.pending.take().map_or(Then::Stay, |pending| pending.then);
    // Those that were saved together with it.
    let handed = std::mem::take(&mut walk.handed).min(walk.waiting.len());
    if let Some((_, last)) = walk.waiting.drain(..handed).next_back() {
        then = last;
    }
    let all = apply(model, entries);
    if walk_waits(model) {
        leave_what_does_not_apply(model);
    } else {
        follow_up(model, then);
    }
    for (_, entry) in entries {
        tell_mark(model, &entry.event);
        if entry.event.undoes().is_some() {
            show_taken_back(model, &entry.event);
        }
    }
    let mut effects = super::queue::go_on(model);
    if !all {
        effects.push(Effect::Replay);
    }
    effects
}

/// Whether there is more to come, so that it is not yet the time to say how it stands.
fn walk_waits(model: &Model) -> bool {
    model.walk.as_ref().is_some_and(|walk| !walk.waiting.is_empty())
}

/// A step that is open again says so: its tick is gone, and nothing else tells why.
fn tell_mark(model: &mut Model, event: &Event) {
    let Event::Marked { step, status: Status::Todo, undoes: None, .. } = event else { return };
    let found = model.walk.as_ref().and_then(|walk| walk.progress.checklist().find_step(step));
    if let Some(step) = found {
        model.say(format!("step {} is todo again; u takes it back", step.at() + 1));
    }
}

/// Applies entries up to one that comes late by its clock: whether all were. What is shown and
/// what is open follows.
fn apply(model: &mut Model, entries: &[(Writer, Entry)]) -> bool {
    if let Some(Sheet::Search(search)) = &mut model.sheet {
        // There may be more to find now.
        search.within = None;
    }
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

/// Says what was done.
fn follow_up(model: &mut Model, then: Then) {
    let Some(walk) = &model.walk else { return };
    let Then::Advance(step) = then else {
        leave_what_does_not_apply(model);
        return;
    };
    let total = walk.progress.total();
    let said = match total.open() {
        0 => format!("{}. Nothing is open any more; e exports the report", total.summary()),
        _ => format!("step {} is done; u takes it back", step.at() + 1),
    };
    model.say(said);
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
    if let Some(walk) = &mut model.walk {
        walk.handed = 0;
    }
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
            let mut note = super::sheets::note_sheet(*step, *replaces, text);
            note.before.clear();
            walk.drafts.push_front(Sheet::Note(note));
        }
        if let Then::Advance(step) = pending.then {
            // Where it is seen that it is not done.
            walk.go_to(step);
        }
    }
    let text = match super::queue::drop_all(model) {
        0 => why,
        waited => format!("{why}; {} not made", super::queue::that_waited(waited)),
    };
    model.message = Some(Message { text, alarm: true });
    Vec::new()
}

/// Tries again what could not be saved.
pub(super) fn retry(model: &mut Model) -> Vec<Effect> {
    let Some(walk) = &mut model.walk else { return Vec::new() };
    match walk.pending.take() {
        Some(pending) if pending.failed.is_some() => {
            // The field that would come back for it is not needed.
            let draft = super::draft::of_command(walk, &pending.command);
            let mut drafts = std::mem::take(&mut walk.drafts);
            drafts.retain(|field| draft.is_none() || super::draft::of_field(walk, field) != draft);
            walk.drafts = drafts;
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

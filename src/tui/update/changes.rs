//! PURE. The one way of a change: decide, record, apply.
//!
//! A change shows only when it has come back as recorded entries.

use std::sync::Arc;

use super::{Effect, Model};
use crate::checklist::{Checklist, QuestionIx, StepIx, Truth};
use crate::session::{Command, Drift, Entry, Event, Progress, Refusal, Status, Writer, decide, describe};
use crate::text::{Hint as _, Text};
use crate::tui::dialog::{Dialog, PromptFor};
use crate::tui::in_flight::{InFlight, OnSaved};
use crate::tui::model::Notice;
use crate::tui::session::Filter;

/// Wishes a change: it is decided at once, on what will be so once all before it is saved. It is
/// recorded if it may be, or waits for its turn.
pub(super) fn submit(model: &mut Model, command: Command, then: OnSaved) -> Vec<Effect> {
    let Some(walk) = &mut model.session else { return Vec::new() };
    if walk.read_only.is_some() || !walk.is_saving() {
        return dispatch(model, command, then);
    }
    if walk.is_adopting() {
        model.warn("not taken: the changed checklist is still being taken over");
        return Vec::new();
    }
    match decide(walk.preview(), &command) {
        Ok(Some(_)) => {
            walk.queued.push_back((command, then));
            advance_cursor(model, then);
            super::queue::announce_queued(model);
        }
        Ok(None) => advance_cursor(model, then),
        Err(refusal) => handle_refusal(model, &command, &refusal),
    }
    Vec::new()
}

/// Decides a change that nothing is before, and has it recorded.
pub(super) fn dispatch(model: &mut Model, command: Command, then: OnSaved) -> Vec<Effect> {
    let now = model.now;
    let Some(walk) = &mut model.session else { return Vec::new() };
    if let Some(why) = &walk.read_only {
        let why = format!("read only: {why}");
        model.warn(why);
        return Vec::new();
    }
    match decide(&walk.progress, &command) {
        Ok(Some(event)) => {
            let given_up = walk.in_flight.take().is_some_and(|before| before.command != command);
            walk.in_flight = Some(InFlight {
                command,
                on_saved: then,
                since: now,
                error: None,
                refusal: None,
                resubmit: false,
            });
            advance_cursor(model, then);
            if given_up {
                model.warn("the change before this one was not saved, and is given up");
            }
            vec![Effect::Record(vec![event])]
        }
        Ok(None) => {
            advance_cursor(model, then);
            announce_done(model, then);
            Vec::new()
        }
        Err(refusal) => {
            handle_refusal(model, &command, &refusal);
            Vec::new()
        }
    }
}

/// The cursor goes on at once, so that the next key finds it where it belongs; the change itself
/// shows once it is saved.
fn advance_cursor(model: &mut Model, then: OnSaved) {
    let Some(walk) = &mut model.session else { return };
    let OnSaved::Advance(step) = then else { return };
    if walk.step() != Some(step) {
        return;
    }
    // With nothing before it, this change is the only difference, and costs no look ahead.
    let from = Some(StepIx(step.0.saturating_add(1)));
    let progress = if walk.queued.is_empty() { &walk.progress } else { walk.preview() };
    let next = progress.next_open(from);
    if let Some(next) = next.filter(|next| *next != step) {
        walk.go_to(next);
    }
}

/// A refusal that something can be done about asks for it; any other is said.
fn handle_refusal(model: &mut Model, command: &Command, refusal: &Refusal) {
    if model.dialog.is_some() {
        // It waited, and something else is open by now.
        super::rebase::return_text(model, command.clone(), refusal);
        return;
    }
    match (refusal, command) {
        (Refusal::NeedsReason(status), Command::Mark { step, .. }) => ask_reason(model, *step, *status),
        (Refusal::QuestionOpen { question, .. }, _) => {
            ask_question(model, *question);
            model.notify("this question comes first: answer it, then mark the step");
        }
        (Refusal::RequiresOpen(steps), Command::Mark { step, status, .. }) => {
            let first = format!("{} first. Done all the same? Say why:", crate::text::list(steps));
            super::open_prompt(model, "Not in the order", first, "", PromptFor::Reason(*step, *status));
        }
        _ => {
            let hint = refusal.hint().map(|hint| format!("; {hint}")).unwrap_or_default();
            model.warn(format!("{refusal}{hint}"));
        }
    }
}

/// Asks why a step is taken out of the normal way.
pub(super) fn ask_reason(model: &mut Model, step: StepIx, status: Status) {
    let Some(walk) = &model.session else { return };
    let state = walk.progress.step(step);
    let before = state.reason.as_ref().filter(|_| state.status == status).map(Text::to_string);
    let line = super::prompts::reason_prompt(walk, step, status, &before.unwrap_or_default());
    model.dialog = Some(Dialog::Prompt(line));
}

/// Asks a question of the checklist.
pub(super) fn ask_question(model: &mut Model, ix: QuestionIx) {
    super::dialogs::ask_question(model, ix);
}

/// The change was saved.
pub(super) fn on_recorded(model: &mut Model, entries: &[(Writer, Entry)]) -> Vec<Effect> {
    let now = model.now;
    let Some(walk) = &mut model.session else { return Vec::new() };
    walk.on_disk = true;
    walk.last_saved = Some(now);
    let mut then = walk.in_flight.take().map_or(OnSaved::Stay, |pending| pending.on_saved);
    // Those that were saved together with it.
    let handed = std::mem::take(&mut walk.batched).min(walk.queued.len());
    if let Some((_, last)) = walk.queued.drain(..handed).next_back() {
        then = last;
    }
    let all = apply_entries(model, entries);
    if has_queued(model) {
        skip_inapplicable(model);
    } else {
        announce_done(model, then);
    }
    for (_, entry) in entries {
        announce_reopened(model, &entry.event);
        if entry.event.undoes().is_some() {
            announce_undo(model, &entry.event);
        }
    }
    let mut effects = super::queue::dispatch_next(model);
    if !all {
        effects.push(Effect::Replay);
    }
    effects
}

/// Whether there is more to come, so that it is not yet the time to say how it stands.
fn has_queued(model: &Model) -> bool {
    model.session.as_ref().is_some_and(|walk| !walk.queued.is_empty())
}

/// A step that is open again says so: its tick is gone, and nothing else tells why.
fn announce_reopened(model: &mut Model, event: &Event) {
    let Event::Marked { step, status: Status::Todo, undoes: None, .. } = event else { return };
    let found = model.session.as_ref().and_then(|walk| walk.progress.checklist().find_step(step));
    if let Some(step) = found {
        model.notify(format!("step {} is todo again; u takes it back", step.index() + 1));
    }
}

/// Applies entries up to one that comes late by its clock: whether all were. What is shown and
/// what is open follows.
fn apply_entries(model: &mut Model, entries: &[(Writer, Entry)]) -> bool {
    if let Some(Dialog::Search(search)) = &mut model.dialog {
        // There may be more to find now.
        search.previous = None;
    }
    let Some(walk) = &mut model.session else { return true };
    let adopts = |(_, entry): &(Writer, Entry)| matches!(entry.event, Event::Adopted { .. });
    let before = entries.iter().any(adopts).then(|| walk.progress.checklist().clone());
    let mut all = true;
    for (writer, entry) in entries {
        let starts = matches!(entry.event, Event::Started { .. });
        all = starts || walk.progress.is_in_order(entry.clock, writer);
        if !all {
            break;
        }
        walk.progress.apply_own(writer, entry);
    }
    if let Some(before) = before {
        walk.drift = None;
        super::rebase::rebase(model, &before);
    } else if walk.filter != Filter::All {
        walk.rebuild_rows();
    }
    all
}

/// An undo or redo may be about a step that is not in sight: goes there, and says what it did.
fn announce_undo(model: &mut Model, event: &Event) {
    let Some(walk) = &mut model.session else { return };
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
    model.notify(format!("changed back: {}", describe(event)));
}

/// Says what was done.
fn announce_done(model: &mut Model, then: OnSaved) {
    let Some(walk) = &model.session else { return };
    let OnSaved::Advance(step) = then else {
        skip_inapplicable(model);
        return;
    };
    let total = walk.progress.total();
    let said = match total.open() {
        0 => format!("{}. Nothing is open any more; e exports the report", total.summary()),
        _ => format!("step {} is done; u takes it back", step.index() + 1),
    };
    model.notify(said);
}

/// An answer may have switched off the very step it was asked at.
fn skip_inapplicable(model: &mut Model) {
    let Some(walk) = &mut model.session else { return };
    let Some(step) = walk.step().filter(|step| walk.progress.step(*step).applies == Truth::No) else {
        return;
    };
    let title = walk.progress.checklist().step(step).title.clone();
    if walk.go_to_next_open() {
        model.notify(format!("\"{title}\" does not apply; a changes the answer"));
    }
}

/// Another process of the same writer recorded something first: decide again on what is so now.
pub(super) fn on_conflict(model: &mut Model, entries: &[(Writer, Entry)]) -> Vec<Effect> {
    if let Some(walk) = &mut model.session {
        walk.batched = 0;
    }
    let effects = on_remote_entries(model, entries);
    let Some(pending) = model.session.as_mut().and_then(|walk| walk.in_flight.as_mut()) else {
        return effects;
    };
    if effects.is_empty() {
        return resubmit(model);
    }
    // What is so now is not known before the replay.
    pending.error = Some("not saved: somebody was faster".to_owned());
    pending.resubmit = true;
    effects
}

/// Decides once more what was not saved.
fn resubmit(model: &mut Model) -> Vec<Effect> {
    let Some(pending) = model.session.as_mut().and_then(|walk| walk.in_flight.take()) else {
        return Vec::new();
    };
    if let Some(refusal) = pending.refusal {
        super::rebase::return_text(model, pending.command, &refusal);
        return Vec::new();
    }
    submit(model, pending.command, pending.on_saved)
}

/// The change was not saved: it is kept for a retry, and a note goes back into its editor.
pub(super) fn on_save_failed(model: &mut Model, why: String) -> Vec<Effect> {
    let Some(walk) = &mut model.session else { return Vec::new() };
    if let Some(pending) = &mut walk.in_flight {
        pending.error = Some(why.clone());
        if pending.refusal.is_some() {
            return resubmit(model);
        }
        if let Command::Note { step, text, replaces } = &pending.command {
            let mut note = super::dialogs::new_note_editor(*step, *replaces, text);
            note.original.clear();
            walk.drafts.push_front(Dialog::NoteEditor(note));
        }
        if let OnSaved::Advance(step) = pending.on_saved {
            // Where it is seen that it is not done.
            walk.go_to(step);
        }
    }
    let text = match super::queue::drop_queued(model) {
        0 => why,
        waited => format!("{why}; {} not made", super::queue::describe_queued(waited)),
    };
    model.notice = Some(Notice { text, is_error: true });
    Vec::new()
}

/// Tries again what could not be saved.
pub(super) fn retry(model: &mut Model) -> Vec<Effect> {
    let Some(walk) = &mut model.session else { return Vec::new() };
    match walk.in_flight.take() {
        Some(pending) if pending.error.is_some() => {
            // The field that would come back for it is not needed.
            let draft = super::drafts::draft_of_command(walk, &pending.command);
            let mut drafts = std::mem::take(&mut walk.drafts);
            drafts.retain(|field| draft.is_none() || super::drafts::draft_of_dialog(walk, field) != draft);
            walk.drafts = drafts;
            submit(model, pending.command, pending.on_saved)
        }
        Some(pending) => {
            walk.in_flight = Some(pending);
            model.notify("the change is still being saved");
            Vec::new()
        }
        None => {
            model.notify("nothing waits to be saved");
            Vec::new()
        }
    }
}

/// A log of the session is damaged or too new: from now on it is only read.
pub(super) fn set_read_only(model: &mut Model, why: String) -> Vec<Effect> {
    if let Some(walk) = &mut model.session {
        walk.problems.push(why.clone());
        walk.read_only = Some(why.clone());
    }
    model.warn(why);
    Vec::new()
}

/// What others record cannot be seen for now, or can again: a share that went away, a folder that
/// is being replaced.
pub(super) fn set_folder_unreadable(model: &mut Model, why: Option<String>) -> Vec<Effect> {
    if let Some(walk) = &mut model.session {
        let before = std::mem::replace(&mut walk.folder_unreadable, why.clone());
        walk.problems.retain(|problem| Some(problem) != before.as_ref());
        walk.problems.extend(why.clone());
    }
    match why {
        Some(why) => model.warn(why),
        None => model.notify("the session's folder can be read again"),
    }
    Vec::new()
}

/// Others recorded something. What comes late, by its clock, needs a replay.
pub(super) fn on_remote_entries(model: &mut Model, entries: &[(Writer, Entry)]) -> Vec<Effect> {
    if apply_entries(model, entries) { Vec::new() } else { vec![Effect::Replay] }
}

/// The session was replayed. The cursor stays at its step.
pub(super) fn on_replayed(model: &mut Model, progress: Progress) -> Vec<Effect> {
    let Some(walk) = &mut model.session else { return Vec::new() };
    let before = std::mem::replace(&mut walk.progress, progress);
    super::rebase::rebase(model, before.checklist());
    let waits = model.session.as_ref().and_then(|walk| walk.in_flight.as_ref()).is_some_and(|it| it.resubmit);
    if waits { resubmit(model) } else { Vec::new() }
}

/// The checklist's source as it is now: taken over, if it differs.
pub(super) fn adopt(model: &mut Model, new: Arc<Checklist>) -> Vec<Effect> {
    let Some(walk) = &mut model.session else { return Vec::new() };
    if Drift::between(walk.progress.checklist(), &new).is_empty() {
        model.notify("the checklist has not changed");
        return Vec::new();
    }
    submit(model, Command::Adopt(new.into()), OnSaved::Stay)
}

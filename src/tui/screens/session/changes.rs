//! PURE. The one way of a change: decide, record, apply.
//!
//! A change shows only when it has come back as recorded entries.

use super::{Filter, ask, drafts, queue, rebase};
use crate::checklist::{Checklist, StepIx, Truth};
use crate::session::{
    Command, DraftTarget, Drift, Entry, Event, Progress, Refusal, Status, Writer, decide, describe,
};
use crate::tui::dialogs::Dialog;
use crate::tui::dialogs::note_editor::NoteEditor;
use crate::tui::dialogs::prompt::{Prompt, PromptFor};
use crate::tui::in_flight::{InFlight, OnSaved};
use crate::tui::model::{Cmd, Effect, Model, Notice};

/// Wishes a change: it is decided at once, on what will be so once all before it is saved. It is
/// recorded if it may be, or waits for its turn.
pub(in crate::tui) fn submit(model: &mut Model, command: Command, then: OnSaved) -> Cmd {
    let Some(session) = &mut model.session else { return Cmd::none() };
    if session.read_only.is_some() || !session.is_saving() {
        return dispatch(model, command, then);
    }
    if session.is_adopting() {
        model.warn("not taken: the changed checklist is still being taken over");
        return Cmd::none();
    }
    match decide(session.preview(), &command) {
        Ok(Some(_)) => {
            session.queued.push_back((command, then));
            advance_cursor(model, then);
            queue::announce_queued(model);
        }
        Ok(None) => advance_cursor(model, then),
        Err(refusal) => handle_refusal(model, &command, &refusal),
    }
    Cmd::none()
}

/// Decides a change that nothing is before, and has it recorded.
pub(in crate::tui) fn dispatch(model: &mut Model, command: Command, then: OnSaved) -> Cmd {
    let now = model.now;
    let Some(session) = &mut model.session else { return Cmd::none() };
    if let Some(why) = &session.read_only {
        let why = format!("read only: {why}");
        model.warn(why);
        return Cmd::none();
    }
    match decide(&session.progress, &command) {
        Ok(Some(event)) => {
            let given_up = session.in_flight.take().is_some_and(|before| before.command != command);
            session.in_flight = Some(InFlight {
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
            Effect::Record(vec![event]).into()
        }
        Ok(None) => {
            advance_cursor(model, then);
            announce_done(model, then);
            Cmd::none()
        }
        Err(refusal) => {
            handle_refusal(model, &command, &refusal);
            Cmd::none()
        }
    }
}

/// The cursor goes on at once, so that the next key finds it where it belongs; the change itself
/// shows once it is saved.
fn advance_cursor(model: &mut Model, then: OnSaved) {
    let Some(session) = &mut model.session else { return };
    let OnSaved::Advance(step) = then else { return };
    if session.step() != Some(step) {
        return;
    }
    // With nothing before it, this change is the only difference, and costs no look ahead.
    let from = Some(StepIx(step.0.saturating_add(1)));
    let progress = if session.queued.is_empty() { &session.progress } else { session.preview() };
    let next = progress.next_open(from);
    if let Some(next) = next.filter(|next| *next != step) {
        session.go_to(next);
    }
}

/// A refusal that something can be done about asks for it; any other is said.
fn handle_refusal(model: &mut Model, command: &Command, refusal: &Refusal) {
    if model.dialog.is_some() {
        // It waited, and something else is open by now.
        rebase::return_text(model, command.clone(), refusal);
        return;
    }
    match (refusal, command) {
        (Refusal::NeedsReason(status), Command::Mark { step, .. }) => ask::ask_reason(model, *step, *status),
        (Refusal::QuestionOpen { question, .. }, _) => {
            ask::ask_question(model, *question);
            model.notify("this question comes first: answer it, then mark the step");
        }
        (Refusal::RequiresOpen(steps), Command::Mark { step, status, .. }) => {
            let first = format!("{} first. Done all the same? Say why:", crate::text::list(steps));
            let Some(session) = &model.session else { return };
            let step = session.progress.checklist().step(*step).id.to_string();
            let purpose = PromptFor::Draft(DraftTarget::Reason { step, status: *status });
            model.open(Prompt::new("Not in the order", first, "", purpose));
        }
        _ => {
            let hint = refusal.hint().map(|hint| format!("; {hint}")).unwrap_or_default();
            model.warn(format!("{refusal}{hint}"));
        }
    }
}

/// The change was saved.
pub(in crate::tui) fn on_recorded(model: &mut Model, entries: &[(Writer, Entry)]) -> Cmd {
    let now = model.now;
    let Some(session) = &mut model.session else { return Cmd::none() };
    session.on_disk = true;
    session.last_saved = Some(now);
    let mut then = session.in_flight.take().map_or(OnSaved::Stay, |pending| pending.on_saved);
    // Those that were saved together with it.
    let handed = std::mem::take(&mut session.batched).min(session.queued.len());
    if let Some((_, last)) = session.queued.drain(..handed).next_back() {
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
    queue::dispatch_next(model).then((!all).then_some(Effect::Replay))
}

/// Whether there is more to come, so that it is not yet the time to say how it stands.
fn has_queued(model: &Model) -> bool {
    model.session.as_ref().is_some_and(|session| !session.queued.is_empty())
}

/// A step that is open again says so: its tick is gone, and nothing else tells why.
fn announce_reopened(model: &mut Model, event: &Event) {
    let Event::Marked { step, status: Status::Todo, undoes: None, .. } = event else { return };
    let found = model.session.as_ref().and_then(|session| session.progress.checklist().find_step(step));
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
    let Some(session) = &mut model.session else { return true };
    let adopts = |(_, entry): &(Writer, Entry)| matches!(entry.event, Event::Adopted { .. });
    let before = entries.iter().any(adopts).then(|| session.progress.checklist().clone());
    let mut all = true;
    for (writer, entry) in entries {
        let starts = matches!(entry.event, Event::Started { .. });
        all = starts || session.progress.is_in_order(entry.clock, writer);
        if !all {
            break;
        }
        session.progress.apply_own(writer, entry);
    }
    if let Some(before) = before {
        session.drift = None;
        rebase::rebase(model, &before);
    } else if session.filter != Filter::All {
        session.rebuild_rows();
    }
    all
}

/// An undo or redo may be about a step that is not in sight: goes there, and says what it did.
fn announce_undo(model: &mut Model, event: &Event) {
    let Some(session) = &mut model.session else { return };
    let checklist = session.progress.checklist();
    let step = match event {
        Event::Marked { step, .. } | Event::Noted { step, .. } => checklist.find_step(step),
        Event::Answered { question, .. } => {
            checklist.find_question(question).map(|ix| checklist.question(ix).step)
        }
        Event::Started { .. } | Event::Adopted { .. } => None,
    };
    if let Some(step) = step.filter(|step| session.progress.step(*step).applies != Truth::No) {
        session.go_to(step);
    }
    model.notify(format!("changed back: {}", describe(event)));
}

/// Says what was done.
fn announce_done(model: &mut Model, then: OnSaved) {
    let Some(session) = &model.session else { return };
    let OnSaved::Advance(step) = then else {
        skip_inapplicable(model);
        return;
    };
    let total = session.progress.total();
    let said = match total.open() {
        0 => format!("{}. Nothing is open any more; e exports the report", total.summary()),
        _ => format!("step {} is done; u takes it back", step.index() + 1),
    };
    model.notify(said);
}

/// An answer may have switched off the very step it was asked at.
fn skip_inapplicable(model: &mut Model) {
    let Some(session) = &mut model.session else { return };
    let Some(step) = session.step().filter(|step| session.progress.step(*step).applies == Truth::No) else {
        return;
    };
    let title = session.progress.checklist().step(step).title.clone();
    if session.go_to_next_open() {
        model.notify(format!("\"{title}\" does not apply; a changes the answer"));
    }
}

/// Another process of the same writer recorded something first: decide again on what is so now.
pub(in crate::tui) fn on_conflict(model: &mut Model, entries: &[(Writer, Entry)]) -> Cmd {
    if let Some(session) = &mut model.session {
        session.batched = 0;
    }
    let effects = on_remote_entries(model, entries);
    let Some(pending) = model.session.as_mut().and_then(|session| session.in_flight.as_mut()) else {
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
fn resubmit(model: &mut Model) -> Cmd {
    let Some(pending) = model.session.as_mut().and_then(|session| session.in_flight.take()) else {
        return Cmd::none();
    };
    if let Some(refusal) = pending.refusal {
        rebase::return_text(model, pending.command, &refusal);
        return Cmd::none();
    }
    submit(model, pending.command, pending.on_saved)
}

/// The change was not saved: it is kept for a retry, and a note goes back into its editor.
pub(in crate::tui) fn on_save_failed(model: &mut Model, why: String) -> Cmd {
    let Some(session) = &mut model.session else { return Cmd::none() };
    if let Some(pending) = &mut session.in_flight {
        pending.error = Some(why.clone());
        if pending.refusal.is_some() {
            return resubmit(model);
        }
        if let Command::Note { step, text, replaces } = &pending.command {
            let step = session.progress.checklist().step(*step).id.to_string();
            let target = DraftTarget::Note { step, replaces: *replaces };
            session.drafts.push_front(NoteEditor::new(Some(target), text).unsaved().into());
        }
        if let OnSaved::Advance(step) = pending.on_saved {
            // Where it is seen that it is not done.
            session.go_to(step);
        }
    }
    let text = match queue::drop_queued(model) {
        0 => why,
        waited => format!("{why}; {} not made", queue::describe_queued(waited)),
    };
    model.notice = Some(Notice { text, is_error: true });
    Cmd::none()
}

/// Tries again what could not be saved.
pub(in crate::tui) fn retry(model: &mut Model) -> Cmd {
    let Some(session) = &mut model.session else { return Cmd::none() };
    match session.in_flight.take() {
        Some(pending) if pending.error.is_some() => {
            // The field that would come back for it is not needed.
            let list = session.progress.checklist();
            let draft = drafts::draft_of_command(list, &pending.command);
            session.drafts.retain(|field| draft.is_none() || drafts::draft_of_dialog(list, field) != draft);
            submit(model, pending.command, pending.on_saved)
        }
        Some(pending) => {
            session.in_flight = Some(pending);
            model.notify("the change is still being saved");
            Cmd::none()
        }
        None => {
            model.notify("nothing waits to be saved");
            Cmd::none()
        }
    }
}

/// A log of the session is damaged or too new: from now on it is only read.
pub(in crate::tui) fn set_read_only(model: &mut Model, why: String) {
    if let Some(session) = &mut model.session {
        session.problems.push(why.clone());
        session.read_only = Some(why.clone());
    }
    model.warn(why);
}

/// What others record cannot be seen for now, or can again: a share that went away, a folder that
/// is being replaced.
pub(in crate::tui) fn set_folder_unreadable(model: &mut Model, why: Option<String>) {
    if let Some(session) = &mut model.session {
        let before = std::mem::replace(&mut session.folder_unreadable, why.clone());
        session.problems.retain(|problem| Some(problem) != before.as_ref());
        session.problems.extend(why.clone());
    }
    match why {
        Some(why) => model.warn(why),
        None => model.notify("the session's folder can be read again"),
    }
}

/// Others recorded something. What comes late, by its clock, needs a replay.
pub(in crate::tui) fn on_remote_entries(model: &mut Model, entries: &[(Writer, Entry)]) -> Cmd {
    if apply_entries(model, entries) { Cmd::none() } else { Effect::Replay.into() }
}

/// The session was replayed. The cursor stays at its step.
pub(in crate::tui) fn on_replayed(model: &mut Model, progress: Progress) -> Cmd {
    let Some(session) = &mut model.session else { return Cmd::none() };
    let before = std::mem::replace(&mut session.progress, progress);
    rebase::rebase(model, before.checklist());
    let waits =
        model.session.as_ref().and_then(|session| session.in_flight.as_ref()).is_some_and(|it| it.resubmit);
    if waits { resubmit(model) } else { Cmd::none() }
}

/// The checklist's source as it is now: taken over, if it differs.
pub(in crate::tui) fn adopt(model: &mut Model, new: &Checklist) -> Cmd {
    let Some(session) = &mut model.session else { return Cmd::none() };
    if Drift::between(session.progress.checklist(), new).is_empty() {
        model.notify("the checklist has not changed");
        return Cmd::none();
    }
    submit(model, Command::Adopt(new.recorded().clone()), OnSaved::Stay)
}

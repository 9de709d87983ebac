//! PURE. The way of every change: it is decided, recorded and applied. It is shown only once it has come back
//! as recorded entries.

use std::sync::Arc;

use super::{Filter, SessionScreen, ask, unsaved};
use crate::checklist::{Checklist, StepIx, Truth};
use crate::session::{
    Command, Draft, DraftTarget, Drift, Entry, Event, OnSaved, Progress, Refusal, Status, Submitted,
    UnsavedChange, Writer, describe,
};
use crate::text::Hint as _;
use crate::tui::dialogs::Dialog;
use crate::tui::dialogs::prompt::{Prompt, PromptFor};
use crate::tui::model::{Cmd, Effect, Model, Notice};

/// Submits a change. It is decided at once, on what will be so once everything before it is saved, and is
/// recorded now or waits for its turn.
pub(in crate::tui) fn submit(model: &mut Model, command: Command, on_saved: OnSaved) -> Cmd {
    let now = model.now;
    if is_read_only(model) {
        return Cmd::none();
    }
    let Some(session) = &mut model.session else { return Cmd::none() };
    let was_saving = session.outbox.is_saving();
    let change = UnsavedChange { command, on_saved };
    match session.outbox.submit(&session.progress, &change, now) {
        Submitted::Dispatched { event, gave_up } => {
            advance_cursor(model, &change);
            if gave_up {
                model.warn("the change before this one was not saved, and is given up");
            }
            return Effect::Record(vec![event]).into();
        }
        Submitted::Queued => {
            advance_cursor(model, &change);
            unsaved::announce_waiting(model);
        }
        Submitted::Unchanged => {
            advance_cursor(model, &change);
            if !was_saving {
                announce_done(model, Some(&change));
            }
        }
        Submitted::Refused(refusal) => handle_refusal(model, &change.command, &refusal),
        Submitted::Adopting => model.warn("not taken: the changed checklist is still being taken over"),
    }
    Cmd::none()
}

/// Whether the session is read-only. Warns if it is.
fn is_read_only(model: &mut Model) -> bool {
    let why = model.session.as_ref().and_then(|session| session.read_only.clone());
    let is_read_only = why.is_some();
    if let Some(why) = why {
        model.warn(format!("read only: {why}"));
    }
    is_read_only
}

/// Dispatches the changes that wait, unless others are being saved.
fn dispatch_next(model: &mut Model) -> Cmd {
    let now = model.now;
    let Some(session) = &mut model.session else { return Cmd::none() };
    if session.read_only.is_some() {
        let dropped = session.outbox.discard_waiting();
        if unsaved::return_texts(session, &dropped) > 0 {
            is_read_only(model);
        }
        return Cmd::none();
    }
    let mut waiting = session.outbox.unsaved().len();
    let dispatched = session.outbox.dispatch(&session.progress, now);
    let first = session.outbox.unsaved().next().cloned();
    for (change, refusal) in dispatched.settled {
        unsaved::update_waiting_message(model, waiting);
        waiting -= 1;
        if let Some(refusal) = refusal {
            handle_refusal(model, &change.command, &refusal);
        } else {
            advance_cursor(model, &change);
            announce_done(model, Some(&change));
        }
    }
    let leaves = model.session.as_ref().is_some_and(|session| session.leave_when_saved);
    match first {
        Some(change) if !dispatched.events.is_empty() => {
            unsaved::update_waiting_message(model, waiting);
            advance_cursor(model, &change);
            Effect::Record(dispatched.events).into()
        }
        None if leaves => unsaved::leave_session(model),
        _ => Cmd::none(),
    }
}

/// Moves the cursor at once, so that the next key applies to the next step. The change itself is shown once it
/// is saved.
fn advance_cursor(model: &mut Model, change: &UnsavedChange) {
    let Some(session) = &mut model.session else { return };
    let Some(step) = step_to_leave(session, change).filter(|step| session.step() == Some(*step)) else {
        return;
    };
    // The preview differs by this change alone if it is the only one.
    let from = Some(StepIx(step.0.saturating_add(1)));
    let progress = if session.outbox.waiting() == 0 { &session.progress } else { session.preview() };
    let next = progress.next_open(from);
    if let Some(next) = next.filter(|next| *next != step) {
        session.go_to(next);
    }
}

/// Returns the step of a change after which the cursor advances.
fn step_to_leave(session: &SessionScreen, change: &UnsavedChange) -> Option<StepIx> {
    match (&change.command, change.on_saved) {
        (Command::Mark { step, .. }, OnSaved::Advance) => session.progress.checklist().find_step(step),
        _ => None,
    }
}

/// Asks for what a refused change lacks, or shows the refusal.
fn handle_refusal(model: &mut Model, command: &Command, refusal: &Refusal) {
    if model.dialog.is_some() {
        // The change waited, and another dialog is open by now.
        unsaved::return_text(model, command, refusal);
        return;
    }
    match (refusal, command) {
        (Refusal::NoStep(..) | Refusal::NoQuestion(..), _) => unsaved::return_text(model, command, refusal),
        (Refusal::NeedsReason(status), Command::Mark { step, .. }) => {
            let list = model.session.as_ref().map(|session| session.progress.checklist());
            if let Some(step) = list.and_then(|list| list.find_step(step)) {
                ask::ask_reason(model, step, *status);
            }
        }
        (Refusal::QuestionOpen { question, .. }, _) => {
            ask::ask_question(model, *question);
            model.notify("this question comes first: answer it, then mark the step");
        }
        (Refusal::RequiresOpen(steps), Command::Mark { step, status, .. }) => {
            let hint = format!("{} first. Done all the same? Say why:", crate::text::list(steps));
            let target = DraftTarget::Reason { step: step.clone(), status: *status };
            model.open(Prompt::new("Not in the order", hint, "", PromptFor::Draft(target)));
        }
        _ => {
            let hint = refusal.hint().map(|hint| format!("; {hint}")).unwrap_or_default();
            model.warn(format!("{refusal}{hint}"));
        }
    }
}

/// Applies the saved changes, and dispatches those that wait.
pub(in crate::tui) fn on_recorded(model: &mut Model, entries: &[(Writer, Entry)]) -> Cmd {
    let now = model.now;
    let Some(session) = &mut model.session else { return Cmd::none() };
    session.on_disk = true;
    session.last_saved = Some(now);
    let saved = session.outbox.saved();
    let more = session.outbox.unsaved().len() > 0;
    let in_order = apply_entries(model, entries);
    announce_done(model, saved.last().filter(|_| !more));
    for (_, entry) in entries {
        announce_reopened(model, &entry.event);
        if entry.event.undoes().is_some() {
            announce_undo(model, &entry.event);
        }
    }
    go_on(model, in_order)
}

/// Announces that a step is open again, because nothing else explains it.
fn announce_reopened(model: &mut Model, event: &Event) {
    let Event::Marked { step, status: Status::Todo, undoes: None, .. } = event else { return };
    let found = model.session.as_ref().and_then(|session| session.progress.checklist().find_step(step));
    if let Some(step) = found {
        model.notify(format!("step {} is todo again; u takes it back", step.index() + 1));
    }
}

/// Applies entries up to the first that is out of order, and brings what is shown and open up to date.
/// Returns whether all were applied.
fn apply_entries(model: &mut Model, entries: &[(Writer, Entry)]) -> bool {
    if let Some(Dialog::Search(search)) = &mut model.dialog {
        // Notes and reasons may match now that did not before.
        search.previous = None;
    }
    let Some(session) = &mut model.session else { return true };
    let adopts = |(_, entry): &(Writer, Entry)| matches!(entry.event, Event::Adopted { .. });
    let before = entries.iter().any(adopts).then(|| session.progress.checklist().clone());
    let in_order = session.progress.apply_all(entries);
    if let Some(before) = before {
        session.drift = None;
        rebase(model, &before);
    } else if session.filter != Filter::All {
        session.rebuild_rows();
    }
    in_order
}

/// Moves the cursor, and checks the dialog and the unsaved changes, after `from` was replaced.
fn rebase(model: &mut Model, from: &Checklist) {
    let Some(session) = &mut model.session else { return };
    session.rebase(from);
    session.search_hits = None;
    ask::check_dialog(model);
    unsaved::return_orphans(model);
}

/// Announces an undo or redo, and goes to its step, which may be out of sight.
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

/// Announces a saved change.
fn announce_done(model: &mut Model, change: Option<&UnsavedChange>) {
    let Some(session) = &model.session else { return };
    let Some(step) = change.and_then(|change| step_to_leave(session, change)) else {
        skip_inapplicable(model);
        return;
    };
    let total = session.progress.total();
    let text = match total.open() {
        0 => format!("{}. Nothing is open any more; e exports the report", total.summary()),
        _ => format!("step {} is done; u takes it back", step.index() + 1),
    };
    model.notify(text);
}

/// Moves the cursor off a step that an answer has just made inapplicable.
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

/// Decides the changes again, because another process of the same writer recorded something first.
pub(in crate::tui) fn on_conflict(model: &mut Model, entries: &[(Writer, Entry)]) -> Cmd {
    let in_order = apply_entries(model, entries);
    if let Some(session) = &mut model.session {
        session.outbox.conflict(true);
    }
    go_on(model, in_order)
}

/// Dispatches the changes that wait, after a replay if entries came out of order.
fn go_on(model: &mut Model, in_order: bool) -> Cmd {
    if in_order {
        return dispatch_next(model);
    }
    if let Some(session) = &mut model.session {
        session.outbox.conflict(false);
    }
    Effect::Replay.into()
}

/// Keeps a change that was not saved for a retry, and reopens the dialogs of its text and of those behind it.
pub(in crate::tui) fn on_save_failed(model: &mut Model, why: String) -> Cmd {
    let Some(session) = &mut model.session else { return Cmd::none() };
    let dropped = session.outbox.failed(why.clone());
    let failed = session.outbox.unsaved().next().cloned();
    if let Some(failed) = failed {
        if matches!(failed.command, Command::Note { .. }) {
            let draft = Draft::from_command(&failed.command, session.progress.checklist());
            let list = session.progress.checklist();
            if let Some(editor) = draft.and_then(|draft| unsaved::dialog_for_draft(list, &draft)) {
                session.drafts.push_front(editor);
            }
        }
        if let Some(step) = step_to_leave(session, &failed) {
            session.go_to(step);
        }
    }
    let text = match unsaved::return_texts(session, &dropped) {
        0 => why,
        waited => format!("{why}; {} not made", unsaved::describe_waiting(waited)),
    };
    model.notice = Some(Notice { text, is_error: true });
    unsaved::return_orphans(model);
    Cmd::none()
}

/// Retries the change that could not be saved.
pub(in crate::tui) fn retry(model: &mut Model) -> Cmd {
    let Some(session) = &mut model.session else { return Cmd::none() };
    let Some(failed) = session.outbox.unsaved().next().cloned() else {
        model.notify("nothing waits to be saved");
        return Cmd::none();
    };
    if session.read_only.is_some() {
        is_read_only(model);
        return Cmd::none();
    }
    if !session.outbox.retry() {
        model.notify("the change is still being saved");
        return Cmd::none();
    }
    // The dialog with its text need not be reopened.
    let list = session.progress.checklist();
    if let Some(draft) = Draft::from_command(&failed.command, list) {
        session.drafts.retain(|dialog| unsaved::draft_of_dialog(list, dialog).as_ref() != Some(&draft));
    }
    dispatch_next(model)
}

/// Makes the session read-only, because a log is damaged or too new.
pub(in crate::tui) fn set_read_only(model: &mut Model, why: String) {
    if let Some(session) = &mut model.session {
        session.problems.push(why.clone());
        session.read_only = Some(why.clone());
    }
    model.warn(why);
}

/// Notes that the logs of others cannot be read, for example on a disconnected share, or can be again.
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

/// Applies the entries of others. Entries that are out of order need a replay.
pub(in crate::tui) fn on_remote_entries(model: &mut Model, entries: &[(Writer, Entry)]) -> Cmd {
    if apply_entries(model, entries) { Cmd::none() } else { Effect::Replay.into() }
}

/// Takes over the replayed session. The cursor stays at its step.
pub(in crate::tui) fn on_replayed(model: &mut Model, progress: Progress) -> Cmd {
    let Some(session) = &mut model.session else { return Cmd::none() };
    let before = std::mem::replace(&mut session.progress, progress);
    session.outbox.replayed();
    rebase(model, before.checklist());
    dispatch_next(model)
}

/// Adopts the checklist of the source if it differs.
pub(in crate::tui) fn adopt(model: &mut Model, new: Arc<Checklist>) -> Cmd {
    let Some(session) = &mut model.session else { return Cmd::none() };
    if Drift::between(session.progress.checklist(), &new).is_empty() {
        model.notify("the checklist has not changed");
        return Cmd::none();
    }
    submit(model, Command::Adopt(new.into()), OnSaved::Stay)
}

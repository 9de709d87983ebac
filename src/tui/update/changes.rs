//! PURE. The one way of a change: decide, record, apply.
//!
//! A change is shown only when it has come back as recorded entries.

use super::{Effect, Model, drafts, queue, rebase};
use crate::checklist::{Checklist, QuestionIx, StepIx, Truth};
use crate::session::{
    Command, Draft, Drift, Entry, Event, OnSaved, Progress, Refusal, Status, Submitted, UnsavedChange,
    Writer, describe,
};
use crate::text::{Hint as _, Text};
use crate::tui::dialog::{Dialog, PromptFor};
use crate::tui::model::Notice;
use crate::tui::session::{Filter, SessionScreen};

/// Submits a change. It is decided at once, on what will be so once everything before it is saved, and is
/// recorded now or waits for its turn.
pub(super) fn submit(model: &mut Model, command: Command, on_saved: OnSaved) -> Vec<Effect> {
    let now = model.now;
    if is_read_only(model) {
        return Vec::new();
    }
    let Some(screen) = &mut model.session else { return Vec::new() };
    let was_saving = screen.outbox.is_saving();
    let change = UnsavedChange { command, on_saved };
    match screen.outbox.submit(&screen.progress, &change, now) {
        Submitted::Dispatched { event, gave_up } => {
            advance_cursor(model, &change);
            if gave_up {
                model.warn("the change before this one was not saved, and is given up");
            }
            return vec![Effect::Record(vec![event])];
        }
        Submitted::Queued => {
            advance_cursor(model, &change);
            queue::announce_waiting(model);
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
    Vec::new()
}

/// Returns whether nothing can be recorded, and says so.
fn is_read_only(model: &mut Model) -> bool {
    let why = model.session.as_ref().and_then(|screen| screen.read_only.clone());
    let is_read_only = why.is_some();
    if let Some(why) = why {
        model.warn(format!("read only: {why}"));
    }
    is_read_only
}

/// Moves on to the changes that wait, where nothing is being saved.
fn dispatch_next(model: &mut Model) -> Vec<Effect> {
    let now = model.now;
    let Some(screen) = &mut model.session else { return Vec::new() };
    if screen.read_only.is_some() {
        let dropped = screen.outbox.discard_waiting();
        if queue::return_texts(screen, &dropped) > 0 {
            is_read_only(model);
        }
        return Vec::new();
    }
    let mut waiting = screen.outbox.unsaved().len();
    let dispatched = screen.outbox.dispatch(&screen.progress, now);
    let first = screen.outbox.unsaved().next().cloned();
    for (change, refusal) in dispatched.settled {
        queue::update_waiting_message(model, waiting);
        waiting -= 1;
        if let Some(refusal) = refusal {
            handle_refusal(model, &change.command, &refusal);
        } else {
            advance_cursor(model, &change);
            announce_done(model, Some(&change));
        }
    }
    let leaves = model.session.as_ref().is_some_and(|screen| screen.leave_when_saved);
    match first {
        Some(change) if !dispatched.events.is_empty() => {
            queue::update_waiting_message(model, waiting);
            advance_cursor(model, &change);
            vec![Effect::Record(dispatched.events)]
        }
        None if leaves => super::leave_session(model),
        _ => Vec::new(),
    }
}

/// Moves the cursor at once, so that the next key finds it where it belongs; the change itself is shown once
/// it is saved.
fn advance_cursor(model: &mut Model, change: &UnsavedChange) {
    let Some(screen) = &mut model.session else { return };
    let Some(step) = step_to_leave(screen, change).filter(|step| screen.step() == Some(*step)) else {
        return;
    };
    // With nothing before it, this change is the only difference, and needs no preview.
    let from = Some(StepIx(step.0.saturating_add(1)));
    let progress = if screen.outbox.waiting() == 0 { &screen.progress } else { screen.preview() };
    let next = progress.next_open(from);
    if let Some(next) = next.filter(|next| *next != step) {
        screen.go_to(next);
    }
}

/// Returns the step of a change that the cursor goes on from.
fn step_to_leave(screen: &SessionScreen, change: &UnsavedChange) -> Option<StepIx> {
    match (&change.command, change.on_saved) {
        (Command::Mark { step, .. }, OnSaved::Advance) => screen.progress.checklist().find_step(step),
        _ => None,
    }
}

/// A refusal that something can be done about asks for it; any other is said.
fn handle_refusal(model: &mut Model, command: &Command, refusal: &Refusal) {
    if model.dialog.is_some() {
        // It waited, and something else is open by now.
        rebase::return_text(model, command.clone(), refusal);
        return;
    }
    let list = model.session.as_ref().map(|screen| screen.progress.checklist());
    let step = match command {
        Command::Mark { step, .. } => list.and_then(|list| list.find_step(step)),
        _ => None,
    };
    match (refusal, step) {
        (Refusal::NoStep(..) | Refusal::NoQuestion(..), _) => {
            rebase::return_text(model, command.clone(), refusal);
        }
        (Refusal::NeedsReason(status), Some(step)) => ask_reason(model, step, *status),
        (Refusal::QuestionOpen { question, .. }, _) => {
            ask_question(model, *question);
            model.notify("this question comes first: answer it, then mark the step");
        }
        (Refusal::RequiresOpen(steps), Some(step)) => {
            let first = format!("{} first. Done all the same? Say why:", crate::text::list(steps));
            super::open_prompt(model, "Not in the order", first, "", PromptFor::Reason(step, Status::Done));
        }
        _ => {
            let hint = refusal.hint().map(|hint| format!("; {hint}")).unwrap_or_default();
            model.warn(format!("{refusal}{hint}"));
        }
    }
}

/// Asks why a step is taken out of the normal way.
pub(super) fn ask_reason(model: &mut Model, step: StepIx, status: Status) {
    let Some(screen) = &model.session else { return };
    let state = screen.progress.step(step);
    let before = state.reason.as_ref().filter(|_| state.status == status).map(Text::to_string);
    let line = super::prompts::reason_prompt(screen, step, status, &before.unwrap_or_default());
    model.dialog = Some(Dialog::Prompt(line));
}

/// Asks a question of the checklist.
pub(super) fn ask_question(model: &mut Model, ix: QuestionIx) {
    super::dialogs::ask_question(model, ix);
}

/// Applies what was saved, and goes on to what waits.
pub(super) fn on_recorded(model: &mut Model, entries: &[(Writer, Entry)]) -> Vec<Effect> {
    let now = model.now;
    let Some(screen) = &mut model.session else { return Vec::new() };
    screen.on_disk = true;
    screen.last_saved = Some(now);
    let saved = screen.outbox.saved();
    let more = screen.outbox.unsaved().len() > 0;
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

/// A step that is open again says so: its tick is gone, and nothing else tells why.
fn announce_reopened(model: &mut Model, event: &Event) {
    let Event::Marked { step, status: Status::Todo, undoes: None, .. } = event else { return };
    let found = model.session.as_ref().and_then(|screen| screen.progress.checklist().find_step(step));
    if let Some(step) = found {
        model.notify(format!("step {} is todo again; u takes it back", step.index() + 1));
    }
}

/// Applies entries up to the first that is out of order, and brings what is shown and open up to date.
/// Returns whether all were applied.
fn apply_entries(model: &mut Model, entries: &[(Writer, Entry)]) -> bool {
    if let Some(Dialog::Search(search)) = &mut model.dialog {
        // There may be more to find now.
        search.previous = None;
    }
    let Some(screen) = &mut model.session else { return true };
    let adopts = |(_, entry): &(Writer, Entry)| matches!(entry.event, Event::Adopted { .. });
    let before = entries.iter().any(adopts).then(|| screen.progress.checklist().clone());
    let in_order = screen.progress.apply_all(entries);
    if let Some(before) = before {
        screen.drift = None;
        rebase::rebase(model, &before);
    } else if screen.filter != Filter::All {
        screen.rebuild_rows();
    }
    in_order
}

/// An undo or redo may be about a step that is not in sight: goes there, and says what it did.
fn announce_undo(model: &mut Model, event: &Event) {
    let Some(screen) = &mut model.session else { return };
    let checklist = screen.progress.checklist();
    let step = match event {
        Event::Marked { step, .. } | Event::Noted { step, .. } => checklist.find_step(step),
        Event::Answered { question, .. } => {
            checklist.find_question(question).map(|ix| checklist.question(ix).step)
        }
        Event::Started { .. } | Event::Adopted { .. } => None,
    };
    if let Some(step) = step.filter(|step| screen.progress.step(*step).applies != Truth::No) {
        screen.go_to(step);
    }
    model.notify(format!("changed back: {}", describe(event)));
}

/// Says what was done.
fn announce_done(model: &mut Model, change: Option<&UnsavedChange>) {
    let Some(screen) = &model.session else { return };
    let Some(step) = change.and_then(|change| step_to_leave(screen, change)) else {
        skip_inapplicable(model);
        return;
    };
    let total = screen.progress.total();
    let text = match total.open() {
        0 => format!("{}. Nothing is open any more; e exports the report", total.summary()),
        _ => format!("step {} is done; u takes it back", step.index() + 1),
    };
    model.notify(text);
}

/// An answer may have switched off the very step it was asked at.
fn skip_inapplicable(model: &mut Model) {
    let Some(screen) = &mut model.session else { return };
    let Some(step) = screen.step().filter(|step| screen.progress.step(*step).applies == Truth::No) else {
        return;
    };
    let title = screen.progress.checklist().step(step).title.clone();
    if screen.go_to_next_open() {
        model.notify(format!("\"{title}\" does not apply; a changes the answer"));
    }
}

/// Decides again what was being saved: another process of the same writer recorded something first.
pub(super) fn on_conflict(model: &mut Model, entries: &[(Writer, Entry)]) -> Vec<Effect> {
    let in_order = apply_entries(model, entries);
    if let Some(screen) = &mut model.session {
        screen.outbox.conflict(true);
    }
    go_on(model, in_order)
}

/// Goes on to the changes that wait; where entries came out of order, once the session is replayed.
fn go_on(model: &mut Model, in_order: bool) -> Vec<Effect> {
    if in_order {
        return dispatch_next(model);
    }
    if let Some(screen) = &mut model.session {
        screen.outbox.conflict(false);
    }
    vec![Effect::Replay]
}

/// Keeps a change that was not saved for a retry, and gives back what was typed for it and those behind it.
pub(super) fn on_save_failed(model: &mut Model, why: String) -> Vec<Effect> {
    let Some(screen) = &mut model.session else { return Vec::new() };
    let dropped = screen.outbox.failed(why.clone());
    let failed = screen.outbox.unsaved().next().cloned();
    if let Some(failed) = failed {
        if matches!(failed.command, Command::Note { .. }) {
            let draft = Draft::from_command(&failed.command, screen.progress.checklist());
            if let Some(editor) = draft.and_then(|draft| drafts::dialog_for_draft(screen, &draft)) {
                screen.drafts.push_front(editor);
            }
        }
        if let Some(step) = step_to_leave(screen, &failed) {
            // Where it is seen that it is not done.
            screen.go_to(step);
        }
    }
    let text = match queue::return_texts(screen, &dropped) {
        0 => why,
        waited => format!("{why}; {} not made", queue::describe_waiting(waited)),
    };
    model.notice = Some(Notice { text, is_error: true });
    rebase::return_orphans(model);
    Vec::new()
}

/// Tries again what could not be saved.
pub(super) fn retry(model: &mut Model) -> Vec<Effect> {
    let Some(screen) = &mut model.session else { return Vec::new() };
    let Some(failed) = screen.outbox.unsaved().next().cloned() else {
        model.notify("nothing waits to be saved");
        return Vec::new();
    };
    if screen.read_only.is_some() {
        is_read_only(model);
        return Vec::new();
    }
    if !screen.outbox.retry() {
        model.notify("the change is still being saved");
        return Vec::new();
    }
    // The dialog that would come back for it is not needed.
    if let Some(draft) = Draft::from_command(&failed.command, screen.progress.checklist()) {
        let mut dialogs = std::mem::take(&mut screen.drafts);
        dialogs.retain(|dialog| drafts::draft_of_dialog(screen, dialog).as_ref() != Some(&draft));
        screen.drafts = dialogs;
    }
    dispatch_next(model)
}

/// A log of the session is damaged or too new: from now on it is only read.
pub(super) fn set_read_only(model: &mut Model, why: String) -> Vec<Effect> {
    if let Some(screen) = &mut model.session {
        screen.problems.push(why.clone());
        screen.read_only = Some(why.clone());
    }
    model.warn(why);
    Vec::new()
}

/// What others record cannot be seen for now, or can again: a share that went away, a folder that
/// is being replaced.
pub(super) fn set_folder_unreadable(model: &mut Model, why: Option<String>) -> Vec<Effect> {
    if let Some(screen) = &mut model.session {
        let before = std::mem::replace(&mut screen.folder_unreadable, why.clone());
        screen.problems.retain(|problem| Some(problem) != before.as_ref());
        screen.problems.extend(why.clone());
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

/// Shows the session as it was replayed. The cursor stays at its step.
pub(super) fn on_replayed(model: &mut Model, progress: Progress) -> Vec<Effect> {
    let Some(screen) = &mut model.session else { return Vec::new() };
    let before = std::mem::replace(&mut screen.progress, progress);
    screen.outbox.replayed();
    rebase::rebase(model, before.checklist());
    dispatch_next(model)
}

/// The checklist's source as it is now: taken over, if it differs.
pub(super) fn adopt(model: &mut Model, new: &Checklist) -> Vec<Effect> {
    let Some(screen) = &mut model.session else { return Vec::new() };
    if Drift::between(screen.progress.checklist(), new).is_empty() {
        model.notify("the checklist has not changed");
        return Vec::new();
    }
    submit(model, Command::Adopt(new.recorded().clone()), OnSaved::Stay)
}

//! PURE. The messages about a saved change, and where the cursor goes with it.

use super::SessionScreen;
use crate::checklist::{StepIx, Truth};
use crate::session::{Command, Event, OnSaved, Progress, Status, UnsavedChange, describe};
use crate::tui::model::Model;

/// Announces that a step is open again, because nothing else explains it.
pub(super) fn announce_reopened(model: &mut Model, event: &Event) {
    let Event::Marked { step, status: Status::Todo, undoes: None, .. } = event else { return };
    let found = model.session.as_ref().and_then(|session| session.progress.checklist().find_step(step));
    if let Some(step) = found {
        model.notify(format!("step {} is todo again; u takes it back", step.index() + 1));
    }
}

/// Announces an undo or redo, and goes to its step, which may be out of sight.
pub(super) fn announce_undo(model: &mut Model, event: &Event) {
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
pub(super) fn announce_done(model: &mut Model, change: Option<&UnsavedChange>) {
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

/// Announces what an answer has switched on and off since `before`.
pub(super) fn announce_consequences(model: &mut Model, before: &Progress) {
    let Some(session) = &model.session else { return };
    let Some(consequences) = session.progress.consequences(before) else { return };
    let text = match &model.notice {
        Some(notice) if !notice.is_error => format!("{}. {consequences}", notice.text),
        Some(_) => return,
        None => format!("{consequences} Press u to undo."),
    };
    model.notify(text);
}

/// Moves the cursor off a step that an answer has just made inapplicable.
fn skip_inapplicable(model: &mut Model) {
    let Some(session) = &mut model.session else { return };
    if session.step().is_some_and(|step| session.progress.step(step).applies == Truth::No) {
        session.go_to_next_open();
    }
}

/// Returns the step of a change after which the cursor advances.
pub(super) fn step_to_leave(session: &SessionScreen, change: &UnsavedChange) -> Option<StepIx> {
    match (&change.command, change.on_saved) {
        (Command::Mark { step, .. }, OnSaved::Advance) => session.progress.checklist().find_step(step),
        _ => None,
    }
}

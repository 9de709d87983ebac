//! PURE. The actions on an open session, and the way of every change: it is decided, recorded and applied. It
//! is shown only once it has come back as recorded entries.

use super::announce::{
    announce_consequences, announce_done, announce_reopened, announce_undo, step_to_leave,
};
use super::outline::navigate;
use super::{Filter, Pane, SessionScreen, ask, unsaved};
use crate::checklist::{Checklist, StepIx, Truth};
use crate::session::{
    Command, Draft, DraftTarget, Entry, Event, OnSaved, Refusal, Status, StepState, Submitted, UnsavedChange,
    Writer,
};
use crate::text::Hint as _;
use crate::tui::dialogs::Dialog;
use crate::tui::dialogs::picker::Picker;
use crate::tui::dialogs::prompt::{Prompt, PromptFor};
use crate::tui::keymap::Action;
use crate::tui::model::{Cmd, Effect, Model};
use crate::tui::search_nav;

pub(in crate::tui) fn update(model: &mut Model, action: Action) -> Cmd {
    let Some(session) = &mut model.session else { return Cmd::none() };
    match action {
        Action::Activate => return activate(model),
        Action::ToggleDone => return with_step(model, toggle_done),
        Action::Mark(status) => return with_step(model, |model, step| mark(model, step, status)),
        Action::Open | Action::Copy | Action::View => {
            return with_step(model, |model, step| choose_reference(model, step, action));
        }
        Action::Note => {
            return with_step(model, |model, step| {
                ask::start_note(model, step);
                Cmd::none()
            });
        }
        Action::Undo => return submit(model, Command::Undo, OnSaved::Stay),
        Action::Redo => return submit(model, Command::Redo, OnSaved::Stay),
        Action::Retry => return retry(model),
        Action::Leave => return unsaved::leave_session(model),
        Action::Log => return Effect::ReadLog.into(),
        Action::Adopt => return Effect::ReadSource.into(),
        Action::NextOpen if !session.go_to_next_open() => model.notify("no step is open"),
        Action::PreviousOpen if !session.go_to_previous_open() => {
            model.notify("no step before this one is open");
        }
        Action::SwitchPane => session.switch_pane(),
        Action::Fold => session.fold_section(),
        Action::Unfold => session.unfold_section(),
        Action::Filter => {
            session.next_filter();
            let name = session.filter.name();
            model.notify(format!("showing: {name}"));
        }
        Action::Briefing => session.show_briefing(model.now, &model.zone),
        Action::Answers => ask::open_answers_picker(model),
        Action::Export => ask::ask_export(model, None),
        Action::Search => search_nav::open_search(model),
        Action::FindNext | Action::FindPrevious => {
            search_nav::go_to_hit(model, action == Action::FindNext);
        }
        Action::Back => go_back(model),
        _ if action.is_movement() => navigate(model, action),
        _ => {}
    }
    Cmd::none()
}

/// Does the next thing at the cursor: unfolds a section, asks a step's open question, goes on from a done
/// step, or marks an open one done.
fn activate(model: &mut Model) -> Cmd {
    let Some(session) = &mut model.session else { return Cmd::none() };
    let Some(step) = session.step() else {
        session.unfold_section();
        return Cmd::none();
    };
    let progress = session.preview();
    if let Some(question) = progress.deciding_question(step).or_else(|| progress.open_question(step)) {
        ask::ask_question(model, question);
        return Cmd::none();
    }
    let state = progress.step(step);
    if state.applies != Truth::No && !is_done(state) {
        let command = Command::mark(&session.progress, step, Status::Done, None);
        return submit(model, command, OnSaved::Advance);
    }
    let next = progress.next_open(Some(StepIx(step.0.saturating_add(1))));
    if let Some(next) = next {
        session.go_to(next);
    } else {
        let summary = session.progress.total().summary();
        model.notify(format!("{summary}. No step is open"));
    }
    Cmd::none()
}

/// Runs an action on the step under the cursor, if there is one.
fn with_step(model: &mut Model, act: impl FnOnce(&mut Model, StepIx) -> Cmd) -> Cmd {
    if let Some(step) = model.session.as_ref().and_then(SessionScreen::step) {
        act(model, step)
    } else {
        model.notify("this is a section: l unfolds it, j goes on");
        Cmd::none()
    }
}

/// Whether a step needs nothing any more: it is done, and its words have not changed since.
fn is_done(state: &StepState) -> bool {
    state.status == Status::Done && !state.needs_recheck()
}

fn toggle_done(model: &mut Model, step: StepIx) -> Cmd {
    let Some(session) = &mut model.session else { return Cmd::none() };
    let is_done = is_done(session.preview().step(step));
    let status = if is_done { Status::Todo } else { Status::Done };
    let command = Command::mark(&session.progress, step, status, None);
    submit(model, command, OnSaved::Stay)
}

/// Marks a step; asks for the reason if the status needs one, also to change an existing reason.
fn mark(model: &mut Model, step: StepIx, status: Status) -> Cmd {
    let Some(session) = &mut model.session else { return Cmd::none() };
    let applies = session.preview().inapplicable_because(step).is_none();
    if status.needs_reason() && applies && session.read_only.is_none() {
        ask::ask_reason(model, step, status);
        return Cmd::none();
    }
    let command = Command::mark(&session.progress, step, status, None);
    submit(model, command, OnSaved::Stay)
}

/// Opens, copies or views what the step refers to: at once if there is one thing, otherwise with a picker.
fn choose_reference(model: &mut Model, step: StepIx, action: Action) -> Cmd {
    let Some(session) = &model.session else { return Cmd::none() };
    let (title, mut items) = ask::reference_items(session, step, action);
    if items.len() > 1 {
        model.open(Picker::new(title, items, Some(0)));
        return Cmd::none();
    }
    if let Some(item) = items.pop() {
        return ask::reference_effect(model, item.value);
    }
    let what = if action == Action::Copy { "address or command" } else { "document with a known address" };
    model.notify(format!("this step has no {what}"));
    Cmd::none()
}

/// Goes back one thing: drops queued changes, clears the filter, or returns to the outline.
fn go_back(model: &mut Model) {
    if unsaved::discard_waiting(model) {
        return;
    }
    let Some(session) = &mut model.session else { return };
    if session.filter != Filter::All {
        session.set_filter(Filter::All);
    } else if session.pane == Pane::Step {
        session.pane = Pane::Outline;
    } else {
        model.notify("q leaves; everything is saved");
    }
}

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
pub(super) fn dispatch_next(model: &mut Model) -> Cmd {
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
        (Refusal::Obstacles { requires, warnings }, Command::Mark { step, status, .. }) => {
            let target = DraftTarget::Reason { step: step.clone(), status: *status };
            let (title, hint) = ask::describe_obstacles(requires, warnings);
            model.open(Prompt::new(title, hint, "", PromptFor::Draft(target)));
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
    let answers = |(_, entry): &(Writer, Entry)| matches!(entry.event, Event::Answered { .. });
    let before = entries.iter().any(answers).then(|| session.progress.clone());
    let in_order = apply_entries(model, entries);
    announce_done(model, saved.last().filter(|_| !more));
    for (_, entry) in entries {
        announce_reopened(model, &entry.event);
        if entry.event.undoes().is_some() {
            announce_undo(model, &entry.event);
        }
    }
    if let Some(before) = before {
        announce_consequences(model, &before);
    }
    continue_saving(model, in_order)
}

/// Applies entries up to the first that is out of order, and brings what is shown and open up to date.
/// Returns whether all were applied.
pub(super) fn apply_entries(model: &mut Model, entries: &[(Writer, Entry)]) -> bool {
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
pub(super) fn rebase(model: &mut Model, from: &Checklist) {
    let Some(session) = &mut model.session else { return };
    session.rebase(from);
    session.search_hits = None;
    ask::check_dialog(model);
    unsaved::return_orphans(model);
}

/// Dispatches the changes that wait, after a replay if entries came out of order.
pub(super) fn continue_saving(model: &mut Model, in_order: bool) -> Cmd {
    if in_order {
        return dispatch_next(model);
    }
    if let Some(session) = &mut model.session {
        session.outbox.conflict(false);
    }
    Effect::Replay.into()
}

/// Retries the change that could not be saved.
fn retry(model: &mut Model) -> Cmd {
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

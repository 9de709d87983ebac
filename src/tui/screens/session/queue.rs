//! PURE. Changes that wait while another one is being saved: in their order, one after the other.

use super::{changes, drafts, rebase};
use crate::session::Command;
use crate::text::count;
use crate::tui::model::{Cmd, Effect, Model};

/// `1 change that waited was`, `2 changes that waited were`.
pub(in crate::tui) fn describe_queued(changes: usize) -> String {
    format!("{} that waited {}", count(changes, "change"), if changes == 1 { "was" } else { "were" })
}

/// Says how many changes wait.
pub(in crate::tui) fn announce_queued(model: &mut Model) {
    let waiting = model.session.as_ref().map_or(0, |session| session.queued.len());
    model.notify(queued_message(waiting));
}

fn queued_message(waiting: usize) -> String {
    let (wait, them) = if waiting == 1 { ("waits", "it") } else { ("wait", "them") };
    format!("{} {wait} until the one before is saved; Esc drops {them}", count(waiting, "change"))
}

/// One change less waits: what was said of them is not so any more.
fn update_queued_message(model: &mut Model, before: usize) {
    if model.notice.as_ref().is_some_and(|message| message.text == queued_message(before)) {
        model.notice = None;
        if before > 1 {
            model.notify(queued_message(before - 1));
        }
    }
}

/// The change before is saved: the next ones are made, on what is so now, in one write.
pub(in crate::tui) fn dispatch_next(model: &mut Model) -> Cmd {
    loop {
        let Some(session) = model.session.as_mut().filter(|session| !session.is_saving()) else {
            return Cmd::none();
        };
        let (before, together) = (session.queued.len(), session.batch());
        let Some((command, then)) = session.queued.pop_front() else { break };
        update_queued_message(model, before);
        let effects = changes::dispatch(model, command, then);
        if effects.is_empty() {
            continue;
        }
        if together.len() < 2 {
            return effects;
        }
        if let Some(session) = &mut model.session {
            session.batched = together.len() - 1;
        }
        return Effect::Record(together).into();
    }
    let leaves = model.session.as_ref().is_some_and(|session| session.leave_when_saved);
    if leaves { leave_session(model) } else { Cmd::none() }
}

/// The change before was not saved, or a person thinks better of it: those that wait are not made.
/// What was typed for them comes back. Gives back how many there were.
pub(in crate::tui) fn drop_queued(model: &mut Model) -> usize {
    let Some(session) = &mut model.session else { return 0 };
    session.batched = 0;
    let dropped: Vec<Command> = session.queued.drain(..).map(|(command, _)| command).collect();
    session.leave_when_saved = false;
    for command in &dropped {
        let list = session.progress.checklist();
        let field =
            drafts::draft_of_command(list, command).and_then(|draft| drafts::dialog_for_draft(list, &draft));
        session.drafts.extend(field);
    }
    dropped.len()
}

/// Esc: those that wait are dropped; those that are being saved are not. False where none does.
pub(in crate::tui) fn discard_queued(model: &mut Model) -> bool {
    let Some(session) = &mut model.session else { return false };
    let handed = session.batched.min(session.queued.len());
    let saving: Vec<_> = session.queued.drain(..handed).collect();
    let dropped = drop_queued(model);
    if let Some(session) = &mut model.session {
        (session.batched, session.queued) = (handed, saving.into());
    }
    if dropped > 0 {
        model.notify(format!("{} dropped; the one before is still being saved", describe_queued(dropped)));
    }
    dropped > 0
}

/// Leaving waits for what waits, unless it is asked for once more.
pub(in crate::tui) fn quit_when_saved(model: &mut Model) -> bool {
    let Some(session) =
        model.session.as_mut().filter(|session| !session.queued.is_empty() && !session.leave_when_saved)
    else {
        return false;
    };
    session.leave_when_saved = true;
    let waiting = count(session.queued.len(), "waiting change");
    model.notify(format!("leaves once {waiting} can be saved; q again leaves at once, without"));
    true
}

/// Another checklist was taken over: what waits is carried over, or given back where its place is gone.
pub(in crate::tui) fn rebase_queued(model: &mut Model, from: &crate::checklist::Checklist) {
    let Some(session) = &mut model.session else { return };
    let mut lost = Vec::new();
    let to = session.progress.checklist();
    let carried = |(command, then): (Command, _)| match command.clone().rebased(from, to) {
        Ok(command) => Some((command, rebase::rebase_on_saved(then, from, to))),
        Err(refusal) => {
            lost.push((command, refusal));
            None
        }
    };
    session.queued = std::mem::take(&mut session.queued).into_iter().filter_map(carried).collect();
    for (command, refusal) in lost {
        rebase::return_text(model, command, &refusal);
    }
}

/// Leaves the session: to the board if there is one, otherwise the wizard ends.
pub(in crate::tui) fn leave_session(model: &mut Model) -> Cmd {
    if quit_when_saved(model) {
        return Cmd::none();
    }
    let Some(board) = &mut model.board else { return Effect::Quit.into() };
    let Some(session) = model.session.take() else { return Effect::Quit.into() };
    board.loading = true;
    let waited = session.queued();
    match session.in_flight.and_then(|change| change.error) {
        Some(why) => model.warn(format!("the last change is {why}")),
        None if waited > 0 => model.warn(format!("{} not made", describe_queued(waited))),
        None => {}
    }
    Effect::ReadBoard.into()
}

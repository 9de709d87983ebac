//! PURE. Changes that wait while another one is being saved: in their order, one after the other.

use super::{Effect, Model, changes, drafts, rebase};
use crate::session::Command;
use crate::text::count;

/// `1 change that waited was`, `2 changes that waited were`.
pub(super) fn describe_queued(changes: usize) -> String {
    format!("{} that waited {}", count(changes, "change"), if changes == 1 { "was" } else { "were" })
}

/// Says how many changes wait.
pub(super) fn announce_queued(model: &mut Model) {
    let waiting = model.session.as_ref().map_or(0, |walk| walk.queued.len());
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
pub(super) fn dispatch_next(model: &mut Model) -> Vec<Effect> {
    loop {
        let Some(walk) = model.session.as_mut().filter(|walk| !walk.is_saving()) else { return Vec::new() };
        let (before, together) = (walk.queued.len(), walk.batch());
        let Some((command, then)) = walk.queued.pop_front() else { break };
        update_queued_message(model, before);
        let effects = changes::dispatch(model, command, then);
        if effects.is_empty() {
            continue;
        }
        if together.len() < 2 {
            return effects;
        }
        if let Some(walk) = &mut model.session {
            walk.batched = together.len() - 1;
        }
        return vec![Effect::Record(together)];
    }
    let leaves = model.session.as_ref().is_some_and(|walk| walk.leave_when_saved);
    if leaves { super::leave_session(model) } else { Vec::new() }
}

/// The change before was not saved, or a person thinks better of it: those that wait are not made.
/// What was typed for them comes back. Gives back how many there were.
pub(super) fn drop_queued(model: &mut Model) -> usize {
    let Some(walk) = &mut model.session else { return 0 };
    walk.batched = 0;
    let dropped: Vec<Command> = walk.queued.drain(..).map(|(command, _)| command).collect();
    walk.leave_when_saved = false;
    for command in &dropped {
        let field =
            drafts::draft_of_command(walk, command).and_then(|draft| drafts::dialog_for_draft(walk, &draft));
        walk.drafts.extend(field);
    }
    dropped.len()
}

/// Esc: those that wait are dropped; those that are being saved are not. False where none does.
pub(super) fn discard_queued(model: &mut Model) -> bool {
    let Some(walk) = &mut model.session else { return false };
    let handed = walk.batched.min(walk.queued.len());
    let saving: Vec<_> = walk.queued.drain(..handed).collect();
    let dropped = drop_queued(model);
    if let Some(walk) = &mut model.session {
        (walk.batched, walk.queued) = (handed, saving.into());
    }
    if dropped > 0 {
        model.notify(format!("{} dropped; the one before is still being saved", describe_queued(dropped)));
    }
    dropped > 0
}

/// Leaving waits for what waits, unless it is asked for once more.
pub(super) fn quit_when_saved(model: &mut Model) -> bool {
    let Some(walk) = model.session.as_mut().filter(|walk| !walk.queued.is_empty() && !walk.leave_when_saved)
    else {
        return false;
    };
    walk.leave_when_saved = true;
    let waiting = count(walk.queued.len(), "waiting change");
    model.notify(format!("leaves once {waiting} can be saved; q again leaves at once, without"));
    true
}

/// Another checklist was taken over: what waits is carried over, or given back where its place is gone.
pub(super) fn rebase_queued(model: &mut Model, from: &crate::checklist::Checklist) {
    let Some(walk) = &mut model.session else { return };
    let mut lost = Vec::new();
    let to = walk.progress.checklist();
    let carried = |(command, then): (Command, _)| match command.clone().rebased(from, to) {
        Ok(command) => Some((command, rebase::rebase_on_saved(then, from, to))),
        Err(refusal) => {
            lost.push((command, refusal));
            None
        }
    };
    walk.queued = std::mem::take(&mut walk.queued).into_iter().filter_map(carried).collect();
    for (command, refusal) in lost {
        rebase::return_text(model, command, &refusal);
    }
}

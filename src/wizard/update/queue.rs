//! PURE. Changes that wait while another one is being saved: in their order, one after the other.

use super::{Effect, Model, carry, draft, record};
use crate::session::Command;
use crate::text::count;

/// `1 change that waited was`, `2 changes that waited were`.
pub(super) fn that_waited(changes: usize) -> String {
    format!("{} that waited {}", count(changes, "change"), if changes == 1 { "was" } else { "were" })
}

/// Says how many changes wait.
pub(super) fn tell(model: &mut Model) {
    let waiting = model.walk.as_ref().map_or(0, |walk| walk.waiting.len());
    model.say(sentence(waiting));
}

fn sentence(waiting: usize) -> String {
    let (wait, them) = if waiting == 1 { ("waits", "it") } else { ("wait", "them") };
    format!("{} {wait} until the one before is saved; Esc drops {them}", count(waiting, "change"))
}

/// One change less waits: what was said of them is not so any more.
fn tell_less(model: &mut Model, before: usize) {
    if model.message.as_ref().is_some_and(|message| message.text == sentence(before)) {
        model.message = None;
        if before > 1 {
            model.say(sentence(before - 1));
        }
    }
}

/// The change before is saved: the next ones are made, on what is so now, in one write.
pub(super) fn go_on(model: &mut Model) -> Vec<Effect> {
    loop {
        let Some(walk) = model.walk.as_mut().filter(|walk| !walk.is_saving()) else { return Vec::new() };
        let (before, together) = (walk.waiting.len(), walk.together());
        let Some((command, then)) = walk.waiting.pop_front() else { break };
        tell_less(model, before);
        let effects = record::make(model, command, then);
        if effects.is_empty() {
            continue;
        }
        if together.len() < 2 {
            return effects;
        }
        if let Some(walk) = &mut model.walk {
            walk.handed = together.len() - 1;
        }
        return vec![Effect::Record(together)];
    }
    let leaves = model.walk.as_ref().is_some_and(|walk| walk.leaving);
    if leaves { super::leave(model) } else { Vec::new() }
}

/// The change before was not saved, or a person thinks better of it: those that wait are not made.
/// What was typed for them comes back. Gives back how many there were.
pub(super) fn drop_all(model: &mut Model) -> usize {
    let Some(walk) = &mut model.walk else { return 0 };
    walk.handed = 0;
    let dropped: Vec<Command> = walk.waiting.drain(..).map(|(command, _)| command).collect();
    walk.leaving = false;
    for command in &dropped {
        let field = draft::of_command(walk, command).and_then(|draft| draft::field(walk, &draft));
        walk.drafts.extend(field);
    }
    dropped.len()
}

/// Esc: those that wait are dropped; those that are being saved are not. False where none does.
pub(super) fn give_up(model: &mut Model) -> bool {
    let Some(walk) = &mut model.walk else { return false };
    let handed = walk.handed.min(walk.waiting.len());
    let saving: Vec<_> = walk.waiting.drain(..handed).collect();
    let dropped = drop_all(model);
    if let Some(walk) = &mut model.walk {
        (walk.handed, walk.waiting) = (handed, saving.into());
    }
    if dropped > 0 {
        model.say(format!("{} dropped; the one before is still being saved", that_waited(dropped)));
    }
    dropped > 0
}

/// Leaving waits for what waits, unless it is asked for once more.
pub(super) fn leaves_later(model: &mut Model) -> bool {
    let Some(walk) = model.walk.as_mut().filter(|walk| !walk.waiting.is_empty() && !walk.leaving) else {
        return false;
    };
    walk.leaving = true;
    let waiting = count(walk.waiting.len(), "waiting change");
    model.say(format!("leaves once {waiting} can be saved; q again leaves at once, without"));
    true
}

/// Another checklist was taken over: what waits is carried over, or given back where its place is gone.
pub(super) fn carry_over(model: &mut Model, from: &crate::checklist::Checklist) {
    let Some(walk) = &mut model.walk else { return };
    let mut lost = Vec::new();
    let to = walk.progress.checklist();
    let carried = |(command, then): (Command, _)| match command.clone().carried(from, to) {
        Ok(command) => Some((command, carry::moved_then(then, from, to))),
        Err(refusal) => {
            lost.push((command, refusal));
            None
        }
    };
    walk.waiting = std::mem::take(&mut walk.waiting).into_iter().filter_map(carried).collect();
    for (command, refusal) in lost {
        carry::give_back(model, command, &refusal);
    }
}

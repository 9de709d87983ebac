//! PURE. What is said of the changes that wait while others are being saved, and how they are given up.

use super::{Model, drafts};
use crate::session::{Draft, UnsavedChange};
use crate::text::count;
use crate::tui::session::SessionScreen;

/// `1 change that waited was`, `2 changes that waited were`.
pub(super) fn describe_waiting(changes: usize) -> String {
    format!("{} that waited {}", count(changes, "change"), if changes == 1 { "was" } else { "were" })
}

/// Says how many changes wait.
pub(super) fn announce_waiting(model: &mut Model) {
    let waiting = model.session.as_ref().map_or(0, |screen| screen.outbox.waiting());
    model.notify(waiting_message(waiting));
}

fn waiting_message(waiting: usize) -> String {
    let (wait, them) = if waiting == 1 { ("waits", "it") } else { ("wait", "them") };
    format!("{} {wait} until the one before is saved; Esc drops {them}", count(waiting, "change"))
}

/// Corrects the message about the waiting changes, if it is still shown, when one of them moved on.
pub(super) fn update_waiting_message(model: &mut Model, before: usize) {
    if model.notice.as_ref().is_some_and(|notice| notice.text == waiting_message(before)) {
        model.notice = None;
        if before > 1 {
            model.notify(waiting_message(before - 1));
        }
    }
}

/// Gives back what was typed for changes that are not made. Returns how many there were.
pub(super) fn return_texts(screen: &mut SessionScreen, dropped: &[UnsavedChange]) -> usize {
    screen.leave_when_saved = false;
    for change in dropped {
        let draft = Draft::from_command(&change.command, screen.progress.checklist());
        let dialog = draft.and_then(|draft| drafts::dialog_for_draft(screen, &draft));
        screen.drafts.extend(dialog);
    }
    dropped.len()
}

/// Gives up the changes that wait; those that are being saved cannot be called back. Returns whether there
/// were any.
pub(super) fn discard_waiting(model: &mut Model) -> bool {
    let Some(screen) = &mut model.session else { return false };
    let dropped = screen.outbox.discard_waiting();
    let dropped = return_texts(screen, &dropped);
    if dropped > 0 {
        model.notify(format!("{} dropped; the one before is still being saved", describe_waiting(dropped)));
    }
    dropped > 0
}

/// Puts off leaving until the changes that wait are saved, unless it is asked for once more.
pub(super) fn leave_when_saved(model: &mut Model) -> bool {
    let Some(screen) = model.session.as_mut().filter(|screen| !screen.leave_when_saved) else { return false };
    let waiting = screen.outbox.waiting();
    if waiting == 0 {
        return false;
    }
    screen.leave_when_saved = true;
    let waiting = count(waiting, "waiting change");
    model.notify(format!("leaves once {waiting} can be saved; q again leaves at once, without"));
    true
}

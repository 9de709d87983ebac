//! PURE. What is reported of an open session: conflicts, failures, the entries of others, a changed checklist.

use std::sync::Arc;

use super::announce::step_to_leave;
use super::unsaved;
use super::update::{apply_entries, continue_saving, dispatch_next, rebase, submit};
use crate::checklist::Checklist;
use crate::session::{AdoptionPreview, Command, Draft, Entry, OnSaved, Progress, Writer};
use crate::tui::dialogs::picker::{Picker, PickerItem, PickerValue};
use crate::tui::model::{Cmd, Effect, Model, Notice};

/// Decides the changes again, because another process of the same writer recorded something first.
pub(in crate::tui) fn on_conflict(model: &mut Model, entries: &[(Writer, Entry)]) -> Cmd {
    let in_order = apply_entries(model, entries);
    if let Some(session) = &mut model.session {
        session.outbox.conflict(true);
    }
    continue_saving(model, in_order)
}

/// Keeps a change that was not saved for a retry, and reopens the dialogs of its text and of those behind it.
pub(in crate::tui) fn on_save_failed(model: &mut Model, why: String) -> Cmd {
    let Some(session) = &mut model.session else { return Cmd::none() };
    let dropped = session.outbox.failed(why.clone());
    let failed = session.outbox.unsaved().next().cloned();
    if let Some(failed) = failed {
        if matches!(failed.command, Command::Note { .. }) {
            let draft = Draft::from_command(&failed.command, session.progress.checklist());
            if let Some(editor) = draft.and_then(|draft| unsaved::dialog_for_draft(&session.progress, &draft))
            {
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
        // What made it read-only may be gone: a copy was moved away, a log was repaired.
        let read_only = if why.is_none() { session.read_only.take() } else { None };
        session.problems.retain(|problem| ![&before, &read_only].contains(&&Some(problem.clone())));
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

/// Shows how the checklist of the source differs, and asks whether to take it over.
pub(in crate::tui) fn on_source_loaded(model: &mut Model, new: Arc<Checklist>) {
    if let Some(session) = &mut model.session {
        session.adoptable = Some(new);
        ask_adoption(model);
    }
}

pub(super) fn ask_adoption(model: &mut Model) {
    let Some(session) = &model.session else { return };
    let Some(new) = &session.adoptable else { return };
    let Some(preview) = AdoptionPreview::new(&session.progress, new) else {
        model.notify("the checklist has not changed");
        return;
    };
    let mut items = vec![PickerItem::new("Take over", "", PickerValue::Adopt)];
    items.extend(preview.steps.into_iter().map(|step| PickerItem::new(step, "", PickerValue::AdoptedStep)));
    let title = format!("Take over the changed checklist? {}", preview.summary);
    model.open(Picker::new(title, items, None));
}

/// Takes over the checklist that the person was asked about.
pub(super) fn adopt(model: &mut Model) -> Cmd {
    let new = model.session.as_mut().and_then(|session| session.adoptable.take());
    new.map_or_else(Cmd::none, |new| submit(model, Command::adopt(new), OnSaved::Stay))
}

//! `mark`, `note`, `answer`, `undo`, `redo`: changes from a script, by the wizard's own decisions.

use super::{CliError, Context, Exit, input, pick};
use crate::desk::Desk;
use crate::session::{Command, Entry, Progress, Refusal, find_question, find_status, find_step, told};

/// Changes a session, and says what was recorded.
fn change(
    context: &mut Context<'_, '_>,
    session: &str,
    wish: impl FnOnce(&Progress) -> Result<Command, Refusal>,
) -> Result<Exit, CliError> {
    let name = pick::session(&context.home, Some(session))?;
    let mut desk = context.open(&name)?;
    let command = wish(&desk.progress)?;
    let now = (context.world.now)();
    let entries = desk.carry_out(&[command], now).map_err(|(_, error)| error)?;
    report(context, &mut desk, &entries)
}

/// Says what was recorded.
pub(super) fn report(
    context: &mut Context<'_, '_>,
    desk: &mut Desk,
    entries: &[Entry],
) -> Result<Exit, CliError> {
    for warning in desk.recorder.warnings() {
        context.warn(&warning)?;
    }
    for entry in entries {
        writeln!(context.world.out, "{}", told(&entry.event))?;
    }
    if entries.is_empty() {
        writeln!(context.world.out, "nothing recorded: it is so already")?;
    }
    Ok(Exit::Fine)
}

/// `mark SESSION STEP STATUS [--reason R]`.
pub(super) fn mark(
    context: &mut Context<'_, '_>,
    session: &str,
    step: &str,
    status: &str,
    reason: Option<String>,
) -> Result<Exit, CliError> {
    change(context, session, |progress| {
        Ok(Command::Mark { step: find_step(progress, step)?, status: find_status(status)?, reason })
    })
}

/// `note SESSION STEP TEXT`.
pub(super) fn note(
    context: &mut Context<'_, '_>,
    session: &str,
    step: &str,
    text: &str,
) -> Result<Exit, CliError> {
    let text = if text == "-" { input::text(context.world)? } else { text.to_owned() };
    change(context, session, |progress| {
        Ok(Command::Note { step: find_step(progress, step)?, text, replaces: None })
    })
}

/// `answer SESSION QUESTION VALUE`.
pub(super) fn answer(
    context: &mut Context<'_, '_>,
    session: &str,
    question: &str,
    value: Option<String>,
) -> Result<Exit, CliError> {
    change(context, session, |progress| {
        Ok(Command::Answer { question: find_question(progress, question)?, value })
    })
}

/// `undo SESSION`.
pub(super) fn undo(context: &mut Context<'_, '_>, session: &str) -> Result<Exit, CliError> {
    change(context, session, |_| Ok(Command::Undo))
}

/// `redo SESSION`.
pub(super) fn redo(context: &mut Context<'_, '_>, session: &str) -> Result<Exit, CliError> {
    change(context, session, |_| Ok(Command::Redo))
}

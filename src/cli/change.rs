//! `mark`, `note`, `answer`, `undo`, `redo`: changes from a script, by the wizard's own decisions.

use super::{CliError, Context, Exit, resolve, stdin};
use crate::app::open_session::OpenSession;
use crate::session::{Command, Entry, Progress, Refusal, describe, find_question, find_status, find_step};

/// Changes a session, and says what was recorded.
fn change_session(
    context: &mut Context<'_, '_>,
    session: &str,
    wish: impl FnOnce(&Progress) -> Result<Command, Refusal>,
) -> Result<Exit, CliError> {
    let name = resolve::session(&context.home, Some(session))?;
    let mut desk = context.open(&name)?;
    let command = wish(&desk.progress)?;
    let now = (context.env.now)();
    let entries = desk.change_all(&[command], now).map_err(|(_, error)| error)?;
    print_entries(context, &mut desk, &entries)
}

/// Says what was recorded.
pub(super) fn print_entries(
    context: &mut Context<'_, '_>,
    desk: &mut OpenSession,
    entries: &[Entry],
) -> Result<Exit, CliError> {
    for warning in desk.writer.take_warnings() {
        context.warn(&warning)?;
    }
    for entry in entries {
        writeln!(context.env.out, "{}", describe(&entry.event))?;
    }
    if entries.is_empty() {
        writeln!(context.env.out, "nothing recorded: it is so already")?;
    }
    Ok(Exit::Success)
}

/// `mark SESSION STEP STATUS [--reason R]`.
pub(super) fn mark(
    context: &mut Context<'_, '_>,
    session: &str,
    step: &str,
    status: &str,
    reason: Option<String>,
) -> Result<Exit, CliError> {
    change_session(context, session, |progress| {
        Ok(Command::mark(progress, find_step(progress, step)?, find_status(status)?, reason))
    })
}

/// `note SESSION STEP TEXT`.
pub(super) fn note(
    context: &mut Context<'_, '_>,
    session: &str,
    step: &str,
    text: &str,
) -> Result<Exit, CliError> {
    let text = if text == "-" { stdin::read_text(context.env)? } else { text.to_owned() };
    change_session(context, session, |progress| {
        Ok(Command::note(progress, find_step(progress, step)?, text, None))
    })
}

/// `answer SESSION QUESTION VALUE`.
pub(super) fn answer(
    context: &mut Context<'_, '_>,
    session: &str,
    question: &str,
    value: Option<String>,
) -> Result<Exit, CliError> {
    change_session(context, session, |progress| {
        Ok(Command::answer(progress, find_question(progress, question)?, value))
    })
}

/// `undo SESSION`.
pub(super) fn undo(context: &mut Context<'_, '_>, session: &str) -> Result<Exit, CliError> {
    change_session(context, session, |_| Ok(Command::Undo))
}

/// `redo SESSION`.
pub(super) fn redo(context: &mut Context<'_, '_>, session: &str) -> Result<Exit, CliError> {
    change_session(context, session, |_| Ok(Command::Redo))
}

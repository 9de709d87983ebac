//! `start`, `resume` and the board: what opens a session to work on it.

use std::io;

use jiff::Timestamp;

use super::{CliError, Context, Exit, list};
use crate::desk::{Desk, free_name};
use crate::session::{Mode, SessionName};

/// What `start` is asked for.
#[derive(Debug)]
pub(super) struct Start {
    /// The checklist.
    pub(super) checklist: String,
    /// The session's name, where one was given.
    pub(super) name: Option<String>,
    /// What the session is for, where that was said.
    pub(super) title: Option<String>,
    /// Whether it is practice.
    pub(super) rehearsal: bool,
    /// Whether nothing is to be opened.
    pub(super) no_open: bool,
}

/// `start [CHECKLIST]`.
pub(super) fn start(context: &mut Context<'_, '_>, wish: &Start) -> Result<Exit, CliError> {
    let now = (context.world.now)();
    let mut desk = begin(context, wish, now)?;
    if !wish.no_open {
        return Err(no_terminal());
    }
    desk.recorder.record(None, now)?;
    for warning in desk.recorder.warnings() {
        context.warn(&warning)?;
    }
    writeln!(context.world.out, "{}", desk.recorder.name())?;
    Ok(Exit::Fine)
}

/// `resume [SESSION]`.
pub(super) fn resume(_: &mut Context<'_, '_>, _session: Option<&str>) -> Result<Exit, CliError> {
    Err(no_terminal())
}

/// No command at all. Without a terminal: what `list` prints.
pub(super) fn board(context: &mut Context<'_, '_>) -> Result<Exit, CliError> {
    list::list(context, false)
}

/// A new session on the desk; it is not on disk before its first change.
pub(super) fn begin(context: &mut Context<'_, '_>, wish: &Start, now: Timestamp) -> Result<Desk, CliError> {
    let found = context.library.find(&wish.checklist, &mut *context.world.stdin)?;
    let title = wish.title.as_deref().unwrap_or_default();
    let name = match &wish.name {
        Some(name) => taken_or(context, name)?,
        None => free_name(&context.home, title, found.parsed.checklist.id().as_str()),
    };
    let mode = if wish.rehearsal { Mode::Rehearsal } else { Mode::Live };
    Ok(Desk::begin(&context.home, &name, &context.world.me, (found, title, mode), now)?)
}

/// The name that was given, unless a session has it.
fn taken_or(context: &Context<'_, '_>, name: &str) -> Result<SessionName, CliError> {
    let name = SessionName::new(name).map_err(|bad| CliError::Name(name.to_owned(), bad))?;
    if context.home.exists(&name) { Err(CliError::NameTaken(name)) } else { Ok(name) }
}

fn no_terminal() -> CliError {
    CliError::Terminal(io::ErrorKind::Unsupported.into())
}

//! `adopt`: takes over a changed checklist; statuses carry over by step id.

use super::{CliError, Context, Exit, pick};
use crate::checklist::Checklist;
use crate::desk::Desk;
use crate::journal::AppendError;
use crate::library::Found;
use crate::session::{Command, Drift};

/// `adopt SESSION [CHECKLIST]`.
pub(super) fn adopt(
    context: &mut Context<'_, '_>,
    session: &str,
    checklist: Option<&str>,
) -> Result<Exit, CliError> {
    let name = pick::session(&context.home, Some(session))?;
    let mut desk = context.open(&name)?;
    if let Some(fault) = desk.recorder.fault() {
        return Err(AppendError::ReadOnly { fault: Box::new(fault.clone()) }.into());
    }
    let found = find(context, &desk, checklist)?;
    let (old, new) = (desk.progress.checklist(), &found.parsed.checklist);
    let drift = Drift::between(old, new);
    if drift.is_empty() {
        writeln!(context.world.out, "nothing recorded: the checklist has not changed")?;
        return Ok(Exit::Fine);
    }
    let other = other_checklist(old, new);
    let now = (context.world.now)();
    desk.carry_out(&[Command::Adopt(found.parsed.checklist.kept().clone())], now)
        .map_err(|(_, error)| error)?;
    for warning in desk.recorder.warnings().into_iter().chain(other) {
        context.warn(&warning)?;
    }
    writeln!(context.world.out, "took over the changed checklist: {}", drift.summary())?;
    Ok(Exit::Fine)
}

/// The checklist that was named, or the session's own as its source is now.
fn find(context: &mut Context<'_, '_>, desk: &Desk, name: Option<&str>) -> Result<Found, CliError> {
    match name {
        Some(name) => Ok(context.find_list(name, &crate::checklist::import::Options::default())?.0),
        None => match context.library.reread(desk.progress.source().as_str()) {
            Some(found) => Ok(found?),
            None => Err(CliError::NoSource(desk.progress.source().clone())),
        },
    }
}

/// Adopting loses nothing, so another checklist is no error; but it may be a slip.
fn other_checklist(old: &Checklist, new: &Checklist) -> Option<String> {
    (old.id() != new.id()).then(|| {
        format!("this is another checklist: its id is `{}`, the session's was `{}`", new.id(), old.id())
    })
}

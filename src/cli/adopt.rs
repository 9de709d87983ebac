//! `adopt`: takes over a changed checklist; statuses carry over by step id.

use super::{CliError, Context, Exit, resolve};
use crate::app::library::FoundChecklist;
use crate::app::open_session::OpenSession;
use crate::checklist::Checklist;
use crate::journal::AppendError;
use crate::session::{Command, Drift};

/// `adopt SESSION [CHECKLIST]`.
pub(super) fn adopt(
    context: &mut Context<'_, '_>,
    session: &str,
    checklist: Option<&str>,
) -> Result<Exit, CliError> {
    let name = resolve::session(&context.home, Some(session))?;
    let mut desk = context.open(&name)?;
    if let Some(fault) = desk.writer.fault() {
        return Err(AppendError::ReadOnly { fault: Box::new(fault.clone()) }.into());
    }
    let found = find_checklist(context, &desk, checklist)?;
    let (old, new) = (desk.progress.checklist(), &found.parsed.checklist);
    let drift = Drift::between(old, new);
    if drift.is_empty() {
        writeln!(context.env.out, "nothing recorded: the checklist has not changed")?;
        return Ok(Exit::Success);
    }
    let other = other_checklist_warning(old, new);
    let now = (context.env.now)();
    desk.change_all(&[Command::Adopt(found.parsed.checklist.into())], now).map_err(|(_, error)| error)?;
    for warning in desk.writer.take_warnings().into_iter().chain(other) {
        context.warn(&warning)?;
    }
    writeln!(context.env.out, "took over the changed checklist: {}", drift.summary())?;
    Ok(Exit::Success)
}

/// The checklist that was named, or the session's own as its source is now.
fn find_checklist(
    context: &mut Context<'_, '_>,
    desk: &OpenSession,
    name: Option<&str>,
) -> Result<FoundChecklist, CliError> {
    match name {
        Some(name) => Ok(context.find_list(name, &crate::import::ImportOptions::default())?.0),
        None => match context.library.reread(desk.progress.source().as_str()) {
            Some(found) => Ok(found?),
            None => Err(CliError::NoSource(desk.progress.source().clone())),
        },
    }
}

/// Adopting loses nothing, so another checklist is no error; but it may be a slip.
fn other_checklist_warning(old: &Checklist, new: &Checklist) -> Option<String> {
    (old.id() != new.id()).then(|| {
        format!("this is another checklist: its id is `{}`, the session's was `{}`", new.id(), old.id())
    })
}

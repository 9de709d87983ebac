//! `adopt`: replaces the checklist of a session by a changed one; statuses are kept by step id.

use super::context::Context;
use super::error::{CliError, Exit};
use super::resolve;
use crate::app::library::FoundChecklist;
use crate::app::open_session::OpenSession;
use crate::checklist::Checklist;
use crate::import::ImportOptions;
use crate::journal::AppendError;
use crate::session::{Command, Drift};

const EXAMPLES: &str = "\
Examples:
  runsheet adopt pri
      the newer version from where the session's checklist came from
  runsheet adopt pri ./switch.json";

/// Take over a changed checklist
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct AdoptArgs {
    /// The session
    session: String,
    /// The new version: a built-in checklist's id, a file, or `-` [default: where the old one came from]
    checklist: Option<String>,
}

pub(super) fn run(context: &mut Context<'_, '_>, args: &AdoptArgs) -> Result<Exit, CliError> {
    let name = resolve::session(&context.home, Some(&args.session))?;
    let mut session = context.open(&name)?;
    if let Some(fault) = session.writer.fault() {
        return Err(AppendError::ReadOnly { fault: Box::new(fault.clone()) }.into());
    }
    let found = find_checklist(context, &session, args.checklist.as_deref())?;
    let (old, new) = (session.progress.checklist(), &found.parsed.checklist);
    let drift = Drift::between(old, new);
    if drift.is_empty() {
        writeln!(context.env.out, "nothing recorded: the checklist has not changed")?;
        return Ok(Exit::Success);
    }
    let other = other_checklist_warning(old, new);
    let now = (context.env.now)();
    session.change_all(&[Command::Adopt(found.parsed.checklist.into())], now).map_err(|(_, error)| error)?;
    for warning in session.writer.take_warnings().into_iter().chain(other) {
        context.warn(&warning)?;
    }
    writeln!(context.env.out, "took over the changed checklist: {}", drift.summary())?;
    Ok(Exit::Success)
}

/// Returns the named checklist, or the session's own as its source is now.
fn find_checklist(
    context: &mut Context<'_, '_>,
    session: &OpenSession,
    name: Option<&str>,
) -> Result<FoundChecklist, CliError> {
    match name {
        Some(name) => Ok(context.find_list(name, &ImportOptions::default())?.0),
        None => match context.library.reread(session.progress.source().as_str()) {
            Some(found) => Ok(found?),
            None => Err(CliError::NoSource(session.progress.source().clone())),
        },
    }
}

/// Returns a warning where the new checklist has another id. Adopting loses nothing, so it is no error.
fn other_checklist_warning(old: &Checklist, new: &Checklist) -> Option<String> {
    (old.id() != new.id()).then(|| {
        format!("this is another checklist: its id is `{}`, the session's was `{}`", new.id(), old.id())
    })
}

//! `adopt`: replaces the checklist of a session by a changed one; statuses are kept by step id.

use std::io::{BufRead as _, BufReader};
use std::sync::Arc;

use super::context::Context;
use super::error::{CliError, Exit};
use super::resolve;
use crate::app::library::FoundChecklist;
use crate::checklist::{Checklist, ReaderOptions};
use crate::cli::import::ItemArgs;
use crate::journal::AppendError;
use crate::session::{AdoptionPreview, Command, Progress, decide};

const EXAMPLES: &str = "\
Examples:
  runsheet adopt pri
      the newer version from where the session's checklist came from
  runsheet adopt pri ./switch.json --yes
      the version in that file, without a question";

/// Take over a changed checklist
///
/// Shows the steps that are new, removed, reworded or moved, and asks; `undo` takes it back. Another list is
/// read as the session's was, unless `--bullets` or `--table` are given.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct AdoptArgs {
    /// The session
    session: String,
    /// The new version: a built-in checklist's id, a file, or `-` [default: where the old one came from]
    checklist: Option<String>,
    /// Take it over without asking
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    items: ItemArgs,
}

pub(super) fn run(context: &mut Context<'_, '_>, args: &AdoptArgs) -> Result<Exit, CliError> {
    let name = resolve::session(&context.home, Some(&args.session))?;
    let mut session = context.open(&name)?;
    if let Some(fault) = session.writer.fault() {
        return Err(AppendError::ReadOnly { fault: Box::new(fault.clone()) }.into());
    }
    let found = find_checklist(context, &session.progress, args)?;
    let (old, new) = (session.progress.checklist(), &found.parsed.checklist);
    let preview = AdoptionPreview::new(&session.progress, new);
    let other = other_checklist_warning(old, new);
    let command = Command::Adopt {
        checklist: Arc::clone(new).into(),
        source: Some((found.source, found.reader_options)),
    };
    if decide(&session.progress, &command)?.is_none() {
        writeln!(context.env.out, "nothing recorded: the checklist has not changed")?;
        return Ok(Exit::Success);
    }
    if let Some(preview) = &preview {
        print_preview(context, preview)?;
        if let Some(other) = &other {
            context.warn(other)?;
        }
        if !args.yes && !confirm(context, args)? {
            writeln!(context.env.out, "nothing recorded")?;
            return Ok(Exit::Success);
        }
    }
    let now = (context.env.now)();
    session.change_all(&[command], now).map_err(|(_, error)| error)?;
    for warning in session.writer.take_warnings() {
        context.warn(&warning)?;
    }
    let result = match preview {
        Some(preview) => format!("took over the changed checklist: {}", preview.summary),
        None => format!("the same checklist, now from {}", session.progress.source()),
    };
    context.print_recorded(&(result + "\n"))
}

/// Returns the named checklist, or the session's own as its source is now, read as the session was unless
/// the arguments say otherwise.
fn find_checklist(
    context: &mut Context<'_, '_>,
    progress: &Progress,
    args: &AdoptArgs,
) -> Result<FoundChecklist, CliError> {
    let mut options = progress.reader_options().clone();
    if args.items.is_given() {
        options = ReaderOptions { keep_ticks: options.keep_ticks, ..args.items.options() };
    }
    match &args.checklist {
        Some(name) => Ok(context.find_list(name, &options)?.0),
        None => match context.library.reread(progress.source().as_str(), &options) {
            Some(found) => Ok(found?),
            None => Err(CliError::NoSource(progress.source().clone())),
        },
    }
}

fn print_preview(context: &mut Context<'_, '_>, preview: &AdoptionPreview) -> Result<(), CliError> {
    for step in &preview.steps {
        writeln!(context.env.out, "{step}")?;
    }
    Ok(writeln!(context.env.out, "{}", preview.summary)?)
}

/// Asks on the terminal; without one, the answer has to be in the arguments.
fn confirm(context: &mut Context<'_, '_>, args: &AdoptArgs) -> Result<bool, CliError> {
    let terminals = context.env.terminals;
    if !(terminals.stdin && terminals.stdout) || args.checklist.as_deref() == Some("-") {
        return Err(CliError::NotConfirmed);
    }
    write!(context.env.out, "Take over? [y/N] ")?;
    context.env.out.flush()?;
    let mut answer = Vec::new();
    let read = BufReader::with_capacity(1, &mut *context.env.stdin).read_until(b'\n', &mut answer);
    read.map_err(CliError::Output)?;
    let answer = String::from_utf8_lossy(&answer).trim().to_lowercase();
    Ok(matches!(answer.as_str(), "y" | "yes"))
}

/// Returns a warning where the new checklist has another id. Adopting loses nothing, so it is no error.
fn other_checklist_warning(old: &Checklist, new: &Checklist) -> Option<String> {
    (old.id() != new.id()).then(|| {
        format!("this is another checklist: its id is `{}`, the session's was `{}`", new.id(), old.id())
    })
}

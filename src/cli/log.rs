//! `log`: who did what, when. It needs only the entries, so it also works for a session that cannot be opened.

use serde::Serialize;

use super::context::{Context, TextTable};
use super::error::{CliError, Exit};
use super::resolve;
use crate::app::open_session::log_problems;
use crate::journal::SessionLogs;
use crate::report::EntryJson;
use crate::session::{UndoIndex, describe};
use crate::text::format_minute;

const EXAMPLES: &str = "\
Examples:
  runsheet log pri
  runsheet log pri --json";

/// Tell who did what, when
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct LogArgs {
    /// The session [default: the one changed last]
    session: Option<String>,
    /// As JSON
    #[arg(long)]
    json: bool,
}

/// The log of a session as JSON.
#[derive(Debug, Serialize)]
struct LogOutput {
    session: String,
    /// The entries of all writers in their order of replay.
    entries: Vec<EntryJson>,
    problems: Vec<String>,
}

pub(super) fn run(context: &mut Context<'_, '_>, args: &LogArgs) -> Result<Exit, CliError> {
    let name = resolve::session(&context.home, args.session.as_deref())?;
    let logs = context.read_logs(&name)?;
    if args.json {
        let entries = EntryJson::from_entries(&logs.entries());
        context.print_json(&LogOutput {
            session: name.to_string(),
            entries,
            problems: log_problems(&logs),
        })?;
    } else {
        print_table(context, &logs)?;
    }
    context.warn_of_faults(&logs, Exit::Success)
}

fn print_table(context: &mut Context<'_, '_>, logs: &SessionLogs) -> Result<(), CliError> {
    let mut table = TextTable::new(["WHEN", "WHO", "NO.", "WHAT"]);
    let entries = logs.entries();
    let undoing = UndoIndex::of(&entries);
    for (writer, entry) in entries {
        let role = undoing.role(writer, entry);
        let undone = if undoing.is_undone(writer, entry) { " (undone)" } else { "" };
        table.push_row([
            format_minute(entry.at, &context.env.time_zone),
            writer.to_string(),
            entry.seq.to_string(),
            format!("{role}{}{undone}", describe(&entry.event)),
        ]);
    }
    context.print_table(&table)
}

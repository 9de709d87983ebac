//! `log`: who did what, when. It needs the entries only, so it also tells of a session that cannot be opened.

use serde::Serialize;

use super::output::TextTable;
use super::{CliError, Context, Exit, resolve};
use crate::app::open_session::log_problems;
use crate::journal::SessionLogs;
use crate::report::EntryJson;
use crate::session::{UndoIndex, describe};
use crate::text::format_minute;

/// The log of a session. What an event does not have is left out of its entry.
#[derive(Debug, Serialize)]
struct LogJson {
    /// The session's name.
    session: String,
    /// The entries of all writers, in the order in which they count.
    entries: Vec<EntryJson>,
    /// What is wrong with the logs or worth telling.
    problems: Vec<String>,
}

/// `log [SESSION] [--json]`.
pub(super) fn log(
    context: &mut Context<'_, '_>,
    session: Option<&str>,
    json: bool,
) -> Result<Exit, CliError> {
    let name = resolve::session(&context.home, session)?;
    let logs = context.read_logs(&name)?;
    if json {
        let entries = EntryJson::from_entries(&logs.entries());
        context.print_json(&LogJson { session: name.to_string(), entries, problems: log_problems(&logs) })?;
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
    for line in table.lines() {
        writeln!(context.env.out, "{line}")?;
    }
    Ok(())
}

//! `log`: who did what, when. It needs the entries only, so it also tells of a session that cannot be opened.

use serde::Serialize;

use super::output::Table;
use super::{CliError, Context, Exit, pick};
use crate::desk::problems_of;
use crate::journal::SessionLogs;
use crate::report::EntryJson;
use crate::session::{Undoing, told};
use crate::text::minute;

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
    let name = pick::session(&context.home, session)?;
    let logs = context.read_logs(&name)?;
    if json {
        let entries = EntryJson::all(&logs.entries());
        context.json(&LogJson { session: name.to_string(), entries, problems: problems_of(&logs) })?;
    } else {
        text(context, &logs)?;
    }
    context.warn_of_faults(&logs, Exit::Fine)
}

fn text(context: &mut Context<'_, '_>, logs: &SessionLogs) -> Result<(), CliError> {
    let mut table = Table::new(["WHEN", "WHO", "NO.", "WHAT"]);
    let entries = logs.entries();
    let undoing = Undoing::of(&entries);
    for (writer, entry) in entries {
        let role = undoing.role(writer, entry);
        let undone = if undoing.is_undone(writer, entry) { " (undone)" } else { "" };
        table.row([
            minute(entry.at, &context.world.zone),
            writer.to_string(),
            entry.seq.to_string(),
            format!("{role}{}{undone}", told(&entry.event)),
        ]);
    }
    for line in table.lines() {
        writeln!(context.world.out, "{line}")?;
    }
    Ok(())
}

//! `status`, `log`: how a session stands, as a briefing to paste, as JSON, or as a line for a prompt; and who
//! did what, when.
//!
//! `log` needs only the entries, so it also works for a session that cannot be opened.

use std::time::Duration;

use serde::Serialize;

use crate::app::open_session::{OpenSession, log_problems, progress_from_logs};
use crate::cli::context::{Context, TextTable};
use crate::cli::error::{CliError, Exit};
use crate::cli::resolve;
use crate::journal::SessionLogs;
use crate::report::{EntryJson, SessionJson};
use crate::session::{Briefing, BriefingContext, Mode, Progress, SessionName, Status, UndoIndex, describe};
use crate::text::format_minute;

/// How often `--wait` reads the session.
const POLL_INTERVAL: Duration = Duration::from_secs(1);

const STATUS_EXAMPLES: &str = "\
Examples:
  runsheet status pri
      the briefing, to paste as a handover
  runsheet status pri || echo \"not complete yet\"
      a gate: go on only if nothing is left to do
  runsheet status pri --wait --timeout 1
      look once a second, until it is complete or the time is over
  runsheet status --short
      one line for a prompt or a status line: `pri 7/12 1 blocked`
  runsheet status pri --json

In tmux: set -g status-right '#(runsheet status pri --short)'

With --short, nothing is printed where there is no session, and the exit code is 3.";

/// Tell how a session stands: the briefing, to paste as a handover
///
/// The exit code is 0 where the session is complete (exceptions included), 3 where it is not.
#[derive(Debug, clap::Args)]
#[command(after_long_help = STATUS_EXAMPLES)]
pub(super) struct StatusArgs {
    /// The session [default: the one changed last]
    session: Option<String>,
    /// As JSON
    #[arg(long)]
    json: bool,
    /// One line, for a prompt
    #[arg(long, conflicts_with = "json")]
    short: bool,
    /// Wait until it is complete
    #[arg(long)]
    wait: bool,
    /// Wait no longer than this
    #[arg(long, value_name = "SECONDS", requires = "wait")]
    timeout: Option<u64>,
}

pub(super) fn run_status(context: &mut Context<'_, '_>, args: &StatusArgs) -> Result<Exit, CliError> {
    let name = match resolve::session(&context.home, args.session.as_deref()) {
        // A prompt is also shown on machines without a session, where there is nothing to print.
        Err(CliError::NoSessions) if args.short => return Ok(Exit::NotComplete),
        name => name?,
    };
    if args.wait {
        wait_until_complete(context, &name, args.timeout)?;
    }
    if args.short {
        return print_short(context, &name);
    }
    let session = context.open(&name)?;
    print_status(context, &name, &session, args.json)?;
    let exit = if session.progress.total().is_complete() { Exit::Success } else { Exit::NotComplete };
    match &session.logs {
        Some(logs) => context.warn_of_faults(logs, exit),
        None => Ok(exit),
    }
}

fn print_status(
    context: &mut Context<'_, '_>,
    name: &SessionName,
    session: &OpenSession,
    json: bool,
) -> Result<(), CliError> {
    if json {
        let heads = session.log_heads();
        return context.print_json(&SessionJson::new(&session.report_input(
            &heads,
            &[],
            &context.env.time_zone,
        )));
    }
    let surroundings = BriefingContext {
        name,
        now: (context.env.now)(),
        zone: &context.env.time_zone,
        drift: session.drift.as_ref(),
        problems: &session.problems,
    };
    let briefing = Briefing::new(&session.progress, &surroundings).to_text();
    Ok(write!(context.env.out, "{briefing}")?)
}

/// Waits until the session is complete or damaged, or the time is over, without locking anything.
fn wait_until_complete(
    context: &mut Context<'_, '_>,
    name: &SessionName,
    timeout: Option<u64>,
) -> Result<(), CliError> {
    let mut left = timeout;
    loop {
        let logs = context.home.read(name)?;
        let complete = progress_from_logs(&logs, &context.env.writer)?.total().is_complete();
        if complete || !logs.is_sound() || left == Some(0) {
            return Ok(());
        }
        left = left.map(|left| left - 1);
        (context.env.sleep)(POLL_INTERVAL);
    }
}

/// Prints a line for a prompt. The source of the checklist is not read, which would make prompts slow.
fn print_short(context: &mut Context<'_, '_>, name: &SessionName) -> Result<Exit, CliError> {
    let logs = context.home.read(name)?;
    let progress = progress_from_logs(&logs, &context.env.writer)?;
    let damaged = if logs.is_sound() { "" } else { " damaged" };
    writeln!(context.env.out, "{}{damaged}", short_line(name, &progress))?;
    Ok(match (logs.is_sound(), progress.total().is_complete()) {
        (false, _) => Exit::Damaged,
        (true, true) => Exit::Success,
        (true, false) => Exit::NotComplete,
    })
}

/// Returns a line such as `pri 7/12 1 blocked`.
fn short_line(name: &SessionName, progress: &Progress) -> String {
    let total = progress.total();
    let mut words = vec![format!("{name} {}/{}", total.done(), total.applicable())];
    for status in [Status::Blocked, Status::Deferred, Status::Skipped] {
        if total.of(status) > 0 {
            words.push(format!("{} {}", total.of(status), status.label()));
        }
    }
    if total.recheck() > 0 {
        words.push(format!("{} to re-check", total.recheck()));
    }
    if total.is_complete() {
        words.push("complete".to_owned());
    }
    if progress.mode() == Mode::Rehearsal {
        words.push("(rehearsal)".to_owned());
    }
    words.join(" ")
}

const LOG_EXAMPLES: &str = "\
Examples:
  runsheet log pri
  runsheet log pri --json";

/// Tell who did what, when
#[derive(Debug, clap::Args)]
#[command(after_long_help = LOG_EXAMPLES)]
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

pub(super) fn run_log(context: &mut Context<'_, '_>, args: &LogArgs) -> Result<Exit, CliError> {
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

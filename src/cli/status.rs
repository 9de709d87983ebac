//! `status`, `list`, `log`: how one session or all of them stand, as text to paste, as JSON, or as a line for a
//! prompt; and who did what, when.
//!
//! `log` needs only the entries, so it also works for a session that cannot be opened.

use std::error::Error;
use std::time::Duration;

use serde::Serialize;

use crate::app::actions::AFTER_DAMAGE;
use crate::app::open_session::{OpenError, OpenSession, log_heads_of, log_problems, progress_from_logs};
use crate::app::recovery::read_logs;
use crate::cli::context::{Context, TextTable};
use crate::cli::error::{CliError, Exit};
use crate::cli::resolve;
use crate::journal::{FaultKind, SessionLogs};
use crate::report::{EntryJson, SessionJson};
use crate::session::{
    Briefing, BriefingContext, Event, Mode, Progress, SessionName, Status, UndoIndex, describe,
    describe_with_titles, format_done,
};
use crate::text::{format_minute, visible};

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
/// The exit code is 0 where the session is complete (exceptions included), 3 where it is not. A rehearsal passes
/// only with --rehearsal.
#[derive(Debug, clap::Args)]
#[command(after_long_help = STATUS_EXAMPLES)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of the command line")]
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
    /// Let a complete rehearsal pass as well
    #[arg(long)]
    rehearsal: bool,
}

impl StatusArgs {
    /// Returns the exit code for a session that is in order: a rehearsal must not open a gate by mistake.
    fn exit(&self, progress: &Progress) -> Exit {
        let counts = self.rehearsal || progress.mode() == Mode::Live;
        if counts && progress.total().is_complete() { Exit::Success } else { Exit::NotComplete }
    }
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
        return print_short(context, &name, args);
    }
    let session = context.open(&name)?;
    print_status(context, &name, &session, args.json)?;
    let exit = args.exit(&session.progress);
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

/// Waits until the session is complete or damaged, or the time is over, without locking anything. A start that has
/// not arrived yet is waited for.
fn wait_until_complete(
    context: &mut Context<'_, '_>,
    name: &SessionName,
    timeout: Option<u64>,
) -> Result<(), CliError> {
    let mut left = timeout;
    loop {
        let logs = read_logs(&context.home, name, &context.library)?;
        let has_arrived = !logs.all_faults().any(|fault| matches!(fault.kind, FaultKind::Incomplete { .. }));
        let is_over = has_arrived
            && (!logs.is_sound() || progress_from_logs(&logs, &context.env.writer)?.total().is_complete());
        if is_over || left == Some(0) {
            return Ok(());
        }
        left = left.map(|left| left - 1);
        (context.env.sleep)(POLL_INTERVAL);
    }
}

/// Prints a line for a prompt. The source of the checklist is not read, which would make prompts slow.
fn print_short(
    context: &mut Context<'_, '_>,
    name: &SessionName,
    args: &StatusArgs,
) -> Result<Exit, CliError> {
    let logs = read_logs(&context.home, name, &context.library)?;
    let progress = progress_from_logs(&logs, &context.env.writer)?;
    let damaged = if logs.is_sound() { "" } else { " damaged" };
    writeln!(context.env.out, "{}{damaged}", short_line(name, &progress))?;
    Ok(if logs.is_sound() { args.exit(&progress) } else { Exit::Damaged })
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
        print_log(context, &logs)?;
    }
    context.warn_of_faults(&logs, Exit::Success)
}

fn print_log(context: &mut Context<'_, '_>, logs: &SessionLogs) -> Result<(), CliError> {
    let mut table = TextTable::new(["WHEN", "WHO", "NO.", "WHAT"]);
    let entries = logs.entries();
    let undoing = UndoIndex::of(&entries);
    // Without a start there are no titles.
    let progress = progress_from_logs(logs, &context.env.writer).ok();
    let describe = |event: &Event| match &progress {
        Some(progress) => describe_with_titles(progress, event),
        None => describe(event),
    };
    for (writer, entry) in entries {
        let role = undoing.role(writer, entry);
        let place = if logs.is_after_damage(writer, entry) { AFTER_DAMAGE } else { "" };
        let undone = if undoing.is_undone(writer, entry) { " (undone)" } else { "" };
        table.push_row([
            format_minute(entry.at, &context.env.time_zone),
            writer.to_string(),
            entry.seq.to_string(),
            format!("{place}{role}{}{undone}", describe(&entry.event)),
        ]);
    }
    context.print_table(&table)
}

/// The summary of a session that cannot be opened.
const UNREADABLE: &str = "cannot be opened";

const LIST_EXAMPLES: &str = "\
Examples:
  runsheet list
  runsheet list --json
      every session whole, as `status --json` tells it";

/// List the sessions
#[derive(Debug, Default, clap::Args)]
#[command(after_long_help = LIST_EXAMPLES)]
pub(super) struct ListArgs {
    /// As JSON
    #[arg(long)]
    json: bool,
}

/// Lists the sessions. One with a problem is listed with it; the exit code says whether one is damaged.
pub(super) fn run_list(context: &mut Context<'_, '_>, args: &ListArgs) -> Result<Exit, CliError> {
    let names = context.home.session_names()?;
    let all_sound = if args.json {
        print_json_list(context, &names)?
    } else if names.is_empty() {
        writeln!(context.env.err, "no session yet: `runsheet start` begins one")?;
        true
    } else {
        print_table(context, &names)?
    };
    for (folder, bad) in context.home.misnamed_sessions()? {
        context.warn(&format!("the folder `{folder}` is not listed: {bad}"))?;
    }
    Ok(if all_sound { Exit::Success } else { Exit::Damaged })
}

/// Prints all sessions as JSON. Returns whether all are sound.
fn print_json_list(context: &mut Context<'_, '_>, names: &[SessionName]) -> Result<bool, CliError> {
    let mut all_sound = true;
    let mut json = |name: &SessionName| {
        let session = context.open(name);
        all_sound &=
            session.as_ref().is_ok_and(|session| session.logs.as_ref().is_none_or(SessionLogs::is_sound));
        to_json(context, name, session.as_ref())
    };
    let all: Vec<SessionJson> = names.iter().map(&mut json).collect();
    context.print_json(&all)?;
    Ok(all_sound)
}

fn to_json(
    context: &Context<'_, '_>,
    name: &SessionName,
    session: Result<&OpenSession, &OpenError>,
) -> SessionJson {
    match session {
        Ok(session) => {
            SessionJson::new(&session.report_input(&session.log_heads(), &[], &context.env.time_zone))
        }
        Err(error) => {
            let heads = read_logs(&context.home, name, &context.library)
                .map(|logs| log_heads_of(&logs))
                .unwrap_or_default();
            SessionJson::unreadable(name.as_str(), UNREADABLE, &heads, vec![error_chain(error)])
        }
    }
}

/// Prints a line for each session, and below them the problems of all. Returns whether all are sound.
fn print_table(context: &mut Context<'_, '_>, names: &[SessionName]) -> Result<bool, CliError> {
    let mut table = TextTable::new(["SESSION", "DONE", "STANDS", "CHANGED", "TITLE"]);
    let (mut problems, mut all_sound) = (Vec::new(), true);
    for name in names {
        let me = &context.env.writer;
        match OpenSession::read(&context.home, name, me, &context.library) {
            Ok((progress, logs)) => {
                table.push_row(row(context, name, &progress));
                problems.extend(log_problems(&logs).into_iter().map(|problem| (name, problem)));
                all_sound &= logs.is_sound();
            }
            Err(error) => {
                table.push_row([name.as_str(), "-", UNREADABLE, "-", "-"].map(str::to_owned));
                problems.push((name, error_chain(&error)));
                all_sound = false;
            }
        }
    }
    context.print_table(&table)?;
    for (name, problem) in problems {
        writeln!(context.env.out, "! {name}: {}", visible(&problem))?;
    }
    Ok(all_sound)
}

fn row(context: &Context<'_, '_>, name: &SessionName, progress: &Progress) -> [String; 5] {
    let mode = if progress.mode() == Mode::Rehearsal { " (REHEARSAL)" } else { "" };
    let changed = progress.last_change().map(|change| format_minute(change.at, &context.env.time_zone));
    [
        name.to_string(),
        format_done(progress.total()),
        progress.total().summary(),
        changed.unwrap_or_default(),
        format!("{}{mode}", progress.title()),
    ]
}

/// Returns an error and its causes in one line.
fn error_chain(error: &dyn Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(source) = cause {
        line.push_str(": ");
        line.push_str(&source.to_string());
        cause = source.source();
    }
    line
}

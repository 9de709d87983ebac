//! `status`: the state of a session as a briefing to paste, as JSON, or as a line for a prompt.

use std::time::Duration;

use super::context::Context;
use super::error::{CliError, Exit};
use super::resolve;
use crate::app::open_session::{OpenSession, progress_from_logs};
use crate::report::SessionJson;
use crate::session::{Briefing, BriefingContext, Mode, Progress, SessionName, Status};

/// How often `--wait` reads the session.
const POLL_INTERVAL: Duration = Duration::from_secs(1);

const EXAMPLES: &str = "\
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
#[command(after_long_help = EXAMPLES)]
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

pub(super) fn run(context: &mut Context<'_, '_>, args: &StatusArgs) -> Result<Exit, CliError> {
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

//! `status`: how a session stands, to be pasted as a handover, read by a script or shown in a prompt.

use std::time::Duration;

use super::{CliError, Context, Exit, resolve};
use crate::app::open_session::{OpenSession, progress_from_logs};
use crate::report::SessionJson;
use crate::session::{Briefing, BriefingContext, Mode, Progress, SessionName, Status};

/// How often a session that is waited for is looked at.
const POLL_INTERVAL: Duration = Duration::from_secs(1);

/// What `status` was asked besides the session.
#[derive(Debug, Clone, Copy)]
pub(super) struct StatusOptions {
    pub(super) json: bool,
    pub(super) short: bool,
    pub(super) wait: bool,
    /// The most looks after the first.
    pub(super) timeout: Option<u64>,
}

/// `status [SESSION] [--json | --short] [--wait [--timeout SECONDS]]`.
pub(super) fn status(
    context: &mut Context<'_, '_>,
    session: Option<&str>,
    how: StatusOptions,
) -> Result<Exit, CliError> {
    let name = match resolve::session(&context.home, session) {
        // A prompt is shown on machines without any session, too: there is nothing to say.
        Err(CliError::NoSessions) if how.short => return Ok(Exit::NotComplete),
        name => name?,
    };
    if how.wait {
        wait_until_complete(context, &name, how.timeout)?;
    }
    if how.short {
        return print_short(context, &name);
    }
    let desk = context.open(&name)?;
    print_status(context, &name, &desk, how.json)?;
    let exit = if desk.progress.total().is_complete() { Exit::Success } else { Exit::NotComplete };
    match &desk.logs {
        Some(logs) => context.warn_of_faults(logs, exit),
        None => Ok(exit),
    }
}

fn print_status(
    context: &mut Context<'_, '_>,
    name: &SessionName,
    desk: &OpenSession,
    json: bool,
) -> Result<(), CliError> {
    if json {
        let heads = desk.log_heads();
        return context.print_json(&SessionJson::new(&desk.report_input(
            &heads,
            &[],
            &context.env.time_zone,
        )));
    }
    let around = BriefingContext {
        name,
        now: (context.env.now)(),
        zone: &context.env.time_zone,
        drift: desk.drift.as_ref(),
        problems: &desk.problems,
    };
    let briefing = Briefing::new(&desk.progress, &around).to_text();
    Ok(write!(context.env.out, "{briefing}")?)
}

/// Waits until the session is complete or damaged, or the time is over. Nothing is locked meanwhile.
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

/// A line for a prompt. The checklist's source is not looked at, so that it costs as little as it can.
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

/// `pri 7/12 1 blocked`.
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

//! `status`: how a session stands, to be pasted as a handover, read by a script or shown in a prompt.

use std::time::Duration;

use super::{CliError, Context, Exit, pick};
use crate::desk::{Desk, progress_of};
use crate::report::SessionJson;
use crate::session::{Briefing, Mode, Progress, SessionName, Status, Surroundings};

/// How often a session that is waited for is looked at.
const LOOK: Duration = Duration::from_secs(1);

/// What `status` was asked besides the session.
#[derive(Debug, Clone, Copy)]
pub(super) struct How {
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
    how: How,
) -> Result<Exit, CliError> {
    let name = match pick::session(&context.home, session) {
        // A prompt is shown on machines without any session, too: there is nothing to say.
        Err(CliError::NoSessions) if how.short => return Ok(Exit::NotComplete),
        name => name?,
    };
    if how.wait {
        wait(context, &name, how.timeout)?;
    }
    if how.short {
        return short(context, &name);
    }
    let desk = context.open(&name)?;
    tell(context, &name, &desk, how.json)?;
    let exit = if desk.progress.total().complete() { Exit::Fine } else { Exit::NotComplete };
    match &desk.logs {
        Some(logs) => context.warn_of_faults(logs, exit),
        None => Ok(exit),
    }
}

fn tell(context: &mut Context<'_, '_>, name: &SessionName, desk: &Desk, json: bool) -> Result<(), CliError> {
    if json {
        let heads = desk.heads();
        return context.json(&SessionJson::of(&desk.report_input(&heads, &[], &context.world.zone)));
    }
    let around = Surroundings {
        name,
        now: (context.world.now)(),
        zone: &context.world.zone,
        drift: desk.drift.as_ref(),
        problems: &desk.problems,
    };
    let briefing = Briefing::of(&desk.progress, &around).to_text();
    Ok(write!(context.world.out, "{briefing}")?)
}

/// Waits until the session is complete or damaged, or the time is over. Nothing is locked meanwhile.
fn wait(context: &mut Context<'_, '_>, name: &SessionName, timeout: Option<u64>) -> Result<(), CliError> {
    let mut left = timeout;
    loop {
        let logs = context.home.read(name)?;
        let complete = progress_of(&logs, &context.world.me)?.total().complete();
        if complete || !logs.sound() || left == Some(0) {
            return Ok(());
        }
        left = left.map(|left| left - 1);
        (context.world.pause)(LOOK);
    }
}

/// A line for a prompt. The checklist's source is not looked at, so that it costs as little as it can.
fn short(context: &mut Context<'_, '_>, name: &SessionName) -> Result<Exit, CliError> {
    let logs = context.home.read(name)?;
    let progress = progress_of(&logs, &context.world.me)?;
    let damaged = if logs.sound() { "" } else { " damaged" };
    writeln!(context.world.out, "{}{damaged}", line(name, &progress))?;
    Ok(match (logs.sound(), progress.total().complete()) {
        (false, _) => Exit::Damaged,
        (true, true) => Exit::Fine,
        (true, false) => Exit::NotComplete,
    })
}

/// `pri 7/12 1 blocked`.
fn line(name: &SessionName, progress: &Progress) -> String {
    let total = progress.total();
    let mut words = vec![format!("{name} {}/{}", total.done(), total.applicable())];
    for status in [Status::Blocked, Status::Deferred, Status::Skipped] {
        if total.of(status) > 0 {
            words.push(format!("{} {}", total.of(status), status.words()));
        }
    }
    if total.recheck() > 0 {
        words.push(format!("{} to re-check", total.recheck()));
    }
    if total.complete() {
        words.push("complete".to_owned());
    }
    if progress.mode() == Mode::Rehearsal {
        words.push("(rehearsal)".to_owned());
    }
    words.join(" ")
}

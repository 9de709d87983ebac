//! `status`: how a session stands, to be pasted as a handover or read by a script.

use super::{CliError, Context, Exit, pick};
use crate::report::SessionJson;
use crate::session::{Briefing, Surroundings};

/// `status [SESSION] [--json]`.
pub(super) fn status(
    context: &mut Context<'_, '_>,
    session: Option<&str>,
    json: bool,
) -> Result<Exit, CliError> {
    let name = pick::session(&context.home, session)?;
    let desk = context.open(&name)?;
    if json {
        let heads = desk.heads();
        let json = SessionJson::of(&desk.report_input(&heads, &[], &context.world.zone));
        context.json(&json)?;
    } else {
        let around = Surroundings {
            name: &name,
            now: (context.world.now)(),
            zone: &context.world.zone,
            drift: desk.drift.as_ref(),
            problems: &desk.problems,
        };
        let briefing = Briefing::of(&desk.progress, &around).to_text();
        write!(context.world.out, "{briefing}")?;
    }
    let exit = if desk.progress.total().complete() { Exit::Fine } else { Exit::NotComplete };
    match &desk.logs {
        Some(logs) => context.warn_of_faults(logs, exit),
        None => Ok(exit),
    }
}

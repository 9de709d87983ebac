//! `resume`: the briefing of a session, then the wizard; and without a command the board of all sessions.

use super::context::Context;
use super::error::{CliError, Exit};
use super::{list, screen};

const EXAMPLES: &str = "\
Examples:
  runsheet resume
      go on with the session changed last
  runsheet resume pri --plain
      go on with `pri`, for a screen reader or a serial console";

/// Take a session up again where it stopped
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct ResumeArgs {
    /// The session [default: the one changed last]
    session: Option<String>,
    /// Lines of prompts and answers in place of the full screen
    #[arg(long)]
    plain: bool,
}

pub(super) fn run(context: &mut Context<'_, '_>, args: &ResumeArgs) -> Result<Exit, CliError> {
    let name = context.resolve_session(args.session.as_deref())?;
    let session = context.open(&name)?;
    if args.plain || !context.env.has_full_screen() {
        return screen::run_plain(context, session, true);
    }
    screen::run_wizard(context, session, true)
}

/// Shows the board; without a full screen, prints what `list` prints.
pub(super) fn run_board(context: &mut Context<'_, '_>) -> Result<Exit, CliError> {
    if context.env.has_full_screen() {
        screen::run_board(context)
    } else {
        list::run(context, &list::ListArgs::default())
    }
}

//! `start`, `resume`, and the program without a command: a new session, one that goes on, the board of all.

use std::path::Path;

use crate::app::open_session::{self, OpenSession};
use crate::cli::context::Context;
use crate::cli::error::{CliError, Exit};
use crate::cli::import::{self, ReadingArgs};
use crate::cli::{screen, status};
use crate::session::{Mode, SessionName};

const START_EXAMPLES: &str = "\
Examples:
  runsheet start --no-open --name pri --title \"Site PRI\"
      record the start of a session `pri` and print its name, for scripts
  runsheet start --title \"Site Hamburg\" --rehearsal
      practise the built-in checklist on the screen
  runsheet start ./switch.json --plain
      a checklist of your own, as lines of prompts and answers";

/// Start a new session of a checklist
///
/// Nothing is written before the first change, unless `--no-open` asks for it.
#[derive(Debug, clap::Args)]
#[command(after_long_help = START_EXAMPLES)]
pub(super) struct StartArgs {
    /// A built-in checklist's id, a file (other lists are imported), or `-` for standard input
    #[arg(default_value = crate::app::library::DEFAULT_CHECKLIST)]
    checklist: String,
    /// The session's name [default: made from the title or the checklist]
    #[arg(long)]
    name: Option<String>,
    /// What the session is for: a site, a server [default: the checklist's title]
    #[arg(long, allow_hyphen_values = true)]
    title: Option<String>,
    /// Practice: shown and reported as such everywhere
    #[arg(long)]
    rehearsal: bool,
    /// Lines of prompts and answers in place of the full screen
    #[arg(long)]
    plain: bool,
    /// Record the start, print the session's name and return, for scripts
    #[arg(long)]
    no_open: bool,
    #[command(flatten)]
    reading: ReadingArgs,
}

pub(super) fn run_start(context: &mut Context<'_, '_>, args: StartArgs) -> Result<Exit, CliError> {
    let mode = if args.rehearsal { Mode::Rehearsal } else { Mode::Live };
    let options = args.reading.options();
    let (found, mut imported) = context.find_list(&args.checklist, &options)?;
    if let Some(imported) = &mut imported {
        let folder = Path::new(&found.source).parent().unwrap_or_else(|| Path::new(""));
        imported.report_missing_documents(&|name| folder.join(name).is_file());
        import::print_report(context, imported)?;
    }
    let title = args.title.unwrap_or_default();
    let name = match &args.name {
        Some(name) => check_name_free(context, name)?,
        None => open_session::free_name(&context.home, &title, found.parsed.checklist.id().as_str()),
    };
    let now = (context.env.now)();
    let mut session =
        OpenSession::create(&context.home, &name, &context.env.writer, (found, &title, mode), now);
    let import_report = imported.as_ref().map(|imported| imported.report.to_string());
    let commands = imported.as_ref().map(import::initial_commands).unwrap_or_default();
    session.change_all(&commands, now).map_err(|(_, error)| error)?;
    if args.no_open {
        if commands.is_empty() {
            session.writer.append(&[], now)?;
        }
        for warning in session.writer.take_warnings() {
            context.warn(&warning)?;
        }
        return context.print_recorded(&format!("{name}\n"));
    }
    if args.plain || !context.env.has_full_screen() {
        return screen::run_plain(context, session, false);
    }
    screen::run_wizard(context, session, false, import_report)
}

/// Returns the requested name, unless it is taken.
fn check_name_free(context: &Context<'_, '_>, name: &str) -> Result<SessionName, CliError> {
    let name = SessionName::new(name).map_err(|bad| CliError::Name(name.to_owned(), bad))?;
    if context.home.exists(&name) { Err(CliError::NameTaken(name)) } else { Ok(name) }
}

const RESUME_EXAMPLES: &str = "\
Examples:
  runsheet resume
      go on with the session changed last
  runsheet resume pri --plain
      go on with `pri`, for a screen reader or a serial console";

/// Take a session up again where it stopped
#[derive(Debug, clap::Args)]
#[command(after_long_help = RESUME_EXAMPLES)]
pub(super) struct ResumeArgs {
    /// The session [default: the one changed last]
    session: Option<String>,
    /// Lines of prompts and answers in place of the full screen
    #[arg(long)]
    plain: bool,
}

pub(super) fn run_resume(context: &mut Context<'_, '_>, args: &ResumeArgs) -> Result<Exit, CliError> {
    let name = context.resolve_session(args.session.as_deref())?;
    let session = context.open(&name)?;
    if args.plain || !context.env.has_full_screen() {
        return screen::run_plain(context, session, true);
    }
    screen::run_wizard(context, session, true, None)
}

/// Shows the board; without a full screen, prints what `list` prints.
pub(super) fn run_board(context: &mut Context<'_, '_>) -> Result<Exit, CliError> {
    if context.env.has_full_screen() {
        screen::run_board(context)
    } else {
        status::run_list(context, &status::ListArgs::default())
    }
}

//! The command line: what can be asked for, and one file for each subcommand.
//!
//! Results go to `out`, everything else to `err`; both are passed in, so that tests see all of it.

mod adopt;
mod apply;
mod args;
mod change;
mod check;
mod checklists;
mod complete;
mod completer;
mod error;
#[cfg(test)]
mod error_tests;
mod examples;
mod exit;
mod export;
mod identity;
mod import;
mod list;
mod log;
mod man;
mod new;
mod open;
mod output;
mod progress;
mod repair;
mod resolve;
mod schema;
mod status;
mod stdin;
mod verify;

use std::io::{Read, Write};
use std::time::Duration;

use clap::Parser as _;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::app::library::Library;
use crate::journal::Home;
use crate::session::Writer;
use crate::text::visible;

pub use args::{Args, CliCommand, Color};
pub use complete::Shell;
pub use error::CliError;
pub use exit::Exit;

/// Everything a command takes from the world around it.
pub struct Env<'a> {
    /// Where results go.
    pub out: &'a mut dyn Write,
    /// Where everything else goes.
    pub err: &'a mut dyn Write,
    /// What is piped in.
    pub stdin: &'a mut dyn Read,
    /// Variables of the environment.
    pub var: &'a dyn Fn(&str) -> Option<String>,
    /// The time now.
    pub now: &'a dyn Fn() -> Timestamp,
    /// Lets time pass.
    pub sleep: &'a dyn Fn(Duration),
    /// The zone that times are told in.
    pub time_zone: TimeZone,
    /// Who is at work: the user's and the host's name.
    pub writer: Writer,
    /// Whether standard input, output and error are terminals.
    pub terminals: (bool, bool, bool),
}

/// What every command works with.
pub(crate) struct Context<'w, 'a> {
    env: &'w mut Env<'a>,
    home: Home,
    library: Library,
    color: Color,
    /// Whether the wizard takes the mouse.
    mouse: bool,
}

/// Runs the program with these arguments, and gives back its exit code.
pub fn run(arguments: impl IntoIterator<Item = std::ffi::OsString>, world: &mut Env<'_>) -> u8 {
    let arguments: Vec<std::ffi::OsString> = arguments.into_iter().collect();
    if let Some(shell) = complete::requested_shell(&arguments, world) {
        let done = complete::print_completions(arguments, &shell, world);
        return done.map_or_else(|error| report_failure(&error, Color::Never, world), Exit::code);
    }
    let args = match Args::try_parse_from(arguments) {
        Ok(args) => args,
        Err(error) => return report_usage(&error, world),
    };
    let color = args.color;
    let done = dispatch(args, world);
    // What is still in a buffer may be what the disk or the reader does not take.
    let flushed = world.out.flush().map_err(CliError::Output);
    match done.and_then(|exit| flushed.map(|()| exit)) {
        Ok(exit) => exit.code(),
        Err(error) => report_failure(&error, color, world),
    }
}

/// Tells of an error. Where whoever read the output has gone, there is none.
fn report_failure(error: &CliError, color: Color, world: &mut Env<'_>) -> u8 {
    if error.is_closed_pipe() {
        return Exit::Success.code();
    }
    let color = error::stderr_color(color, world);
    // Nobody may be left to read it.
    let _ = error.print(world.err, color);
    error.exit().code()
}

impl Context<'_, '_> {
    /// Says something that does not keep the command from going on.
    fn warn(&mut self, text: &str) -> Result<(), CliError> {
        let color = error::stderr_color(self.color, self.env);
        error::print_warning(text, self.env.err, color).map_err(CliError::Output)
    }
}

fn dispatch(args: Args, world: &mut Env<'_>) -> Result<Exit, CliError> {
    let home = resolve::home(args.home, world)?;
    let library = resolve::library(world);
    world.writer = identity::effective_writer(args.claimed.as_deref(), world);
    let context = &mut Context { env: world, home, library, color: args.color, mouse: !args.no_mouse };
    match args.command {
        None => open::board(context),
        Some(command) => run_command(context, command),
    }
}

fn run_command(context: &mut Context<'_, '_>, command: CliCommand) -> Result<Exit, CliError> {
    use CliCommand as C;
    match command {
        C::Start { checklist, name, title, rehearsal, plain, no_open, import } => open::start(
            context,
            open::StartOptions { checklist, name, title, rehearsal, plain, no_open, import },
        ),
        C::Import { file, output, force, import } => {
            import::import(context, (&file, &import), output.as_deref(), force)
        }
        C::Resume { session, plain } => open::resume(context, session.as_deref(), plain),
        C::List { json } => list::list(context, json),
        C::Status { session, json, short, wait, timeout } => {
            status::status(context, session.as_deref(), status::StatusOptions { json, short, wait, timeout })
        }
        C::Mark { session, step, status, reason } => change::mark(context, &session, &step, &status, reason),
        C::Note { session, step, text } => change::note(context, &session, &step, &text),
        C::Answer { session, question, value, clear: _ } => {
            change::answer(context, &session, &question, value)
        }
        C::Undo { session } => change::undo(context, &session),
        C::Redo { session } => change::redo(context, &session),
        C::Apply { session } => apply::apply(context, &session),
        C::Adopt { session, checklist } => adopt::adopt(context, &session, checklist.as_deref()),
        C::Export(asked) => export::export(context, &asked),
        C::Log { session, json } => log::log(context, session.as_deref(), json),
        C::Verify { session } => verify::verify(context, session.as_deref()),
        C::Repair { session } => repair::repair(context, &session),
        C::Checklists { json } => checklists::checklists(context, json),
        C::New { file } => new::new(context, &file),
        C::Check { files, json, deny_warnings } => check::check(context, &files, json, deny_warnings),
        C::Completions { shell } => complete::completions(context, shell),
        C::Man { subcommand, out } => man::man(context, subcommand.as_deref(), out.as_deref()),
        C::Schema { of } => schema::schema(context, of),
    }
}

/// Prints what clap has to say: help and version to `out`, usage faults to `err`.
fn report_usage(error: &clap::Error, world: &mut Env<'_>) -> u8 {
    let text = error.render().to_string();
    let text = visible(&text);
    if error.use_stderr() {
        // Nobody may be left to read it.
        let _ = write!(world.err, "{text}");
        return Exit::Usage.code();
    }
    match write!(world.out, "{text}").and_then(|()| world.out.flush()) {
        Ok(()) => Exit::Success.code(),
        Err(error) => report_failure(&error.into(), Color::Auto, world),
    }
}

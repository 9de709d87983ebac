//! The command line: what can be asked for, and one file for each subcommand.
//!
//! Results go to `out`, everything else to `err`; both are passed in, so that tests see all of it.

mod adopt;
mod apply;
mod args;
mod candidates;
mod change;
mod check;
mod checklists;
mod complete;
mod error;
mod examples;
mod exit;
mod export;
mod import;
mod input;
mod list;
mod log;
mod man;
mod meanwhile;
mod new;
mod open;
mod output;
mod pick;
mod repair;
mod schema;
mod status;
#[cfg(test)]
mod texts;
mod verify;
mod who;

use std::io::{Read, Write};
use std::time::Duration;

use clap::Parser as _;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::journal::Home;
use crate::library::Library;
use crate::session::Writer;
use crate::text::visible;

pub use args::{Args, Color, Command};
pub use complete::Shell;
pub use error::CliError;
pub use exit::Exit;

/// Everything a command takes from the world around it.
pub struct World<'a> {
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
    pub pause: &'a dyn Fn(Duration),
    /// The zone that times are told in.
    pub zone: TimeZone,
    /// Who is at work: the user's and the host's name.
    pub me: Writer,
    /// Whether standard input, output and error are terminals.
    pub terminals: (bool, bool, bool),
}

/// What every command works with.
pub(crate) struct Context<'w, 'a> {
    world: &'w mut World<'a>,
    home: Home,
    library: Library,
    color: Color,
    /// Whether the wizard takes the mouse.
    mouse: bool,
}

/// Runs the program with these arguments, and gives back its exit code.
pub fn run(arguments: impl IntoIterator<Item = std::ffi::OsString>, world: &mut World<'_>) -> u8 {
    let arguments: Vec<std::ffi::OsString> = arguments.into_iter().collect();
    if let Some(shell) = complete::asked(&arguments, world) {
        let done = complete::answer(arguments, &shell, world);
        return done.map_or_else(|error| failed(&error, Color::Never, world), Exit::code);
    }
    let args = match Args::try_parse_from(arguments) {
        Ok(args) => args,
        Err(error) => return usage(&error, world),
    };
    let color = args.color;
    let done = dispatch(args, world);
    // What is still in a buffer may be what the disk or the reader does not take.
    let flushed = world.out.flush().map_err(CliError::Output);
    match done.and_then(|exit| flushed.map(|()| exit)) {
        Ok(exit) => exit.code(),
        Err(error) => failed(&error, color, world),
    }
}

/// Tells of an error. Where whoever read the output has gone, there is none.
fn failed(error: &CliError, color: Color, world: &mut World<'_>) -> u8 {
    if error.is_closed_pipe() {
        return Exit::Fine.code();
    }
    let color = error::in_color(color, world);
    // Nobody may be left to read it.
    let _ = error.print(world.err, color);
    error.exit().code()
}

impl Context<'_, '_> {
    /// Says something that does not keep the command from going on.
    fn warn(&mut self, text: &str) -> Result<(), CliError> {
        let color = error::in_color(self.color, self.world);
        error::warn(text, self.world.err, color).map_err(CliError::Output)
    }
}

fn dispatch(args: Args, world: &mut World<'_>) -> Result<Exit, CliError> {
    let home = pick::home(args.home, world)?;
    let library = pick::library(world);
    world.me = who::who(args.claimed.as_deref(), world);
    let context = &mut Context { world, home, library, color: args.color, mouse: !args.no_mouse };
    match args.command {
        None => open::board(context),
        Some(command) => carry_out(context, command),
    }
}

fn carry_out(context: &mut Context<'_, '_>, command: Command) -> Result<Exit, CliError> {
    use Command as C;
    match command {
        C::Start { checklist, name, title, rehearsal, plain, no_open, import } => {
            open::start(context, open::Start { checklist, name, title, rehearsal, plain, no_open, import })
        }
        C::Import { file, output, force, import } => {
            import::import(context, (&file, &import), output.as_deref(), force)
        }
        C::Resume { session, plain } => open::resume(context, session.as_deref(), plain),
        C::List { json } => list::list(context, json),
        C::Status { session, json, short, wait, timeout } => {
            status::status(context, session.as_deref(), status::How { json, short, wait, timeout })
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
fn usage(error: &clap::Error, world: &mut World<'_>) -> u8 {
    let text = error.render().to_string();
    let text = visible(&text);
    if error.use_stderr() {
        // Nobody may be left to read it.
        let _ = write!(world.err, "{text}");
        return Exit::Usage.code();
    }
    match write!(world.out, "{text}").and_then(|()| world.out.flush()) {
        Ok(()) => Exit::Fine.code(),
        Err(error) => failed(&error.into(), Color::Auto, world),
    }
}

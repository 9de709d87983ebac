//! The command line: what can be asked for, and one file for each subcommand.
//!
//! Results go to `out`, everything else to `err`; both are passed in, so that tests see all of it.

mod args;
mod change;
mod error;
mod exit;
mod open;
mod pick;

use std::io::{self, Read, Write};

use clap::Parser as _;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::journal::Home;
use crate::library::Library;
use crate::session::Writer;

pub use args::{Args, Color, Command};
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
}

/// Runs the program with these arguments, and gives back its exit code.
pub fn run(arguments: impl IntoIterator<Item = std::ffi::OsString>, world: &mut World<'_>) -> u8 {
    let args = match Args::try_parse_from(arguments) {
        Ok(args) => args,
        Err(error) => return usage(&error, world),
    };
    let color = args.color;
    match dispatch(args, world) {
        Ok(exit) => exit.code(),
        Err(error) if error.is_closed_pipe() => Exit::Fine.code(),
        Err(error) => {
            // Nobody may be left to read it.
            let color = error::in_color(color, world);
            let _ = error.print(world.err, color);
            error.exit().code()
        }
    }
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
    let context = &mut Context { world, home, library, color: args.color };
    let Some(command) = args.command else { return open::board(context) };
    match command {
        Command::Start { checklist, name, title, rehearsal, plain, no_open } => {
            open::start(context, open::Start { checklist, name, title, rehearsal, plain, no_open })
        }
        Command::Resume { session, plain } => open::resume(context, session.as_deref(), plain),
        Command::Mark { session, step, status, reason } => {
            change::mark(context, &session, &step, &status, reason)
        }
        Command::Note { session, step, text } => change::note(context, &session, &step, &text),
        Command::Answer { session, question, value, clear: _ } => {
            change::answer(context, &session, &question, value)
        }
        Command::Undo { session } => change::undo(context, &session),
        Command::Redo { session } => change::redo(context, &session),
        _ => Ok(Exit::Failed),
    }
}

/// Prints what clap has to say: help and version to `out`, usage faults to `err`.
fn usage(error: &clap::Error, world: &mut World<'_>) -> u8 {
    let text = error.render();
    let to_out = !error.use_stderr();
    let stream: &mut dyn Write = if to_out { world.out } else { world.err };
    let written = write!(stream, "{text}").and_then(|()| stream.flush());
    match written {
        Err(error) if to_out && error.kind() != io::ErrorKind::BrokenPipe => Exit::Failed.code(),
        _ if to_out => Exit::Fine.code(),
        _ => Exit::Usage.code(),
    }
}

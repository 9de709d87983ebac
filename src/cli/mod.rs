//! The command line: the arguments that all commands share, and one file for each command.
//!
//! Results go to `out`, everything else to `err`; both are passed in, so that tests see all of it.

#![expect(clippy::doc_markdown, reason = "these comments are the help: people read them without Markdown")]

mod adopt;
mod authoring;
mod change;
mod completions;
mod context;
mod error;
mod export;
mod import;
mod integrity;
mod man;
mod progress;
mod resolve;
mod screen;
mod start;
mod status;
#[cfg(test)]
mod tests;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{CommandFactory as _, Parser, Subcommand};

use crate::text::visible;
use context::{Color, Context};
use error::{CliError, Exit};

pub use context::{Env, Terminals};

/// Walks you through a checklist, step by step, and loses nothing on the way.
///
/// Without a command: the board, with every session and its progress.
#[derive(Debug, Parser)]
#[command(name = "runsheet", version, max_term_width = 100)]
#[command(after_help = "Exit codes: 0 fine, 1 it could not be done, 2 usage, 3 status: not complete, \
                        4 a checklist is not valid, 5 a log is damaged or too new, 6 recorded, but standard output failed.")]
pub struct Args {
    /// Where sessions are kept [default: $RUNSHEET_HOME, else the platform's state folder]
    #[arg(long, global = true, value_name = "DIR")]
    home: Option<PathBuf>,
    /// When to use colours; NO_COLOR is heeded
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: Color,
    /// Leave the mouse to the terminal, so that it selects text (M in the wizard does so too)
    #[arg(long, global = true)]
    no_mouse: bool,
    /// Who is at work, where several share an account: recorded as said, not as known
    #[arg(long = "as", global = true, value_name = "NAME", value_parser = resolve::parse_claimed_name)]
    claimed: Option<String>,
    /// What to do
    #[command(subcommand)]
    command: Option<CliCommand>,
}

#[derive(Debug, Subcommand)]
enum CliCommand {
    Start(start::StartArgs),
    Resume(start::ResumeArgs),
    List(status::ListArgs),
    Status(status::StatusArgs),
    Mark(change::MarkArgs),
    Note(change::NoteArgs),
    Answer(change::AnswerArgs),
    Undo(change::UndoArgs),
    Redo(change::RedoArgs),
    Apply(change::ApplyArgs),
    Adopt(adopt::AdoptArgs),
    Export(export::ExportArgs),
    Log(status::LogArgs),
    Verify(integrity::VerifyArgs),
    Repair(integrity::RepairArgs),
    Checklists(authoring::ChecklistsArgs),
    New(authoring::NewArgs),
    Check(authoring::CheckArgs),
    Import(import::ImportArgs),
    Schema(authoring::SchemaArgs),
    Completions(completions::CompletionsArgs),
    Man(man::ManArgs),
}

/// Runs the program with these arguments, and returns its exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>, env: &mut Env<'_>) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    if let Some(shell) = completions::requested_shell(&arguments, env) {
        let done = completions::print_completions(&Args::command(), arguments, &shell, env);
        return done.map_or_else(|error| report_failure(&error, Color::Never, env), Exit::code);
    }
    let args = match Args::try_parse_from(arguments) {
        Ok(args) => args,
        Err(error) => return report_usage(&error, env),
    };
    let color = args.color;
    let done = dispatch(args, env);
    // Flushing may be what fails: on a full disk, or where the reader has gone.
    let flushed = env.out.flush().map_err(CliError::Output);
    match done.and_then(|exit| flushed.map(|()| exit)) {
        Ok(exit) => exit.code(),
        Err(error) => report_failure(&error, color, env),
    }
}

fn dispatch(args: Args, env: &mut Env<'_>) -> Result<Exit, CliError> {
    let home = resolve::home(args.home, env)?;
    let library = resolve::library(env);
    env.writer = resolve::writer(args.claimed.as_deref(), env);
    let context = &mut Context { env, home, library, color: args.color, mouse: !args.no_mouse };
    let Some(command) = args.command else { return start::run_board(context) };
    match command {
        CliCommand::Start(args) => start::run_start(context, args),
        CliCommand::Resume(args) => start::run_resume(context, &args),
        CliCommand::List(args) => status::run_list(context, &args),
        CliCommand::Status(args) => status::run_status(context, &args),
        CliCommand::Mark(args) => change::run_mark(context, args),
        CliCommand::Note(args) => change::run_note(context, args),
        CliCommand::Answer(args) => change::run_answer(context, args),
        CliCommand::Undo(args) => change::run_undo(context, &args),
        CliCommand::Redo(args) => change::run_redo(context, &args),
        CliCommand::Apply(args) => change::run_apply(context, &args),
        CliCommand::Adopt(args) => adopt::run(context, &args),
        CliCommand::Export(args) => export::run(context, &args),
        CliCommand::Log(args) => status::run_log(context, &args),
        CliCommand::Verify(args) => integrity::run_verify(context, &args),
        CliCommand::Repair(args) => integrity::run_repair(context, &args),
        CliCommand::Checklists(args) => authoring::run_checklists(context, &args),
        CliCommand::New(args) => authoring::run_new(context, &args),
        CliCommand::Check(args) => authoring::run_check(context, &args),
        CliCommand::Import(args) => import::run(context, &args),
        CliCommand::Schema(args) => authoring::run_schema(context, &args),
        CliCommand::Completions(args) => completions::run(context, &args),
        CliCommand::Man(args) => man::run(context, &args, Args::command()),
    }
}

/// Prints an error and returns its exit code. Where the reader of the output has gone, it is no error.
fn report_failure(error: &CliError, color: Color, env: &mut Env<'_>) -> u8 {
    if error.is_closed_pipe() {
        return Exit::Success.code();
    }
    let color = env.color_on_stderr(color);
    // A closed standard error is no reason to fail in another way.
    let _ = error.print(env.err, color);
    error.exit().code()
}

/// Prints what clap has to say: help and version to `out`, usage errors to `err`.
fn report_usage(error: &clap::Error, env: &mut Env<'_>) -> u8 {
    let text = error.render().to_string();
    let text = visible(&text);
    if error.use_stderr() {
        // A closed standard error is no reason to fail in another way.
        let _ = write!(env.err, "{text}");
        return Exit::Usage.code();
    }
    match write!(env.out, "{text}").and_then(|()| env.out.flush()) {
        Ok(()) => Exit::Success.code(),
        Err(error) => report_failure(&error.into(), Color::Auto, env),
    }
}

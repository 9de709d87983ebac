//! The arguments, as `--help` tells of them.

#![expect(clippy::doc_markdown, reason = "these comments are the help: people read them without Markdown")]

use std::path::PathBuf;

use super::export::ExportArgs;
use super::import::ImportArgs;
use clap::{Parser, Subcommand, ValueEnum};

use super::{Shell, examples, identity};

/// Walks you through a checklist, step by step, and loses nothing on the way.
///
/// Without a command: the board, with every session and its progress.
#[derive(Debug, Parser)]
#[command(name = "runsheet", version, max_term_width = 100)]
#[command(after_help = "Exit codes: 0 fine, 1 it could not be done, 2 usage, 3 status: not complete, \
                        4 a checklist is not valid, 5 a log is damaged or too new.")]
pub struct Args {
    /// Where sessions are kept [default: $RUNSHEET_HOME, else the platform's state folder]
    #[arg(long, global = true, value_name = "DIR")]
    pub home: Option<PathBuf>,
    /// When to use colours; NO_COLOR is heeded
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
    /// Leave the mouse to the terminal, so that it selects text (M in the wizard does so too)
    #[arg(long, global = true)]
    pub no_mouse: bool,
    /// Who is at work, where several share an account: recorded as said, not as known
    #[arg(long = "as", global = true, value_name = "NAME", value_parser = identity::parse_name)]
    pub claimed: Option<String>,
    /// What to do
    #[command(subcommand)]
    pub command: Option<CliCommand>,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What can be asked for.
#[derive(Debug, Subcommand)]
pub enum CliCommand {
    /// Start a new session of a checklist
    ///
    /// Nothing is written before the first change, unless `--no-open` asks for it.
    #[command(after_long_help = examples::START)]
    Start {
        /// A built-in checklist's id, a file (other lists are imported), or `-` for standard input
        #[arg(default_value = crate::app::library::DEFAULT_CHECKLIST)]
        checklist: String,
        /// The session's name [default: made from the title or the checklist]
        #[arg(long)]
        name: Option<String>,
        /// What the session is for: a site, a server [default: the checklist's title]
        #[arg(long)]
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
        /// How a list is read that is no checklist of ours
        #[command(flatten)]
        import: ImportArgs,
    },
    /// Take a session up again where it stopped
    #[command(after_long_help = examples::RESUME)]
    Resume {
        /// The session [default: the one changed last]
        session: Option<String>,
        /// Lines of prompts and answers in place of the full screen
        #[arg(long)]
        plain: bool,
    },
    /// List the sessions
    #[command(after_long_help = examples::LIST)]
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Tell how a session stands: the briefing, to paste as a handover
    ///
    /// The exit code is 0 where the session is complete (exceptions included), 3 where it is not.
    #[command(after_long_help = examples::STATUS)]
    Status {
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
    },
    /// Give a step a status
    #[command(after_long_help = examples::MARK)]
    Mark {
        /// The session
        session: String,
        /// The step's id or number
        step: String,
        /// todo, in_progress, done, deferred, blocked, skipped or not_applicable
        status: String,
        /// Why; one line. Needed for deferred, blocked, skipped and not_applicable
        #[arg(long)]
        reason: Option<String>,
    },
    /// Write a note on a step
    #[command(after_long_help = examples::NOTE)]
    Note {
        /// The session
        session: String,
        /// The step's id or number
        step: String,
        /// The note; `-` reads it from standard input
        text: String,
    },
    /// Answer a question of the checklist
    #[command(after_long_help = examples::ANSWER)]
    Answer {
        /// The session
        session: String,
        /// The question's id
        question: String,
        /// The answer
        #[arg(required_unless_present = "clear")]
        value: Option<String>,
        /// Take the answer back
        #[arg(long, conflicts_with = "value")]
        clear: bool,
    },
    /// Take back your last change
    #[command(after_long_help = examples::UNDO)]
    Undo {
        /// The session
        session: String,
    },
    /// Make the change again that you undid last
    #[command(after_long_help = examples::REDO)]
    Redo {
        /// The session
        session: String,
    },
    /// Make several changes from standard input, as JSON Lines: all of them or none
    #[command(after_long_help = examples::APPLY)]
    Apply {
        /// The session
        session: String,
    },
    /// Take over a changed checklist
    #[command(after_long_help = examples::ADOPT)]
    Adopt {
        /// The session
        session: String,
        /// The new version: a built-in checklist's id, a file, or `-` [default: where the old one came from]
        checklist: Option<String>,
    },
    /// Write the report
    #[command(after_long_help = examples::EXPORT)]
    Export(ExportArgs),
    /// Tell who did what, when
    #[command(after_long_help = examples::LOG)]
    Log {
        /// The session [default: the one changed last]
        session: Option<String>,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Check every log of a session: its sequence and its chain
    #[command(after_long_help = examples::VERIFY)]
    Verify {
        /// The session [default: the one changed last]
        session: Option<String>,
    },
    /// Set damaged parts of a session's logs aside: moved, never deleted
    #[command(after_long_help = examples::REPAIR)]
    Repair {
        /// The session
        session: String,
    },
    /// List the checklists at hand
    #[command(after_long_help = examples::CHECKLISTS)]
    Checklists {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Write a small checklist to start from
    #[command(after_long_help = examples::NEW)]
    New {
        /// The file; one that is there is never replaced
        file: PathBuf,
    },
    /// Name every problem of checklist files
    #[command(after_long_help = examples::CHECK)]
    Check {
        /// Files, built-in ids, or `-` for standard input
        #[arg(required = true)]
        files: Vec<String>,
        /// As JSON
        #[arg(long)]
        json: bool,
        /// Count warnings as errors
        #[arg(long)]
        deny_warnings: bool,
    },
    /// Make a checklist of another list: Markdown, Azure review, STIG
    ///
    /// What was taken over, changed and left out is told on standard error. `start FILE` takes such
    /// a list directly.
    #[command(after_long_help = examples::IMPORT)]
    Import {
        /// A Markdown file, an Azure review checklist (JSON), a STIG checklist (cklb, ckl), or `-`
        file: String,
        /// Where to [default: standard output]
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// Replace the file if it is there
        #[arg(long)]
        force: bool,
        /// How a list is read that is no checklist of ours
        #[command(flatten)]
        import: ImportArgs,
    },
    /// Print the JSON Schema of checklist files, or of reports
    #[command(after_long_help = examples::SCHEMA)]
    Schema {
        /// Checklist files, or what `status`, `list`, `log` and `export` write as JSON
        #[arg(default_value = "checklist")]
        of: super::schema::SchemaOf,
    },
    /// Print the script that completes words for a shell
    #[command(after_long_help = examples::COMPLETIONS)]
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print a page of the manual
    #[command(after_long_help = examples::MAN)]
    Man {
        /// The command [default: the program]
        #[arg(value_name = "COMMAND")]
        subcommand: Option<String>,
        /// Write all pages into this folder
        #[arg(long, value_name = "DIR", conflicts_with = "subcommand")]
        out: Option<PathBuf>,
    },
}

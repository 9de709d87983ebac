//! Errors as people see them: `error:`, `caused by:`, `hint:`, and the exit code that goes with them.

use std::error::Error;
use std::io::{self, Write};

use super::{Color, Exit, World};
use crate::desk::{ChangeError, OpenError};
use crate::journal::{AppendError, Fault, JournalError, RepairError};
use crate::library::LibraryError;
use crate::session::{BadName, Refusal, ReplayError, SessionName};
use crate::text::visible;

/// Why a command could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// A session name that cannot be one.
    #[error("`{}` is no session name", visible(.0))]
    Name(String, #[source] BadName),
    /// A session name that nothing has.
    #[error("there is no session `{0}`")]
    NoSession(SessionName, Option<String>),
    /// No session was named, and there is none.
    #[error("there is no session yet")]
    NoSessions,
    /// A session of this name is there already.
    #[error("there is already a session `{0}`")]
    NameTaken(SessionName),
    /// The folder for sessions is not known.
    #[error("no folder is known for sessions")]
    NoHome,
    /// A session cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// Sessions cannot be looked at.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// A session cannot be repaired.
    #[error(transparent)]
    Repair(#[from] RepairError),
    /// A change was not made.
    #[error(transparent)]
    Change(#[from] ChangeError),
    /// A checklist cannot be used.
    #[error(transparent)]
    Library(#[from] LibraryError),
    /// A checklist makes no session.
    #[error(transparent)]
    Replay(#[from] ReplayError),
    /// The export would replace a file.
    #[error("`{}` is there already", visible(.0))]
    Exists(String),
    /// A file cannot be written.
    #[error("cannot write `{}`", visible(.0))]
    Write(String, #[source] io::Error),
    /// Standard input cannot be read.
    #[error("cannot read standard input")]
    Input(#[source] io::Error),
    /// Standard output cannot be written to.
    #[error("cannot write to standard output")]
    Output(#[source] io::Error),
    /// The terminal cannot be used.
    #[error("cannot use the terminal")]
    Terminal(#[source] io::Error),
}

impl From<AppendError> for CliError {
    fn from(error: AppendError) -> Self {
        Self::Change(error.into())
    }
}

impl From<Refusal> for CliError {
    fn from(refusal: Refusal) -> Self {
        Self::Change(refusal.into())
    }
}

/// Writing to the passed writers is writing to standard output.
impl From<io::Error> for CliError {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl CliError {
    /// The exit code that goes with it.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Library(LibraryError::Invalid(..)) => Exit::Invalid,
            Self::Open(OpenError::Damaged { .. } | OpenError::Replay { .. })
            | Self::Change(ChangeError::Append(AppendError::ReadOnly { .. })) => Exit::Damaged,
            _ => Exit::Failed,
        }
    }

    /// Whether whoever read the output has gone: that is no error.
    pub fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::NoSession(_, Some(near)) => Some(format!("did you mean `{near}`?")),
            Self::NoSession(_, None) => Some("`runsheet list` shows the sessions".to_owned()),
            Self::NoSessions => Some("`runsheet start` begins one".to_owned()),
            Self::NameTaken(name) => {
                Some(format!("give another name with `--name`, or `runsheet resume {name}`"))
            }
            Self::NoHome => Some("name one with `--home` or RUNSHEET_HOME".to_owned()),
            Self::Open(error) => error.hint(),
            Self::Journal(error) => error.hint(),
            Self::Repair(error) => error.hint(),
            Self::Change(error) => error.hint(),
            Self::Library(error) => error.hint(),
            Self::Exists(_) => Some("`--force` replaces it".to_owned()),
            Self::Terminal(_) => Some("`--plain` needs no terminal".to_owned()),
            Self::Name(..) | Self::Replay(_) | Self::Write(..) | Self::Input(_) | Self::Output(_) => None,
        }
    }

    /// Prints the error, its causes and the way out.
    pub fn print(&self, err: &mut dyn Write, color: bool) -> io::Result<()> {
        lines(self, self.hint(), err, color)
    }
}

/// Prints a warning about something that goes on all the same.
pub(crate) fn warn(text: &str, err: &mut dyn Write, color: bool) -> io::Result<()> {
    writeln!(err, "{} {}", word("warning:", anstyle::AnsiColor::Yellow, color), visible(text))
}

/// Says that a session's logs are damaged or too new, for commands that go on reading.
pub(crate) fn warn_of_fault(fault: &Fault, err: &mut dyn Write, color: bool) -> io::Result<()> {
    warn(&fault.to_string(), err, color)?;
    writeln!(err, "{} {}", word("hint:", anstyle::AnsiColor::Cyan, color), fault.hint())
}

fn lines(error: &dyn Error, hint: Option<String>, err: &mut dyn Write, color: bool) -> io::Result<()> {
    let red = anstyle::AnsiColor::Red;
    writeln!(err, "{} {}", word("error:", red, color), visible(&error.to_string()))?;
    let mut cause = error.source();
    while let Some(source) = cause {
        writeln!(err, "{} {}", word("caused by:", red, color), visible(&source.to_string()))?;
        cause = source.source();
    }
    match hint {
        Some(hint) => writeln!(err, "{} {}", word("hint:", anstyle::AnsiColor::Cyan, color), visible(&hint)),
        None => Ok(()),
    }
}

fn word(word: &str, color: anstyle::AnsiColor, on: bool) -> String {
    if !on {
        return word.to_owned();
    }
    let style = color.on_default() | anstyle::Effects::BOLD;
    format!("{style}{word}{style:#}")
}

/// Whether messages may be in colour.
pub(crate) fn in_color(color: Color, world: &World<'_>) -> bool {
    colored(color, world, world.terminals.2)
}

/// Whether text for a stream may be in colour.
pub(crate) fn colored(color: Color, world: &World<'_>, terminal: bool) -> bool {
    let set = |name: &str| (world.var)(name).is_some_and(|value| !value.is_empty());
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if set("NO_COLOR") => false,
        Color::Auto => terminal && (world.var)("TERM").as_deref() != Some("dumb"),
    }
}

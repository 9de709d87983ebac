//! Errors as people see them: `error:`, `caused by:`, `hint:`, and the exit code that goes with them.

use std::error::Error;
use std::io::{self, Write};

use super::apply::LineProblem;
use super::open::is_dumb_terminal;
use super::{Color, Env, Exit};
use crate::app::files::FileError;
use crate::app::library::LibraryError;
use crate::app::open_session::{ChangeError, OpenError};
use crate::checklist::render;
use crate::journal::{AppendError, JournalError, RepairError};
use crate::session::{BadName, Refusal, ReplayError, SessionName, Status};
use crate::terminal::can_draw;
use crate::text::{Hint, Text, or_list, visible};

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
    /// A command that there is no page for.
    #[error("there is no command `{}`", visible(.0))]
    NoCommand(String, Option<String>),
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
    /// The checklist's source cannot be looked at again.
    #[error("the session's checklist came from `{0}`, which cannot be looked at again")]
    NoSource(Text),
    /// Lines of standard input cannot be carried out.
    #[error("nothing was recorded: all changes are made, or none")]
    Lines(Vec<LineProblem>),
    /// The report was not written.
    #[error(transparent)]
    Export(FileError),
    /// The new checklist was not written.
    #[error(transparent)]
    New(FileError),
    /// A time that cannot be told.
    #[error("`{}` is no time", visible(.0))]
    Time(String, #[source] jiff::Error),
    /// A zone that is not known.
    #[error("there is no time zone `{}`", visible(.0))]
    Zone(String, #[source] jiff::Error),
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
            _ => Exit::Failure,
        }
    }

    /// Whether whoever read the output has gone: that is no error.
    pub fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }

    /// Prints the error, its causes and the way out.
    pub fn print(&self, err: &mut dyn Write, color: bool) -> io::Result<()> {
        match self {
            Self::Library(LibraryError::Invalid(file, problems)) => {
                for problem in problems {
                    writeln!(err, "{}\n", render(problem, &file.name, &file.bytes, color))?;
                }
            }
            Self::Lines(problems) => {
                for LineProblem { line, message: what, hint } in problems {
                    let red = anstyle::AnsiColor::Red;
                    writeln!(err, "{} line {line}: {}", styled("error:", red, color), visible(what))?;
                    hint.iter().try_for_each(|hint| print_hint(hint, err, color))?;
                }
            }
            _ => {}
        }
        print_chain(self, self.hint().as_deref(), err, color)
    }
}

impl Hint for CliError {
    fn hint(&self) -> Option<String> {
        match self {
            Self::NoSession(_, Some(near)) | Self::NoCommand(_, Some(near)) => {
                Some(format!("did you mean `{near}`?"))
            }
            Self::NoSession(_, None) => Some("`runsheet list` shows the sessions".to_owned()),
            Self::NoCommand(_, None) => Some("`runsheet help` names the commands".to_owned()),
            Self::NoSessions => Some("`runsheet start` begins one".to_owned()),
            Self::NameTaken(name) => {
                Some(format!("give another name with `--name`, or `runsheet resume {name}`"))
            }
            Self::Time(..) => {
                Some("write it as 2026-11-22, \"2026-11-22 18:00\" or 2026-11-22T18:00:00Z".to_owned())
            }
            Self::Zone(..) => Some("name it as UTC or Europe/Berlin".to_owned()),
            Self::NoHome => Some("name one with `--home` or RUNSHEET_HOME".to_owned()),
            Self::Open(error) => error.hint(),
            Self::Journal(error) => error.hint(),
            Self::Repair(error) => error.hint(),
            Self::Change(ChangeError::Refused(refusal)) => refusal_hint(refusal),
            Self::Change(error) => error.hint(),
            // All that is wrong with a checklist is printed: there is no need to ask for it.
            Self::Library(error) => error.hint().filter(|_| !matches!(error, LibraryError::Invalid(..))),
            Self::NoSource(_) => Some("name the new version: `runsheet adopt SESSION FILE`".to_owned()),
            Self::Export(FileError::Exists(_)) => Some("`--force` replaces it".to_owned()),
            Self::New(FileError::Exists(_)) => {
                Some("choose another name: `new` never replaces a file".to_owned())
            }
            Self::Export(error) | Self::New(error) => error.hint(),
            Self::Terminal(_) => Some("`--plain` needs no terminal".to_owned()),
            Self::Input(error) if error.kind() == io::ErrorKind::InvalidData => Some(
                "pipe UTF-8 in; before that in PowerShell: `$OutputEncoding = [Text.UTF8Encoding]::new()`, in cmd.exe: `chcp 65001`"
                    .to_owned(),
            ),
            Self::Name(..) | Self::Replay(_) | Self::Lines(_) | Self::Input(_) | Self::Output(_) => None,
        }
    }
}

/// The way out of a refusal, by what the command line offers.
pub(super) fn refusal_hint(refusal: &Refusal) -> Option<String> {
    match refusal {
        Refusal::NeedsReason(_) => Some("give one with `--reason`".to_owned()),
        Refusal::QuestionOpen { id, .. } => Some(format!("`runsheet answer SESSION {id} VALUE` answers it")),
        Refusal::RequiresOpen(_) => Some("`--reason` gives one".to_owned()),
        Refusal::NoStep(_, None) | Refusal::NoQuestion(_, None) => {
            Some("`runsheet status SESSION --json` names all of them".to_owned())
        }
        Refusal::NoStatus(_, None) => {
            Some(format!("a status is {}", or_list(&Status::ALL.map(Status::name))))
        }
        other => other.hint(),
    }
}

/// Prints a warning about something that goes on all the same.
pub(crate) fn print_warning(text: &str, err: &mut dyn Write, color: bool) -> io::Result<()> {
    writeln!(err, "{} {}", styled("warning:", anstyle::AnsiColor::Yellow, color), visible(text))
}

/// Prints a way out.
pub(crate) fn print_hint(hint: &str, err: &mut dyn Write, color: bool) -> io::Result<()> {
    writeln!(err, "{} {}", styled("hint:", anstyle::AnsiColor::Cyan, color), visible(hint))
}

fn print_chain(error: &dyn Error, hint: Option<&str>, err: &mut dyn Write, color: bool) -> io::Result<()> {
    let red = anstyle::AnsiColor::Red;
    writeln!(err, "{} {}", styled("error:", red, color), visible(&error.to_string()))?;
    let mut cause = error.source();
    while let Some(source) = cause {
        writeln!(err, "{} {}", styled("caused by:", red, color), visible(&source.to_string()))?;
        cause = source.source();
    }
    hint.iter().try_for_each(|hint| print_hint(hint, err, color))
}

fn styled(word: &str, color: anstyle::AnsiColor, on: bool) -> String {
    if !on {
        return word.to_owned();
    }
    let style = color.on_default() | anstyle::Effects::BOLD;
    format!("{style}{word}{style:#}")
}

/// Whether messages may be in colour.
pub(crate) fn stderr_color(color: Color, world: &Env<'_>) -> bool {
    use_color(color, world, world.terminals.2)
}

/// Whether text for a stream may be in colour.
pub(crate) fn use_color(color: Color, world: &Env<'_>, terminal: bool) -> bool {
    let set = |name: &str| (world.var)(name).is_some_and(|value| !value.is_empty());
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if set("NO_COLOR") => false,
        Color::Auto => terminal && !is_dumb_terminal(world.var) && can_draw(),
    }
}

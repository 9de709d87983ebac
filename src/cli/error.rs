//! Errors as people see them (`error:`, `caused by:`, `hint:`), and the exit codes, on which scripts rely.

use std::error::Error;
use std::io::{self, Write};

use crate::app::files::FileError;
use crate::app::library::LibraryError;
use crate::app::open_session::{ChangeError, OpenError};
use crate::checklist::render;
use crate::journal::{AppendError, JournalError, RepairError};
use crate::session::{BadName, Refusal, ReplayError, SessionName, Status};
use crate::text::{Hint, Text, or_list, visible};

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit {
    /// It worked. For `status`: complete, exceptions included.
    Success,
    /// It could not be done.
    Failure,
    /// The command line was wrong.
    Usage,
    /// `status`: the session is not complete.
    NotComplete,
    /// A checklist is not valid.
    Invalid,
    /// A log is damaged or written by a newer program.
    Damaged,
    /// The change is recorded, but could not be reported.
    Unreported,
}

impl Exit {
    pub(super) fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Failure => 1,
            Self::Usage => 2,
            Self::NotComplete => 3,
            Self::Invalid => 4,
            Self::Damaged => 5,
            Self::Unreported => 6,
        }
    }
}

/// Why a command could not be carried out.
#[derive(Debug, thiserror::Error)]
pub(super) enum CliError {
    #[error("`{}` is no session name", visible(.0))]
    Name(String, #[source] BadName),
    #[error("there is no session `{0}`")]
    NoSession(SessionName, Option<String>),
    #[error("there is no session yet")]
    NoSessions,
    #[error("there is no command `{}`", visible(.0))]
    NoCommand(String, Option<String>),
    #[error("there is already a session `{0}`")]
    NameTaken(SessionName),
    #[error("no folder is known for sessions")]
    NoHome,
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error(transparent)]
    Repair(#[from] RepairError),
    #[error(transparent)]
    Change(#[from] ChangeError),
    #[error(transparent)]
    Library(#[from] LibraryError),
    #[error(transparent)]
    Replay(#[from] ReplayError),
    #[error("the session's checklist came from `{0}`, which cannot be looked at again")]
    NoSource(Text),
    #[error("not taken over: there is no terminal to ask on")]
    NotConfirmed,
    #[error("nothing was recorded: all changes are made, or none")]
    Lines(Vec<LineProblem>),
    #[error(transparent)]
    Export(FileError),
    #[error(transparent)]
    New(FileError),
    #[error("`{}` is no time", visible(.0))]
    Time(String, #[source] jiff::Error),
    #[error("there is no time zone `{}`", visible(.0))]
    Zone(String, #[source] jiff::Error),
    #[error("cannot read standard input")]
    Input(#[source] io::Error),
    #[error("cannot write to standard output")]
    Output(#[source] io::Error),
    #[error("recorded, but cannot write to standard output")]
    Unreported(#[source] io::Error),
    #[error("cannot use the terminal")]
    Terminal(#[source] io::Error),
}

/// Why a line of `apply` cannot be applied.
#[derive(Debug)]
pub(super) struct LineProblem {
    /// The line, from 1.
    pub(super) line: usize,
    pub(super) message: String,
    pub(super) hint: Option<String>,
}

impl LineProblem {
    pub(super) fn from_refusal(line: usize, refusal: &Refusal) -> Self {
        let hint = match refusal {
            Refusal::NeedsReason(_) | Refusal::Obstacles { .. } => Some("give one as `reason`".to_owned()),
            Refusal::QuestionOpen { .. } => Some("answer it in a line before this one".to_owned()),
            other => refusal_hint(other),
        };
        Self { line, message: refusal.to_string(), hint }
    }
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

/// Errors of writing are those of standard output, unless a command says otherwise.
impl From<io::Error> for CliError {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl CliError {
    pub(super) fn exit(&self) -> Exit {
        match self {
            Self::Library(LibraryError::Invalid(..)) => Exit::Invalid,
            Self::Open(OpenError::Damaged { .. } | OpenError::Replay { .. })
            | Self::Change(ChangeError::Append(AppendError::ReadOnly { .. })) => Exit::Damaged,
            Self::Unreported(_) => Exit::Unreported,
            _ => Exit::Failure,
        }
    }

    /// Whether the reader of the output has gone, which is no error.
    pub(super) fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Output(error) | Self::Unreported(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }

    /// Prints the error, its causes and its hint.
    pub(super) fn print(&self, err: &mut dyn Write, color: bool) -> io::Result<()> {
        match self {
            Self::Library(LibraryError::Invalid(file, problems)) => {
                for problem in problems {
                    writeln!(err, "{}\n", render(problem, &file.name, &file.bytes, color))?;
                }
            }
            Self::Lines(problems) => {
                for LineProblem { line, message, hint } in problems {
                    let red = anstyle::AnsiColor::Red;
                    writeln!(err, "{} line {line}: {}", styled("error:", red, color), visible(message))?;
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
            // The problems of a checklist are printed already, so no hint leads to them.
            Self::Library(error) => error.hint().filter(|_| !matches!(error, LibraryError::Invalid(..))),
            Self::NoSource(_) => Some("name the new version: `runsheet adopt SESSION FILE`".to_owned()),
            Self::NotConfirmed => Some("`--yes` takes it over without asking".to_owned()),
            Self::Export(FileError::Exists(_)) => Some("`--force` replaces it".to_owned()),
            Self::New(FileError::Exists(_)) => {
                Some("choose another name: `new` never replaces a file".to_owned())
            }
            Self::Export(error) | Self::New(error) => error.hint(),
            Self::Unreported(_) => Some("do not repeat the command: the change stands".to_owned()),
            Self::Terminal(_) => Some("`--plain` needs no terminal".to_owned()),
            Self::Input(error) if error.kind() == io::ErrorKind::InvalidData => Some(
                "pipe UTF-8 in; before that in PowerShell: `$OutputEncoding = [Text.UTF8Encoding]::new()`, in cmd.exe: `chcp 65001`"
                    .to_owned(),
            ),
            Self::Name(..) | Self::Replay(_) | Self::Lines(_) | Self::Input(_) | Self::Output(_) => None,
        }
    }
}

/// Returns the hint for a refusal in terms of the command line.
pub(super) fn refusal_hint(refusal: &Refusal) -> Option<String> {
    match refusal {
        Refusal::NeedsReason(_) => Some("give one with `--reason`".to_owned()),
        Refusal::QuestionOpen { id, .. } => Some(format!("`runsheet answer SESSION {id} VALUE` answers it")),
        Refusal::Obstacles { .. } => Some("`--reason` gives one".to_owned()),
        Refusal::NoStep(_, None) | Refusal::NoQuestion(_, None) => {
            Some("`runsheet status SESSION --json` names all of them".to_owned())
        }
        Refusal::NoStatus(_, None) => {
            Some(format!("a status is {}", or_list(&Status::ALL.map(Status::name))))
        }
        other => other.hint(),
    }
}

pub(super) fn print_warning(text: &str, err: &mut dyn Write, color: bool) -> io::Result<()> {
    writeln!(err, "{} {}", styled("warning:", anstyle::AnsiColor::Yellow, color), visible(text))
}

pub(super) fn print_hint(hint: &str, err: &mut dyn Write, color: bool) -> io::Result<()> {
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

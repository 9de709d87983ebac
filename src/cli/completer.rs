//! What can stand in the place of an argument: sessions, steps, questions, answers, statuses,
//! checklists; read from disk, never locked.

use std::ffi::OsStr;

use clap::CommandFactory as _;
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate, PathCompleter, ValueCompleter as _};

use super::Args;
use crate::app::library::{BUILT_IN, Library};
use crate::app::open_session;
use crate::checklist::QuestionIx;
use crate::journal::Home;
use crate::session::{Progress, SessionName, Status, Writer};
use crate::text::{Text, visible};

/// How a word must be written so that the shell takes it as one: a checklist's answers may hold blanks
/// and worse, and what is completed is on the command line without another look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quoting {
    /// With a backslash before everything that means something to the shell.
    Backslash,
    /// Between single quotes.
    Single,
    /// The shell sees to it.
    ByShell,
}

impl Quoting {
    fn quote(self, word: &str) -> String {
        let plain = |c: char| c.is_alphanumeric() || "-_./,+@%:".contains(c);
        if word.chars().all(plain) {
            return word.to_owned();
        }
        match self {
            Self::ByShell => word.to_owned(),
            Self::Single => format!("'{}'", word.replace('\'', "''")),
            Self::Backslash => {
                word.chars().flat_map(|c| (!plain(c)).then_some('\\').into_iter().chain([c])).collect()
            }
        }
    }

    /// The beginning of a word as it was typed, without what the shell takes away.
    fn unquote(self, typed: &OsStr) -> String {
        let typed = typed.to_string_lossy();
        let quotes: &[char] = if self == Self::Backslash { &['\\', '\'', '"'] } else { &['\'', '"'] };
        typed.replace(quotes, "")
    }
}

/// The command line as far as it was typed.
#[derive(Clone)]
pub(super) struct Completer {
    pub(super) home: Option<Home>,
    pub(super) library: Library,
    pub(super) writer: Writer,
    pub(super) session: Option<String>,
    pub(super) question: Option<String>,
    pub(super) quoting: Quoting,
}

/// A word, and what it stands for.
type Candidate = (String, String);

impl Completer {
    /// What completes the argument of this name; nothing where files or fixed words are meant.
    pub(super) fn completer(&self, argument: &str) -> Option<ArgValueCompleter> {
        let list: fn(&Self) -> Vec<Candidate> = match argument {
            "session" => Self::sessions,
            "step" => Self::steps,
            "question" => Self::questions,
            "value" => Self::answers,
            "status" => |_| Status::ALL.map(|s| (s.name().to_owned(), s.label().to_owned())).to_vec(),
            "subcommand" => |_| subcommands(),
            "checklist" | "files" => Self::checklists,
            _ => return None,
        };
        let line = self.clone();
        let files = matches!(argument, "checklist" | "files");
        Some(ArgValueCompleter::new(move |typed: &OsStr| {
            let mut found = line.matching(list(&line), typed);
            if files {
                found.extend(PathCompleter::file().complete(typed));
            }
            found
        }))
    }

    fn matching(&self, all: Vec<Candidate>, typed: &OsStr) -> Vec<CompletionCandidate> {
        let typed = self.quoting.unquote(typed);
        let fits = |(word, _): &Candidate| {
            word.starts_with(&typed) && visible(word) == word.as_str() && !word.contains(['\n', '\t'])
        };
        all.into_iter()
            .filter(fits)
            .map(|(word, help)| {
                // Nothing is no help: PowerShell refuses it, and other shells show an empty one.
                let help = Some(Text::line(&help).to_string()).filter(|help| !help.is_empty());
                CompletionCandidate::new(self.quoting.quote(&word)).help(help.map(Into::into))
            })
            .collect()
    }

    fn sessions(&self) -> Vec<Candidate> {
        let names = self.home.as_ref().and_then(|home| home.session_names().ok()).unwrap_or_default();
        names.into_iter().map(|name| (name.to_string(), String::new())).collect()
    }

    /// The session that was typed, as far as it can be read; else the one changed last, which is meant
    /// where none is named.
    fn progress(&self) -> Option<Progress> {
        let home = self.home.as_ref()?;
        let name = match &self.session {
            Some(name) => SessionName::new(name).ok().filter(|name| home.exists(name))?,
            None => home.latest_session().ok()??,
        };
        open_session::progress_from_logs(&home.read(&name).ok()?, &self.writer).ok()
    }

    fn steps(&self) -> Vec<Candidate> {
        let Some(progress) = self.progress() else { return Vec::new() };
        let steps = progress.checklist().steps().iter();
        steps.map(|step| (step.id.to_string(), step.title.to_string())).collect()
    }

    /// The questions that are asked as the answers stand.
    fn questions(&self) -> Vec<Candidate> {
        let Some(progress) = self.progress() else { return Vec::new() };
        let all = (0u32..).map(QuestionIx).zip(progress.checklist().questions());
        let asked = all.filter(|(ix, _)| progress.is_asked(*ix));
        asked.map(|(_, question)| (question.id.to_string(), question.prompt.to_string())).collect()
    }

    fn answers(&self) -> Vec<Candidate> {
        let choices = || {
            let (progress, question) = (self.progress()?, self.question.as_ref()?);
            let checklist = progress.checklist();
            let question = checklist.question(checklist.find_question(question)?);
            Some(question.choices.iter().map(|choice| (choice.to_string(), String::new())).collect())
        };
        choices().unwrap_or_default()
    }

    fn checklists(&self) -> Vec<Candidate> {
        let built_in = BUILT_IN.iter().map(|(id, _)| ((*id).to_owned(), "built in".to_owned()));
        let own = self.library.user_files().into_iter().filter_map(|path| {
            let stem = path.file_stem()?.to_str()?.to_owned();
            Some((stem, path.to_string_lossy().into_owned()))
        });
        built_in.chain(own).collect()
    }
}

/// The commands that have a page in the manual.
fn subcommands() -> Vec<Candidate> {
    let command = Args::command();
    let about = |command: &clap::Command| command.get_about().map(ToString::to_string).unwrap_or_default();
    command.get_subcommands().map(|command| (command.get_name().to_owned(), about(command))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_of_a_checklist_runs_anything() {
        let evil = "$(rm -rf ~); `x` 'y' *";
        assert_eq!(Quoting::Backslash.quote(evil), r"\$\(rm\ -rf\ \~\)\;\ \`x\`\ \'y\'\ \*");
        assert_eq!(Quoting::Single.quote(evil), "'$(rm -rf ~); `x` ''y'' *'");
        assert_eq!(Quoting::Backslash.quote("3.0 SP2"), r"3.0\ SP2");
        assert_eq!(Quoting::Backslash.unquote(OsStr::new(r"3.0\ S")), "3.0 S");
        assert_eq!(Quoting::Single.unquote(OsStr::new("'3.0 S")), "3.0 S");
    }
}

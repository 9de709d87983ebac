//! `completions`: scripts for shells, and the answers to what those scripts ask at each press of Tab.
//!
//! Candidates depend on the words typed so far and the sessions on disk, which are read and never locked.

use std::ffi::{OsStr, OsString};

use clap::ValueEnum;
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate, PathCompleter, ValueCompleter as _};
use clap_complete::env::Shells;

use super::context::{Context, Env};
use super::error::{CliError, Exit};
use super::resolve;
use crate::app::library::{BUILT_IN, Library};
use crate::app::open_session;
use crate::checklist::QuestionIx;
use crate::journal::Home;
use crate::session::{Progress, SessionName, Status, Writer};
use crate::text::{Text, visible};

const EXAMPLES: &str = "\
Examples:
  runsheet completions bash > ~/.local/share/bash-completion/completions/runsheet
  runsheet completions zsh > ~/.zfunc/_runsheet
  runsheet completions fish > ~/.config/fish/completions/runsheet.fish
  runsheet completions powershell | Out-String | Invoke-Expression
      a line for your $PROFILE
  runsheet completions elvish >> ~/.config/elvish/rc.elv

Sessions, steps, questions, answers and statuses are completed from your own home. The script asks the
program at each press of Tab: print it anew after an update.";

/// The variable by which the script of a shell asks for completions instead of a command.
const SHELL_VARIABLE: &str = "RUNSHEET_COMPLETE";

/// The variable in which the script of PowerShell passes the words, one in each line.
const WORDS_VARIABLE: &str = "RUNSHEET_COMPLETE_WORDS";

/// The script for PowerShell, which does not pass all arguments unchanged.
const POWERSHELL: &str = include_str!("completion.ps1");

/// Lets the script of zsh, which is loaded at the first press of Tab, answer that press as well.
const ZSH_FIRST_CALL: &str = r#"[[ $funcstack[1] != _runsheet ]] || _clap_dynamic_completer_runsheet "$@""#;

/// Print the script that completes words for a shell
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shell {
    /// bash 4.4 or newer, and as good as it gets on older ones.
    Bash,
    /// Elvish.
    Elvish,
    /// fish.
    Fish,
    /// PowerShell.
    Powershell,
    /// zsh.
    Zsh,
}

impl Shell {
    fn name(self) -> &'static str {
        match self {
            Self::Bash => "bash",
            Self::Elvish => "elvish",
            Self::Fish => "fish",
            Self::Powershell => "powershell",
            Self::Zsh => "zsh",
        }
    }
}

/// Prints the script. It finds the program on the path each time it runs.
pub(super) fn run(context: &mut Context<'_, '_>, args: &CompletionsArgs) -> Result<Exit, CliError> {
    let shell = args.shell;
    if shell == Shell::Powershell {
        write!(context.env.out, "{POWERSHELL}")?;
    } else if let Some(completer) = Shells::builtins().completer(shell.name()) {
        let name = "runsheet";
        completer.write_registration(SHELL_VARIABLE, name, name, name, &mut *context.env.out)?;
        if shell == Shell::Zsh {
            writeln!(context.env.out, "{ZSH_FIRST_CALL}")?;
        }
    }
    Ok(Exit::Success)
}

/// Returns the name of the shell whose script asks for completions, if one does.
pub(super) fn requested_shell(words: &[OsString], env: &Env<'_>) -> Option<String> {
    let shell = env.var_if_set(SHELL_VARIABLE)?.into_string().ok()?;
    (words.get(1).map(OsString::as_os_str) == Some(OsStr::new("--"))).then_some(shell)
}

/// Prints the candidates for the word at the cursor.
pub(super) fn print_completions(
    program: &clap::Command,
    words: Vec<OsString>,
    shell: &str,
    env: &mut Env<'_>,
) -> Result<Exit, CliError> {
    let shells = Shells::builtins();
    let Some(completer) = shells.completer(shell) else { return Ok(Exit::Usage) };
    let typed: Vec<OsString> = match env.text_var(WORDS_VARIABLE) {
        Some(words) => words.split('\n').map(OsString::from).collect(),
        None => words.into_iter().skip(2).collect(),
    };
    if typed.is_empty() {
        return Ok(Exit::Success);
    }
    let quoting = match shell {
        "bash" => Quoting::Backslash,
        "powershell" => Quoting::Single,
        _ => Quoting::ByShell,
    };
    let mut command = command_with_completers(program, &typed, quoting, env);
    command.build();
    let folder = std::env::current_dir().ok();
    completer.write_complete(&mut command, typed, folder.as_deref(), &mut *env.out)?;
    Ok(Exit::Success)
}

/// Returns the command line with a completer for each argument that has one.
fn command_with_completers(
    program: &clap::Command,
    typed: &[OsString],
    quoting: Quoting,
    env: &Env<'_>,
) -> clap::Command {
    // An unfinished command line is rarely valid, so what can be read of it must do.
    let read = program.clone().ignore_errors(true).try_get_matches_from(typed);
    let read = read.unwrap_or_default();
    let home = read.try_get_one("home").ok().flatten().cloned();
    let (session, question) = match read.subcommand() {
        Some((_, inner)) => (argument_value(inner, "session"), argument_value(inner, "question")),
        None => (None, None),
    };
    let subcommands = program
        .get_subcommands()
        .map(|command| {
            let about = command.get_about().map(ToString::to_string).unwrap_or_default();
            (command.get_name().to_owned(), about)
        })
        .collect();
    let completer = Completer {
        subcommands,
        home: resolve::home(home, env).ok(),
        library: resolve::library(env),
        writer: env.writer.clone(),
        session,
        question,
        quoting,
    };
    program.clone().mut_subcommands(|command| {
        command.mut_args(|arg| match completer.completer(arg.get_id().as_str()) {
            Some(completer) => arg.add(completer),
            None => arg,
        })
    })
}

fn argument_value(matches: &clap::ArgMatches, argument: &str) -> Option<String> {
    matches.try_get_one::<String>(argument).ok().flatten().cloned()
}

/// How to quote a word so that the shell reads it as one. Answers may contain blanks and worse, and users
/// run a completed command line without checking it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quoting {
    /// With a backslash before every special character.
    Backslash,
    /// Between single quotes.
    Single,
    /// The shell quotes the word itself.
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

    /// Returns the start of a word without its quoting, which the shell would remove.
    fn unquote(self, typed: &OsStr) -> String {
        let typed = typed.to_string_lossy();
        let quotes: &[char] = if self == Self::Backslash { &['\\', '\'', '"'] } else { &['\'', '"'] };
        typed.replace(quotes, "")
    }
}

/// What completions are made from: the folders, and what was typed so far.
#[derive(Clone)]
struct Completer {
    home: Option<Home>,
    library: Library,
    writer: Writer,
    session: Option<String>,
    question: Option<String>,
    quoting: Quoting,
    subcommands: Vec<Candidate>,
}

/// A word and its description.
type Candidate = (String, String);

impl Completer {
    /// Returns what completes the argument of this name; nothing for files and fixed words.
    fn completer(&self, argument: &str) -> Option<ArgValueCompleter> {
        let list: fn(&Self) -> Vec<Candidate> = match argument {
            "session" => Self::sessions,
            "step" => Self::steps,
            "question" => Self::questions,
            "value" => Self::answers,
            "status" => |_| Status::ALL.map(|s| (s.name().to_owned(), s.label().to_owned())).to_vec(),
            "subcommand" => |completer| completer.subcommands.clone(),
            "checklist" | "files" => Self::checklists,
            _ => return None,
        };
        let completer = self.clone();
        let files = matches!(argument, "checklist" | "files");
        Some(ArgValueCompleter::new(move |typed: &OsStr| {
            let mut found = completer.matching(list(&completer), typed);
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
                // PowerShell refuses an empty description, and other shells show it.
                let help = Some(Text::line(&help).to_string()).filter(|help| !help.is_empty());
                CompletionCandidate::new(self.quoting.quote(&word)).help(help.map(Into::into))
            })
            .collect()
    }

    fn sessions(&self) -> Vec<Candidate> {
        let names = self.home.as_ref().and_then(|home| home.session_names().ok()).unwrap_or_default();
        names.into_iter().map(|name| (name.to_string(), String::new())).collect()
    }

    /// Returns the progress of the typed session, else of the one changed last.
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

    /// Returns the questions that apply with the present answers.
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

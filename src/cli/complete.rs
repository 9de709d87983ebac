//! Completions for shells. `completions SHELL` prints a small script; what it asks back at each press
//! of Tab is answered here, from the words typed so far and the sessions that are on disk.

use std::ffi::{OsStr, OsString};

use clap::{CommandFactory as _, ValueEnum};
use clap_complete::env::Shells;

use super::completer::{Completer, Quoting};
use super::{Args, CliError, Context, Env, Exit, resolve};

/// The variable by which a shell's script asks for completions in the place of a command.
const SHELL_VARIABLE: &str = "RUNSHEET_COMPLETE";

/// The variable in which PowerShell's script hands over the words: a line for each.
const WORDS_VARIABLE: &str = "RUNSHEET_COMPLETE_WORDS";

/// The script for PowerShell, whose arguments do not come through as they are.
const POWERSHELL: &str = include_str!("completion.ps1");

/// As a file that zsh loads at the first press of Tab, the script has to answer that one, too.
const ZSH_FIRST_CALL: &str = r#"[[ $funcstack[1] != _runsheet ]] || _clap_dynamic_completer_runsheet "$@""#;

/// The shells that there are scripts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shell {
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

/// `completions SHELL`. The script finds the program on the path, wherever it is put later.
pub(super) fn completions(context: &mut Context<'_, '_>, shell: Shell) -> Result<Exit, CliError> {
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

/// The shell that asks for completions, if one does: its script puts the typed words behind `--`, or
/// in a variable.
pub(super) fn requested_shell(words: &[OsString], world: &Env<'_>) -> Option<String> {
    let shell = (world.var)(SHELL_VARIABLE).filter(|shell| !shell.is_empty())?;
    (words.get(1).map(OsString::as_os_str) == Some(OsStr::new("--"))).then_some(shell)
}

/// Prints what could stand at the place of the cursor. What cannot be read completes nothing.
pub(super) fn print_completions(
    words: Vec<OsString>,
    shell: &str,
    world: &mut Env<'_>,
) -> Result<Exit, CliError> {
    let shells = Shells::builtins();
    let Some(completer) = shells.completer(shell) else { return Ok(Exit::Usage) };
    let typed: Vec<OsString> = match (world.var)(WORDS_VARIABLE) {
        Some(words) => words.split('\n').map(OsString::from).collect(),
        None => words.into_iter().skip(2).collect(),
    };
    if typed.is_empty() {
        return Ok(Exit::Success);
    }
    let quote = match shell {
        "bash" => Quoting::Backslash,
        "powershell" => Quoting::Single,
        _ => Quoting::ByShell,
    };
    let mut command = command_with_completers(&typed, quote, world);
    command.build();
    let folder = std::env::current_dir().ok();
    completer.write_complete(&mut command, typed, folder.as_deref(), &mut *world.out)?;
    Ok(Exit::Success)
}

/// The command line, with what can stand in the place of each argument.
fn command_with_completers(typed: &[OsString], quote: Quoting, world: &Env<'_>) -> clap::Command {
    // Half a command line is no valid one: what can be read of it is enough.
    let read = Args::command().ignore_errors(true).try_get_matches_from(typed);
    let read = read.unwrap_or_default();
    let home = read.try_get_one("home").ok().flatten().cloned();
    let (session, question) = match read.subcommand() {
        Some((_, inner)) => (argument_value(inner, "session"), argument_value(inner, "question")),
        None => (None, None),
    };
    let line = Completer {
        home: resolve::home(home.map(|path| resolve::expand_tilde(path, world)), world).ok(),
        library: resolve::library(world),
        writer: world.writer.clone(),
        session,
        question,
        quoting: quote,
    };
    Args::command().mut_subcommands(|command| {
        command.mut_args(|arg| match line.completer(arg.get_id().as_str()) {
            Some(completer) => arg.add(completer),
            None => arg,
        })
    })
}

fn argument_value(matches: &clap::ArgMatches, argument: &str) -> Option<String> {
    matches.try_get_one::<String>(argument).ok().flatten().cloned()
}

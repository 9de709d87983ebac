//! PURE. The commands of the plain face, and what a line asks for. A key of the full screen stands for its
//! command as well.

use crate::session::Status;
use crate::text::{Text, closest};
use crate::tui::Filter;

/// What a line asks for. Names and numbers are still as they were typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum PlainCommand {
    Mark(Status, Option<String>),
    Answer(String),
    /// Lists the questions; or answers one by its number in the list.
    Answers(String),
    ClearAnswer(String),
    /// Writes a note; without a text, from the lines that follow.
    Note(Option<String>),
    /// Rewrites one of the user's notes, by its number on the step.
    ReplaceNote(String),
    Next(Filter),
    Back(Filter),
    First,
    Last,
    GoTo(String),
    Undo,
    Redo,
    Retry,
    Open(String),
    /// Shows a local document, or prints an address.
    View(String),
    /// Prints an address or a command, unwrapped.
    Copy(String),
    List(Filter),
    Search(String),
    Show,
    Status,
    /// Writes the report to a file, replacing it or not.
    Export(String, bool),
    Log,
    Adopt,
    Help,
    Quit,
}

/// One row of the help.
pub(super) struct CommandHelp {
    pub(super) name: &'static str,
    /// The key of the full screen that does the same.
    pub(super) key: &'static str,
    pub(super) arguments: &'static str,
    pub(super) description: &'static str,
}

const fn help(
    name: &'static str,
    key: &'static str,
    arguments: &'static str,
    description: &'static str,
) -> CommandHelp {
    CommandHelp { name, key, arguments, description }
}

pub(super) const FILTERS: &str = "[open|exceptions|re-check]";

/// All commands, in the order of the help.
pub(super) const COMMANDS: &[CommandHelp] = &[
    help(
        "done",
        "",
        "[REASON]",
        "mark the step done and go to the next open one; a reason overrides the order",
    ),
    help("todo", "t", "", "mark it not begun"),
    help("in_progress", "i", "", "mark it begun"),
    help("deferred", "d", "REASON", "put it off"),
    help("blocked", "b", "REASON", "say that it cannot go on"),
    help("skipped", "s", "REASON", "leave it out"),
    help("not_applicable", "x", "REASON", "say that it does not apply"),
    help(
        "answer",
        "a",
        "[QUESTION] VALUE",
        "answer a question, by default the one that waits here; a choice also by its number",
    ),
    help(
        "answers",
        "",
        "[NUMBER VALUE]",
        "all questions with their answers; or answer one of them by its number",
    ),
    help("unanswer", "", "[QUESTION]", "take an answer back"),
    help("note", "n", "[TEXT]", "write a note; without a text, lines up to one with a single dot"),
    help("renote", "", "NUMBER [TEXT]", "write one of your notes anew, as with note; no line takes it away"),
    help("next", "j", FILTERS, "to the next step"),
    help("back", "k", FILTERS, "to the step before"),
    help("first", "g", "", "to the first step"),
    help("last", "G", "", "to the last step"),
    help("go", "", "STEP", "to a step, by its id or number"),
    help(
        "open",
        "o",
        "[DOCUMENT]",
        "open a document of the step in a browser, by its number or words of its title",
    ),
    help("view", "v", "[DOCUMENT]", "show a local document here, or an address whole"),
    help("copy", "y", "[NUMBER]", "print an address or a command whole, to copy it"),
    help("list", "f", FILTERS, "the steps"),
    help("search", "/", "WORDS", "find steps; go NUMBER goes there"),
    help("show", "", "", "the step again"),
    help("undo", "u", "", "take your last change back"),
    help("redo", "", "", "make it again"),
    help("retry", "R", "", "try again to save a change that could not be saved"),
    help("status", "B", "", "the briefing"),
    help("log", "H", "", "who did what, when"),
    help("export", "e", "FILE", "write the report"),
    help("replace", "", "FILE", "write the report in the place of a file that is there"),
    help("adopt", "A", "", "take over the changed checklist"),
    help("help", "?", "", "these words"),
    help("q", "", "", "leave; everything is saved"),
];

/// The lines of the help.
pub(super) fn help_lines() -> Vec<String> {
    let arguments = |text: &str| if text.is_empty() { String::new() } else { format!(" {text}") };
    let key = |key: &str| if key.is_empty() { String::new() } else { format!(" (or {key})") };
    let line = |help: &CommandHelp| {
        format!("{}{}{}: {}", help.name, arguments(help.arguments), key(help.key), help.description)
    };
    let mut lines: Vec<String> = COMMANDS.iter().map(line).collect();
    lines.push("] and [ go to the next and the previous open step.".to_owned());
    lines.push("Every change is on disk before it is told, so leaving never asks.".to_owned());
    lines
}

/// Returns what a line asks for.
///
/// # Errors
/// A sentence that says what is not understood.
pub(super) fn parse(line: &str) -> Result<PlainCommand, String> {
    let line = line.trim();
    let (typed, rest) = match line.strip_prefix('/') {
        Some(rest) => ("/", rest),
        None => line.split_once(char::is_whitespace).unwrap_or((line, "")),
    };
    let rest = rest.trim();
    let name = expand_key(typed);
    let some = || (!rest.is_empty()).then(|| rest.to_owned());
    let needs = |what: &str| some().ok_or_else(|| format!("`{name}` needs {what}"));
    if let Some(status) = Status::from_name(&name) {
        return Ok(PlainCommand::Mark(status, some()));
    }
    Ok(match name.as_str() {
        // Like the key, the command alone lists the questions.
        "answer" if rest.is_empty() => PlainCommand::Answers(String::new()),
        "answer" => PlainCommand::Answer(rest.to_owned()),
        "answers" => PlainCommand::Answers(rest.to_owned()),
        "unanswer" => PlainCommand::ClearAnswer(rest.to_owned()),
        "note" => PlainCommand::Note(some()),
        "renote" => PlainCommand::ReplaceNote(needs("the number of one of your notes")?),
        "next" => PlainCommand::Next(parse_filter(rest)?),
        "back" => PlainCommand::Back(parse_filter(rest)?),
        "]" => PlainCommand::Next(Filter::Open),
        "[" => PlainCommand::Back(Filter::Open),
        "first" => PlainCommand::First,
        "last" => PlainCommand::Last,
        "go" => PlainCommand::GoTo(needs("a step's id or number")?),
        "undo" => PlainCommand::Undo,
        "redo" => PlainCommand::Redo,
        "retry" => PlainCommand::Retry,
        "open" => PlainCommand::Open(rest.to_owned()),
        "view" => PlainCommand::View(rest.to_owned()),
        "copy" => PlainCommand::Copy(rest.to_owned()),
        "list" => PlainCommand::List(parse_filter(rest)?),
        "search" => PlainCommand::Search(needs("words to search for")?),
        "show" => PlainCommand::Show,
        "status" => PlainCommand::Status,
        "export" => PlainCommand::Export(needs("a file's name")?, false),
        "replace" => PlainCommand::Export(needs("a file's name")?, true),
        "log" => PlainCommand::Log,
        "adopt" => PlainCommand::Adopt,
        "help" => PlainCommand::Help,
        "q" | "quit" | "exit" => PlainCommand::Quit,
        _ => return Err(unknown(typed)),
    })
}

/// Returns the command that a key stands for; anything else in lower case. The case of a key counts.
fn expand_key(typed: &str) -> String {
    let by_key = COMMANDS.iter().find(|help| !help.key.is_empty() && help.key == typed);
    by_key.map_or_else(|| typed.to_lowercase(), |help| help.name.to_owned())
}

fn parse_filter(name: &str) -> Result<Filter, String> {
    let all = [Filter::All, Filter::Open, Filter::Exceptions, Filter::Recheck];
    let normalized = |name: &str| name.to_lowercase().replace('-', "");
    let found =
        all.into_iter().find(|filter| name.is_empty() || normalized(filter.name()) == normalized(name));
    found.ok_or_else(|| {
        format!(
            "`{}` is no filter; there are {}",
            Text::line(name),
            crate::text::list(&all.map(Filter::name))
        )
    })
}

fn unknown(name: &str) -> String {
    let near = closest(name, COMMANDS.iter().map(|help| help.name));
    let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    format!("`{}` is no word here{near}; `help` tells them all", Text::line(name))
}

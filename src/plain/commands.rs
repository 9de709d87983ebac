//! PURE. The words of the plain face: what a line asks for. A key of the full screen is a word as well.

use crate::session::Status;
use crate::text::{Text, closest};
use crate::tui::Filter;

/// What a line asks for. Names and numbers are still as they were typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum PlainCommand {
    /// Give the step a status.
    Mark(Status, Option<String>),
    /// Answer a question.
    Answer(String),
    /// The questions and their answers; or answer one by its number there.
    Answers(String),
    /// Take an answer back.
    ClearAnswer(String),
    /// Write a note; without a text, the lines that follow.
    Note(Option<String>),
    /// Write an own note anew, by its number on the step.
    ReplaceNote(String),
    /// To the next step that a filter lets through.
    Next(Filter),
    Back(Filter),
    First,
    Last,
    /// To a step, by id or number.
    GoTo(String),
    Undo,
    Redo,
    /// Try again what could not be saved.
    Retry,
    /// Open a document, by its number or words of its title.
    Open(String),
    /// Show an address or a local document, picked alike.
    View(String),
    /// Print an address or a command whole, picked alike.
    Copy(String),
    /// The outline: all steps, or those of a filter.
    List(Filter),
    Search(String),
    Show,
    Status,
    Export(String, bool),
    Log,
    Adopt,
    Help,
    Quit,
}

/// One row of the help.
pub(super) struct CommandHelp {
    pub(super) name: &'static str,
    /// The key of the full screen that is as good as the word.
    pub(super) key: &'static str,
    pub(super) arguments: &'static str,
    pub(super) description: &'static str,
}

const fn help(word: &'static str, key: &'static str, takes: &'static str, does: &'static str) -> CommandHelp {
    CommandHelp { name: word, key, arguments: takes, description: does }
}

const FILTERS: &str = "[open|exceptions|re-check]";

/// Every word, as the help tells of it.
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

/// What a line asks for, or why that cannot be told.
pub(super) fn parse(line: &str) -> Result<PlainCommand, String> {
    let line = line.trim();
    let (typed, rest) = match line.strip_prefix('/') {
        Some(rest) => ("/", rest),
        None => line.split_once(char::is_whitespace).unwrap_or((line, "")),
    };
    let rest = rest.trim();
    let word = expand_key(typed);
    let some = || (!rest.is_empty()).then(|| rest.to_owned());
    let needs = |what: &str| some().ok_or_else(|| format!("`{word}` needs {what}"));
    if let Some(status) = Status::from_name(&word) {
        return Ok(PlainCommand::Mark(status, some()));
    }
    Ok(match word.as_str() {
        // The key lists the questions; so does the word where nothing is said.
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

/// The word that a key stands for; words in small letters. The case of a key counts.
fn expand_key(typed: &str) -> String {
    let keyed = COMMANDS.iter().find(|help| !help.key.is_empty() && help.key == typed);
    keyed.map_or_else(|| typed.to_lowercase(), |help| help.name.to_owned())
}

fn parse_filter(name: &str) -> Result<Filter, String> {
    let all = [Filter::All, Filter::Open, Filter::Exceptions, Filter::Recheck];
    let plain = |name: &str| name.to_lowercase().replace('-', "");
    let found = all.into_iter().find(|filter| name.is_empty() || plain(filter.name()) == plain(name));
    found.ok_or_else(|| {
        format!(
            "`{}` is no filter; there are {}",
            Text::line(name),
            crate::text::list(&all.map(Filter::name))
        )
    })
}

fn unknown(word: &str) -> String {
    let near = closest(word, COMMANDS.iter().map(|help| help.name));
    let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    format!("`{}` is no word here{near}; `help` tells them all", Text::line(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::Action;
    use crate::tui::keymap::{GLOBAL_KEYS, KEYS, KeyContext};

    #[test]
    fn every_word_of_the_help_is_understood() {
        for help in COMMANDS {
            let line = format!("{} {}", help.name, if help.arguments == FILTERS { "open" } else { "x" });
            assert!(parse(&line).is_ok(), "{line}");
        }
        for status in Status::ALL {
            assert!(COMMANDS.iter().any(|help| help.name == status.name()), "{}", status.name());
        }
    }

    /// What is about the screen only, and keys that are no letters; `done` is `Enter` and `Space`. What a
    /// search finds stands there all at once, and is gone to by its number.
    fn screen_only(action: Action) -> bool {
        use Action as A;
        matches!(
            action,
            A::SwitchPane
                | A::ToggleMouse
                | A::Fold
                | A::Unfold
                | A::PageDown
                | A::PageUp
                | A::Redraw
                | A::Suspend
                | A::Back
                | A::FindNext
                | A::FindPrevious
        )
    }

    #[test]
    fn every_key_of_the_checklist_is_a_word_that_does_the_same() {
        use Action as A;
        let walk = KEYS.iter().filter(|binding| binding.context == KeyContext::Session).chain(GLOBAL_KEYS);
        for binding in walk.filter(|binding| !screen_only(binding.action)) {
            let letter = binding.keys.split(' ').find(|key| key.chars().count() == 1);
            let key = letter.unwrap_or_else(|| match binding.action {
                A::Activate | A::ToggleDone => "done",
                A::Redo => "redo",
                other => panic!("no word for {other:?}"),
            });
            let word = parse(&format!("{key} {}", if binding.action == A::Filter { "" } else { "x" }));
            let word = word.or_else(|_| parse(key)).unwrap();
            let same = match binding.action {
                A::Up => matches!(word, PlainCommand::Back(Filter::All)),
                A::Down => matches!(word, PlainCommand::Next(Filter::All)),
                A::First => word == PlainCommand::First,
                A::Last => word == PlainCommand::Last,
                A::NextOpen => word == PlainCommand::Next(Filter::Open),
                A::PreviousOpen => word == PlainCommand::Back(Filter::Open),
                A::Activate | A::ToggleDone => matches!(word, PlainCommand::Mark(Status::Done, _)),
                A::Mark(status) => matches!(word, PlainCommand::Mark(marked, _) if marked == status),
                A::Note => matches!(word, PlainCommand::Note(_)),
                A::Answers => matches!(word, PlainCommand::Answer(_)),
                A::Open => matches!(word, PlainCommand::Open(_)),
                A::Copy => matches!(word, PlainCommand::Copy(_)),
                A::View => matches!(word, PlainCommand::View(_)),
                A::Undo => word == PlainCommand::Undo,
                A::Redo => word == PlainCommand::Redo,
                A::Search => matches!(word, PlainCommand::Search(_)),
                A::Filter => matches!(word, PlainCommand::List(_)),
                A::Export => matches!(word, PlainCommand::Export(_, false)),
                A::Log => word == PlainCommand::Log,
                A::Briefing => word == PlainCommand::Status,
                A::Adopt => word == PlainCommand::Adopt,
                A::Retry => word == PlainCommand::Retry,
                A::Leave => word == PlainCommand::Quit,
                A::Help => word == PlainCommand::Help,
                _ => false,
            };
            assert!(same, "{} is {:?} there, {word:?} here", binding.keys, binding.action);
        }
    }

    #[test]
    fn reasons_and_texts_are_the_rest_of_the_line() {
        let why = Some("no licence yet".to_owned());
        assert_eq!(parse(" blocked  no licence yet "), Ok(PlainCommand::Mark(Status::Blocked, why.clone())));
        assert_eq!(parse("b no licence yet"), Ok(PlainCommand::Mark(Status::Blocked, why)));
        assert_eq!(parse("in-progress"), Ok(PlainCommand::Mark(Status::InProgress, None)));
        assert_eq!(parse("answer site-mode mixed"), Ok(PlainCommand::Answer("site-mode mixed".to_owned())));
        assert_eq!(parse("/wsus"), Ok(PlainCommand::Search("wsus".to_owned())));
        assert_eq!(parse("a"), Ok(PlainCommand::Answers(String::new())));
    }

    #[test]
    fn what_is_not_understood_says_what_would_be() {
        assert_eq!(
            parse("dnoe").unwrap_err(),
            "`dnoe` is no word here; did you mean `done`?; `help` tells them all"
        );
        assert_eq!(parse("go").unwrap_err(), "`go` needs a step's id or number");
        assert_eq!(
            parse("list closed").unwrap_err(),
            "`closed` is no filter; there are all, open, exceptions and re-check"
        );
    }
}

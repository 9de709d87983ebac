//! PURE. The words of the plain face: what a line asks for.

use crate::session::Status;
use crate::text::closest;

/// What a line asks for. Names and numbers are still as they were typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Word {
    /// Give the step a status.
    Mark(Status, Option<String>),
    /// Answer a question.
    Answer(String),
    /// Take an answer back.
    Unanswer(String),
    /// Write a note; without a text, the lines that follow.
    Note(Option<String>),
    /// Write an own note anew, by its number on the step.
    Renote(String),
    Next,
    Back,
    Open,
    /// To a step, by id or number.
    Go(String),
    Undo,
    Redo,
    /// Open a document, by its number.
    Browse(Option<String>),
    /// Show an address or a local document, by its number.
    View(Option<String>),
    /// The outline: all steps, or those of a filter.
    List(Option<String>),
    Search(String),
    Show,
    Status,
    Export(String),
    Log,
    Adopt,
    Help,
    Quit,
}

/// One row of the help.
pub(super) struct Help {
    pub(super) word: &'static str,
    pub(super) takes: &'static str,
    pub(super) does: &'static str,
}

const fn help(word: &'static str, takes: &'static str, does: &'static str) -> Help {
    Help { word, takes, does }
}

/// Every word, as the help tells of it.
pub(super) const WORDS: &[Help] = &[
    help("done", "[REASON]", "mark the step done and go to the next open one; a reason overrides the order"),
    help("todo", "", "mark it not begun"),
    help("in_progress", "", "mark it begun"),
    help("deferred", "REASON", "put it off"),
    help("blocked", "REASON", "say that it cannot go on"),
    help("skipped", "REASON", "leave it out"),
    help("not_applicable", "REASON", "say that it does not apply"),
    help("answer", "[QUESTION] VALUE", "answer a question; a choice also by its number"),
    help("unanswer", "[QUESTION]", "take an answer back"),
    help("note", "[TEXT]", "write a note; without a text, lines up to one with a single dot"),
    help("renote", "NUMBER [TEXT]", "write one of your notes anew; without a text it is taken away"),
    help("next", "", "to the next step"),
    help("back", "", "to the step before"),
    help("open", "[NUMBER]", "open a document of the step in a browser, or tell its address"),
    help("view", "[NUMBER]", "show a local document here, or an address whole"),
    help("go", "STEP", "to a step, by its id or number; go open: to the next open one"),
    help("list", "[open|exceptions|re-check]", "the steps"),
    help("search", "WORDS", "find steps"),
    help("show", "", "the step again"),
    help("undo", "", "take your last change back"),
    help("redo", "", "make it again"),
    help("status", "", "the briefing"),
    help("log", "", "who did what, when"),
    help("export", "FILE", "write the report"),
    help("adopt", "", "take over the changed checklist"),
    help("help", "", "these words; ? is as good"),
    help("q", "", "leave; everything is saved"),
];

/// What a line asks for, or why that cannot be told.
pub(super) fn parse(line: &str) -> Result<Word, String> {
    let line = line.trim();
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let rest = rest.trim();
    let some = || (!rest.is_empty()).then(|| rest.to_owned());
    let needs = |what: &str| some().ok_or_else(|| format!("`{word}` needs {what}"));
    let lower = word.to_lowercase();
    if let Some(status) = Status::from_name(&lower) {
        return Ok(Word::Mark(status, some()));
    }
    Ok(match lower.as_str() {
        "answer" | "a" => Word::Answer(needs("an answer")?),
        "unanswer" => Word::Unanswer(rest.to_owned()),
        "note" => Word::Note(some()),
        "renote" => Word::Renote(needs("the number of one of your notes")?),
        "next" | "n" => Word::Next,
        "back" | "b" => Word::Back,
        "go" if rest == "open" => Word::Open,
        "go" => Word::Go(needs("a step's id or number")?),
        "undo" => Word::Undo,
        "redo" => Word::Redo,
        "open" => Word::Browse(some()),
        "view" => Word::View(some()),
        "list" => Word::List(some()),
        "search" => Word::Search(needs("words to search for")?),
        "show" => Word::Show,
        "status" => Word::Status,
        "export" => Word::Export(needs("a file's name")?),
        "log" => Word::Log,
        "adopt" => Word::Adopt,
        "help" | "?" => Word::Help,
        "q" | "quit" | "exit" => Word::Quit,
        _ => return Err(unknown(word)),
    })
}

fn unknown(word: &str) -> String {
    let near = closest(word, WORDS.iter().map(|help| help.word));
    let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    format!("`{}` is no word here{near}; `help` tells them all", crate::text::Text::line(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_help_is_understood() {
        for help in WORDS {
            let line = format!("{} x", help.word);
            assert!(parse(&line).is_ok(), "{line}");
        }
        for status in Status::ALL {
            assert!(WORDS.iter().any(|help| help.word == status.name()), "{}", status.name());
        }
    }

    #[test]
    fn reasons_and_texts_are_the_rest_of_the_line() {
        let why = Some("no licence yet".to_owned());
        assert_eq!(parse(" blocked  no licence yet "), Ok(Word::Mark(Status::Blocked, why)));
        assert_eq!(parse("in-progress"), Ok(Word::Mark(Status::InProgress, None)));
        assert_eq!(parse("answer site-mode mixed"), Ok(Word::Answer("site-mode mixed".to_owned())));
    }

    #[test]
    fn what_is_not_understood_says_what_would_be() {
        assert_eq!(
            parse("dnoe").unwrap_err(),
            "`dnoe` is no word here; did you mean `done`?; `help` tells them all"
        );
        assert_eq!(parse("go").unwrap_err(), "`go` needs a step's id or number");
    }
}

//! TESTS. The commands of the plain face, which are the keys of the full screen as well, and its lines.

use super::commands::{COMMANDS, FILTERS, PlainCommand, parse};
use super::output::wrap;
use crate::session::Status;
use crate::tui::keymap::{GLOBAL_KEYS, KEYS, KeyContext};
use crate::tui::{Action, Filter};

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

/// Returns whether a key is only about the screen. All hits of a search are listed at once here, and reached by
/// their numbers.
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
    let bindings = KEYS.iter().filter(|binding| binding.context == KeyContext::Session).chain(GLOBAL_KEYS);
    for binding in bindings.filter(|binding| !screen_only(binding.action)) {
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

#[test]
fn lines_break_at_blanks_and_hang_below_their_text() {
    assert_eq!(wrap("the quick brown fox", 10), ["the quick", "brown fox"]);
    assert_eq!(wrap("  - one two three", 11), ["  - one two", "    three"]);
    assert_eq!(wrap("12. one two", 8), ["12. one", "    two"]);
    assert_eq!(wrap("日本 語テ", 5), ["日本", "語テ"]);
    assert_eq!(wrap("", 5), [""]);
}

#[test]
fn addresses_and_code_are_never_cut() {
    let address = "https://example.org/a/very/long/address";
    assert_eq!(wrap(address, 10), [address]);
    assert_eq!(wrap(&format!("see {address} there"), 10), ["see", address, "there"]);
    assert_eq!(wrap("    Get-Service -Name WsusService", 10), ["    Get-Service -Name WsusService"]);
}

//! PURE. Texts that try to change a report, in every place where a text can stand.

use proptest::prelude::*;

use super::fixture::{Session, answered, marked, marked_because, noted};
use crate::checklist::{QuestionKind, RawChecklist, RawQuestion, RawReference, RawSource, RawStep};
use crate::session::{Mode, Status};
use crate::text::Text;

/// Where a text of somebody stands in a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Place {
    Session,
    Source,
    List,
    Origin,
    Section,
    Step,
    Prompt,
    Answer,
    Note,
    Reason,
    Reference,
    File,
    Writer,
    Removed,
    Problem,
}

pub(in crate::report) const PLACES: [Place; 15] = [
    Place::Session,
    Place::Source,
    Place::List,
    Place::Origin,
    Place::Section,
    Place::Step,
    Place::Prompt,
    Place::Answer,
    Place::Note,
    Place::Reason,
    Place::Reference,
    Place::File,
    Place::Writer,
    Place::Removed,
    Place::Problem,
];

pub(in crate::report) const CORPUS: &[&str] = &[
    "x",
    "[x]",
    "[X] done",
    "- [x] y",
    "a\n- [x] y\n",
    "`[x]`",
    "[[x]](x)",
    "\\[x\\]",
    "`",
    "``a`",
    "```\n[x]\n",
    "~~~",
    "~~a~~ ~b~",
    "|",
    "a | b\n--- | ---\nc | d",
    "\\|",
    "\\\\|",
    "`a|b`",
    "<script>alert(1)</script>",
    "<!--",
    "a\n<!-- b",
    "<details>",
    "<https://evil.example>",
    "<a@evil.example>",
    "---",
    "a\n---",
    "a\n===",
    "- a",
    "+ a",
    "* a",
    "1. a",
    "12) a",
    "# a",
    "a #",
    "###",
    "> a",
    "> [!NOTE]\n> a",
    "](http://evil.example)",
    "[a](http://evil.example)",
    "[a]: http://evil.example",
    "[^1]: a",
    "![](http://beacon.example/a.png)",
    "@team",
    "(@team)",
    "a@evil.example",
    "#1",
    "org/repo#1",
    "GH-1",
    "see http://evil.example/a_b_(c).",
    "www.evil.example",
    "www.[x]",
    ":tada:",
    "*a*",
    "**a",
    "a**",
    "_a_",
    "__init__",
    "***",
    "$a$",
    "$`a`$",
    "$$",
    "\\",
    "a\\",
    "a \\\\",
    "\\`",
    "&amp;",
    "&#91;x&#93;",
    "&lt;b&gt;",
    "\ttab\tbed",
    "    four",
    "a\n    four\n\n\n    four",
    "a\r\nb\rc",
    "\u{1b}[31mred",
    "\u{202e}rtl\u{202c}",
    "\u{200b}",
    "\u{3000}[x] a",
    "\u{a0}- a\u{a0}",
    "日本語（テスト）",
    "مرحبا",
    "👩\u{200d}💻 1\u{fe0f}\u{20e3}",
    "a\u{2028}- [x] b",
    "a\u{0}b",
    "a\u{b}\u{c}b",
    "\n\n\n",
    " ",
    ":--",
    ":-:",
    "a\n:-:",
    "a\\\n---",
    "<?php ?>",
    "<![CDATA[",
    "a  \nb",
];

/// A session in which the text stands in this place, and plain words in all others. A checklist has
/// no text that cannot be seen, so it gets the visible form.
pub(in crate::report) fn session(place: Option<Place>, text: &str) -> Session {
    let at = |here: Place| if place == Some(here) { text.to_owned() } else { "plain".to_owned() };
    let shown = |here: Place| match Text::line(&at(here)) {
        line if line.as_str().trim().is_empty() => "plain".to_owned(),
        line => line.to_string(),
    };
    // What a checklist may name as a file.
    let file = shown(Place::File).replace(|c: char| !c.is_ascii() || "\\:~/".contains(c), "");
    let file = format!("a{}b", file.trim());
    let references = vec![
        RawReference { title: shown(Place::Reference), ..RawReference::default() },
        RawReference {
            title: shown(Place::Reference),
            url: Some("https://example.org/(v=technet.10)?a&copy;=b".to_owned()),
            when: None,
        },
        RawReference { title: shown(Place::Reference), url: Some(file), when: None },
    ];
    let question =
        RawQuestion { id: "q".into(), prompt: shown(Place::Prompt), required: true, ..Default::default() };
    let open =
        RawQuestion { id: "open".into(), prompt: shown(Place::Prompt), required: true, ..Default::default() };
    let step = |id: &str| RawStep { id: id.into(), title: shown(Place::Step), ..RawStep::default() };
    let section = RawStep {
        id: "section".into(),
        title: shown(Place::Section),
        steps: Some(vec![
            step("done"),
            RawStep { references, questions: vec![text_kind(question), text_kind(open)], ..step("blocked") },
            step("todo"),
        ]),
        ..RawStep::default()
    };
    let list = RawChecklist {
        format: 1,
        id: "list".into(),
        title: shown(Place::List),
        source: Some(RawSource { title: shown(Place::Origin), url: None }),
        steps: vec![section],
        ..RawChecklist::default()
    };
    let mut session =
        Session::from_raw(&at(Place::Session), Mode::Live, &at(Place::Source), &list, &at(Place::Writer));
    let note = Some(at(Place::Note)).filter(|text| !text.is_empty()).unwrap_or("plain".into());
    session
        .alice(marked_because("done", Status::Done, &at(Place::Reason)))
        .alice(marked_because("blocked", Status::Blocked, &at(Place::Reason)))
        .alice(noted("done", &note))
        .alice(noted("blocked", &note))
        .alice(answered("q", &at(Place::Answer)))
        .bob(marked_because(&format!("gone{}", at(Place::Removed)), Status::Done, &at(Place::Reason)))
        .bob(answered(&format!("gone{}", at(Place::Removed)), &at(Place::Answer)))
        .bob(noted(&format!("gone{}", at(Place::Removed)), &note))
        .bob(marked("todo", Status::Todo));
    session.problems = vec![at(Place::Problem)];
    session
}

fn text_kind(question: RawQuestion) -> RawQuestion {
    RawQuestion { kind: Some(QuestionKind::Text), ..question }
}

pub(in crate::report) fn a_place() -> impl Strategy<Value = Place> {
    prop::sample::select(PLACES.to_vec())
}

pub(in crate::report) fn a_hostile_text() -> impl Strategy<Value = String> {
    let glue = prop::sample::select(vec!["", " ", "\n", "a", "\\", "1"]);
    let piece = prop::sample::select(CORPUS.to_vec());
    prop::collection::vec((piece, glue), 1..5)
        .prop_map(|parts| parts.into_iter().flat_map(|(piece, glue)| [piece, glue]).collect())
}

//! PURE. Texts that try to change a report, for every field that holds a text.

use proptest::prelude::*;

use super::fixture::{Session, answered, marked, marked_because, noted};
use crate::checklist::{QuestionKind, RawChecklist, RawQuestion, RawReference, RawSource, RawStep};
use crate::session::{Mode, Status};
use crate::text::Text;

/// A field of a session whose text appears in a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Field {
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

pub(in crate::report) const FIELDS: [Field; 15] = [
    Field::Session,
    Field::Source,
    Field::List,
    Field::Origin,
    Field::Section,
    Field::Step,
    Field::Prompt,
    Field::Answer,
    Field::Note,
    Field::Reason,
    Field::Reference,
    Field::File,
    Field::Writer,
    Field::Removed,
    Field::Problem,
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

/// Returns a session with the text in this field and plain words in all others. A checklist cannot hold invisible
/// text, so it gets the visible form.
pub(in crate::report) fn session_with(field: Option<Field>, text: &str) -> Session {
    let at = |here: Field| if field == Some(here) { text.to_owned() } else { "plain".to_owned() };
    let shown = |here: Field| match Text::line(&at(here)) {
        line if line.as_str().trim().is_empty() => "plain".to_owned(),
        line => line.to_string(),
    };
    // A checklist accepts only some characters in the name of a file.
    let file = shown(Field::File).replace(|c: char| !c.is_ascii() || "\\:~/".contains(c), "");
    let file = format!("a{}b", file.trim());
    let references = vec![
        RawReference { title: shown(Field::Reference), ..RawReference::default() },
        RawReference {
            title: shown(Field::Reference),
            url: Some("https://example.org/(v=technet.10)?a&copy;=b".to_owned()),
            when: None,
        },
        RawReference { title: shown(Field::Reference), url: Some(file), when: None },
    ];
    let question =
        RawQuestion { id: "q".into(), prompt: shown(Field::Prompt), required: true, ..Default::default() };
    let open =
        RawQuestion { id: "open".into(), prompt: shown(Field::Prompt), required: true, ..Default::default() };
    let step = |id: &str| RawStep { id: id.into(), title: shown(Field::Step), ..RawStep::default() };
    let section = RawStep {
        id: "section".into(),
        title: shown(Field::Section),
        steps: Some(vec![
            step("done"),
            RawStep {
                references,
                questions: vec![text_question(question), text_question(open)],
                ..step("blocked")
            },
            step("todo"),
        ]),
        ..RawStep::default()
    };
    let list = RawChecklist {
        format: 1,
        id: "list".into(),
        title: shown(Field::List),
        source: Some(RawSource { title: shown(Field::Origin), url: None }),
        steps: vec![section],
        ..RawChecklist::default()
    };
    let mut session =
        Session::from_raw(&at(Field::Session), Mode::Live, &at(Field::Source), &list, &at(Field::Writer));
    let note = Some(at(Field::Note)).filter(|text| !text.is_empty()).unwrap_or("plain".into());
    session
        .alice(marked_because("done", Status::Done, &at(Field::Reason)))
        .alice(marked_because("blocked", Status::Blocked, &at(Field::Reason)))
        .alice(noted("done", &note))
        .alice(noted("blocked", &note))
        .alice(answered("q", &at(Field::Answer)))
        .bob(marked_because(&format!("gone{}", at(Field::Removed)), Status::Done, &at(Field::Reason)))
        .bob(answered(&format!("gone{}", at(Field::Removed)), &at(Field::Answer)))
        .bob(noted(&format!("gone{}", at(Field::Removed)), &note))
        .bob(marked("todo", Status::Todo));
    session.problems = vec![at(Field::Problem)];
    session
}

fn text_question(question: RawQuestion) -> RawQuestion {
    RawQuestion { kind: Some(QuestionKind::Text), ..question }
}

pub(in crate::report) fn any_field() -> impl Strategy<Value = Field> {
    prop::sample::select(FIELDS.to_vec())
}

pub(in crate::report) fn hostile_text() -> impl Strategy<Value = String> {
    let glue = prop::sample::select(vec!["", " ", "\n", "a", "\\", "1"]);
    let piece = prop::sample::select(CORPUS.to_vec());
    prop::collection::vec((piece, glue), 1..5)
        .prop_map(|parts| parts.into_iter().flat_map(|(piece, glue)| [piece, glue]).collect())
}

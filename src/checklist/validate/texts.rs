//! PURE. Texts: what must be there, what is one line, and nothing that cannot be seen.

use super::index::{Index, LazyPath};
use crate::checklist::problem::{Problem, ValuePart, quoted};
use crate::checklist::raw::{RawChecklist, RawCommand, RawNote, RawQuestion, RawReference, RawStep};
use crate::text::{count, is_hidden, is_plain};

/// The longest id, in characters.
const MAX_ID_LEN: usize = 128;

/// How a text may look.
#[derive(Clone, Copy, PartialEq)]
enum TextShape {
    Line,
    Block,
}

pub(super) fn check(raw: &RawChecklist, index: &Index<'_>, out: &mut Vec<Problem>) {
    check_head(raw, out);
    for (position, item) in index.items.iter().enumerate() {
        check_node(item.raw, &LazyPath::Node(index, position), out);
    }
}

fn check_head(raw: &RawChecklist, out: &mut Vec<Problem>) {
    let root = LazyPath::Root;
    check_id("a checklist", &raw.id, &root, out);
    check_required("a checklist", "title", &raw.title, TextShape::Line, &root, out);
    check_optional("summary", raw.summary.as_ref(), TextShape::Line, &root, out);
    check_optional("detail", raw.detail.as_ref(), TextShape::Block, &root, out);
    let applies_to = root.member("applies_to");
    for (nth, product) in raw.applies_to.iter().enumerate() {
        let at = applies_to.item(nth);
        if product.trim().is_empty() {
            out.push(Problem::error("missing", at.path(), "an item of `applies_to` is empty"));
        }
        check_text("applies_to", product, TextShape::Line, &at, out);
    }
    if let Some(source) = &raw.source {
        check_required("a source", "title", &source.title, TextShape::Line, &root.member("source"), out);
    }
}

fn check_node(raw: &RawStep, at: &LazyPath<'_>, out: &mut Vec<Problem>) {
    let owner = if raw.is_section() { "a section" } else { "a step" };
    check_id(owner, &raw.id, at, out);
    check_required(owner, "title", &raw.title, TextShape::Line, at, out);
    check_optional("detail", raw.detail.as_ref(), TextShape::Block, at, out);
    check_each(&raw.questions, at.member("questions"), out, check_question);
    check_each(&raw.notes, at.member("notes"), out, check_note);
    check_each(&raw.references, at.member("references"), out, check_reference);
    check_each(&raw.commands, at.member("commands"), out, check_command);
}

fn check_each<T>(
    items: &[T],
    at: LazyPath<'_>,
    out: &mut Vec<Problem>,
    check: fn(&T, &LazyPath<'_>, &mut Vec<Problem>),
) {
    for (nth, item) in items.iter().enumerate() {
        check(item, &at.item(nth), out);
    }
}

fn check_question(raw: &RawQuestion, at: &LazyPath<'_>, out: &mut Vec<Problem>) {
    check_id("a question", &raw.id, at, out);
    check_required("a question", "prompt", &raw.prompt, TextShape::Line, at, out);
    if let Some(label) = &raw.label {
        check_required("a question", "label", label, TextShape::Line, at, out);
    }
    let choices = at.member("choices");
    for (nth, choice) in raw.choices.iter().enumerate() {
        let at = choices.item(nth);
        if choice.trim().is_empty() {
            out.push(Problem::error("empty-choice", at.path(), "a choice is empty"));
        }
        check_text("choices", choice, TextShape::Line, &at, out);
    }
}

fn check_note(raw: &RawNote, at: &LazyPath<'_>, out: &mut Vec<Problem>) {
    check_required("a note", "text", &raw.text, TextShape::Block, at, out);
}

fn check_reference(raw: &RawReference, at: &LazyPath<'_>, out: &mut Vec<Problem>) {
    check_required("a reference", "title", &raw.title, TextShape::Line, at, out);
}

fn check_command(raw: &RawCommand, at: &LazyPath<'_>, out: &mut Vec<Problem>) {
    check_required("a command", "run", &raw.run, TextShape::Block, at, out);
    check_optional("shell", raw.shell.as_ref(), TextShape::Line, at, out);
    check_optional("note", raw.note.as_ref(), TextShape::Line, at, out);
}

fn check_id(owner: &str, id: &str, at: &LazyPath<'_>, out: &mut Vec<Problem>) {
    // Nearly every id.
    if (1..=MAX_ID_LEN).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic()) {
        return;
    }
    let at_id = at.member("id");
    if id.trim().is_empty() {
        return report_missing(owner, "id", &at_id, out);
    }
    if let Some((place, _)) = id.char_indices().find(|(_, c)| c.is_whitespace()) {
        let what = format!("the id {} contains white space", quoted(id));
        let suggestion = id.split_whitespace().collect::<Vec<_>>().join("-");
        out.push(
            Problem::error("bad-id", at_id.path(), what)
                .with_part(ValuePart::Offset(place))
                .with_help(format!("write {}", quoted(&suggestion))),
        );
        return;
    }
    let length = id.chars().count();
    if length > MAX_ID_LEN {
        let what = format!("an id has at most {MAX_ID_LEN} characters, this one has {length}");
        out.push(Problem::error("bad-id", at_id.path(), what));
    }
    check_text("id", id, TextShape::Line, &at_id, out);
}

fn check_required(
    owner: &str,
    name: &'static str,
    value: &str,
    shape: TextShape,
    at: &LazyPath<'_>,
    out: &mut Vec<Problem>,
) {
    let at = at.member(name);
    if is_blank(value) {
        report_missing(owner, name, &at, out);
    }
    check_text(name, value, shape, &at, out);
}

/// Whether there is nothing but white space.
fn is_blank(text: &str) -> bool {
    !text.bytes().next().is_some_and(|byte| byte.is_ascii_graphic()) && text.trim().is_empty()
}

fn report_missing(owner: &str, name: &str, at: &LazyPath<'_>, out: &mut Vec<Problem>) {
    let article = if name == "id" { "an" } else { "a" };
    let what = format!("{owner} needs {article} `{name}`");
    out.push(Problem::error("missing", at.path(), what).with_help("write a text that is not empty"));
}

fn check_optional(
    name: &'static str,
    value: Option<&String>,
    shape: TextShape,
    at: &LazyPath<'_>,
    out: &mut Vec<Problem>,
) {
    if let Some(value) = value {
        check_text(name, value, shape, &at.member(name), out);
    }
}

fn check_text(name: &str, value: &str, shape: TextShape, at: &LazyPath<'_>, out: &mut Vec<Problem>) {
    // Nearly every text: nothing to look at closer.
    if is_plain(value) {
        return;
    }
    if shape == TextShape::Line
        && let Some(place) = value.find(['\n', '\r'])
    {
        let what = format!("`{name}` is more than one line");
        out.push(Problem::error("several-lines", at.path(), what).with_part(ValuePart::Offset(place)));
    }
    check_hidden(name, value, shape, at, out);
}

/// Whether a character is a line break or tab that this shape of text has or that `text` names.
fn is_layout(c: char, after: Option<char>, shape: TextShape) -> bool {
    match c {
        '\n' => true,
        '\r' => after == Some('\n') || shape == TextShape::Line,
        '\t' => shape == TextShape::Block,
        _ => false,
    }
}

fn check_hidden(name: &str, value: &str, shape: TextShape, at: &LazyPath<'_>, out: &mut Vec<Problem>) {
    let (mut first, mut more, mut before) = (None, 0, None);
    let mut chars = value.char_indices().peekable();
    while let Some((place, c)) = chars.next() {
        let after = chars.peek().map(|(_, c)| *c);
        if is_hidden(before, c, after) && !is_layout(c, after, shape) {
            match first {
                None => first = Some((place, c)),
                Some(_) => more += 1,
            }
        }
        before = Some(c);
    }
    let Some((place, c)) = first else { return };
    let rest =
        if more == 0 { String::new() } else { format!(", and {} more", count(more, "such character")) };
    let what = format!("`{name}` contains U+{:04X}, a character that cannot be seen{rest}", u32::from(c));
    out.push(
        Problem::error("hidden-character", at.path(), what)
            .with_part(ValuePart::Offset(place))
            .with_help("take it out: what a checklist says must be seen"),
    );
}

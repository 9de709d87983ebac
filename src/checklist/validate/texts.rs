//! PURE. Texts: what must be there, what is one line, and nothing that cannot be seen.

use super::survey::{Survey, Trail};
use crate::checklist::problem::{Place, Problem, quoted};
use crate::checklist::raw::{RawChecklist, RawCommand, RawNote, RawQuestion, RawReference, RawStep};
use crate::text::{count, is_hidden, is_plain};

/// The longest id, in characters.
const LONGEST_ID: usize = 128;

/// How a text may look.
#[derive(Clone, Copy, PartialEq)]
enum Shape {
    Line,
    Block,
}

pub(super) fn check(raw: &RawChecklist, survey: &Survey<'_>, out: &mut Vec<Problem>) {
    head(raw, out);
    for (index, item) in survey.items.iter().enumerate() {
        node(item.raw, &Trail::Item(survey, index), out);
    }
}

fn head(raw: &RawChecklist, out: &mut Vec<Problem>) {
    let root = Trail::Root;
    id("a checklist", &raw.id, &root, out);
    needed("a checklist", "title", &raw.title, Shape::Line, &root, out);
    optional("summary", raw.summary.as_ref(), Shape::Line, &root, out);
    let applies_to = root.member("applies_to");
    for (index, product) in raw.applies_to.iter().enumerate() {
        let at = applies_to.index(index);
        if product.trim().is_empty() {
            out.push(Problem::error("missing", at.path(), "an item of `applies_to` is empty"));
        }
        text("applies_to", product, Shape::Line, &at, out);
    }
    if let Some(source) = &raw.source {
        needed("a source", "title", &source.title, Shape::Line, &root.member("source"), out);
    }
}

fn node(raw: &RawStep, at: &Trail<'_>, out: &mut Vec<Problem>) {
    let owner = if raw.is_section() { "a section" } else { "a step" };
    id(owner, &raw.id, at, out);
    needed(owner, "title", &raw.title, Shape::Line, at, out);
    optional("detail", raw.detail.as_ref(), Shape::Block, at, out);
    each(&raw.questions, at.member("questions"), out, question);
    each(&raw.notes, at.member("notes"), out, note);
    each(&raw.references, at.member("references"), out, reference);
    each(&raw.commands, at.member("commands"), out, command);
}

fn each<T>(items: &[T], at: Trail<'_>, out: &mut Vec<Problem>, check: fn(&T, &Trail<'_>, &mut Vec<Problem>)) {
    for (index, item) in items.iter().enumerate() {
        check(item, &at.index(index), out);
    }
}

fn question(raw: &RawQuestion, at: &Trail<'_>, out: &mut Vec<Problem>) {
    id("a question", &raw.id, at, out);
    needed("a question", "prompt", &raw.prompt, Shape::Line, at, out);
    let choices = at.member("choices");
    for (index, choice) in raw.choices.iter().enumerate() {
        let at = choices.index(index);
        if choice.trim().is_empty() {
            out.push(Problem::error("empty-choice", at.path(), "a choice is empty"));
        }
        text("choices", choice, Shape::Line, &at, out);
    }
}

fn note(raw: &RawNote, at: &Trail<'_>, out: &mut Vec<Problem>) {
    needed("a note", "text", &raw.text, Shape::Block, at, out);
}

fn reference(raw: &RawReference, at: &Trail<'_>, out: &mut Vec<Problem>) {
    needed("a reference", "title", &raw.title, Shape::Line, at, out);
}

fn command(raw: &RawCommand, at: &Trail<'_>, out: &mut Vec<Problem>) {
    needed("a command", "run", &raw.run, Shape::Block, at, out);
    optional("shell", raw.shell.as_ref(), Shape::Line, at, out);
    optional("note", raw.note.as_ref(), Shape::Line, at, out);
}

fn id(owner: &str, id: &str, at: &Trail<'_>, out: &mut Vec<Problem>) {
    // Nearly every id.
    if (1..=LONGEST_ID).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic()) {
        return;
    }
    let at_id = at.member("id");
    if id.trim().is_empty() {
        return missing(owner, "id", &at_id, out);
    }
    if let Some((place, _)) = id.char_indices().find(|(_, c)| c.is_whitespace()) {
        let what = format!("the id {} contains white space", quoted(id));
        let suggestion = id.split_whitespace().collect::<Vec<_>>().join("-");
        out.push(
            Problem::error("bad-id", at_id.path(), what)
                .place(Place::Inside(place))
                .help(format!("write {}", quoted(&suggestion))),
        );
        return;
    }
    let length = id.chars().count();
    if length > LONGEST_ID {
        let what = format!("an id has at most {LONGEST_ID} characters, this one has {length}");
        out.push(Problem::error("bad-id", at_id.path(), what));
    }
    text("id", id, Shape::Line, &at_id, out);
}

fn needed(
    owner: &str,
    name: &'static str,
    value: &str,
    shape: Shape,
    at: &Trail<'_>,
    out: &mut Vec<Problem>,
) {
    let at = at.member(name);
    if is_blank(value) {
        missing(owner, name, &at, out);
    }
    text(name, value, shape, &at, out);
}

/// Whether there is nothing but white space.
fn is_blank(text: &str) -> bool {
    !text.bytes().next().is_some_and(|byte| byte.is_ascii_graphic()) && text.trim().is_empty()
}

fn missing(owner: &str, name: &str, at: &Trail<'_>, out: &mut Vec<Problem>) {
    let article = if name == "id" { "an" } else { "a" };
    let what = format!("{owner} needs {article} `{name}`");
    out.push(Problem::error("missing", at.path(), what).help("write a text that is not empty"));
}

fn optional(
    name: &'static str,
    value: Option<&String>,
    shape: Shape,
    at: &Trail<'_>,
    out: &mut Vec<Problem>,
) {
    if let Some(value) = value {
        text(name, value, shape, &at.member(name), out);
    }
}

fn text(name: &str, value: &str, shape: Shape, at: &Trail<'_>, out: &mut Vec<Problem>) {
    // Nearly every text: nothing to look at closer.
    if is_plain(value) {
        return;
    }
    if shape == Shape::Line
        && let Some(place) = value.find(['\n', '\r'])
    {
        let what = format!("`{name}` is more than one line");
        out.push(Problem::error("several-lines", at.path(), what).place(Place::Inside(place)));
    }
    hidden(name, value, shape, at, out);
}

/// Whether a character is a line break or tab that this shape of text has or that `text` names.
fn is_layout(c: char, after: Option<char>, shape: Shape) -> bool {
    match c {
        '\n' => true,
        '\r' => after == Some('\n') || shape == Shape::Line,
        '\t' => shape == Shape::Block,
        _ => false,
    }
}

fn hidden(name: &str, value: &str, shape: Shape, at: &Trail<'_>, out: &mut Vec<Problem>) {
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
            .place(Place::Inside(place))
            .help("take it out: what a checklist says must be seen"),
    );
}

//! PURE. An item as a step; or, with steps inside it, as a section.
//!
//! A section is never ticked: its state is that of its steps. So an item with a box that has other
//! boxes under it stands twice: as the section, and as the first step in it, which keeps the box and
//! all that is said and linked there. Every box of the file is a step, and no text is lost.

use super::blocks::{Document, Kind};
use super::prose;
use crate::checklist::import::ImportStatus;
use crate::checklist::import::draft::{Draft, Given};
use crate::checklist::import::report::Report;

/// The drafts of the steps in a list. What is no step goes to what is around it.
pub(super) fn list(
    document: &Document<'_>,
    list: usize,
    around: &mut Draft,
    deep: usize,
    report: &mut Report,
) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    for at in document.inside(list) {
        if document.has_steps(at) {
            drafts.push(item(document, at, deep, report));
        } else {
            add_around(document, at, around);
        }
    }
    drafts
}

/// Nesting that no list has which a person wrote.
const DEEPEST: usize = 64;

fn item(document: &Document<'_>, at: usize, deep: usize, report: &mut Report) -> Draft {
    let mut rest = document.inside(at).peekable();
    let first = rest.next_if(|at| matches!(document.kind(*at), Kind::Paragraph | Kind::Heading(_)));
    let mut own = Draft::new(document.line(at), "");
    if let Some(first) = first {
        title(document, first, &mut own);
    }
    let is_step = document.is_marked(at);
    let mut is_section = document.inside(at).any(|inner| document.has_steps(inner));
    if is_section && deep >= DEEPEST {
        report.changed(own.line, "nested too deep, the boxes in it are text");
        is_section = false;
    }
    let mut steps = Vec::new();
    for inner in rest {
        if is_section && document.has_steps(inner) {
            steps.extend(nested(document, inner, &mut own, deep, report));
        } else if is_section && document.boxed(at).is_none() {
            prose::add(document, inner, &mut own);
        } else {
            prose::add_to_step(document, inner, &mut own);
        }
    }
    if let Some(ticked) = document.boxed(at) {
        own.status = ticked.then_some(Given { status: ImportStatus::Done, reason: None });
    }
    if !is_section {
        return own;
    }
    if is_step && document.boxed(at).is_some() {
        let section = Draft::section(own.line, own.title.clone());
        steps.insert(0, own);
        return Draft { steps: Some(steps), ..section };
    }
    // Its links are seen where its words stand whole.
    if !own.links.is_empty() {
        own.detail.insert(0, own.words.clone().unwrap_or_default());
        own.links.clear();
    }
    Draft { steps: Some(steps), ..own }
}

/// The steps in a block inside an item: a list, or a quotation around one.
fn nested(
    document: &Document<'_>,
    at: usize,
    own: &mut Draft,
    deep: usize,
    report: &mut Report,
) -> Vec<Draft> {
    if *document.kind(at) == Kind::List {
        return list(document, at, own, deep + 1, report);
    }
    let mut steps = Vec::new();
    for inner in document.inside(at) {
        if document.has_steps(inner) && deep < DEEPEST {
            steps.extend(nested(document, inner, own, deep + 1, report));
        } else {
            prose::add(document, inner, own);
        }
    }
    steps
}

/// Takes the words of a block as a title.
pub(super) fn title(document: &Document<'_>, at: usize, draft: &mut Draft) {
    let Some(block) = document.get(at) else { return };
    document.plain(at).clone_into(&mut draft.title);
    draft.links.extend(block.inline.links());
    if block.inline.is_rich {
        let source = document.source(at);
        let words = match document.kind(at) {
            Kind::Heading(_) => source.trim_start_matches('#').trim_end_matches(['#', '=', '-', '\n']).trim(),
            _ => without_box(&source),
        };
        draft.words = Some(without_indent(words).to_owned());
    }
}

/// Some indent their words with blanks that HTML keeps.
fn without_indent(words: &str) -> &str {
    let mut words = words.trim();
    while let Some(rest) = words.strip_prefix("&nbsp;") {
        words = rest.trim_start();
    }
    words
}

/// The words of an item behind its box.
fn without_box(source: &str) -> &str {
    let words = source.trim_start();
    match words.get(..3) {
        Some("[ ]" | "[x]" | "[X]") => words.get(3..).unwrap_or_default().trim_start(),
        _ => words,
    }
}

fn add_around(document: &Document<'_>, at: usize, around: &mut Draft) {
    let source = document.source(at);
    match around.detail.last_mut() {
        // Items one below the other stay one list.
        Some(last) if is_item(last) && is_item(&source) => {
            last.push('\n');
            last.push_str(&source);
        }
        _ => around.add_detail(source),
    }
}

fn is_item(source: &str) -> bool {
    ["- ", "* ", "+ "].iter().any(|bullet| source.starts_with(bullet))
}

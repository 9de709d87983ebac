//! PURE. An item as a step; or, with steps inside it, as a section.
//!
//! A section is never ticked: its state is that of its steps. So an item with a box that has other
//! boxes under it stands twice: as the section, and as the first step in it, which keeps the box and
//! all that is said and linked there. Every box of the file is a step, and no text is lost.

use super::blocks::{BlockKind, Document};
use super::prose;
use crate::checklist::Status;
use crate::import::node::{ImportNode, ImportedStatus};
use crate::import::report::ImportReport;

/// The drafts of the steps in a list. What is no step goes to what is around it.
pub(super) fn list_nodes(
    document: &Document<'_>,
    list: usize,
    around: &mut ImportNode,
    deep: usize,
    report: &mut ImportReport,
) -> Vec<ImportNode> {
    let mut drafts: Vec<ImportNode> = Vec::new();
    for at in document.children(list) {
        if document.has_steps(at) {
            drafts.push(item_node(document, at, deep, report));
        } else {
            add_to_parent(document, at, around);
        }
    }
    drafts
}

/// Nesting that no list has which a person wrote.
const MAX_DEPTH: usize = 64;

fn item_node(document: &Document<'_>, at: usize, deep: usize, report: &mut ImportReport) -> ImportNode {
    let mut rest = document.children(at).peekable();
    let first = rest.next_if(|at| matches!(document.kind(*at), BlockKind::Paragraph | BlockKind::Heading(_)));
    let mut own = ImportNode::new(document.line(at), "");
    if let Some(first) = first {
        set_title(document, first, &mut own);
    }
    let is_step = document.is_step(at);
    let mut is_section = document.children(at).any(|inner| document.has_steps(inner));
    if is_section && deep >= MAX_DEPTH {
        report.add_changed(own.line, "nested too deep, the boxes in it are text");
        is_section = false;
    }
    let mut steps = Vec::new();
    for inner in rest {
        if is_section && document.has_steps(inner) {
            steps.extend(nested_nodes(document, inner, &mut own, deep, report));
        } else if is_section && document.checkbox(at).is_none() {
            prose::add_to_section(document, inner, &mut own);
        } else {
            prose::add_to_step(document, inner, &mut own);
        }
    }
    if let Some(ticked) = document.checkbox(at) {
        own.status = ticked.then_some(ImportedStatus { status: Status::Done, reason: None });
    }
    if !is_section {
        return own;
    }
    if is_step && document.checkbox(at).is_some() {
        let section = ImportNode::section(own.line, own.title.clone());
        steps.insert(0, own);
        return ImportNode { children: Some(steps), ..section };
    }
    // Its links are seen where its words stand whole.
    if !own.links.is_empty() {
        own.detail.insert(0, own.markdown_title.clone().unwrap_or_default());
        own.links.clear();
    }
    ImportNode { children: Some(steps), ..own }
}

/// The steps in a block inside an item: a list, or a quotation around one.
fn nested_nodes(
    document: &Document<'_>,
    at: usize,
    own: &mut ImportNode,
    deep: usize,
    report: &mut ImportReport,
) -> Vec<ImportNode> {
    if *document.kind(at) == BlockKind::List {
        return list_nodes(document, at, own, deep + 1, report);
    }
    let mut steps = Vec::new();
    for inner in document.children(at) {
        if document.has_steps(inner) && deep < MAX_DEPTH {
            steps.extend(nested_nodes(document, inner, own, deep + 1, report));
        } else {
            prose::add_to_section(document, inner, own);
        }
    }
    steps
}

/// Takes the words of a block as a title.
pub(super) fn set_title(document: &Document<'_>, at: usize, draft: &mut ImportNode) {
    let Some(block) = document.get(at) else { return };
    document.plain_text(at).clone_into(&mut draft.title);
    draft.links.extend(block.inline.collect_links());
    if block.inline.is_rich {
        let source = document.source(at);
        let words = match document.kind(at) {
            BlockKind::Heading(_) => {
                source.trim_start_matches('#').trim_end_matches(['#', '=', '-', '\n']).trim()
            }
            _ => without_box(&source),
        };
        draft.markdown_title = Some(without_indent(words).to_owned());
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

fn add_to_parent(document: &Document<'_>, at: usize, around: &mut ImportNode) {
    let source = document.source(at);
    match around.detail.last_mut() {
        // Items one below the other stay one list.
        Some(last) if is_bullet(last) && is_bullet(&source) => {
            last.push('\n');
            last.push_str(&source);
        }
        _ => around.add_detail(source),
    }
}

fn is_bullet(source: &str) -> bool {
    ["- ", "* ", "+ "].iter().any(|bullet| source.starts_with(bullet))
}

//! PURE. Items and paragraphs as steps, sections and detail.
//!
//! A section is never ticked: its state is that of its steps. So an item with a checkbox that has
//! others under it becomes both the section and the first step in it, which keeps the checkbox and
//! its detail and links. Every checkbox of the file is a step, and no text is lost.

use super::blocks::{BlockKind, Document};
use super::boxes;
use crate::checklist::RawCommand;
use crate::import::report::ImportReport;
use crate::import::tree::{ImportLink, ImportNode};

/// The deepest list that is read; the boxes in deeper ones are text.
const MAX_DEPTH: usize = 64;

/// Returns the steps of a list, and adds items that are no steps to the detail of its parent.
pub(super) fn list_nodes(
    document: &Document<'_>,
    list: usize,
    parent_detail: &mut Vec<String>,
    depth: usize,
    report: &mut ImportReport,
) -> Vec<ImportNode> {
    let mut nodes: Vec<ImportNode> = Vec::new();
    for at in document.children(list) {
        if document.has_steps(at) {
            nodes.push(item_node(document, at, depth, report));
        } else {
            append_item(&document.source(at), parent_detail);
        }
    }
    nodes
}

fn item_node(document: &Document<'_>, at: usize, depth: usize, report: &mut ImportReport) -> ImportNode {
    let mut rest = document.children(at).peekable();
    let first = rest.next_if(|at| matches!(document.kind(*at), BlockKind::Paragraph | BlockKind::Heading(_)));
    let mut step = ImportNode::new(document.line(at), "");
    if let Some(first) = first {
        set_title(document, first, &mut step);
        step.commands.extend(inline_command(document, first));
    }
    let is_step = document.is_step(at);
    let mut is_section = document.children(at).any(|inner| document.has_steps(inner));
    if is_section && depth >= MAX_DEPTH {
        for inner in document.all_of(&BlockKind::Item, at + 1..document.next(at)) {
            report.add_changed(document.line(inner), "an item that is nested too deep is text, no step");
        }
        is_section = false;
    }
    let mut steps = Vec::new();
    for inner in rest {
        if is_section && document.has_steps(inner) {
            steps.extend(nested_nodes(document, inner, &mut step, depth, report));
        } else if is_section && document.checkbox(at).is_none() {
            add_to_section(document, inner, &mut step);
        } else {
            add_to_step(document, inner, &mut step);
        }
    }
    if let Some(mark) = document.checkbox(at) {
        step.status = boxes::status(mark, step.line, report);
    }
    if !is_section {
        return step;
    }
    if is_step && document.checkbox(at).is_some() {
        let section = ImportNode::section(step.line, step.title.clone());
        steps.insert(0, step);
        return ImportNode { children: Some(steps), ..section };
    }
    // The title of a section shows no links, so the detail repeats it with them.
    if !step.links.is_empty() || !step.commands.is_empty() {
        step.detail.insert(0, step.markdown_title.clone().unwrap_or_default());
        step.links.clear();
        step.commands.clear();
    }
    ImportNode { children: Some(steps), ..step }
}

/// Returns the steps in a block inside an item: a list, or a quotation around one.
fn nested_nodes(
    document: &Document<'_>,
    at: usize,
    step: &mut ImportNode,
    depth: usize,
    report: &mut ImportReport,
) -> Vec<ImportNode> {
    if *document.kind(at) == BlockKind::List {
        return list_nodes(document, at, &mut step.detail, depth + 1, report);
    }
    let mut steps = Vec::new();
    for inner in document.children(at) {
        if document.has_steps(inner) && depth < MAX_DEPTH {
            steps.extend(nested_nodes(document, inner, step, depth + 1, report));
        } else {
            add_to_section(document, inner, step);
        }
    }
    steps
}

/// Sets the title from the text of a block, and adds its links.
pub(super) fn set_title(document: &Document<'_>, at: usize, node: &mut ImportNode) {
    let Some(block) = document.get(at) else { return };
    document.plain_text(at).clone_into(&mut node.title);
    node.links.extend(block.inline.collect_links());
    if block.inline.is_rich {
        let source = document.source(at);
        let words = match document.kind(at) {
            BlockKind::Heading(_) => {
                source.trim_start_matches('#').trim_end_matches(['#', '=', '-', '\n']).trim()
            }
            _ => strip_checkbox(&source),
        };
        node.markdown_title = Some(strip_nbsp(words).to_owned());
    }
}

/// Removes non-breaking blanks that indent the text.
fn strip_nbsp(words: &str) -> &str {
    let mut words = words.trim();
    while let Some(rest) = words.strip_prefix("&nbsp;") {
        words = rest.trim_start();
    }
    words
}

/// Removes the checkbox before the text of an item.
fn strip_checkbox(source: &str) -> &str {
    let words = source.trim_start();
    match words.get(..3) {
        Some("[ ]" | "[x]" | "[X]") => words.get(3..).unwrap_or_default().trim_start(),
        _ => words,
    }
}

/// Appends an item that is no step to the detail; items one below the other remain one list.
fn append_item(source: &str, detail: &mut Vec<String>) {
    match detail.last_mut() {
        Some(last) if is_bullet(last) && is_bullet(source) => {
            last.push('\n');
            last.push_str(source);
        }
        _ if source.trim().is_empty() => {}
        _ => detail.push(source.to_owned()),
    }
}

fn is_bullet(source: &str) -> bool {
    ["- ", "* ", "+ "].iter().any(|bullet| source.starts_with(bullet))
}

/// Adds a block to the detail of a step, whose links become references, or to its commands.
pub(super) fn add_to_step(document: &Document<'_>, at: usize, step: &mut ImportNode) {
    if let Some(command) = command(document, at) {
        step.commands.push(command);
        return;
    }
    add_to_section(document, at, step);
    step.links.extend(links(document, at));
}

/// Adds a block to the detail of a section, which has neither references nor commands.
pub(super) fn add_to_section(document: &Document<'_>, at: usize, node: &mut ImportNode) {
    if !matches!(document.kind(at), BlockKind::ThematicBreak | BlockKind::FrontMatter) {
        node.add_detail(document.source(at));
    }
}

/// Returns all links in a block, at any depth.
fn links(document: &Document<'_>, at: usize) -> Vec<ImportLink> {
    let blocks = document.blocks.get(at..document.next(at)).unwrap_or_default();
    let words = blocks.iter().filter(|block| !matches!(block.kind, BlockKind::Code(_)));
    words.flat_map(|block| block.inline.collect_links()).collect()
}

/// Returns the command that a text is or ends in, written as code.
///
/// Names are code as well, so code behind other words is a command only with arguments, or where the words
/// before it say so.
pub(super) fn inline_command(document: &Document<'_>, at: usize) -> Option<RawCommand> {
    const VERBS: [&str; 6] = ["run", "execute", "type", "enter", "command", "invoke"];
    let inline = &document.get(at)?.inline;
    let after = inline.plain.get(inline.last_code.end..)?;
    let code = inline.plain.get(inline.last_code.clone())?.trim();
    let code = code.strip_prefix("$ ").unwrap_or(code).trim_start();
    let before = inline.plain.get(..inline.last_code.start)?.trim();
    let is_last = !code.is_empty() && after.trim().trim_end_matches(['.', ':', ';', '!']).is_empty();
    let word = before.rsplit(char::is_whitespace).next()?.trim_end_matches(':').to_lowercase();
    let has_arguments = code.split_once(' ').is_some_and(|(program, _)| is_program(program));
    let is_command = before.is_empty() || has_arguments || VERBS.contains(&word.as_str());
    (is_last && is_command).then(|| RawCommand { run: code.to_owned(), shell: None, note: None })
}

/// Whether a word can be the name of a program.
fn is_program(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_alphabetic() || "./~$".contains(c))
        && word.chars().all(|c| c.is_ascii_alphanumeric() || "._-/\\~$+=:{}".contains(c))
}

/// Returns a block of code as a command, if the word after its fence names a shell.
fn command(document: &Document<'_>, at: usize) -> Option<RawCommand> {
    let BlockKind::Code(Some(word)) = document.kind(at) else { return None };
    let shell = match word.as_str() {
        "sh" | "shell" | "shell-session" | "console" | "terminal" => "sh",
        "bash" | "zsh" | "fish" => word,
        "powershell" | "pwsh" | "ps1" => "powershell",
        "cmd" | "bat" | "batch" | "dosbatch" => "cmd",
        _ => return None,
    };
    let code = &document.get(at)?.inline.plain;
    let run = code.trim_matches('\n').to_owned();
    (!code.trim().is_empty()).then(|| RawCommand { run, shell: Some(shell.to_owned()), note: None })
}

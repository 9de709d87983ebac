//! PURE. Items, rows and paragraphs as steps, sections and detail.
//!
//! A section is never ticked: its state is that of its steps. So an item with a checkbox that has
//! others under it becomes both the section and the first step in it, which keeps the checkbox and
//! its detail and links. Every checkbox of the file is a step, and no text is lost.

use std::collections::HashSet;

use super::blocks::{BlockKind, Document};
use crate::checklist::{RawCommand, Status};
use crate::import::clean::excerpt;
use crate::import::format::TableSelector;
use crate::import::report::ImportReport;
use crate::import::tree::{ImportLink, ImportNode, ImportedStatus};

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
    }
    let is_step = document.is_step(at);
    let mut is_section = document.children(at).any(|inner| document.has_steps(inner));
    if is_section && depth >= MAX_DEPTH {
        report.add_changed(step.line, "nested too deep, the boxes in it are text");
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
    if let Some(ticked) = document.checkbox(at) {
        step.status = ticked.then_some(ImportedStatus { status: Status::Done, reason: None });
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
    if !step.links.is_empty() {
        step.detail.insert(0, step.markdown_title.clone().unwrap_or_default());
        step.links.clear();
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

/// Returns the names of the columns of a table.
pub(super) fn column_names(document: &Document<'_>, table: usize) -> Vec<String> {
    let head = document.children(table).next();
    head.map(|head| cells(document, head).into_iter().map(|at| document.plain_text(at).to_owned()).collect())
        .unwrap_or_default()
}

fn cells(document: &Document<'_>, row: usize) -> Vec<usize> {
    document.children(row).filter(|at| *document.kind(*at) == BlockKind::Cell).collect()
}

/// Returns whether the checkbox in a cell is ticked; nothing if the cell is none.
fn parse_checkbox(words: &str) -> Option<bool> {
    match words.trim().trim_start_matches(['-', '*', ' ']) {
        "[ ]" | "[]" | "☐" | "⬜" | "◻" | "□" => Some(false),
        "[x]" | "[X]" | "☑" | "☒" | "✅" | "✔" | "✔️" | "☑️" => Some(true),
        _ => None,
    }
}

/// Returns the columns for the title and the detail; nothing if the rows of the table are no steps.
fn select_columns(
    document: &Document<'_>,
    table: usize,
    wanted: &TableSelector,
) -> Option<(usize, Vec<usize>)> {
    let names = column_names(document, table);
    match wanted {
        TableSelector::Columns(wanted) => {
            let place = |name: &String| {
                names.iter().position(|column| column.to_lowercase() == name.trim().to_lowercase())
            };
            let places: Vec<usize> = wanted.iter().map(place).collect::<Option<_>>()?;
            let (title, others) = places.split_first()?;
            Some((*title, others.to_vec()))
        }
        TableSelector::Checkboxes => {
            let boxes = checkbox_column(document, table)?;
            let mut others = (0..names.len()).filter(|column| *column != boxes);
            let title = others.next()?;
            Some((title, others.collect()))
        }
    }
}

/// Returns the first column that has a checkbox in any row.
fn checkbox_column(document: &Document<'_>, table: usize) -> Option<usize> {
    document
        .children(table)
        .skip(1)
        .filter_map(|row| {
            cells(document, row)
                .into_iter()
                .position(|cell| parse_checkbox(document.plain_text(cell)).is_some())
        })
        .min()
}

/// Marks the rows that become steps, and returns their number.
pub(super) fn mark_rows(document: &mut Document<'_>, table: usize, wanted: &TableSelector) -> usize {
    if select_columns(document, table, wanted).is_none() {
        return 0;
    }
    let rows: Vec<usize> = document.children(table).skip(1).collect();
    for row in &rows {
        document.mark_step(*row);
    }
    rows.len()
}

/// Returns the rows of a table as steps.
pub(super) fn row_nodes(
    document: &Document<'_>,
    table: usize,
    wanted: &TableSelector,
    report: &mut ImportReport,
) -> Vec<ImportNode> {
    let Some((title, others)) = select_columns(document, table, wanted) else { return Vec::new() };
    let names = column_names(document, table);
    let boxes = checkbox_column(document, table);
    let row = |row: usize| {
        let cells = cells(document, row);
        let mut node = ImportNode::new(document.line(row), "");
        if let Some(cell) = cells.get(title) {
            document.plain_text(*cell).clone_into(&mut node.title);
            node.markdown_title = Some(document.source(*cell).trim().to_owned());
        }
        let mut detail = Vec::new();
        for column in &others {
            let Some(cell) = cells.get(*column).filter(|cell| !document.plain_text(**cell).is_empty()) else {
                continue;
            };
            let name = names.get(*column).map(String::as_str).unwrap_or_default();
            let separator = if name.is_empty() { "" } else { ": " };
            detail.push(format!("- {name}{separator}{}", document.source(*cell).trim()));
        }
        node.add_detail(detail.join("\n"));
        let links =
            cells.iter().filter_map(|cell| document.get(*cell)).flat_map(|cell| cell.inline.collect_links());
        node.links.extend(links);
        let ticked = boxes
            .and_then(|column| cells.get(column))
            .and_then(|cell| parse_checkbox(document.plain_text(*cell)));
        node.status = (ticked == Some(true)).then_some(ImportedStatus { status: Status::Done, reason: None });
        node
    };
    let nodes: Vec<ImportNode> = document.children(table).skip(1).map(row).collect();
    let used: HashSet<usize> = others.iter().copied().chain([title]).chain(boxes).collect();
    for (_, name) in names.iter().enumerate().filter(|(column, _)| !used.contains(column)) {
        report.add_left_out(document.line(table), format!("a column of a table: {}", excerpt(name)));
    }
    nodes
}

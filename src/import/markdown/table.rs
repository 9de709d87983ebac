//! PURE. Tables whose rows are steps.

use std::collections::HashSet;

use super::blocks::{BlockKind, Document};
use crate::checklist::Status;
use crate::import::TableSelector;
use crate::import::clean::excerpt;
use crate::import::node::{ImportNode, ImportedStatus};
use crate::import::report::ImportReport;

/// The names of a table's columns.
pub(super) fn column_names(document: &Document<'_>, table: usize) -> Vec<String> {
    let head = document.children(table).next();
    head.map(|head| cells(document, head).into_iter().map(|at| document.plain_text(at).to_owned()).collect())
        .unwrap_or_default()
}

fn cells(document: &Document<'_>, row: usize) -> Vec<usize> {
    document.children(row).filter(|at| *document.kind(*at) == BlockKind::Cell).collect()
}

/// Whether a cell is a box, and whether it is ticked.
fn parse_checkbox(words: &str) -> Option<bool> {
    match words.trim().trim_start_matches(['-', '*', ' ']) {
        "[ ]" | "[]" | "☐" | "⬜" | "◻" | "□" => Some(false),
        "[x]" | "[X]" | "☑" | "☒" | "✅" | "✔" | "✔️" | "☑️" => Some(true),
        _ => None,
    }
}

/// Which columns of a table are the title and the detail; none if its rows are no steps.
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

/// The first column that has a box in any row.
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

/// Marks the rows that become steps, and counts them.
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

/// The rows of a table as steps.
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
        let mut draft = ImportNode::new(document.line(row), "");
        if let Some(cell) = cells.get(title) {
            document.plain_text(*cell).clone_into(&mut draft.title);
            draft.markdown_title = Some(document.source(*cell).trim().to_owned());
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
        draft.add_detail(detail.join("\n"));
        let links =
            cells.iter().filter_map(|cell| document.get(*cell)).flat_map(|cell| cell.inline.collect_links());
        draft.links.extend(links);
        let ticked = boxes
            .and_then(|column| cells.get(column))
            .and_then(|cell| parse_checkbox(document.plain_text(*cell)));
        draft.status =
            (ticked == Some(true)).then_some(ImportedStatus { status: Status::Done, reason: None });
        draft
    };
    let drafts: Vec<ImportNode> = document.children(table).skip(1).map(row).collect();
    let used: HashSet<usize> = others.iter().copied().chain([title]).chain(boxes).collect();
    for (_, name) in names.iter().enumerate().filter(|(column, _)| !used.contains(column)) {
        report.add_left_out(document.line(table), format!("a column of a table: {}", excerpt(name)));
    }
    drafts
}

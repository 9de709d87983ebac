//! PURE. Tables whose rows are steps.

use std::collections::HashSet;

use super::blocks::{Document, Kind};
use crate::checklist::import::draft::{Draft, Given};
use crate::checklist::import::report::Report;
use crate::checklist::import::words::excerpt;
use crate::checklist::import::{ImportStatus, Table};

/// The names of a table's columns.
pub(super) fn columns(document: &Document<'_>, table: usize) -> Vec<String> {
    let head = document.inside(table).next();
    head.map(|head| cells(document, head).into_iter().map(|at| document.plain(at).to_owned()).collect())
        .unwrap_or_default()
}

fn cells(document: &Document<'_>, row: usize) -> Vec<usize> {
    document.inside(row).filter(|at| *document.kind(*at) == Kind::Cell).collect()
}

/// Whether a cell is a box, and whether it is ticked.
fn tick(words: &str) -> Option<bool> {
    match words.trim().trim_start_matches(['-', '*', ' ']) {
        "[ ]" | "[]" | "☐" | "⬜" | "◻" | "□" => Some(false),
        "[x]" | "[X]" | "☑" | "☒" | "✅" | "✔" | "✔️" | "☑️" => Some(true),
        _ => None,
    }
}

/// Which columns of a table are the title and the detail; none if its rows are no steps.
fn chosen(document: &Document<'_>, table: usize, wanted: &Table) -> Option<(usize, Vec<usize>)> {
    let names = columns(document, table);
    match wanted {
        Table::Columns(wanted) => {
            let place = |name: &String| {
                names.iter().position(|column| column.to_lowercase() == name.trim().to_lowercase())
            };
            let places: Vec<usize> = wanted.iter().map(place).collect::<Option<_>>()?;
            let (title, others) = places.split_first()?;
            Some((*title, others.to_vec()))
        }
        Table::Boxes => {
            let boxes = box_column(document, table)?;
            let mut others = (0..names.len()).filter(|column| *column != boxes);
            let title = others.next()?;
            Some((title, others.collect()))
        }
    }
}

/// The first column that has a box in any row.
fn box_column(document: &Document<'_>, table: usize) -> Option<usize> {
    document
        .inside(table)
        .skip(1)
        .filter_map(|row| {
            cells(document, row).into_iter().position(|cell| tick(document.plain(cell)).is_some())
        })
        .min()
}

/// Marks the rows that become steps, and counts them.
pub(super) fn mark(document: &mut Document<'_>, table: usize, wanted: &Table) -> usize {
    if chosen(document, table, wanted).is_none() {
        return 0;
    }
    let rows: Vec<usize> = document.inside(table).skip(1).collect();
    for row in &rows {
        document.mark(*row);
    }
    rows.len()
}

/// The rows of a table as steps.
pub(super) fn rows(document: &Document<'_>, table: usize, wanted: &Table, report: &mut Report) -> Vec<Draft> {
    let Some((title, others)) = chosen(document, table, wanted) else { return Vec::new() };
    let names = columns(document, table);
    let boxes = box_column(document, table);
    let row = |row: usize| {
        let cells = cells(document, row);
        let mut draft = Draft::new(document.line(row), "");
        if let Some(cell) = cells.get(title) {
            document.plain(*cell).clone_into(&mut draft.title);
            draft.words = Some(document.source(*cell).trim().to_owned());
        }
        let mut detail = Vec::new();
        for column in &others {
            let Some(cell) = cells.get(*column).filter(|cell| !document.plain(**cell).is_empty()) else {
                continue;
            };
            let name = names.get(*column).map(String::as_str).unwrap_or_default();
            let separator = if name.is_empty() { "" } else { ": " };
            detail.push(format!("- {name}{separator}{}", document.source(*cell).trim()));
        }
        draft.add_detail(detail.join("\n"));
        let links = cells.iter().filter_map(|cell| document.get(*cell)).flat_map(|cell| cell.inline.links());
        draft.links.extend(links);
        let ticked = boxes.and_then(|column| cells.get(column)).and_then(|cell| tick(document.plain(*cell)));
        draft.status = (ticked == Some(true)).then_some(Given { status: ImportStatus::Done, reason: None });
        draft
    };
    let drafts: Vec<Draft> = document.inside(table).skip(1).map(row).collect();
    let used: HashSet<usize> = others.iter().copied().chain([title]).chain(boxes).collect();
    for (_, name) in names.iter().enumerate().filter(|(column, _)| !used.contains(column)) {
        report.left_out(document.line(table), format!("a column of a table: {}", excerpt(name)));
    }
    drafts
}

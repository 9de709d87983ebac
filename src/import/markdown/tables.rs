//! PURE. Tables whose rows are steps: those with boxes, and those that `--table` asks for.

use std::collections::HashSet;

use super::blocks::{BlockKind, Document};
use super::{boxes, items};
use crate::checklist::TableSelector;
use crate::import::report::ImportReport;
use crate::import::tree::ImportNode;

/// The columns of a table whose rows are steps.
struct Columns {
    title: usize,
    /// The column with the boxes, which may be that of the title.
    boxes: Option<usize>,
    /// The columns for the detail.
    others: Vec<usize>,
    /// Whether a tick alone counts as a box.
    ticks: bool,
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

/// Whether a table has all the columns, or the boxes, that `--table` asks for.
pub(super) fn is_wanted(document: &Document<'_>, table: usize, wanted: &TableSelector) -> bool {
    match wanted {
        TableSelector::Columns(names) => named_columns(document, table, names).is_some(),
        TableSelector::Checkboxes => columns(document, table, Some(wanted)).is_some(),
    }
}

/// Returns the columns for the title and the detail; nothing if the rows of the table are no steps.
fn columns(document: &Document<'_>, table: usize, wanted: Option<&TableSelector>) -> Option<Columns> {
    let ticks = wanted.is_some();
    if let Some(TableSelector::Columns(names)) = wanted
        && let Some(places) = named_columns(document, table, names)
    {
        let (title, others) = places.split_first()?;
        let boxes = checkbox_column(document, table, ticks);
        return Some(Columns { title: *title, boxes, others: others.to_vec(), ticks });
    }
    let boxes = checkbox_column(document, table, ticks)?;
    let rows: Vec<Vec<usize>> = document.children(table).skip(1).map(|row| cells(document, row)).collect();
    let texts = |column: usize| {
        rows.iter().filter_map(move |cells| cells.get(column).map(|cell| document.plain_text(*cell)))
    };
    let is_title =
        texts(boxes).any(|text| boxes::cell_box(text, ticks).is_some_and(|(_, rest)| !rest.is_empty()));
    let all = 0..column_names(document, table).len();
    let mut free = all.clone().filter(|column| *column != boxes);
    let has_words = |column: &usize| texts(*column).any(|text| text.contains(char::is_alphabetic));
    let title = if is_title { boxes } else { free.clone().find(has_words).or_else(|| free.next())? };
    let others = all.filter(|column| ![title, boxes].contains(column));
    Some(Columns { title, boxes: Some(boxes), others: others.collect(), ticks })
}

fn named_columns(document: &Document<'_>, table: usize, wanted: &[String]) -> Option<Vec<usize>> {
    let names = column_names(document, table);
    let place = |wanted: &String| {
        names.iter().position(|column| column.to_lowercase() == wanted.trim().to_lowercase())
    };
    wanted.iter().map(place).collect()
}

/// Returns the first column that has a checkbox in any row.
fn checkbox_column(document: &Document<'_>, table: usize, ticks: bool) -> Option<usize> {
    let is_box = |cell: usize| boxes::cell_box(document.plain_text(cell), ticks).is_some();
    let rows = document.children(table).skip(1);
    rows.filter_map(|row| cells(document, row).into_iter().position(is_box)).min()
}

/// Marks the rows that become steps, and returns their number.
pub(super) fn mark_rows(document: &mut Document<'_>, table: usize, wanted: Option<&TableSelector>) -> usize {
    if columns(document, table, wanted).is_none() {
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
    wanted: Option<&TableSelector>,
    report: &mut ImportReport,
) -> Vec<ImportNode> {
    let Some(columns) = columns(document, table, wanted) else { return Vec::new() };
    let names = column_names(document, table);
    let rows = document.children(table).skip(1);
    let nodes = rows.map(|row| row_node(document, row, &columns, &names, report)).collect();
    let used: HashSet<usize> =
        columns.others.iter().copied().chain([columns.title]).chain(columns.boxes).collect();
    for (_, name) in names.iter().enumerate().filter(|(column, _)| !used.contains(column)) {
        report.add_left_out_text(document.line(table), "a column of a table", name);
    }
    nodes
}

fn row_node(
    document: &Document<'_>,
    row: usize,
    columns: &Columns,
    names: &[String],
    report: &mut ImportReport,
) -> ImportNode {
    let cells = cells(document, row);
    let mut node = ImportNode::new(document.line(row), "");
    let checkbox = |column: usize| {
        let words = document.plain_text(*cells.get(column)?);
        boxes::cell_box(words, columns.ticks)
    };
    if let Some(cell) = cells.get(columns.title) {
        let title = document.plain_text(*cell);
        let has_box = columns.boxes == Some(columns.title);
        let boxed = checkbox(columns.title).filter(|_| has_box);
        boxed.map_or(title, |(_, rest)| rest).clone_into(&mut node.title);
        if boxed.is_none() {
            node.markdown_title = Some(document.source(*cell).trim().to_owned());
        }
        node.commands.extend(items::inline_command(document, *cell));
    }
    let mut detail = Vec::new();
    for column in &columns.others {
        let Some(cell) = cells.get(*column).filter(|cell| !document.plain_text(**cell).is_empty()) else {
            continue;
        };
        let name = names.get(*column).map(String::as_str).unwrap_or_default();
        let separator = if name.is_empty() { "" } else { ": " };
        detail.push(format!("- {name}{separator}{}", document.source(*cell).trim()));
    }
    node.add_detail(detail.join("\n"));
    let inlines = cells.iter().filter_map(|cell| document.get(*cell));
    node.links.extend(inlines.flat_map(|cell| cell.inline.collect_links()));
    let mark = columns.boxes.and_then(checkbox).map(|(mark, _)| mark);
    node.status = mark.and_then(|mark| boxes::status(mark, node.line, report));
    node
}

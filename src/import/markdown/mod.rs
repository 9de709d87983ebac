//! PURE. Markdown task lists: a flat list of blocks first, then its items as steps under its headings.

mod blocks;
mod boxes;
mod html;
mod items;
mod outline;
mod parser;
mod runsheet_report;
mod tables;

use super::clean::excerpt;
use super::report::{ImportError, ImportReport};
use super::tree::ParsedList;
use crate::checklist::{ReaderOptions, TableSelector};
use blocks::{BlockKind, Document};

/// The largest Markdown file, in bytes.
const MAX_MARKDOWN_BYTES: usize = 8 * 1024 * 1024;

/// The most lines with text, and marks of items and quotes. Each may be a block, which takes some 300 bytes.
const MAX_BLOCKS: usize = 600_000;

pub(super) fn read(
    text: &str,
    options: &ReaderOptions,
    report: &mut ImportReport,
) -> Result<ParsedList, ImportError> {
    if text.len() > MAX_MARKDOWN_BYTES {
        let mebibytes = MAX_MARKDOWN_BYTES / 1024 / 1024;
        return Err(ImportError::TooLong(format!("Markdown of more than {mebibytes} MiB")));
    }
    if text.lines().map(count_blocks).sum::<usize>() > MAX_BLOCKS {
        return Err(ImportError::TooLong(format!(
            "Markdown of more than {MAX_BLOCKS} lines, items and quotes"
        )));
    }
    let (text, marks) = boxes::normalize(text);
    let mut document = parser::parse(&text, &marks, report);
    if let Some(list) = runsheet_report::read(&document, options, report) {
        return Ok(list);
    }
    mark_steps(&mut document, options)?;
    report_plain_items(&document, report);
    boxes::report_boxes_in_text(&document, report);
    Ok(outline::read(&document, options, report))
}

/// Returns how many blocks a line may begin: its items and quotes, and what is in them.
fn count_blocks(line: &str) -> usize {
    let (mut rest, mut marks) = (line.trim_start(), 0);
    while let Some(after) = strip_container(rest) {
        marks += 1;
        rest = after.trim_start();
    }
    marks + usize::from(!rest.is_empty())
}

/// Removes the mark of a quote or item at the beginning.
fn strip_container(line: &str) -> Option<&str> {
    if let Some(quoted) = line.strip_prefix('>') {
        return Some(quoted);
    }
    let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let has_number = number.len() < line.len();
    let after = number.strip_prefix(if has_number { &['.', ')'][..] } else { &['-', '*', '+'][..] })?;
    after.starts_with([' ', '\t']).then_some(after)
}

/// Marks what becomes a step: items with a checkbox, rows of tables with boxes, and what the options ask for.
fn mark_steps(document: &mut Document<'_>, options: &ReaderOptions) -> Result<(), ImportError> {
    let items = document.all_of(&BlockKind::Item, document.all());
    let (boxed, plain): (Vec<usize>, Vec<usize>) =
        items.into_iter().partition(|at| document.checkbox(*at).is_some());
    let tables = document.all_of(&BlockKind::Table, document.all());
    if let Some(wanted) = &options.table
        && !tables.iter().any(|at| tables::is_wanted(document, *at, wanted))
    {
        return Err(no_such_table(document, &tables, wanted));
    }
    let mut rows = 0;
    for at in &tables {
        rows += tables::mark_rows(document, *at, options.table.as_ref());
    }
    let bullets = if options.bullets { plain.as_slice() } else { &[] };
    for at in boxed.iter().chain(bullets) {
        document.mark_step(*at);
    }
    let headings: Vec<usize> =
        document.siblings(document.all()).filter(|at| is_boxed_heading(document, *at)).collect();
    for at in &headings {
        document.mark_step(*at);
    }
    if boxed.len() + rows + bullets.len() + headings.len() == 0 {
        return Err(ImportError::NoBoxes { bullets: plain.len(), tables: tables.len() });
    }
    Ok(())
}

/// Whether a block is a heading that begins with a box.
fn is_boxed_heading(document: &Document<'_>, at: usize) -> bool {
    matches!(document.kind(at), BlockKind::Heading(_))
        && boxes::cell_box(document.plain_text(at), false).is_some_and(|(_, words)| !words.is_empty())
}

/// Reports the items that are no steps, so that no item goes unnoticed.
fn report_plain_items(document: &Document<'_>, report: &mut ImportReport) {
    for at in document.all_of(&BlockKind::Item, document.all()) {
        if !document.has_steps(at) {
            report.add_changed(
                document.line(at),
                "an item without a box is text in a detail (`--bullets` makes it a step)",
            );
        }
    }
}

fn no_such_table(document: &Document<'_>, tables: &[usize], wanted: &TableSelector) -> ImportError {
    let found: Vec<String> =
        tables.iter().flat_map(|at| tables::column_names(document, *at)).map(|c| excerpt(&c)).collect();
    let found = if found.is_empty() { "there is no table".to_owned() } else { found.join(", ") };
    let wanted = match wanted {
        TableSelector::Checkboxes => "a column of boxes (`[ ]`)".to_owned(),
        TableSelector::Columns(names) => {
            format!("the columns {}", names.iter().map(|name| excerpt(name)).collect::<Vec<_>>().join(", "))
        }
    };
    ImportError::NoSuchTable { wanted, found }
}

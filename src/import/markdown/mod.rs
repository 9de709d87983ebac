//! PURE. Markdown task lists: a flat list of blocks first, then its items as steps under its headings.

mod blocks;
mod html;
mod items;
mod outline;
mod parser;
mod runsheet_report;

use super::clean::excerpt;
use super::format::{ImportOptions, TableSelector};
use super::report::{ImportError, ImportReport};
use super::tree::ParsedList;
use blocks::{BlockKind, Document};

/// The largest Markdown file, in bytes. Every character of it can be a block.
const MAX_MARKDOWN_BYTES: usize = 8 * 1024 * 1024;

pub(super) fn read(
    text: &str,
    options: &ImportOptions,
    report: &mut ImportReport,
) -> Result<ParsedList, ImportError> {
    if text.len() > MAX_MARKDOWN_BYTES {
        let mebibytes = MAX_MARKDOWN_BYTES / 1024 / 1024;
        return Err(ImportError::TooLong(format!("Markdown of more than {mebibytes} MiB")));
    }
    let mut document = parser::parse(text, report);
    if let Some(list) = runsheet_report::read(&document, options, report) {
        return Ok(list);
    }
    mark_steps(&mut document, options)?;
    Ok(outline::read(&document, options, report))
}

/// Marks what becomes a step: items with a checkbox, and what the options ask for.
fn mark_steps(document: &mut Document<'_>, options: &ImportOptions) -> Result<(), ImportError> {
    let checkboxes: Vec<usize> = document.all().filter(|at| document.checkbox(*at).is_some()).collect();
    for at in &checkboxes {
        document.mark_step(*at);
    }
    let lists: Vec<usize> = document.all().filter(|at| *document.kind(*at) == BlockKind::List).collect();
    let plain: Vec<usize> =
        lists.into_iter().filter(|at| document.is_outermost_list(*at) && !document.has_steps(*at)).collect();
    let bullets = plain.iter().flat_map(|at| document.items_in(*at)).collect::<Vec<usize>>();
    let tables: Vec<usize> =
        document.all().filter(|at| matches!(document.kind(*at), BlockKind::Table)).collect();
    if options.bullets {
        for at in &bullets {
            document.mark_step(*at);
        }
    }
    let mut rows = 0;
    if let Some(wanted) = &options.table {
        for at in &tables {
            rows += items::mark_rows(document, *at, wanted);
        }
        if rows == 0 {
            return Err(no_such_table(document, &tables, wanted));
        }
    }
    let taken = checkboxes.len() + rows + if options.bullets { bullets.len() } else { 0 };
    if taken == 0 {
        return Err(ImportError::NoBoxes { bullets: bullets.len(), tables: tables.len() });
    }
    Ok(())
}

fn no_such_table(document: &Document<'_>, tables: &[usize], wanted: &TableSelector) -> ImportError {
    let found: Vec<String> =
        tables.iter().flat_map(|at| items::column_names(document, *at)).map(|c| excerpt(&c)).collect();
    let found = if found.is_empty() { "there is no table".to_owned() } else { found.join(", ") };
    let wanted = match wanted {
        TableSelector::Checkboxes => "a column of boxes (`[ ]`)".to_owned(),
        TableSelector::Columns(names) => {
            format!("the columns {}", names.iter().map(|name| excerpt(name)).collect::<Vec<_>>().join(", "))
        }
    };
    ImportError::NoSuchTable { wanted, found }
}

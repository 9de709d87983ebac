//! PURE. Markdown task lists: a tree of blocks first, then its items as steps under its headings.

mod blocks;
mod html;
mod inline;
mod item;
mod outline;
mod parser;
mod prose;
mod runsheet_report;
mod runsheet_report_sections;
mod runsheet_report_steps;
mod source;
mod table;

use blocks::{BlockKind, Document};

use super::clean::excerpt;
use super::report::ImportReport;
use super::{ImportError, ImportFormat, ImportOptions, Imported, TableSelector, build};

/// The largest Markdown file, in bytes. Every character can be a piece of its own.
const MAX_MARKDOWN_BYTES: usize = 8 * 1024 * 1024;

pub(super) fn import(name: &str, text: &str, options: &ImportOptions) -> Result<Imported, ImportError> {
    if text.len() > MAX_MARKDOWN_BYTES {
        return Err(ImportError::TooLong(format!(
            "Markdown of more than {} MiB",
            MAX_MARKDOWN_BYTES / 1024 / 1024
        )));
    }
    let mut report = ImportReport::new(ImportFormat::Markdown);
    let mut document = Document::read(text, &mut report);
    let own = runsheet_report::read(&document, options, &mut report);
    let (head, drafts) = if let Some(own) = own {
        own
    } else {
        mark_steps(&mut document, options)?;
        outline::read(&document, options, &mut report)
    };
    build::build_checklist(name, head, drafts, report)
}

/// Marks what becomes a step: items with a box, and what else is asked for.
fn mark_steps(document: &mut Document<'_>, options: &ImportOptions) -> Result<(), ImportError> {
    let boxes: Vec<usize> = document.all().filter(|at| document.checkbox(*at).is_some()).collect();
    for at in &boxes {
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
            rows += table::mark_rows(document, *at, wanted);
        }
        if rows == 0 {
            return Err(no_such_table(document, &tables, wanted));
        }
    }
    let taken = boxes.len() + rows + if options.bullets { bullets.len() } else { 0 };
    if taken == 0 {
        return Err(ImportError::NoBoxes { bullets: bullets.len(), tables: tables.len() });
    }
    Ok(())
}

fn no_such_table(document: &Document<'_>, tables: &[usize], wanted: &TableSelector) -> ImportError {
    let found: Vec<String> =
        tables.iter().flat_map(|at| table::column_names(document, *at)).map(|c| excerpt(&c)).collect();
    let found = if found.is_empty() { "there is no table".to_owned() } else { found.join(", ") };
    let wanted = match wanted {
        TableSelector::Checkboxes => "a column of boxes (`[ ]`)".to_owned(),
        TableSelector::Columns(names) => {
            format!("the columns {}", names.iter().map(|name| excerpt(name)).collect::<Vec<_>>().join(", "))
        }
    };
    ImportError::NoSuchTable { wanted, found }
}

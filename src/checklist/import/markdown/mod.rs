//! PURE. Markdown task lists: a tree of blocks first, then its items as steps under its headings.

mod blocks;
mod html;
mod inline;
mod item;
mod outline;
mod own;
mod own_sections;
mod own_steps;
mod prose;
mod slice;
mod stream;
mod table;

use blocks::{Document, Kind};

use super::report::Report;
use super::words::excerpt;
use super::{Format, ImportError, Imported, Options, Table, finish};

/// The largest Markdown file, in bytes. Every character can be a piece of its own.
const LARGEST: usize = 8 * 1024 * 1024;

pub(super) fn import(name: &str, text: &str, options: &Options) -> Result<Imported, ImportError> {
    if text.len() > LARGEST {
        return Err(ImportError::TooLong(format!("Markdown of more than {} MiB", LARGEST / 1024 / 1024)));
    }
    let mut report = Report::new(Format::Markdown);
    let mut document = Document::read(text, &mut report);
    let own = own::read(&document, options, &mut report);
    let (head, drafts) = if let Some(own) = own {
        own
    } else {
        mark(&mut document, options)?;
        outline::read(&document, options, &mut report)
    };
    finish::finish(name, head, drafts, report)
}

/// Marks what becomes a step: items with a box, and what else is asked for.
fn mark(document: &mut Document<'_>, options: &Options) -> Result<(), ImportError> {
    let boxes: Vec<usize> = document.all().filter(|at| document.boxed(*at).is_some()).collect();
    for at in &boxes {
        document.mark(*at);
    }
    let lists: Vec<usize> = document.all().filter(|at| *document.kind(*at) == Kind::List).collect();
    let plain: Vec<usize> =
        lists.into_iter().filter(|at| document.is_outermost_list(*at) && !document.has_steps(*at)).collect();
    let bullets = plain.iter().flat_map(|at| document.items_in(*at)).collect::<Vec<usize>>();
    let tables: Vec<usize> = document.all().filter(|at| matches!(document.kind(*at), Kind::Table)).collect();
    if options.bullets {
        for at in &bullets {
            document.mark(*at);
        }
    }
    let mut rows = 0;
    if let Some(wanted) = &options.table {
        for at in &tables {
            rows += table::mark(document, *at, wanted);
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

fn no_such_table(document: &Document<'_>, tables: &[usize], wanted: &Table) -> ImportError {
    let found: Vec<String> =
        tables.iter().flat_map(|at| table::columns(document, *at)).map(|c| excerpt(&c)).collect();
    let found = if found.is_empty() { "there is no table".to_owned() } else { found.join(", ") };
    let wanted = match wanted {
        Table::Boxes => "a column of boxes (`[ ]`)".to_owned(),
        Table::Columns(names) => {
            format!("the columns {}", names.iter().map(|name| excerpt(name)).collect::<Vec<_>>().join(", "))
        }
    };
    ImportError::NoSuchTable { wanted, found }
}

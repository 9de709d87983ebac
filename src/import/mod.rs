//! PURE. Other people's lists into checklists: from bytes to a raw checklist and a report of what became of them.
//!
//! Each format only gathers *drafts*: what stands there, in its order, with its line. What a
//! checklist demands of ids, titles, texts and addresses is seen to in one place for all of them,
//! so that whatever is read, the result is a valid checklist.

mod azure;
mod build;
mod clean;
mod error;
mod format;
mod ids;
mod json;
mod line_index;
mod markdown;
mod node;
mod normalize;
mod references;
mod report;
mod stig;

pub use error::ImportError;
pub use format::{ImportFormat, detect};
pub use report::{ImportReport, Remark, RemarkKind};

use crate::checklist::source::SourceText;
use crate::checklist::{RawChecklist, Status};

/// The largest file that is imported, in bytes.
pub const LARGEST: usize = 32 * 1024 * 1024;

/// What is asked for besides the list itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportOptions {
    /// What is ticked, or has a status, starts so. Otherwise every step starts as todo.
    pub keep_ticks: bool,
    /// In Markdown, the items of a list without a single box are steps as well.
    pub bullets: bool,
    /// In Markdown, the rows of tables are steps.
    pub table: Option<TableSelector>,
}

/// Which tables have rows that are steps, and where their words stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TableSelector {
    /// Tables with a column of boxes (`[ ]`, `☐`). The first other column is the title.
    Checkboxes,
    /// Tables that have all of these columns. The first is the title, the others go into the
    /// detail; columns that are not named are left out.
    Columns(Vec<String>),
}

impl TableSelector {
    /// Reads the value of `--table`: nothing for tables with boxes, or names of columns with commas
    /// between them.
    pub fn from_arg(arg: &str) -> Self {
        let names = arg.split(',').map(str::trim).filter(|name| !name.is_empty());
        let names: Vec<String> = names.map(str::to_owned).collect();
        if names.is_empty() { Self::Checkboxes } else { Self::Columns(names) }
    }
}

/// The status that one step starts with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepStatus {
    /// The id of the step in the imported checklist.
    pub step: String,
    /// Its status.
    pub status: Status,
    /// Why, in one line. There is one wherever the status needs one.
    pub reason: Option<String>,
}

/// A list that was read.
#[derive(Debug, Clone)]
pub struct Imported {
    /// The checklist: [`Checklist::from_raw`](super::Checklist::from_raw) takes it.
    pub raw: RawChecklist,
    /// The statuses that the file gives, in the order of the steps; none without
    /// [`Options::keep_ticks`].
    pub statuses: Vec<StepStatus>,
    /// What became of the file.
    pub report: ImportReport,
}

/// Reads a list of another format. The name is the file's; it is the title where the list has none.
///
/// # Errors
///
/// What stands in the way, with a [hint](ImportError::hint).
pub fn import(name: &str, bytes: &[u8], options: &ImportOptions) -> Result<Imported, ImportError> {
    if bytes.len() > LARGEST {
        return Err(ImportError::TooLarge);
    }
    let source = SourceText::from_bytes(bytes).map_err(|problem| ImportError::NotText(problem.message))?;
    let text = line_index::normalize_newlines(source.text);
    match format::detect_text(name, &text) {
        None => Err(ImportError::Unknown),
        Some(ImportFormat::Native) => Err(ImportError::Native),
        Some(ImportFormat::Markdown) => markdown::import(name, &text, options),
        Some(ImportFormat::Azure) => azure::import(name, &text, options),
        Some(ImportFormat::Cklb) => stig::import_cklb(name, &text, options),
        Some(ImportFormat::Ckl) => stig::import_ckl(name, &text, options),
    }
}

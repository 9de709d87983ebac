//! PURE. Other people's lists into checklists: from bytes to a raw checklist and a report of what became of them.
//!
//! Each format only gathers *drafts*: what stands there, in its order, with its line. What a
//! checklist demands of ids, titles, texts and addresses is seen to in one place for all of them,
//! so that whatever is read, the result is a valid checklist.

mod azure;
mod draft;
mod error;
mod finish;
mod format;
mod ids;
mod json;
mod lines;
mod markdown;
mod references;
mod report;
mod shape;
mod stig;
mod words;

pub use error::ImportError;
pub use format::{Format, recognise};
pub use report::{Remark, RemarkKind, Report};

use super::raw::RawChecklist;
use super::source::Source;

/// The largest file that is imported, in bytes.
pub const LARGEST: usize = 32 * 1024 * 1024;

/// What is asked for besides the list itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// What is ticked, or has a status, starts so. Otherwise every step starts as todo.
    pub keep_ticks: bool,
    /// In Markdown, the items of a list without a single box are steps as well.
    pub bullets: bool,
    /// In Markdown, the rows of tables are steps.
    pub table: Option<Table>,
}

/// Which tables have rows that are steps, and where their words stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Table {
    /// Tables with a column of boxes (`[ ]`, `☐`). The first other column is the title.
    Boxes,
    /// Tables that have all of these columns. The first is the title, the others go into the
    /// detail; columns that are not named are left out.
    Columns(Vec<String>),
}

impl Table {
    /// Reads the value of `--table`: nothing for tables with boxes, or names of columns with commas
    /// between them.
    pub fn from_arg(arg: &str) -> Self {
        let names = arg.split(',').map(str::trim).filter(|name| !name.is_empty());
        let names: Vec<String> = names.map(str::to_owned).collect();
        if names.is_empty() { Self::Boxes } else { Self::Columns(names) }
    }
}

/// What a file says of a step. The names are those of the session's statuses; a step that is not
/// mentioned is todo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ImportStatus {
    /// Begun.
    InProgress,
    /// Done.
    Done,
    /// Put off.
    Deferred,
    /// Cannot go on.
    Blocked,
    /// Left out.
    Skipped,
    /// Does not apply.
    NotApplicable,
}

impl ImportStatus {
    /// The name in files and commands: `in_progress`.
    pub fn name(self) -> &'static str {
        match self {
            Self::InProgress => "in_progress",
            Self::Done => "done",
            Self::Deferred => "deferred",
            Self::Blocked => "blocked",
            Self::Skipped => "skipped",
            Self::NotApplicable => "not_applicable",
        }
    }

    /// Whether it needs a reason.
    fn needs_reason(self) -> bool {
        !matches!(self, Self::InProgress | Self::Done)
    }
}

/// The status that one step starts with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepStatus {
    /// The id of the step in the imported checklist.
    pub step: String,
    /// Its status.
    pub status: ImportStatus,
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
    pub report: Report,
}

/// Reads a list of another format. The name is the file's; it is the title where the list has none.
///
/// # Errors
///
/// What stands in the way, with a [hint](ImportError::hint).
pub fn import(name: &str, bytes: &[u8], options: &Options) -> Result<Imported, ImportError> {
    if bytes.len() > LARGEST {
        return Err(ImportError::TooLarge);
    }
    let source = Source::read(bytes).map_err(|problem| ImportError::NotText(problem.what))?;
    let text = lines::unified(source.text);
    match format::of_text(name, &text) {
        None => Err(ImportError::Unknown),
        Some(Format::Native) => Err(ImportError::Native),
        Some(Format::Markdown) => markdown::import(name, &text, options),
        Some(Format::Azure) => azure::import(name, &text, options),
        Some(Format::Cklb) => stig::import_cklb(name, &text, options),
        Some(Format::Ckl) => stig::import_ckl(name, &text, options),
    }
}

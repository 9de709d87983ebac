//! PURE. Other people's lists into checklists: from bytes to a raw checklist and a report of what became of them.
//!
//! Each format only reads a list into a tree of sections and steps with their lines. One place for all
//! formats makes the ids, titles, texts and addresses those of a valid checklist.

mod azure;
mod build;
mod clean;
mod format;
mod ids;
mod json;
mod markdown;
mod references;
mod report;
mod stig;
mod tree;

pub use format::{ImportFormat, ImportOptions, TableSelector, detect};
pub use report::{ImportError, ImportReport, Imported, Remark, RemarkKind, StepStatus};

use crate::checklist::positions::SourceText;

/// Reads a list of another format. The name is the file's; it is the title where the list has none.
///
/// # Errors
///
/// Fails if the bytes are no list that can be imported; the error has a [`Hint`](crate::text::Hint).
pub fn import(name: &str, bytes: &[u8], options: &ImportOptions) -> Result<Imported, ImportError> {
    if bytes.len() > report::MAX_BYTES {
        return Err(ImportError::TooLarge);
    }
    let source = SourceText::from_bytes(bytes).map_err(|problem| ImportError::NotText(problem.message))?;
    let text = clean::normalize_newlines(source.text);
    let format = format::detect_text(name, &text).ok_or(ImportError::Unknown)?;
    let mut report = ImportReport::new(format);
    let list = match format {
        ImportFormat::Native => return Err(ImportError::Native),
        ImportFormat::Markdown => markdown::read(&text, options, &mut report),
        ImportFormat::Azure => azure::read(&text, options, &mut report),
        ImportFormat::Cklb => stig::read_cklb(&text, options, &mut report),
        ImportFormat::Ckl => stig::read_ckl(&text, options, &mut report),
    }?;
    build::build_checklist(name, list, options.keep_ticks, report)
}

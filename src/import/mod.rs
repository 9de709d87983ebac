//! PURE. Other people's lists into checklists: from bytes to a raw checklist and a report of what became of them.
//!
//! Each format only reads a list into a tree of sections and steps with their lines. One place for all
//! formats makes the ids, titles, texts and addresses those of a valid checklist.

mod azure;
mod build;
mod clean;
mod columns;
mod format;
mod ids;
mod issue_form;
mod json;
mod markdown;
mod other;
mod records;
mod references;
mod report;
mod stig;
mod tree;

pub use format::{ImportFormat, detect};
pub use other::OtherFormat;
pub use report::{ImportError, ImportReport, Imported, Remark, RemarkKind, StepNote, StepStatus};

use std::borrow::Cow;

use crate::checklist::ReaderOptions;
use crate::checklist::positions::SourceText;

/// Reads a list of another format. The name is the file's; it is the title where the list has none.
///
/// # Errors
///
/// Fails if the bytes are no list that can be imported; the error has a [`Hint`](crate::text::Hint).
pub fn import(name: &str, bytes: &[u8], options: &ReaderOptions) -> Result<Imported, ImportError> {
    if bytes.len() > report::MAX_BYTES {
        return Err(ImportError::TooLarge);
    }
    let decoded = decode(name, bytes)?;
    let text = clean::normalize_newlines(&decoded);
    let format = format::detect_text(name, &text);
    let mut report = ImportReport::new(format);
    if matches!(decoded, Cow::Owned(_)) {
        report.add_changed(0, "the file is no UTF-8 and was read as Windows-1252");
    }
    let list = match format {
        ImportFormat::Native => return Err(ImportError::Native),
        ImportFormat::Markdown => markdown::read(&text, options, &mut report),
        ImportFormat::Azure => azure::read(&text, options, &mut report),
        ImportFormat::Cklb => stig::read_cklb(&text, options, &mut report),
        ImportFormat::Csv => records::read_csv(&text, options, &mut report),
        ImportFormat::JsonList => records::read_json(&text, options, &mut report),
        ImportFormat::IssueForm => issue_form::read(&text, options, &mut report),
        ImportFormat::Other(other) if other.is_json() && options.table.is_some() => {
            records::read_json(&text, options, &mut report)
        }
        ImportFormat::Other(other) => return Err(ImportError::Other(other)),
        ImportFormat::Ckl => stig::read_ckl(&text, options, &mut report),
    }?;
    build::build_checklist(name, list, options.keep_ticks, report)
}

/// Returns the bytes as text; owned where they are decoded from the encoding of Windows programs.
fn decode<'a>(name: &str, bytes: &'a [u8]) -> Result<Cow<'a, str>, ImportError> {
    match SourceText::from_bytes(bytes) {
        Ok(source) => Ok(Cow::Borrowed(source.text)),
        Err(_) if format::is_zip(bytes) => Err(ImportError::Other(OtherFormat::Office)),
        Err(problem) => {
            format::windows_1252(name, bytes).map(Cow::Owned).ok_or(ImportError::NotText(problem.message))
        }
    }
}

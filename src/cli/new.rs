//! `new`: a small checklist to start from, which shows by example what a checklist can hold.

use std::path::Path;

use super::{CliError, Context, Exit};
use crate::app::files;
use crate::text::Text;

/// What is written. A test holds it to `check`.
const EXAMPLE: &str = include_str!("new.json");

/// `new FILE`. Nothing is ever replaced by it.
pub(super) fn new(context: &mut Context<'_, '_>, file: &Path) -> Result<Exit, CliError> {
    files::write(file, EXAMPLE.as_bytes(), false).map_err(CliError::New)?;
    let path = Text::line(&file.to_string_lossy());
    writeln!(context.env.err, "wrote `{path}`: `runsheet check {path}` names its problems")?;
    Ok(Exit::Success)
}

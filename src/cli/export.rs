//! `export`: the report of a session, to standard output or into a file.

use std::path::Path;

use super::args::Format;
use super::{CliError, Context, Exit, pick};
use crate::export;
use crate::report::markdown;
use crate::text::Text;

/// `export [SESSION] [--format FORMAT] [-o FILE] [--force]`. A damaged session is exported as far
/// as it can be read: the report says so, and so does the exit code.
pub(super) fn export(
    context: &mut Context<'_, '_>,
    session: Option<&str>,
    format: Format,
    (output, force): (Option<&Path>, bool),
) -> Result<Exit, CliError> {
    let name = pick::session(&context.home, session)?;
    let desk = context.open(&name)?;
    let (heads, entries) = (desk.heads(), desk.entries());
    let input = desk.report_input(&heads, &entries, &context.world.zone);
    let report = match format {
        Format::Markdown => markdown(&input),
    };
    match output.filter(|path| *path != Path::new("-")) {
        None => write!(context.world.out, "{report}")?,
        Some(path) => {
            export::write(path, report.as_bytes(), force).map_err(CliError::Export)?;
            writeln!(context.world.err, "wrote `{}`", Text::line(&path.to_string_lossy()))?;
        }
    }
    match &desk.logs {
        Some(logs) => context.warn_of_faults(logs, Exit::Fine),
        None => Ok(Exit::Fine),
    }
}

//! `new`: a small checklist to start from, which shows by example what a checklist can hold.

use std::path::PathBuf;

use super::context::Context;
use super::error::{CliError, Exit};
use crate::app::files;
use crate::text::Text;

/// The checklist that is written; a test checks that it is valid.
const CHECKLIST: &str = include_str!("new.json");

const EXAMPLES: &str = "\
Examples:
  runsheet new router.json
      then edit it, `runsheet check router.json`, `runsheet start ./router.json`";

/// Write a small checklist to start from
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct NewArgs {
    /// The file; one that is there is never replaced
    file: PathBuf,
}

pub(super) fn run(context: &mut Context<'_, '_>, args: &NewArgs) -> Result<Exit, CliError> {
    files::write(&args.file, CHECKLIST.as_bytes(), false).map_err(CliError::New)?;
    let path = Text::line(&args.file.to_string_lossy());
    writeln!(context.env.err, "wrote `{path}`: `runsheet check {path}` names its problems")?;
    Ok(Exit::Success)
}

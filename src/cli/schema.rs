//! `schema`: the JSON Schemas of checklist files and of reports, for editors and programs.

use super::context::Context;
use super::error::{CliError, Exit};
use crate::{checklist, report};

const EXAMPLES: &str = "\
Examples:
  runsheet schema > checklist.schema.json
      name this file as `$schema` in a checklist, for your editor
  runsheet schema report
      what `status --json` and `export --format json` write";

/// Print the JSON Schema of checklist files, or of reports
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct SchemaArgs {
    /// Checklist files, or what `status`, `list`, `log` and `export` write as JSON
    #[arg(default_value = "checklist")]
    of: SchemaOf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum SchemaOf {
    /// Checklist files.
    Checklist,
    /// What `status`, `list`, `log` and `export` write as JSON.
    Report,
}

pub(super) fn run(context: &mut Context<'_, '_>, args: &SchemaArgs) -> Result<Exit, CliError> {
    let schema = match args.of {
        SchemaOf::Checklist => checklist::SCHEMA,
        SchemaOf::Report => report::SCHEMA,
    };
    writeln!(context.env.out, "{}", schema.trim_end())?;
    Ok(Exit::Success)
}

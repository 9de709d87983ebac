//! `schema`: the JSON Schemas of checklist files and of reports, for editors and programs.

use super::{CliError, Context, Exit};
use crate::{checklist, report};

/// What a schema is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum SchemaOf {
    /// Checklist files.
    Checklist,
    /// What `status`, `list`, `log` and `export` write as JSON.
    Report,
}

/// `schema [checklist|report]`.
pub(super) fn schema(context: &mut Context<'_, '_>, of: SchemaOf) -> Result<Exit, CliError> {
    let schema = match of {
        SchemaOf::Checklist => checklist::SCHEMA,
        SchemaOf::Report => report::SCHEMA,
    };
    writeln!(context.env.out, "{}", schema.trim_end())?;
    Ok(Exit::Success)
}

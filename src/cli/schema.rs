//! `schema`: the JSON Schema of checklist files, for editors.

use super::{CliError, Context, Exit};
use crate::checklist::SCHEMA;

/// `schema`.
pub(super) fn schema(context: &mut Context<'_, '_>) -> Result<Exit, CliError> {
    writeln!(context.world.out, "{}", SCHEMA.trim_end())?;
    Ok(Exit::Fine)
}

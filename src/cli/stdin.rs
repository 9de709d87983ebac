//! Standard input as text, up to a size.

use std::io::{self, Read as _};

use super::{CliError, Env};
use crate::text::BOM;

/// The most that is read, in bytes.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// Everything that is piped in.
pub(super) fn read_text(world: &mut Env<'_>) -> Result<String, CliError> {
    let mut text = String::new();
    (&mut *world.stdin).take(MAX_BYTES + 1).read_to_string(&mut text).map_err(CliError::Input)?;
    if text.len() as u64 > MAX_BYTES {
        return Err(CliError::Input(io::Error::other("it is larger than 64 MiB")));
    }
    // PowerShell puts a byte order mark before what it pipes.
    if text.starts_with(BOM) {
        text.drain(..BOM.len());
    }
    Ok(text)
}

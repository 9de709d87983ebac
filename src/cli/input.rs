//! Standard input as text, up to a size.

use std::io::{self, Read as _};

use super::{CliError, World};

/// The most that is read, in bytes.
const LARGEST: u64 = 64 * 1024 * 1024;

/// A byte order mark.
const MARK: char = '\u{feff}';

/// Everything that is piped in.
pub(super) fn text(world: &mut World<'_>) -> Result<String, CliError> {
    let mut text = String::new();
    (&mut *world.stdin).take(LARGEST + 1).read_to_string(&mut text).map_err(CliError::Input)?;
    if text.len() as u64 > LARGEST {
        return Err(CliError::Input(io::Error::other("it is larger than 64 MiB")));
    }
    // PowerShell puts a byte order mark before what it pipes.
    if text.starts_with(MARK) {
        text.drain(..MARK.len_utf8());
    }
    Ok(text)
}

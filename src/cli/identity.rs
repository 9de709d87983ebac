//! Who is recorded: whom the system knows, and, where somebody says to be another, who that is.

use super::Env;
use crate::session::Writer;

/// The one who is at work: as `--as` says; else, where `sudo` or `doas` made the process another
/// user's, as they say whose it was. Both are only said, not known, and are recorded so.
pub(super) fn effective_writer(said: Option<&str>, world: &Env<'_>) -> Writer {
    let set = |name: &str| (world.var)(name).filter(|value| !value.trim().is_empty());
    let said = said.map(str::to_owned).or_else(|| set("SUDO_USER")).or_else(|| set("DOAS_USER"));
    said.map_or_else(|| world.writer.clone(), |name| world.writer.with_claimed_name(&name))
}

/// A name for `--as`: a line of text that can be seen.
pub(super) fn parse_name(text: &str) -> Result<String, String> {
    let shown = crate::text::Text::line(text);
    if text.trim().is_empty() || shown.as_str() != text || text.chars().count() > 64 {
        return Err("a name is one line of up to 64 characters that can be seen".to_owned());
    }
    Ok(text.trim().to_owned())
}

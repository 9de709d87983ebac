//! PURE. Words for people: text that is safe to show, English, layout in terminal cells; and the small
//! encodings that several rooms need.

mod english;
mod hint;
mod layout;
mod safe;

use std::fmt::Write as _;

pub use english::{ago, closest, count, format_minute, format_second, list, or_list, seconds_since};
pub use hint::Hint;
pub(crate) use layout::{clip, wrap};
pub use safe::{Text, is_hidden, visible};
pub(crate) use safe::{is_markdown_mark, is_plain, line_start_marker};

/// The byte order mark that Windows programs put before a text.
pub(crate) const BOM: &str = "\u{feff}";

/// Returns the bytes in lower-case hexadecimal digits.
pub(crate) fn hex<'a>(bytes: impl IntoIterator<Item = &'a u8>) -> String {
    bytes.into_iter().fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

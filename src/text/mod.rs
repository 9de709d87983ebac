//! PURE. Words for people: text that is safe to show, English counts and lists, "did you mean".

mod english;
mod hint;
mod safe;
mod suggest;
mod time;

pub use english::{ago, count, list, or_list};
pub use hint::Hint;
pub(crate) use safe::is_plain;
pub use safe::{Text, is_hidden, visible};
pub use suggest::closest;
pub use time::{format_minute, format_second, seconds_since};

//! PURE. Words for people: text that is safe to show, English counts and lists, "did you mean".

mod english;
mod shown;
mod suggest;
mod time;

pub use english::{ago, count, list, or_list};
pub(crate) use shown::is_plain;
pub use shown::{Text, is_hidden, visible};
pub use suggest::closest;
pub use time::{minute, second, since};

//! PURE. A session: one run through one checklist, as the fold of its entries.

mod event;
mod name;
mod writer;

pub use event::{Entry, Event, Mode, Status};
pub use name::{BadName, SessionName};
pub use writer::Writer;

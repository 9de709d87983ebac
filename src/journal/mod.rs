//! DISK. The journal: the logs of a session, how they are read, followed and appended to.
//!
//! What is promised: an entry that [`Journal::append`] calls saved was written in one piece and
//! brought to the disk before the call returned. Readers never write, lock or cut anything. What
//! a log holds is read up to its first fault, and the fault is named; nothing is skipped.

mod append;
mod create;
mod disk;
mod failure;
mod fault;
mod lock;
mod log;
mod quarantine;
mod reader;
mod repair;
mod retry;
mod store;
mod tail;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod write;

pub use append::{AppendOutcome, Journal};
pub use disk::{Fs, RealFs};
pub use failure::AppendError;
pub use fault::{Fault, FaultKind};
pub use log::{ChainHash, Header};
pub use reader::Log;
pub use repair::{LogReport, RepairError, RepairSummary, repair, verify};
pub(crate) use retry::Backoff;
pub use store::{Home, JournalError, SessionLogs};

/// A path as it may be shown to people, on one line.
fn shown(path: &std::path::Path) -> crate::text::Text {
    crate::text::Text::line(&path.to_string_lossy())
}

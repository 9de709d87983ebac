//! DISK. The journal: the logs of a session, how they are read, followed and appended to.
//!
//! An entry that [`Journal::append`] reports as saved was written with one call and synced to disk
//! before the call returned. Readers never write, lock or truncate anything. A log is read up to its
//! first fault, which is reported; nothing is skipped.

mod create;
mod error;
mod fs;
mod log;
mod reader;
mod repair;
mod salvage;
mod store;
mod tail;
#[cfg(test)]
mod tests;
mod writer;

pub use error::{AppendError, Fault, FaultKind, JournalError, RepairError};
pub(crate) use fs::Backoff;
pub use fs::{Fs, RealFs};
pub use log::{ChainHash, Header, RepairRecord};
pub use reader::{DamageSummary, Log};
pub use repair::{LogReport, RepairSummary, repair, verify};
pub use store::{Home, SessionLogs, describe_loss};
pub use writer::{AppendOutcome, Journal};

//! PURE. Reports: a session in, text for other people out.
//!
//! The same log and time zone make the same bytes: a report says nothing of the time or the
//! machine it is made on, unless it is told to.

mod markdown;
mod standing;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::session::{Progress, SessionName, Writer};

pub use markdown::markdown;
pub use standing::{Standing, is_ticked};

/// What a report is made from.
#[derive(Debug, Clone, Copy)]
pub struct ReportInput<'a> {
    /// The session as it stands.
    pub progress: &'a Progress,
    /// Its name.
    pub name: &'a SessionName,
    /// Its logs, in the order in which they are to be named.
    pub logs: &'a [LogHead],
    /// The zone that times are told in.
    pub zone: &'a TimeZone,
    /// The time of the export, where the report is to name it.
    pub now: Option<Timestamp>,
    /// What is wrong with the session's folder, in sentences.
    pub problems: &'a [String],
}

/// How far one log goes: what a report is anchored to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogHead {
    /// Whose log it is.
    pub writer: Writer,
    /// How many entries it holds.
    pub entries: u64,
    /// The chain of its last line.
    pub head: String,
}

impl ReportInput<'_> {
    /// `2026-11-22 18:03 +01:00`: with its offset, so that it can be compared with other records.
    fn moment(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone()).strftime("%Y-%m-%d %H:%M %:z").to_string()
    }
}

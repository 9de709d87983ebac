//! PURE. What a report is made from.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::session::{Drift, Entry, Progress, SessionName, Writer};

/// What a report is made from.
#[derive(Debug, Clone, Copy)]
pub struct ReportInput<'a> {
    /// The session as it stands.
    pub progress: &'a Progress,
    /// Its name.
    pub name: &'a SessionName,
    /// Its logs, in the order in which they are to be named.
    pub logs: &'a [LogHead],
    /// The entries of all logs, in the order in which they count.
    pub entries: &'a [(&'a Writer, &'a Entry)],
    /// The zone that times are told in.
    pub zone: &'a TimeZone,
    /// The time of the export, where the report is to name it.
    pub now: Option<Timestamp>,
    /// What is wrong with the session's folder, in sentences.
    pub problems: &'a [String],
    /// Whether the logs were read whole: a session with damaged logs is never complete.
    pub sound: bool,
    /// What the checklist's source changed to since it was taken over.
    pub drift: Option<&'a Drift>,
}

/// How far one log goes: what a report is anchored to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogHead {
    /// Whose log it is.
    pub writer: Writer,
    /// How many entries it holds.
    pub entries: u64,
    /// The chain of its last line; nothing where it has not one whole line.
    pub head: Option<String>,
}

impl<'a> ReportInput<'a> {
    /// A session as it stands, of which nothing else is known: no logs, no history, no problems.
    pub fn new(progress: &'a Progress, name: &'a SessionName, zone: &'a TimeZone) -> Self {
        Self {
            progress,
            name,
            zone,
            logs: &[],
            entries: &[],
            now: None,
            problems: &[],
            sound: true,
            drift: None,
        }
    }

    /// `2026-11-22 18:03 +01:00`: with its offset, so that it can be compared with other records.
    pub(super) fn format_time(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone()).strftime("%Y-%m-%d %H:%M %:z").to_string()
    }
}

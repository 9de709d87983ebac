//! PURE. What a report is made from, and what of it the report lists in which form.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::session::{Drift, Entry, Progress, SessionName, StepState, Writer};

/// A session with everything that a report says of it.
#[derive(Debug, Clone, Copy)]
pub struct ReportInput<'a> {
    pub progress: &'a Progress,
    pub name: &'a SessionName,
    /// The logs, in the order in which they are named.
    pub logs: &'a [LogHead],
    /// The entries of all logs, in the order in which they count.
    pub entries: &'a [(&'a Writer, &'a Entry)],
    /// The time zone of the report.
    pub zone: &'a TimeZone,
    /// The time of the export, where the report is to name it.
    pub now: Option<Timestamp>,
    /// What is wrong with the session's folder, in sentences.
    pub problems: &'a [String],
    /// Whether the logs could be read whole. A session with damaged logs is never complete.
    pub sound: bool,
    /// How the checklist's source has changed since the session took it over.
    pub drift: Option<&'a Drift>,
}

/// The length and the hash of one log, which anchor a report to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogHead {
    pub writer: Writer,
    /// The number of entries.
    pub entries: u64,
    /// The chain hash of the last line, unless the log has no whole line.
    pub head: Option<String>,
}

impl<'a> ReportInput<'a> {
    /// Creates the input for a session of which nothing else is known: no logs, no history, no problems.
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

    /// Returns `2026-11-22 18:03 +01:00`: with its offset, so that it can be compared with other records.
    pub(super) fn format_time(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone()).strftime("%Y-%m-%d %H:%M %:z").to_string()
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ReportFormat {
    /// Text with marks, in one of the flavors.
    #[default]
    Markdown,
    /// One page that needs no other file.
    Html,
    Json,
    Csv,
}

/// Where a report in text is to be pasted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Flavor {
    #[default]
    Github,
    Gitlab,
    /// Plain text, as for a mail.
    Plain,
    Jira,
    /// Confluence's storage format.
    Confluence,
    /// A journal field of `ServiceNow`, of at most 4,000 characters.
    Servicenow,
}

/// Which steps are listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum StepFilter {
    #[default]
    All,
    /// The steps that still need work.
    Open,
    /// The steps that a person blocked, deferred, skipped or declared not applicable.
    Exceptions,
}

/// The table in a CSV file, which holds one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CsvTable {
    /// A row for each step of each session.
    Steps,
    /// A row for each entry of the logs.
    Log,
    /// A row for each section of each session.
    Matrix,
}

/// What of a session a report lists. The summary and the counts always cover the whole session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportOptions {
    pub only: StepFilter,
    /// Limits the report to what was recorded at this time or later.
    pub since: Option<Timestamp>,
    /// Whether the entries of the logs are listed.
    pub history: bool,
    /// How a report in text is written.
    pub flavor: Flavor,
    /// The table of a CSV report. The default is the steps of one session, or the matrix of several.
    pub table: Option<CsvTable>,
}

impl Default for ReportOptions {
    fn default() -> Self {
        Self { only: StepFilter::All, since: None, history: true, flavor: Flavor::Github, table: None }
    }
}

impl ReportOptions {
    /// Whether a step in this state is listed.
    pub(super) fn includes(&self, state: &StepState) -> bool {
        let is_selected = match self.only {
            StepFilter::All => true,
            StepFilter::Open => state.is_open(),
            StepFilter::Exceptions => state.is_exception(),
        };
        let mut stamps = state.stamp.iter().chain(state.notes.iter().map(|note| &note.stamp));
        is_selected && (self.since.is_none() || stamps.any(|stamp| self.includes_time(stamp.at)))
    }

    /// Whether something recorded at this time is late enough to be listed.
    pub(super) fn includes_time(&self, at: Timestamp) -> bool {
        self.since.is_none_or(|since| at >= since)
    }
}

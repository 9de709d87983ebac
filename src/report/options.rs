//! PURE. What a report is asked for: its format, and what of the session it lists.

use jiff::Timestamp;

use crate::session::StepState;

/// The format of a report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ReportFormat {
    /// Text with marks, in one of the flavors.
    #[default]
    Markdown,
    /// One page that needs nothing else.
    Html,
    /// For programs.
    Json,
    /// For spreadsheets.
    Csv,
}

/// Where a report in text is to be pasted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Flavor {
    /// GitHub's Markdown.
    #[default]
    Github,
    /// GitLab's Markdown.
    Gitlab,
    /// Plain text, as for a mail.
    Plain,
    /// Jira's wiki markup.
    Jira,
    /// Confluence's storage format.
    Confluence,
    /// A journal field of `ServiceNow`: at most 4,000 characters.
    Servicenow,
}

/// Which steps are listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum StepFilter {
    /// All.
    #[default]
    All,
    /// Those that are still to be worked on.
    Open,
    /// Those that a person took out of the normal way.
    Exceptions,
}

/// Which table a report in CSV is: a file holds one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CsvTable {
    /// A row for each step of each session.
    Steps,
    /// A row for each entry of the logs.
    Log,
    /// A row for each section of each session.
    Matrix,
}

/// What of the session a report lists. The summary and the counts are always of the whole session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportOptions {
    /// Which steps.
    pub only: StepFilter,
    /// Only what was recorded at this time or later.
    pub since: Option<Timestamp>,
    /// Whether the entries of the logs are listed.
    pub history: bool,
    /// How a report in text is written.
    pub flavor: Flavor,
    /// Which table of a report in CSV: without a choice the steps of one session, the matrix of several.
    pub table: Option<CsvTable>,
}

impl Default for ReportOptions {
    fn default() -> Self {
        Self { only: StepFilter::All, since: None, history: true, flavor: Flavor::Github, table: None }
    }
}

impl ReportOptions {
    /// Whether a step that stands so is listed.
    pub(super) fn includes(&self, state: &StepState) -> bool {
        let kind = match self.only {
            StepFilter::All => true,
            StepFilter::Open => state.is_open(),
            StepFilter::Exceptions => state.is_exception(),
        };
        kind && (self.since.is_none() || self.includes_record_of(state))
    }

    /// Whether anything recorded on a step is late enough to be listed.
    pub(super) fn includes_record_of(&self, state: &StepState) -> bool {
        let stamps = state.stamp.iter().chain(state.notes.iter().map(|note| &note.stamp));
        stamps.into_iter().any(|stamp| self.includes_time(stamp.at))
    }

    /// Whether something recorded at this time is late enough to be listed.
    pub(super) fn includes_time(&self, at: Timestamp) -> bool {
        self.since.is_none_or(|since| at >= since)
    }
}

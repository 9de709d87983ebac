//! DISK. An open session: its progress, and the writer that saves its changes.
//!
//! The wizard, `--plain` and the commands open sessions here and save every change through its journal.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::app::library::{FoundChecklist, Library};
use crate::app::recovery::recover_start;
use crate::journal::{
    AppendError, AppendOutcome, Fault, FaultKind, Home, Journal, JournalError, Log, RealFs, SessionLogs,
};
use crate::report::{LogHead, ReportInput};
use crate::session::{
    Command, Drift, Entry, Event, Mode, Outbox, Progress, Refusal, ReplayError, SessionName, Writer, replay,
};
use crate::text::{Hint, Text};

pub struct OpenSession {
    pub progress: Progress,
    pub writer: Journal,
    /// The logs as they were read, if the session is on disk.
    pub logs: Option<SessionLogs>,
    /// Faults and notices, as messages.
    pub problems: Vec<String>,
    /// The changes in the checklist's source since the session adopted it.
    pub drift: Option<Drift>,
    /// The changes that are being saved, or could not be.
    pub outbox: Outbox,
    /// The entries that were appended since the logs were read.
    appended: Vec<(Writer, Entry)>,
}

/// An error from opening a session.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The logs are so damaged that there is nothing to show.
    #[error("session `{name}` cannot be opened")]
    Damaged {
        name: SessionName,
        /// The first fault.
        #[source]
        fault: Box<Fault>,
    },
    /// The entries do not form a session.
    #[error("session `{name}` cannot be opened")]
    Replay {
        name: SessionName,
        #[source]
        source: ReplayError,
    },
}

impl Hint for OpenError {
    fn hint(&self) -> Option<String> {
        match self {
            Self::Journal(error) => error.hint(),
            // The fault's own hint claims that the session can be read.
            Self::Damaged { name, fault } if matches!(fault.kind, FaultKind::Damaged { .. }) => {
                Some(format!(
                    "`runsheet log {name}` shows what can be read, `runsheet repair {name}` sets the rest aside"
                ))
            }
            Self::Damaged { fault, .. } => fault.hint(),
            Self::Replay { name, .. } => Some(format!("`runsheet verify {name}` tells more")),
        }
    }
}

/// An error from changing a session.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Append(#[from] AppendError),
    /// Other processes of the same writer kept changing the session at the same time.
    #[error("the session changes faster than this change can be made")]
    TooManyConflicts,
}

impl Hint for ChangeError {
    fn hint(&self) -> Option<String> {
        match self {
            Self::Refused(refusal) => refusal.hint(),
            Self::Append(error) => error.hint(),
            Self::TooManyConflicts => Some("try again".to_owned()),
        }
    }
}

impl OpenSession {
    /// Opens a session that is on disk. Writes nothing.
    pub fn open(home: &Home, name: &SessionName, me: &Writer, library: &Library) -> Result<Self, OpenError> {
        let (journal, mut logs) = Journal::open(home.clone(), name.clone(), me.clone(), Box::new(RealFs))?;
        recover_start(&mut logs, library);
        let progress = progress_from_logs(&logs, me)?;
        let problems = log_problems(&logs);
        let drift = source_drift(&progress, library);
        Ok(Self { problems, drift, logs: Some(logs), ..Self::new(progress, journal) })
    }

    /// Reads a session that is only to be shown: without a writer, and without a look at its source.
    pub fn read(
        home: &Home,
        name: &SessionName,
        me: &Writer,
        library: &Library,
    ) -> Result<(Progress, SessionLogs), OpenError> {
        let mut logs = home.read(name)?;
        recover_start(&mut logs, library);
        let progress = progress_from_logs(&logs, me)?;
        Ok((progress, logs))
    }

    /// Returns a new session. Its first change creates it on disk.
    pub fn create(
        home: &Home,
        name: &SessionName,
        me: &Writer,
        (found, title, mode): (FoundChecklist, &str, Mode),
        at: Timestamp,
    ) -> Self {
        let checklist = found.parsed.checklist;
        let title = match title.trim() {
            "" => checklist.title().clone(),
            title => Text::line(title),
        };
        let (title, recorded) = (title.as_str().to_owned(), Arc::clone(&checklist).into());
        let (source, reader_options) = (found.source, found.reader_options);
        let event = Event::Started { title, mode, source, reader_options, checklist: recorded };
        let entry = Entry { seq: 1, clock: 1, at, event };
        let progress = Progress::with_checklist(me, me, &entry, checklist);
        let journal = Journal::create(home.clone(), name.clone(), me.clone(), Box::new(RealFs));
        Self::new(progress, journal.starting_with(entry.event))
    }

    fn new(progress: Progress, writer: Journal) -> Self {
        Self {
            progress,
            writer,
            logs: None,
            problems: Vec::new(),
            drift: None,
            outbox: Outbox::default(),
            appended: Vec::new(),
        }
    }

    /// Returns the input of a report. `heads` and `entries` come from the methods of those names.
    pub fn report_input<'a>(
        &'a self,
        heads: &'a [LogHead],
        entries: &'a [(&'a Writer, &'a Entry)],
        zone: &'a TimeZone,
    ) -> ReportInput<'a> {
        ReportInput {
            logs: heads,
            entries,
            problems: &self.problems,
            sound: self.logs.as_ref().is_none_or(SessionLogs::is_sound),
            drift: self.drift.as_ref(),
            ..ReportInput::new(&self.progress, self.writer.name(), zone)
        }
    }

    pub fn log_heads(&self) -> Vec<LogHead> {
        self.logs.as_ref().map(log_heads_of).unwrap_or_default()
    }

    /// Returns the entries of all logs as they were read, in the order in which they are applied.
    pub fn entries(&self) -> Vec<(&Writer, &Entry)> {
        self.logs.as_ref().map(SessionLogs::entries).unwrap_or_default()
    }

    /// Decides commands one after the other and saves all of them or none. Returns the saved entries,
    /// none if every command is fulfilled already. What could not be saved stays in the outbox.
    ///
    /// # Errors
    /// The index of the command that failed, and why.
    pub fn change_all(
        &mut self,
        commands: &[Command],
        at: Timestamp,
    ) -> Result<Vec<Entry>, (usize, ChangeError)> {
        self.outbox = Outbox::default();
        // The readable part of a damaged session is no basis for decisions.
        if let Some(fault) = self.writer.fault() {
            return Err((0, AppendError::ReadOnly { fault: Box::new(fault.clone()) }.into()));
        }
        // A command that was recorded before may well be refused now.
        if self.is_recorded_once() {
            return Ok(Vec::new());
        }
        let mut events = self.outbox.submit_all(&self.progress, commands, at).map_err(refused)?;
        // Other processes of the same writer may append in between, but not this often in a row.
        for _ in 0..20 {
            if events.is_empty() {
                return Ok(Vec::new());
            }
            if self.is_recorded_once() {
                self.outbox = Outbox::default();
                return Ok(Vec::new());
            }
            match self.writer.append(&events, at) {
                Ok(AppendOutcome::Saved(entries)) => {
                    let me = self.writer.me().clone();
                    self.outbox.saved();
                    self.apply_entries(entries.iter().map(|entry| (me.clone(), entry.clone())).collect());
                    return Ok(entries);
                }
                Ok(AppendOutcome::Conflict(entries)) => {
                    self.apply_entries(entries);
                    events = self.outbox.dispatch_all(&self.progress, at).map_err(refused)?;
                }
                Err(error) => return Err((0, self.not_saved(error.into()))),
            }
        }
        Err((0, self.not_saved(ChangeError::TooManyConflicts)))
    }

    /// Returns whether something was recorded with the key of this change.
    pub fn is_recorded_once(&self) -> bool {
        self.writer.key().is_some_and(|key| self.writer.was_recorded(key))
    }

    /// Keeps a change that was not saved for a retry, unless the session turns out to be damaged.
    fn not_saved(&mut self, error: ChangeError) -> ChangeError {
        if self.writer.fault().is_some() {
            self.outbox = Outbox::default();
        } else {
            self.outbox.failed(error.to_string());
        }
        error
    }

    /// Applies entries that this process or others have appended. Replays the session if one of them
    /// belongs, by its clock, before entries that were applied earlier.
    pub fn apply_entries(&mut self, entries: Vec<(Writer, Entry)>) {
        let in_order = self.progress.apply_all(&entries);
        self.appended.extend(entries);
        if !in_order {
            self.replay_all();
        }
    }

    /// Reads the session anew if it was read-only and can be changed again. Returns whether it was.
    pub fn reload_if_recovered(&mut self) -> bool {
        let logs = self.writer.take_recovered().then(|| self.writer.read_logs().ok()).flatten();
        let Some(logs) = logs else { return false };
        let Ok(progress) = progress_from_logs(&logs, self.progress.me()) else { return false };
        (self.progress, self.problems) = (progress, log_problems(&logs));
        (self.logs, self.appended) = (Some(logs), Vec::new());
        true
    }

    fn replay_all(&mut self) {
        let mut all = self.logs.as_ref().map(SessionLogs::entries).unwrap_or_default();
        all.extend(self.appended.iter().map(|(writer, entry)| (writer, entry)));
        all.sort_by(|(a, x), (b, y)| x.clock.cmp(&y.clock).then_with(|| a.cmp(b)));
        // Entries that form a session still do so with more of them.
        if let Ok(progress) = replay(self.progress.me(), all) {
            self.progress = progress;
        }
    }
}

fn refused((index, refusal): (usize, Refusal)) -> (usize, ChangeError) {
    (index, refusal.into())
}

/// Replays a session from its logs, as far as they can be read.
pub fn progress_from_logs(logs: &SessionLogs, me: &Writer) -> Result<Progress, OpenError> {
    replay(me, logs.entries()).map_err(|source| match (source, logs.all_faults().next()) {
        (ReplayError::NotStarted, Some(fault)) => {
            OpenError::Damaged { name: logs.name.clone(), fault: Box::new(fault.clone()) }
        }
        (source, _) => OpenError::Replay { name: logs.name.clone(), source },
    })
}

/// Describes the faults of a session's logs and their notices: what is lost comes first, as a briefing may
/// have room for one line.
pub fn log_problems(logs: &SessionLogs) -> Vec<String> {
    logs.notices().into_iter().chain(logs.all_faults().map(ToString::to_string)).collect()
}

/// Returns the length and last hash of each log, for a report. A log without a readable line has no
/// hash.
pub fn log_heads_of(logs: &SessionLogs) -> Vec<LogHead> {
    let head = |log: &Log| LogHead {
        writer: log.writer.clone(),
        entries: log.entries.len() as u64,
        head: log.head.map(|head| head.to_string()),
    };
    logs.logs.iter().map(head).collect()
}

fn source_drift(progress: &Progress, library: &Library) -> Option<Drift> {
    let found = library.reread(progress.source().as_str(), progress.reader_options())?.ok()?;
    let drift = Drift::between(progress.checklist(), &found.parsed.checklist);
    (!drift.is_empty()).then_some(drift)
}

/// Returns an unused name for a new session, made from its title or else from its checklist's id.
pub fn free_name(home: &Home, title: &str, checklist_id: &str) -> SessionName {
    let wanted = if title.trim().is_empty() { checklist_id } else { title };
    let first = SessionName::from_words(wanted);
    if !home.exists(&first) {
        return first;
    }
    (2..=10_000).map(|n| first.with_number(n)).find(|name| !home.exists(name)).unwrap_or(first)
}

#[cfg(test)]
mod tests;

//! DISK. One session on the desk: its progress, and the recorder that writes down what happens to it.
//!
//! Every face (wizard, plain, commands) opens sessions here, and changes them through a `Recorder`.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::app::library::{FoundChecklist, Library};
use crate::journal::{
    AppendError, AppendOutcome, Fault, FaultKind, Home, Journal, JournalError, Log, RealFs, SessionLogs,
};
use crate::report::{LogHead, ReportInput};
use crate::session::{
    Command, Drift, Entry, Event, Mode, Progress, Refusal, ReplayError, SessionName, Writer, decide, replay,
};
use crate::text::{Hint, Text};

/// An open session.
pub struct OpenSession {
    /// Its state.
    pub progress: Progress,
    /// What writes down its changes.
    pub writer: SessionWriter,
    /// Its logs as they were read; none for a session that is not on disk yet.
    pub logs: Option<SessionLogs>,
    /// What is wrong or worth telling, in words.
    pub problems: Vec<String>,
    /// What the checklist's source changed to.
    pub drift: Option<Drift>,
    /// What was added since the logs were read.
    appended: Vec<(Writer, Entry)>,
}

/// Why a session cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder cannot be read.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The logs are damaged to a degree that there is nothing to show.
    #[error("session `{name}` cannot be opened")]
    Damaged {
        /// The session.
        name: SessionName,
        /// The first fault.
        #[source]
        fault: Box<Fault>,
    },
    /// The entries make no session.
    #[error("session `{name}` cannot be opened")]
    Replay {
        /// The session.
        name: SessionName,
        /// Why.
        #[source]
        source: ReplayError,
    },
}

impl Hint for OpenError {
    fn hint(&self) -> Option<String> {
        match self {
            Self::Journal(error) => error.hint(),
            // The fault's own hint says that the session can be read.
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

/// Why a change was not made.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// It may not be.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// It could not be saved.
    #[error(transparent)]
    Append(#[from] AppendError),
    /// Others of the same writer kept changing the session at the same time.
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

/// Writes down what happens to a session. The start of a new one is written with its first change.
pub struct SessionWriter {
    journal: Journal,
    pending_start: Option<Event>,
}

impl SessionWriter {
    /// Appends events in one write; a session that is not on disk yet begins with them.
    pub fn append(&mut self, events: &[Event], at: Timestamp) -> Result<AppendOutcome, AppendError> {
        let appended = match &self.pending_start {
            Some(start) => self.journal.append(&[std::slice::from_ref(start), events].concat(), at)?,
            None => self.journal.append(events, at)?,
        };
        // The start is on disk now, or was found there after an append that could not tell.
        self.pending_start = None;
        Ok(appended)
    }

    /// What others appended since the last look.
    pub fn follow(&mut self) -> Result<Vec<(Writer, Entry)>, Fault> {
        if self.pending_start.is_some() { Ok(Vec::new()) } else { self.journal.follow() }
    }

    /// Whether the session is on disk.
    pub fn is_on_disk(&self) -> bool {
        self.pending_start.is_none()
    }

    /// Who records.
    pub fn me(&self) -> &Writer {
        self.journal.me()
    }

    /// The session's name.
    pub fn name(&self) -> &SessionName {
        self.journal.name()
    }

    /// Why nothing may be recorded, if so.
    pub fn fault(&self) -> Option<&Fault> {
        self.journal.fault()
    }

    /// What should be told about the place where the session lies; each once.
    pub fn take_warnings(&mut self) -> Vec<String> {
        self.journal.take_warnings()
    }
}

impl OpenSession {
    /// Opens a session that is on disk. Nothing is written.
    pub fn open(home: &Home, name: &SessionName, me: &Writer, library: &Library) -> Result<Self, OpenError> {
        let (journal, logs) = Journal::open(home.clone(), name.clone(), me.clone(), Box::new(RealFs))?;
        let progress = progress_from_logs(&logs, me)?;
        let problems = log_problems(&logs);
        let drift = source_drift(&progress, library);
        let recorder = SessionWriter { journal, pending_start: None };
        Ok(Self { progress, writer: recorder, logs: Some(logs), problems, drift, appended: Vec::new() })
    }

    /// A new session, which is not on disk before its first change.
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
        let event = Event::Started { title, mode, source: found.source, checklist: recorded };
        let entry = Entry { seq: 1, clock: 1, at, event };
        let progress = Progress::with_checklist(me, me, &entry, checklist);
        let journal = Journal::create(home.clone(), name.clone(), me.clone(), Box::new(RealFs));
        let writer = SessionWriter { journal, pending_start: Some(entry.event) };
        Self { progress, writer, logs: None, problems: Vec::new(), drift: None, appended: Vec::new() }
    }

    /// What a report on the session is made from. The heads and entries are those of its logs; see
    /// `heads` and `entries`.
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

    /// How far each log goes; nothing for a session that is not on disk yet.
    pub fn log_heads(&self) -> Vec<LogHead> {
        self.logs.as_ref().map(log_heads_of).unwrap_or_default()
    }

    /// The entries of all logs as they were read, in the order in which they count.
    pub fn entries(&self) -> Vec<(&Writer, &Entry)> {
        self.logs.as_ref().map(SessionLogs::entries).unwrap_or_default()
    }

    /// Decides commands one after the other and records all of them or none. Gives back what was
    /// recorded: nothing where all was as wished already.
    ///
    /// # Errors
    /// The place (from 0) of the command that is to blame, and why.
    pub fn change_all(
        &mut self,
        commands: &[Command],
        at: Timestamp,
    ) -> Result<Vec<Entry>, (usize, ChangeError)> {
        // What can be read of a damaged session is no ground to decide on.
        if let Some(fault) = self.writer.fault() {
            return Err((0, AppendError::ReadOnly { fault: Box::new(fault.clone()) }.into()));
        }
        let mut commands = commands.to_vec();
        // Another process of the same writer may come between; so often in a row, it is a fault.
        for _ in 0..20 {
            let events = self.decide_all(&commands, at)?;
            if events.is_empty() {
                return Ok(Vec::new());
            }
            match self.writer.append(&events, at).map_err(|error| (0, error.into()))? {
                AppendOutcome::Saved(entries) => {
                    let me = self.writer.me().clone();
                    self.apply_entries(entries.iter().map(|entry| (me.clone(), entry.clone())).collect());
                    return Ok(entries);
                }
                AppendOutcome::Conflict(entries) => {
                    let before = self.progress.checklist().clone();
                    self.apply_entries(entries);
                    for (place, command) in commands.iter_mut().enumerate() {
                        let carried = command.clone().rebased(&before, self.progress.checklist());
                        *command = carried.map_err(|refusal| (place, refusal.into()))?;
                    }
                }
            }
        }
        Err((0, ChangeError::TooManyConflicts))
    }

    /// Takes in what was added to the logs.
    fn apply_entries(&mut self, entries: Vec<(Writer, Entry)>) {
        let mut late = false;
        for (writer, entry) in &entries {
            late |= !self.progress.is_in_order(entry.clock, writer);
            if !late {
                self.progress.apply(writer, entry);
            }
        }
        self.appended.extend(entries);
        if late {
            self.replay_all();
        }
    }

    /// What came late by its clock has its place before what is already there.
    fn replay_all(&mut self) {
        let mut all = self.logs.as_ref().map(SessionLogs::entries).unwrap_or_default();
        all.extend(self.appended.iter().map(|(writer, entry)| (writer, entry)));
        all.sort_by(|(a, x), (b, y)| x.clock.cmp(&y.clock).then_with(|| a.cmp(b)));
        // Entries that make a session still do so with more of them.
        if let Ok(progress) = replay(self.progress.me(), all) {
            self.progress = progress;
        }
    }

    /// What the commands come to, each after those before it.
    fn decide_all(&self, commands: &[Command], at: Timestamp) -> Result<Vec<Event>, (usize, ChangeError)> {
        let mut ahead = None;
        let mut events: Vec<Event> = Vec::new();
        for (place, command) in commands.iter().enumerate() {
            let progress = ahead.as_ref().unwrap_or(&self.progress);
            let event = command
                .clone()
                .rebased(self.progress.checklist(), progress.checklist())
                .and_then(|command| decide(progress, &command))
                .map_err(|refusal| (place, refusal.into()))?;
            let Some(event) = event else { continue };
            if place + 1 < commands.len() {
                // An undo further on names the entry by the number that it will have.
                let mut next = ahead.take().unwrap_or_else(|| self.progress.clone());
                let entry = Entry { seq: next.last_own_seq() + 1, clock: u64::MAX, at, event: event.clone() };
                next.apply(self.writer.me(), &entry);
                ahead = Some(next);
            }
            events.push(event);
        }
        Ok(events)
    }
}

/// The state of a session from its logs: as far as they can be read.
pub fn progress_from_logs(logs: &SessionLogs, me: &Writer) -> Result<Progress, OpenError> {
    replay(me, logs.entries()).map_err(|source| match (source, logs.all_faults().next()) {
        (ReplayError::NotStarted, Some(fault)) => {
            OpenError::Damaged { name: logs.name.clone(), fault: Box::new(fault.clone()) }
        }
        (source, _) => OpenError::Replay { name: logs.name.clone(), source },
    })
}

/// What is wrong with a session's logs, and what is worth telling, in words.
pub fn log_problems(logs: &SessionLogs) -> Vec<String> {
    logs.all_faults().map(ToString::to_string).chain(logs.notices()).collect()
}

/// How far each log goes, for a report. One without a head has no line that could be read.
pub fn log_heads_of(logs: &SessionLogs) -> Vec<LogHead> {
    let head = |log: &Log| LogHead {
        writer: log.writer.clone(),
        entries: log.entries.len() as u64,
        head: log.head.map(|head| head.to_string()),
    };
    logs.logs.iter().map(head).collect()
}

/// What the checklist's source changed to since it was taken over.
fn source_drift(progress: &Progress, library: &Library) -> Option<Drift> {
    let found = library.reread(progress.source().as_str())?.ok()?;
    let drift = Drift::between(progress.checklist(), &found.parsed.checklist);
    (!drift.is_empty()).then_some(drift)
}

/// A name for a new session that is not taken: of what it is for, else of its checklist.
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

//! DISK. One session on the desk: its progress, and the recorder that writes down what happens to it.
//!
//! Every face (wizard, plain, commands) opens sessions here, and changes them through a `Recorder`.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::journal::{
    AppendError, Appended, Fault, FaultKind, Home, Journal, JournalError, Log, RealDisk, SessionLogs,
};
use crate::library::{Found, Library};
use crate::report::{LogHead, ReportInput};
use crate::session::{
    Command, Drift, Entry, Event, Mode, Progress, Refusal, ReplayError, SessionName, Writer, decide, replay,
};
use crate::text::Text;

/// An open session.
pub struct Desk {
    /// Its state.
    pub progress: Progress,
    /// What writes down its changes.
    pub recorder: Recorder,
    /// Its logs as they were read; none for a session that is not on disk yet.
    pub logs: Option<SessionLogs>,
    /// What is wrong or worth telling, in words.
    pub problems: Vec<String>,
    /// What the checklist's source changed to.
    pub drift: Option<Drift>,
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

impl OpenError {
    /// What a person can do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Journal(error) => error.hint(),
            // The fault's own hint says that the session can be read.
            Self::Damaged { name, fault } if matches!(fault.kind, FaultKind::Damaged { .. }) => {
                Some(format!(
                    "`runsheet log {name}` shows what can be read, `runsheet repair {name}` sets the rest aside"
                ))
            }
            Self::Damaged { fault, .. } => Some(fault.hint().to_owned()),
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
    TooBusy,
}

impl ChangeError {
    /// What a person can do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Refused(refusal) => refusal.hint(),
            Self::Append(error) => error.hint(),
            Self::TooBusy => Some("try again".to_owned()),
        }
    }
}

/// Writes down what happens to a session. The start of a new one is written with its first change.
pub struct Recorder {
    journal: Journal,
    start: Option<Event>,
}

impl Recorder {
    /// Appends an event; a session that is not on disk yet begins with it.
    pub fn record(&mut self, event: Option<Event>, at: Timestamp) -> Result<Appended, AppendError> {
        let events: Vec<Event> = self.start.iter().cloned().chain(event).collect();
        let appended = self.journal.append(&events, at)?;
        if matches!(appended, Appended::Saved(_)) {
            self.start = None;
        }
        Ok(appended)
    }

    /// Appends several events to a session that is on disk, in one write.
    pub fn record_all(&mut self, events: &[Event], at: Timestamp) -> Result<Appended, AppendError> {
        self.journal.append(events, at)
    }

    /// What others appended since the last look.
    pub fn follow(&mut self) -> Result<Vec<(Writer, Entry)>, Fault> {
        if self.start.is_some() { Ok(Vec::new()) } else { self.journal.follow() }
    }

    /// Who records.
    pub fn writer(&self) -> &Writer {
        self.journal.writer()
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
    pub fn warnings(&mut self) -> Vec<String> {
        self.journal.warnings()
    }
}

impl Desk {
    /// Opens a session that is on disk. Nothing is written.
    pub fn open(home: &Home, name: &SessionName, me: &Writer, library: &Library) -> Result<Self, OpenError> {
        let (journal, logs) = Journal::open(home.clone(), name.clone(), me.clone(), Box::new(RealDisk))?;
        let progress = progress_of(&logs, me)?;
        let problems = problems_of(&logs);
        let drift = drift_of(&progress, library);
        Ok(Self { progress, recorder: Recorder { journal, start: None }, logs: Some(logs), problems, drift })
    }

    /// A new session, which is not on disk before its first change.
    pub fn begin(
        home: &Home,
        name: &SessionName,
        me: &Writer,
        (found, title, mode): (Found, &str, Mode),
        at: Timestamp,
    ) -> Result<Self, ReplayError> {
        let title =
            if title.trim().is_empty() { found.parsed.raw.title.clone() } else { title.trim().to_owned() };
        let title = Text::line(&title).as_str().to_owned();
        let checklist = Box::new(crate::checklist::RawChecklist { schema: None, ..found.parsed.raw });
        let event = Event::Started { title, mode, source: found.source, checklist };
        let entry = Entry { seq: 1, clock: 1, at, event };
        let progress = Progress::start(me, me, &entry)?;
        let journal = Journal::create(home.clone(), name.clone(), me.clone(), Box::new(RealDisk));
        let recorder = Recorder { journal, start: Some(entry.event) };
        Ok(Self { progress, recorder, logs: None, problems: Vec::new(), drift: None })
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
            sound: self.logs.as_ref().is_none_or(SessionLogs::sound),
            drift: self.drift.as_ref(),
            ..ReportInput::of(&self.progress, self.recorder.name(), zone)
        }
    }

    /// How far each log goes; nothing for a session that is not on disk yet.
    pub fn heads(&self) -> Vec<LogHead> {
        self.logs.as_ref().map(heads_of).unwrap_or_default()
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
    pub fn carry_out(
        &mut self,
        commands: &[Command],
        at: Timestamp,
    ) -> Result<Vec<Entry>, (usize, ChangeError)> {
        // Another process of the same writer may come between; so often in a row, it is a fault.
        for _ in 0..20 {
            let events = self.decide_all(commands, at)?;
            if events.is_empty() {
                return Ok(Vec::new());
            }
            let appended = self.recorder.record_all(&events, at).map_err(|error| (0, error.into()))?;
            let me = self.recorder.writer().clone();
            match appended {
                Appended::Saved(entries) => {
                    for entry in &entries {
                        self.progress.apply(&me, entry);
                    }
                    return Ok(entries);
                }
                Appended::Behind(entries) => {
                    for (writer, entry) in &entries {
                        self.progress.apply(writer, entry);
                    }
                }
            }
        }
        Err((0, ChangeError::TooBusy))
    }

    /// What the commands come to, each after those before it.
    fn decide_all(&self, commands: &[Command], at: Timestamp) -> Result<Vec<Event>, (usize, ChangeError)> {
        if let [command] = commands {
            let event = decide(&self.progress, command).map_err(|refusal| (0, refusal.into()))?;
            return Ok(event.into_iter().collect());
        }
        let mut ahead = self.progress.clone();
        let mut events = Vec::new();
        for (place, command) in commands.iter().enumerate() {
            if let Some(event) = decide(&ahead, command).map_err(|refusal| (place, refusal.into()))? {
                let seq = u64::MAX - (commands.len() - place) as u64;
                let me = self.recorder.writer();
                ahead.apply(me, &Entry { seq, clock: u64::MAX, at, event: event.clone() });
                events.push(event);
            }
        }
        Ok(events)
    }
}

/// The state of a session from its logs: as far as they can be read.
pub fn progress_of(logs: &SessionLogs, me: &Writer) -> Result<Progress, OpenError> {
    replay(me, logs.entries()).map_err(|source| match (source, logs.all_faults().next()) {
        (ReplayError::NotStarted, Some(fault)) => {
            OpenError::Damaged { name: logs.name.clone(), fault: Box::new(fault.clone()) }
        }
        (source, _) => OpenError::Replay { name: logs.name.clone(), source },
    })
}

/// What is wrong with a session's logs, and what is worth telling, in words.
pub fn problems_of(logs: &SessionLogs) -> Vec<String> {
    logs.all_faults().map(ToString::to_string).chain(logs.notices()).collect()
}

/// How far each log goes, for a report. One without a head has no line that could be read.
pub fn heads_of(logs: &SessionLogs) -> Vec<LogHead> {
    let head = |log: &Log| LogHead {
        writer: log.writer.clone(),
        entries: log.entries.len() as u64,
        head: log.head.map(|head| head.to_string()),
    };
    logs.logs.iter().map(head).collect()
}

/// What the checklist's source changed to since it was taken over.
fn drift_of(progress: &Progress, library: &Library) -> Option<Drift> {
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
    (2..=10_000).map(|n| first.numbered(n)).find(|name| !home.exists(name)).unwrap_or(first)
}

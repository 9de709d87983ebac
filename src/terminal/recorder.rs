//! TTY. The journal's writer beside the loop: a slow or hanging disk must not freeze the screen. It has
//! to do with the open session's folder only, and does one thing after the other: it records, looks
//! for what others wrote, reads the logs again, and keeps drafts.

use std::cell::Cell;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::desk::Recorder;
use crate::draft;
use crate::errand::Errands;
use crate::journal::{AppendError, Appended, Fault, FaultKind};
use crate::session::{Draft, Entry, Event, Writer};
use crate::wizard::{Message, Msg};

/// How often the session's folder is looked at for what others wrote.
const LOOK: Duration = Duration::from_secs(1);

/// What the writer is to do; one after the other.
#[derive(Debug)]
pub(super) enum Task {
    /// Append to the log.
    Record(Event),
    /// Read all logs of the session again.
    Replay,
    /// Keep what is typed and not recorded yet; where nothing is, take away what was kept.
    Keep(Vec<Draft>),
}

/// The loop's end of the writer.
pub(super) struct Scribe {
    tasks: Sender<Task>,
    news: Receiver<Msg>,
    /// Whether an event was handed over and nothing is known of it yet.
    waits: Cell<bool>,
}

impl Scribe {
    /// Hands a session's recorder to a thread of its own.
    pub(super) fn new(recorder: Recorder, errands: Errands) -> std::io::Result<Self> {
        let (tasks, to_do) = mpsc::channel();
        let (tell, news) = mpsc::channel();
        let work = move || work((recorder, &errands), &to_do, &tell);
        thread::Builder::new().name("journal".to_owned()).spawn(work)?;
        Ok(Self { tasks, news, waits: Cell::new(false) })
    }

    /// Has something done; what comes of it is news later on.
    pub(super) fn hand(&self, task: Task) {
        self.waits.set(self.waits.get() || matches!(task, Task::Record(_)));
        // The thread ends with this sender only, so that somebody is there to take it.
        let _ = self.tasks.send(task);
    }

    /// News that is there.
    pub(super) fn news(&self) -> Option<Msg> {
        self.heard(self.news.try_recv().ok())
    }

    /// News that is there or comes within this time.
    pub(super) fn wait(&self, time: Duration) -> Option<Msg> {
        self.heard(self.news.recv_timeout(time).ok())
    }

    fn heard(&self, news: Option<Msg>) -> Option<Msg> {
        if let Some(Msg::Recorded(_) | Msg::Behind(_) | Msg::NotSaved(_)) = news {
            self.waits.set(false);
        }
        news
    }

    /// Nothing more is handed over; what is being written comes to its end.
    pub(super) fn end(self, until: Instant) -> Ending {
        Ending { news: self.news, waits: self.waits.get(), why: None, until }
    }
}

/// A writer that has nothing more to do but what it was handed.
pub(super) struct Ending {
    news: Receiver<Msg>,
    waits: bool,
    why: Option<String>,
    until: Instant,
}

impl Ending {
    /// What comes until the end, but not for ever.
    pub(super) fn rest(self) -> Vec<Msg> {
        let left = || self.until.saturating_duration_since(Instant::now());
        std::iter::from_fn(|| self.news.recv_timeout(left()).ok()).collect()
    }

    /// Whether it is over, or was waited for long enough.
    pub(super) fn is_over(&mut self, within: Duration) -> bool {
        loop {
            let left = self.until.saturating_duration_since(Instant::now());
            (self.waits, self.why) = match self.news.recv_timeout(within.min(left)) {
                Ok(Msg::Recorded(_)) => (false, None),
                Ok(Msg::NotSaved(told)) => (false, Some(told)),
                // Nobody is there any more to decide anew.
                Ok(Msg::Behind(_)) => (false, Some("not saved: somebody was faster".to_owned())),
                Ok(_) => continue,
                Err(RecvTimeoutError::Timeout) if within < left => return false,
                Err(_) => return true,
            };
        }
    }

    /// Why the last change is not saved, if so.
    pub(super) fn why(&self) -> Option<String> {
        let silent = || "not known to be saved: the disk did not answer in time".to_owned();
        self.why.clone().or_else(|| self.waits.then(silent))
    }
}

fn work((mut recorder, errands): (Recorder, &Errands), to_do: &Receiver<Task>, tell: &Sender<Msg>) {
    let me = recorder.writer().clone();
    let mut trouble: Option<Fault> = None;
    let mut look = Instant::now() + LOOK;
    loop {
        let news = match to_do.recv_timeout(look.saturating_duration_since(Instant::now())) {
            Ok(Task::Record(event)) => record(&mut recorder, event, &me),
            Ok(Task::Replay) => match errands.replay(recorder.name()) {
                Ok(progress) => Msg::Replayed(Box::new(progress)),
                Err(why) => Msg::Said(Message { text: why, alarm: true }),
            },
            Ok(Task::Keep(drafts)) => match draft::keep(&errands.home, recorder.name(), &me, &drafts) {
                Ok(()) => continue,
                Err(error) => {
                    Msg::Said(Message { text: format!("what you type is not kept: {error}"), alarm: true })
                }
            },
            Err(RecvTimeoutError::Timeout) => match follow(&mut recorder, &mut look) {
                Ok(entries) => {
                    let (seen_again, news) = (trouble.take().is_some(), !entries.is_empty());
                    if news && tell.send(Msg::Others(entries)).is_err() {
                        return;
                    }
                    if !seen_again {
                        continue;
                    }
                    Msg::OutOfSight(None)
                }
                // Said once, for as long as it stays so.
                Err(fault) if trouble.as_ref() == Some(&fault) => continue,
                Err(fault) => {
                    let told = fault.to_string();
                    let passes = matches!(fault.kind, FaultKind::Unread { .. });
                    trouble = Some(fault);
                    if passes { Msg::OutOfSight(Some(told)) } else { Msg::ReadOnly(told) }
                }
            },
            Err(RecvTimeoutError::Disconnected) => return,
        };
        if tell.send(news).is_err() {
            return;
        }
        for warning in recorder.warnings() {
            let _ = tell.send(Msg::Said(Message { text: warning, alarm: true }));
        }
    }
}

/// Looks for what others wrote, and says when to look again: a while after a slow look is over.
fn follow(recorder: &mut Recorder, look: &mut Instant) -> Result<Vec<(Writer, Entry)>, Fault> {
    let found = recorder.follow();
    *look = Instant::now() + LOOK;
    found
}

fn record(recorder: &mut Recorder, event: Event, me: &Writer) -> Msg {
    match recorder.record(&[event], Timestamp::now()) {
        Ok(Appended::Saved(entries)) => {
            Msg::Recorded(entries.into_iter().map(|entry| (me.clone(), entry)).collect())
        }
        Ok(Appended::Behind(entries)) => Msg::Behind(entries),
        Err(error) => Msg::NotSaved(told(&error)),
    }
}

/// What happened, why, and the way out, in one line.
fn told(error: &AppendError) -> String {
    let cause = std::error::Error::source(error).map(|source| format!(": {source}")).unwrap_or_default();
    let hint = error.hint().map(|hint| format!(" - {hint}")).unwrap_or_default();
    format!("{error}{cause}{hint}")
}

//! TTY. The journal's writer beside the loop: a slow or hanging disk must not freeze the screen. It has
//! to do with the open session's folder only, and does one thing after the other: it records, looks
//! for what others wrote, reads the logs again, and keeps drafts.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::desk::Recorder;
use crate::draft;
use crate::errand::Errands;
use crate::journal::{AppendError, Appended, Fault, FaultKind};
use crate::session::{Draft, Event, Writer};
use crate::wizard::{Message, Msg};

/// How often the session's folder is looked at for what others wrote.
const LOOK: Duration = Duration::from_secs(1);

/// How often an ending looks whether all is done.
const AGAIN: Duration = Duration::from_millis(25);

/// What the writer is to do; one after the other.
#[derive(Debug)]
pub(super) enum Task {
    /// Append to the log, in one write.
    Record(Vec<Event>),
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
    /// How many tasks are still to be done.
    left: Arc<AtomicUsize>,
}

impl Scribe {
    /// Hands a session's recorder to a thread of its own.
    pub(super) fn new(recorder: Recorder, errands: Errands) -> std::io::Result<Self> {
        let (tasks, to_do) = mpsc::channel();
        let (tell, news) = mpsc::channel();
        let left = Arc::new(AtomicUsize::new(0));
        let done = Arc::clone(&left);
        let work = move || work((recorder, &errands), (&to_do, &done), &tell);
        thread::Builder::new().name("journal".to_owned()).spawn(work)?;
        Ok(Self { tasks, news, waits: Cell::new(false), left })
    }

    /// Has something done; what comes of it is news later on.
    pub(super) fn hand(&self, task: Task) {
        self.waits.set(self.waits.get() || matches!(task, Task::Record(_)));
        self.left.fetch_add(1, Ordering::SeqCst);
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
        Ending { news: self.news, waits: self.waits.get(), left: self.left, why: None, until }
    }
}

/// A writer that has nothing more to do but what it was handed.
pub(super) struct Ending {
    news: Receiver<Msg>,
    waits: bool,
    left: Arc<AtomicUsize>,
    why: Option<String>,
    until: Instant,
}

impl Ending {
    /// What comes until the end, but not for ever.
    pub(super) fn rest(self) -> Vec<Msg> {
        let mut rest = Vec::new();
        loop {
            // A look for what others wrote may hang as well, but is not waited for.
            let done = self.left.load(Ordering::SeqCst) == 0;
            let left = self.until.saturating_duration_since(Instant::now());
            match self.news.recv_timeout(if done { Duration::ZERO } else { left.min(AGAIN) }) {
                Ok(msg) => rest.push(msg),
                Err(RecvTimeoutError::Timeout) if !done && !left.is_zero() => {}
                Err(_) => return rest,
            }
        }
    }

    /// Whether it is over, or was waited for long enough.
    pub(super) fn is_over(&mut self, within: Duration) -> bool {
        loop {
            let done = self.left.load(Ordering::SeqCst) == 0;
            let left = self.until.saturating_duration_since(Instant::now());
            (self.waits, self.why) = match self.news.recv_timeout(within.min(left)) {
                Ok(Msg::Recorded(_)) => (false, None),
                Ok(Msg::NotSaved(told)) => (false, Some(told)),
                // Nobody is there any more to decide anew.
                Ok(Msg::Behind(_)) => (false, Some("not saved: somebody was faster".to_owned())),
                Ok(_) => continue,
                Err(RecvTimeoutError::Timeout) if within < left && !done => return false,
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

fn work(
    (mut recorder, errands): (Recorder, &Errands),
    (to_do, left): (&Receiver<Task>, &AtomicUsize),
    tell: &Sender<Msg>,
) {
    let me = recorder.writer().clone();
    let mut trouble: Option<Fault> = None;
    let mut look = Instant::now() + LOOK;
    loop {
        let task = match to_do.recv_timeout(look.saturating_duration_since(Instant::now())) {
            Ok(task) => Some(task),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => return,
        };
        let was_handed = task.is_some();
        let news = match task {
            Some(task) => carry_out(&mut recorder, errands, task, &me).into_iter().collect(),
            None => look_around(&mut recorder, &mut trouble),
        };
        if !was_handed {
            look = Instant::now() + LOOK;
        }
        let warnings = recorder.warnings().into_iter();
        let warnings = warnings.map(|text| Msg::Said(Message { text, alarm: true }));
        for msg in news.into_iter().chain(warnings) {
            if tell.send(msg).is_err() {
                return;
            }
            super::ring();
        }
        left.fetch_sub(usize::from(was_handed), Ordering::SeqCst);
    }
}

fn carry_out(recorder: &mut Recorder, errands: &Errands, task: Task, me: &Writer) -> Option<Msg> {
    let alarm = |text| Msg::Said(Message { text, alarm: true });
    match task {
        Task::Record(events) => Some(record(recorder, &events, me)),
        Task::Replay => Some(match errands.replay(recorder.name()) {
            Ok(progress) => Msg::Replayed(Box::new(progress)),
            Err(why) => alarm(why),
        }),
        Task::Keep(drafts) => {
            let failed = draft::keep(&errands.home, recorder.name(), me, &drafts).err();
            failed.map(|error| alarm(format!("what you type is not kept: {error}")))
        }
    }
}

/// Looks for what others wrote. That it cannot be seen is said once, for as long as it stays so.
fn look_around(recorder: &mut Recorder, trouble: &mut Option<Fault>) -> Vec<Msg> {
    match recorder.follow() {
        Ok(entries) => {
            let again = trouble.take().map(|_| Msg::OutOfSight(None));
            let news = (!entries.is_empty()).then_some(Msg::Others(entries));
            news.into_iter().chain(again).collect()
        }
        Err(fault) if trouble.as_ref() == Some(&fault) => Vec::new(),
        Err(fault) => {
            let told = fault.to_string();
            let passes = matches!(fault.kind, FaultKind::Unread { .. });
            *trouble = Some(fault);
            vec![if passes { Msg::OutOfSight(Some(told)) } else { Msg::ReadOnly(told) }]
        }
    }
}

fn record(recorder: &mut Recorder, events: &[Event], me: &Writer) -> Msg {
    match recorder.record(events, Timestamp::now()) {
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

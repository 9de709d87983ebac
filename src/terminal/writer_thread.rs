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

use crate::app::actions::SessionActions;
use crate::app::drafts;
use crate::app::open_session::SessionWriter;
use crate::journal::{AppendError, AppendOutcome, Fault, FaultKind};
use crate::session::{Draft, Event, Writer};
use crate::text::Hint as _;
use crate::tui::{Msg, Notice};

/// How often the session's folder is looked at for what others wrote.
const FOLLOW_INTERVAL: Duration = Duration::from_secs(1);

/// How often an ending looks whether all is done.
const RETRY_DELAY: Duration = Duration::from_millis(25);

/// What the writer is to do; one after the other.
#[derive(Debug)]
pub(super) enum WriteRequest {
    /// Append to the log, in one write.
    Record(Vec<Event>),
    /// Read all logs of the session again.
    Replay,
    /// Keep what is typed and not recorded yet; where nothing is, take away what was kept.
    SaveDrafts(Vec<Draft>),
}

/// The loop's end of the writer.
pub(super) struct WriterHandle {
    requests: Sender<WriteRequest>,
    messages: Receiver<Msg>,
    /// Whether an event was handed over and nothing is known of it yet.
    unconfirmed: Cell<bool>,
    /// How many tasks are still to be done.
    pending: Arc<AtomicUsize>,
}

impl WriterHandle {
    /// Hands a session's recorder to a thread of its own.
    pub(super) fn new(recorder: SessionWriter, errands: SessionActions) -> std::io::Result<Self> {
        let (tasks, to_do) = mpsc::channel();
        let (tell, news) = mpsc::channel();
        let left = Arc::new(AtomicUsize::new(0));
        let done = Arc::clone(&left);
        let work = move || run_writer((recorder, &errands), (&to_do, &done), &tell);
        thread::Builder::new().name("journal".to_owned()).spawn(work)?;
        Ok(Self { requests: tasks, messages: news, unconfirmed: Cell::new(false), pending: left })
    }

    /// Has something done; what comes of it is news later on.
    pub(super) fn send(&self, task: WriteRequest) {
        self.unconfirmed.set(self.unconfirmed.get() || matches!(task, WriteRequest::Record(_)));
        self.pending.fetch_add(1, Ordering::SeqCst);
        // The thread ends with this sender only, so that somebody is there to take it.
        let _ = self.requests.send(task);
    }

    /// News that is there.
    pub(super) fn try_recv(&self) -> Option<Msg> {
        self.track_outcome(self.messages.try_recv().ok())
    }

    /// News that is there or comes within this time.
    pub(super) fn recv_timeout(&self, time: Duration) -> Option<Msg> {
        self.track_outcome(self.messages.recv_timeout(time).ok())
    }

    fn track_outcome(&self, news: Option<Msg>) -> Option<Msg> {
        if let Some(Msg::Recorded(_) | Msg::Conflict(_) | Msg::NotSaved(_)) = news {
            self.unconfirmed.set(false);
        }
        news
    }

    /// Nothing more is handed over; what is being written comes to its end.
    pub(super) fn shut_down(self, until: Instant) -> Shutdown {
        Shutdown {
            messages: self.messages,
            unconfirmed: self.unconfirmed.get(),
            pending: self.pending,
            failure: None,
            deadline: until,
        }
    }
}

/// A writer that has nothing more to do but what it was handed.
pub(super) struct Shutdown {
    messages: Receiver<Msg>,
    unconfirmed: bool,
    pending: Arc<AtomicUsize>,
    failure: Option<String>,
    deadline: Instant,
}

impl Shutdown {
    /// What comes until the end, but not for ever.
    pub(super) fn drain(self) -> Vec<Msg> {
        let mut rest = Vec::new();
        loop {
            // A look for what others wrote may hang as well, but is not waited for.
            let done = self.pending.load(Ordering::SeqCst) == 0;
            let left = self.deadline.saturating_duration_since(Instant::now());
            match self.messages.recv_timeout(if done { Duration::ZERO } else { left.min(RETRY_DELAY) }) {
                Ok(msg) => rest.push(msg),
                Err(RecvTimeoutError::Timeout) if !done && !left.is_zero() => {}
                Err(_) => return rest,
            }
        }
    }

    /// Whether it is over, or was waited for long enough.
    pub(super) fn is_finished(&mut self, within: Duration) -> bool {
        loop {
            let done = self.pending.load(Ordering::SeqCst) == 0;
            let left = self.deadline.saturating_duration_since(Instant::now());
            (self.unconfirmed, self.failure) = match self.messages.recv_timeout(within.min(left)) {
                Ok(Msg::Recorded(_)) => (false, None),
                Ok(Msg::NotSaved(told)) => (false, Some(told)),
                // Nobody is there any more to decide anew.
                Ok(Msg::Conflict(_)) => (false, Some("not saved: somebody was faster".to_owned())),
                Ok(_) => continue,
                Err(RecvTimeoutError::Timeout) if within < left && !done => return false,
                Err(_) => return true,
            };
        }
    }

    /// Why the last change is not saved, if so.
    pub(super) fn failure(&self) -> Option<String> {
        let silent = || "not known to be saved: the disk did not answer in time".to_owned();
        self.failure.clone().or_else(|| self.unconfirmed.then(silent))
    }
}

fn run_writer(
    (mut recorder, errands): (SessionWriter, &SessionActions),
    (to_do, left): (&Receiver<WriteRequest>, &AtomicUsize),
    tell: &Sender<Msg>,
) {
    let me = recorder.me().clone();
    let mut trouble: Option<Fault> = None;
    let mut look = Instant::now() + FOLLOW_INTERVAL;
    loop {
        let task = match to_do.recv_timeout(look.saturating_duration_since(Instant::now())) {
            Ok(task) => Some(task),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => return,
        };
        let was_handed = task.is_some();
        let news = match task {
            Some(task) => handle_request(&mut recorder, errands, task, &me).into_iter().collect(),
            None => follow_others(&mut recorder, &mut trouble),
        };
        if !was_handed {
            look = Instant::now() + FOLLOW_INTERVAL;
        }
        let warnings = recorder.take_warnings().into_iter();
        let warnings = warnings.map(|text| Msg::Notice(Notice { text, is_error: true }));
        for msg in news.into_iter().chain(warnings) {
            if tell.send(msg).is_err() {
                return;
            }
            super::wake();
        }
        left.fetch_sub(usize::from(was_handed), Ordering::SeqCst);
    }
}

fn handle_request(
    recorder: &mut SessionWriter,
    errands: &SessionActions,
    task: WriteRequest,
    me: &Writer,
) -> Option<Msg> {
    let alarm = |text| Msg::Notice(Notice { text, is_error: true });
    match task {
        WriteRequest::Record(events) => Some(append(recorder, &events, me)),
        WriteRequest::Replay => Some(match errands.replay(recorder.name()) {
            Ok(progress) => Msg::Replayed(Box::new(progress)),
            Err(why) => alarm(why),
        }),
        WriteRequest::SaveDrafts(drafts) => {
            let failed = drafts::save(&errands.home, recorder.name(), me, &drafts).err();
            failed.map(|error| alarm(format!("what you type is not kept: {error}")))
        }
    }
}

/// Looks for what others wrote. That it cannot be seen is said once, for as long as it stays so.
fn follow_others(recorder: &mut SessionWriter, trouble: &mut Option<Fault>) -> Vec<Msg> {
    match recorder.follow() {
        Ok(entries) => {
            let again = trouble.take().map(|_| Msg::FolderUnreadable(None));
            let news = (!entries.is_empty()).then_some(Msg::RemoteEntries(entries));
            news.into_iter().chain(again).collect()
        }
        Err(fault) if trouble.as_ref() == Some(&fault) => Vec::new(),
        Err(fault) => {
            let told = fault.to_string();
            let passes = matches!(fault.kind, FaultKind::Unreadable { .. });
            *trouble = Some(fault);
            vec![if passes { Msg::FolderUnreadable(Some(told)) } else { Msg::ReadOnly(told) }]
        }
    }
}

fn append(recorder: &mut SessionWriter, events: &[Event], me: &Writer) -> Msg {
    match recorder.append(events, Timestamp::now()) {
        Ok(AppendOutcome::Saved(entries)) => {
            Msg::Recorded(entries.into_iter().map(|entry| (me.clone(), entry)).collect())
        }
        Ok(AppendOutcome::Conflict(entries)) => Msg::Conflict(entries),
        Err(error) => Msg::NotSaved(describe_error(&error)),
    }
}

/// What happened, why, and the way out, in one line.
fn describe_error(error: &AppendError) -> String {
    let cause = std::error::Error::source(error).map(|source| format!(": {source}")).unwrap_or_default();
    let hint = error.hint().map(|hint| format!(" - {hint}")).unwrap_or_default();
    format!("{error}{cause}{hint}")
}

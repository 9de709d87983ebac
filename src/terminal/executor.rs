//! TTY. Runs everything that may block on threads beside the event loop: the writer of the open session's
//! log, and one background task at a time. All threads report over one channel, and wake the loop.
//!
//! A read from a share that hangs cannot be interrupted. Cancelling a task therefore leaves its thread
//! behind, and the reports that still come from it are dropped.

use std::io;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Weak};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use super::signals;
use super::timing::{RESPONSE_TIMEOUT, SHUTDOWN_TIMEOUT};
use super::writer_thread::{self, WriterHandle};
use crate::app;
use crate::app::actions::SessionActions;
use crate::journal::Journal;
use crate::text::Text;
use crate::tui::{Msg, Notice, RunningTask, SessionScreen};

/// The thread that reports, and its report: None when a task or a request is done.
type Envelope = (ThreadId, Option<Report>);

/// What a thread reports to the loop.
pub(super) enum Report {
    Msg(Msg),
    /// A session was opened, and this writer appends to its log.
    Opened(Box<SessionScreen>, Box<Journal>),
}

impl<M: Into<Msg>> From<M> for Report {
    fn from(msg: M) -> Self {
        Self::Msg(msg.into())
    }
}

/// A thread's end of the channel.
pub(super) struct Reporter {
    thread: ThreadId,
    sender: Sender<Envelope>,
    /// Gone once the task is cancelled.
    token: Weak<()>,
}

impl Reporter {
    /// Sends a report to the loop. Returns false once the task is cancelled.
    pub(super) fn send(&self, report: impl Into<Report>) -> bool {
        self.send_envelope(Some(report.into()));
        self.token.strong_count() > 0
    }

    fn send_envelope(&self, report: Option<Report>) {
        // The receiver is gone only when the program ends.
        let _ = self.sender.send((self.thread, report));
        signals::wake();
    }
}

/// A task, as it is announced to people.
#[derive(Debug)]
pub(super) struct BackgroundTask {
    /// What is done, such as `reading the log`.
    pub(super) label: String,
    /// The warning for a task that may leave something behind when it is cancelled.
    pub(super) cancel_warning: Option<String>,
    /// Whether another task may take its place.
    pub(super) preemptible: bool,
}

impl BackgroundTask {
    /// Returns a task that leaves nothing behind when it is cancelled.
    pub(super) fn new(label: impl Into<String>) -> Self {
        Self { label: label.into(), cancel_warning: None, preemptible: false }
    }
}

struct ActiveTask {
    task: BackgroundTask,
    thread: ThreadId,
    started: Instant,
    /// Shown when the task takes long; None from then on.
    announcement: Option<RunningTask>,
    _token: Arc<()>,
}

/// The threads beside the loop, and the receiving end of their channel.
pub(super) struct Executor {
    actions: SessionActions,
    sender: Sender<Envelope>,
    receiver: Receiver<Envelope>,
    /// The writer of the open session until its thread is started.
    unstarted: Option<Journal>,
    /// The writers of closed sessions that are not finished, followed by that of the open one.
    writers: Vec<WriterHandle>,
    task: Option<ActiveTask>,
}

impl Executor {
    pub(super) fn new(actions: SessionActions) -> Self {
        let (sender, receiver) = mpsc::channel();
        Self { actions, sender, receiver, unstarted: None, writers: Vec::new(), task: None }
    }

    fn spawn_thread(
        &mut self,
        name: &str,
        token: Weak<()>,
        work: impl FnOnce(&SessionActions, &Reporter) + Send + 'static,
    ) -> io::Result<ThreadId> {
        let (actions, sender) = (self.actions.clone(), self.sender.clone());
        let handle = thread::Builder::new().name(name.to_owned()).spawn(move || {
            work(&actions, &Reporter { thread: thread::current().id(), sender, token });
        })?;
        Ok(handle.thread().id())
    }

    /// Opens a session in place of the one before. Its thread is started by [`Self::follow`] or by the
    /// first request.
    pub(super) fn open_session(&mut self, writer: Journal) {
        self.close_session();
        self.unstarted = Some(writer);
    }

    /// Closes the open session. Its requests are still carried out.
    pub(super) fn close_session(&mut self) {
        self.unstarted = None;
        if let Some(writer) = self.open_writer() {
            writer.close();
        }
        self.writers.retain(|writer| !writer.is_finished());
    }

    fn open_writer(&mut self) -> Option<&mut WriterHandle> {
        self.writers.last_mut().filter(|writer| writer.is_open())
    }

    /// Starts to follow what others append to the open session. Nobody can append to one that is not on
    /// disk, which is the case before its first change.
    pub(super) fn follow(&mut self) -> io::Result<()> {
        let on_disk = self.unstarted.as_ref().is_some_and(Journal::is_on_disk);
        if on_disk { self.start_writer() } else { Ok(()) }
    }

    fn start_writer(&mut self) -> io::Result<()> {
        let Some(writer) = self.unstarted.take() else { return Ok(()) };
        let (sender, requests) = mpsc::channel();
        let thread = self.spawn_thread("journal", Weak::new(), move |actions, reporter| {
            let report = |msg: Option<Msg>| reporter.send_envelope(msg.map(Report::Msg));
            writer_thread::run(writer, actions, &requests, &report);
        })?;
        self.writers.push(WriterHandle::new(thread, sender));
        Ok(())
    }

    /// Returns the thread of the open session, and starts it if it is not running yet.
    pub(super) fn writer(&mut self) -> io::Result<Option<&mut WriterHandle>> {
        self.start_writer()?;
        Ok(self.open_writer())
    }

    /// Starts a task in place of the one before.
    pub(super) fn spawn(
        &mut self,
        task: BackgroundTask,
        work: impl FnOnce(&SessionActions, &Reporter) + Send + 'static,
    ) -> io::Result<()> {
        let token = Arc::new(());
        let thread = self.spawn_thread("task", Arc::downgrade(&token), |actions, reporter| {
            work(actions, reporter);
            reporter.send_envelope(None);
        })?;
        let announcement = Some(RunningTask { label: task.label.clone(), since: app::now() });
        self.task = Some(ActiveTask { task, thread, started: Instant::now(), announcement, _token: token });
        Ok(())
    }

    /// Returns the running task that has to be cancelled before another one is started.
    pub(super) fn active(&self) -> Option<&BackgroundTask> {
        self.task.as_ref().map(|active| &active.task).filter(|task| !task.preemptible)
    }

    pub(super) fn cancel(&mut self) -> Option<BackgroundTask> {
        self.task.take().map(|active| active.task)
    }

    /// Returns the age of what was started last and is not done: an append, a task or a closing session.
    pub(super) fn busy_for(&self) -> Option<Duration> {
        let writers = self.writers.iter().filter_map(WriterHandle::busy_since);
        writers.chain(self.task.iter().map(|active| active.started)).max().map(|since| since.elapsed())
    }

    /// Returns the messages that were reported. If there are none and what was started last is younger than
    /// `age`, waits until it is not.
    pub(super) fn receive(&mut self, age: Duration) -> Vec<Msg> {
        let mut msgs = Vec::new();
        loop {
            let busy = self.busy_for().filter(|_| msgs.is_empty());
            let wait = busy.map_or(Duration::ZERO, |busy| age.saturating_sub(busy));
            let Ok(envelope) = self.receiver.recv_timeout(wait) else { return msgs };
            msgs.extend(self.unpack(envelope));
        }
    }

    /// Notes what a report says of its thread, and returns the message in it.
    fn unpack(&mut self, (thread, report): Envelope) -> Option<Msg> {
        if let Some(writer) = self.writers.iter_mut().find(|writer| writer.thread == thread) {
            let msg = writer.track(match report {
                Some(Report::Msg(msg)) => Some(msg),
                _ => None,
            });
            self.writers.retain(|writer| !writer.is_finished());
            return msg;
        }
        let active = self.task.as_ref().filter(|active| active.thread == thread)?;
        match report {
            Some(Report::Msg(msg)) => Some(msg),
            Some(Report::Opened(screen, writer)) => {
                self.open_session(*writer);
                Some(Msg::Opened(screen))
            }
            None => {
                let was_announced = active.announcement.is_none();
                self.task = None;
                was_announced.then_some(Msg::TaskChanged(None))
            }
        }
    }

    /// Returns the messages that are due without a report: the announcement of a task that takes long, and
    /// the warning about a closed session whose disk does not answer.
    pub(super) fn overdue(&mut self) -> Vec<Msg> {
        let late = self.writers.iter().filter(|writer| writer.has_timed_out());
        let mut msgs: Vec<Msg> =
            late.filter_map(WriterHandle::unconfirmed).map(|text| Notice::error(text).into()).collect();
        self.writers.retain(|writer| !writer.has_timed_out());
        if let Some(active) = &mut self.task
            && active.started.elapsed() >= RESPONSE_TIMEOUT
        {
            msgs.extend(active.announcement.take().map(|task| Msg::TaskChanged(Some(task))));
        }
        msgs
    }

    /// Waits for what is being written, up to a time limit. Returns the last messages of the open session,
    /// and warnings about what may not be on disk.
    pub(super) fn shut_down(mut self) -> (Vec<Msg>, Vec<String>) {
        let deadline = Instant::now() + SHUTDOWN_TIMEOUT;
        self.task.take_if(|active| active.task.cancel_warning.is_none());
        let (mut msgs, mut others) = (Vec::new(), Vec::new());
        loop {
            let is_writing = self.task.is_some() || self.writers.iter().any(WriterHandle::has_pending);
            let left = deadline.saturating_duration_since(Instant::now());
            let wait = if is_writing { left } else { Duration::ZERO };
            let Ok(envelope) = self.receiver.recv_timeout(wait) else { break };
            let is_open = self.open_writer().is_some_and(|writer| writer.thread == envelope.0);
            let target = if is_open { &mut msgs } else { &mut others };
            target.extend(self.unpack(envelope));
        }
        let mut warnings: Vec<String> = others.into_iter().filter_map(exit_warning).collect();
        warnings.extend(self.writers.iter().filter_map(WriterHandle::unconfirmed));
        warnings.extend(self.task.and_then(|active| active.task.cancel_warning));
        (msgs, warnings)
    }
}

/// Returns the warning that a last message is printed as on the normal screen.
fn exit_warning(msg: Msg) -> Option<String> {
    match msg {
        Msg::Notice(notice) if notice.is_error => Some(notice.text),
        Msg::FileExists(path) => {
            let path = Text::line(&path.to_string_lossy());
            Some(format!("the report was not written: `{path}` is there already"))
        }
        _ => None,
    }
}

#[cfg(test)]
#[path = "tests/executor.rs"]
mod tests;

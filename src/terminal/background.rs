//! TTY. What may take long, carried out beside the loop: sessions, logs, checklists and documents are
//! read, reports written. The loop goes on drawing and taking keys.
//!
//! The design allows no more threads than the journal's writer and the watchdog unless something
//! measured asks for one. A share that hangs asked: for as long as a read from it hung, the screen
//! took no key. A read that hangs cannot be called back either, so each job has a thread of its own,
//! which is left behind when the job is let go of: its answer finds nobody. One job at a time.

use std::io;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, TryRecvError};
use std::thread;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::app::open_session::SessionWriter;
use crate::tui::{Msg, RunningTask, SessionScreen};

/// So long the loop waits for an answer before it draws: what comes at once needs no frame before it.
const FRAME_DELAY: Duration = Duration::from_millis(50);

/// So long it waits before it turns to the keys again, so that those typed ahead find the answer. What
/// takes longer is said to be under way.
const KEY_DELAY: Duration = Duration::from_millis(150);

/// What a job has to say.
pub(super) enum TaskOutput {
    /// A message to the wizard.
    Msg(Msg),
    /// A session was opened, with what writes down its changes.
    Opened(Box<SessionScreen>, Box<SessionWriter>),
}

/// A job, as people are told of it.
#[derive(Debug, Clone)]
pub(super) struct BackgroundTask {
    /// What is done, such as `reading the log`.
    pub(super) description: String,
    /// What is to be known when it is let go of.
    pub(super) cancel_warning: Option<String>,
    /// Whether the next job may take its place.
    pub(super) preemptible: bool,
}

impl BackgroundTask {
    /// A job that leaves no trace when it is let go of.
    pub(super) fn new(what: impl Into<String>) -> Self {
        Self { description: what.into(), cancel_warning: None, preemptible: false }
    }
}

/// Where a job tells what it found.
pub(super) struct TaskSender(Sender<TaskOutput>);

impl TaskSender {
    /// Tells. False where nobody wants to know any more.
    pub(super) fn send_msg(&self, msg: Msg) -> bool {
        self.send(TaskOutput::Msg(msg))
    }

    /// The same for any answer.
    pub(super) fn send(&self, answer: TaskOutput) -> bool {
        let heard = self.0.send(answer).is_ok();
        super::wake();
        heard
    }
}

/// The loop's end of the job that is under way.
#[derive(Default)]
pub(super) struct BackgroundRunner {
    running: Option<ActiveTask>,
}

struct ActiveTask {
    task: BackgroundTask,
    started: Instant,
    /// Whether the wizard shows that it is under way.
    announced: bool,
    outputs: Receiver<TaskOutput>,
}

impl BackgroundRunner {
    /// The job that keeps another one from being begun.
    pub(super) fn active(&self) -> Option<&BackgroundTask> {
        self.running.as_ref().map(|running| &running.task).filter(|job| !job.preemptible)
    }

    /// Begins a job. One that is still under way is let go of.
    pub(super) fn spawn(
        &mut self,
        job: BackgroundTask,
        work: impl FnOnce(&TaskSender) + Send + 'static,
    ) -> io::Result<()> {
        let (tell, answers) = mpsc::channel();
        thread::Builder::new().name("job".to_owned()).spawn(move || work(&TaskSender(tell)))?;
        self.running =
            Some(ActiveTask { task: job, started: Instant::now(), announced: false, outputs: answers });
        Ok(())
    }

    /// Lets go of the job that is under way: what it finds is not heard any more.
    pub(super) fn cancel(&mut self) -> Option<BackgroundTask> {
        self.running.take().map(|running| running.task)
    }

    /// How long the job has been under way.
    pub(super) fn busy_for(&self) -> Option<Duration> {
        self.running.as_ref().map(|running| running.started.elapsed())
    }

    /// Answers that come so soon that no frame is drawn before them.
    pub(super) fn poll_immediate(&mut self) -> Vec<TaskOutput> {
        self.poll_until_age(FRAME_DELAY)
    }

    /// Answers that came, or come before the next key is taken.
    pub(super) fn poll(&mut self) -> Vec<TaskOutput> {
        let mut news = self.poll_until_age(KEY_DELAY);
        if let Some(running) = self.running.as_mut().filter(|running| !running.announced)
            && running.started.elapsed() >= KEY_DELAY
        {
            running.announced = true;
            let ago = jiff::SignedDuration::try_from(running.started.elapsed()).unwrap_or_default();
            let (what, now) = (running.task.description.clone(), Timestamp::now());
            let since = now.checked_sub(ago).unwrap_or(now);
            news.push(TaskOutput::Msg(Msg::TaskChanged(Some(RunningTask { label: what, since }))));
        }
        news
    }

    /// Answers until the job is so old; those that are there at any age.
    fn poll_until_age(&mut self, age: Duration) -> Vec<TaskOutput> {
        let Some(running) = &self.running else { return Vec::new() };
        let mut news = Vec::new();
        let over = match running.outputs.recv_timeout(age.saturating_sub(running.started.elapsed())) {
            Ok(answer) => {
                news.push(answer);
                loop {
                    match running.outputs.try_recv() {
                        Ok(answer) => news.push(answer),
                        Err(error) => break error == TryRecvError::Disconnected,
                    }
                }
            }
            Err(error) => error == RecvTimeoutError::Disconnected,
        };
        if over {
            let shown = self.running.take().is_some_and(|running| running.announced);
            news.extend(shown.then_some(TaskOutput::Msg(Msg::TaskChanged(None))));
        }
        news
    }

    /// At the end of the program: waits for a job that leaves something behind. Gives back its last
    /// word, or what is to be known of it.
    pub(super) fn finish(mut self, until: Instant) -> Option<Result<Msg, String>> {
        let running = self.running.take()?;
        let unfinished = running.task.cancel_warning?;
        let left = until.saturating_duration_since(Instant::now());
        match running.outputs.recv_timeout(left) {
            Ok(TaskOutput::Msg(msg)) => Some(Ok(msg)),
            _ => Some(Err(unfinished)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn describe(news: &[TaskOutput]) -> Vec<String> {
        let text = |answer: &TaskOutput| match answer {
            TaskOutput::Msg(msg) => format!("{msg:?}"),
            TaskOutput::Opened(..) => "opened".to_owned(),
        };
        news.iter().map(text).collect()
    }

    #[test]
    fn what_comes_at_once_is_heard_before_anything_is_drawn() {
        let mut worker = BackgroundRunner::default();
        let work = |tell: &TaskSender| assert!(tell.send_msg(Msg::FolderUnreadable(None)));
        worker.spawn(BackgroundTask::new("reading"), work).unwrap();
        let mut news = worker.poll_immediate();
        while worker.busy_for().is_some() {
            news.extend(worker.poll_immediate());
        }
        assert_eq!(describe(&news), ["FolderUnreadable(None)"], "and nothing is said of its being under way");
    }

    #[test]
    fn what_takes_long_is_said_once_and_its_end_too() {
        let mut worker = BackgroundRunner::default();
        let (go, wait) = mpsc::channel::<()>();
        let work = move |tell: &TaskSender| {
            let _ = wait.recv();
            tell.send_msg(Msg::FolderUnreadable(None));
        };
        worker.spawn(BackgroundTask::new("reading the log"), work).unwrap();
        let began = Instant::now();
        assert!(worker.poll_immediate().is_empty());
        let said_so = describe(&worker.poll());
        assert!(began.elapsed() < Duration::from_secs(5), "the loop goes on");
        assert!(said_so.len() == 1 && said_so[0].contains("reading the log"), "{said_so:?}");
        assert!(worker.poll().is_empty(), "once");
        go.send(()).unwrap();
        let mut news = Vec::new();
        while worker.busy_for().is_some() {
            news.extend(worker.poll());
        }
        assert_eq!(describe(&news), ["FolderUnreadable(None)", "TaskChanged(None)"]);
    }

    #[test]
    fn the_answer_of_a_job_that_was_let_go_of_is_dropped() {
        let mut worker = BackgroundRunner::default();
        let (go, wait) = mpsc::channel::<()>();
        let (heard, told) = mpsc::channel();
        let work = move |tell: &TaskSender| {
            let _ = wait.recv();
            let _ = heard.send(tell.send_msg(Msg::FolderUnreadable(None)));
        };
        worker.spawn(BackgroundTask::new("reading"), work).unwrap();
        assert!(worker.active().is_some());
        assert!(worker.cancel().is_some());
        go.send(()).unwrap();
        assert!(!told.recv().unwrap(), "nobody hears it");
        assert!(worker.poll().is_empty() && worker.busy_for().is_none());
    }

    #[test]
    fn the_end_waits_only_for_what_leaves_something_behind() {
        let (_go, wait) = mpsc::channel::<()>();
        let mut worker = BackgroundRunner::default();
        let hangs = move |_: &TaskSender| {
            let _ = wait.recv();
        };
        worker.spawn(BackgroundTask::new("reading"), hangs).unwrap();
        let began = Instant::now();
        assert!(worker.finish(began + Duration::from_secs(60)).is_none());
        assert!(began.elapsed() < Duration::from_secs(30));
        let mut worker = BackgroundRunner::default();
        let job =
            BackgroundTask { cancel_warning: Some("half".to_owned()), ..BackgroundTask::new("writing") };
        let (_go, wait) = mpsc::channel::<()>();
        let hangs = move |_: &TaskSender| {
            let _ = wait.recv();
        };
        worker.spawn(job, hangs).unwrap();
        let last = worker.finish(Instant::now() + Duration::from_millis(10));
        assert_eq!(last.unwrap().unwrap_err(), "half");
    }
}

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

use crate::desk::Recorder;
use crate::wizard::{Msg, Walk, Work};

/// So long the loop waits for an answer before it draws: what comes at once needs no frame before it.
const UNSEEN: Duration = Duration::from_millis(50);

/// So long it waits before it turns to the keys again, so that those typed ahead find the answer. What
/// takes longer is said to be under way.
const PATIENCE: Duration = Duration::from_millis(150);

/// What a job has to say.
pub(super) enum Answer {
    /// A message to the wizard.
    Msg(Msg),
    /// A session was opened, with what writes down its changes.
    Opened(Box<Walk>, Box<Recorder>),
}

/// A job, as people are told of it.
#[derive(Debug, Clone)]
pub(super) struct Job {
    /// What is done, such as `reading the log`.
    pub(super) what: String,
    /// What is to be known when it is let go of.
    pub(super) unfinished: Option<String>,
    /// Whether the next job may take its place.
    pub(super) gives_way: bool,
}

impl Job {
    /// A job that leaves no trace when it is let go of.
    pub(super) fn reading(what: impl Into<String>) -> Self {
        Self { what: what.into(), unfinished: None, gives_way: false }
    }
}

/// Where a job tells what it found.
pub(super) struct Tell(Sender<Answer>);

impl Tell {
    /// Tells. False where nobody wants to know any more.
    pub(super) fn msg(&self, msg: Msg) -> bool {
        self.answer(Answer::Msg(msg))
    }

    /// The same for any answer.
    pub(super) fn answer(&self, answer: Answer) -> bool {
        let heard = self.0.send(answer).is_ok();
        super::ring();
        heard
    }
}

/// The loop's end of the job that is under way.
#[derive(Default)]
pub(super) struct Worker {
    running: Option<Running>,
}

struct Running {
    job: Job,
    since: Instant,
    /// Whether the wizard shows that it is under way.
    shown: bool,
    answers: Receiver<Answer>,
}

impl Worker {
    /// The job that keeps another one from being begun.
    pub(super) fn engaged(&self) -> Option<&Job> {
        self.running.as_ref().map(|running| &running.job).filter(|job| !job.gives_way)
    }

    /// Begins a job. One that is still under way is let go of.
    pub(super) fn begin(&mut self, job: Job, work: impl FnOnce(&Tell) + Send + 'static) -> io::Result<()> {
        let (tell, answers) = mpsc::channel();
        thread::Builder::new().name("job".to_owned()).spawn(move || work(&Tell(tell)))?;
        self.running = Some(Running { job, since: Instant::now(), shown: false, answers });
        Ok(())
    }

    /// Lets go of the job that is under way: what it finds is not heard any more.
    pub(super) fn let_go(&mut self) -> Option<Job> {
        self.running.take().map(|running| running.job)
    }

    /// How long the job has been under way.
    pub(super) fn busy(&self) -> Option<Duration> {
        self.running.as_ref().map(|running| running.since.elapsed())
    }

    /// Answers that come so soon that no frame is drawn before them.
    pub(super) fn at_once(&mut self) -> Vec<Answer> {
        self.within(UNSEEN)
    }

    /// Answers that came, or come before the next key is taken.
    pub(super) fn news(&mut self) -> Vec<Answer> {
        let mut news = self.within(PATIENCE);
        if let Some(running) = self.running.as_mut().filter(|running| !running.shown)
            && running.since.elapsed() >= PATIENCE
        {
            running.shown = true;
            let ago = jiff::SignedDuration::try_from(running.since.elapsed()).unwrap_or_default();
            let (what, now) = (running.job.what.clone(), Timestamp::now());
            let since = now.checked_sub(ago).unwrap_or(now);
            news.push(Answer::Msg(Msg::Working(Some(Work { what, since }))));
        }
        news
    }

    /// Answers until the job is so old; those that are there at any age.
    fn within(&mut self, age: Duration) -> Vec<Answer> {
        let Some(running) = &self.running else { return Vec::new() };
        let mut news = Vec::new();
        let over = match running.answers.recv_timeout(age.saturating_sub(running.since.elapsed())) {
            Ok(answer) => {
                news.push(answer);
                loop {
                    match running.answers.try_recv() {
                        Ok(answer) => news.push(answer),
                        Err(error) => break error == TryRecvError::Disconnected,
                    }
                }
            }
            Err(error) => error == RecvTimeoutError::Disconnected,
        };
        if over {
            let shown = self.running.take().is_some_and(|running| running.shown);
            news.extend(shown.then_some(Answer::Msg(Msg::Working(None))));
        }
        news
    }

    /// At the end of the program: waits for a job that leaves something behind. Gives back its last
    /// word, or what is to be known of it.
    pub(super) fn finish(mut self, until: Instant) -> Option<Result<Msg, String>> {
        let running = self.running.take()?;
        let unfinished = running.job.unfinished?;
        let left = until.saturating_duration_since(Instant::now());
        match running.answers.recv_timeout(left) {
            Ok(Answer::Msg(msg)) => Some(Ok(msg)),
            _ => Some(Err(unfinished)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(news: &[Answer]) -> Vec<String> {
        let text = |answer: &Answer| match answer {
            Answer::Msg(msg) => format!("{msg:?}"),
            Answer::Opened(..) => "opened".to_owned(),
        };
        news.iter().map(text).collect()
    }

    #[test]
    fn what_comes_at_once_is_heard_before_anything_is_drawn() {
        let mut worker = Worker::default();
        let work = |tell: &Tell| assert!(tell.msg(Msg::OutOfSight(None)));
        worker.begin(Job::reading("reading"), work).unwrap();
        let mut news = worker.at_once();
        while worker.busy().is_some() {
            news.extend(worker.at_once());
        }
        assert_eq!(said(&news), ["OutOfSight(None)"], "and nothing is said of its being under way");
    }

    #[test]
    fn what_takes_long_is_said_once_and_its_end_too() {
        let mut worker = Worker::default();
        let (go, wait) = mpsc::channel::<()>();
        let work = move |tell: &Tell| {
            let _ = wait.recv();
            tell.msg(Msg::OutOfSight(None));
        };
        worker.begin(Job::reading("reading the log"), work).unwrap();
        let began = Instant::now();
        assert!(worker.at_once().is_empty());
        let said_so = said(&worker.news());
        assert!(began.elapsed() < Duration::from_secs(5), "the loop goes on");
        assert!(said_so.len() == 1 && said_so[0].contains("reading the log"), "{said_so:?}");
        assert!(worker.news().is_empty(), "once");
        go.send(()).unwrap();
        let mut news = Vec::new();
        while worker.busy().is_some() {
            news.extend(worker.news());
        }
        assert_eq!(said(&news), ["OutOfSight(None)", "Working(None)"]);
    }

    #[test]
    fn the_answer_of_a_job_that_was_let_go_of_is_dropped() {
        let mut worker = Worker::default();
        let (go, wait) = mpsc::channel::<()>();
        let (heard, told) = mpsc::channel();
        let work = move |tell: &Tell| {
            let _ = wait.recv();
            let _ = heard.send(tell.msg(Msg::OutOfSight(None)));
        };
        worker.begin(Job::reading("reading"), work).unwrap();
        assert!(worker.engaged().is_some());
        assert!(worker.let_go().is_some());
        go.send(()).unwrap();
        assert!(!told.recv().unwrap(), "nobody hears it");
        assert!(worker.news().is_empty() && worker.busy().is_none());
    }

    #[test]
    fn the_end_waits_only_for_what_leaves_something_behind() {
        let (_go, wait) = mpsc::channel::<()>();
        let mut worker = Worker::default();
        let hangs = move |_: &Tell| {
            let _ = wait.recv();
        };
        worker.begin(Job::reading("reading"), hangs).unwrap();
        let began = Instant::now();
        assert!(worker.finish(began + Duration::from_secs(60)).is_none());
        assert!(began.elapsed() < Duration::from_secs(30));
        let mut worker = Worker::default();
        let job = Job { unfinished: Some("half".to_owned()), ..Job::reading("writing") };
        let (_go, wait) = mpsc::channel::<()>();
        let hangs = move |_: &Tell| {
            let _ = wait.recv();
        };
        worker.begin(job, hangs).unwrap();
        let last = worker.finish(Instant::now() + Duration::from_millis(10));
        assert_eq!(last.unwrap().unwrap_err(), "half");
    }
}

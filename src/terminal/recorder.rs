//! TTY. The journal's writer beside the loop: a slow or hanging disk must not freeze the screen.

use std::cell::Cell;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use jiff::Timestamp;

use crate::desk::Recorder;
use crate::journal::{AppendError, Appended, Fault, FaultKind};
use crate::session::{Event, Writer};
use crate::wizard::{Message, Msg};

/// How often the session's folder is looked at for what others wrote.
const LOOK: Duration = Duration::from_secs(1);

/// The loop's end of the writer.
pub(super) struct Scribe {
    jobs: Option<Sender<Event>>,
    news: Receiver<Msg>,
    /// Whether an event was handed over and nothing is known of it yet.
    waits: Cell<bool>,
}

impl Scribe {
    /// Hands a session's recorder to a thread of its own.
    pub(super) fn new(recorder: Recorder) -> std::io::Result<Self> {
        let (jobs, to_do) = mpsc::channel();
        let (tell, news) = mpsc::channel();
        thread::Builder::new().name("journal".to_owned()).spawn(move || work(recorder, &to_do, &tell))?;
        Ok(Self { jobs: Some(jobs), news, waits: Cell::new(false) })
    }

    /// Has an event recorded; the answer is news later on.
    pub(super) fn record(&self, event: Event) {
        if let Some(jobs) = &self.jobs {
            // The thread ends with this sender only, so that somebody is there to take it.
            let _ = jobs.send(event);
            self.waits.set(true);
        }
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

    /// Lets what is being written come to its end, but not for ever. Gives back what came of it.
    pub(super) fn finish(mut self, patience: Duration) -> Vec<Msg> {
        self.jobs = None;
        std::iter::from_fn(|| self.wait(patience)).collect()
    }

    /// The same where nobody is there any more to decide anew: why the last change is not saved, if so.
    pub(super) fn finish_or_why_not(mut self, patience: Duration) -> Option<String> {
        self.jobs = None;
        let mut why = None;
        while let Some(news) = self.wait(patience) {
            why = match news {
                Msg::NotSaved(told) => Some(told),
                Msg::Behind(_) => Some("not saved: somebody was faster".to_owned()),
                _ => why,
            };
        }
        let silent = || "not known to be saved: the disk did not answer in time".to_owned();
        why.or_else(|| self.waits.get().then(silent))
    }
}

fn work(mut recorder: Recorder, to_do: &Receiver<Event>, tell: &Sender<Msg>) {
    let me = recorder.writer().clone();
    let mut trouble: Option<Fault> = None;
    loop {
        let news = match to_do.recv_timeout(LOOK) {
            Ok(event) => record(&mut recorder, event, &me),
            Err(RecvTimeoutError::Timeout) => match recorder.follow() {
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

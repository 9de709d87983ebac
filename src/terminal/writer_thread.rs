//! TTY. The thread that writes the open session's log, so that a slow or hanging disk does not freeze the
//! screen. It handles one request after the other, and reads in between what others appended.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::thread::ThreadId;
use std::time::Instant;

use super::timing::{POLL_INTERVAL, SHUTDOWN_TIMEOUT};
use crate::app;
use crate::app::actions::SessionActions;
use crate::app::files;
use crate::journal::{AppendError, AppendOutcome, Fault, FaultKind, Journal};
use crate::session::{Draft, Event};
use crate::text::Hint as _;
use crate::tui::{Msg, Notice};

/// A request to the thread.
#[derive(Debug)]
pub(super) enum WriteRequest {
    /// Append to the log, in one write.
    Append(Vec<Event>),
    /// Read all logs of the session again.
    Replay,
    /// Save what is typed and not recorded yet, in place of the drafts before.
    SaveDrafts(Vec<Draft>),
}

/// The loop's end of the thread that appends to a session's log.
pub(super) struct WriterHandle {
    pub(super) thread: ThreadId,
    /// None once the session is closed: the thread ends after the last request.
    requests: Option<Sender<WriteRequest>>,
    /// The number of requests that are not done yet.
    pending: usize,
    /// Since when an append is under way.
    appending_since: Option<Instant>,
    closed_at: Option<Instant>,
}

impl WriterHandle {
    pub(super) fn new(thread: ThreadId, requests: Sender<WriteRequest>) -> Self {
        Self { thread, requests: Some(requests), pending: 0, appending_since: None, closed_at: None }
    }

    pub(super) fn send(&mut self, request: WriteRequest) {
        if matches!(request, WriteRequest::Append(_)) {
            self.appending_since.get_or_insert_with(Instant::now);
        }
        self.pending += 1;
        // The thread receives for as long as this sender lives.
        let _ = self.requests.as_ref().map(|requests| requests.send(request));
    }

    /// Closes the session. The requests that were sent are still carried out.
    pub(super) fn close(&mut self) {
        (self.requests, self.closed_at) = (None, Some(Instant::now()));
    }

    /// Notes a message of the thread, or the end of a request. Returns what is passed on: of a closed session
    /// only the failure of the last change.
    pub(super) fn track(&mut self, msg: Option<Msg>) -> Option<Msg> {
        let Some(msg) = msg else {
            self.pending = self.pending.saturating_sub(1);
            return None;
        };
        if matches!(msg, Msg::Recorded(_) | Msg::Conflict(_) | Msg::NotSaved(_)) {
            self.appending_since = None;
        }
        match msg {
            msg if self.is_open() => Some(msg),
            Msg::NotSaved(why) => Some(Notice::error(format!("the last change is {why}")).into()),
            // A change of a closed session is not decided again.
            Msg::Conflict(_) => {
                Some(Notice::error("the last change is not saved: somebody was faster").into())
            }
            _ => None,
        }
    }

    pub(super) fn is_open(&self) -> bool {
        self.closed_at.is_none()
    }

    pub(super) fn has_pending(&self) -> bool {
        self.pending > 0
    }

    /// Returns since when an append or the closing of the session is under way.
    pub(super) fn busy_since(&self) -> Option<Instant> {
        self.closed_at.or(self.appending_since)
    }

    /// Returns whether the session is closed and all of its requests are done.
    pub(super) fn is_finished(&self) -> bool {
        !self.is_open() && !self.has_pending()
    }

    /// Returns whether the session was closed so long ago that its disk is given up.
    pub(super) fn has_timed_out(&self) -> bool {
        self.closed_at.is_some_and(|closed| closed.elapsed() >= SHUTDOWN_TIMEOUT)
    }

    /// Returns a warning if the last change of a closed session is neither saved nor refused.
    pub(super) fn unconfirmed(&self) -> Option<String> {
        let text = "the last change is not known to be saved: the disk did not answer in time";
        self.closed_at.and(self.appending_since).map(|_| text.to_owned())
    }
}

/// Handles requests until their sender is dropped. Reports the messages that result, and None at the end of
/// each request.
pub(super) fn run(
    mut writer: Journal,
    actions: &SessionActions,
    requests: &Receiver<WriteRequest>,
    report: &dyn Fn(Option<Msg>),
) {
    let mut fault = None;
    let mut next_poll = Instant::now() + POLL_INTERVAL;
    loop {
        let request = requests.recv_timeout(next_poll.saturating_duration_since(Instant::now()));
        let is_poll = request.is_err();
        let msgs = match request {
            Ok(request) => handle_request(&mut writer, actions, request).into_iter().collect(),
            Err(RecvTimeoutError::Timeout) => follow_others(&mut writer, actions, &mut fault),
            Err(RecvTimeoutError::Disconnected) => return,
        };
        let warnings = writer.take_warnings().into_iter().map(|text| Notice::error(text).into());
        msgs.into_iter().chain(warnings).for_each(|msg| report(Some(msg)));
        if is_poll {
            next_poll = Instant::now() + POLL_INTERVAL;
        } else {
            report(None);
        }
    }
}

fn handle_request(writer: &mut Journal, actions: &SessionActions, request: WriteRequest) -> Option<Msg> {
    match request {
        WriteRequest::Append(events) => Some(append(writer, &events)),
        WriteRequest::Replay => Some(replay(writer, actions)),
        WriteRequest::SaveDrafts(drafts) => {
            let saved = files::save_drafts(&actions.home, writer.name(), &actions.me, &drafts);
            saved.err().map(|cause| Notice::error(format!("what you type is not kept: {cause}")).into())
        }
    }
}

fn replay(writer: &Journal, actions: &SessionActions) -> Msg {
    match actions.replay(writer.name()) {
        Ok(progress) => Msg::Replayed(Box::new(progress)),
        Err(why) => Notice::error(why).into(),
    }
}

fn append(writer: &mut Journal, events: &[Event]) -> Msg {
    match writer.append(events, app::now()) {
        Ok(AppendOutcome::Saved(entries)) => {
            let me = writer.me();
            Msg::Recorded(entries.into_iter().map(|entry| (me.clone(), entry)).collect())
        }
        Ok(AppendOutcome::Conflict(entries)) => Msg::Conflict(entries),
        Err(error) => Msg::NotSaved(describe_error(&error)),
    }
}

/// Returns what others appended. A fault is reported once, for as long as it stays the same.
fn follow_others(writer: &mut Journal, actions: &SessionActions, last_fault: &mut Option<Fault>) -> Vec<Msg> {
    match writer.follow() {
        Ok(entries) => {
            let readable_again = last_fault.take().map(|_| Msg::FolderUnreadable(None));
            let message = (!entries.is_empty()).then_some(Msg::RemoteEntries(entries));
            let replayed = writer.take_recovered().then(|| replay(writer, actions));
            message.into_iter().chain(replayed).chain(readable_again).collect()
        }
        Err(fault) if last_fault.as_ref() == Some(&fault) => Vec::new(),
        Err(fault) => {
            let why = fault.to_string();
            let is_transient = matches!(fault.kind, FaultKind::Unreadable { .. });
            *last_fault = Some(fault);
            vec![if is_transient { Msg::FolderUnreadable(Some(why)) } else { Msg::ReadOnly(why) }]
        }
    }
}

/// Returns the error, its cause and what can be done about it, in one line.
fn describe_error(error: &AppendError) -> String {
    let cause = std::error::Error::source(error).map(|source| format!(": {source}")).unwrap_or_default();
    let hint = error.hint().map(|hint| format!(" - {hint}")).unwrap_or_default();
    format!("{error}{cause}{hint}")
}

#[cfg(test)]
#[path = "tests/writer_thread.rs"]
mod tests;

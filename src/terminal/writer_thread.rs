//! TTY. The thread that writes the open session's log, so that a slow or hanging disk does not freeze the
//! screen. It handles one request after the other, and reads in between what others appended.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Instant;

use jiff::Timestamp;

use super::timing::POLL_INTERVAL;
use crate::app::actions::SessionActions;
use crate::app::drafts;
use crate::app::open_session::SessionWriter;
use crate::journal::{AppendError, AppendOutcome, Fault, FaultKind};
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

/// Handles requests until their sender is dropped. Reports the messages that result, and None at the end of
/// each request.
pub(super) fn run(
    mut writer: SessionWriter,
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
            Err(RecvTimeoutError::Timeout) => follow_others(&mut writer, &mut fault),
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

fn handle_request(
    writer: &mut SessionWriter,
    actions: &SessionActions,
    request: WriteRequest,
) -> Option<Msg> {
    match request {
        WriteRequest::Append(events) => Some(append(writer, &events)),
        WriteRequest::Replay => Some(match actions.replay(writer.name()) {
            Ok(progress) => Msg::Replayed(Box::new(progress)),
            Err(why) => Notice::error(why).into(),
        }),
        WriteRequest::SaveDrafts(drafts) => {
            let saved = drafts::save(&actions.home, writer.name(), &actions.me, &drafts);
            saved.err().map(|cause| Notice::error(format!("what you type is not kept: {cause}")).into())
        }
    }
}

fn append(writer: &mut SessionWriter, events: &[Event]) -> Msg {
    match writer.append(events, Timestamp::now()) {
        Ok(AppendOutcome::Saved(entries)) => {
            let me = writer.me();
            Msg::Recorded(entries.into_iter().map(|entry| (me.clone(), entry)).collect())
        }
        Ok(AppendOutcome::Conflict(entries)) => Msg::Conflict(entries),
        Err(error) => Msg::NotSaved(describe_error(&error)),
    }
}

/// Returns what others appended. A fault is reported once, for as long as it stays the same.
fn follow_others(writer: &mut SessionWriter, last_fault: &mut Option<Fault>) -> Vec<Msg> {
    match writer.follow() {
        Ok(entries) => {
            let readable_again = last_fault.take().map(|_| Msg::FolderUnreadable(None));
            let news = (!entries.is_empty()).then_some(Msg::RemoteEntries(entries));
            news.into_iter().chain(readable_again).collect()
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

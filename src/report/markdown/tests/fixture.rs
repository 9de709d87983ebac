//! PURE. Sessions to report on, built from a checklist and what people did.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::checklist::RawChecklist;
use crate::report::{LogHead, ReportInput, markdown};
use crate::session::{Entry, Event, Mode, Progress, SessionName, Status, Writer, replay};

/// A session in the making: each change comes a minute after the one before.
pub(super) struct Session {
    entries: Vec<(Writer, Entry)>,
    pub(super) alice: Writer,
    bob: Writer,
    pub(super) problems: Vec<String>,
}

impl Session {
    pub(super) fn new(title: &str, mode: Mode, checklist: &str) -> Self {
        let checklist: RawChecklist = serde_json::from_str(checklist).unwrap();
        Self::from_raw(title, mode, "builtin:software-updates", checklist, "alice@sccm01")
    }

    pub(super) fn from_raw(
        title: &str,
        mode: Mode,
        source: &str,
        checklist: RawChecklist,
        alice: &str,
    ) -> Self {
        let mut session = Self {
            entries: Vec::new(),
            alice: Writer::recorded(alice),
            bob: Writer::recorded("bob@sccm02.corp.example"),
            problems: Vec::new(),
        };
        session.alice(Event::Started {
            title: title.to_owned(),
            mode,
            source: source.to_owned(),
            checklist: Box::new(checklist),
        });
        session
    }

    pub(super) fn alice(&mut self, event: Event) -> &mut Self {
        self.push(self.alice.clone(), event)
    }

    pub(super) fn bob(&mut self, event: Event) -> &mut Self {
        self.push(self.bob.clone(), event)
    }

    fn push(&mut self, writer: Writer, event: Event) -> &mut Self {
        let clock = self.entries.len() as u64 + 1;
        let seq = self.entries.iter().filter(|(by, _)| *by == writer).count() as u64 + 1;
        let start: Timestamp = "2026-11-22T17:03:11Z".parse().unwrap();
        let at = start + SignedDuration::from_mins(clock.cast_signed() - 1);
        self.entries.push((writer, Entry { seq, clock, at, event }));
        self
    }

    pub(super) fn progress(&self) -> Progress {
        replay(&self.alice, self.entries.iter().map(|(writer, entry)| (writer, entry))).unwrap()
    }

    pub(super) fn report(&self, zone: &TimeZone) -> String {
        let log = |writer: &Writer, digit: &str| {
            let entries = self.entries.iter().filter(|(by, _)| by == writer).count() as u64;
            LogHead { writer: writer.clone(), entries, head: digit.repeat(64) }
        };
        let mut logs = vec![log(&self.alice, "a"), log(&self.bob, "b")];
        logs.retain(|log| log.entries > 0);
        markdown(&ReportInput {
            progress: &self.progress(),
            name: &SessionName::new("site-a01").unwrap(),
            logs: &logs,
            zone,
            now: None,
            problems: &self.problems,
        })
    }
}

pub(super) fn marked(step: &str, status: Status) -> Event {
    Event::Marked { step: step.to_owned(), status, reason: None, undoes: None }
}

pub(super) fn marked_because(step: &str, status: Status, reason: &str) -> Event {
    Event::Marked { step: step.to_owned(), status, reason: Some(reason.to_owned()), undoes: None }
}

pub(super) fn answered(question: &str, value: &str) -> Event {
    Event::Answered { question: question.to_owned(), value: Some(value.to_owned()), undoes: None }
}

pub(super) fn noted(step: &str, text: &str) -> Event {
    Event::Noted { step: step.to_owned(), text: text.to_owned(), replaces: None, undoes: None }
}

/// Nested sections, conditions, every kind of reference.
pub(super) fn small(mode: Mode) -> Session {
    Session::new("Small", mode, SMALL)
}

const SMALL: &str = r#"{"format": 1, "id": "small", "title": "Small list", "steps": [
  {"id": "outer", "title": "Outer", "steps": [
    {"id": "one", "title": "First",
     "questions": [{"id": "needed", "prompt": "Needed?", "kind": "yes_no"}],
     "references": [{"title": "Overview", "url": "https://example.org/bb694090(v=technet.10)"},
                    {"title": "Runbook", "url": "docs/run book.md"}, {"title": "Lost"}]},
    {"id": "inner", "title": "Inner", "steps": [
      {"id": "two", "title": "Second", "questions": [
        {"id": "how", "prompt": "How?", "kind": "text", "when": {"question": "needed", "is": "yes"}},
        {"id": "target", "prompt": "Which server?", "kind": "text", "required": false}]}]},
    {"id": "three", "title": "Third", "when": {"question": "needed", "is": "yes"}}]},
  {"id": "four", "title": "Fourth"}]}"#;

/// The small checklist as it is later: a step reworded, the others gone.
pub(super) fn reworded() -> Box<RawChecklist> {
    serde_json::from_str(
        r#"{"format": 1, "id": "small", "title": "Small list",
            "steps": [{"id": "one", "title": "First, reworded"}]}"#,
    )
    .unwrap()
}

//! PURE. Sessions to report on, built from a checklist and what people did.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::checklist::{RawChecklist, RawStep, ReaderOptions, RecordedChecklist};
use crate::report::{LogHead, ReportFormat, ReportInput, ReportOptions, render};
use crate::session::{Entry, Event, Mode, Progress, SessionName, Status, Writer, replay};

/// A session that is built event by event, each a minute after the one before.
pub(in crate::report) struct Session {
    entries: Vec<(Writer, Entry)>,
    pub(in crate::report) alice: Writer,
    bob: Writer,
    pub(in crate::report) problems: Vec<String>,
}

impl Session {
    pub(in crate::report) fn new(title: &str, mode: Mode, checklist: &str) -> Self {
        let checklist: RawChecklist = serde_json::from_str(checklist).unwrap();
        Self::from_raw(title, mode, "builtin:software-updates", &checklist, "alice@sccm01")
    }

    pub(in crate::report) fn from_raw(
        title: &str,
        mode: Mode,
        source: &str,
        checklist: &RawChecklist,
        alice: &str,
    ) -> Self {
        let mut session = Self {
            entries: Vec::new(),
            alice: Writer::from_log(alice),
            bob: Writer::from_log("bob@sccm02.corp.example"),
            problems: Vec::new(),
        };
        session.alice(Event::Started {
            title: title.to_owned(),
            mode,
            source: source.to_owned(),
            reader_options: ReaderOptions::default(),
            checklist: RecordedChecklist::new(checklist),
        });
        session
    }

    pub(in crate::report) fn alice(&mut self, event: Event) -> &mut Self {
        self.push(self.alice.clone(), event)
    }

    pub(in crate::report) fn bob(&mut self, event: Event) -> &mut Self {
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

    pub(in crate::report) fn progress(&self) -> Progress {
        replay(&self.alice, self.entries.iter().map(|(writer, entry)| (writer, entry))).unwrap()
    }

    /// Returns the report for GitHub.
    pub(in crate::report) fn report(&self, zone: &TimeZone) -> String {
        self.render(zone, ReportFormat::Markdown, &ReportOptions::default())
    }

    pub(in crate::report) fn render(
        &self,
        zone: &TimeZone,
        format: ReportFormat,
        options: &ReportOptions,
    ) -> String {
        let progress = self.progress();
        self.with_input("site-a01", &progress, zone, |input| render(&[input], format, options))
    }

    /// Calls a function with the input of a report.
    pub(in crate::report) fn with_input<T>(
        &self,
        name: &str,
        progress: &Progress,
        zone: &TimeZone,
        work: impl FnOnce(ReportInput<'_>) -> T,
    ) -> T {
        let log = |writer: &Writer, digit: &str| {
            let entries = self.entries.iter().filter(|(by, _)| by == writer).count() as u64;
            LogHead { writer: writer.clone(), entries, head: Some(digit.repeat(64)) }
        };
        let mut logs = vec![log(&self.alice, "a"), log(&self.bob, "b")];
        logs.retain(|log| log.entries > 0);
        let entries: Vec<(&Writer, &Entry)> = self.entries.iter().map(|(by, entry)| (by, entry)).collect();
        let name = SessionName::new(name).unwrap();
        work(ReportInput {
            logs: &logs,
            entries: &entries,
            problems: &self.problems,
            ..ReportInput::new(progress, &name, zone)
        })
    }
}

pub(in crate::report) fn marked(step: &str, status: Status) -> Event {
    Event::Marked { step: step.to_owned(), status, reason: None, accepts: Vec::new(), undoes: None }
}

pub(in crate::report) fn marked_because(step: &str, status: Status, reason: &str) -> Event {
    Event::Marked {
        step: step.to_owned(),
        status,
        reason: Some(reason.to_owned()),
        accepts: Vec::new(),
        undoes: None,
    }
}

pub(in crate::report) fn answered(question: &str, value: &str) -> Event {
    Event::Answered { question: question.to_owned(), value: Some(value.to_owned()), undoes: None }
}

pub(in crate::report) fn noted(step: &str, text: &str) -> Event {
    Event::Noted { step: step.to_owned(), text: text.to_owned(), replaces: None, undoes: None }
}

/// Returns a session with nested sections, conditions and every kind of reference.
pub(in crate::report) fn small(mode: Mode) -> Session {
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

/// Returns a later version of the small checklist: one step reworded, the others gone.
pub(in crate::report) fn reworded() -> Box<RawChecklist> {
    serde_json::from_str(
        r#"{"format": 1, "id": "small", "title": "Small list",
            "steps": [{"id": "one", "title": "First, reworded"}]}"#,
    )
    .unwrap()
}

/// Returns a session of the built-in checklist, half done by two people.
pub(in crate::report) fn half_done() -> Session {
    let reason = |step, status, reason: &str| marked_because(step, status, reason);
    let mut session = Session::new(
        "Site A01: software updates",
        Mode::Live,
        include_str!("../../../checklists/software-updates.json"),
    );
    session
        .alice(marked("review-concepts", Status::Done))
        .alice(noted(
            "review-concepts",
            "Read on the old portal.\n\nThe third page moved:\n- see the wiki\n- ask @dba",
        ))
        .bob(marked("review-prerequisites", Status::Done))
        .alice(reason("test-environment", Status::Skipped, "the lab of site B is used"))
        .alice(answered("sms-2003", "no"))
        .alice(answered("active-update-point", "SCCM01"))
        .bob(answered("internet-clients", "yes"))
        .bob(reason("update-point-infrastructure", Status::Blocked, "no decision on NLB, see #1234"));
    session
}

/// Returns a session with every status, notes, answers, an undo, a step to re-check, and removed steps.
pub(in crate::report) fn rich() -> Session {
    let mut session = Session::new("Site A01: 更新 <rollout>", Mode::Live, RICH);
    session
        .alice(marked("lab", Status::Done))
        .alice(noted("lab", "Two servers:\n  sccm01, sccm02\n=not a formula"))
        .bob(marked("window", Status::Done))
        .bob(answered("internet", "no"))
        .alice(marked_because("report", Status::Blocked, "no license, see TICKET-12"))
        .alice(marked_because("report", Status::Deferred, "the license comes on Monday"))
        .alice(Event::Marked {
            step: "report".into(),
            status: Status::Blocked,
            reason: Some("no license, see TICKET-12".into()),
            accepts: Vec::new(),
            undoes: Some(5),
        })
        .bob(marked_because("points", Status::Deferred, "after the freeze"))
        .bob(marked_because("old", Status::Skipped, "done in May"))
        .alice(marked_because("audit", Status::NotApplicable, "no auditor here"))
        .alice(noted("gone", "kept in the record"))
        .alice(answered("who", "the network team"))
        .alice(Event::Adopted {
            source: None,
            reader_options: ReaderOptions::default(),
            checklist: RecordedChecklist::new(&serde_json::from_str(&rich_later()).unwrap()),
            undoes: None,
        })
        .bob(marked("pilot", Status::InProgress));
    session.problems = vec!["line 3 of `carol.jsonl` is damaged".to_owned()];
    session
}

const RICH: &str = r#"{"format": 1, "id": "rich", "title": "Rollout", "source": {"title": "The handbook", "url": "https://example.org/handbook?a=1&b=2"}, "steps": [
  {"id": "plan", "title": "Plan", "steps": [
    {"id": "lab", "title": "Build the lab", "references": [
      {"title": "Lab guide", "url": "https://example.org/lab_(v1)"}, {"title": "Sketch", "url": "docs/sketch.md"}, {"title": "Lost"}]},
    {"id": "window", "title": "Agree on a window",
     "questions": [{"id": "internet", "prompt": "Are there clients on the internet?", "kind": "yes_no"}]},
    {"id": "dmz", "title": "Open the DMZ", "when": {"question": "internet", "is": "yes"}},
    {"id": "old", "title": "Remove the old agent"}]},
  {"id": "run", "title": "Run", "steps": [
    {"id": "report", "title": "Set up reporting"}, {"id": "points", "title": "Add points"},
    {"id": "gone", "title": "A step that goes", "questions": [{"id": "who", "prompt": "Who?", "kind": "text"}]},
    {"id": "pilot", "title": "Pilot"},
    {"id": "audit", "title": "Audit", "questions": [
      {"id": "auditor", "prompt": "Who audits?", "kind": "text", "required": false}]}]},
  {"id": "last", "title": "Tell everybody"}]}"#;

/// Returns a later version of the list: one step is reworded, one is gone.
fn rich_later() -> String {
    let gone = r#"{"id": "gone", "title": "A step that goes", "questions": [{"id": "who", "prompt": "Who?", "kind": "text"}]},"#;
    RICH.replace(gone, "").replace("Agree on a window", "Agree on a window in writing")
}

/// Returns a session of many steps by two people over two days.
pub(in crate::report) fn long(steps: usize) -> Session {
    let step = |n: usize| RawStep { id: format!("s{n}"), title: format!("Step {n}"), ..RawStep::default() };
    let list = RawChecklist {
        format: 1,
        id: "long".into(),
        title: "A long list".into(),
        steps: (0..steps).map(step).collect(),
        ..RawChecklist::default()
    };
    let mut session = Session::from_raw("A long run", Mode::Live, "builtin:long", &list, "alice@sccm01");
    for n in 0..steps {
        let status = if n % 9 == 8 { Status::Skipped } else { Status::Done };
        let event = marked_because(&format!("s{n}"), status, "why");
        if n % 3 == 0 {
            session.bob(event)
        } else {
            session.alice(event)
        };
    }
    session
}

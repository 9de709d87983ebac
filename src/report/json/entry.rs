//! PURE. An entry of a log as JSON: what `log --json` prints, and `export`.

use jiff::Timestamp;
use serde::Serialize;

use super::ChecklistJson;
use crate::checklist::RecordedChecklist;
use crate::session::{Entry, Event, Mode, Status, UndoIndex, Writer};
use crate::text::Text;

/// An entry. What an event does not have is left out.
#[derive(Debug, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct EntryJson {
    /// When, by the writer's clock, in UTC.
    #[cfg_attr(test, schemars(with = "String"))]
    at: Timestamp,
    /// Who.
    by: String,
    /// The number in the writer's log.
    seq: u64,
    /// The Lamport clock.
    clock: u64,
    /// `started`, `marked`, `answered`, `noted` or `adopted`.
    event: &'static str,
    /// The id of the step that was marked or noted on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    step: Option<Text>,
    /// The status from then on.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<Status>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    reason: Option<Text>,
    /// The id of the question that was answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    question: Option<Text>,
    /// The answer; left out where it was taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    value: Option<Text>,
    /// The note; empty where it was taken away.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    text: Option<Text>,
    /// The number of this writer's note that this one stands in for.
    #[serde(skip_serializing_if = "Option::is_none")]
    replaces: Option<u64>,
    /// What the session is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    title: Option<Text>,
    /// Whether it is the real thing.
    #[serde(skip_serializing_if = "Option::is_none")]
    mode: Option<Mode>,
    /// Where the checklist came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    source: Option<Text>,
    /// The checklist that was started with or taken over, if it is valid.
    #[serde(skip_serializing_if = "Option::is_none")]
    checklist: Option<ChecklistJson>,
    /// The number of this writer's entry that this one takes back.
    #[serde(skip_serializing_if = "Option::is_none")]
    undoes: Option<u64>,
    /// Whether this entry was taken back later.
    undone: bool,
}

impl EntryJson {
    /// The entries with what became of them.
    pub fn from_entries(entries: &[(&Writer, &Entry)]) -> Vec<Self> {
        let undoing = UndoIndex::of(entries);
        entries.iter().map(|(writer, entry)| Self::new(writer, entry, &undoing)).collect()
    }

    fn new(writer: &Writer, entry: &Entry, undoing: &UndoIndex<'_>) -> Self {
        let Entry { seq, clock, at, event } = entry;
        let (by, undoes) = (writer.to_string(), event.undoes());
        let undone = undoing.is_undone(writer, entry);
        Self { at: *at, by, seq: *seq, clock: *clock, undoes, undone, ..from_event(event) }
    }

    /// When it was recorded.
    pub(in crate::report) fn at(&self) -> Timestamp {
        self.at
    }
}

/// What an event brings to its entry.
fn from_event(event: &Event) -> EntryJson {
    let none = EntryJson::default();
    let line = |text: &String| Some(Text::line(text));
    match event {
        Event::Started { title, mode, source, checklist } => EntryJson {
            event: "started",
            title: line(title),
            mode: Some(*mode),
            source: line(source),
            checklist: summary(checklist),
            ..none
        },
        Event::Marked { step, status, reason, undoes: _ } => EntryJson {
            event: "marked",
            step: line(step),
            status: Some(*status),
            reason: reason.as_ref().and_then(line),
            ..none
        },
        Event::Answered { question, value, undoes: _ } => EntryJson {
            event: "answered",
            question: line(question),
            value: value.as_ref().and_then(line),
            ..none
        },
        Event::Noted { step, text, replaces, undoes: _ } => EntryJson {
            event: "noted",
            step: line(step),
            text: Some(Text::block(text)),
            replaces: *replaces,
            ..none
        },
        Event::Adopted { checklist } => EntryJson { event: "adopted", checklist: summary(checklist), ..none },
    }
}

fn summary(checklist: &RecordedChecklist) -> Option<ChecklistJson> {
    checklist.checklist().ok().map(|checklist| (&**checklist).into())
}

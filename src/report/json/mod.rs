//! PURE. The report for programs: everything that is known of a session, with its log, whose entries are also
//! what `log --json` prints.
//!
//! It has the members of `status --json`, and more. Scripts rely on the names: members are added, never renamed
//! or removed. The schema says the same to programs; the comments on the types are part of it.

mod session;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use super::input::{ReportInput, ReportOptions, StepFilter};
use super::sections::{Matrix, matrices};
use crate::checklist::RecordedChecklist;
use crate::session::{Answer, Counts, Entry, Event, Mode, RemovedStep, Status, UndoIndex, Writer};
use crate::text::Text;
use session::{ChecklistJson, NoteJson, StampJson};

pub use session::SessionJson;

/// The JSON Schema of reports, generated from the types and their comments.
///
/// After a change to these, update it with `RUNSHEET_WRITE_SCHEMA=1 cargo test the_schema_of_reports`.
pub const SCHEMA: &str = include_str!("../report.schema.json");

const FORMAT: u32 = 1;

/// A report: on one session, or on several.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub(super) enum ReportJson {
    /// On one session.
    One(Box<OneJson>),
    /// On several.
    Several(SeveralJson),
}

/// The report on one session.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct OneJson {
    /// The version of this format: 1.
    report: u32,
    /// When the report was made, if it was told.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    exported: Option<Timestamp>,
    /// What the report lists of the session.
    listed: ListedJson,
    #[serde(flatten)]
    session: SessionJson,
    /// What was recorded on steps that the checklist no longer has, by the step's id.
    removed_steps: BTreeMap<String, RemovedJson>,
    /// The answers to questions that the checklist no longer has, by the question's id.
    removed_answers: BTreeMap<String, AnswerJson>,
    /// The entries of all logs, in the order in which they count; empty where they were not asked for.
    entries: Vec<EntryJson>,
}

/// The report on several sessions.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct SeveralJson {
    /// The version of this format: 1.
    report: u32,
    /// The sessions by the sections of their checklists.
    matrix: Vec<MatrixJson>,
    /// Each session, as in a report on that one.
    sessions: Vec<OneJson>,
}

/// What a report was limited to. The summary and the counts are always of the whole session.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ListedJson {
    /// The steps: `all`, `open` or `exceptions`.
    only: &'static str,
    /// Steps on which something was recorded since then, and entries since then.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    since: Option<Timestamp>,
    /// Whether the entries of the logs are there.
    history: bool,
}

/// What was recorded on a step that the checklist no longer has.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct RemovedJson {
    /// Its title, where it was once known.
    title: Option<Text>,
    /// The status that it was given.
    status: Status,
    /// Why.
    reason: Option<Text>,
    /// Who gave it, when.
    marked: Option<StampJson>,
    /// What was written on it.
    notes: Vec<NoteJson>,
}

/// An answer to a question that the checklist no longer has.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct AnswerJson {
    /// The answer.
    value: Text,
    /// Who gave it, when.
    #[serde(flatten)]
    stamp: StampJson,
}

/// The sessions of one checklist by its outermost sections.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct MatrixJson {
    /// The id of the checklist.
    checklist: Text,
    /// A row for each session.
    rows: Vec<RowJson>,
}

/// How far a session is in each section.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct RowJson {
    /// The session's name.
    session: String,
    /// Its sections; steps that stand in none are under an empty id.
    sections: Vec<CellJson>,
}

/// How far a session is in a section.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct CellJson {
    /// The section's id.
    section: String,
    /// Its title.
    title: String,
    /// Its steps that are done.
    done: usize,
    /// Its steps that apply.
    applicable: usize,
    /// Its steps that are still to be worked on.
    open: usize,
    /// Its steps that a person took out of the normal way.
    exceptions: usize,
}

/// Returns the report as JSON, indented so that people can read it too.
pub(super) fn json(inputs: &[ReportInput<'_>], options: &ReportOptions) -> String {
    let report = match inputs {
        [input] => ReportJson::One(Box::new(OneJson::new(input, options))),
        several => ReportJson::Several(SeveralJson {
            report: FORMAT,
            matrix: matrices(several).iter().map(MatrixJson::from).collect(),
            sessions: several.iter().map(|input| OneJson::new(input, options)).collect(),
        }),
    };
    // Serializing plain data into a string cannot fail: every key is a string.
    let mut out = serde_json::to_string_pretty(&report).unwrap_or_default();
    out.push('\n');
    out
}

impl OneJson {
    fn new(input: &ReportInput<'_>, options: &ReportOptions) -> Self {
        let mut entries = if options.history { EntryJson::from_entries(input.entries) } else { Vec::new() };
        entries.retain(|entry| options.includes_time(entry.at));
        let only = match options.only {
            StepFilter::All => "all",
            StepFilter::Open => "open",
            StepFilter::Exceptions => "exceptions",
        };
        let safe = |id: &String| Text::line(id).to_string();
        let (steps, answers) = (input.progress.removed(), input.progress.removed_answers());
        Self {
            report: FORMAT,
            exported: input.now,
            listed: ListedJson { only, since: options.since, history: options.history },
            session: SessionJson::with_options(input, options),
            removed_steps: steps.iter().map(|(id, step)| (safe(id), step.into())).collect(),
            removed_answers: answers.iter().map(|(id, answer)| (safe(id), answer.into())).collect(),
            entries,
        }
    }
}

impl From<&RemovedStep> for RemovedJson {
    fn from(removed: &RemovedStep) -> Self {
        Self {
            title: removed.title.clone(),
            status: removed.state.status,
            reason: removed.state.reason.clone(),
            marked: removed.state.stamp.as_ref().map(StampJson::from),
            notes: removed.state.notes.iter().map(NoteJson::from).collect(),
        }
    }
}

impl From<&Answer> for AnswerJson {
    fn from(answer: &Answer) -> Self {
        Self { value: answer.value.clone(), stamp: (&answer.stamp).into() }
    }
}

impl From<&Matrix<'_, '_>> for MatrixJson {
    fn from(matrix: &Matrix<'_, '_>) -> Self {
        let row = |(input, cells): &(&ReportInput<'_>, Vec<Option<Counts>>)| RowJson {
            session: input.name.to_string(),
            sections: matrix
                .columns
                .iter()
                .zip(cells)
                .filter_map(|((id, title), counts)| Some(CellJson::new(id, title, counts.as_ref()?)))
                .collect(),
        };
        Self { checklist: matrix.checklist.id().clone(), rows: matrix.rows.iter().map(row).collect() }
    }
}

impl CellJson {
    fn new(id: &str, title: &str, counts: &Counts) -> Self {
        Self {
            section: Text::line(id).to_string(),
            title: title.to_owned(),
            done: counts.done(),
            applicable: counts.applicable(),
            open: counts.open(),
            exceptions: counts.exceptions(),
        }
    }
}

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
    step: Option<Text>,
    /// The status from then on.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<Status>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Text>,
    /// The texts of the warnings in force that the reason accepts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    accepts: Vec<Text>,
    /// The id of the question that was answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    question: Option<Text>,
    /// The answer; left out where it was taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Text>,
    /// The note; empty where it was taken away.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<Text>,
    /// The number of this writer's note that this one stands in for.
    #[serde(skip_serializing_if = "Option::is_none")]
    replaces: Option<u64>,
    /// What the session is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<Text>,
    /// Whether it is the real thing.
    #[serde(skip_serializing_if = "Option::is_none")]
    mode: Option<Mode>,
    /// Where the checklist came from.
    #[serde(skip_serializing_if = "Option::is_none")]
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
    /// Creates the JSON of all entries, each with whether it was undone.
    pub fn from_entries(entries: &[(&Writer, &Entry)]) -> Vec<Self> {
        let undo = UndoIndex::of(entries);
        entries.iter().map(|(writer, entry)| Self::new(writer, entry, &undo)).collect()
    }

    fn new(writer: &Writer, entry: &Entry, undo: &UndoIndex<'_>) -> Self {
        let Entry { seq, clock, at, event } = entry;
        let (by, undoes) = (writer.to_string(), event.undoes());
        let undone = undo.is_undone(writer, entry);
        Self { at: *at, by, seq: *seq, clock: *clock, undoes, undone, ..from_event(event) }
    }
}

/// Returns an entry with the members of an event.
fn from_event(event: &Event) -> EntryJson {
    let none = EntryJson::default();
    let line = |text: &String| Some(Text::line(text));
    match event {
        Event::Started { title, mode, source, checklist, reader_options: _ } => EntryJson {
            event: "started",
            title: line(title),
            mode: Some(*mode),
            source: line(source),
            checklist: summary(checklist),
            ..none
        },
        Event::Marked { step, status, reason, accepts, undoes: _ } => EntryJson {
            event: "marked",
            step: line(step),
            status: Some(*status),
            reason: reason.as_ref().and_then(line),
            accepts: accepts.iter().map(|text| Text::block(text)).collect(),
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
        Event::Adopted { checklist, source, .. } => EntryJson {
            event: "adopted",
            source: source.as_ref().and_then(line),
            checklist: summary(checklist),
            ..none
        },
    }
}

fn summary(checklist: &RecordedChecklist) -> Option<ChecklistJson> {
    checklist.checklist().ok().map(|checklist| (&**checklist).into())
}

//! PURE. The report for programs: everything that is known of a session, with its log.
//!
//! Its members are those of `status --json`, and more. Scripts rely on the names: members are added,
//! never renamed or taken away. The schema says the same to programs.

mod entry;
mod session;

use std::collections::BTreeMap;

use serde::Serialize;

use super::sections::{Matrix, SectionCounts, matrices};
use super::{ReportInput, ReportOptions, StepFilter};
use crate::session::{Answer, RemovedStep, Status};
use crate::text::Text;
use session::{NoteJson, StampJson};

pub use entry::EntryJson;
pub use session::{ChecklistJson, LogJson, SessionJson};

/// The JSON Schema of reports, as it lies beside this file's folder.
///
/// It is made out of the types and their comments. When these change, write it anew:
/// `RUNSHEET_WRITE_SCHEMA=1 cargo test the_schema_of_reports`.
pub const SCHEMA: &str = include_str!("../report.schema.json");

/// The version of the report's format.
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
    exported: Option<jiff::Timestamp>,
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
    since: Option<jiff::Timestamp>,
    /// Whether the entries of the logs are there.
    history: bool,
}

/// What was recorded on a step that the checklist no longer has.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct RemovedJson {
    /// Its title, where it was once known.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    title: Option<Text>,
    /// The status that it was given.
    status: Status,
    /// Why.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
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
    #[cfg_attr(test, schemars(with = "String"))]
    value: Text,
    /// Who gave it, when.
    #[serde(flatten)]
    given: StampJson,
}

/// The sessions of one checklist by its outermost sections.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct MatrixJson {
    /// The id of the checklist.
    #[cfg_attr(test, schemars(with = "String"))]
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

/// The report as JSON, to be read by people as well.
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
        entries.retain(|entry| options.includes_time(entry.at()));
        let only = match options.only {
            StepFilter::All => "all",
            StepFilter::Open => "open",
            StepFilter::Exceptions => "exceptions",
        };
        let shown = |id: &String| Text::line(id).to_string();
        let (steps, answers) = (input.progress.removed(), input.progress.removed_answers());
        Self {
            report: FORMAT,
            exported: input.now,
            listed: ListedJson { only, since: options.since, history: options.history },
            session: SessionJson::with_options(input, options),
            removed_steps: steps.iter().map(|(id, step)| (shown(id), step.into())).collect(),
            removed_answers: answers.iter().map(|(id, answer)| (shown(id), answer.into())).collect(),
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
        Self { value: answer.value.clone(), given: (&answer.stamp).into() }
    }
}

impl From<&Matrix<'_, '_>> for MatrixJson {
    fn from(matrix: &Matrix<'_, '_>) -> Self {
        let row = |(input, cells): &(&ReportInput<'_>, Vec<Option<SectionCounts>>)| RowJson {
            session: input.name.to_string(),
            sections: matrix
                .columns
                .iter()
                .zip(cells)
                .filter_map(|((id, title), cell)| Some(CellJson::new(id, title, (*cell)?)))
                .collect(),
        };
        Self { checklist: matrix.checklist.id().clone(), rows: matrix.rows.iter().map(row).collect() }
    }
}

impl CellJson {
    fn new(id: &str, title: &str, cell: SectionCounts) -> Self {
        let SectionCounts { done, applicable, open, exceptions } = cell;
        Self {
            section: Text::line(id).to_string(),
            title: title.to_owned(),
            done,
            applicable,
            open,
            exceptions,
        }
    }
}

//! PURE. A session as JSON: printed by `status --json`, by `list --json` for each session, and by `export`
//! together with its log.
//!
//! Scripts rely on these names: members are added, never renamed or removed. The comments on the types are part
//! of the schema.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use crate::checklist::{Checklist, Question, QuestionIx, StepIx, Truth};
use crate::report::doc::StatusText;
use crate::report::input::{LogHead, ReportInput, ReportOptions};
use crate::session::{Drift, Mode, NoteState, Progress, Stamp, Status, WarningInForce};
use crate::text::Text;

/// A session. What cannot be known, as its logs cannot be read, is `null`.
#[derive(Debug, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SessionJson {
    /// Its name.
    session: String,
    /// What it is for.
    title: Option<Text>,
    /// Whether it is the real thing.
    mode: Option<Mode>,
    /// What is worked through.
    checklist: Option<ChecklistJson>,
    /// Who began it, when.
    started: Option<StampJson>,
    /// Who changed it last, when.
    changed: Option<StampJson>,
    /// Whether nothing is left to do (exceptions may be) and nothing is wrong with the logs.
    complete: bool,
    /// The last line of the briefing.
    summary: String,
    /// How many steps have which status.
    counts: Option<CountsJson>,
    /// The answers, by the question's id.
    answers: BTreeMap<String, Text>,
    /// Every question, answered or not, in the order of the checklist.
    questions: Vec<QuestionJson>,
    /// Every step, in the order of the checklist.
    steps: Vec<StepJson>,
    /// The warnings that an answer has switched on, in the order of the checklist.
    warnings: Vec<WarningJson>,
    /// How far each log goes.
    logs: Vec<LogJson>,
    /// What the checklist's source changed to since it was taken over: `2 new, 1 reworded`.
    drift: Option<String>,
    /// What is wrong or worth telling.
    problems: Vec<String>,
}

/// A checklist.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct ChecklistJson {
    /// Its id.
    id: Text,
    /// What it is called.
    title: Text,
    /// The SHA-256 of its content.
    digest: String,
}

impl From<&Checklist> for ChecklistJson {
    fn from(checklist: &Checklist) -> Self {
        let (id, title) = (checklist.id().clone(), checklist.title().clone());
        Self { id, title, digest: checklist.digest().to_owned() }
    }
}

/// Who and when.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct StampJson {
    /// The writer: `alice@sccm01`.
    by: String,
    /// The time, in UTC.
    #[cfg_attr(test, schemars(with = "String"))]
    at: Timestamp,
}

impl From<&Stamp> for StampJson {
    fn from(stamp: &Stamp) -> Self {
        Self { by: stamp.by.to_string(), at: stamp.at }
    }
}

/// The number of steps in each status.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct CountsJson {
    todo: usize,
    in_progress: usize,
    done: usize,
    deferred: usize,
    blocked: usize,
    skipped: usize,
    not_applicable: usize,
}

/// A step.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct StepJson {
    /// Its id.
    id: Text,
    /// Its number in the checklist, from 1.
    number: usize,
    /// What to do.
    title: Text,
    /// The titles of the sections around it, joined by ` / `.
    section: Option<String>,
    /// Its status: `not_applicable` also where a condition is false.
    status: Status,
    /// Why: as a person said, or the answer that makes it not applicable.
    reason: Option<String>,
    /// Whether it is to be looked at again, being done and changed since.
    recheck: bool,
    /// Who gave it its status; nobody did where an answer makes it not applicable.
    by: Option<String>,
    /// When.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    at: Option<Timestamp>,
    /// What was written on it.
    notes: Vec<NoteJson>,
}

/// A warning in force.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct WarningJson {
    /// The id of its step.
    step: Text,
    /// The warning, in Markdown.
    text: Text,
    /// Why it is all right; `null` while nobody has said so.
    reason: Option<Text>,
}

/// A question.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct QuestionJson {
    /// Its id.
    id: Text,
    /// The question as it is put.
    prompt: Text,
    /// Its short name; `null` where it has none.
    label: Option<Text>,
    /// The id of the step at which it is asked.
    step: Text,
    /// The answers to choose from; empty where any text will do.
    choices: Vec<Text>,
    /// Whether it is asked, as the other answers stand.
    asked: bool,
    /// Whether its step can only be done with an answer.
    required: bool,
}

/// A note.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct NoteJson {
    /// The text.
    text: Text,
    /// Who wrote it.
    by: String,
    /// When.
    #[cfg_attr(test, schemars(with = "String"))]
    at: Timestamp,
}

/// A log.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct LogJson {
    /// Whose it is.
    writer: String,
    /// How many entries it holds.
    entries: u64,
    /// The chain of its last line.
    head: Option<String>,
}

impl From<&NoteState> for NoteJson {
    fn from(note: &NoteState) -> Self {
        Self { text: note.text.clone(), by: note.stamp.by.to_string(), at: note.stamp.at }
    }
}

impl SessionJson {
    /// Creates the JSON of a whole session.
    pub fn new(input: &ReportInput<'_>) -> Self {
        Self::with_options(input, &ReportOptions::default())
    }

    /// Creates the JSON with only the steps that the options include.
    pub(super) fn with_options(input: &ReportInput<'_>, options: &ReportOptions) -> Self {
        let progress = input.progress;
        let changed =
            progress.last_change().map(|change| StampJson { by: change.by.to_string(), at: change.at });
        let steps = progress.steps().filter(|(_, state)| options.includes(state));
        Self {
            session: input.name.to_string(),
            title: Some(progress.title().clone()),
            mode: Some(progress.mode()),
            checklist: Some(progress.checklist().into()),
            started: Some(progress.started().into()),
            changed,
            complete: input.sound && progress.total().is_complete(),
            summary: progress.total().summary(),
            counts: Some(counts(progress)),
            answers: answers(progress),
            questions: questions(progress),
            steps: steps.map(|(ix, _)| step(progress, ix)).collect(),
            warnings: progress.warnings_in_force().map(|warning| warning_json(progress, warning)).collect(),
            logs: input.logs.iter().map(LogJson::from).collect(),
            drift: input.drift.map(Drift::summary),
            problems: input.problems.iter().map(|problem| Text::line(problem).to_string()).collect(),
        }
    }

    /// Creates the JSON of a session that cannot be read, with what is wrong with it.
    pub fn unreadable(name: &str, summary: &str, logs: &[LogHead], problems: Vec<String>) -> Self {
        Self {
            session: name.to_owned(),
            summary: summary.to_owned(),
            logs: logs.iter().map(LogJson::from).collect(),
            problems,
            ..Self::default()
        }
    }
}

impl From<&LogHead> for LogJson {
    fn from(log: &LogHead) -> Self {
        Self { writer: log.writer.to_string(), entries: log.entries, head: log.head.clone() }
    }
}

fn counts(progress: &Progress) -> CountsJson {
    let of = |status| progress.total().of(status);
    CountsJson {
        todo: of(Status::Todo),
        in_progress: of(Status::InProgress),
        done: of(Status::Done),
        deferred: of(Status::Deferred),
        blocked: of(Status::Blocked),
        skipped: of(Status::Skipped),
        not_applicable: of(Status::NotApplicable),
    }
}

fn warning_json(progress: &Progress, warning: WarningInForce<'_>) -> WarningJson {
    WarningJson {
        step: Text::line(&progress.checklist().step(warning.step).id),
        text: warning.text.into_owned(),
        reason: warning.reason.cloned(),
    }
}

fn all_questions(progress: &Progress) -> impl Iterator<Item = (QuestionIx, &Question)> {
    (0u32..).map(QuestionIx).zip(progress.checklist().questions())
}

fn answers(progress: &Progress) -> BTreeMap<String, Text> {
    let answered = all_questions(progress).filter_map(|(ix, question)| {
        let answer = progress.answer(ix)?;
        Some((Text::line(&question.id).to_string(), answer.value.clone()))
    });
    answered.collect()
}

fn questions(progress: &Progress) -> Vec<QuestionJson> {
    let json = |(ix, question): (QuestionIx, &Question)| QuestionJson {
        id: Text::line(&question.id),
        prompt: progress.prompt(ix).into_owned(),
        label: question.label.clone(),
        step: Text::line(&progress.checklist().step(question.step).id),
        choices: question.choices.iter().map(|choice| Text::line(choice)).collect(),
        asked: progress.is_asked(ix),
        required: question.required,
    };
    all_questions(progress).map(json).collect()
}

fn step(progress: &Progress, ix: StepIx) -> StepJson {
    let (step, state) = (progress.checklist().step(ix), progress.step(ix));
    let derived = state.applies == Truth::No;
    let reason =
        if derived { progress.inapplicable_because(ix) } else { state.reason.as_ref().map(Text::to_string) };
    let stamp = StatusText::effective(progress, ix).stamp;
    let section = progress.checklist().section_path(ix);
    StepJson {
        id: Text::line(&step.id),
        number: ix.index() + 1,
        title: step.title.clone(),
        section: (!section.is_empty()).then_some(section),
        status: state.effective(),
        reason,
        recheck: state.needs_recheck(),
        by: stamp.map(|stamp| stamp.by.to_string()),
        at: stamp.map(|stamp| stamp.at),
        notes: state.notes.iter().map(NoteJson::from).collect(),
    }
}

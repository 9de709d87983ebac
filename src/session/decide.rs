//! PURE. Decides what a command comes to: an event, nothing to record, or a refusal.
//!
//! The full screen, the plain face and the command line all decide here, and refuse in the same words.

use super::progress::{OwnChange, Progress, UndoTarget};
use super::{Event, NoteState, Stamp, Status};
use crate::checklist::{BadAnswer, Checklist, QuestionIx, ReaderOptions, RecordedChecklist, StepIx};
use crate::text::{Hint, Text, closest, list, visible};

/// A change that a person wants to make. Steps and questions are named by their ids, which stay the same
/// when the checklist changes.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    Mark {
        step: String,
        status: Status,
        /// Why: needed for exceptions, and for `done` before what the step requires, or with a warning in force.
        reason: Option<String>,
    },
    Answer {
        question: String,
        /// `None` takes the answer back.
        value: Option<String>,
    },
    Note {
        step: String,
        /// Empty to take away the note that it replaces.
        text: String,
        /// The number of this writer's note that it replaces.
        replaces: Option<u64>,
    },
    /// Takes back this writer's last change.
    Undo,
    /// Makes this writer's last undone change again.
    Redo,
    /// Takes over a changed checklist.
    Adopt {
        checklist: RecordedChecklist,
        /// Where it came from, and how that was read; `None` where from the session's own source.
        source: Option<(String, ReaderOptions)>,
    },
}

impl Command {
    pub fn mark(progress: &Progress, step: StepIx, status: Status, reason: Option<String>) -> Self {
        Self::Mark { step: step_id(progress, step), status, reason }
    }

    pub fn answer(progress: &Progress, question: QuestionIx, value: Option<String>) -> Self {
        Self::Answer { question: progress.checklist().question(question).id.to_string(), value }
    }

    /// Returns whether it may change an answer.
    pub fn may_answer(&self) -> bool {
        matches!(self, Self::Answer { .. } | Self::Undo | Self::Redo)
    }

    pub fn note(progress: &Progress, step: StepIx, text: String, replaces: Option<u64>) -> Self {
        Self::Note { step: step_id(progress, step), text, replaces }
    }

    /// Takes over what the session's own source holds now.
    pub fn adopt(checklist: impl Into<RecordedChecklist>) -> Self {
        Self::Adopt { checklist: checklist.into(), source: None }
    }

    /// Checks that the checklist has the step or question that the command is about.
    pub fn check_target(&self, checklist: &Checklist) -> Result<(), Refusal> {
        match self {
            Self::Mark { step, .. } | Self::Note { step, .. } => step_of_id(checklist, step).map(drop),
            Self::Answer { question, .. } => question_of_id(checklist, question).map(drop),
            Self::Undo | Self::Redo | Self::Adopt { .. } => Ok(()),
        }
    }
}

fn step_id(progress: &Progress, step: StepIx) -> String {
    progress.checklist().step(step).id.to_string()
}

fn step_of_id(checklist: &Checklist, id: &str) -> Result<StepIx, Refusal> {
    checklist.find_step(id).ok_or_else(|| Refusal::NoStep(id.to_owned(), None))
}

fn question_of_id(checklist: &Checklist, id: &str) -> Result<QuestionIx, Refusal> {
    checklist.find_question(id).ok_or_else(|| Refusal::NoQuestion(id.to_owned(), None))
}

/// Why a command cannot be recorded. The message is for people; the data is for the full screen, which asks
/// for what is missing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The name, and a similar one.
    #[error("the checklist has no step `{}`", visible(.0))]
    NoStep(String, Option<String>),
    /// The id of a section, and that of its first step.
    #[error("`{}` is a section: its state follows from its steps", visible(.0))]
    IsSection(String, String),
    /// The id, and a similar one.
    #[error("the checklist has no question `{}`", visible(.0))]
    NoQuestion(String, Option<String>),
    /// The name, and a similar one.
    #[error("there is no status `{}`", visible(.0))]
    NoStatus(String, Option<String>),
    #[error("`{}` needs a reason", .0.name())]
    NeedsReason(Status),
    #[error("a reason is one line; write a note for more")]
    MultilineReason,
    /// The question and the answer because of which the step does not apply.
    #[error("this step does not apply: {0}")]
    DoesNotApply(String),
    /// A question that must be answered first: it belongs to the step, or decides whether it applies.
    #[error("question `{id}` is not answered yet: {prompt}")]
    QuestionOpen { question: QuestionIx, id: Text, prompt: Text },
    /// Required steps that are not done, and warnings in force. A reason overrides both.
    #[error("{}", describe_obstacles(.requires, .warnings))]
    Obstacles { requires: Vec<String>, warnings: Vec<Text> },
    #[error("question `{0}` is not asked, as the other answers stand")]
    NotAsked(Text),
    #[error(transparent)]
    BadAnswer(#[from] BadAnswer),
    #[error("the note is empty")]
    EmptyNote,
    #[error("there is no note of yours to replace here")]
    NoSuchNote,
    /// The first problem of the checklist to take over.
    #[error("the checklist is not valid: {}", visible(.0))]
    BadChecklist(String),
    #[error("there is nothing of yours to undo")]
    NothingToUndo,
    #[error("there is nothing of yours to redo")]
    NothingToRedo,
}

impl Hint for Refusal {
    fn hint(&self) -> Option<String> {
        match self {
            Self::NoStep(_, near) | Self::NoQuestion(_, near) | Self::NoStatus(_, near) => {
                near.as_ref().map(|near| format!("did you mean `{}`?", visible(near)))
            }
            Self::IsSection(_, first) => {
                Some(format!("name one of its steps; the first is `{}`", visible(first)))
            }
            _ => None,
        }
    }
}

/// Finds a step by its id or its number, counted from 1.
pub fn find_step(progress: &Progress, name: &str) -> Result<StepIx, Refusal> {
    let checklist = progress.checklist();
    let numbered = || {
        let number: usize = name.parse().ok()?;
        checklist.step_indices().nth(number.checked_sub(1)?)
    };
    checklist.find_step(name).or_else(numbered).ok_or_else(|| {
        let mut steps = checklist.step_indices();
        let is_in = |step: &StepIx| checklist.sections_of(*step).any(|ix| *checklist.section(ix).id == *name);
        if let Some(first) = steps.find(is_in) {
            return Refusal::IsSection(name.to_owned(), checklist.step(first).id.to_string());
        }
        let near = closest(name, checklist.steps().iter().map(|step| &*step.id));
        Refusal::NoStep(name.to_owned(), near.map(str::to_owned))
    })
}

/// Finds a question by its id.
pub fn find_question(progress: &Progress, id: &str) -> Result<QuestionIx, Refusal> {
    let checklist = progress.checklist();
    checklist.find_question(id).ok_or_else(|| {
        let near = closest(id, checklist.questions().iter().map(|question| &*question.id));
        Refusal::NoQuestion(id.to_owned(), near.map(str::to_owned))
    })
}

/// Finds a status by its name.
pub fn find_status(name: &str) -> Result<Status, Refusal> {
    Status::from_name(name).ok_or_else(|| {
        let near = closest(name, Status::ALL.map(Status::name));
        Refusal::NoStatus(name.to_owned(), near.map(str::to_owned))
    })
}

/// Decides a command: returns an event to record, or `None` where everything already is as it asks.
pub fn decide(progress: &Progress, command: &Command) -> Result<Option<Event>, Refusal> {
    match command {
        Command::Mark { step, status, reason } => {
            mark(progress, step_of_id(progress.checklist(), step)?, *status, reason.as_deref())
        }
        Command::Answer { question, value } => {
            answer(progress, question_of_id(progress.checklist(), question)?, value.as_deref())
        }
        Command::Note { step, text, replaces } => {
            note(progress, step_of_id(progress.checklist(), step)?, text, *replaces)
        }
        Command::Undo => undo(progress).map(Some),
        Command::Redo => redo(progress).map(Some),
        Command::Adopt { checklist, source } => adopt(progress, checklist, source.as_ref()),
    }
}

fn mark(
    progress: &Progress,
    step: StepIx,
    status: Status,
    reason: Option<&str>,
) -> Result<Option<Event>, Refusal> {
    let reason = validate_reason(status, reason)?;
    if let Some(why) = progress.inapplicable_because(step) {
        return Err(Refusal::DoesNotApply(why));
    }
    let mut accepts = Vec::new();
    if status == Status::Done {
        check_can_be_done(progress, step, reason.is_some())?;
        accepts.extend(progress.warnings_at(step).map(|warning| warning.note.text.as_str().to_owned()));
    }
    let state = progress.step(step);
    let is_so = state.status == status && state.accepts == accepts && !state.recheck;
    if is_so && state.reason == reason.as_deref().map(Text::line) {
        return Ok(None);
    }
    let step = progress.checklist().step(step).id.to_string();
    Ok(Some(Event::Marked { step, status, reason, accepts, undoes: None }))
}

/// Returns a reason without blanks around it, `None` for an empty one. Refuses several lines, and no reason
/// for a status that needs one.
fn validate_reason(status: Status, reason: Option<&str>) -> Result<Option<String>, Refusal> {
    let reason = reason.map(str::trim).unwrap_or_default();
    if reason.contains(['\n', '\r']) {
        return Err(Refusal::MultilineReason);
    }
    if reason.is_empty() && status.needs_reason() {
        return Err(Refusal::NeedsReason(status));
    }
    Ok((!reason.is_empty()).then(|| Text::line(reason).as_str().to_owned()))
}

fn check_can_be_done(progress: &Progress, step: StepIx, overridden: bool) -> Result<(), Refusal> {
    if let Some(question) = progress.deciding_question(step).or_else(|| progress.open_question(step)) {
        return Err(question_open(progress, question));
    }
    let missing = progress.unmet_requirements(step);
    let warnings: Vec<Text> = progress.warnings_at(step).map(|warning| warning.text.into_owned()).collect();
    if overridden || (missing.is_empty() && warnings.is_empty()) {
        return Ok(());
    }
    let named = |ix: &StepIx| {
        let step = progress.checklist().step(*ix);
        format!("`{}` ({})", visible(&step.id), step.title)
    };
    Err(Refusal::Obstacles { requires: missing.iter().map(named).collect(), warnings })
}

/// Describes what a reason overrides: required steps first, and the warnings word for word.
fn describe_obstacles(requires: &[String], warnings: &[Text]) -> String {
    let first = if requires.is_empty() { String::new() } else { format!("{} first; ", list(requires)) };
    let texts: Vec<String> = warnings.iter().map(|text| text.as_str().replace('\n', " ")).collect();
    let heading = match texts.len() {
        0 => "",
        1 => ". Warning in force: ",
        _ => ". Warnings in force: ",
    };
    format!("{first}to mark it done all the same, give a reason{heading}{}", texts.join(" "))
}

fn question_open(progress: &Progress, ix: QuestionIx) -> Refusal {
    let question = progress.checklist().question(ix);
    Refusal::QuestionOpen {
        question: ix,
        id: Text::line(&question.id),
        prompt: progress.prompt(ix).into_owned(),
    }
}

fn answer(progress: &Progress, ix: QuestionIx, value: Option<&str>) -> Result<Option<Event>, Refusal> {
    let question = progress.checklist().question(ix);
    let value = match value {
        None => None,
        Some(_) if !progress.is_asked(ix) => return Err(Refusal::NotAsked(Text::line(&question.id))),
        Some(value) => Some(question.check_answer(value)?),
    };
    // Also an answer that is no longer among the choices: it is not shown, but can be taken back.
    let recorded = progress.current_answer(&question.id).map(|answer| answer.value.clone());
    if recorded == value.as_deref().map(Text::line) {
        return Ok(None);
    }
    Ok(Some(Event::Answered { question: question.id.to_string(), value, undoes: None }))
}

fn note(
    progress: &Progress,
    step: StepIx,
    text: &str,
    replaces: Option<u64>,
) -> Result<Option<Event>, Refusal> {
    let text = Text::block(text.trim());
    let is = |note: &&NoteState| Some(note.stamp.seq) == replaces && note.stamp.by == *progress.me();
    match (replaces, progress.step(step).notes.iter().find(is)) {
        (None, _) if text.is_empty() => return Err(Refusal::EmptyNote),
        (Some(_), None) => return Err(Refusal::NoSuchNote),
        (Some(_), Some(note)) if note.text == text => return Ok(None),
        _ => {}
    }
    let (step, text) = (progress.checklist().step(step).id.to_string(), text.as_str().to_owned());
    Ok(Some(Event::Noted { step, text, replaces, undoes: None }))
}

fn adopt(
    progress: &Progress,
    new: &RecordedChecklist,
    source: Option<&(String, ReaderOptions)>,
) -> Result<Option<Event>, Refusal> {
    new.checklist().map_err(|problems| {
        Refusal::BadChecklist(problems.first().map(|problem| problem.message.clone()).unwrap_or_default())
    })?;
    let moved = source.filter(|(source, options)| !progress.came_from(source, options));
    let differs = new.digest() != progress.checklist().digest() || moved.is_some();
    let (source, reader_options) = moved.cloned().unzip();
    Ok(differs.then(|| Event::Adopted {
        source,
        reader_options: reader_options.unwrap_or_default(),
        checklist: new.clone(),
        undoes: None,
    }))
}

fn undo(progress: &Progress) -> Result<Event, Refusal> {
    progress.own_changes().0.map(|own| undo_event(progress, own)).ok_or(Refusal::NothingToUndo)
}

fn redo(progress: &Progress) -> Result<Event, Refusal> {
    progress.own_changes().1.map(|own| undo_event(progress, own)).ok_or(Refusal::NothingToRedo)
}

/// Returns the event that undoes a change of this writer. It records what holds then: what held before the
/// change or, where somebody else changed the same thing since, what they recorded.
fn undo_event(progress: &Progress, own: &OwnChange) -> Event {
    let (seq, undoes) = (own.seq, Some(own.seq));
    let entry = Stamp { by: progress.me().clone(), at: progress.started().at, seq };
    let owned = |text: Text| text.as_str().to_owned();
    match &own.target {
        UndoTarget::Status(step) => {
            let (status, reason, accepts) =
                progress.state_of(step).map(|state| state.status_without(&entry)).unwrap_or_default();
            Event::Marked { step: step.clone(), status, reason: reason.map(owned), accepts, undoes }
        }
        UndoTarget::Answer(question) => {
            let value = progress.answer_without(question, &entry).map(owned);
            Event::Answered { question: question.clone(), value, undoes }
        }
        UndoTarget::Note(step) => {
            let (text, replaces) =
                progress.state_of(step).map(|state| state.note_without(&entry)).unwrap_or_default();
            Event::Noted { step: step.clone(), text: owned(text), replaces, undoes }
        }
        UndoTarget::Checklist => {
            let before = progress.version_without(&entry);
            let (source, options) = (before.source.as_str(), &before.reader_options);
            let moved = !progress.came_from(source, options);
            Event::Adopted {
                source: moved.then(|| source.to_owned()),
                reader_options: if moved { options.clone() } else { ReaderOptions::default() },
                checklist: before.checklist.into(),
                undoes,
            }
        }
    }
}

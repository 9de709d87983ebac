//! PURE. Decides what a command comes to: an event, nothing to record, or a refusal.
//!
//! The full screen, the plain face and the command line all decide here, and refuse in the same words.

use super::progress::{OwnChange, Progress, UndoTarget};
use super::{Event, NoteState, Stamp, Status};
use crate::checklist::{Checklist, QuestionIx, QuestionKind, RecordedChecklist, StepIx};
use crate::text::{Hint, Text, closest, list, or_list, visible};

/// A change that a person wants to make. Steps and questions are named by their ids, which stay the same
/// when the checklist changes.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    Mark {
        step: String,
        status: Status,
        /// Why: needed for exceptions, and for `done` before what the step requires.
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
    Adopt(RecordedChecklist),
}

impl Command {
    pub fn mark(progress: &Progress, step: StepIx, status: Status, reason: Option<String>) -> Self {
        Self::Mark { step: step_id(progress, step), status, reason }
    }

    pub fn answer(progress: &Progress, question: QuestionIx, value: Option<String>) -> Self {
        Self::Answer { question: progress.checklist().question(question).id.to_string(), value }
    }

    pub fn note(progress: &Progress, step: StepIx, text: String, replaces: Option<u64>) -> Self {
        Self::Note { step: step_id(progress, step), text, replaces }
    }

    /// Checks that the checklist has the step or question that the command is about.
    pub fn check_target(&self, checklist: &Checklist) -> Result<(), Refusal> {
        match self {
            Self::Mark { step, .. } | Self::Note { step, .. } => step_of_id(checklist, step).map(drop),
            Self::Answer { question, .. } => question_of_id(checklist, question).map(drop),
            Self::Undo | Self::Redo | Self::Adopt(_) => Ok(()),
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
    /// Required steps that are not done. A reason overrides this.
    #[error("{} first; to mark it done all the same, give a reason", list(.0))]
    RequiresOpen(Vec<String>),
    #[error("question `{0}` is not asked, as the other answers stand")]
    NotAsked(Text),
    #[error("`{}` is no answer to `{question}`: it takes {}", visible(.value), or_list(.choices))]
    NotAChoice { question: Text, value: String, choices: Vec<String> },
    #[error("an answer is one line of text")]
    InvalidText,
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
        Command::Adopt(checklist) => adopt(progress, checklist),
    }
}

fn mark(
    progress: &Progress,
    step: StepIx,
    status: Status,
    reason: Option<&str>,
) -> Result<Option<Event>, Refusal> {
    let reason = normalize_reason(reason)?;
    if status.needs_reason() && reason.is_none() {
        return Err(Refusal::NeedsReason(status));
    }
    if let Some(why) = progress.inapplicable_because(step) {
        return Err(Refusal::DoesNotApply(why));
    }
    if status == Status::Done {
        check_can_be_done(progress, step, reason.is_some())?;
    }
    let state = progress.step(step);
    if state.status == status && state.reason == reason.as_deref().map(Text::line) && !state.recheck {
        return Ok(None);
    }
    let step = progress.checklist().step(step).id.to_string();
    Ok(Some(Event::Marked { step, status, reason, undoes: None }))
}

/// Returns a reason without blanks around it, `None` for an empty one.
fn normalize_reason(reason: Option<&str>) -> Result<Option<String>, Refusal> {
    let reason = reason.map(str::trim).unwrap_or_default();
    if reason.contains(['\n', '\r']) {
        return Err(Refusal::MultilineReason);
    }
    Ok((!reason.is_empty()).then(|| Text::line(reason).as_str().to_owned()))
}

fn check_can_be_done(progress: &Progress, step: StepIx, overridden: bool) -> Result<(), Refusal> {
    if let Some(question) = progress.deciding_question(step).or_else(|| progress.open_question(step)) {
        return Err(question_open(progress, question));
    }
    let missing = progress.unmet_requirements(step);
    if missing.is_empty() || overridden {
        return Ok(());
    }
    let named = |ix: &StepIx| {
        let step = progress.checklist().step(*ix);
        format!("`{}` ({})", visible(&step.id), step.title)
    };
    Err(Refusal::RequiresOpen(missing.iter().map(named).collect()))
}

fn question_open(progress: &Progress, ix: QuestionIx) -> Refusal {
    let question = progress.checklist().question(ix);
    Refusal::QuestionOpen { question: ix, id: Text::line(&question.id), prompt: question.prompt.clone() }
}

fn answer(progress: &Progress, ix: QuestionIx, value: Option<&str>) -> Result<Option<Event>, Refusal> {
    let question = progress.checklist().question(ix);
    let value = match value {
        None => None,
        Some(_) if !progress.is_asked(ix) => return Err(Refusal::NotAsked(Text::line(&question.id))),
        Some(value) => Some(normalize_answer(&question.id, question.kind, &question.choices, value)?),
    };
    // Also an answer that is no longer among the choices: it is not shown, but can be taken back.
    let recorded = progress.current_answer(&question.id).map(|answer| answer.value.clone());
    if recorded == value.as_deref().map(Text::line) {
        return Ok(None);
    }
    Ok(Some(Event::Answered { question: question.id.to_string(), value, undoes: None }))
}

/// Returns the answer as it is recorded: a choice in its own spelling, a text without blanks around it.
fn normalize_answer(
    id: &str,
    kind: QuestionKind,
    choices: &[Box<str>],
    value: &str,
) -> Result<String, Refusal> {
    let value = value.trim();
    if kind == QuestionKind::Text {
        let fits = !value.is_empty() && !value.contains(['\n', '\r']);
        return if fits { Ok(Text::line(value).as_str().to_owned()) } else { Err(Refusal::InvalidText) };
    }
    let lower = value.to_lowercase();
    let short = |choice: &str| kind == QuestionKind::YesNo && choice.get(..1) == Some(&lower);
    let exact = choices.iter().find(|choice| choice.trim() == value);
    exact
        .or_else(|| choices.iter().find(|choice| choice.trim().to_lowercase() == lower || short(choice)))
        .map(ToString::to_string)
        .ok_or_else(|| Refusal::NotAChoice {
            question: Text::line(id),
            value: value.to_owned(),
            choices: choices.iter().map(|choice| format!("`{}`", visible(choice))).collect(),
        })
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

fn adopt(progress: &Progress, new: &RecordedChecklist) -> Result<Option<Event>, Refusal> {
    new.checklist().map_err(|problems| {
        Refusal::BadChecklist(problems.first().map(|problem| problem.message.clone()).unwrap_or_default())
    })?;
    let differs = new.digest() != progress.checklist().digest();
    Ok(differs.then(|| Event::Adopted { checklist: new.clone() }))
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
            let (status, reason) =
                progress.state_of(step).map(|state| state.status_without(&entry)).unwrap_or_default();
            Event::Marked { step: step.clone(), status, reason: reason.map(owned), undoes }
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
    }
}

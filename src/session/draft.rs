//! PURE. Drafts: what was typed and is not recorded yet.

use serde::{Deserialize, Serialize};

use super::{Command, Progress, Status};
use crate::checklist::{Checklist, StepIx};
use crate::text::Text;

/// A text that is being typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub what: DraftTarget,
    pub text: String,
}

/// What a draft is for, by id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DraftTarget {
    Note {
        step: String,
        /// The number of this writer's note that it replaces.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        replaces: Option<u64>,
    },
    Reason {
        step: String,
        status: Status,
    },
    Answer {
        question: String,
    },
}

impl Draft {
    /// Returns what was typed for a command, if anything was and its step or question is there.
    pub fn from_command(command: &Command, checklist: &Checklist) -> Option<Self> {
        command.check_target(checklist).ok()?;
        let (what, text) = match command {
            Command::Note { step, text, replaces } => {
                (DraftTarget::Note { step: step.clone(), replaces: *replaces }, text)
            }
            Command::Mark { step, status, reason: Some(reason) } => {
                (DraftTarget::Reason { step: step.clone(), status: *status }, reason)
            }
            Command::Answer { question, value: Some(value) } if is_text(checklist, question) => {
                (DraftTarget::Answer { question: question.clone() }, value)
            }
            _ => return None,
        };
        Some(Self { what, text: text.clone() })
    }

    /// Returns whether the text was recorded after all.
    pub fn is_recorded(&self, progress: &Progress) -> bool {
        let list = progress.checklist();
        // As it was recorded: a tab or a control character has become visible.
        let (line, block) = (Text::line(self.text.trim()), Text::block(self.text.trim()));
        match &self.what {
            DraftTarget::Note { step, .. } => list.find_step(step).is_some_and(|step| {
                let mut notes = progress.step(step).notes.iter();
                notes.any(|note| note.stamp.by == *progress.me() && note.text == block)
            }),
            DraftTarget::Reason { step, status } => list.find_step(step).is_some_and(|step| {
                let state = progress.step(step);
                state.status == *status && state.reason.as_ref() == Some(&line)
            }),
            DraftTarget::Answer { question } => list
                .find_question(question)
                .is_some_and(|question| progress.answer(question).is_some_and(|answer| answer.value == line)),
        }
    }
}

impl From<Draft> for Command {
    fn from(Draft { what, text }: Draft) -> Self {
        match what {
            DraftTarget::Note { step, replaces } => Self::Note { step, text, replaces },
            DraftTarget::Reason { step, status } => Self::Mark { step, status, reason: Some(text) },
            DraftTarget::Answer { question } => Self::Answer { question, value: Some(text) },
        }
    }
}

impl DraftTarget {
    /// Returns the step that the draft is about; `None` where the checklist no longer has it, or no longer
    /// takes a text there.
    pub fn step(&self, checklist: &Checklist) -> Option<StepIx> {
        match self {
            Self::Note { step, .. } | Self::Reason { step, .. } => checklist.find_step(step),
            Self::Answer { question } if is_text(checklist, question) => {
                checklist.find_question(question).map(|ix| checklist.question(ix).step)
            }
            Self::Answer { .. } => None,
        }
    }
}

fn is_text(checklist: &Checklist, question: &str) -> bool {
    let question = checklist.find_question(question).map(|ix| checklist.question(ix));
    question.is_some_and(|question| question.kind.is_typed())
}

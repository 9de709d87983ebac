//! PURE. What is being typed: nothing is recorded of it yet.

use serde::{Deserialize, Serialize};

use super::Status;

/// A text as far as it was typed, and what it is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// What it is for.
    pub what: DraftTarget,
    /// The text so far.
    pub text: String,
}

/// What a draft is for, by the ids of the checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DraftTarget {
    /// A note.
    Note {
        /// The step it is on.
        step: String,
        /// The number of this writer's note that it stands in for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        replaces: Option<u64>,
    },
    /// The reason for a status.
    Reason {
        /// The step.
        step: String,
        /// The status.
        status: Status,
    },
    /// An answer.
    Answer {
        /// The question.
        question: String,
    },
}

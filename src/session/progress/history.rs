//! PURE. What was changed last, and this writer's own changes with the values before them, so that
//! undo and redo can walk back and forth.

use jiff::Timestamp;

use crate::session::{Event, Status, Writer};
use crate::text::Text;

/// One of the last changes, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Who.
    pub by: Writer,
    /// When, by the writer's clock.
    pub at: Timestamp,
    /// What, with ids as they were recorded.
    pub what: Changed,
}

/// What was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// The session began.
    Started,
    /// A step (its id) was given a status.
    Marked(String, Status),
    /// A question (its id) was answered, or its answer taken back.
    Answered(String, Option<Text>),
    /// A note was written on a step (its id).
    Noted(String),
    /// A changed checklist was taken over.
    Adopted,
}

impl Changed {
    pub(super) fn of(event: &Event) -> Self {
        match event {
            Event::Started { .. } => Self::Started,
            Event::Marked { step, status, .. } => Self::Marked(step.clone(), *status),
            Event::Answered { question, value, .. } => {
                Self::Answered(question.clone(), value.as_deref().map(Text::line))
            }
            Event::Noted { step, .. } => Self::Noted(step.clone()),
            Event::Adopted { .. } => Self::Adopted,
        }
    }
}

/// The value that stood before a change of this writer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::session) enum Before {
    /// A step's status and reason.
    Step {
        /// The step's id.
        step: String,
        /// Its status before.
        status: Status,
        /// Its reason before.
        reason: Option<Text>,
    },
    /// An answer.
    Answer {
        /// The question's id.
        question: String,
        /// The answer before.
        value: Option<Text>,
    },
    /// A note that was written, replaced or taken away.
    Note {
        /// The step's id.
        step: String,
        /// The text before; none where the note is new.
        text: Option<Text>,
        /// Whether the entry left a note that can be replaced.
        stands: bool,
    },
}

/// A change of this writer that can be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::session) struct Own {
    /// The entry's number in this writer's log.
    pub(in crate::session) seq: u64,
    /// What stood before it.
    pub(in crate::session) before: Before,
}

/// This writer's changes that undo and redo walk through.
#[derive(Debug, Clone)]
pub(super) struct History {
    me: Writer,
    undo: Vec<Own>,
    redo: Vec<Own>,
}

impl History {
    pub(super) fn new(me: Writer) -> Self {
        Self { me, undo: Vec::new(), redo: Vec::new() }
    }

    pub(super) fn is_mine(&self, writer: &Writer) -> bool {
        self.me == *writer
    }

    pub(super) fn me(&self) -> &Writer {
        &self.me
    }

    /// Takes up one of this writer's entries: an undo moves the walk back, a redo forth, and any
    /// other change cuts off what could have been redone.
    pub(super) fn push(&mut self, seq: u64, undoes: Option<u64>, before: Before) {
        let own = Own { seq, before };
        let is = |list: &[Own]| undoes.is_some() && list.last().map(|own| own.seq) == undoes;
        if is(&self.undo) {
            self.undo.pop();
            self.redo.push(own);
        } else if is(&self.redo) {
            self.redo.pop();
            self.undo.push(own);
        } else {
            self.redo.clear();
            self.undo.push(own);
        }
    }

    pub(super) fn next_undo(&self) -> Option<&Own> {
        self.undo.last()
    }

    pub(super) fn next_redo(&self) -> Option<&Own> {
        self.redo.last()
    }
}

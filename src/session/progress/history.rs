//! PURE. What was changed last, and this writer's own changes, so that undo and redo can walk back
//! and forth.

use jiff::Timestamp;

use crate::session::{Entry, Event, Status, Writer};
use crate::text::Text;

/// One of the last changes, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Who.
    pub by: Writer,
    /// When, by the writer's clock.
    pub at: Timestamp,
    /// What, with ids as they were recorded.
    pub kind: ChangeKind,
    /// Whether it takes another change back.
    pub is_undo: bool,
}

/// What was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeKind {
    /// The session began.
    Started,
    /// A step (its id) was given a status.
    Marked(String, Status),
    /// A question (its id) was answered, or its answer taken back.
    Answered(String, Option<Text>),
    /// A note was written on a step (its id).
    Noted(String),
    /// A note on a step (its id) was taken away.
    NoteRemoved(String),
    /// A changed checklist was taken over.
    Adopted,
}

impl ChangeKind {
    pub(super) fn of(event: &Event) -> Self {
        match event {
            Event::Started { .. } => Self::Started,
            Event::Marked { step, status, .. } => Self::Marked(step.clone(), *status),
            Event::Answered { question, value, .. } => {
                Self::Answered(question.clone(), value.as_deref().map(Text::line))
            }
            Event::Noted { step, text, .. } if text.is_empty() => Self::NoteRemoved(step.clone()),
            Event::Noted { step, .. } => Self::Noted(step.clone()),
            Event::Adopted { .. } => Self::Adopted,
        }
    }
}

/// What a change of this writer was made to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::session) enum UndoTarget {
    /// The status of a step (its id).
    Status(String),
    /// The answer to a question (its id).
    Answer(String),
    /// A note on a step (its id).
    Note(String),
}

impl UndoTarget {
    fn of(event: &Event) -> Option<Self> {
        match event {
            Event::Marked { step, .. } => Some(Self::Status(step.clone())),
            Event::Answered { question, .. } => Some(Self::Answer(question.clone())),
            Event::Noted { step, .. } => Some(Self::Note(step.clone())),
            Event::Started { .. } | Event::Adopted { .. } => None,
        }
    }
}

/// A change of this writer that can be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::session) struct OwnChange {
    /// The entry's number in this writer's log.
    pub(in crate::session) seq: u64,
    /// What it changed.
    pub(in crate::session) target: UndoTarget,
}

/// This writer's changes that undo and redo walk through.
#[derive(Debug, Clone)]
pub(super) struct History {
    me: Writer,
    undo: Vec<OwnChange>,
    redo: Vec<OwnChange>,
    last_seq: u64,
}

impl History {
    pub(super) fn new(me: Writer) -> Self {
        Self { me, undo: Vec::new(), redo: Vec::new(), last_seq: 0 }
    }

    pub(super) fn is_mine(&self, writer: &Writer) -> bool {
        self.me == *writer
    }

    pub(super) fn me(&self) -> &Writer {
        &self.me
    }

    /// The number of this writer's last entry.
    pub(super) fn last_seq(&self) -> u64 {
        self.last_seq
    }

    /// Takes up one of this writer's entries: an undo moves the walk back, a redo forth, and any
    /// other change cuts off what could have been redone.
    pub(super) fn push(&mut self, entry: &Entry) {
        self.last_seq = entry.seq;
        let Some(target) = UndoTarget::of(&entry.event) else { return };
        let (undoes, own) = (entry.event.undoes(), OwnChange { seq: entry.seq, target });
        let is = |list: &[OwnChange]| undoes.is_some() && list.last().map(|own| own.seq) == undoes;
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

    pub(super) fn next_undo(&self) -> Option<&OwnChange> {
        self.undo.last()
    }

    pub(super) fn next_redo(&self) -> Option<&OwnChange> {
        self.redo.last()
    }
}

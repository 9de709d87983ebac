//! PURE. The last changes, what undo and redo apply to next, and which entries were undone.

use std::collections::{BTreeSet, HashSet};

use jiff::Timestamp;

use crate::session::{Entry, Event, Status, Writer};
use crate::text::Text;

/// One of the last changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub by: Writer,
    pub at: Timestamp,
    pub kind: ChangeKind,
    pub role: ChangeRole,
}

/// What a change does to one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeRole {
    New,
    /// It takes back another change.
    Undo,
    /// It takes back an undo.
    Redo,
}

/// What was changed, by the ids that were recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeKind {
    Started,
    Marked(String, Status),
    /// `None` where the answer was taken back.
    Answered(String, Option<Text>),
    Noted(String),
    NoteRemoved(String),
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

/// What a change can be undone on, by id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::session) enum UndoTarget {
    Status(String),
    Answer(String),
    Note(String),
    Checklist,
}

impl UndoTarget {
    fn of(event: &Event) -> Option<Self> {
        match event {
            Event::Marked { step, .. } => Some(Self::Status(step.clone())),
            Event::Answered { question, .. } => Some(Self::Answer(question.clone())),
            Event::Noted { step, .. } => Some(Self::Note(step.clone())),
            Event::Adopted { .. } => Some(Self::Checklist),
            Event::Started { .. } => None,
        }
    }
}

/// A change of this writer that can be undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::session) struct OwnChange {
    pub(in crate::session) seq: u64,
    pub(in crate::session) target: UndoTarget,
}

/// The changes of one writer that undo and redo walk through.
#[derive(Debug, Clone)]
pub(super) struct History {
    me: Writer,
    undo: Vec<OwnChange>,
    redo: Vec<OwnChange>,
    last_seq: u64,
    /// The undoes of all writers.
    undoes: BTreeSet<(Writer, u64)>,
}

impl History {
    pub(super) fn new(me: Writer) -> Self {
        Self { me, undo: Vec::new(), redo: Vec::new(), last_seq: 0, undoes: BTreeSet::new() }
    }

    pub(super) fn is_mine(&self, writer: &Writer) -> bool {
        self.me == *writer
    }

    pub(super) fn me(&self) -> &Writer {
        &self.me
    }

    pub(super) fn last_seq(&self) -> u64 {
        self.last_seq
    }

    /// Adds an entry of this writer. An undo or redo moves through the changes; any other change discards what
    /// could be redone.
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

    /// Returns what an entry of any writer does to one before it.
    pub(super) fn role_of(&mut self, writer: &Writer, entry: &Entry) -> ChangeRole {
        let Some(undone) = entry.event.undoes() else { return ChangeRole::New };
        if self.undoes.contains(&(writer.clone(), undone)) {
            return ChangeRole::Redo;
        }
        self.undoes.insert((writer.clone(), entry.seq));
        ChangeRole::Undo
    }

    pub(super) fn next_undo(&self) -> Option<&OwnChange> {
        self.undo.last()
    }

    pub(super) fn next_redo(&self) -> Option<&OwnChange> {
        self.redo.last()
    }
}

/// Which entries of a session's logs undo others, or were undone.
#[derive(Debug)]
pub struct UndoIndex<'a> {
    logs: Vec<WriterLog<'a>>,
}

#[derive(Debug)]
struct WriterLog<'a> {
    writer: &'a Writer,
    /// By their numbers.
    entries: Vec<&'a Entry>,
    undone: HashSet<u64>,
}

impl<'a> UndoIndex<'a> {
    /// Indexes entries, given in the order in which they are applied.
    pub fn of(entries: &[(&'a Writer, &'a Entry)]) -> Self {
        let mut logs: Vec<WriterLog<'a>> = Vec::new();
        for (writer, entry) in entries {
            match logs.iter_mut().find(|log| log.writer == *writer) {
                Some(log) => log.entries.push(entry),
                None => logs.push(WriterLog { writer, entries: vec![entry], undone: HashSet::new() }),
            }
        }
        logs.iter_mut().for_each(WriterLog::mark_undone);
        Self { logs }
    }

    /// Returns whether an entry was undone later.
    pub fn is_undone(&self, writer: &Writer, entry: &Entry) -> bool {
        self.log(writer).is_some_and(|log| log.undone.contains(&entry.seq))
    }

    /// Returns the prefix of an entry's description: `undo of 2: `, `redo of 2: ` or nothing.
    pub fn role(&self, writer: &Writer, entry: &Entry) -> String {
        let (mut depth, mut origin) = (0, entry);
        while let Some(before) = self.log(writer).and_then(|log| log.undone_by(origin)) {
            (depth, origin) = (depth + 1, before);
        }
        match depth {
            0 => String::new(),
            _ if depth % 2 == 1 => format!("undo of {}: ", origin.seq),
            _ => format!("redo of {}: ", origin.seq),
        }
    }

    fn log(&self, writer: &Writer) -> Option<&WriterLog<'a>> {
        self.logs.iter().find(|log| log.writer == writer)
    }
}

impl<'a> WriterLog<'a> {
    /// Goes from the end backwards, as an entry that was itself undone undoes nothing.
    fn mark_undone(&mut self) {
        self.entries.sort_by_key(|entry| entry.seq);
        for entry in self.entries.iter().rev().filter(|entry| entry.event.undoes() < Some(entry.seq)) {
            if !self.undone.contains(&entry.seq) {
                self.undone.extend(entry.event.undoes());
            }
        }
    }

    fn undone_by(&self, entry: &Entry) -> Option<&'a Entry> {
        let seq = entry.event.undoes().filter(|seq| *seq < entry.seq)?;
        let at = self.entries.binary_search_by_key(&seq, |entry| entry.seq).ok()?;
        self.entries.get(at).copied()
    }
}

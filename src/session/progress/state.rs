//! PURE. What is recorded of a step, and what that comes to.

use std::ops::Deref;

use super::layers::Layers;
use super::{NoteState, Stamp};
use crate::checklist::Truth;
use crate::session::Status;
use crate::text::Text;

/// What is recorded of a step, and whether it applies.
///
/// It reads as a [`Recorded`] as well. Of most steps of a large list nothing is recorded, and those
/// take no room for it.
#[derive(Debug, Clone)]
pub struct StepState {
    /// The status as a person set it; see `effective`.
    pub status: Status,
    /// The step was done when its words changed.
    pub recheck: bool,
    /// Whether its conditions hold.
    pub applies: Truth,
    /// Whether a question of it that must be answered is open.
    pub undecided: bool,
    recorded: Option<Box<Recorded>>,
}

/// What people recorded of a step.
#[derive(Debug, Clone, Default)]
pub struct Recorded {
    /// Why the step has its status.
    pub reason: Option<Text>,
    /// Who set the status.
    pub stamp: Option<Stamp>,
    /// What was written on it, in the order of writing.
    pub notes: Vec<NoteState>,
    /// All marks; the fields above say what stands.
    marks: Layers<Mark>,
    /// All notes, each with what it replaced. An empty text is a note that was taken away.
    threads: Vec<Layers<Text>>,
}

/// What is recorded of a step on which nothing was recorded.
static NOTHING: Recorded =
    Recorded { reason: None, stamp: None, notes: Vec::new(), marks: Layers::new(), threads: Vec::new() };

impl Deref for StepState {
    type Target = Recorded;

    fn deref(&self) -> &Recorded {
        self.recorded.as_deref().unwrap_or(&NOTHING)
    }
}

/// A status as it was set.
#[derive(Debug, Clone)]
struct Mark {
    status: Status,
    reason: Option<Text>,
    /// Whether the words have changed since it was set.
    recheck: bool,
}

impl Default for StepState {
    fn default() -> Self {
        Self { status: Status::Todo, recheck: false, applies: Truth::Yes, undecided: false, recorded: None }
    }
}

impl StepState {
    /// The status that counts: not applicable where a condition is false, else what was recorded.
    /// A done step is open again while an answer is missing that it was done with.
    pub fn effective(&self) -> Status {
        match self.applies {
            Truth::No => Status::NotApplicable,
            _ if self.status == Status::Done && self.is_waiting() => Status::Todo,
            _ => self.status,
        }
    }

    /// Whether an answer is missing before it can be done.
    pub fn is_waiting(&self) -> bool {
        self.applies == Truth::Unknown || self.undecided
    }

    /// Whether it is to be looked at again, being done and changed since.
    pub fn needs_recheck(&self) -> bool {
        self.recheck && self.effective() == Status::Done
    }

    /// Whether there is still work to do on it.
    pub fn is_open(&self) -> bool {
        matches!(self.effective(), Status::Todo | Status::InProgress) || self.needs_recheck()
    }

    /// Whether a person took it out of the normal way.
    pub fn is_exception(&self) -> bool {
        self.applies != Truth::No && self.status.needs_reason()
    }

    /// Whether anything is recorded on it.
    pub fn is_touched(&self) -> bool {
        self.stamp.is_some() || !self.notes.is_empty()
    }

    /// A status is set, or what the entry `undoes` did to the status is taken back.
    pub(super) fn mark(&mut self, status: Status, reason: Option<Text>, stamp: Stamp, undoes: Option<u64>) {
        let marks = &mut self.recorded.get_or_insert_default().marks;
        if !undoes.is_some_and(|seq| marks.take_back(&stamp, seq)) {
            marks.put(Mark { status, reason, recheck: false }, stamp);
        }
        self.show_mark();
    }

    /// A note is written, replaced or taken away, or what the entry `undoes` did to one is taken
    /// back.
    pub(super) fn note(&mut self, text: Text, stamp: Stamp, replaces: Option<u64>, undoes: Option<u64>) {
        let recorded = self.recorded.get_or_insert_default();
        if undoes.is_some_and(|seq| recorded.threads.iter_mut().any(|note| note.take_back(&stamp, seq))) {
            return recorded.show_notes();
        }
        let is_replaced = |note: &&mut Layers<Text>| {
            note.standing().is_some_and(|(_, by)| by.by == stamp.by && Some(by.seq) == replaces)
        };
        if let Some(note) = recorded.threads.iter_mut().find(is_replaced) {
            note.put(text, stamp);
            return recorded.show_notes();
        }
        // Also where there is nothing to see: what takes away a note that is not there counts
        // for nothing until it is itself undone.
        let mut note = Layers::default();
        note.put(text.clone(), stamp.clone());
        recorded.threads.push(note);
        if !text.is_empty() {
            recorded.notes.push(NoteState { text, stamp });
        }
    }

    /// The words of the step changed: whatever was done before is to be checked again, also where
    /// it comes back by an undo.
    pub(super) fn reworded(&mut self) {
        let Some(recorded) = &mut self.recorded else { return };
        for mark in recorded.marks.values_mut().filter(|mark| mark.status == Status::Done) {
            mark.recheck = true;
        }
        self.show_mark();
    }

    /// The status and reason that stand once what the entry did is taken back.
    pub(in crate::session) fn mark_without(&self, entry: &Stamp) -> (Status, Option<Text>) {
        let mut marks = self.marks.clone();
        marks.take_back(entry, entry.seq);
        marks.standing().map_or((Status::Todo, None), |(mark, _)| (mark.status, mark.reason.clone()))
    }

    /// The text of the note that stands once what the entry did is taken back, and the number of the
    /// note whose place it takes.
    pub(in crate::session) fn note_without(&self, entry: &Stamp) -> (Text, Option<u64>) {
        for note in &self.threads {
            let mut without = note.clone();
            if without.take_back(entry, entry.seq) {
                let seen = note.standing().filter(|(text, _)| !text.is_empty());
                let text = without.standing().map(|(text, _)| text.clone());
                return (text.unwrap_or_default(), seen.map(|(_, stamp)| stamp.seq));
            }
        }
        (Text::default(), None)
    }

    fn show_mark(&mut self) {
        let Some(recorded) = &mut self.recorded else { return };
        let stands = recorded.marks.standing();
        self.status = stands.map_or(Status::Todo, |(mark, _)| mark.status);
        self.recheck = stands.is_some_and(|(mark, _)| mark.recheck);
        let (reason, stamp) =
            (stands.and_then(|(mark, _)| mark.reason.clone()), stands.map(|(_, by)| by.clone()));
        (recorded.reason, recorded.stamp) = (reason, stamp);
    }
}

impl Recorded {
    fn show_notes(&mut self) {
        let seen = |note: &Layers<Text>| {
            let (text, stamp) = note.standing().filter(|(text, _)| !text.is_empty())?;
            Some(NoteState { text: text.clone(), stamp: stamp.clone() })
        };
        self.notes = self.threads.iter().filter_map(seen).collect();
    }
}

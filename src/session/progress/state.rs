//! PURE. What is recorded of a step, and what that comes to.

use std::ops::Deref;

use super::versions::Versions;
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
    pub has_open_question: bool,
    recorded: Option<Box<StepRecord>>,
}

/// What people recorded of a step.
#[derive(Debug, Clone, Default)]
pub struct StepRecord {
    /// Why the step has its status.
    pub reason: Option<Text>,
    /// Who set the status.
    pub stamp: Option<Stamp>,
    /// What was written on it, in the order of writing.
    pub notes: Vec<NoteState>,
    /// All marks; the fields above say what stands.
    status_versions: Versions<RecordedStatus>,
    /// All notes, each with what it replaced. An empty text is a note that was taken away.
    note_versions: Vec<Versions<Text>>,
}

/// What is recorded of a step on which nothing was recorded.
static EMPTY_RECORD: StepRecord = StepRecord {
    reason: None,
    stamp: None,
    notes: Vec::new(),
    status_versions: Versions::new(),
    note_versions: Vec::new(),
};

impl Deref for StepState {
    type Target = StepRecord;

    fn deref(&self) -> &StepRecord {
        self.recorded.as_deref().unwrap_or(&EMPTY_RECORD)
    }
}

/// A status as it was set.
#[derive(Debug, Clone)]
struct RecordedStatus {
    status: Status,
    reason: Option<Text>,
    /// Whether the words have changed since it was set.
    recheck: bool,
}

impl Default for StepState {
    fn default() -> Self {
        Self {
            status: Status::Todo,
            recheck: false,
            applies: Truth::Yes,
            has_open_question: false,
            recorded: None,
        }
    }
}

impl StepState {
    /// The status that counts: not applicable where a condition is false, else what was recorded.
    /// A done step is open again while an answer is missing that it was done with.
    pub fn effective(&self) -> Status {
        match self.applies {
            Truth::No => Status::NotApplicable,
            _ if self.status == Status::Done && self.needs_answer() => Status::Todo,
            _ => self.status,
        }
    }

    /// Whether an answer is missing before it can be done.
    pub fn needs_answer(&self) -> bool {
        self.applies == Truth::Unknown || self.has_open_question
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
        let marks = &mut self.recorded.get_or_insert_default().status_versions;
        if !undoes.is_some_and(|seq| marks.toggle_undone(&stamp, seq)) {
            marks.push(RecordedStatus { status, reason, recheck: false }, stamp);
        }
        self.update_status();
    }

    /// A note is written, replaced or taken away, or what the entry `undoes` did to one is taken
    /// back.
    pub(super) fn add_note(&mut self, text: Text, stamp: Stamp, replaces: Option<u64>, undoes: Option<u64>) {
        let recorded = self.recorded.get_or_insert_default();
        if undoes
            .is_some_and(|seq| recorded.note_versions.iter_mut().any(|note| note.toggle_undone(&stamp, seq)))
        {
            return recorded.update_notes();
        }
        let is_replaced = |note: &&mut Versions<Text>| {
            note.current().is_some_and(|(_, by)| by.by == stamp.by && Some(by.seq) == replaces)
        };
        if let Some(note) = recorded.note_versions.iter_mut().find(is_replaced) {
            note.push(text, stamp);
            return recorded.update_notes();
        }
        // Also where there is nothing to see: what takes away a note that is not there counts
        // for nothing until it is itself undone.
        let mut note = Versions::default();
        note.push(text.clone(), stamp.clone());
        recorded.note_versions.push(note);
        if !text.is_empty() {
            recorded.notes.push(NoteState { text, stamp });
        }
    }

    /// The words of the step changed: whatever was done before is to be checked again, also where
    /// it comes back by an undo.
    pub(super) fn flag_recheck(&mut self) {
        let Some(recorded) = &mut self.recorded else { return };
        for mark in recorded.status_versions.values_mut().filter(|mark| mark.status == Status::Done) {
            mark.recheck = true;
        }
        self.update_status();
    }

    /// The status and reason that stand once what the entry did is taken back.
    pub(in crate::session) fn status_without(&self, entry: &Stamp) -> (Status, Option<Text>) {
        let mut marks = self.status_versions.clone();
        marks.toggle_undone(entry, entry.seq);
        marks.current().map_or((Status::Todo, None), |(mark, _)| (mark.status, mark.reason.clone()))
    }

    /// The text of the note that stands once what the entry did is taken back, and the number of the
    /// note whose place it takes.
    pub(in crate::session) fn note_without(&self, entry: &Stamp) -> (Text, Option<u64>) {
        for note in &self.note_versions {
            let mut without = note.clone();
            if without.toggle_undone(entry, entry.seq) {
                let seen = note.current().filter(|(text, _)| !text.is_empty());
                let text = without.current().map(|(text, _)| text.clone());
                return (text.unwrap_or_default(), seen.map(|(_, stamp)| stamp.seq));
            }
        }
        (Text::default(), None)
    }

    fn update_status(&mut self) {
        let Some(recorded) = &mut self.recorded else { return };
        let stands = recorded.status_versions.current();
        self.status = stands.map_or(Status::Todo, |(mark, _)| mark.status);
        self.recheck = stands.is_some_and(|(mark, _)| mark.recheck);
        let (reason, stamp) =
            (stands.and_then(|(mark, _)| mark.reason.clone()), stands.map(|(_, by)| by.clone()));
        (recorded.reason, recorded.stamp) = (reason, stamp);
    }
}

impl StepRecord {
    fn update_notes(&mut self) {
        let seen = |note: &Versions<Text>| {
            let (text, stamp) = note.current().filter(|(text, _)| !text.is_empty())?;
            Some(NoteState { text: text.clone(), stamp: stamp.clone() })
        };
        self.notes = self.note_versions.iter().filter_map(seen).collect();
    }
}

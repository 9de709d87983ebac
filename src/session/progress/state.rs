//! PURE. What is recorded of a step, all versions of it, and the status that follows.

use std::ops::Deref;

use jiff::Timestamp;

use crate::checklist::Truth;
use crate::session::{Status, Writer};
use crate::text::Text;

/// Who recorded something, when by their clock, and as which entry of their log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    pub by: Writer,
    pub at: Timestamp,
    pub seq: u64,
}

/// A note that was not taken away or replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteState {
    pub text: Text,
    pub stamp: Stamp,
}

/// An answer that was not taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub value: Text,
    pub stamp: Stamp,
}

/// What is recorded of a step, and whether it applies.
///
/// Dereferences to [`StepRecord`]. Most steps of a large list have none, and take no memory for it.
#[derive(Debug, Clone)]
pub struct StepState {
    /// The status as it was set; see `effective`.
    pub status: Status,
    /// Whether the step was done when its words changed.
    pub recheck: bool,
    /// Whether its conditions hold.
    pub applies: Truth,
    pub has_open_question: bool,
    /// The warnings whose condition holds, and those of them that the mark accepts.
    pub(super) warnings: WarningCounts,
    recorded: Option<Box<StepRecord>>,
}

/// The number of conditional warnings of a step.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct WarningCounts {
    pub(super) shown: u16,
    pub(super) accepted: u16,
}

/// What was recorded of a step.
#[derive(Debug, Clone, Default)]
pub struct StepRecord {
    pub reason: Option<Text>,
    /// The texts of the warnings that the reason accepts.
    pub accepts: Vec<String>,
    pub stamp: Option<Stamp>,
    /// In the order of writing.
    pub notes: Vec<NoteState>,
    status_versions: Versions<RecordedStatus>,
    /// Each note with what it replaced. An empty text is a note that was taken away.
    note_versions: Vec<Versions<Text>>,
}

static EMPTY_RECORD: StepRecord = StepRecord {
    reason: None,
    accepts: Vec::new(),
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

#[derive(Debug, Clone)]
struct RecordedStatus {
    status: Status,
    reason: Option<Text>,
    accepts: Vec<String>,
    /// What the step said then, if that is known.
    wording: Option<Wording>,
}

/// What a step says in a version of the checklist.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wording {
    /// The number of checklists that were adopted before, undone or not.
    pub(super) version: usize,
    pub(super) fingerprint: u64,
}

impl Default for StepState {
    fn default() -> Self {
        Self {
            status: Status::Todo,
            recheck: false,
            applies: Truth::Yes,
            has_open_question: false,
            warnings: WarningCounts::default(),
            recorded: None,
        }
    }
}

impl StepState {
    /// Returns the status that counts: not applicable where a condition is false, else what was set. A done
    /// step is open again while an answer is missing that it was done with.
    pub fn effective(&self) -> Status {
        match self.applies {
            Truth::No => Status::NotApplicable,
            _ if self.status == Status::Done && self.needs_answer() => Status::Todo,
            _ => self.status,
        }
    }

    /// Returns whether an answer is missing before the step can be done.
    pub fn needs_answer(&self) -> bool {
        self.applies == Truth::Unknown || self.has_open_question
    }

    /// Returns whether the step is done, but its words changed since, or a warning came into force that
    /// nobody has accepted.
    pub fn needs_recheck(&self) -> bool {
        (self.recheck || self.warnings.accepted < self.warnings.shown) && self.effective() == Status::Done
    }

    /// Returns the number of warnings in force: none while the step does not apply.
    pub fn warnings_in_force(&self) -> usize {
        if self.effective() == Status::NotApplicable { 0 } else { self.warnings.shown.into() }
    }

    /// Returns the number of warnings in force that the step was done with.
    pub fn warnings_accepted(&self) -> usize {
        if self.effective() == Status::Done { self.warnings.accepted.into() } else { 0 }
    }

    /// Returns whether there is work left to do.
    pub fn is_open(&self) -> bool {
        matches!(self.effective(), Status::Todo | Status::InProgress) || self.needs_recheck()
    }

    /// Returns whether a person deferred, blocked or skipped the step, or marked it not applicable.
    pub fn is_exception(&self) -> bool {
        self.applies != Truth::No && self.status.needs_reason()
    }

    /// Returns whether a status or note is recorded.
    pub fn is_touched(&self) -> bool {
        self.stamp.is_some() || !self.notes.is_empty()
    }

    /// Sets a status, or undoes what the entry `undoes` did to it.
    /// The last of the wordings is what the step says now.
    pub(super) fn mark(
        &mut self,
        (status, reason, accepts): (Status, Option<Text>, Vec<String>),
        wordings: &[Wording],
        stamp: Stamp,
        undoes: Option<u64>,
    ) {
        let marks = &mut self.recorded.get_or_insert_default().status_versions;
        if !undoes.is_some_and(|seq| marks.toggle_undone(&stamp, seq)) {
            marks.push(RecordedStatus { status, reason, accepts, wording: wordings.last().copied() }, stamp);
        }
        self.update_status();
        self.update_recheck(wordings);
    }

    /// Writes, replaces or takes away a note, or undoes what the entry `undoes` did to one.
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
        // Also where the text is empty: an entry that takes away a note that is not there can be undone.
        let mut note = Versions::default();
        note.push(text.clone(), stamp.clone());
        recorded.note_versions.push(note);
        if !text.is_empty() {
            recorded.notes.push(NoteState { text, stamp });
        }
    }

    /// Updates whether the step is to be checked again: it was done, and has said something else since, or
    /// does now.
    pub(super) fn update_recheck(&mut self, wordings: &[Wording]) {
        let mark = self.recorded.as_deref().and_then(|recorded| recorded.status_versions.current());
        let mark = mark.map(|(mark, _)| mark).filter(|mark| mark.status == Status::Done);
        self.recheck = mark.and_then(|mark| mark.wording).is_some_and(|was| {
            wordings.iter().any(|now| now.version >= was.version && now.fingerprint != was.fingerprint)
        });
    }

    /// Returns whether anything was ever recorded, undone or not.
    pub(super) fn is_recorded(&self) -> bool {
        self.recorded.is_some()
    }

    /// Returns the status, the reason and the accepted warnings without what the entry did.
    pub(in crate::session) fn status_without(&self, entry: &Stamp) -> (Status, Option<Text>, Vec<String>) {
        let mut marks = self.status_versions.clone();
        marks.toggle_undone(entry, entry.seq);
        let current =
            marks.current().map(|(mark, _)| (mark.status, mark.reason.clone(), mark.accepts.clone()));
        current.unwrap_or_default()
    }

    /// Returns the text of a note without what the entry did, and the number of the note that it replaces.
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
        let current = recorded.status_versions.current();
        self.status = current.map_or(Status::Todo, |(mark, _)| mark.status);
        let (reason, stamp) =
            (current.and_then(|(mark, _)| mark.reason.clone()), current.map(|(_, by)| by.clone()));
        let accepts = current.map(|(mark, _)| mark.accepts.clone()).unwrap_or_default();
        (recorded.reason, recorded.stamp, recorded.accepts) = (reason, stamp, accepts);
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

/// All versions of one thing, in the order in which they were applied. The last one that is not undone is the
/// current one.
///
/// Nothing is ever removed: an undone version can be redone, and what others recorded before it or since is
/// as they left it.
#[derive(Debug, Clone)]
pub(super) struct Versions<T>(Vec<Version<T>>);

#[derive(Debug, Clone)]
struct Version<T> {
    value: T,
    stamp: Stamp,
    undone: bool,
    /// The last entry of the same writer that made, undid or redid it. An entry that undoes names it.
    last_seq: u64,
}

// Not derived: that would ask for a default of `T`.
impl<T> Default for Versions<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Versions<T> {
    pub(super) const fn new() -> Self {
        Self(Vec::new())
    }

    pub(super) fn push(&mut self, value: T, stamp: Stamp) {
        let last = stamp.seq;
        self.0.push(Version { value, stamp, undone: false, last_seq: last });
    }

    /// Undoes or redoes the version that the entry `undoes` of the same writer was about. Returns whether there
    /// is one.
    pub(super) fn toggle_undone(&mut self, by: &Stamp, undoes: u64) -> bool {
        let is = |version: &&mut Version<T>| version.last_seq == undoes && version.stamp.by == by.by;
        let Some(version) = self.0.iter_mut().rev().find(is) else { return false };
        version.undone = !version.undone;
        version.last_seq = by.seq;
        true
    }

    /// All versions, and whether each is undone.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&T, bool)> {
        self.0.iter().map(|version| (&version.value, version.undone))
    }

    /// The number of versions, undone or not.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns the current version, and who recorded it.
    pub(super) fn current(&self) -> Option<(&T, &Stamp)> {
        let version = self.0.iter().rev().find(|version| !version.undone)?;
        Some((&version.value, &version.stamp))
    }
}

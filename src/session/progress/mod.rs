//! PURE. Progress: the state of a session, as the fold of its entries over its checklist.
//!
//! `apply` (in `apply.rs`) is the only code that changes it.

mod apply;
mod history;
mod tally;

use std::collections::{BTreeMap, VecDeque};

use jiff::Timestamp;

use super::{Mode, Status, Writer};
use crate::checklist::{Checklist, Condition, Note, QuestionIx, Reference, SectionIx, StepIx, Truth};
use crate::text::Text;

pub use apply::{ReplayError, replay};
pub(in crate::session) use history::Before;
pub use history::{Change, Changed};
pub use tally::{Tally, done_of};

use history::History;

/// How many of the last changes are kept for the briefing.
const RECENT: usize = 5;

/// Who recorded something, when, and as which entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// The writer.
    pub by: Writer,
    /// When, by the writer's clock.
    pub at: Timestamp,
    /// The entry's number in the writer's log.
    pub seq: u64,
}

/// What is recorded of a step, and whether it applies.
#[derive(Debug, Clone)]
pub struct StepState {
    /// The status as a person set it; see `effective`.
    pub status: Status,
    /// Why.
    pub reason: Option<Text>,
    /// Who set the status.
    pub stamp: Option<Stamp>,
    /// The step was done when its words changed.
    pub recheck: bool,
    /// Who confirmed a step that was to be re-checked: undoing that entry asks for it again.
    confirmed: Option<(Writer, u64)>,
    /// What was written on it, in the order of writing.
    pub notes: Vec<NoteState>,
    /// Whether its conditions hold.
    pub applies: Truth,
}

impl Default for StepState {
    fn default() -> Self {
        Self {
            status: Status::Todo,
            reason: None,
            stamp: None,
            recheck: false,
            confirmed: None,
            notes: Vec::new(),
            applies: Truth::Yes,
        }
    }
}

impl StepState {
    /// The status that counts: not applicable where a condition is false, else what was recorded.
    pub fn effective(&self) -> Status {
        if self.applies == Truth::No { Status::NotApplicable } else { self.status }
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

    /// Whether anything was ever recorded on it.
    pub fn is_touched(&self) -> bool {
        self.stamp.is_some() || !self.notes.is_empty()
    }
}

/// A note as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteState {
    /// The text.
    pub text: Text,
    /// Who wrote it, and as which entry.
    pub stamp: Stamp,
}

/// An answer as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The answer.
    pub value: Text,
    /// Who gave it.
    pub stamp: Stamp,
}

/// What was recorded on a step that the checklist no longer has.
#[derive(Debug, Clone, Default)]
pub struct Removed {
    /// Its title, where it was once known.
    pub title: Option<Text>,
    /// What was recorded.
    pub state: StepState,
}

/// The state of a session.
#[derive(Debug, Clone)]
pub struct Progress {
    title: Text,
    mode: Mode,
    source: Text,
    started: Stamp,
    checklist: Checklist,
    steps: Vec<StepState>,
    answers: Vec<Option<Answer>>,
    total: Tally,
    sections: Vec<Tally>,
    removed: BTreeMap<String, Removed>,
    removed_answers: BTreeMap<String, Answer>,
    recent: VecDeque<Change>,
    entries: u64,
    /// The fold's place: the clock and writer of the entry applied last.
    place: (u64, Writer),
    history: History,
}

impl Progress {
    /// What the session is for.
    pub fn title(&self) -> &Text {
        &self.title
    }

    /// Live or a rehearsal.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// Where the checklist came from: `builtin:ID`, a path, or `-`.
    pub fn source(&self) -> &Text {
        &self.source
    }

    /// Who began it, when.
    pub fn started(&self) -> &Stamp {
        &self.started
    }

    /// The checklist that is worked through.
    pub fn checklist(&self) -> &Checklist {
        &self.checklist
    }

    /// What is recorded of a step.
    #[expect(clippy::indexing_slicing, reason = "one state for each step of this checklist")]
    pub fn step(&self, ix: StepIx) -> &StepState {
        &self.steps[ix.at()]
    }

    /// What is recorded of each step, in the order of the checklist.
    pub fn steps(&self) -> impl DoubleEndedIterator<Item = (StepIx, &StepState)> + ExactSizeIterator {
        self.checklist.step_indices().zip(&self.steps)
    }

    /// The answer to a question.
    pub fn answer(&self, ix: QuestionIx) -> Option<&Answer> {
        self.answers.get(ix.at()).and_then(Option::as_ref)
    }

    /// The counts over all steps.
    pub fn total(&self) -> &Tally {
        &self.total
    }

    /// The counts over the steps of a section.
    #[expect(clippy::indexing_slicing, reason = "one tally for each section of this checklist")]
    pub fn section(&self, ix: SectionIx) -> &Tally {
        &self.sections[ix.at()]
    }

    /// What was recorded on steps that the checklist no longer has, by step id.
    pub fn removed(&self) -> &BTreeMap<String, Removed> {
        &self.removed
    }

    /// Answers to questions that the checklist no longer has, by question id.
    pub fn removed_answers(&self) -> &BTreeMap<String, Answer> {
        &self.removed_answers
    }

    /// The last few changes, the newest last.
    pub fn recent(&self) -> impl DoubleEndedIterator<Item = &Change> {
        self.recent.iter()
    }

    /// The last change of all.
    pub fn last_change(&self) -> Option<&Change> {
        self.recent.back()
    }

    /// How many entries were applied.
    pub fn entries(&self) -> u64 {
        self.entries
    }

    /// Whether an entry of this clock and writer comes after all that were applied. One that does
    /// not needs a replay.
    pub fn comes_next(&self, clock: u64, writer: &Writer) -> bool {
        (clock, writer) > (self.place.0, &self.place.1)
    }

    /// Whether a condition holds now.
    pub fn truth(&self, condition: &Condition) -> Truth {
        condition.truth(&|question| self.answer(question).map(|answer| answer.value.as_str()))
    }

    /// Whether something with an optional condition is shown now.
    pub fn shows(&self, when: Option<&Condition>) -> bool {
        when.is_none_or(|condition| self.truth(condition) == Truth::Yes)
    }

    /// Whether a question is asked: its own condition holds.
    pub fn is_asked(&self, ix: QuestionIx) -> bool {
        self.shows(self.checklist.question(ix).when.as_ref())
    }

    /// The questions of a step that are asked now.
    pub fn asked_at(&self, step: StepIx) -> impl Iterator<Item = QuestionIx> {
        self.checklist.questions_of(step).filter(|ix| self.is_asked(*ix))
    }

    /// The first question of a step that is asked, must be answered and is not.
    pub fn open_question(&self, step: StepIx) -> Option<QuestionIx> {
        self.asked_at(step).find(|ix| self.checklist.question(*ix).required && self.answer(*ix).is_none())
    }

    /// All questions that are asked, must be answered and are not, on steps that may apply.
    pub fn open_questions(&self) -> impl Iterator<Item = QuestionIx> {
        let open = |ix: &QuestionIx| {
            let question = self.checklist.question(*ix);
            question.required
                && self.answer(*ix).is_none()
                && self.step(question.step).applies != Truth::No
                && self.is_asked(*ix)
        };
        (0..u32::try_from(self.checklist.questions().len()).unwrap_or(0)).map(QuestionIx).filter(open)
    }

    /// The question whose answer decides whether a step applies, while that is unknown. It may
    /// stand at an earlier step.
    pub fn deciding_question(&self, step: StepIx) -> Option<QuestionIx> {
        let own = self.checklist.step(step).when.as_ref();
        let around =
            self.checklist.sections_of(step).filter_map(|ix| self.checklist.section(ix).when.as_ref());
        own.into_iter()
            .chain(around)
            .filter(|condition| self.truth(condition) == Truth::Unknown)
            .flat_map(Condition::questions)
            .find(|question| self.answer(*question).is_none())
    }

    /// The answers because of which a step does not apply, as `prompt: answer`.
    pub fn why_not(&self, step: StepIx) -> Option<String> {
        let own = self.checklist.step(step).when.as_ref();
        let around =
            self.checklist.sections_of(step).filter_map(|ix| self.checklist.section(ix).when.as_ref());
        let question = own
            .into_iter()
            .chain(around)
            .filter(|condition| self.truth(condition) == Truth::No)
            .flat_map(Condition::questions)
            .find(|question| self.answer(*question).is_some())?;
        let answer = self.answer(question)?;
        Some(format!("{} {}", self.checklist.question(question).prompt, answer.value))
    }

    /// The notes of the checklist that are shown at a step now.
    pub fn notes_at(&self, step: StepIx) -> impl Iterator<Item = &Note> {
        self.checklist.step(step).notes.iter().filter(|note| self.shows(note.when.as_ref()))
    }

    /// The references that are shown at a step now.
    pub fn references_at(&self, step: StepIx) -> impl Iterator<Item = &Reference> {
        self.checklist.step(step).references.iter().filter(|reference| self.shows(reference.when.as_ref()))
    }

    /// The steps that must come before this one and are neither done nor not applicable.
    pub fn missing_before(&self, step: StepIx) -> Vec<StepIx> {
        let met = |ix: &StepIx| {
            let state = self.step(*ix);
            matches!(state.effective(), Status::Done | Status::NotApplicable) && !state.needs_recheck()
        };
        self.checklist.step(step).requires.iter().copied().filter(|ix| !met(ix)).collect()
    }

    /// The first open step at or after a place, else the first open one from the beginning.
    pub fn next_open(&self, from: Option<StepIx>) -> Option<StepIx> {
        let start = from.map_or(0, StepIx::at);
        let open = |(ix, state): (StepIx, &StepState)| state.is_open().then_some(ix);
        self.steps().skip(start).find_map(open).or_else(|| self.steps().take(start).find_map(open))
    }
}

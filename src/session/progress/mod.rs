//! PURE. Progress: the state of a session after all of its entries were applied to its checklist.
//!
//! `Progress::apply` is the only code that changes it.

mod apply;
mod consequences;
mod counts;
mod history;
mod state;
mod warnings;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use jiff::Timestamp;

use super::{Mode, Status, Writer};
use crate::checklist::{Checklist, Condition, Note, QuestionIx, ReaderOptions, SectionIx, StepIx, Truth};
use crate::text::Text;

pub use apply::{ReplayError, replay};
pub use counts::{Counts, format_done};
pub use history::{Change, ChangeKind, ChangeRole, UndoIndex};
pub(in crate::session) use history::{OwnChange, UndoTarget};
pub use state::{Answer, NoteState, Stamp, StepRecord, StepState};
pub use warnings::WarningInForce;

use history::History;
use state::Versions;

/// The number of changes kept for the briefing.
const MAX_RECENT: usize = 5;

/// The answer that counts for a question that is not asked: no condition waits for it.
const NO_ANSWER: &str = "\0";

/// What was recorded on a step that the checklist no longer has.
#[derive(Debug, Clone, Default)]
pub struct RemovedStep {
    /// The title, if it was ever known.
    pub title: Option<Text>,
    pub state: StepState,
    /// What it said last, if that was ever known: it may come back reworded.
    fingerprint: Option<u64>,
}

/// A checklist that the session has, and how it can be read again.
#[derive(Debug, Clone)]
pub(in crate::session) struct ChecklistVersion {
    pub(in crate::session) checklist: Arc<Checklist>,
    /// `builtin:ID`, a path, or `-`.
    pub(in crate::session) source: Text,
    pub(in crate::session) reader_options: ReaderOptions,
}

/// The state of a session.
#[derive(Debug, Clone)]
pub struct Progress {
    title: Text,
    mode: Mode,
    started: Stamp,
    /// The checklist that the session began with.
    first: ChecklistVersion,
    adopted: Versions<ChecklistVersion>,
    /// The current one. Shared, so that a preview costs little.
    checklist: Arc<Checklist>,
    steps: Vec<StepState>,
    /// All answers by question id, whether the checklist has the question or not.
    answers_by_id: BTreeMap<String, Versions<Option<Text>>>,
    answers: Vec<Option<Answer>>,
    /// Whether each question is asked.
    asked: Vec<Truth>,
    total: Counts,
    sections: Vec<Counts>,
    removed: BTreeMap<String, RemovedStep>,
    /// Steps that the checklist no longer has, and on which nothing is recorded that was not undone.
    removed_untouched: BTreeMap<String, RemovedStep>,
    removed_answers: BTreeMap<String, Answer>,
    recent: VecDeque<Change>,
    /// The time of each writer's last entry.
    last_seen: BTreeMap<Writer, Timestamp>,
    entries: u64,
    /// The clock and writer of the last applied entry.
    position: (u64, Writer),
    history: History,
}

impl Progress {
    pub fn title(&self) -> &Text {
        &self.title
    }

    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// Where the checklist came from: `builtin:ID`, a path, or `-`.
    pub fn source(&self) -> &Text {
        &self.version().source
    }

    /// How the source is read.
    pub fn reader_options(&self) -> &ReaderOptions {
        &self.version().reader_options
    }

    /// Returns whether the checklist came from this source, read in this way.
    pub(in crate::session) fn came_from(&self, source: &str, options: &ReaderOptions) -> bool {
        *self.source() == Text::line(source) && self.reader_options() == options
    }

    fn version(&self) -> &ChecklistVersion {
        self.adopted.current().map_or(&self.first, |(version, _)| version)
    }

    pub fn started(&self) -> &Stamp {
        &self.started
    }

    pub fn checklist(&self) -> &Checklist {
        &self.checklist
    }

    #[expect(clippy::indexing_slicing, reason = "one state for each step of this checklist")]
    pub fn step(&self, ix: StepIx) -> &StepState {
        &self.steps[ix.index()]
    }

    /// All steps in the order of the checklist.
    pub fn steps(&self) -> impl DoubleEndedIterator<Item = (StepIx, &StepState)> + ExactSizeIterator {
        self.checklist.step_indices().zip(&self.steps)
    }

    pub fn answer(&self, ix: QuestionIx) -> Option<&Answer> {
        self.answers.get(ix.index()).and_then(Option::as_ref)
    }

    pub fn total(&self) -> &Counts {
        &self.total
    }

    #[expect(clippy::indexing_slicing, reason = "one tally for each section of this checklist")]
    pub fn section(&self, ix: SectionIx) -> &Counts {
        &self.sections[ix.index()]
    }

    /// What is recorded on steps that the checklist no longer has, by step id.
    pub fn removed(&self) -> &BTreeMap<String, RemovedStep> {
        &self.removed
    }

    /// Answers to questions that the checklist no longer has, or that are no longer among the choices, by
    /// question id.
    pub fn removed_answers(&self) -> &BTreeMap<String, Answer> {
        &self.removed_answers
    }

    /// The last few changes, the newest last.
    pub fn recent(&self) -> impl DoubleEndedIterator<Item = &Change> {
        self.recent.iter()
    }

    /// All writers of the session, with the times of their last entries.
    pub fn writers(&self) -> &BTreeMap<Writer, Timestamp> {
        &self.last_seen
    }

    pub fn last_change(&self) -> Option<&Change> {
        self.recent.back()
    }

    /// The number of entries that were applied.
    pub fn entries(&self) -> u64 {
        self.entries
    }

    /// Returns whether an entry of this clock and writer comes after all that were applied. Otherwise, the
    /// session has to be replayed.
    pub fn is_in_order(&self, clock: u64, writer: &Writer) -> bool {
        (clock, writer) > (self.position.0, &self.position.1)
    }

    /// Returns whether a condition holds. An earlier answer to a question that is not asked any more does not
    /// count.
    pub fn truth(&self, condition: &Condition) -> Truth {
        condition.evaluate(&|question| self.counted_answer(question))
    }

    /// Returns the answer to a question that conditions see; `None` while it is open.
    fn counted_answer(&self, question: QuestionIx) -> Option<&str> {
        match self.asked.get(question.index()) {
            Some(Truth::Yes) => self.answer(question).map(|answer| answer.value.as_str()),
            Some(Truth::No) => Some(NO_ANSWER),
            Some(Truth::Unknown) | None => None,
        }
    }

    /// Returns whether something with an optional condition is shown.
    pub fn is_shown(&self, when: Option<&Condition>) -> bool {
        when.is_none_or(|condition| self.truth(condition) == Truth::Yes)
    }

    /// Returns whether a question is asked: its own condition holds, and no earlier answer makes its step
    /// inapplicable.
    pub fn is_asked(&self, ix: QuestionIx) -> bool {
        self.asked.get(ix.index()) == Some(&Truth::Yes)
    }

    fn questions(&self) -> impl Iterator<Item = QuestionIx> + use<> {
        (0..u32::try_from(self.checklist.questions().len()).unwrap_or(u32::MAX)).map(QuestionIx)
    }

    /// The questions of a step that are asked.
    pub fn asked_at(&self, step: StepIx) -> impl Iterator<Item = QuestionIx> {
        self.checklist.questions_of(step).filter(|ix| self.is_asked(*ix))
    }

    /// Returns the first question of a step that is asked, required and not answered.
    pub fn open_question(&self, step: StepIx) -> Option<QuestionIx> {
        self.asked_at(step).find(|ix| self.checklist.question(*ix).required && self.answer(*ix).is_none())
    }

    /// All questions that are asked, required and not answered, on steps that may apply.
    pub fn open_questions(&self) -> impl Iterator<Item = QuestionIx> {
        let open = |ix: &QuestionIx| {
            let question = self.checklist.question(*ix);
            question.required
                && self.answer(*ix).is_none()
                && self.step(question.step).applies != Truth::No
                && self.is_asked(*ix)
        };
        self.questions().filter(open)
    }

    /// Returns the question that decides whether a step applies, while that is unknown. It may belong to an
    /// earlier step.
    pub fn deciding_question(&self, step: StepIx) -> Option<QuestionIx> {
        self.question_deciding(step, Truth::Unknown)
    }

    /// Returns why a step does not apply, as `prompt answer`.
    pub fn inapplicable_because(&self, step: StepIx) -> Option<String> {
        let question = self.question_deciding(step, Truth::No)?;
        let prompt = self.prompt(question);
        Some(match self.answer(question) {
            Some(given) => format!("{prompt} {}", given.value),
            None => prompt.to_string(),
        })
    }

    /// Returns the question because of which a step applies, does not, or may.
    fn question_deciding(&self, step: StepIx, applies: Truth) -> Option<QuestionIx> {
        if self.step(step).applies != applies {
            return None;
        }
        let now = |condition: &Condition| self.truth(condition);
        let mut reason = self.conditions_of(step).find_map(|it| cause(it, applies, &now))?;
        // If it is not asked, or not yet, an earlier question has decided that.
        while let Some(earlier) = self.question_hiding(reason) {
            reason = earlier;
        }
        Some(reason)
    }

    /// Returns the earlier question because of which a question is not asked, or not yet.
    fn question_hiding(&self, ix: QuestionIx) -> Option<QuestionIx> {
        let question = self.checklist.question(ix);
        let now = |condition: &Condition| self.truth(condition);
        let before = |condition: &Condition| self.truth_before(question.step, condition);
        let by_step = || self.conditions_of(question.step).find_map(|it| cause(it, Truth::No, &before));
        let by_itself = |truth| question.when.as_ref().and_then(|when| cause(when, truth, &now));
        by_itself(Truth::No).or_else(by_step).or_else(|| by_itself(Truth::Unknown))
    }

    /// Evaluates a condition of a step without the answers given at that step.
    fn truth_before(&self, step: StepIx, condition: &Condition) -> Truth {
        let earlier = |question: &QuestionIx| self.checklist.question(*question).step != step;
        condition.evaluate(&|question| Some(question).filter(earlier).and_then(|it| self.counted_answer(it)))
    }

    /// The conditions of a step and of the sections around it.
    fn conditions_of(&self, step: StepIx) -> impl Iterator<Item = &Condition> {
        let around =
            self.checklist.sections_of(step).filter_map(|ix| self.checklist.section(ix).when.as_deref());
        self.checklist.step(step).when.as_deref().into_iter().chain(around)
    }

    /// The notes of the checklist that are shown at a step.
    pub fn notes_at(&self, step: StepIx) -> impl Iterator<Item = &Note> {
        self.checklist.step(step).notes.iter().filter(|note| self.is_shown(note.when.as_deref()))
    }

    /// The notes of a step whose condition is not decided yet, each with the condition, and whether questions
    /// of this step alone decide it.
    pub fn undecided_notes_at(&self, step: StepIx) -> impl Iterator<Item = (&Note, String, bool)> {
        let is_open = |ix: &QuestionIx| self.counted_answer(*ix).is_none();
        let notes = self.checklist.step(step).notes.iter();
        notes.filter_map(move |note| {
            let when = note.when.as_deref()?;
            let condition = self.undecided(Some(when))?;
            let mut open = when.questions().into_iter().filter(is_open);
            let is_own = open.all(|ix| self.checklist.question(ix).step == step);
            Some((note, condition, is_own))
        })
    }

    /// Returns the required steps that are neither done nor inapplicable.
    pub fn unmet_requirements(&self, step: StepIx) -> Vec<StepIx> {
        let met = |ix: &StepIx| {
            let state = self.step(*ix);
            matches!(state.effective(), Status::Done | Status::NotApplicable) && !state.needs_recheck()
        };
        self.checklist.step(step).requires.iter().copied().filter(|ix| !met(ix)).collect()
    }

    /// Returns the first open step at or after `from`, else the first open one.
    pub fn next_open(&self, from: Option<StepIx>) -> Option<StepIx> {
        let start = from.map_or(0, StepIx::index);
        let open = |(ix, state): (StepIx, &StepState)| state.is_open().then_some(ix);
        self.steps().skip(start).find_map(open).or_else(|| self.steps().take(start).find_map(open))
    }
}

/// Returns the first question that gives a condition this value.
fn cause(condition: &Condition, comes_to: Truth, truth: &impl Fn(&Condition) -> Truth) -> Option<QuestionIx> {
    let opposite = match comes_to {
        Truth::No => Truth::Yes,
        Truth::Unknown => Truth::Unknown,
        Truth::Yes => Truth::No,
    };
    match condition {
        _ if truth(condition) != comes_to => None,
        Condition::Is(question, _) => Some(*question),
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().find_map(|part| cause(part, comes_to, truth))
        }
        Condition::Not(inner) => cause(inner, opposite, truth),
    }
}

//! PURE. Applies entries to progress: the only code that changes it.
//!
//! Applying never fails: what a foreign or removed step, question or note names is kept aside.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use super::history::{Change, Changed, History, Own};
use super::layers::Layers;
use super::{Answer, Progress, RECENT, Removed, Stamp, StepState, Tally};
use crate::checklist::{Checklist, Kept, Problem, Question, QuestionIx, QuestionKind, StepIx, Truth};
use crate::session::drift::Words;
use crate::session::{Entry, Event, Writer};
use crate::text::Text;

/// Why entries do not make a session.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// The first entry is not `started`, or there is none.
    #[error("the record does not begin with the start of a session")]
    NotStarted,
    /// The checklist in the record is not valid.
    #[error("the checklist kept in the record is not valid: {}", .0.first().map_or("", |problem| problem.what.as_str()))]
    Checklist(Vec<Problem>),
}

/// Folds the entries of a session, given in the order (`clock`, writer). `me` is the writer whose
/// changes undo walks through.
pub fn replay<'a>(
    me: &Writer,
    entries: impl IntoIterator<Item = (&'a Writer, &'a Entry)>,
) -> Result<Progress, ReplayError> {
    let mut entries = entries.into_iter();
    let (writer, first) = entries.next().ok_or(ReplayError::NotStarted)?;
    let mut progress = Progress::start(me, writer, first)?;
    for (writer, entry) in entries {
        progress.apply(writer, entry);
    }
    Ok(progress)
}

impl Progress {
    /// Progress at the start of a session: its first entry.
    pub fn start(me: &Writer, writer: &Writer, entry: &Entry) -> Result<Self, ReplayError> {
        let Event::Started { checklist, .. } = &entry.event else { return Err(ReplayError::NotStarted) };
        let checklist = checklist.checklist().map_err(ReplayError::Checklist)?;
        Ok(Self::begin(me, writer, entry, checklist))
    }

    /// The same where the checklist of the first entry is at hand.
    pub fn begin(me: &Writer, writer: &Writer, entry: &Entry, checklist: Checklist) -> Self {
        let (title, mode, source) = match &entry.event {
            Event::Started { title, mode, source, .. } => (title.as_str(), *mode, source.as_str()),
            _ => Default::default(),
        };
        let mut progress = Self {
            title: Text::line(title),
            mode,
            source: Text::line(source),
            steps: vec![StepState::default(); checklist.steps().len()],
            given: BTreeMap::new(),
            answers: vec![None; checklist.questions().len()],
            asked: Vec::new(),
            total: Tally::default(),
            sections: vec![Tally::default(); checklist.sections().len()],
            removed: BTreeMap::new(),
            gone: BTreeMap::new(),
            removed_answers: BTreeMap::new(),
            recent: VecDeque::new(),
            present: BTreeMap::new(),
            entries: 1,
            place: (entry.clock, writer.clone()),
            history: History::new(me.clone()),
            started: stamp(writer, entry),
            checklist: Arc::new(checklist),
        };
        progress.recount();
        progress.remember(writer, entry);
        progress
    }

    /// Applies the next entry. It must come after all that were applied (`comes_next`).
    pub fn apply(&mut self, writer: &Writer, entry: &Entry) {
        let stamp = stamp(writer, entry);
        match &entry.event {
            Event::Started { .. } => {}
            Event::Marked { step, status, reason, undoes } => {
                let reason = reason.as_deref().map(Text::line);
                self.with_state(step, |state| state.mark(*status, reason, stamp, *undoes));
            }
            Event::Answered { question, value, undoes } => {
                self.take_answer(question, value.as_deref().map(Text::line), stamp, *undoes);
            }
            Event::Noted { step, text, replaces, undoes } => {
                let text = Text::block(text);
                self.with_state(step, |state| state.note(text, stamp, *replaces, *undoes));
            }
            Event::Adopted { checklist } => self.adopt(checklist),
        }
        self.entries += 1;
        self.place = (entry.clock, writer.clone());
        self.remember(writer, entry);
    }

    /// Applies an entry that this process recorded. The start of a session was shown before it was
    /// on disk: it has its true place and time from now on.
    pub fn recorded(&mut self, writer: &Writer, entry: &Entry) {
        if !matches!(entry.event, Event::Started { .. }) {
            return self.apply(writer, entry);
        }
        self.started = stamp(writer, entry);
        self.place = (entry.clock, writer.clone());
        self.entries = 1;
        self.history = History::new(self.history.me().clone());
        self.recent.clear();
        self.present.clear();
        self.remember(writer, entry);
    }

    fn remember(&mut self, writer: &Writer, entry: &Entry) {
        if self.recent.len() == RECENT {
            self.recent.pop_front();
        }
        if self.history.is_mine(writer) {
            self.history.push(entry);
        }
        self.present.insert(writer.clone(), entry.at);
        let (what, undo) = (Changed::of(&entry.event), entry.event.undoes().is_some());
        self.recent.push_back(Change { by: writer.clone(), at: entry.at, what, undo });
    }

    /// What is recorded of a step, whether the checklist still has it or not.
    pub(in crate::session) fn state_of(&self, step: &str) -> Option<&StepState> {
        match self.checklist.find_step(step) {
            Some(ix) => Some(self.step(ix)),
            None => self.aside(step).map(|removed| &removed.state),
        }
    }

    /// What a step is called, or was when the checklist still had it.
    pub(in crate::session) fn title_of(&self, step: &str) -> Option<&Text> {
        match self.checklist.find_step(step) {
            Some(ix) => Some(&self.checklist.step(ix).title),
            None => self.aside(step).and_then(|removed| removed.title.as_ref()),
        }
    }

    fn aside(&self, step: &str) -> Option<&Removed> {
        self.removed.get(step).or_else(|| self.gone.get(step))
    }

    /// The answer that stands, whether the checklist still has a question for it or not.
    pub(in crate::session) fn answer_of(&self, question: &str) -> Option<&Answer> {
        let ix = self.checklist.find_question(question);
        ix.and_then(|ix| self.answer(ix)).or_else(|| self.removed_answers.get(question))
    }

    /// The answer that stands once what the entry did is taken back.
    pub(in crate::session) fn answer_without(&self, question: &str, entry: &Stamp) -> Option<Text> {
        let mut given = self.given.get(question)?.clone();
        given.take_back(entry, entry.seq);
        given.standing().and_then(|(value, _)| value.clone())
    }

    fn take_answer(&mut self, question: &str, value: Option<Text>, stamp: Stamp, undoes: Option<u64>) {
        let given = self.given.entry(question.to_owned()).or_default();
        if !undoes.is_some_and(|seq| given.take_back(&stamp, seq)) {
            given.put(value, stamp);
        }
        self.show_answer(question);
        if let Some(ix) = self.checklist.find_question(question) {
            self.derive(ix);
        }
    }

    /// Puts the answer that stands where it belongs: aside, if the checklist has no question for it.
    fn show_answer(&mut self, question: &str) {
        let stands = self.given.get(question).and_then(Layers::standing);
        let answer =
            stands.and_then(|(value, stamp)| Some(Answer { value: value.clone()?, stamp: stamp.clone() }));
        let ix = self.checklist.find_question(question);
        let takes =
            |answer: &Answer| ix.is_some_and(|ix| takes(self.checklist.question(ix), answer.value.as_str()));
        let (counts, aside) =
            if answer.as_ref().is_some_and(takes) { (answer, None) } else { (None, answer) };
        if let Some(slot) = ix.and_then(|ix| self.answers.get_mut(ix.at())) {
            *slot = counts;
        }
        match aside {
            Some(answer) => self.removed_answers.insert(question.to_owned(), answer),
            None => self.removed_answers.remove(question),
        };
    }

    /// Works out anew which questions are asked and which steps apply, of those that hang on a
    /// question, directly or through other questions.
    fn derive(&mut self, question: QuestionIx) {
        let mut changed = vec![question];
        // A question hangs on questions before it only: one pass is enough.
        for ix in self.questions().skip(question.at() + 1) {
            let asked = self.asked_now(ix);
            if let Some(slot) = self.asked.get_mut(ix.at())
                && *slot != asked
            {
                *slot = asked;
                changed.push(ix);
            }
        }
        for ix in changed {
            let asked_at = self.checklist.question(ix).step;
            let undecided = self.open_question(asked_at).is_some();
            self.change(asked_at, |state| state.undecided = undecided);
            for step in self.checklist.question(ix).switches.clone() {
                let applies = self.applies(step);
                self.change(step, |state| state.applies = applies);
            }
        }
    }

    fn asked_now(&self, ix: QuestionIx) -> Truth {
        let question = self.checklist.question(ix);
        let off = |condition| self.truth_before(question.step, condition) == Truth::No;
        if self.conditions_of(question.step).any(off) {
            return Truth::No;
        }
        question.when.as_ref().map_or(Truth::Yes, |when| self.truth(when))
    }

    fn applies(&self, step: StepIx) -> Truth {
        self.conditions_of(step).map(|condition| self.truth(condition)).fold(Truth::Yes, Truth::and)
    }

    /// Changes what is recorded of a step; of one that the checklist does not have, it is kept aside.
    fn with_state(&mut self, step: &str, change: impl FnOnce(&mut StepState)) {
        if let Some(ix) = self.checklist.find_step(step) {
            return self.change(ix, change);
        }
        let mut removed = self.removed.remove(step).or_else(|| self.gone.remove(step)).unwrap_or_default();
        change(&mut removed.state);
        self.put_aside(step.to_owned(), removed);
    }

    fn put_aside(&mut self, step: String, removed: Removed) {
        let aside = if removed.state.is_touched() { &mut self.removed } else { &mut self.gone };
        aside.insert(step, removed);
    }

    /// Changes a step's state and keeps the counts right.
    fn change(&mut self, ix: StepIx, change: impl FnOnce(&mut StepState)) {
        let Some(state) = self.steps.get_mut(ix.at()) else { return };
        self.total.remove(state);
        for section in self.checklist.sections_of(ix) {
            if let Some(tally) = self.sections.get_mut(section.at()) {
                tally.remove(state);
            }
        }
        change(state);
        self.total.add(state);
        for section in self.checklist.sections_of(ix) {
            if let Some(tally) = self.sections.get_mut(section.at()) {
                tally.add(state);
            }
        }
    }

    /// Works out from the beginning which questions are asked and which steps apply, and counts the steps.
    fn recount(&mut self) {
        self.asked = Vec::with_capacity(self.checklist.questions().len());
        for ix in self.questions() {
            let asked = self.asked_now(ix);
            self.asked.push(asked);
        }
        for ix in self.checklist.step_indices() {
            let (applies, undecided) = (self.applies(ix), self.open_question(ix).is_some());
            if let Some(state) = self.steps.get_mut(ix.at()) {
                state.applies = applies;
                state.undecided = undecided;
            }
        }
        self.total = Tally::default();
        self.sections = vec![Tally::default(); self.checklist.sections().len()];
        for (ix, state) in self.checklist.step_indices().zip(&self.steps) {
            self.total.add(state);
            for section in self.checklist.sections_of(ix) {
                if let Some(tally) = self.sections.get_mut(section.at()) {
                    tally.add(state);
                }
            }
        }
    }

    /// Takes a changed checklist over. One that is not valid (no program of ours writes such a
    /// one) changes nothing.
    fn adopt(&mut self, kept: &Kept) {
        let Ok(new) = kept.checklist() else { return };
        let old = std::mem::replace(&mut self.checklist, Arc::new(new));
        let mut kept = std::mem::take(&mut self.removed);
        kept.append(&mut self.gone);
        for (ix, state) in old.step_indices().zip(std::mem::take(&mut self.steps)) {
            let step = old.step(ix);
            let (title, words) = (Some(step.title.clone()), Some(Words::of(&old, ix)));
            kept.insert(step.id.to_string(), Removed { title, state, words });
        }
        for ix in self.checklist.step_indices() {
            let Removed { mut state, words, .. } =
                kept.remove(&*self.checklist.step(ix).id).unwrap_or_default();
            if words.is_some_and(|words| words != Words::of(&self.checklist, ix)) {
                state.reworded();
            }
            self.steps.push(state);
        }
        for (id, removed) in kept {
            self.put_aside(id, removed);
        }
        self.answers = vec![None; self.checklist.questions().len()];
        self.removed_answers.clear();
        for question in self.given.keys().cloned().collect::<Vec<_>>() {
            self.show_answer(&question);
        }
        self.recount();
    }

    /// The change of this writer that undo takes back next, and redo.
    pub(in crate::session) fn own_changes(&self) -> (Option<&Own>, Option<&Own>) {
        (self.history.next_undo(), self.history.next_redo())
    }

    /// The number of this writer's last entry; 0 before the first.
    pub fn last_of_mine(&self) -> u64 {
        self.history.last()
    }

    /// The writer whose changes undo walks through.
    pub fn me(&self) -> &Writer {
        self.history.me()
    }
}

/// Whether an answer is one that the question takes: its choices may have changed.
fn takes(question: &Question, value: &str) -> bool {
    question.kind == QuestionKind::Text || question.choices.iter().any(|choice| &**choice == value)
}

fn stamp(writer: &Writer, entry: &Entry) -> Stamp {
    Stamp { by: writer.clone(), at: entry.at, seq: entry.seq }
}

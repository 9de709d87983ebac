//! PURE. Applies entries to progress: the only code that changes it.
//!
//! Applying never fails: what a foreign or removed step, question or note names is kept aside.

use std::collections::{BTreeMap, VecDeque};

use super::history::{Before, Change, Changed, History};
use super::{Answer, NoteState, Progress, RECENT, Removed, Stamp, StepState, Tally};
use crate::checklist::{Checklist, Problem, QuestionIx, RawChecklist, StepIx, Truth};
use crate::session::{Entry, Event, Status, Writer, drift};
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
        let Event::Started { title, mode, source, checklist } = &entry.event else {
            return Err(ReplayError::NotStarted);
        };
        let checklist = Checklist::from_raw(checklist).map_err(ReplayError::Checklist)?;
        let stamp = stamp(writer, entry);
        let mut progress = Self {
            title: Text::line(title),
            mode: *mode,
            source: Text::line(source),
            steps: vec![StepState::default(); checklist.steps().len()],
            answers: vec![None; checklist.questions().len()],
            total: Tally::default(),
            sections: vec![Tally::default(); checklist.sections().len()],
            removed: BTreeMap::new(),
            removed_answers: BTreeMap::new(),
            recent: VecDeque::new(),
            entries: 1,
            place: (entry.clock, writer.clone()),
            history: History::new(me.clone()),
            started: stamp,
            checklist,
        };
        progress.recount();
        progress.remember(writer, entry);
        Ok(progress)
    }

    /// Applies the next entry. It must come after all that were applied (`comes_next`).
    pub fn apply(&mut self, writer: &Writer, entry: &Entry) {
        let before = self.value_before(entry).filter(|_| self.history.is_mine(writer));
        match &entry.event {
            Event::Started { .. } => {}
            Event::Marked { step, status, reason, undoes } => {
                self.mark(writer, entry, step, *status, reason.as_deref(), *undoes);
            }
            Event::Answered { question, value, .. } => {
                self.take_answer(writer, entry, question, value.as_deref());
            }
            Event::Noted { step, text, replaces, .. } => {
                let note = NoteState { text: Text::block(text), stamp: stamp(writer, entry) };
                self.with_state(step, |state| write_note(&mut state.notes, note, *replaces));
            }
            Event::Adopted { checklist } => self.adopt(checklist),
        }
        if let Some(before) = before {
            self.history.push(entry.seq, entry.event.undoes(), before);
        }
        self.entries += 1;
        self.place = (entry.clock, writer.clone());
        self.remember(writer, entry);
    }

    fn remember(&mut self, writer: &Writer, entry: &Entry) {
        if self.recent.len() == RECENT {
            self.recent.pop_front();
        }
        let what = Changed::of(&entry.event);
        self.recent.push_back(Change { by: writer.clone(), at: entry.at, what });
    }

    fn value_before(&self, entry: &Entry) -> Option<Before> {
        match &entry.event {
            Event::Marked { step, .. } => {
                let state = self.state_of(step);
                Some(Before::Step {
                    step: step.clone(),
                    status: state.map_or(Status::Todo, |state| state.status),
                    reason: state.and_then(|state| state.reason.clone()),
                })
            }
            Event::Answered { question, .. } => Some(Before::Answer {
                question: question.clone(),
                value: self.answer_of(question).map(|answer| answer.value.clone()),
            }),
            Event::Noted { step, text, replaces, .. } => {
                let notes = self.state_of(step).map_or(&[][..], |state| &state.notes);
                let replaced = notes
                    .iter()
                    .find(|note| self.history.is_mine(&note.stamp.by) && Some(note.stamp.seq) == *replaces);
                Some(Before::Note {
                    step: step.clone(),
                    text: replaced.map(|note| note.text.clone()),
                    stands: !text.is_empty(),
                })
            }
            Event::Started { .. } | Event::Adopted { .. } => None,
        }
    }

    /// What is recorded of a step, whether the checklist still has it or not.
    pub(in crate::session) fn state_of(&self, step: &str) -> Option<&StepState> {
        match self.checklist.find_step(step) {
            Some(ix) => Some(self.step(ix)),
            None => self.removed.get(step).map(|removed| &removed.state),
        }
    }

    /// The answer to a question, whether the checklist still has it or not.
    pub(in crate::session) fn answer_of(&self, question: &str) -> Option<&Answer> {
        match self.checklist.find_question(question) {
            Some(ix) => self.answer(ix),
            None => self.removed_answers.get(question),
        }
    }

    fn mark(
        &mut self,
        writer: &Writer,
        entry: &Entry,
        step: &str,
        status: Status,
        reason: Option<&str>,
        undoes: Option<u64>,
    ) {
        let reason = reason.map(Text::line);
        let stamp = stamp(writer, entry);
        self.with_state(step, |state| {
            let confirmation = undoes.map(|seq| (writer.clone(), seq));
            if confirmation.is_some() && state.confirmed == confirmation {
                state.recheck = true;
                state.confirmed = None;
            } else if undoes.is_some() && state.status == status && state.reason == reason {
                // Taking back what somebody else has changed since: their mark stands, as theirs.
                return;
            } else {
                let confirms = state.recheck && status == Status::Done;
                state.confirmed = confirms.then(|| (writer.clone(), stamp.seq));
                state.recheck = false;
            }
            state.status = status;
            state.reason = reason;
            state.stamp = Some(stamp);
        });
    }

    fn take_answer(&mut self, writer: &Writer, entry: &Entry, question: &str, value: Option<&str>) {
        let answer = value.map(|value| Answer { value: Text::line(value), stamp: stamp(writer, entry) });
        let Some(ix) = self.checklist.find_question(question) else {
            match answer {
                Some(answer) => self.removed_answers.insert(question.to_owned(), answer),
                None => self.removed_answers.remove(question),
            };
            return;
        };
        if let Some(slot) = self.answers.get_mut(ix.at()) {
            *slot = answer;
        }
        self.derive(ix);
    }

    /// Works out anew which steps apply, of those that hang on a question.
    fn derive(&mut self, question: QuestionIx) {
        for step in self.checklist.question(question).switches.clone() {
            let applies = self.applies(step);
            self.change(step, |state| state.applies = applies);
        }
    }

    fn applies(&self, step: StepIx) -> Truth {
        let own = self.checklist.step(step).when.as_ref();
        let around =
            self.checklist.sections_of(step).filter_map(|ix| self.checklist.section(ix).when.as_ref());
        own.into_iter().chain(around).map(|condition| self.truth(condition)).fold(Truth::Yes, Truth::and)
    }

    /// Changes what is recorded of a step; of one that the checklist does not have, it is kept aside.
    fn with_state(&mut self, step: &str, change: impl FnOnce(&mut StepState)) {
        match self.checklist.find_step(step) {
            Some(ix) => self.change(ix, change),
            None => change(&mut self.removed.entry(step.to_owned()).or_default().state),
        }
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

    /// Works out from the beginning which steps apply, and counts them.
    fn recount(&mut self) {
        for ix in self.checklist.step_indices() {
            let applies = self.applies(ix);
            if let Some(state) = self.steps.get_mut(ix.at()) {
                state.applies = applies;
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
    fn adopt(&mut self, raw: &RawChecklist) {
        let Ok(new) = Checklist::from_raw(raw) else { return };
        let old = std::mem::replace(&mut self.checklist, new);
        let mut kept: BTreeMap<String, Removed> = std::mem::take(&mut self.removed);
        for (step, state) in old.steps().iter().zip(std::mem::take(&mut self.steps)) {
            let changed = self
                .checklist
                .find_step(&step.id)
                .is_some_and(|ix| drift::reworded(&old, step, &self.checklist, self.checklist.step(ix)));
            let recheck = state.recheck || (changed && state.status == Status::Done);
            kept.insert(
                step.id.to_string(),
                Removed { title: Some(step.title.clone()), state: StepState { recheck, ..state } },
            );
        }
        self.steps = self
            .checklist
            .steps()
            .iter()
            .map(|step| kept.remove(&*step.id).map_or_else(StepState::default, |removed| removed.state))
            .collect();
        kept.retain(|_, removed| removed.state.is_touched());
        self.removed = kept;
        self.adopt_answers(&old);
        self.recount();
    }

    fn adopt_answers(&mut self, old: &Checklist) {
        let mut kept = std::mem::take(&mut self.removed_answers);
        for (question, answer) in old.questions().iter().zip(std::mem::take(&mut self.answers)) {
            if let Some(answer) = answer {
                kept.insert(question.id.to_string(), answer);
            }
        }
        self.answers = self.checklist.questions().iter().map(|question| kept.remove(&*question.id)).collect();
        self.removed_answers = kept;
    }

    /// The change of this writer that undo takes back next, and redo.
    pub(in crate::session) fn own_changes(
        &self,
    ) -> (Option<&super::history::Own>, Option<&super::history::Own>) {
        (self.history.next_undo(), self.history.next_redo())
    }

    /// The writer whose changes undo walks through.
    pub fn me(&self) -> &Writer {
        self.history.me()
    }
}

fn stamp(writer: &Writer, entry: &Entry) -> Stamp {
    Stamp { by: writer.clone(), at: entry.at, seq: entry.seq }
}

/// Adds a note, or puts it in the place of the one it replaces; an empty one takes that away.
fn write_note(notes: &mut Vec<NoteState>, note: NoteState, replaces: Option<u64>) {
    let place = notes.iter().position(|old| old.stamp.by == note.stamp.by && Some(old.stamp.seq) == replaces);
    match (place, note.text.is_empty()) {
        (Some(at), true) => {
            notes.remove(at);
        }
        (Some(at), false) => {
            if let Some(old) = notes.get_mut(at) {
                *old = note;
            }
        }
        (None, true) => {}
        (None, false) => notes.push(note),
    }
}

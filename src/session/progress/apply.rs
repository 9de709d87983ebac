//! PURE. Applies entries to progress: the only code that changes it.
//!
//! Applying never fails: what is recorded on an unknown step or question is kept apart.

use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;
use std::sync::Arc;

use super::history::{Change, ChangeKind, History, OwnChange};
use super::state::{Versions, WarningCounts, Wording};
use super::{Answer, ChecklistVersion, Counts, MAX_RECENT, Progress, RemovedStep, Stamp, StepState};
use crate::checklist::{
    Checklist, Problem, QuestionIx, ReaderOptions, RecordedChecklist, Section, StepIx, Truth,
};
use crate::session::drift::StepContent;
use crate::session::{Entry, Event, Writer};
use crate::text::Text;

/// Why entries are not a session.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    #[error("the record does not begin with the start of a session")]
    NotStarted,
    #[error("the checklist kept in the record is not valid: {}", .0.first().map_or("", |problem| problem.message.as_str()))]
    Checklist(Vec<Problem>),
}

/// Applies all entries of a session, given in the order (`clock`, writer). `me` is the writer whose changes
/// can be undone.
pub fn replay<'a>(
    me: &Writer,
    entries: impl IntoIterator<Item = (&'a Writer, &'a Entry)>,
) -> Result<Progress, ReplayError> {
    let mut entries = entries.into_iter();
    let (writer, first) = entries.next().ok_or(ReplayError::NotStarted)?;
    let mut progress = Progress::from_first_entry(me, writer, first)?;
    for (writer, entry) in entries {
        progress.apply(writer, entry);
    }
    Ok(progress)
}

impl Progress {
    /// Starts with the first entry of a session.
    pub fn from_first_entry(me: &Writer, writer: &Writer, entry: &Entry) -> Result<Self, ReplayError> {
        let Event::Started { checklist, .. } = &entry.event else { return Err(ReplayError::NotStarted) };
        let invalid = |problems: &[Problem]| ReplayError::Checklist(problems.to_vec());
        let checklist = checklist.checklist().map_err(invalid)?;
        Ok(Self::with_checklist(me, writer, entry, Arc::clone(checklist)))
    }

    /// Starts with the first entry of a session, whose checklist was parsed before.
    pub fn with_checklist(me: &Writer, writer: &Writer, entry: &Entry, checklist: Arc<Checklist>) -> Self {
        let (title, mode, source, reader_options) = match &entry.event {
            Event::Started { title, mode, source, reader_options, .. } => {
                (title.as_str(), *mode, source.as_str(), reader_options.clone())
            }
            _ => Default::default(),
        };
        let source = Text::line(source);
        let mut progress = Self {
            title: Text::line(title),
            mode,
            steps: vec![StepState::default(); checklist.steps().len()],
            answers_by_id: BTreeMap::new(),
            answers: vec![None; checklist.questions().len()],
            asked: Vec::new(),
            total: Counts::default(),
            sections: vec![Counts::default(); checklist.sections().len()],
            removed: BTreeMap::new(),
            removed_untouched: BTreeMap::new(),
            removed_answers: BTreeMap::new(),
            recent: VecDeque::new(),
            last_seen: BTreeMap::new(),
            entries: 1,
            position: (entry.clock, writer.clone()),
            history: History::new(me.clone()),
            started: stamp(writer, entry),
            first: ChecklistVersion { checklist: Arc::clone(&checklist), source, reader_options },
            adopted: Versions::default(),
            checklist,
        };
        progress.recompute();
        progress.track_change(writer, entry);
        progress
    }

    /// Applies an entry that comes after all that were applied; see `is_in_order`.
    pub fn apply(&mut self, writer: &Writer, entry: &Entry) {
        let stamp = stamp(writer, entry);
        match &entry.event {
            Event::Started { .. } => {}
            Event::Marked { step, status, reason, accepts, undoes } => {
                let mark = (*status, reason.as_deref().map(Text::line), accepts.clone());
                let wordings = self.wordings_of(step);
                self.update_step_by_id(step, |state| state.mark(mark, &wordings, stamp, *undoes));
                if let Some(ix) = self.checklist.find_step(step) {
                    self.update_warnings(ix);
                }
            }
            Event::Answered { question, value, undoes } => {
                self.apply_answer(question, value.as_deref().map(Text::line), stamp, *undoes);
            }
            Event::Noted { step, text, replaces, undoes } => {
                let text = Text::block(text);
                self.update_step_by_id(step, |state| state.add_note(text, stamp, *replaces, *undoes));
            }
            Event::Adopted { source, reader_options, checklist, undoes } => {
                let source = source.as_deref().map(|source| (Text::line(source), reader_options.clone()));
                self.adopt(checklist, source, stamp, *undoes);
            }
        }
        self.entries += 1;
        self.position = (entry.clock, writer.clone());
        self.track_change(writer, entry);
    }

    /// Applies an entry that this process recorded. The start of a session was shown before it was on disk, and
    /// gets its final position and time.
    pub fn apply_own(&mut self, writer: &Writer, entry: &Entry) {
        if !matches!(entry.event, Event::Started { .. }) {
            return self.apply(writer, entry);
        }
        self.started = stamp(writer, entry);
        self.position = (entry.clock, writer.clone());
        self.entries = 1;
        self.history = History::new(self.history.me().clone());
        self.recent.clear();
        self.last_seen.clear();
        self.track_change(writer, entry);
    }

    /// Applies entries up to the first that is out of order. Returns whether all were applied; otherwise, the
    /// session has to be replayed.
    pub fn apply_all(&mut self, entries: &[(Writer, Entry)]) -> bool {
        entries.iter().all(|(writer, entry)| {
            let starts = matches!(entry.event, Event::Started { .. });
            let in_order = starts || self.is_in_order(entry.clock, writer);
            if in_order {
                self.apply_own(writer, entry);
            }
            in_order
        })
    }

    fn track_change(&mut self, writer: &Writer, entry: &Entry) {
        if self.recent.len() == MAX_RECENT {
            self.recent.pop_front();
        }
        if self.history.is_mine(writer) {
            self.history.push(entry);
        }
        self.last_seen.insert(writer.clone(), entry.at);
        let (kind, role) = (ChangeKind::of(&entry.event), self.history.role_of(writer, entry));
        self.recent.push_back(Change { by: writer.clone(), at: entry.at, kind, role });
    }

    /// Returns what is recorded of a step, whether the checklist still has it or not.
    pub(in crate::session) fn state_of(&self, step: &str) -> Option<&StepState> {
        match self.checklist.find_step(step) {
            Some(ix) => Some(self.step(ix)),
            None => self.removed_step(step).map(|removed| &removed.state),
        }
    }

    /// Returns the title of a step, or the last one if the checklist no longer has it.
    pub(in crate::session) fn title_of(&self, step: &str) -> Option<&Text> {
        match self.checklist.find_step(step) {
            Some(ix) => Some(&self.checklist.step(ix).title),
            None => self.removed_step(step).and_then(|removed| removed.title.as_ref()),
        }
    }

    /// Returns what a step says in the adopted checklists that are not undone and, as the last, what it says
    /// now, or said before it was removed.
    fn wordings_of(&self, step: &str) -> Vec<Wording> {
        let fingerprint = |list: &Checklist| Some(StepContent::of(list, list.find_step(step)?).fingerprint());
        let wording = |version: usize, fingerprint: u64| Wording { version, fingerprint };
        let adopted = self.adopted.iter().enumerate().filter(|(_, (_, undone))| !undone);
        let mut wordings: Vec<Wording> = adopted
            .filter_map(|(version, (adopted, _))| Some(wording(version, fingerprint(&adopted.checklist)?)))
            .collect();
        let now = fingerprint(&self.checklist).or_else(|| self.removed_step(step)?.fingerprint);
        wordings.extend(now.map(|now| wording(self.adopted.len(), now)));
        wordings
    }

    /// Returns the title and the fingerprint of a step in the last checklist that had it; in one that was
    /// undone only if no other had it.
    fn last_known(&self, step: &str) -> Option<(Text, u64)> {
        let (undone, active): (Vec<_>, Vec<_>) = self.adopted.iter().partition(|(_, undone)| *undone);
        let lists = undone.into_iter().chain([(&self.first, false)]).chain(active);
        let mut latest_first = lists.rev().map(|(version, _)| &*version.checklist);
        let (list, ix) = latest_first.find_map(|list| Some((list, list.find_step(step)?)))?;
        Some((list.step(ix).title.clone(), StepContent::of(list, ix).fingerprint()))
    }

    /// Returns the checklist without what the entry took over.
    pub(in crate::session) fn version_without(&self, entry: &Stamp) -> ChecklistVersion {
        let mut versions = self.adopted.clone();
        versions.toggle_undone(entry, entry.seq);
        versions.current().map_or(&self.first, |(version, _)| version).clone()
    }

    fn removed_step(&self, step: &str) -> Option<&RemovedStep> {
        self.removed.get(step).or_else(|| self.removed_untouched.get(step))
    }

    /// Returns the current answer, whether the checklist still has a question for it or not.
    pub(in crate::session) fn current_answer(&self, question: &str) -> Option<&Answer> {
        let ix = self.checklist.find_question(question);
        ix.and_then(|ix| self.answer(ix)).or_else(|| self.removed_answers.get(question))
    }

    /// Returns the answer without what the entry did.
    pub(in crate::session) fn answer_without(&self, question: &str, entry: &Stamp) -> Option<Text> {
        let mut versions = self.answers_by_id.get(question)?.clone();
        versions.toggle_undone(entry, entry.seq);
        versions.current().and_then(|(value, _)| value.clone())
    }

    fn apply_answer(&mut self, question: &str, value: Option<Text>, stamp: Stamp, undoes: Option<u64>) {
        let versions = self.answers_by_id.entry(question.to_owned()).or_default();
        if !undoes.is_some_and(|seq| versions.toggle_undone(&stamp, seq)) {
            versions.push(value, stamp);
        }
        self.update_answer(question);
        if let Some(ix) = self.checklist.find_question(question) {
            self.update_dependents(ix);
        }
    }

    /// Updates the answer to a question from its versions. It is kept apart if the checklist does not take it.
    fn update_answer(&mut self, question: &str) {
        let current = self.answers_by_id.get(question).and_then(Versions::current);
        let answer =
            current.and_then(|(value, stamp)| Some(Answer { value: value.clone()?, stamp: stamp.clone() }));
        let ix = self.checklist.find_question(question);
        let takes =
            |answer: &Answer| ix.is_some_and(|ix| self.checklist.question(ix).accepts(answer.value.as_str()));
        let (counts, removed) =
            if answer.as_ref().is_some_and(takes) { (answer, None) } else { (None, answer) };
        if let Some(slot) = ix.and_then(|ix| self.answers.get_mut(ix.index())) {
            *slot = counts;
        }
        match removed {
            Some(answer) => self.removed_answers.insert(question.to_owned(), answer),
            None => self.removed_answers.remove(question),
        };
    }

    /// Updates which questions are asked and which steps apply, of those that depend on a question, directly or
    /// through other questions.
    fn update_dependents(&mut self, question: QuestionIx) {
        let mut changed = vec![question];
        // A question depends only on questions before it: one pass is enough.
        for ix in self.questions().skip(question.index() + 1) {
            let asked = self.compute_asked(ix);
            if let Some(slot) = self.asked.get_mut(ix.index())
                && *slot != asked
            {
                *slot = asked;
                changed.push(ix);
            }
        }
        for ix in changed {
            let asked_at = self.checklist.question(ix).step;
            let undecided = self.open_question(asked_at).is_some();
            self.update_step(asked_at, |state| state.has_open_question = undecided);
            for step in self.checklist.question(ix).dependents.clone() {
                let applies = self.compute_applies(step);
                self.update_step(step, |state| state.applies = applies);
            }
            for step in self.checklist.question(ix).warned.clone() {
                self.update_warnings(step);
            }
        }
    }

    fn update_warnings(&mut self, step: StepIx) {
        let warnings = self.compute_warnings(step);
        if warnings != self.step(step).warnings {
            self.update_step(step, |state| state.warnings = warnings);
        }
    }

    fn compute_warnings(&self, step: StepIx) -> WarningCounts {
        let mut counts = WarningCounts::default();
        for note in self.shown_warnings(step) {
            counts.shown = counts.shown.saturating_add(1);
            counts.accepted = counts.accepted.saturating_add(u16::from(self.is_accepted(step, note)));
        }
        counts
    }

    fn compute_asked(&self, ix: QuestionIx) -> Truth {
        let question = self.checklist.question(ix);
        let off = |condition| self.truth_before(question.step, condition) == Truth::No;
        if self.conditions_of(question.step).any(off) {
            return Truth::No;
        }
        question.when.as_ref().map_or(Truth::Yes, |when| self.truth(when))
    }

    fn compute_applies(&self, step: StepIx) -> Truth {
        self.conditions_of(step).map(|condition| self.truth(condition)).fold(Truth::Yes, Truth::and)
    }

    /// Changes what is recorded of a step, whether the checklist has it or not.
    fn update_step_by_id(&mut self, step: &str, change: impl FnOnce(&mut StepState)) {
        if let Some(ix) = self.checklist.find_step(step) {
            return self.update_step(ix, change);
        }
        let mut removed =
            self.removed.remove(step).or_else(|| self.removed_untouched.remove(step)).unwrap_or_default();
        change(&mut removed.state);
        self.keep_removed(step.to_owned(), removed);
    }

    fn keep_removed(&mut self, step: String, removed: RemovedStep) {
        let steps = if removed.state.is_touched() { &mut self.removed } else { &mut self.removed_untouched };
        steps.insert(step, removed);
    }

    /// Changes a step's state and updates the counts.
    fn update_step(&mut self, ix: StepIx, change: impl FnOnce(&mut StepState)) {
        let Some(state) = self.steps.get_mut(ix.index()) else { return };
        let mut count = |update: fn(&mut Counts, &StepState), state: &StepState| {
            update(&mut self.total, state);
            for section in self.checklist.sections_of(ix) {
                if let Some(counts) = self.sections.get_mut(section.index()) {
                    update(counts, state);
                }
            }
        };
        count(Counts::remove, state);
        change(state);
        count(Counts::add, state);
    }

    /// Computes which questions are asked and which steps apply, and counts the steps.
    fn recompute(&mut self) {
        self.asked = Vec::with_capacity(self.checklist.questions().len());
        for ix in self.questions() {
            let asked = self.compute_asked(ix);
            self.asked.push(asked);
        }
        for ix in self.checklist.step_indices() {
            let (applies, undecided) = (self.compute_applies(ix), self.open_question(ix).is_some());
            let warnings = self.compute_warnings(ix);
            if let Some(state) = self.steps.get_mut(ix.index()) {
                state.applies = applies;
                state.has_open_question = undecided;
                state.warnings = warnings;
            }
        }
        self.total = self.steps.iter().collect();
        let states = |steps: &Range<u32>| self.steps.get(steps.start as usize..steps.end as usize);
        let counts = |section: &Section| states(&section.steps).unwrap_or_default().iter().collect();
        self.sections = self.checklist.sections().iter().map(counts).collect();
    }

    /// Takes over a changed checklist, or undoes what the entry `undoes` took over. An invalid one, which this
    /// program never writes, changes nothing.
    fn adopt(
        &mut self,
        checklist: &RecordedChecklist,
        source: Option<(Text, ReaderOptions)>,
        stamp: Stamp,
        undoes: Option<u64>,
    ) {
        if !undoes.is_some_and(|seq| self.adopted.toggle_undone(&stamp, seq)) {
            let Ok(checklist) = checklist.checklist() else { return };
            let (source, reader_options) =
                source.unwrap_or_else(|| (self.source().clone(), self.reader_options().clone()));
            let version = ChecklistVersion { checklist: Arc::clone(checklist), source, reader_options };
            self.adopted.push(version, stamp);
        }
        self.replace_checklist(Arc::clone(&self.version().checklist));
    }

    /// Returns the progress as it would be with another checklist.
    pub(in crate::session) fn with_adopted(&self, new: &Arc<Checklist>) -> Self {
        let mut progress = self.clone();
        progress.replace_checklist(Arc::clone(new));
        progress
    }

    /// Moves what was recorded to another checklist, by the ids of steps and questions.
    fn replace_checklist(&mut self, new: Arc<Checklist>) {
        let old = std::mem::replace(&mut self.checklist, new);
        let mut removed = std::mem::take(&mut self.removed);
        removed.append(&mut self.removed_untouched);
        let mut states: BTreeMap<String, StepState> =
            removed.into_iter().map(|(id, removed)| (id, removed.state)).collect();
        for (ix, state) in old.step_indices().zip(std::mem::take(&mut self.steps)) {
            states.insert(old.step(ix).id.to_string(), state);
        }
        for ix in self.checklist.step_indices() {
            let mut state = states.remove(&*self.checklist.step(ix).id).unwrap_or_default();
            if state.is_recorded() {
                state.update_recheck(&self.wordings_of(&self.checklist.step(ix).id));
            }
            self.steps.push(state);
        }
        for (id, state) in states {
            let (title, fingerprint) = self.last_known(&id).unzip();
            self.keep_removed(id, RemovedStep { title, state, fingerprint });
        }
        self.answers = vec![None; self.checklist.questions().len()];
        self.removed_answers.clear();
        for question in self.answers_by_id.keys().cloned().collect::<Vec<_>>() {
            self.update_answer(&question);
        }
        self.recompute();
    }

    /// Returns the changes of this writer that undo and redo apply to next.
    pub(in crate::session) fn own_changes(&self) -> (Option<&OwnChange>, Option<&OwnChange>) {
        (self.history.next_undo(), self.history.next_redo())
    }

    /// Returns the number of this writer's last entry; 0 before the first.
    pub fn last_own_seq(&self) -> u64 {
        self.history.last_seq()
    }

    /// Returns the writer whose changes can be undone.
    pub fn me(&self) -> &Writer {
        self.history.me()
    }
}

fn stamp(writer: &Writer, entry: &Entry) -> Stamp {
    Stamp { by: writer.clone(), at: entry.at, seq: entry.seq }
}

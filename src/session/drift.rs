//! PURE. How a changed checklist differs: which steps are new, removed, reworded or moved.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher as _};

use crate::checklist::{Checklist, LinkTarget, NoteKind, QuestionKind, ShellCommand, StepIx};
use crate::text::{Text, count};

/// The difference between two versions of a checklist. Steps are matched by id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Drift {
    pub new: Vec<StepIx>,
    /// Indices into the old version; all others are into the new one.
    pub removed: Vec<StepIx>,
    pub reworded: Vec<StepIx>,
    /// Steps with another position or section.
    pub moved: Vec<StepIx>,
    /// Whether anything changed, which may be only titles of sections, conditions or requirements.
    pub other: bool,
}

impl Drift {
    pub fn between(old: &Checklist, new: &Checklist) -> Self {
        if old.digest() == new.digest() {
            return Self::default();
        }
        let mut drift = Self { other: true, ..Self::default() };
        drift.removed = old.step_indices().filter(|ix| new.find_step(&old.step(*ix).id).is_none()).collect();
        let mut common = Vec::new();
        for ix in new.step_indices() {
            match old.find_step(&new.step(ix).id) {
                None => drift.new.push(ix),
                Some(was) => {
                    if StepContent::of(old, was) != StepContent::of(new, ix) {
                        drift.reworded.push(ix);
                    }
                    common.push((was, ix));
                }
            }
        }
        drift.moved = moved_steps(old, new, &common);
        drift
    }

    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Describes the difference: `2 new, 1 removed, 3 reworded, 1 moved`.
    pub fn summary(&self) -> String {
        let named =
            |steps: &[StepIx], word: &str| (!steps.is_empty()).then(|| format!("{} {word}", steps.len()));
        let parts: Vec<String> = [
            named(&self.new, "new"),
            named(&self.removed, "removed"),
            named(&self.reworded, "reworded"),
            named(&self.moved, "moved"),
        ]
        .into_iter()
        .flatten()
        .collect();
        match (parts.is_empty(), self.other) {
            (false, _) => parts.join(", "),
            (true, true) => "only conditions, order of work or headings changed".to_owned(),
            (true, false) => "nothing changed".to_owned(),
        }
    }

    /// Returns the number of changed steps, in words.
    pub fn changed_steps(&self) -> String {
        count(self.new.len() + self.removed.len() + self.reworded.len() + self.moved.len(), "step")
    }
}

/// Everything that a person reads before marking a step done.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct StepContent {
    title: Text,
    detail: Option<Text>,
    questions: Vec<QuestionContent>,
    notes: Vec<(Text, NoteKind)>,
    references: Vec<(Text, LinkTarget)>,
    commands: Vec<ShellCommand>,
}

/// Id, prompt and label, kind and range, choices, and whether it is required.
type QuestionContent = (Box<str>, (Text, Option<Text>), (QuestionKind, Range), Vec<Box<str>>, bool);

type Range = (Option<i64>, Option<i64>);

impl StepContent {
    /// Returns a hash that tells contents apart, within one run of the program.
    pub(super) fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        Hash::hash(self, &mut hasher);
        hasher.finish()
    }

    pub(super) fn of(list: &Checklist, ix: StepIx) -> Self {
        let step = list.step(ix);
        let question = |ix| {
            let asked = list.question(ix);
            let words = (asked.prompt.clone(), asked.label.clone());
            let kind = (asked.kind, asked.range);
            (asked.id.clone(), words, kind, asked.choices.clone(), asked.required)
        };
        Self {
            title: step.title.clone(),
            detail: step.detail.clone(),
            questions: list.questions_of(ix).map(question).collect(),
            notes: step.notes.iter().map(|note| (note.text.clone(), note.kind)).collect(),
            references: step.references.iter().map(|it| (it.title.clone(), it.target.clone())).collect(),
            commands: step.commands.to_vec(),
        }
    }
}

/// Returns the steps that changed their section and, of the others, as few as possible that changed their
/// position: those outside a longest run that kept its order.
fn moved_steps(old: &Checklist, new: &Checklist, common: &[(StepIx, StepIx)]) -> Vec<StepIx> {
    let section = |list: &Checklist, ix: StepIx| list.step(ix).parent.map(|ix| list.section(ix).id.clone());
    let same_section = common.iter().filter(|(was, is)| section(old, *was) == section(new, *is));
    let in_order: HashSet<StepIx> =
        longest_increasing(&same_section.map(|(was, _)| *was).collect::<Vec<_>>()).into_iter().collect();
    common.iter().filter(|(was, _)| !in_order.contains(was)).map(|(_, is)| *is).collect()
}

/// Returns a longest increasing subsequence, by patience sorting.
fn longest_increasing(items: &[StepIx]) -> Vec<StepIx> {
    let mut piles: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; items.len()];
    for (at, item) in items.iter().enumerate() {
        let pile = piles.partition_point(|top| items.get(*top).is_some_and(|top| top < item));
        if let Some(slot) = before.get_mut(at) {
            *slot = pile.checked_sub(1).and_then(|left| piles.get(left).copied());
        }
        if pile == piles.len() {
            piles.push(at);
        } else if let Some(top) = piles.get_mut(pile) {
            *top = at;
        }
    }
    let mut run = Vec::with_capacity(piles.len());
    let mut at = piles.last().copied();
    while let Some(place) = at {
        run.extend(items.get(place).copied());
        at = before.get(place).copied().flatten();
    }
    run.reverse();
    run
}

//! PURE. What a changed checklist does to a session: which steps are new, removed, reworded, moved.

use std::collections::HashSet;

use crate::checklist::{Checklist, LinkTarget, NoteKind, QuestionKind, ShellCommand, StepIx};
use crate::text::{Text, count};

/// The difference between two versions of a checklist, by step id over the content.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Drift {
    /// Steps that only the new version has.
    pub new: Vec<StepIx>,
    /// Steps that only the old version has, as indices of the old one.
    pub removed: Vec<StepIx>,
    /// Steps (of the new version) whose words changed.
    pub reworded: Vec<StepIx>,
    /// Steps (of the new version) that stand in another place or section.
    pub moved: Vec<StepIx>,
    /// Something else changed: titles of sections, conditions, requirements.
    pub other: bool,
}

impl Drift {
    /// Compares two versions.
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

    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// `2 new, 1 removed, 3 reworded, 1 moved`.
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

    /// How many steps are touched, in words.
    pub fn changed_steps(&self) -> String {
        count(self.new.len() + self.removed.len() + self.reworded.len() + self.moved.len(), "step")
    }
}

/// All that a person reads before ticking a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StepContent {
    title: Text,
    detail: Option<Text>,
    questions: Vec<QuestionContent>,
    notes: Vec<(Text, NoteKind)>,
    references: Vec<(Text, LinkTarget)>,
    commands: Vec<ShellCommand>,
}

/// Id, prompt, kind, choices, and whether it must be answered.
type QuestionContent = (Box<str>, Text, QuestionKind, Vec<Box<str>>, bool);

impl StepContent {
    /// The words of a step.
    pub(super) fn of(list: &Checklist, ix: StepIx) -> Self {
        let step = list.step(ix);
        let question = |ix| {
            let asked = list.question(ix);
            (asked.id.clone(), asked.prompt.clone(), asked.kind, asked.choices.clone(), asked.required)
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

/// The steps that changed their section, and of the others those that changed their place, as few
/// as possible: all that are not in a longest run that kept its order.
fn moved_steps(old: &Checklist, new: &Checklist, common: &[(StepIx, StepIx)]) -> Vec<StepIx> {
    let section = |list: &Checklist, ix: StepIx| list.step(ix).parent.map(|ix| list.section(ix).id.clone());
    let at_home = common.iter().filter(|(was, is)| section(old, *was) == section(new, *is));
    let stays: HashSet<StepIx> =
        longest_increasing(&at_home.map(|(was, _)| *was).collect::<Vec<_>>()).into_iter().collect();
    common.iter().filter(|(was, _)| !stays.contains(was)).map(|(_, is)| *is).collect()
}

/// A longest increasing subsequence (patience sorting, n log n).
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

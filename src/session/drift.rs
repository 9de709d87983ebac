//! PURE. What a changed checklist does to a session: which steps are new, removed, reworded, moved.

use std::collections::HashSet;

use crate::checklist::{Checklist, Question, Step, StepIx};
use crate::text::count;

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
                    if reworded(old, old.step(was), new, new.step(ix)) {
                        drift.reworded.push(ix);
                    }
                    common.push((was, ix));
                }
            }
        }
        drift.moved = moved(old, new, &common);
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
    pub fn steps(&self) -> String {
        count(self.new.len() + self.removed.len() + self.reworded.len() + self.moved.len(), "step")
    }
}

/// Whether the words of a step changed: all that a person reads before ticking it.
pub(super) fn reworded(old_list: &Checklist, old: &Step, new_list: &Checklist, new: &Step) -> bool {
    let notes =
        |step: &Step| step.notes.iter().map(|note| (note.text.clone(), note.kind)).collect::<Vec<_>>();
    let references = |step: &Step| {
        step.references
            .iter()
            .map(|reference| (reference.title.clone(), reference.target.clone()))
            .collect::<Vec<_>>()
    };
    old.title != new.title
        || old.detail != new.detail
        || old.commands != new.commands
        || notes(old) != notes(new)
        || references(old) != references(new)
        || !same_questions(old_list, old, new_list, new)
}

fn same_questions(old_list: &Checklist, old: &Step, new_list: &Checklist, new: &Step) -> bool {
    let of = |list: &Checklist, step: &Step| -> Vec<Question> {
        let range = step.questions.start as usize..step.questions.end as usize;
        list.questions().get(range).unwrap_or_default().to_vec()
    };
    let (old, new) = (of(old_list, old), of(new_list, new));
    let same = |a: &Question, b: &Question| {
        (&a.id, &a.prompt, a.kind, &a.choices, a.required)
            == (&b.id, &b.prompt, b.kind, &b.choices, b.required)
    };
    old.len() == new.len() && old.iter().zip(&new).all(|(a, b)| same(a, b))
}

/// The steps that changed their section or their place among the common steps. Of those that
/// changed their place, as few as possible: all that are not in a longest run that kept its order.
fn moved(old: &Checklist, new: &Checklist, common: &[(StepIx, StepIx)]) -> Vec<StepIx> {
    let kept = longest_increasing(&common.iter().map(|(was, _)| *was).collect::<Vec<_>>());
    let section = |list: &Checklist, ix: StepIx| list.step(ix).parent.map(|ix| list.section(ix).id.clone());
    let stays: HashSet<StepIx> = kept.into_iter().collect();
    common
        .iter()
        .filter(|(was, is)| !stays.contains(was) || section(old, *was) != section(new, *is))
        .map(|(_, is)| *is)
        .collect()
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

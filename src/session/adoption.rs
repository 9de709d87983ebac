//! PURE. What taking over a changed checklist would do to a session, for a person to confirm.

use std::sync::Arc;

use super::{Drift, Progress, Status};
use crate::checklist::{Checklist, StepIx};
use crate::text::count;

/// The changes of an adoption, before it is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdoptionPreview {
    /// In numbers: `2 new, 1 removed, 3 reworded; 1 done step to re-check`.
    pub summary: String,
    /// A line for each changed step: `new: 3. Unpack the switch`.
    pub steps: Vec<String>,
}

impl AdoptionPreview {
    /// Compares the session's checklist with a new one; `None` where nothing would change.
    pub fn new(progress: &Progress, new: &Arc<Checklist>) -> Option<Self> {
        let old = progress.checklist();
        let drift = Drift::between(old, new);
        if drift.is_empty() {
            return None;
        }
        let after = progress.with_adopted(new);
        let was = |ix: StepIx| old.find_step(&new.step(ix).id);
        let rechecked = |ix: StepIx| {
            after.step(ix).needs_recheck() && !was(ix).is_some_and(|was| progress.step(was).needs_recheck())
        };
        let note = |ix: StepIx| if rechecked(ix) { "; done, to re-check" } else { "" };
        let title = |list: &Checklist, ix: StepIx| format!("{}. {}", ix.index() + 1, list.step(ix).title);
        let added = drift.new.iter().map(|ix| format!("new: {}{}", title(new, *ix), note(*ix)));
        let removed = drift.removed.iter().map(|ix| {
            let state = progress.step(*ix);
            let recorded = match state.status {
                Status::Todo => String::new(),
                status => format!(" ({})", status.label()),
            };
            format!("removed: {}{recorded}", title(old, *ix))
        });
        let reworded = drift.reworded.iter().map(|ix| {
            let before = was(*ix).map(|was| &old.step(was).title).filter(|was| **was != new.step(*ix).title);
            let before = before.map(|title| format!(" (was: {title})")).unwrap_or_default();
            format!("reworded: {}{before}{}", title(new, *ix), note(*ix))
        });
        let moved = drift.moved.iter().map(|ix| {
            let before = was(*ix).map(|was| format!(" (was {})", was.index() + 1)).unwrap_or_default();
            format!("moved: {}{before}", title(new, *ix))
        });
        let rechecks = new.step_indices().filter(|ix| rechecked(*ix)).count();
        let rechecks = (rechecks > 0).then(|| format!("; {} to re-check", count(rechecks, "done step")));
        Some(Self {
            summary: drift.summary() + &rechecks.unwrap_or_default(),
            steps: added.chain(removed).chain(reworded).chain(moved).collect(),
        })
    }
}

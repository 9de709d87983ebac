//! PURE. How a step stands, in words: the same in every kind of report.

use crate::checklist::{StepIx, Truth};
use crate::session::{Progress, Stamp, Status, StepState};
use crate::text::Text;

/// How a step stands. The texts are not escaped for any format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusText<'a> {
    /// The status in words: `done`, `done, re-check`, `not applicable`.
    pub label: &'static str,
    /// Why it stands so, where no person said it: what was answered, what changed.
    pub derived: Option<String>,
    /// The reason that a person gave.
    pub reason: Option<&'a Text>,
    /// Who gave the status. Nobody did where it is derived.
    pub stamp: Option<&'a Stamp>,
}

impl<'a> StatusText<'a> {
    /// How a step stands: its effective status.
    pub fn effective(progress: &'a Progress, ix: StepIx) -> Self {
        let state = progress.step(ix);
        if state.applies == Truth::No {
            let derived = progress.inapplicable_because(ix).map(|why| format!("as answered: {why}"));
            return Self { label: Status::NotApplicable.label(), derived, reason: None, stamp: None };
        }
        let derived = if state.needs_recheck() {
            Some("as its words changed since".to_owned())
        } else if state.is_open() {
            undecided_reason(progress, ix)
        } else {
            None
        };
        Self { derived, ..Self::recorded(state) }
    }

    /// What was recorded, whether it counts now or not.
    pub fn recorded(state: &'a StepState) -> Self {
        let recheck = state.recheck && state.status == Status::Done;
        let label = if recheck { "done, re-check" } else { state.status.label() };
        Self { label, derived: None, reason: state.reason.as_ref(), stamp: state.stamp.as_ref() }
    }
}

/// Whether a report may show a step as ticked: done, applicable, and not to be re-checked.
pub fn is_ticked(state: &StepState) -> bool {
    state.effective() == Status::Done && !state.needs_recheck()
}

/// The question that decides whether a step applies, while it is not answered.
fn undecided_reason(progress: &Progress, ix: StepIx) -> Option<String> {
    let question = progress.deciding_question(ix)?;
    let prompt = &progress.checklist().question(question).prompt;
    Some(format!("not decided yet whether it applies: {prompt}"))
}

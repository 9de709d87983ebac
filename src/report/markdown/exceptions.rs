//! PURE. What is not done, or was taken out of the normal way: the part that a reader looks for first.

use super::escape::inline;
use crate::checklist::StepIx;
use crate::report::{ReportInput, Standing};
use crate::session::{Status, StepState};

/// Every open step, step to re-check and exception, what needs a person first.
pub(super) fn exceptions(input: &ReportInput<'_>) -> Vec<String> {
    let mut found: Vec<(StepIx, &StepState)> =
        input.progress.steps().filter(|(_, state)| state.is_open() || state.is_exception()).collect();
    if found.is_empty() {
        return Vec::new();
    }
    found.sort_by_key(|(_, state)| urgency(state));
    let mut out = super::part(input, "Open and exceptions");
    out.extend(found.into_iter().map(|(ix, _)| item(input, ix)));
    out
}

fn urgency(state: &StepState) -> u8 {
    match state.effective() {
        Status::Blocked => 0,
        Status::Done => 1,
        Status::InProgress => 2,
        Status::Todo => 3,
        Status::Deferred => 4,
        Status::Skipped => 5,
        Status::NotApplicable => 6,
    }
}

fn item(input: &ReportInput<'_>, ix: StepIx) -> String {
    let title = inline(input.progress.checklist().step(ix).title.as_str());
    let standing = Standing::of(input.progress, ix);
    format!("- **{}. {title}** - {}", ix.at() + 1, super::told(input, &standing))
}

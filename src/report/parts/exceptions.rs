//! PURE. What is not done, or was taken out of the normal way: the part that a reader looks for first.

use super::super::doc::{Item, Kind, Part, Span, class, item, text, words};
use super::{Options, ReportInput, Standing};
use crate::checklist::StepIx;
use crate::session::{Status, StepState};

/// Every open step, step to re-check and exception, what needs a person first.
pub(super) fn exceptions(input: &ReportInput<'_>, options: &Options) -> Option<Part> {
    super::list_part(input, Kind::Exceptions, "Open and exceptions", items(input, options))
}

/// The items of the part.
pub(super) fn items(input: &ReportInput<'_>, options: &Options) -> Vec<Item> {
    let mut found: Vec<(StepIx, &StepState)> = input
        .progress
        .steps()
        .filter(|(_, state)| (state.is_open() || state.is_exception()) && options.lists(state))
        .collect();
    found.sort_by_key(|(_, state)| urgency(state));
    found.into_iter().map(|(ix, state)| of_step(input, ix, state)).collect()
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

fn of_step(input: &ReportInput<'_>, ix: StepIx, state: &StepState) -> Item {
    let step = input.progress.checklist().step(ix);
    let title = vec![words(format!("{}. ", ix.at() + 1)), text(step.title.as_str())];
    let jump = Span::Jump { step: step.id.to_string(), spans: title };
    let mut line = vec![Span::Strong(vec![jump]), words(" - ")];
    line.extend(super::told(input, class(state), &Standing::of(input.progress, ix)));
    item(line)
}

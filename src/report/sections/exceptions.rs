//! PURE. What is not done, or was taken out of the normal way: the part that a reader looks for first.

use super::super::doc::{DocSection, ListItem, SectionKind, Span, item, literal, status_class, user_text};
use super::{ReportInput, ReportOptions, StatusText};
use crate::checklist::StepIx;
use crate::session::{Status, StepState};

/// Every open step, step to re-check and exception, what needs a person first.
pub(super) fn exceptions(input: &ReportInput<'_>, options: &ReportOptions) -> Option<DocSection> {
    super::list_section(input, SectionKind::Exceptions, "Open and exceptions", items(input, options))
}

/// The items of the part.
pub(super) fn items(input: &ReportInput<'_>, options: &ReportOptions) -> Vec<ListItem> {
    let mut found: Vec<(StepIx, &StepState)> = input
        .progress
        .steps()
        .filter(|(_, state)| (state.is_open() || state.is_exception()) && options.includes(state))
        .collect();
    found.sort_by_key(|(_, state)| urgency(state));
    found.into_iter().map(|(ix, state)| step_item(input, ix, state)).collect()
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

fn step_item(input: &ReportInput<'_>, ix: StepIx, state: &StepState) -> ListItem {
    let step = input.progress.checklist().step(ix);
    let title = vec![literal(format!("{}. ", ix.index() + 1)), user_text(step.title.as_str())];
    let jump = Span::StepLink { step: step.id.to_string(), spans: title };
    let mut line = vec![Span::Strong(vec![jump]), literal(" - ")];
    line.extend(super::status_spans(input, status_class(state), &StatusText::effective(input.progress, ix)));
    item(line)
}

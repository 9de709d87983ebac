//! PURE. Warnings in force: those that an answer has switched on, and that a person accepts with a reason.

use std::borrow::Cow;

use super::Progress;
use crate::checklist::{Note, StepIx};
use crate::session::Status;
use crate::text::Text;

/// A warning that an answer has switched on.
#[derive(Debug, Clone)]
pub struct WarningInForce<'a> {
    pub step: StepIx,
    pub note: &'a Note,
    /// The text with the answers in it.
    pub text: Cow<'a, Text>,
    /// Why it is all right, if the step was done with it.
    pub reason: Option<&'a Text>,
}

impl WarningInForce<'_> {
    /// Describes it in a line: the text, and why it is all right.
    pub fn describe(&self) -> String {
        let text = self.text.as_str().replace('\n', " ");
        match self.reason {
            Some(reason) => format!("{text} (accepted: {reason})"),
            None => format!("{text} (no reason yet)"),
        }
    }
}

impl Progress {
    /// All warnings in force, in the order of the checklist.
    pub fn warnings_in_force(&self) -> impl Iterator<Item = WarningInForce<'_>> {
        self.checklist.step_indices().flat_map(|step| self.warnings_at(step))
    }

    /// The warnings in force of a step: none while it does not apply.
    pub fn warnings_at(&self, step: StepIx) -> impl Iterator<Item = WarningInForce<'_>> {
        let (state, in_force) = (self.step(step), self.step(step).warnings_in_force() > 0);
        let reason = state.reason.as_ref();
        let warning = move |note| {
            let reason = reason.filter(|_| self.is_accepted(step, note));
            WarningInForce { step, note, text: self.resolve(&note.text), reason }
        };
        self.shown_warnings(step).filter(move |_| in_force).map(warning)
    }

    /// Returns why a done step is to be checked again.
    pub fn recheck_because(&self, step: StepIx) -> Option<String> {
        let state = self.step(step);
        if !state.needs_recheck() {
            return None;
        }
        let open = self.warnings_at(step).find(|warning| warning.reason.is_none());
        Some(match open {
            Some(warning) => format!("a warning is in force: {}", warning.text),
            None => "its words changed since".to_owned(),
        })
    }

    /// The conditional warnings of a step whose condition holds, whether the step applies or not.
    pub(super) fn shown_warnings(&self, step: StepIx) -> impl Iterator<Item = &Note> {
        self.notes_at(step).filter(|note| note.is_conditional_warning())
    }

    /// Returns whether a step was done with a warning, and with a reason.
    pub(super) fn is_accepted(&self, step: StepIx, note: &Note) -> bool {
        let state = self.step(step);
        let names_it = state.accepts.iter().any(|text| text == note.text.as_str());
        state.status == Status::Done && state.reason.is_some() && names_it
    }
}

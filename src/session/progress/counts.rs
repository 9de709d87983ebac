//! PURE. The numbers of steps by status, kept up to date with each change, and their summary.

use std::fmt;

use super::StepState;
use crate::checklist::Truth;
use crate::session::Status;
use crate::text::count;

/// How many steps of a checklist or section are in which status.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    by_status: [u32; Status::ALL.len()],
    /// Steps that an answer made inapplicable: they are not exceptions.
    derived: u32,
    recheck: u32,
    warnings: u32,
    accepted: u32,
}

impl Counts {
    pub(super) fn add(&mut self, step: &StepState) {
        self.shift(step, 1);
    }

    pub(super) fn remove(&mut self, step: &StepState) {
        self.shift(step, -1);
    }

    fn shift(&mut self, step: &StepState, by: i32) {
        let bump = |n: &mut u32| *n = n.saturating_add_signed(by);
        if let Some(n) = self.by_status.get_mut(step.effective() as usize) {
            bump(n);
        }
        if step.applies == Truth::No {
            bump(&mut self.derived);
        }
        if step.needs_recheck() {
            bump(&mut self.recheck);
        }
        let sum = |n: &mut u32, more: usize| {
            *n = n.saturating_add_signed(by * i32::try_from(more).unwrap_or(i32::MAX));
        };
        sum(&mut self.warnings, step.warnings_in_force());
        sum(&mut self.accepted, step.warnings_accepted());
    }

    pub fn of(&self, status: Status) -> usize {
        self.by_status.get(status as usize).map_or(0, |n| *n as usize)
    }

    pub fn total(&self) -> usize {
        Status::ALL.into_iter().map(|status| self.of(status)).sum()
    }

    /// All steps but the inapplicable ones.
    pub fn applicable(&self) -> usize {
        self.total() - self.of(Status::NotApplicable)
    }

    /// Done steps, without those to re-check.
    pub fn done(&self) -> usize {
        self.of(Status::Done) - self.recheck()
    }

    /// The warnings in force.
    pub fn warnings(&self) -> usize {
        self.warnings as usize
    }

    /// The warnings in force that were accepted with a reason.
    pub fn warnings_accepted(&self) -> usize {
        self.accepted as usize
    }

    /// Done steps whose words have changed since, or that a warning came into force on.
    pub fn recheck(&self) -> usize {
        self.recheck as usize
    }

    /// Steps to be worked on: todo, in progress, or to re-check.
    pub fn open(&self) -> usize {
        self.of(Status::Todo) + self.of(Status::InProgress) + self.recheck()
    }

    /// Steps that a person marked not applicable.
    pub fn not_applicable_by_hand(&self) -> usize {
        self.of(Status::NotApplicable) - self.derived as usize
    }

    /// Steps that a person deferred, blocked or skipped, or marked not applicable.
    pub fn exceptions(&self) -> usize {
        self.of(Status::Deferred)
            + self.of(Status::Blocked)
            + self.of(Status::Skipped)
            + self.not_applicable_by_hand()
    }

    /// Returns whether no step is open or blocked.
    pub fn is_complete(&self) -> bool {
        self.open() == 0 && self.of(Status::Blocked) == 0
    }

    /// Returns the last line of a briefing or report, such as `COMPLETE EXCEPT 2 deferred`.
    pub fn summary(&self) -> String {
        self.to_string()
    }
}

impl<'a> FromIterator<&'a StepState> for Counts {
    fn from_iter<T: IntoIterator<Item = &'a StepState>>(steps: T) -> Self {
        let mut counts = Self::default();
        steps.into_iter().for_each(|step| counts.add(step));
        counts
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = |n: usize, words: &str| (n > 0).then(|| format!("{n} {words}"));
        let open = named(self.of(Status::Todo) + self.of(Status::InProgress), "open");
        let recheck = named(self.recheck(), "to re-check");
        let blocked = named(self.of(Status::Blocked), "blocked");
        let deferred = named(self.of(Status::Deferred), "deferred");
        let skipped = named(self.of(Status::Skipped), "skipped");
        let by_hand = named(self.not_applicable_by_hand(), "not applicable");
        let accepted = match self.warnings_accepted() {
            0 => None,
            n => Some(format!("{} accepted", count(n, "warning"))),
        };
        let left_out = [skipped, by_hand, accepted];
        let joined = |parts: &[&[Option<String>]]| {
            parts.iter().flat_map(|part| part.iter().flatten()).cloned().collect::<Vec<_>>().join(", ")
        };
        if !self.is_complete() {
            let pending = [open, recheck, blocked, deferred];
            write!(f, "INCOMPLETE: {}", joined(&[&pending, &left_out]))
        } else if deferred.is_some() {
            write!(f, "COMPLETE EXCEPT {}", joined(&[&[deferred], &left_out]))
        } else if left_out.iter().any(Option::is_some) {
            write!(f, "COMPLETE, {}", joined(&[&left_out]))
        } else {
            f.write_str("COMPLETE")
        }
    }
}

/// Formats the done and the applicable steps: `7/12 steps`.
pub fn format_done(counts: &Counts) -> String {
    format!("{}/{}", counts.done(), count(counts.applicable(), "step"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(status: Status, recheck: bool, applies: Truth) -> StepState {
        let mut step = StepState::default();
        (step.status, step.recheck, step.applies) = (status, recheck, applies);
        step
    }

    fn counts_of(steps: &[(Status, usize)]) -> Counts {
        let mut counts = Counts::default();
        for (status, n) in steps {
            for _ in 0..*n {
                counts.add(&step(*status, false, Truth::Yes));
            }
        }
        counts
    }

    #[test]
    fn the_summary_is_never_a_bare_percentage() {
        let says = |steps: &[(Status, usize)]| counts_of(steps).summary();
        assert_eq!(says(&[(Status::Done, 12)]), "COMPLETE");
        assert_eq!(says(&[(Status::Done, 11), (Status::Skipped, 1)]), "COMPLETE, 1 skipped");
        assert_eq!(says(&[(Status::Done, 1), (Status::Deferred, 2)]), "COMPLETE EXCEPT 2 deferred");
        assert_eq!(
            says(&[(Status::Deferred, 2), (Status::Skipped, 1), (Status::NotApplicable, 1)]),
            "COMPLETE EXCEPT 2 deferred, 1 skipped, 1 not applicable"
        );
        assert_eq!(
            says(&[(Status::Todo, 4), (Status::InProgress, 1), (Status::Blocked, 1)]),
            "INCOMPLETE: 5 open, 1 blocked"
        );
        assert_eq!(says(&[(Status::Blocked, 1), (Status::Deferred, 1)]), "INCOMPLETE: 1 blocked, 1 deferred");
    }

    #[test]
    fn a_derived_not_applicable_is_no_exception() {
        let mut counts = counts_of(&[(Status::Done, 2)]);
        counts.add(&step(Status::Todo, false, Truth::No));
        assert_eq!(counts.summary(), "COMPLETE");
        assert_eq!((counts.exceptions(), counts.applicable(), counts.total()), (0, 2, 3));
    }

    #[test]
    fn a_step_to_re_check_is_open() {
        let mut counts = counts_of(&[(Status::Done, 2)]);
        counts.add(&step(Status::Done, true, Truth::Yes));
        assert_eq!(counts.summary(), "INCOMPLETE: 1 to re-check");
        assert_eq!((counts.done(), counts.open()), (2, 1));
    }
}

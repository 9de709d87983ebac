//! PURE. Counts of steps by status, kept as changes happen, and the sentence they end in.

use std::fmt;

use super::StepState;
use crate::checklist::Truth;
use crate::session::Status;
use crate::text::count;

/// How many steps are in which status: of the whole checklist or of a section.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    by_status: [u32; Status::ALL.len()],
    /// Not applicable by derivation: no exception, nobody took the step out.
    derived: u32,
    recheck: u32,
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
    }

    /// The number of steps in a status.
    pub fn of(&self, status: Status) -> usize {
        self.by_status.get(status as usize).map_or(0, |n| *n as usize)
    }

    /// All steps.
    pub fn total(&self) -> usize {
        Status::ALL.into_iter().map(|status| self.of(status)).sum()
    }

    /// The steps that apply: all but the not applicable ones.
    pub fn applicable(&self) -> usize {
        self.total() - self.of(Status::NotApplicable)
    }

    /// The steps that are done; one to re-check is not.
    pub fn done(&self) -> usize {
        self.of(Status::Done) - self.recheck()
    }

    /// Done steps whose words changed since.
    pub fn recheck(&self) -> usize {
        self.recheck as usize
    }

    /// Steps still to be worked on: todo, in progress, or to be checked again.
    pub fn open(&self) -> usize {
        self.of(Status::Todo) + self.of(Status::InProgress) + self.recheck()
    }

    /// Steps that a person marked not applicable.
    pub fn not_applicable_by_hand(&self) -> usize {
        self.of(Status::NotApplicable) - self.derived as usize
    }

    /// Steps that a person took out of the normal way.
    pub fn exceptions(&self) -> usize {
        self.of(Status::Deferred)
            + self.of(Status::Blocked)
            + self.of(Status::Skipped)
            + self.not_applicable_by_hand()
    }

    /// Whether nothing is left to do or blocked; exceptions may be.
    pub fn is_complete(&self) -> bool {
        self.open() == 0 && self.of(Status::Blocked) == 0
    }

    /// The last line of a briefing or report, such as `COMPLETE EXCEPT 2 deferred`.
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
        let left_out = [skipped, by_hand];
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

/// `7/12 steps`: what is done of what applies.
pub fn format_done(tally: &Counts) -> String {
    format!("{}/{}", tally.done(), count(tally.applicable(), "step"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(status: Status, recheck: bool, applies: Truth) -> StepState {
        let mut step = StepState::default();
        (step.status, step.recheck, step.applies) = (status, recheck, applies);
        step
    }

    fn tally(steps: &[(Status, usize)]) -> Counts {
        let mut tally = Counts::default();
        for (status, n) in steps {
            for _ in 0..*n {
                tally.add(&step(*status, false, Truth::Yes));
            }
        }
        tally
    }

    #[test]
    fn the_summary_is_never_a_bare_percentage() {
        let says = |steps: &[(Status, usize)]| tally(steps).summary();
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
        let mut tally = tally(&[(Status::Done, 2)]);
        tally.add(&step(Status::Todo, false, Truth::No));
        assert_eq!(tally.summary(), "COMPLETE");
        assert_eq!((tally.exceptions(), tally.applicable(), tally.total()), (0, 2, 3));
    }

    #[test]
    fn a_step_to_re_check_is_open() {
        let mut tally = tally(&[(Status::Done, 2)]);
        tally.add(&step(Status::Done, true, Truth::Yes));
        assert_eq!(tally.summary(), "INCOMPLETE: 1 to re-check");
        assert_eq!((tally.done(), tally.open()), (2, 1));
    }
}

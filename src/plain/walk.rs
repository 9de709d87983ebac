//! TTY. Going from step to step in the plain face, and finding them.

use std::io;

use super::{Talk, tell};
use crate::checklist::{StepIx, Truth};
use crate::session::find_step;
use crate::wizard::{Filter, search_steps};

impl Talk<'_, '_> {
    /// To the next step that may apply and that the filter lets through. For open steps the end
    /// goes over into the beginning, as on the full screen.
    pub(super) fn next(&mut self, filter: Filter) -> io::Result<()> {
        if filter == Filter::Open {
            return self.advance();
        }
        let here = self.here;
        let to = self.stops(filter).find(|ix| *ix > here);
        self.turn(to, filter, "this is the last step", "after")
    }

    pub(super) fn back(&mut self, filter: Filter) -> io::Result<()> {
        let here = self.here;
        let to = self.stops(filter).rfind(|ix| *ix < here);
        self.turn(to, filter, "this is the first step", "before")
    }

    /// To the first or last step that may apply.
    pub(super) fn end(&mut self, last: bool) -> io::Result<()> {
        let mut stops = self.stops(Filter::All);
        let to = if last { stops.next_back() } else { stops.next() };
        self.go_to(to.unwrap_or(self.here))
    }

    fn turn(&mut self, to: Option<StepIx>, filter: Filter, none: &str, side: &str) -> io::Result<()> {
        match (to, filter) {
            (Some(to), _) => self.go_to(to),
            (None, Filter::All) => self.line(none),
            (None, filter) => self.line(&format!("no step {side} this one: {}", filter.name())),
        }
    }

    /// The steps that turning stops at.
    fn stops(&self, filter: Filter) -> impl DoubleEndedIterator<Item = StepIx> + use<> {
        let steps = self.progress().steps();
        let met = steps.filter(move |(_, state)| state.applies != Truth::No && filter.lets_through(state));
        let all: Vec<StepIx> = met.map(|(ix, _)| ix).collect();
        all.into_iter()
    }

    pub(super) fn go_to(&mut self, step: StepIx) -> io::Result<()> {
        self.here = step;
        self.show()
    }

    /// To the next open step, or says that there is none.
    pub(super) fn advance(&mut self) -> io::Result<()> {
        if let Some(step) = self.progress().next_open(Some(StepIx(self.here.0.saturating_add(1)))) {
            return self.go_to(step);
        }
        let text = format!("{}. No step is open.", self.progress().total().summary());
        self.line(&text)
    }

    pub(super) fn go(&mut self, name: &str) -> io::Result<()> {
        match find_step(self.progress(), name) {
            Ok(step) => self.go_to(step),
            Err(refusal) => {
                let hint = refusal.hint().unwrap_or_else(|| "`list` tells them all".to_owned());
                self.line(&format!("{refusal}; {hint}"))
            }
        }
    }

    pub(super) fn list(&mut self, filter: Filter) -> io::Result<()> {
        let lines = tell::outline(self.progress(), filter, self.here);
        self.lines(&lines)
    }

    pub(super) fn search(&mut self, words: &str) -> io::Result<()> {
        let progress = self.progress();
        let hits = search_steps(progress, words);
        let mut lines: Vec<String> =
            hits.into_iter().map(|ix| tell::row(progress, ix, ix == self.here)).collect();
        if lines.is_empty() {
            lines.push("nothing was found".to_owned());
        }
        self.lines(&lines)
    }
}

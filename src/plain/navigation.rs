//! TTY. Going from step to step in the plain face, and finding them.

use std::io;

use super::{Prompter, output};
use crate::checklist::{StepIx, Truth};
use crate::session::find_step;
use crate::text::Hint as _;
use crate::tui::{Filter, search_steps};

impl Prompter<'_, '_> {
    /// To the next step that may apply and that the filter lets through. For open steps the end
    /// goes over into the beginning, as on the full screen.
    pub(super) fn next_step(&mut self, filter: Filter) -> io::Result<()> {
        if filter == Filter::Open {
            return self.go_to_next_open();
        }
        let here = self.current;
        let to = self.reachable_steps(filter).find(|ix| *ix > here);
        self.go_to_or_explain(to, filter, "this is the last step", "after")
    }

    pub(super) fn previous_step(&mut self, filter: Filter) -> io::Result<()> {
        let here = self.current;
        let to = self.reachable_steps(filter).rfind(|ix| *ix < here);
        self.go_to_or_explain(to, filter, "this is the first step", "before")
    }

    /// To the first or last step that may apply.
    pub(super) fn go_to_end(&mut self, last: bool) -> io::Result<()> {
        let mut stops = self.reachable_steps(Filter::All);
        let to = if last { stops.next_back() } else { stops.next() };
        self.go_to(to.unwrap_or(self.current))
    }

    fn go_to_or_explain(
        &mut self,
        to: Option<StepIx>,
        filter: Filter,
        none: &str,
        side: &str,
    ) -> io::Result<()> {
        match (to, filter) {
            (Some(to), _) => self.go_to(to),
            (None, Filter::All) => self.print(none),
            (None, filter) => self.print(&format!("no step {side} this one: {}", filter.name())),
        }
    }

    /// The steps that turning stops at.
    fn reachable_steps(&self, filter: Filter) -> impl DoubleEndedIterator<Item = StepIx> + use<> {
        let steps = self.progress().steps();
        let met = steps.filter(move |(_, state)| state.applies != Truth::No && filter.matches(state));
        let all: Vec<StepIx> = met.map(|(ix, _)| ix).collect();
        all.into_iter()
    }

    pub(super) fn go_to(&mut self, step: StepIx) -> io::Result<()> {
        self.current = step;
        self.show_step()
    }

    /// To the next open step, or says that there is none.
    pub(super) fn go_to_next_open(&mut self) -> io::Result<()> {
        if let Some(step) = self.progress().next_open(Some(StepIx(self.current.0.saturating_add(1)))) {
            return self.go_to(step);
        }
        let text = format!("{}. No step is open.", self.progress().total().summary());
        self.print(&text)
    }

    pub(super) fn go_to_named(&mut self, name: &str) -> io::Result<()> {
        match find_step(self.progress(), name) {
            Ok(step) => self.go_to(step),
            Err(refusal) => {
                let hint = refusal.hint().unwrap_or_else(|| "`list` tells them all".to_owned());
                self.print(&format!("{refusal}; {hint}"))
            }
        }
    }

    pub(super) fn print_outline(&mut self, filter: Filter) -> io::Result<()> {
        let lines = output::outline_lines(self.progress(), filter, self.current);
        self.print_all(&lines)
    }

    pub(super) fn print_matches(&mut self, words: &str) -> io::Result<()> {
        let progress = self.progress();
        let hits = search_steps(progress, words);
        let mut lines: Vec<String> =
            hits.into_iter().map(|ix| output::step_line(progress, ix, ix == self.current)).collect();
        if lines.is_empty() {
            lines.push("nothing was found".to_owned());
        }
        self.print_all(&lines)
    }
}

//! PURE. Moving in a session: the outline's visible rows, the cursor in them, and the scrolled step.

use super::{Filter, Pane, SessionScreen};
use crate::checklist::{Checklist, Node, SectionIx, StepIx, Truth};
use crate::tui::keymap::Action;
use crate::tui::layout;
use crate::tui::model::Model;
use crate::tui::step_page::step_page;

impl SessionScreen {
    /// Returns the step under the cursor; `None` on a folded section or if no row is visible.
    pub fn step(&self) -> Option<StepIx> {
        match self.node(self.cursor)? {
            Node::Step(ix) => Some(ix),
            Node::Section(_) => None,
        }
    }

    /// Returns the folded section under the cursor.
    pub fn folded_section(&self) -> Option<SectionIx> {
        match self.node(self.cursor)? {
            Node::Section(ix) => Some(ix),
            Node::Step(_) => None,
        }
    }

    pub fn node(&self, row: usize) -> Option<Node> {
        self.rows.get(row).and_then(|position| self.progress.checklist().outline().get(*position)).copied()
    }

    /// Scrolls the outline as little as needed for the cursor to be in a window of this height, with a row
    /// above and below it.
    pub fn scroll_to_cursor(&mut self, height: usize) {
        let around = usize::from(height > 4);
        let least = (self.cursor + around + 1).saturating_sub(height);
        let most = self.cursor.saturating_sub(around);
        self.top = self.top.clamp(least.min(most), most).min(self.rows.len().saturating_sub(height));
    }

    /// Lists the visible rows again, after the checklist, the filter, a fold or, under a filter, the progress
    /// changed. The cursor stays at its row or goes to the nearest one.
    pub fn rebuild_rows(&mut self) {
        self.rebuild_rows_at(self.rows.get(self.cursor).copied());
    }

    /// Keeps the cursor and the folded sections after the checklist was replaced. A cursor whose step or
    /// section is gone goes to the nearest one that is left.
    pub fn rebase(&mut self, from: &Checklist) {
        let to = self.progress.checklist();
        let position_in =
            |list: &Checklist, id: &str| list.outline().iter().position(|node| node_id(list, *node) == id);
        let here = self.rows.get(self.cursor).copied().unwrap_or_default();
        let (before, after) = from.outline().split_at(here.min(from.outline().len()));
        let there =
            after.iter().chain(before.iter().rev()).find_map(|node| position_in(to, node_id(from, *node)));
        let section = |ix: &SectionIx| {
            let id = &from.section(*ix).id;
            (0u32..).zip(to.sections()).find_map(|(at, section)| (section.id == *id).then_some(SectionIx(at)))
        };
        self.folded = self.folded.iter().filter_map(section).collect();
        self.rebuild_rows_at(there);
    }

    fn rebuild_rows_at(&mut self, here: Option<usize>) {
        let checklist = self.progress.checklist();
        let mut hidden_below = None;
        self.rows = Vec::new();
        self.outline_index = vec![0; checklist.steps().len()];
        for (position, node) in checklist.outline().iter().enumerate() {
            if let Node::Step(ix) = node
                && let Some(slot) = self.outline_index.get_mut(ix.index())
            {
                *slot = position;
            }
            let depth = match node {
                Node::Section(ix) => checklist.section(*ix).depth,
                Node::Step(ix) => checklist.step(*ix).depth,
            };
            if hidden_below.is_some_and(|fold| depth > fold) {
                continue;
            }
            hidden_below = None;
            if self.is_visible(*node) {
                self.rows.push(position);
            }
            if let Node::Section(ix) = node
                && self.folded.contains(ix)
            {
                hidden_below = Some(depth);
            }
        }
        self.cursor = here.map_or(0, |position| self.rows.partition_point(|row| *row < position));
        self.cursor = self.cursor.min(self.rows.len().saturating_sub(1));
        if !self.is_cursor_stop(self.cursor) {
            self.move_cursor(1);
        }
    }

    fn is_visible(&self, node: Node) -> bool {
        match node {
            Node::Step(ix) => self.filter.matches(self.progress.step(ix)),
            Node::Section(_) if self.filter == Filter::All => true,
            Node::Section(ix) => {
                let counts = self.progress.section(ix);
                match self.filter {
                    Filter::All => true,
                    Filter::Open => counts.open() > 0,
                    Filter::Exceptions => counts.exceptions() > 0,
                    Filter::Recheck => counts.recheck() > 0,
                }
            }
        }
    }

    /// Whether the cursor stops at a row: at steps that may apply, and at folded sections.
    fn is_cursor_stop(&self, row: usize) -> bool {
        match self.node(row) {
            Some(Node::Step(ix)) => self.progress.step(ix).applies != Truth::No,
            Some(Node::Section(ix)) => self.folded.contains(&ix),
            None => false,
        }
    }

    /// Moves the cursor by so many stops, as far as there are any.
    pub fn move_cursor(&mut self, by: isize) {
        let mut left = by.unsigned_abs();
        let mut row = self.cursor;
        let mut last = self.cursor;
        while left > 0 {
            let next = if by < 0 { row.checked_sub(1) } else { Some(row + 1) };
            let Some(next) = next.filter(|next| *next < self.rows.len()) else { break };
            row = next;
            if self.is_cursor_stop(row) {
                last = row;
                left -= 1;
            }
        }
        if !self.is_cursor_stop(last) {
            // The cursor must not stay on a step that does not apply if there is any other.
            last = (0..self.rows.len()).rev().find(|row| self.is_cursor_stop(*row)).unwrap_or(last);
        }
        self.set_cursor(last);
    }

    /// Moves the cursor to its first or last stop.
    pub fn move_to_end(&mut self, last: bool) {
        let mut rows = 0..self.rows.len();
        let found = if last {
            rows.rfind(|row| self.is_cursor_stop(*row))
        } else {
            rows.find(|row| self.is_cursor_stop(*row))
        };
        self.set_cursor(found.unwrap_or(self.cursor));
    }

    pub fn switch_pane(&mut self) {
        self.pane = match self.pane {
            Pane::Outline => Pane::Step,
            Pane::Step => Pane::Outline,
        };
    }

    /// Sets the next filter that shows anything.
    pub fn next_filter(&mut self) {
        for _ in 0..4 {
            self.set_filter(self.filter.next());
            if !self.rows.is_empty() {
                break;
            }
        }
    }

    pub fn set_filter(&mut self, filter: Filter) {
        self.filter = filter;
        self.rebuild_rows();
    }

    /// Puts the cursor on a row.
    pub fn set_cursor(&mut self, row: usize) {
        if row != self.cursor {
            self.scroll = 0;
        }
        self.cursor = row.min(self.rows.len().saturating_sub(1));
    }

    /// Puts the cursor on a step. Unfolds the section or clears the filter that hides it.
    pub fn go_to(&mut self, step: StepIx) {
        let around: Vec<SectionIx> = self.progress.checklist().sections_of(step).collect();
        let folded = around.iter().any(|section| self.folded.remove(section));
        if folded || !self.filter.matches(self.progress.step(step)) {
            self.filter = if folded { self.filter } else { Filter::All };
            self.rebuild_rows();
        }
        let Some(position) = self.outline_index.get(step.index()) else { return };
        if let Ok(row) = self.rows.binary_search(position) {
            self.set_cursor(row);
        }
    }

    /// Goes to the next open step, from the last one to the first. Returns whether there is one.
    pub fn go_to_next_open(&mut self) -> bool {
        let from = self.step().map(|step| StepIx(step.0.saturating_add(1)));
        let next = self.progress.next_open(from);
        next.inspect(|next| self.go_to(*next)).is_some()
    }

    /// Goes to the open step before this one. Returns whether there is one.
    pub fn go_to_previous_open(&mut self) -> bool {
        let here = self.step().map_or(0, StepIx::index);
        let open =
            self.progress.steps().take(here).rev().find(|(_, state)| state.is_open()).map(|(ix, _)| ix);
        open.inspect(|step| self.go_to(*step)).is_some()
    }

    /// Folds the section around the cursor, and puts the cursor on its heading.
    pub fn fold_section(&mut self) {
        let section = match self.node(self.cursor) {
            Some(Node::Step(ix)) => self.progress.checklist().step(ix).parent,
            Some(Node::Section(ix)) => self.progress.checklist().section(ix).parent,
            None => None,
        };
        let Some(section) = section else { return };
        self.folded.insert(section);
        self.rebuild_rows();
        let heading = (0..self.rows.len()).find(|row| self.node(*row) == Some(Node::Section(section)));
        self.set_cursor(heading.unwrap_or(self.cursor));
    }

    pub fn toggle_fold(&mut self, section: SectionIx) {
        if !self.folded.remove(&section) {
            self.folded.insert(section);
        }
        self.rebuild_rows();
    }

    /// Unfolds the section under the cursor, which goes to its first step.
    pub fn unfold_section(&mut self) {
        if let Some(section) = self.folded_section() {
            self.folded.remove(&section);
            self.rebuild_rows();
        }
    }
}

fn node_id(list: &Checklist, node: Node) -> &str {
    match node {
        Node::Section(ix) => &list.section(ix).id,
        Node::Step(ix) => &list.step(ix).id,
    }
}

/// Moves in the pane that keys go to.
pub(super) fn navigate(model: &mut Model, action: Action) {
    let page = isize::try_from(layout::page_rows(model.size).max(2)).unwrap_or(2) - 1;
    let Some(session) = &mut model.session else { return };
    let by = match action {
        Action::Up => -1,
        Action::Down => 1,
        Action::PageUp => -page,
        Action::PageDown => page,
        Action::First => isize::MIN,
        _ => isize::MAX,
    };
    if session.pane == Pane::Step {
        scroll(model, by);
        return;
    }
    let before = session.cursor;
    match action {
        Action::First | Action::Last => session.move_to_end(action == Action::Last),
        _ => session.move_cursor(by),
    }
    if session.cursor == before && matches!(action, Action::Up | Action::Down) {
        let end = if action == Action::Up { "first" } else { "last" };
        model.notify(format!("this is the {end} step"));
    }
}

/// Scrolls the step's text, not further than its end.
pub(in crate::tui) fn scroll(model: &mut Model, by: isize) {
    let most = step_overflow(model);
    if let Some(session) = &mut model.session {
        session.scroll = session.scroll.min(most).saturating_add_signed(by).min(most);
    }
}

/// Returns how far the step's text can be scrolled.
fn step_overflow(model: &Model) -> usize {
    let (Some(session), Some(area)) = (&model.session, layout::areas(model).step) else { return 0 };
    let Some(step) = session.step() else { return 0 };
    let page = step_page(&session.progress, step, usize::from(area.width), model.theme, &model.zone);
    page.overflow(usize::from(area.height))
}

//! PURE. The screen of an open session: its state, and the cursor in its outline.

pub(in crate::tui) mod ask;
pub(in crate::tui) mod changes;
pub(in crate::tui) mod confirm;
pub(in crate::tui) mod drafts;
pub(in crate::tui) mod queue;
pub(in crate::tui) mod rebase;
pub(in crate::tui) mod update;
pub(in crate::tui) mod view;

use std::collections::{HashSet, VecDeque};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::checklist::{Checklist, Node, SectionIx, StepIx, Truth};
use crate::session::{
    Briefing, BriefingContext, Draft, Drift, Outbox, Progress, SessionName, StepState, Writer,
};
use crate::tui::dialogs::Dialog;

/// The seconds for which a writer counts as present after recording something.
const PRESENCE_WINDOW: i64 = 3600;

/// The rows between header and footer of the smallest usual screen.
const BRIEFING_ROWS: usize = 20;

/// The steps that the outline shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    All,
    Open,
    Exceptions,
    /// Done steps whose words changed since.
    Recheck,
}

impl Filter {
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Open => "open",
            Self::Exceptions => "exceptions",
            Self::Recheck => "re-check",
        }
    }

    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::All => Self::Open,
            Self::Open => Self::Exceptions,
            Self::Exceptions => Self::Recheck,
            Self::Recheck => Self::All,
        }
    }

    pub fn matches(self, state: &StepState) -> bool {
        match self {
            Self::All => true,
            Self::Open => state.is_open(),
            Self::Exceptions => state.is_exception(),
            Self::Recheck => state.needs_recheck(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pane {
    Outline,
    Step,
}

#[derive(Debug)]
pub struct SessionScreen {
    pub name: SessionName,
    pub progress: Progress,
    /// The briefing while it is shown, and its scroll position.
    pub briefing: Option<(Briefing, usize)>,
    /// The changes to the checklist's source since the session was started.
    pub drift: Option<Drift>,
    /// The problems of the session's folder.
    pub problems: Vec<String>,
    /// The reason why nothing can be recorded.
    pub read_only: Option<String>,
    /// The reason why the logs of others cannot be read at the moment.
    pub folder_unreadable: Option<String>,
    /// The dialogs of texts that were not saved, to be reopened once no other one is open.
    pub drafts: VecDeque<Dialog>,
    /// The drafts on disk, and the time when they were saved.
    pub saved_drafts: Option<(Vec<Draft>, Timestamp)>,
    pub filter: Filter,
    /// The pane that keys go to, which is the only one on a narrow screen.
    pub pane: Pane,
    /// The scroll position of the step's text.
    pub scroll: usize,
    pub outbox: Outbox,
    /// Whether the session is to be left once all changes are saved.
    pub leave_when_saved: bool,
    /// The time when this wizard last saved something.
    pub last_saved: Option<Timestamp>,
    /// Whether the session is on disk; it is not before its first change.
    pub on_disk: bool,
    /// The steps that a search found, the best first, and the index of the current one.
    pub search_hits: Option<(Vec<StepIx>, usize)>,
    /// The position of each step in the checklist's outline.
    outline_index: Vec<usize>,
    folded: HashSet<SectionIx>,
    /// The visible rows, as positions in the checklist's outline.
    rows: Vec<usize>,
    /// The index of the cursor's row in `rows`.
    cursor: usize,
    /// The index of the first row in the window.
    top: usize,
}

impl SessionScreen {
    /// Returns the screen of a session, with the cursor at the first open step.
    pub fn new(name: SessionName, progress: Progress, on_disk: bool) -> Self {
        let mut screen = Self {
            name,
            progress,
            briefing: None,
            drift: None,
            problems: Vec::new(),
            read_only: None,
            folder_unreadable: None,
            drafts: VecDeque::new(),
            saved_drafts: None,
            filter: Filter::All,
            pane: Pane::Outline,
            scroll: 0,
            outbox: Outbox::default(),
            leave_when_saved: false,
            last_saved: None,
            on_disk,
            search_hits: None,
            outline_index: Vec::new(),
            folded: HashSet::new(),
            rows: Vec::new(),
            cursor: 0,
            top: 0,
        };
        screen.rebuild_rows();
        if let Some(step) = screen.progress.next_open(None) {
            screen.go_to(step);
        }
        screen
    }

    /// Returns the progress once all unsaved changes are saved.
    pub fn preview(&mut self) -> &Progress {
        self.outbox.preview(&self.progress)
    }

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
        self.rows.get(row).and_then(|place| self.progress.checklist().outline().get(*place)).copied()
    }

    pub fn row_count(&self) -> usize {
        self.rows.len()
    }

    pub fn cursor(&self) -> usize {
        self.cursor
    }

    pub fn top(&self) -> usize {
        self.top
    }

    /// Scrolls the outline as little as needed for the cursor to be in a window of this height, with a row
    /// above and below it.
    pub fn scroll_to_cursor(&mut self, height: usize) {
        let around = usize::from(height > 4);
        let least = (self.cursor + around + 1).saturating_sub(height);
        let most = self.cursor.saturating_sub(around);
        self.top = self.top.clamp(least.min(most), most).min(self.rows.len().saturating_sub(height));
    }

    pub fn is_folded(&self, ix: SectionIx) -> bool {
        self.folded.contains(&ix)
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
        let place_in =
            |list: &Checklist, id: &str| list.outline().iter().position(|node| node_id(list, *node) == id);
        let here = self.rows.get(self.cursor).copied().unwrap_or_default();
        let (before, after) = from.outline().split_at(here.min(from.outline().len()));
        let there =
            after.iter().chain(before.iter().rev()).find_map(|node| place_in(to, node_id(from, *node)));
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
        for (place, node) in checklist.outline().iter().enumerate() {
            if let Node::Step(ix) = node
                && let Some(slot) = self.outline_index.get_mut(ix.index())
            {
                *slot = place;
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
                self.rows.push(place);
            }
            if let Node::Section(ix) = node
                && self.folded.contains(ix)
            {
                hidden_below = Some(depth);
            }
        }
        self.cursor = here.map_or(0, |place| self.rows.partition_point(|row| *row < place));
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
                let tally = self.progress.section(ix);
                match self.filter {
                    Filter::All => true,
                    Filter::Open => tally.open() > 0,
                    Filter::Exceptions => tally.exceptions() > 0,
                    Filter::Recheck => tally.recheck() > 0,
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
        let Some(place) = self.outline_index.get(step.index()) else { return };
        if let Ok(row) = self.rows.binary_search(place) {
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

    pub fn show_briefing(&mut self, now: Timestamp, zone: &TimeZone) {
        let around = BriefingContext {
            name: &self.name,
            now,
            zone,
            drift: self.drift.as_ref(),
            problems: &self.problems,
        };
        self.briefing = Some((Briefing::with_rows(&self.progress, &around, BRIEFING_ROWS), 0));
    }

    /// Returns the other writers who recorded something in the last hour, the latest first.
    pub fn recent_writers(&self, now: Timestamp) -> Vec<(Writer, Timestamp)> {
        let me = self.progress.me();
        let here = |at: Timestamp| crate::text::seconds_since(at, now) < PRESENCE_WINDOW;
        let mut seen: Vec<(Writer, Timestamp)> = self.progress.writers().clone().into_iter().collect();
        seen.retain(|(writer, at)| writer != me && here(*at));
        seen.sort_by_key(|(_, at)| std::cmp::Reverse(*at));
        seen
    }
}

fn node_id(list: &Checklist, node: Node) -> &str {
    match node {
        Node::Section(ix) => &list.section(ix).id,
        Node::Step(ix) => &list.step(ix).id,
    }
}

//! PURE. One open session in the wizard: where the cursor is, what is shown, what is being saved.

use std::collections::{HashSet, VecDeque};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::dialog::Dialog;
use crate::checklist::{Checklist, Node, SectionIx, StepIx, Truth};
use crate::session::{
    Briefing, BriefingContext, Draft, Drift, Outbox, Progress, SessionName, StepState, Writer,
};

/// How long a writer is taken to be here after they recorded something, in seconds.
const PRESENCE_WINDOW: i64 = 3600;

/// The rows that a briefing has between header and footer of the smallest usual screen.
const BRIEFING_ROWS: usize = 20;

/// Which steps the outline shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    /// All steps.
    All,
    /// Steps to work on.
    Open,
    /// Steps that a person took out of the normal way.
    Exceptions,
    /// Done steps whose words changed.
    Recheck,
}

impl Filter {
    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Open => "open",
            Self::Exceptions => "exceptions",
            Self::Recheck => "re-check",
        }
    }

    /// The one after it.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::All => Self::Open,
            Self::Open => Self::Exceptions,
            Self::Exceptions => Self::Recheck,
            Self::Recheck => Self::All,
        }
    }

    /// Whether it shows a step in this state.
    pub fn matches(self, state: &StepState) -> bool {
        match self {
            Self::All => true,
            Self::Open => state.is_open(),
            Self::Exceptions => state.is_exception(),
            Self::Recheck => state.needs_recheck(),
        }
    }
}

/// The two panes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pane {
    /// The outline.
    Outline,
    /// The step.
    Step,
}

/// One open session.
#[derive(Debug)]
pub struct SessionScreen {
    /// The session's name.
    pub name: SessionName,
    /// Its state.
    pub progress: Progress,
    /// The briefing, while it is shown, and how far it is scrolled.
    pub briefing: Option<(Briefing, usize)>,
    /// What the checklist's file changed to.
    pub drift: Option<Drift>,
    /// What is wrong with the session's folder.
    pub problems: Vec<String>,
    /// Why nothing can be recorded, where that is so.
    pub read_only: Option<String>,
    /// Why it cannot be seen what others record, while that is so.
    pub folder_unreadable: Option<String>,
    /// What was typed and could not be saved, or was being typed when the line dropped, until its
    /// field can come back.
    pub drafts: VecDeque<Dialog>,
    /// The drafts that are kept on disk, and since when.
    pub saved_drafts: Option<(Vec<Draft>, Timestamp)>,
    /// Which steps are shown.
    pub filter: Filter,
    /// The pane that keys go to; the only one that is shown where there is room for one.
    pub pane: Pane,
    /// How far the step's text is scrolled.
    pub scroll: usize,
    /// The changes that are not saved yet.
    pub outbox: Outbox,
    /// Whether the session is left as soon as nothing waits any more.
    pub leave_when_saved: bool,
    /// When something was last saved by this wizard.
    pub last_saved: Option<Timestamp>,
    /// Whether anything of the session is on disk.
    pub on_disk: bool,
    /// The steps that a search found, the best first, and the one that was gone to last.
    pub search_hits: Option<(Vec<StepIx>, usize)>,
    /// Where each step stands in the checklist's outline.
    outline_index: Vec<usize>,
    folded: HashSet<SectionIx>,
    /// The outline's lines that are shown, as places in the checklist's outline.
    rows: Vec<usize>,
    /// The line the cursor is on, among `rows`.
    cursor: usize,
    /// The line that the outline shows first.
    top: usize,
}

impl SessionScreen {
    /// A session, with the cursor at the first open step.
    pub fn new(name: SessionName, progress: Progress, on_disk: bool) -> Self {
        let mut walk = Self {
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
        walk.rebuild_rows();
        if let Some(step) = walk.progress.next_open(None) {
            walk.go_to(step);
        }
        walk
    }

    /// Returns the progress once all changes are saved that are being saved or wait for it.
    pub fn preview(&mut self) -> &Progress {
        self.outbox.preview(&self.progress)
    }

    /// The step the cursor is on; none on a folded section, or where nothing is shown.
    pub fn step(&self) -> Option<StepIx> {
        match self.node(self.cursor)? {
            Node::Step(ix) => Some(ix),
            Node::Section(_) => None,
        }
    }

    /// The folded section that the cursor is on.
    pub fn folded_section(&self) -> Option<SectionIx> {
        match self.node(self.cursor)? {
            Node::Section(ix) => Some(ix),
            Node::Step(_) => None,
        }
    }

    /// What a line of the shown outline is.
    pub fn node(&self, row: usize) -> Option<Node> {
        self.rows.get(row).and_then(|place| self.progress.checklist().outline().get(*place)).copied()
    }

    /// How many lines the outline shows.
    pub fn row_count(&self) -> usize {
        self.rows.len()
    }

    /// The line the cursor is on.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The line that the outline shows first.
    pub fn top(&self) -> usize {
        self.top
    }

    /// Scrolls the outline as little as needed for the cursor to be in sight of a window of this
    /// height, with a line above and below it.
    pub fn scroll_to_cursor(&mut self, height: usize) {
        let around = usize::from(height > 4);
        let least = (self.cursor + around + 1).saturating_sub(height);
        let most = self.cursor.saturating_sub(around);
        self.top = self.top.clamp(least.min(most), most).min(self.rows.len().saturating_sub(height));
    }

    /// Whether a section is folded.
    pub fn is_folded(&self, ix: SectionIx) -> bool {
        self.folded.contains(&ix)
    }

    /// Makes the list of shown lines anew, after the checklist, the filter, a fold or, under a
    /// filter, the progress changed. The cursor stays at its line or goes to the nearest one.
    pub fn rebuild_rows(&mut self) {
        self.rebuild_rows_at(self.rows.get(self.cursor).copied());
    }

    /// After another checklist was taken over: the cursor stays at its step or section, or goes to
    /// the nearest that is left, and what is folded stays folded.
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

    /// Whether the cursor stops at a line: at steps that may apply, and at folded sections.
    fn is_cursor_stop(&self, row: usize) -> bool {
        match self.node(row) {
            Some(Node::Step(ix)) => self.progress.step(ix).applies != Truth::No,
            Some(Node::Section(ix)) => self.folded.contains(&ix),
            None => false,
        }
    }

    /// Moves the cursor over lines at which it stops; it stays where there is none that way.
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
            // Nothing that way: look the other way, so that the cursor does not rest on a step
            // that does not apply, if there is any other.
            last = (0..self.rows.len()).rev().find(|row| self.is_cursor_stop(*row)).unwrap_or(last);
        }
        self.set_cursor(last);
    }

    /// Moves the cursor to the first or last line at which it stops.
    pub fn move_to_end(&mut self, last: bool) {
        let mut rows = 0..self.rows.len();
        let found = if last {
            rows.rfind(|row| self.is_cursor_stop(*row))
        } else {
            rows.find(|row| self.is_cursor_stop(*row))
        };
        self.set_cursor(found.unwrap_or(self.cursor));
    }

    /// Puts the cursor on a line, by the mouse; a section's heading folds.
    pub fn set_cursor(&mut self, row: usize) {
        if row != self.cursor {
            self.scroll = 0;
        }
        self.cursor = row.min(self.rows.len().saturating_sub(1));
    }

    /// Puts the cursor on a step, unfolding and unfiltering what hides it.
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

    /// Goes on to the next open step after this one, or back to the first. False where none is left.
    pub fn go_to_next_open(&mut self) -> bool {
        let from = self.step().map(|step| StepIx(step.0.saturating_add(1)));
        let next = self.progress.next_open(from);
        next.inspect(|next| self.go_to(*next)).is_some()
    }

    /// Goes to the open step before this one. False where there is none.
    pub fn go_to_previous_open(&mut self) -> bool {
        let here = self.step().map_or(0, StepIx::index);
        let open =
            self.progress.steps().take(here).rev().find(|(_, state)| state.is_open()).map(|(ix, _)| ix);
        match open {
            Some(step) => {
                self.go_to(step);
                true
            }
            None => false,
        }
    }

    /// Folds the section around the cursor, and puts the cursor on it.
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

    /// Folds or unfolds a section.
    pub fn toggle_fold(&mut self, section: SectionIx) {
        if !self.folded.remove(&section) {
            self.folded.insert(section);
        }
        self.rebuild_rows();
    }

    /// Unfolds the section that the cursor is on, and goes to its first step.
    pub fn unfold_section(&mut self) {
        if let Some(section) = self.folded_section() {
            self.folded.remove(&section);
            self.rebuild_rows();
        }
    }

    /// Shows the briefing.
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

    /// The other writers who recorded something in the last hour, the latest first.
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

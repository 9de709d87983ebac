//! PURE. The screen of an open session: its state.

mod announce;
pub(in crate::tui) mod ask;
pub(in crate::tui) mod events;
pub(in crate::tui) mod outline;
pub(in crate::tui) mod prompts;
pub(in crate::tui) mod unsaved;
pub(in crate::tui) mod update;
pub(in crate::tui) mod view;

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::checklist::{Checklist, SectionIx, StepIx};
use crate::session::{
    Briefing, BriefingContext, BriefingLine, Draft, Drift, Outbox, Progress, SessionName, StepState, Writer,
};
use crate::tui::dialogs::Dialog;
use crate::tui::step_page::about_checklist;

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
    /// The changed checklist, while the person is asked whether to take it over.
    pub adoptable: Option<Arc<Checklist>>,
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
    /// What became of the list that the checklist was just imported from.
    pub import_report: Option<String>,
    /// The position of each step in the checklist's outline.
    outline_index: Vec<usize>,
    pub(in crate::tui) folded: HashSet<SectionIx>,
    /// The visible rows, as positions in the checklist's outline.
    pub(in crate::tui) rows: Vec<usize>,
    /// The index of the cursor's row in `rows`.
    pub(in crate::tui) cursor: usize,
    /// The index of the first row in the window.
    pub(in crate::tui) top: usize,
}

impl SessionScreen {
    /// Returns the screen of a session, with the cursor at the first open step.
    pub fn new(name: SessionName, progress: Progress, on_disk: bool) -> Self {
        let mut screen = Self {
            name,
            progress,
            briefing: None,
            drift: None,
            adoptable: None,
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
            import_report: None,
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

    pub fn show_briefing(&mut self, now: Timestamp, zone: &TimeZone) {
        let around = BriefingContext {
            name: &self.name,
            now,
            zone,
            drift: self.drift.as_ref(),
            problems: &self.problems,
        };
        let mut briefing = Briefing::with_rows(&self.progress, &around, BRIEFING_ROWS);
        let before_summary = briefing.0.len().saturating_sub(1);
        briefing.0.splice(before_summary..before_summary, self.background());
        self.briefing = Some((briefing, 0));
    }

    /// Returns what there is to know besides the session: the checklist's own text, and how it was imported.
    fn background(&self) -> Vec<BriefingLine> {
        let checklist = self.progress.checklist();
        let mut about = about_checklist(checklist);
        about.extend(checklist.detail().map(ToString::to_string));
        let about = Some(about.join("\n")).filter(|about| !about.is_empty());
        let parts = [("About the checklist", about.as_deref()), ("Import", self.import_report.as_deref())];
        let mut lines = Vec::new();
        for (heading, text) in parts.into_iter().filter_map(|(heading, text)| Some((heading, text?))) {
            lines.push(BriefingLine::Heading(heading));
            lines.extend(text.lines().map(|line| BriefingLine::Plain(line.to_owned())));
        }
        lines
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

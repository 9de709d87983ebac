//! PURE. The board: every session with its progress, and the checklists to start from.

use std::collections::HashMap;
use std::fmt;

use jiff::Timestamp;

use crate::session::{Counts, Mode, SessionName, Writer};
use crate::text::Text;

/// A session on the board.
#[derive(Debug, Clone)]
pub struct SessionRow {
    /// Its name.
    pub name: SessionName,
    /// Its state, or why it is not known.
    pub state: Result<SessionState, Unavailable>,
}

/// Why the board does not know how a session stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unavailable {
    /// It was not read yet.
    NotLoaded,
    /// It cannot be opened, because of this.
    Broken(Text),
}

impl fmt::Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotLoaded => f.write_str("not read yet"),
            Self::Broken(why) => why.fmt(f),
        }
    }
}

/// What the board shows of a session.
#[derive(Debug, Clone)]
pub struct SessionState {
    /// What it is for.
    pub title: Text,
    /// What its checklist is called.
    pub checklist: Text,
    /// Live or a rehearsal.
    pub mode: Mode,
    /// The counts of its steps.
    pub tally: Counts,
    /// The last change: when, and by whom.
    pub last_change: (Timestamp, Writer),
    /// Whether something is wrong with its logs: it opens read-only.
    pub damaged: bool,
}

/// A checklist to start from.
#[derive(Debug, Clone)]
pub struct ChecklistRow {
    /// What `start` takes: a built-in id or a path.
    pub origin: String,
    /// Its title, or why it cannot be read.
    pub title: Result<Text, Text>,
    /// How many steps it has.
    pub steps: usize,
    /// Where it comes from, in words.
    pub location: Text,
}

/// The board.
#[derive(Debug, Clone, Default)]
pub struct Board {
    /// The sessions, the one changed last first.
    pub sessions: Vec<SessionRow>,
    /// The checklists at hand.
    pub checklists: Vec<ChecklistRow>,
    /// The line the cursor is on: sessions first, then checklists.
    pub cursor: usize,
    /// Whether a person put it there: then it stays at its session or checklist.
    pub cursor_pinned: bool,
    /// Whether more is still being read.
    pub loading: bool,
    /// What is wrong with the home folder.
    pub problem: Option<String>,
}

/// What a line of the drawn board is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BoardLine {
    /// A heading.
    Heading(&'static str),
    /// Said where there are no sessions.
    Empty(&'static str),
    /// A blank line.
    Blank,
    /// A thing the cursor stops at.
    Item(usize),
}

impl Board {
    /// What a board looks like before anything is known.
    pub fn not_loaded() -> Self {
        Self { loading: true, ..Self::default() }
    }

    /// The name of the session, or the origin of the checklist, that a line shows.
    fn item_id(&self, at: usize) -> Option<(bool, &str)> {
        let session = self.sessions.get(at).map(|row| (true, row.name.as_str()));
        let list = || self.checklists.get(at.checked_sub(self.sessions.len())?);
        session.or_else(|| list().map(|row| (false, row.origin.as_str())))
    }

    /// Changes what the board shows. The cursor stays at the session or checklist that a person put
    /// it on, wherever that goes, else at its place.
    pub fn modify(&mut self, change: impl FnOnce(&mut Self)) {
        let here =
            self.item_id(self.cursor).filter(|_| self.cursor_pinned).map(|(kind, id)| (kind, id.to_owned()));
        change(self);
        let same = |(kind, id): &(bool, String)| {
            (0..self.item_count()).find(|at| self.item_id(*at) == Some((*kind, id.as_str())))
        };
        let there = here.as_ref().and_then(same).unwrap_or(self.cursor);
        self.cursor = there.min(self.item_count().saturating_sub(1));
    }

    /// Takes in what there is now. What was known of a session before stays until it is read again.
    pub fn merge(&mut self, new: Self) {
        let mut known: HashMap<SessionName, SessionRow> =
            self.sessions.drain(..).map(|row| (row.name.clone(), row)).collect();
        let row = |row: SessionRow| known.remove(&row.name).unwrap_or(row);
        self.sessions = new.sessions.into_iter().map(row).collect();
        if !new.checklists.is_empty() {
            self.checklists = new.checklists;
        }
        (self.problem, self.loading) = (new.problem, new.loading);
    }

    /// Takes in sessions that were read.
    pub fn update_sessions(&mut self, rows: Vec<SessionRow>) {
        let mut read: HashMap<SessionName, SessionRow> =
            rows.into_iter().map(|row| (row.name.clone(), row)).collect();
        for row in &mut self.sessions {
            if let Some(read) = read.remove(&row.name) {
                *row = read;
            }
        }
    }

    /// All is read: the one changed last comes first, as its log tells.
    pub fn finish_loading(&mut self) {
        self.loading = false;
        self.sessions
            .sort_by_key(|row| std::cmp::Reverse(row.state.as_ref().ok().map(|state| state.last_change.0)));
    }

    /// How many things the cursor stops at.
    pub fn item_count(&self) -> usize {
        self.sessions.len() + self.checklists.len()
    }

    /// Whether a session is a rehearsal.
    pub fn is_rehearsal(&self, name: &SessionName) -> bool {
        let row = self.sessions.iter().find(|row| row.name == *name);
        row.and_then(|row| row.state.as_ref().ok()).is_some_and(|state| state.mode == Mode::Rehearsal)
    }

    /// The board line by line.
    pub fn lines(&self) -> Vec<BoardLine> {
        let mut lines = vec![BoardLine::Heading("Sessions")];
        if self.sessions.is_empty() {
            let said = match self.problem {
                Some(_) => ["They cannot be read.", "What is wrong is said above."],
                None if self.loading => ["Reading ...", ""],
                None => ["None yet.", "Enter on a checklist starts one."],
            };
            lines.extend(said.into_iter().filter(|said| !said.is_empty()).map(BoardLine::Empty));
        }
        lines.extend((0..self.sessions.len()).map(BoardLine::Item));
        lines.push(BoardLine::Blank);
        lines.push(BoardLine::Heading("Start from a checklist"));
        lines.extend((self.sessions.len()..self.item_count()).map(BoardLine::Item));
        lines
    }

    /// Puts the cursor on the item at a drawn row of a window of this height.
    pub fn click(&mut self, row: usize, height: usize) {
        let lines = self.lines();
        let at = lines.iter().position(|line| *line == BoardLine::Item(self.cursor)).unwrap_or(0);
        let first = super::layout::first_visible(at, lines.len(), height);
        if let Some(BoardLine::Item(item)) = lines.get(first + row) {
            self.cursor = *item;
            self.cursor_pinned = true;
        }
    }
}

//! PURE. The board: all sessions with their progress, and the checklists to start from.

pub(in crate::tui) mod update;
pub(in crate::tui) mod view;

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use jiff::Timestamp;

use crate::session::{Counts, Mode, SessionName, Writer};
use crate::text::Text;
use crate::tui::dialogs::search::{Hit, HitTarget, match_texts};
use crate::tui::draw::first_visible;

#[derive(Debug, Clone)]
pub struct SessionRow {
    pub name: SessionName,
    pub state: Result<SessionState, Unavailable>,
}

/// The reason why the state of a session is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unavailable {
    NotLoaded,
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

#[derive(Debug, Clone)]
pub struct SessionState {
    pub title: Text,
    /// The title of its checklist.
    pub checklist: Text,
    pub mode: Mode,
    pub counts: Counts,
    /// The time and the writer of the last change.
    pub last_change: (Timestamp, Writer),
    /// Whether a log is damaged, so that the session opens read-only.
    pub damaged: bool,
}

#[derive(Debug, Clone)]
pub struct ChecklistRow {
    /// The built-in id or the path that `start` takes.
    pub origin: String,
    /// The title, or the reason why it cannot be read.
    pub title: Result<Text, Text>,
    pub steps: usize,
    /// The file or collection that it comes from, in words.
    pub location: Text,
}

#[derive(Debug, Clone, Default)]
pub struct Board {
    /// The sessions, the one changed last first.
    pub sessions: Vec<SessionRow>,
    pub checklists: Vec<ChecklistRow>,
    /// The item under the cursor: sessions come first, then checklists.
    pub cursor: usize,
    /// Whether the user moved the cursor, so that it stays at its session or checklist.
    pub cursor_pinned: bool,
    pub loading: bool,
    /// The reason why the home folder cannot be read.
    pub problem: Option<String>,
}

/// A line of the drawn board.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BoardLine {
    Heading(&'static str),
    /// A sentence in place of the sessions.
    Empty(&'static str),
    Blank,
    /// An item that the cursor stops at.
    Item(usize),
}

impl Board {
    /// Returns a board of which nothing is loaded yet.
    pub fn not_loaded() -> Self {
        Self { loading: true, ..Self::default() }
    }

    pub fn item_count(&self) -> usize {
        self.sessions.len() + self.checklists.len()
    }

    /// Returns whether an item is a session, and the session's name or the checklist's origin.
    fn item_id(&self, at: usize) -> Option<(bool, &str)> {
        let session = self.sessions.get(at).map(|row| (true, row.name.as_str()));
        let checklist = || self.checklists.get(at.checked_sub(self.sessions.len())?);
        session.or_else(|| checklist().map(|row| (false, row.origin.as_str())))
    }

    /// Changes the rows. A cursor that the user moved stays at its session or checklist.
    pub fn modify(&mut self, change: impl FnOnce(&mut Self)) {
        let here = self.item_id(self.cursor).filter(|_| self.cursor_pinned);
        let here = here.map(|(kind, id)| (kind, id.to_owned()));
        change(self);
        let same = |(kind, id): &(bool, String)| {
            (0..self.item_count()).find(|at| self.item_id(*at) == Some((*kind, id.as_str())))
        };
        let there = here.as_ref().and_then(same).unwrap_or(self.cursor);
        self.cursor = there.min(self.item_count().saturating_sub(1));
    }

    /// Takes over the rows of a new board. The known states of sessions stay until they are loaded again.
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

    /// Replaces the rows of sessions that were loaded.
    pub fn update_sessions(&mut self, rows: Vec<SessionRow>) {
        let mut loaded: HashMap<SessionName, SessionRow> =
            rows.into_iter().map(|row| (row.name.clone(), row)).collect();
        for row in &mut self.sessions {
            if let Some(loaded) = loaded.remove(&row.name) {
                *row = loaded;
            }
        }
    }

    /// Sorts the sessions once all of them are loaded, because only their logs tell the last change.
    pub fn finish_loading(&mut self) {
        self.loading = false;
        self.sessions
            .sort_by_key(|row| std::cmp::Reverse(row.state.as_ref().ok().map(|state| state.last_change.0)));
    }

    pub fn is_rehearsal(&self, name: &SessionName) -> bool {
        let row = self.sessions.iter().find(|row| row.name == *name);
        row.and_then(|row| row.state.as_ref().ok()).is_some_and(|state| state.mode == Mode::Rehearsal)
    }

    /// Returns the sessions and checklists that match some words in their names or titles.
    pub fn find(&self, words: &str) -> Vec<Hit> {
        let sessions = self.sessions.iter().flat_map(|row| {
            let target = HitTarget::Session(row.name.clone());
            let title =
                row.state.as_ref().ok().map(|state| (target.clone(), "session", state.title.as_str()));
            std::iter::once((target, "session", row.name.as_str())).chain(title)
        });
        let checklists = self.checklists.iter().enumerate().filter_map(|(at, row)| {
            row.title.as_ref().ok().map(|title| (HitTarget::Checklist(at), "checklist", title.as_str()))
        });
        let texts =
            sessions.chain(checklists).map(|(target, part, text)| (target, part, Cow::Borrowed(text)));
        match_texts(texts, words).0
    }

    pub fn lines(&self) -> Vec<BoardLine> {
        let mut lines = vec![BoardLine::Heading("Sessions")];
        if self.sessions.is_empty() {
            let sentences = match self.problem {
                Some(_) => &["They cannot be read.", "What is wrong is said above."][..],
                None if self.loading => &["Reading ..."],
                None => &["None yet.", "Enter on a checklist starts one."],
            };
            lines.extend(sentences.iter().copied().map(BoardLine::Empty));
        }
        lines.extend((0..self.sessions.len()).map(BoardLine::Item));
        lines.push(BoardLine::Blank);
        lines.push(BoardLine::Heading("Start from a checklist"));
        lines.extend((self.sessions.len()..self.item_count()).map(BoardLine::Item));
        lines
    }

    /// Returns the lines, and the first one that a window of this height shows.
    pub fn window(&self, height: usize) -> (Vec<BoardLine>, usize) {
        let lines = self.lines();
        let at = lines.iter().position(|line| *line == BoardLine::Item(self.cursor)).unwrap_or(0);
        let first = first_visible(at, lines.len(), height);
        (lines, first)
    }

    /// Puts the cursor on the item at a row of a window of this height.
    pub fn click(&mut self, row: usize, height: usize) {
        let (lines, first) = self.window(height);
        if let Some(BoardLine::Item(item)) = lines.get(first + row) {
            self.cursor = *item;
            self.cursor_pinned = true;
        }
    }
}

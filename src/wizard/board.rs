//! PURE. The board: every session with its progress, and the checklists to start from.

use jiff::Timestamp;

use crate::session::{Mode, SessionName, Tally, Writer};
use crate::text::Text;

/// A session on the board.
#[derive(Debug, Clone)]
pub struct SessionRow {
    /// Its name.
    pub name: SessionName,
    /// Its state, or why it cannot be opened.
    pub state: Result<SessionState, Text>,
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
    pub tally: Tally,
    /// The last change: when, and by whom.
    pub last: (Timestamp, Writer),
    /// Whether something is wrong with its logs: it opens read-only.
    pub damaged: bool,
}

/// A checklist to start from.
#[derive(Debug, Clone)]
pub struct ListRow {
    /// What `start` takes: a built-in id or a path.
    pub origin: String,
    /// Its title, or why it cannot be read.
    pub title: Result<Text, Text>,
    /// How many steps it has.
    pub steps: usize,
    /// Where it comes from, in words.
    pub from: Text,
}

/// The board.
#[derive(Debug, Clone, Default)]
pub struct Board {
    /// The sessions, the one changed last first.
    pub sessions: Vec<SessionRow>,
    /// The checklists at hand.
    pub lists: Vec<ListRow>,
    /// The line the cursor is on: sessions first, then checklists.
    pub cursor: usize,
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
    /// How many things the cursor stops at.
    pub fn items(&self) -> usize {
        self.sessions.len() + self.lists.len()
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
                None => ["None yet.", "Enter on a checklist starts one."],
            };
            lines.extend(said.map(BoardLine::Empty));
        }
        lines.extend((0..self.sessions.len()).map(BoardLine::Item));
        lines.push(BoardLine::Blank);
        lines.push(BoardLine::Heading("Start from a checklist"));
        lines.extend((self.sessions.len()..self.items()).map(BoardLine::Item));
        lines
    }

    /// Puts the cursor on the item at a drawn row of a window of this height.
    pub fn click(&mut self, row: usize, height: usize) {
        let lines = self.lines();
        let at = lines.iter().position(|line| *line == BoardLine::Item(self.cursor)).unwrap_or(0);
        let first = super::layout::first_row(at, lines.len(), height);
        if let Some(BoardLine::Item(item)) = lines.get(first + row) {
            self.cursor = *item;
        }
    }
}

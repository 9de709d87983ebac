//! PURE. What lies over the screen: a line to type, a list to pick from, a note, a search, a text.

use std::path::PathBuf;

use super::editor::Editor;
use super::keymap::Place;
use crate::checklist::{QuestionIx, StepIx, Target};
use crate::session::{Mode, SessionName, Status};

/// Something over the screen that keys go to until it is closed.
#[derive(Debug)]
pub enum Sheet {
    /// A line of text.
    Line(LineSheet),
    /// A list to pick from.
    Pick(PickSheet),
    /// A note.
    Note(NoteSheet),
    /// A search.
    Search(SearchSheet),
    /// A text to read.
    Read(ReadSheet),
}

impl Sheet {
    /// Where its keys stand in the key table.
    pub fn place(&self) -> Place {
        match self {
            Self::Line(_) => Place::Line,
            Self::Pick(_) => Place::Pick,
            Self::Note(_) => Place::Note,
            Self::Search(_) => Place::Search,
            Self::Read(_) => Place::Read,
        }
    }
}

/// A line of text that is asked for.
#[derive(Debug)]
pub struct LineSheet {
    /// What is asked.
    pub title: String,
    /// What there is to know about it; may be empty.
    pub hint: String,
    /// What is typed.
    pub input: Editor,
    /// What it was before.
    pub before: String,
    /// Whether the next `Esc` throws the text away.
    pub discarding: bool,
    /// What it is for.
    pub what: LineFor,
}

/// What a line of text is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineFor {
    /// The reason for a status.
    Reason(StepIx, Status),
    /// An answer.
    Answer(QuestionIx),
    /// Where the report goes; a path that is there already is replaced when it is given again.
    Export(Option<PathBuf>),
    /// What a new session of this checklist is for.
    Begin(String, Mode),
    /// The name of that session: its checklist, what it is for, its mode.
    Name(String, String, Mode),
    /// A text to find in what is being read.
    Find(ReadSheet),
    /// Nothing any more: its step or question is not in the checklist that was taken over.
    Gone,
}

/// A list to pick from.
#[derive(Debug)]
pub struct PickSheet {
    /// What is picked.
    pub title: String,
    /// The things.
    pub items: Vec<PickItem>,
    /// The one the cursor is on; none where taking one by mistake would record something.
    pub selected: Option<usize>,
}

/// A thing to pick.
#[derive(Debug)]
pub struct PickItem {
    /// What it is called.
    pub label: String,
    /// More of it, dimmed.
    pub more: String,
    /// What it stands for.
    pub what: Picked,
}

/// What a thing to pick stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picked {
    /// An answer.
    Answer(QuestionIx, String),
    /// A question to answer.
    Question(QuestionIx),
    /// A document to open.
    Open(Target),
    /// Text to copy, and what to call it.
    Copy(String, String),
    /// A document to look at.
    View(Target),
    /// A note of one's own on a step to write on; none for a new one.
    Note(StepIx, Option<(u64, String)>),
}

/// A note that is written.
#[derive(Debug)]
pub struct NoteSheet {
    /// The step; none where it is not in the checklist that was taken over.
    pub step: Option<StepIx>,
    /// The number of the note it stands in for.
    pub replaces: Option<u64>,
    /// What is typed.
    pub editor: Editor,
    /// What it was before.
    pub before: String,
    /// Whether the next `Esc` throws the text away.
    pub discarding: bool,
}

/// A search.
#[derive(Debug)]
pub struct SearchSheet {
    /// The words.
    pub input: Editor,
    /// What was found, the best first.
    pub hits: Vec<Hit>,
    /// The one the cursor is on.
    pub selected: usize,
    /// Where the words typed so far are found.
    pub within: Option<super::search::Within>,
}

/// Something that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Where it leads.
    pub target: HitTarget,
    /// The text that matched.
    pub text: String,
    /// Where in the text, in characters.
    pub marks: Vec<u32>,
    /// Which text of the thing it was: empty for its title.
    pub part: &'static str,
}

/// Where a hit leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HitTarget {
    /// A step.
    Step(StepIx),
    /// A session on the board.
    Session(SessionName),
    /// A checklist on the board, by its place there.
    Checklist(usize),
}

/// A text to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadSheet {
    /// What it is.
    pub title: String,
    /// What is read.
    pub body: Body,
    /// How far it is scrolled.
    pub scroll: usize,
    /// The text that was looked for last; may be empty.
    pub needle: String,
}

/// What is read, before it is laid out for the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// Lines; one that is wrapped goes on so many cells further in.
    Lines(Vec<String>, usize),
    /// Text in Markdown.
    Markdown(String),
    /// The keys, those of a place first, and what was said before, if it was cut.
    Keys(Place, Option<String>),
    /// An address, and the rows of its QR code; none where it is too long for one.
    Code(String, Vec<String>),
}

//! PURE. What lies over the screen: a line to type, a list to pick from, a note, a search, a text.

use std::path::PathBuf;

use super::editor::Editor;
use super::keymap::KeyContext;
use crate::checklist::{LinkTarget, QuestionIx, StepIx};
use crate::session::{Mode, SessionName, Status};

/// Something over the screen that keys go to until it is closed.
#[derive(Debug)]
pub enum Dialog {
    /// A line of text.
    Prompt(Prompt),
    /// A list to pick from.
    Picker(Picker),
    /// A note.
    NoteEditor(NoteEditor),
    /// A search.
    Search(SearchDialog),
    /// A text to read.
    Pager(Pager),
}

impl Dialog {
    /// Where its keys stand in the key table.
    pub fn key_context(&self) -> KeyContext {
        match self {
            Self::Prompt(_) => KeyContext::Prompt,
            Self::Picker(_) => KeyContext::Picker,
            Self::NoteEditor(_) => KeyContext::NoteEditor,
            Self::Search(_) => KeyContext::Search,
            Self::Pager(_) => KeyContext::Pager,
        }
    }
}

/// A line of text that is asked for.
#[derive(Debug)]
pub struct Prompt {
    /// What is asked.
    pub title: String,
    /// What there is to know about it; may be empty.
    pub hint: String,
    /// What is typed.
    pub input: Editor,
    /// What it was before.
    pub original: String,
    /// Whether the next `Esc` throws the text away.
    pub discard_armed: bool,
    /// What it is for.
    pub purpose: PromptFor,
}

/// What a line of text is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PromptFor {
    /// The reason for a status.
    Reason(StepIx, Status),
    /// An answer.
    Answer(QuestionIx),
    /// Where the report goes; a path that is there already is replaced when it is given again.
    Export(Option<PathBuf>),
    /// What a new session of this checklist is for.
    Title(String, Mode),
    /// The name of that session: its checklist, what it is for, its mode.
    Name(String, String, Mode),
    /// A text to find in what is being read.
    Find(Pager),
    /// Nothing any more: its step or question is not in the checklist that was taken over.
    Orphaned,
}

/// A list to pick from.
#[derive(Debug)]
pub struct Picker {
    /// What is picked.
    pub title: String,
    /// The things.
    pub items: Vec<PickerItem>,
    /// The one the cursor is on; none where taking one by mistake would record something.
    pub selected: Option<usize>,
}

/// A thing to pick.
#[derive(Debug)]
pub struct PickerItem {
    /// What it is called.
    pub label: String,
    /// More of it, dimmed.
    pub detail: String,
    /// What it stands for.
    pub value: PickerValue,
}

/// What a thing to pick stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PickerValue {
    /// An answer.
    Answer(QuestionIx, String),
    /// A question to answer.
    Question(QuestionIx),
    /// A document to open.
    Open(LinkTarget),
    /// Text to copy, and what to call it.
    Copy(String, String),
    /// A document to look at.
    View(LinkTarget),
    /// A note of one's own on a step to write on; none for a new one.
    Note(StepIx, Option<(u64, String)>),
}

/// A note that is written.
#[derive(Debug)]
pub struct NoteEditor {
    /// The step; none where it is not in the checklist that was taken over.
    pub step: Option<StepIx>,
    /// The number of the note it stands in for.
    pub replaces: Option<u64>,
    /// What is typed.
    pub editor: Editor,
    /// What it was before.
    pub original: String,
    /// Whether the next `Esc` throws the text away.
    pub discard_armed: bool,
}

/// A search.
#[derive(Debug)]
pub struct SearchDialog {
    /// The words.
    pub input: Editor,
    /// What was found, the best first.
    pub hits: Vec<Hit>,
    /// The one the cursor is on.
    pub selected: usize,
    /// Where the words typed so far are found.
    pub previous: Option<super::search::PreviousMatches>,
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
pub struct Pager {
    /// What it is.
    pub title: String,
    /// What is read.
    pub body: PagerBody,
    /// How far it is scrolled.
    pub scroll: usize,
    /// The text that was looked for last; may be empty.
    pub query: String,
}

/// What is read, before it is laid out for the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PagerBody {
    /// Lines; one that is wrapped goes on so many cells further in.
    Lines(Vec<String>, usize),
    /// Text in Markdown.
    Markdown(String),
    /// The keys, those of a place first, and what was said before, if it was cut.
    Help(KeyContext, Option<String>),
    /// An address, and the rows of its QR code; none where it is too long for one.
    QrCode(String, Vec<String>),
}

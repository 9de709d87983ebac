//! PURE. A report between the session and its format: what is said, and what it is; not how it is
//! written.
//!
//! Texts of people stand in `Text`, `Code`, `Link` and `Note` only, so that a format escapes them by
//! where they are. Everything else is the program's own.

use crate::session::{Stamp, StepState};

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Span {
    /// The program's own words.
    Literal(String),
    /// Somebody's text, on one line.
    UserText(String),
    /// Somebody's name for something: of a session, a writer, a file.
    Code(String),
    /// What is to be seen first.
    Strong(Vec<Span>),
    /// The program's own words, set apart.
    Emphasis(&'static str),
    /// A title with its address on the web.
    Link { title: String, address: String },
    /// How a step stands, in words, with the status that gives them their colour.
    Status { words: &'static str, class: &'static str },
    /// A piece that leads to a step where the format has places to lead to.
    StepLink { step: String, spans: Vec<Span> },
}

/// A line.
pub(super) type Spans = Vec<Span>;

/// An item of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ListItem {
    /// Its box, ticked or not, where it has one.
    pub(super) tick: Option<bool>,
    /// The id of the step that it tells of, if it is the place for that.
    pub(super) anchor: Option<String>,
    /// What it says.
    pub(super) line: Spans,
    /// What stands below it.
    pub(super) sub_items: Vec<SubItem>,
}

/// Something below an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum SubItem {
    /// A line.
    Line(Spans),
    /// A linked document.
    Reference(Spans),
    /// Somebody's note of one line or several, with the line that introduces it.
    Note { line: Spans, text: String },
}

/// A table. A column of numbers is set to the right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Grid {
    pub(super) caption: String,
    pub(super) head: Vec<Column>,
    pub(super) rows: Vec<Vec<Spans>>,
}

/// The head of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) title: Spans,
    pub(super) number: bool,
}

/// A piece of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum DocBlock {
    /// A heading inside a part: the level is 3 or more.
    Heading { level: usize, line: Spans },
    /// A paragraph.
    Paragraph(Spans),
    /// A list.
    Items(Vec<ListItem>),
    /// A table.
    Grid(Grid),
}

/// What a part is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SectionKind {
    /// What is to be known of the session: no part of its own.
    Facts,
    Problems,
    Exceptions,
    Decisions,
    Steps,
    Removed,
    History,
    Logs,
    Matrix,
}

/// A part with its heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DocSection {
    pub(super) kind: SectionKind,
    pub(super) title: Spans,
    pub(super) blocks: Vec<DocBlock>,
}

/// A whole report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Doc {
    /// Its heading.
    pub(super) title: Spans,
    /// How it stands, in a line.
    pub(super) status: Spans,
    /// What is to be known of it.
    pub(super) facts: Vec<ListItem>,
    pub(super) sections: Vec<DocSection>,
    /// The last line: complete or not, and why.
    pub(super) summary: String,
}

/// Stands where a text has nothing to show.
const EMPTY: &str = "(empty)";

/// The program's own words.
pub(super) fn literal(words: impl Into<String>) -> Span {
    Span::Literal(words.into())
}

/// Somebody's text; one of blanks alone says so.
pub(super) fn user_text(text: &str) -> Span {
    Span::UserText(or_placeholder(&text.trim().replace('\n', " ")).to_owned())
}

/// Somebody's name. One that was recorded with line breaks has none here: a line is a line.
pub(super) fn code(name: &str) -> Span {
    Span::Code(or_placeholder(&name.replace('\n', " ")).to_owned())
}

/// The text, or the word for there being none.
pub(super) fn or_placeholder(text: &str) -> &str {
    if text.trim().is_empty() { EMPTY } else { text }
}

/// A linked title. What is no address on the web stays text.
pub(super) fn link(title: &str, address: &str) -> Spans {
    let lower = address.to_ascii_lowercase();
    if lower.starts_with("https://") || lower.starts_with("http://") {
        vec![Span::Link { title: or_placeholder(title.trim()).to_owned(), address: address.to_owned() }]
    } else {
        vec![user_text(title), literal(" ("), code(address), literal(")")]
    }
}

/// The class of a status, for a format with colours.
pub(super) fn status_class(state: &StepState) -> &'static str {
    if state.needs_recheck() { "recheck" } else { state.effective().name() }
}

/// An item without a box.
pub(super) fn item(line: Spans) -> ListItem {
    ListItem { line, ..ListItem::default() }
}

/// Who: `alice@sccm01`.
pub(super) fn writer_of(stamp: &Stamp) -> Span {
    code(&stamp.by.to_string())
}

/// Columns of words; a `#` before a title makes one of numbers.
pub(super) fn columns(titles: &[&str]) -> Vec<Column> {
    let column = |title: &&str| Column {
        title: vec![literal(title.trim_start_matches('#'))],
        number: title.starts_with('#'),
    };
    titles.iter().map(column).collect()
}

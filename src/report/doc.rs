//! PURE. The document model of reports: what a report says and what kind of text that is, not how it looks. The
//! sections build it, and each format writes it.
//!
//! Texts of people are only in `UserText`, `Code`, `Link` and `Note`, which each format escapes. Everything else
//! is the program's own.

use super::input::ReportInput;
use crate::checklist::{StepIx, Truth};
use crate::session::{Mode, NoteState, Progress, Stamp, Status, StepState};
use crate::text::Text;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Doc {
    pub(super) title: Spans,
    /// The completion line near the top.
    pub(super) status: Spans,
    pub(super) facts: Vec<ListItem>,
    pub(super) sections: Vec<DocSection>,
    /// The last line: complete or not, and why.
    pub(super) summary: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DocSection {
    pub(super) kind: SectionKind,
    pub(super) title: Spans,
    pub(super) blocks: Vec<DocBlock>,
}

/// What a section is about, in the order in which a field with little room shows the sections.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum SectionKind {
    /// The facts at the top, which have no section of their own.
    Facts,
    Problems,
    Matrix,
    Warnings,
    Exceptions,
    Logs,
    Decisions,
    Steps,
    Removed,
    History,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum DocBlock {
    /// A heading inside a section, of level 3 or deeper.
    Heading {
        level: usize,
        line: Spans,
    },
    Paragraph(Spans),
    Items(Vec<ListItem>),
    Grid(Grid),
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ListItem {
    /// Whether its box is ticked, where it has one.
    pub(super) tick: Option<bool>,
    /// The id of the step that it reports on, where links to the step lead here.
    pub(super) anchor: Option<String>,
    pub(super) line: Spans,
    pub(super) sub_items: Vec<SubItem>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum SubItem {
    Line(Spans),
    /// A linked document.
    Reference(Spans),
    /// A note of one line or several, with the line that introduces it.
    Note {
        line: Spans,
        text: String,
    },
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Grid {
    pub(super) caption: String,
    pub(super) head: Vec<Column>,
    pub(super) rows: Vec<Vec<Spans>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) title: Spans,
    /// Whether its cells are numbers, which are aligned to the right.
    pub(super) number: bool,
}

/// A line of text.
pub(super) type Spans = Vec<Span>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Span {
    /// The program's own words.
    Literal(String),
    /// A text that a person wrote, on one line.
    UserText(String),
    /// A name that a person gave: of a session, a writer, a file.
    Code(String),
    Strong(Vec<Span>),
    /// The program's own words, set apart.
    Emphasis(&'static str),
    /// A title with its address on the web.
    Link {
        title: String,
        address: String,
    },
    /// A status, with the class that gives it its colour.
    Status {
        label: &'static str,
        class: &'static str,
    },
    /// A link to the item of a step, in formats that have such links.
    StepLink {
        step: String,
        spans: Vec<Span>,
    },
}

const EMPTY: &str = "(empty)";

pub(super) fn literal(words: impl Into<String>) -> Span {
    Span::Literal(words.into())
}

/// Returns a person's text on one line, or the placeholder for a blank one.
pub(super) fn user_text(text: &str) -> Span {
    Span::UserText(or_placeholder(&text.trim().replace('\n', " ")).to_owned())
}

/// Returns a name on one line, even if it was recorded with line breaks.
pub(super) fn code(name: &str) -> Span {
    Span::Code(or_placeholder(&name.replace('\n', " ")).to_owned())
}

/// Returns the text, or `(empty)` if it is blank.
pub(super) fn or_placeholder(text: &str) -> &str {
    if text.trim().is_empty() { EMPTY } else { text }
}

/// Returns a linked title. An address that is not on the web stays text.
pub(super) fn link(title: &str, address: &str) -> Spans {
    let lower = address.to_ascii_lowercase();
    if lower.starts_with("https://") || lower.starts_with("http://") {
        vec![Span::Link { title: or_placeholder(title.trim()).to_owned(), address: address.to_owned() }]
    } else {
        vec![user_text(title), literal(" ("), code(address), literal(")")]
    }
}

/// Returns an item without a box.
pub(super) fn item(line: Spans) -> ListItem {
    ListItem { line, ..ListItem::default() }
}

/// Returns a table without a block around it; a `#` before a title makes a column of numbers.
pub(super) fn table(caption: &str, titles: &[&str], rows: Vec<Vec<Spans>>) -> Grid {
    let column = |title: &&str| Column {
        title: vec![literal(title.trim_start_matches('#'))],
        number: title.starts_with('#'),
    };
    Grid { caption: caption.to_owned(), head: titles.iter().map(column).collect(), rows }
}

/// Returns a line without any marks, as for the title of a page.
pub(super) fn plain_text(spans: &[Span]) -> String {
    let words = |span: &Span| match span {
        Span::Literal(words) | Span::UserText(words) | Span::Code(words) => words.clone(),
        Span::Emphasis(words) | Span::Status { label: words, .. } => (*words).to_owned(),
        Span::Link { title, .. } => title.clone(),
        Span::Strong(inner) | Span::StepLink { spans: inner, .. } => plain_text(inner),
    };
    spans.iter().map(words).collect()
}

/// Returns a section. In a rehearsal each heading says so, as a section may be pasted without the others.
pub(super) fn section(
    input: &ReportInput<'_>,
    kind: SectionKind,
    title: &str,
    blocks: Vec<DocBlock>,
) -> DocSection {
    let mode = match input.progress.mode() {
        Mode::Live => "",
        Mode::Rehearsal => " (rehearsal)",
    };
    DocSection { kind, title: vec![literal(format!("{title}{mode}"))], blocks }
}

/// Returns a section that is one list, unless the list is empty.
pub(super) fn list_section(
    input: &ReportInput<'_>,
    kind: SectionKind,
    title: &str,
    items: Vec<ListItem>,
) -> Option<DocSection> {
    (!items.is_empty()).then(|| section(input, kind, title, vec![DocBlock::Items(items)]))
}

pub(super) fn session_name(input: &ReportInput<'_>) -> Span {
    code(input.name.as_str())
}

/// Returns the problems with the session's folder as items.
pub(super) fn problem_items(input: &ReportInput<'_>) -> Vec<ListItem> {
    input.problems.iter().map(|problem| item(vec![user_text(Text::line(problem).as_str())])).collect()
}

pub(super) fn writer_of(stamp: &Stamp) -> Span {
    code(&stamp.by.to_string())
}

/// Returns who and when: `` `alice@sccm01`, 2026-11-22 18:03 +01:00 ``.
pub(super) fn signature(input: &ReportInput<'_>, stamp: &Stamp) -> Spans {
    vec![writer_of(stamp), literal(format!(", {}", input.format_time(stamp.at)))]
}

pub(super) fn note_item(input: &ReportInput<'_>, note: &NoteState) -> SubItem {
    let mut line = vec![literal("Note by ")];
    line.extend(signature(input, &note.stamp));
    line.push(literal(":"));
    SubItem::Note { line, text: note.text.to_string() }
}

/// Returns `5. Title`, to be followed by the status.
pub(super) fn numbered_title(input: &ReportInput<'_>, ix: StepIx) -> Spans {
    let title = input.progress.checklist().step(ix).title.as_str();
    vec![literal(format!("{}. ", ix.index() + 1)), user_text(title)]
}

/// The status of a step in words, the same in every format. The texts are not escaped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StatusText<'a> {
    /// `done`, `done, re-check`, `not applicable`.
    pub(super) label: &'static str,
    /// The reason that follows from answers or from a changed checklist.
    pub(super) derived: Option<String>,
    /// The reason that a person gave.
    pub(super) reason: Option<&'a Text>,
    /// Who set the status, unless it is derived.
    pub(super) stamp: Option<&'a Stamp>,
}

impl<'a> StatusText<'a> {
    /// Returns the effective status of a step.
    pub(super) fn effective(progress: &'a Progress, ix: StepIx) -> Self {
        let state = progress.step(ix);
        if state.applies == Truth::No {
            let derived = progress.inapplicable_because(ix).map(|why| format!("as answered: {why}"));
            return Self { label: Status::NotApplicable.label(), derived, reason: None, stamp: None };
        }
        let derived = if let Some(why) = progress.recheck_because(ix) {
            Some(format!("as {why}"))
        } else if state.is_open() {
            undecided_reason(progress, ix)
        } else {
            None
        };
        Self { derived, ..Self::recorded(state) }
    }

    /// Returns the recorded status, whether it counts now or not.
    pub(super) fn recorded(state: &'a StepState) -> Self {
        let recheck = state.recheck && state.status == Status::Done;
        let label = if recheck { "done, re-check" } else { state.status.label() };
        Self { label, derived: None, reason: state.reason.as_ref(), stamp: state.stamp.as_ref() }
    }

    /// Returns the status with what belongs to it on one line: `blocked: no disk (who, when)`.
    pub(super) fn spans(&self, input: &ReportInput<'_>, class: &'static str) -> Spans {
        let mut line = vec![Span::Status { label: self.label, class }];
        if let Some(derived) = &self.derived {
            line.extend([literal(", "), user_text(derived)]);
        }
        if let Some(reason) = self.reason {
            line.extend([literal(": "), user_text(reason.as_str())]);
        }
        if let Some(stamp) = self.stamp {
            line.push(literal(" ("));
            line.extend(signature(input, stamp));
            line.push(literal(")"));
        }
        line
    }
}

/// Names the question that decides whether a step applies, while it is not answered.
fn undecided_reason(progress: &Progress, ix: StepIx) -> Option<String> {
    let question = progress.deciding_question(ix)?;
    let prompt = progress.prompt(question);
    Some(format!("not decided yet whether it applies: {prompt}"))
}

/// Whether a report may show a step as ticked: done, applicable, and not to be re-checked.
pub(super) fn is_ticked(state: &StepState) -> bool {
    state.effective() == Status::Done && !state.needs_recheck()
}

/// Returns the class of a status, for formats with colours.
pub(super) fn status_class(state: &StepState) -> &'static str {
    if state.needs_recheck() { "recheck" } else { state.effective().name() }
}

//! PURE. The history: who did what, when, as the logs have it, what was taken back included.

use super::super::doc::{DocBlock, DocSection, Grid, SectionKind, Spans, code, columns, literal, user_text};
use super::{ReportInput, ReportOptions};
use crate::session::{Entry, Event, Progress, Status, UndoIndex, Writer};
use crate::text::Text;

/// Every entry of the logs.
pub(super) fn history(input: &ReportInput<'_>, options: &ReportOptions) -> Option<DocSection> {
    let undoing = UndoIndex::of(input.entries);
    let listed = input.entries.iter().filter(|(_, entry)| options.includes_time(entry.at));
    let rows: Vec<Vec<Spans>> = listed.map(|(writer, entry)| row(input, &undoing, writer, entry)).collect();
    if rows.is_empty() {
        return None;
    }
    let head = columns(&["At", "By", "#No.", "What"]);
    let grid = Grid { caption: "History".to_owned(), head, rows };
    Some(super::section(input, SectionKind::History, "History", vec![DocBlock::Grid(grid)]))
}

fn row(input: &ReportInput<'_>, undoing: &UndoIndex<'_>, writer: &Writer, entry: &Entry) -> Vec<Spans> {
    let told = EntryText::new(input.progress, &entry.event);
    let mut what = vec![literal(undoing.role(writer, entry)), literal(told.prefix.as_str())];
    if let Some(about) = &told.subject {
        what.push(user_text(about));
    }
    what.push(literal(told.action));
    if let Some(said) = &told.user_text {
        what.extend([literal(told.separator()), user_text(said)]);
    }
    if undoing.is_undone(writer, entry) {
        what.push(literal(" (undone)"));
    }
    let at = vec![literal(input.format_time(entry.at))];
    vec![at, vec![code(&writer.to_string())], vec![literal(entry.seq.to_string())], what]
}

/// What an entry records, for people: with the titles that its ids stand for today.
#[derive(Debug, Default)]
pub(in crate::report) struct EntryText {
    /// Comes before what it is about.
    pub(in crate::report) prefix: String,
    /// What it is about: a step, a question.
    pub(in crate::report) subject: Option<String>,
    /// What happened to it.
    pub(in crate::report) action: &'static str,
    /// What a person said.
    pub(in crate::report) user_text: Option<String>,
}

impl EntryText {
    /// What stands before what a person said: a question has its mark already.
    fn separator(&self) -> &'static str {
        let asked = self.action.is_empty() && self.subject.as_ref().is_some_and(|about| about.ends_with('?'));
        if asked { " " } else { ": " }
    }

    /// What an event records.
    pub(in crate::report) fn new(progress: &Progress, event: &Event) -> Self {
        let line = |text: &str| Some(Text::line(text).to_string());
        let nothing = Self::default();
        match event {
            Event::Started { title, .. } => Self { action: "started", user_text: line(title), ..nothing },
            Event::Marked { step, status, reason, .. } => {
                let words = marked_action(*status);
                let said = reason.as_deref().and_then(line);
                Self { action: words, user_text: said, ..for_step(progress, step) }
            }
            Event::Answered { question, value: Some(value), .. } => {
                Self { user_text: line(value), subject: Some(question_prompt(progress, question)), ..nothing }
            }
            Event::Answered { question, value: None, .. } => {
                let about = Some(question_prompt(progress, question));
                Self { action: " - the answer was taken back", subject: about, ..nothing }
            }
            Event::Noted { step, text, .. } if text.is_empty() => {
                Self { action: " - a note was taken away", ..for_step(progress, step) }
            }
            Event::Noted { step, text, .. } => {
                Self { action: " - note", user_text: line(text), ..for_step(progress, step) }
            }
            Event::Adopted { .. } => Self { action: "took over the changed checklist", ..nothing },
        }
    }
}

fn marked_action(status: Status) -> &'static str {
    match status {
        Status::Todo => " - todo",
        Status::InProgress => " - in progress",
        Status::Done => " - done",
        Status::Deferred => " - deferred",
        Status::Blocked => " - blocked",
        Status::Skipped => " - skipped",
        Status::NotApplicable => " - not applicable",
    }
}

/// The number and title of a step; its last title, or its id, where the checklist has it no more.
fn for_step(progress: &Progress, id: &str) -> EntryText {
    let known = progress.checklist().find_step(id);
    let lead = known.map(|ix| format!("{}. ", ix.index() + 1)).unwrap_or_default();
    let title = known.map(|ix| &progress.checklist().step(ix).title);
    let gone = || progress.removed().get(id).and_then(|removed| removed.title.as_ref());
    let about = title.or_else(gone).map_or_else(|| Text::line(id).to_string(), Text::to_string);
    EntryText { prefix: lead, subject: Some(about), ..EntryText::default() }
}

fn question_prompt(progress: &Progress, id: &str) -> String {
    let known = progress.checklist().find_question(id);
    let prompt = known.map(|ix| progress.checklist().question(ix).prompt.to_string());
    prompt.unwrap_or_else(|| Text::line(id).to_string())
}

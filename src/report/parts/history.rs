//! PURE. The history: who did what, when, as the logs have it, what was taken back included.

use super::super::doc::{Block, Grid, Kind, Line, Part, code, columns, text, words};
use super::{Options, ReportInput};
use crate::session::{Entry, Event, Progress, Status, Undoing, Writer};
use crate::text::Text;

/// Every entry of the logs.
pub(super) fn history(input: &ReportInput<'_>, options: &Options) -> Option<Part> {
    let undoing = Undoing::of(input.entries);
    let listed = input.entries.iter().filter(|(_, entry)| options.reaches(entry.at));
    let rows: Vec<Vec<Line>> = listed.map(|(writer, entry)| row(input, &undoing, writer, entry)).collect();
    if rows.is_empty() {
        return None;
    }
    let head = columns(&["At", "By", "#No.", "What"]);
    let grid = Grid { caption: "History".to_owned(), head, rows };
    Some(super::part(input, Kind::History, "History", vec![Block::Grid(grid)]))
}

fn row(input: &ReportInput<'_>, undoing: &Undoing<'_>, writer: &Writer, entry: &Entry) -> Vec<Line> {
    let told = Told::of(input.progress, &entry.event);
    let mut what = vec![words(undoing.role(writer, entry)), words(told.lead.as_str())];
    if let Some(about) = &told.about {
        what.push(text(about));
    }
    what.push(words(told.words));
    if let Some(said) = &told.said {
        what.extend([words(told.joint()), text(said)]);
    }
    if undoing.is_undone(writer, entry) {
        what.push(words(" (undone)"));
    }
    let at = vec![words(input.moment(entry.at))];
    vec![at, vec![code(&writer.to_string())], vec![words(entry.seq.to_string())], what]
}

/// What an entry records, for people: with the titles that its ids stand for today.
#[derive(Debug, Default)]
pub(in crate::report) struct Told {
    /// Comes before what it is about.
    pub(in crate::report) lead: String,
    /// What it is about: a step, a question.
    pub(in crate::report) about: Option<String>,
    /// What happened to it.
    pub(in crate::report) words: &'static str,
    /// What a person said.
    pub(in crate::report) said: Option<String>,
}

impl Told {
    /// What stands before what a person said: a question has its mark already.
    fn joint(&self) -> &'static str {
        let asked = self.words.is_empty() && self.about.as_ref().is_some_and(|about| about.ends_with('?'));
        if asked { " " } else { ": " }
    }

    /// What an event records.
    pub(in crate::report) fn of(progress: &Progress, event: &Event) -> Self {
        let line = |text: &str| Some(Text::line(text).to_string());
        let nothing = Self::default();
        match event {
            Event::Started { title, .. } => Self { words: "started", said: line(title), ..nothing },
            Event::Marked { step, status, reason, .. } => {
                let words = is(*status);
                let said = reason.as_deref().and_then(line);
                Self { words, said, ..about_step(progress, step) }
            }
            Event::Answered { question, value: Some(value), .. } => {
                Self { said: line(value), about: Some(prompt(progress, question)), ..nothing }
            }
            Event::Answered { question, value: None, .. } => {
                let about = Some(prompt(progress, question));
                Self { words: " - the answer was taken back", about, ..nothing }
            }
            Event::Noted { step, text, .. } if text.is_empty() => {
                Self { words: " - a note was taken away", ..about_step(progress, step) }
            }
            Event::Noted { step, text, .. } => {
                Self { words: " - note", said: line(text), ..about_step(progress, step) }
            }
            Event::Adopted { .. } => Self { words: "took over the changed checklist", ..nothing },
        }
    }
}

fn is(status: Status) -> &'static str {
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
fn about_step(progress: &Progress, id: &str) -> Told {
    let known = progress.checklist().find_step(id);
    let lead = known.map(|ix| format!("{}. ", ix.at() + 1)).unwrap_or_default();
    let title = known.map(|ix| &progress.checklist().step(ix).title);
    let gone = || progress.removed().get(id).and_then(|removed| removed.title.as_ref());
    let about = title.or_else(gone).map_or_else(|| Text::line(id).to_string(), Text::to_string);
    Told { lead, about: Some(about), ..Told::default() }
}

fn prompt(progress: &Progress, id: &str) -> String {
    let known = progress.checklist().find_question(id);
    let prompt = known.map(|ix| progress.checklist().question(ix).prompt.to_string());
    prompt.unwrap_or_else(|| Text::line(id).to_string())
}

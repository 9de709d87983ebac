//! PURE. The sections that are tables: decisions, history and logs.

use crate::checklist::{QuestionIx, StepIx, Truth};
use crate::report::doc::{
    DocBlock, DocSection, SectionKind, Span, Spans, code, literal, section, table, user_text, writer_of,
};
use crate::report::input::{LogHead, ReportInput, ReportOptions};
use crate::session::{Answer, Entry, Event, Progress, UndoIndex, Writer};
use crate::text::{Text, count};

/// Lists every question that is asked and every answer that was given.
pub(super) fn decisions(input: &ReportInput<'_>, options: &ReportOptions) -> Option<DocSection> {
    let steps = input.progress.checklist().step_indices();
    let rows: Vec<Vec<Spans>> = steps.flat_map(|step| question_rows(input, options, step)).collect();
    (!rows.is_empty()).then(|| {
        let grid = table("Decisions", &["Question", "Answer", "By", "At"], rows);
        section(input, SectionKind::Decisions, "Decisions", vec![DocBlock::Grid(grid)])
    })
}

fn question_rows(input: &ReportInput<'_>, options: &ReportOptions, step: StepIx) -> Vec<Vec<Spans>> {
    let progress = input.progress;
    let applies = progress.step(step).applies != Truth::No;
    let row = |ix: QuestionIx| match progress.answer(ix) {
        Some(answer) => options.includes_time(answer.stamp.at).then(|| answered_row(input, ix, answer)),
        None => (options.since.is_none() && applies && progress.is_asked(ix))
            .then(|| unanswered_row(progress, ix)),
    };
    progress.checklist().questions_of(step).filter_map(row).collect()
}

fn unanswered_row(progress: &Progress, ix: QuestionIx) -> Vec<Spans> {
    let question = progress.checklist().question(ix);
    let optional = if question.required { "" } else { " (optional)" };
    let answer = vec![Span::Emphasis("not answered"), literal(optional)];
    vec![vec![user_text(progress.prompt(ix).as_str())], answer, Vec::new(), Vec::new()]
}

fn answered_row(input: &ReportInput<'_>, ix: QuestionIx, answer: &Answer) -> Vec<Spans> {
    let mut value = vec![user_text(answer.value.as_str())];
    if let Some(remark) = inactive_remark(input.progress, ix) {
        value.extend([literal(" "), Span::Emphasis(remark)]);
    }
    let at = literal(input.format_time(answer.stamp.at));
    vec![vec![user_text(input.progress.prompt(ix).as_str())], value, vec![writer_of(&answer.stamp)], vec![at]]
}

/// Marks an answer that has no effect while the others are as they are. One that makes its own step not
/// applicable has.
fn inactive_remark(progress: &Progress, ix: QuestionIx) -> Option<&'static str> {
    let question = progress.checklist().question(ix);
    let decides_own_step = question.dependents.contains(&question.step);
    if !progress.is_asked(ix) {
        Some("(no longer asked)")
    } else if progress.step(question.step).applies == Truth::No && !decides_own_step {
        Some("(its step does not apply)")
    } else {
        None
    }
}

/// Lists every entry of the logs, including what was undone.
pub(super) fn history(input: &ReportInput<'_>, options: &ReportOptions) -> Option<DocSection> {
    let undo = UndoIndex::of(input.entries);
    let listed = input.entries.iter().filter(|(_, entry)| options.includes_time(entry.at));
    let rows: Vec<Vec<Spans>> =
        listed.map(|(writer, entry)| entry_row(input, &undo, writer, entry)).collect();
    (!rows.is_empty()).then(|| {
        let grid = table("History", &["At", "By", "#No.", "What"], rows);
        section(input, SectionKind::History, "History", vec![DocBlock::Grid(grid)])
    })
}

fn entry_row(input: &ReportInput<'_>, undo: &UndoIndex<'_>, writer: &Writer, entry: &Entry) -> Vec<Spans> {
    let text = EntryText::new(input.progress, &entry.event);
    let mut what = vec![literal(undo.role(writer, entry)), literal(text.prefix.as_str())];
    if let Some(subject) = &text.subject {
        what.push(user_text(subject));
    }
    what.push(literal(text.action.as_str()));
    if let Some(value) = &text.user_text {
        what.extend([literal(text.separator()), user_text(value)]);
    }
    if undo.is_undone(writer, entry) {
        what.push(literal(" (undone)"));
    }
    let at = vec![literal(input.format_time(entry.at))];
    vec![at, vec![code(&writer.to_string())], vec![literal(entry.seq.to_string())], what]
}

/// An entry in words, with the titles that its ids have today.
#[derive(Debug, Default)]
pub(in crate::report) struct EntryText {
    /// The number of the step.
    pub(in crate::report) prefix: String,
    /// The step or question that the entry is about.
    pub(in crate::report) subject: Option<String>,
    /// What happened to it.
    pub(in crate::report) action: String,
    /// What a person wrote: a reason, an answer, a note, a title.
    pub(in crate::report) user_text: Option<String>,
}

impl EntryText {
    /// Returns the separator before the person's text, only a blank after a question mark.
    fn separator(&self) -> &'static str {
        let is_question = self.subject.as_ref().is_some_and(|subject| subject.ends_with('?'));
        if self.action.is_empty() && is_question { " " } else { ": " }
    }

    pub(in crate::report) fn new(progress: &Progress, event: &Event) -> Self {
        let line = |text: &str| Some(Text::line(text).to_string());
        let empty = Self::default();
        match event {
            Event::Started { title, .. } => {
                Self { action: "started".into(), user_text: line(title), ..empty }
            }
            Event::Marked { step, status, reason, accepts, .. } => {
                let user_text = reason.as_deref().and_then(line);
                let accepted = match accepts.len() {
                    0 => String::new(),
                    n => format!(", {} accepted", count(n, "warning")),
                };
                let action = format!(" - {}{accepted}", status.label());
                Self { action, user_text, ..for_step(progress, step) }
            }
            Event::Answered { question, value: Some(value), .. } => {
                Self { user_text: line(value), subject: Some(question_prompt(progress, question)), ..empty }
            }
            Event::Answered { question, value: None, .. } => {
                let subject = Some(question_prompt(progress, question));
                Self { action: " - the answer was taken back".into(), subject, ..empty }
            }
            Event::Noted { step, text, .. } if text.is_empty() => {
                Self { action: " - a note was taken away".into(), ..for_step(progress, step) }
            }
            Event::Noted { step, text, .. } => {
                Self { action: " - note".into(), user_text: line(text), ..for_step(progress, step) }
            }
            Event::Adopted { .. } => Self { action: "took over the changed checklist".into(), ..empty },
        }
    }
}

/// Returns the number and title of a step, or its last title, or its id, if the checklist no longer has it.
fn for_step(progress: &Progress, id: &str) -> EntryText {
    let ix = progress.checklist().find_step(id);
    let prefix = ix.map(|ix| format!("{}. ", ix.index() + 1)).unwrap_or_default();
    let title = ix.map(|ix| &progress.checklist().step(ix).title);
    let last_title = || progress.removed().get(id).and_then(|removed| removed.title.as_ref());
    let subject = title.or_else(last_title).map_or_else(|| Text::line(id).to_string(), Text::to_string);
    EntryText { prefix, subject: Some(subject), ..EntryText::default() }
}

fn question_prompt(progress: &Progress, id: &str) -> String {
    let ix = progress.checklist().find_question(id);
    let prompt = ix.map(|ix| progress.prompt(ix).to_string());
    prompt.unwrap_or_else(|| Text::line(id).to_string())
}

/// Lists each log with the head of its chain, and says what that is good for.
pub(super) fn logs(input: &ReportInput<'_>) -> Option<DocSection> {
    let row = |log: &LogHead| -> Option<Vec<Spans>> {
        let head = code(Text::line(log.head.as_ref()?).as_str());
        let entries = literal(log.entries.to_string());
        Some(vec![vec![code(&log.writer.to_string())], vec![entries], vec![head]])
    };
    let rows: Vec<Vec<Spans>> = input.logs.iter().filter_map(row).collect();
    if rows.is_empty() {
        return None;
    }
    let grid = table("Logs", &["Writer", "#Entries", "Head of the chain"], rows);
    let meaning = vec![
        literal("The checklist has the SHA-256 "),
        code(input.progress.checklist().digest()),
        literal(
            ". Every line of a log is chained to the line before: a log that was edited later no longer \
             passes through the head above. That makes the record tamper-evident, not tamper-proof.",
        ),
    ];
    let blocks = vec![DocBlock::Grid(grid), DocBlock::Paragraph(meaning)];
    Some(section(input, SectionKind::Logs, "Logs", blocks))
}

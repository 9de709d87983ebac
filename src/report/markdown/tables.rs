//! PURE. The tables of a report: what was decided, and the logs that it was recorded in.

use super::escape::{code, inline};
use crate::checklist::{QuestionIx, Truth};
use crate::report::ReportInput;
use crate::session::{Answer, Progress};
use crate::text::Text;

/// Every question that is asked, and every answer that was given.
pub(super) fn decisions(input: &ReportInput<'_>) -> Vec<String> {
    let progress = input.progress;
    let rows: Vec<String> =
        progress.checklist().step_indices().flat_map(|step| rows_of(input, progress, step)).collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let mut out = super::part(input, "Decisions");
    out.push("| Question | Answer | By | At |".to_owned());
    out.push("|---|---|---|---|".to_owned());
    out.extend(rows);
    out
}

fn rows_of(input: &ReportInput<'_>, progress: &Progress, step: crate::checklist::StepIx) -> Vec<String> {
    let applies = progress.step(step).applies != Truth::No;
    progress
        .checklist()
        .questions_of(step)
        .filter_map(|ix| match progress.answer(ix) {
            Some(answer) => Some(answered(input, ix, answer)),
            None => (applies && progress.is_asked(ix)).then(|| open(progress, ix)),
        })
        .collect()
}

fn open(progress: &Progress, ix: QuestionIx) -> String {
    let question = progress.checklist().question(ix);
    let optional = if question.required { "" } else { " (optional)" };
    format!("| {} | *not answered*{optional} | | |", inline(question.prompt.as_str()))
}

fn answered(input: &ReportInput<'_>, ix: QuestionIx, answer: &Answer) -> String {
    let question = input.progress.checklist().question(ix);
    format!(
        "| {} | {}{} | {} | {} |",
        inline(question.prompt.as_str()),
        inline(answer.value.as_str()),
        idle(input.progress, ix),
        code(&answer.stamp.by.to_string()),
        input.moment(answer.stamp.at)
    )
}

/// Marks an answer that has no bearing as the others stand. One that switches its own step off has.
fn idle(progress: &Progress, ix: QuestionIx) -> &'static str {
    let question = progress.checklist().question(ix);
    if !progress.is_asked(ix) {
        " *(no longer asked)*"
    } else if progress.step(question.step).applies == Truth::No && !question.switches.contains(&question.step)
    {
        " *(its step does not apply)*"
    } else {
        ""
    }
}

/// The logs with their heads: what a pasted report anchors.
pub(super) fn logs(input: &ReportInput<'_>) -> Vec<String> {
    if input.logs.is_empty() {
        return Vec::new();
    }
    let mut out = super::part(input, "Logs");
    out.push("| Writer | Entries | Head of the chain |".to_owned());
    out.push("|---|---:|---|".to_owned());
    out.extend(input.logs.iter().map(|log| {
        let head = Text::line(&log.head);
        format!("| {} | {} | {} |", code(&log.writer.to_string()), log.entries, code(head.as_str()))
    }));
    out.push(String::new());
    out.push(format!(
        "The checklist has the SHA-256 {}. Every line of a log is chained to the line before: a log that \
         was edited later no longer passes through the head above. That makes the record tamper-evident, \
         not tamper-proof.",
        code(input.progress.checklist().digest())
    ));
    out
}

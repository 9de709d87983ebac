//! PURE. What was decided on the way, and what is still to be.

use super::super::doc::{
    DocBlock, DocSection, Grid, SectionKind, Span, Spans, columns, literal, user_text, writer_of,
};
use super::{ReportInput, ReportOptions};
use crate::checklist::{QuestionIx, StepIx, Truth};
use crate::session::{Answer, Progress};

/// Every question that is asked, and every answer that was given.
pub(super) fn decisions(input: &ReportInput<'_>, options: &ReportOptions) -> Option<DocSection> {
    let steps = input.progress.checklist().step_indices();
    let rows: Vec<Vec<Spans>> = steps.flat_map(|step| question_rows(input, options, step)).collect();
    if rows.is_empty() {
        return None;
    }
    let head = columns(&["Question", "Answer", "By", "At"]);
    let grid = Grid { caption: "Decisions".to_owned(), head, rows };
    Some(super::section(input, SectionKind::Decisions, "Decisions", vec![DocBlock::Grid(grid)]))
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
    vec![vec![user_text(question.prompt.as_str())], answer, Vec::new(), Vec::new()]
}

fn answered_row(input: &ReportInput<'_>, ix: QuestionIx, answer: &Answer) -> Vec<Spans> {
    let question = input.progress.checklist().question(ix);
    let mut value = vec![user_text(answer.value.as_str())];
    if let Some(idle) = inactive_remark(input.progress, ix) {
        value.extend([literal(" "), Span::Emphasis(idle)]);
    }
    let at = literal(input.format_time(answer.stamp.at));
    vec![vec![user_text(question.prompt.as_str())], value, vec![writer_of(&answer.stamp)], vec![at]]
}

/// Marks an answer that has no bearing as the others stand. One that switches its own step off has.
fn inactive_remark(progress: &Progress, ix: QuestionIx) -> Option<&'static str> {
    let question = progress.checklist().question(ix);
    let own = question.dependents.contains(&question.step);
    if !progress.is_asked(ix) {
        Some("(no longer asked)")
    } else if progress.step(question.step).applies == Truth::No && !own {
        Some("(its step does not apply)")
    } else {
        None
    }
}

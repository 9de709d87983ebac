//! PURE. What was decided on the way, and what is still to be.

use super::super::doc::{Block, Grid, Kind, Line, Part, Span, by, columns, text, words};
use super::{Options, ReportInput};
use crate::checklist::{QuestionIx, StepIx, Truth};
use crate::session::{Answer, Progress};

/// Every question that is asked, and every answer that was given.
pub(super) fn decisions(input: &ReportInput<'_>, options: &Options) -> Option<Part> {
    let steps = input.progress.checklist().step_indices();
    let rows: Vec<Vec<Line>> = steps.flat_map(|step| rows_of(input, options, step)).collect();
    if rows.is_empty() {
        return None;
    }
    let head = columns(&["Question", "Answer", "By", "At"]);
    let grid = Grid { caption: "Decisions".to_owned(), head, rows };
    Some(super::part(input, Kind::Decisions, "Decisions", vec![Block::Grid(grid)]))
}

fn rows_of(input: &ReportInput<'_>, options: &Options, step: StepIx) -> Vec<Vec<Line>> {
    let progress = input.progress;
    let applies = progress.step(step).applies != Truth::No;
    let row = |ix: QuestionIx| match progress.answer(ix) {
        Some(answer) => options.reaches(answer.stamp.at).then(|| answered(input, ix, answer)),
        None => (options.since.is_none() && applies && progress.is_asked(ix)).then(|| open(progress, ix)),
    };
    progress.checklist().questions_of(step).filter_map(row).collect()
}

fn open(progress: &Progress, ix: QuestionIx) -> Vec<Line> {
    let question = progress.checklist().question(ix);
    let optional = if question.required { "" } else { " (optional)" };
    let answer = vec![Span::Aside("not answered"), words(optional)];
    vec![vec![text(question.prompt.as_str())], answer, Vec::new(), Vec::new()]
}

fn answered(input: &ReportInput<'_>, ix: QuestionIx, answer: &Answer) -> Vec<Line> {
    let question = input.progress.checklist().question(ix);
    let mut value = vec![text(answer.value.as_str())];
    if let Some(idle) = idle(input.progress, ix) {
        value.extend([words(" "), Span::Aside(idle)]);
    }
    let at = words(input.moment(answer.stamp.at));
    vec![vec![text(question.prompt.as_str())], value, vec![by(&answer.stamp)], vec![at]]
}

/// Marks an answer that has no bearing as the others stand. One that switches its own step off has.
fn idle(progress: &Progress, ix: QuestionIx) -> Option<&'static str> {
    let question = progress.checklist().question(ix);
    let own = question.switches.contains(&question.step);
    if !progress.is_asked(ix) {
        Some("(no longer asked)")
    } else if progress.step(question.step).applies == Truth::No && !own {
        Some("(its step does not apply)")
    } else {
        None
    }
}

//! PURE. What the plain face prints: steps, prompts and lists as lines of words, wrapped to the width.

use jiff::tz::TimeZone;
use unicode_width::UnicodeWidthStr as _;

use crate::checklist::{Node, QuestionIx, SectionIx, StepIx, Truth};
use crate::session::{Progress, StepState, format_done};
use crate::text::Text;
use crate::tui::{Filter, status_label, step_text};

/// Whether changes can be saved, for the prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SaveState {
    Works,
    /// The last change could not be saved.
    Failed,
    ReadOnly,
}

pub(super) fn step_lines(progress: &Progress, ix: StepIx, zone: &TimeZone) -> Vec<String> {
    let mut lines =
        vec![String::new(), format!("Step {} of {}", ix.index() + 1, progress.checklist().steps().len())];
    lines.extend(step_text(progress, ix, zone));
    lines
}

/// Returns the prompt: the step, and the commands that apply to it.
pub(super) fn prompt(progress: &Progress, ix: StepIx, state: SaveState) -> String {
    let step = progress.step(ix);
    let words = match (state, required_question(progress, ix).filter(|_| step.is_open())) {
        (SaveState::ReadOnly, _) => "read only: next, back, go STEP, status, help or q".to_owned(),
        (_, Some(question)) => format!("{}, next, help or q", answer_hint(progress, question)),
        (..) if step.applies == Truth::No => "next, help or q".to_owned(),
        (..) if step.is_open() => "done, deferred REASON, note TEXT, next, help or q".to_owned(),
        (..) => "next, todo, note TEXT, help or q".to_owned(),
    };
    let failed = if state == SaveState::Failed { "not saved: retry, " } else { "" };
    format!("step {}, {}: {failed}{words}> ", ix.index() + 1, status_label(step))
}

/// Returns the question to answer before the step can be done.
pub(super) fn required_question(progress: &Progress, ix: StepIx) -> Option<QuestionIx> {
    if progress.step(ix).applies == Truth::No {
        return None;
    }
    progress.deciding_question(ix).or_else(|| progress.open_question(ix))
}

/// The command that answers a question: `answer site-mode with 1 mixed or 2 native`.
fn answer_hint(progress: &Progress, ix: QuestionIx) -> String {
    let question = progress.checklist().question(ix);
    let id = Text::line(&question.id);
    if question.choices.is_empty() {
        return format!("answer {id} TEXT");
    }
    format!("answer {id} with {}", crate::text::or_list(&choices(progress, ix)))
}

fn choices(progress: &Progress, ix: QuestionIx) -> Vec<String> {
    let choices = &progress.checklist().question(ix).choices;
    (1..).zip(choices).map(|(n, choice)| format!("{n} {}", Text::line(choice))).collect()
}

/// The questions that are asked as the answers are now, by their numbers in the checklist.
pub(super) fn question_lines(progress: &Progress) -> Vec<String> {
    let all = (0u32..).map(QuestionIx).zip(progress.checklist().questions());
    let asked = all.filter(|(ix, _)| progress.is_asked(*ix));
    let line = |(ix, question): (QuestionIx, &crate::checklist::Question)| {
        let answer = progress.answer(ix);
        let answer = answer.map_or_else(
            || format!("not answered; {}", answer_hint(progress, ix)),
            |answer| format!("{}, by {}", answer.value, answer.stamp.by),
        );
        format!("{}. {} ({}): {answer}", ix.index() + 1, progress.prompt(ix), Text::line(&question.id))
    };
    let lines: Vec<String> = asked.map(line).collect();
    if lines.is_empty() { vec!["this checklist asks no questions".to_owned()] } else { lines }
}

/// The sections and steps that the filter lets through, and the summary.
pub(super) fn outline_lines(progress: &Progress, filter: Filter, current: StepIx) -> Vec<String> {
    let mut lines = Vec::new();
    let mut headings: Vec<(u16, String)> = Vec::new();
    for node in progress.checklist().outline() {
        match node {
            Node::Section(ix) => {
                let (depth, line) = heading(progress, *ix);
                headings.retain(|(outer, _)| *outer < depth);
                headings.push((depth, line));
            }
            Node::Step(ix) if filter.matches(progress.step(*ix)) => {
                lines.extend(headings.drain(..).map(|(_, heading)| heading));
                lines.push(step_line(progress, *ix, *ix == current));
            }
            Node::Step(_) => {}
        }
    }
    if lines.is_empty() {
        lines.push(format!("no step: {}", filter.name()));
    }
    lines.push(progress.total().summary());
    lines
}

/// A section's depth, and its line: `Plan for the environment: 1/6 steps done`.
fn heading(progress: &Progress, ix: SectionIx) -> (u16, String) {
    let section = progress.checklist().section(ix);
    (section.depth, format!("{}: {} done", section.title, format_done(progress.section(ix))))
}

/// The line of a step in a list.
pub(super) fn step_line(progress: &Progress, ix: StepIx, is_current: bool) -> String {
    let state: &StepState = progress.step(ix);
    let mark = if is_current { ", you are here" } else { "" };
    let reason = state.reason.as_ref().filter(|_| state.applies != Truth::No);
    let why = reason.map(|reason| format!(": {reason}")).unwrap_or_default();
    format!(
        "{}. {} - {}{why}{mark}",
        ix.index() + 1,
        progress.checklist().step(ix).title,
        status_label(state)
    )
}

/// Lines indented by at least this many blanks are code, and are not wrapped.
const CODE_INDENT: usize = 4;

/// Wraps a line to at most `width` cells, as far as its words allow. Lines after the first are indented as
/// far as the first one's text.
pub(super) fn wrap(line: &str, width: usize) -> Vec<String> {
    let text = line.trim_start_matches(' ');
    let indent = line.len() - text.len();
    let mark = marker_width(text);
    if line.width() <= width || (indent >= CODE_INDENT && mark == 0) {
        return vec![line.to_owned()];
    }
    let hang = " ".repeat(indent + mark);
    crate::text::wrap(text.split(' '), &" ".repeat(indent), &hang, width)
}

/// The width of a list marker: `- `, `? `, `12. `.
fn marker_width(text: &str) -> usize {
    let Some((mark, _)) = text.split_once(' ') else { return 0 };
    let number = mark.strip_suffix('.').is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
    if number || matches!(mark, "-" | "?" | "*") { mark.len() + 1 } else { 0 }
}

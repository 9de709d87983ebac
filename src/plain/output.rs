//! PURE. What the plain face says: steps, prompts and lists as lines of words.

use jiff::tz::TimeZone;

use super::commands::COMMANDS;
use crate::checklist::{Node, QuestionIx, SectionIx, StepIx, Truth};
use crate::session::{Progress, StepState, format_done};
use crate::text::Text;
use crate::tui::{Filter, status_label, step_text};

/// What a prompt tells of besides the step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SaveState {
    /// Changes can be recorded.
    Works,
    /// The last one could not be saved.
    Failed,
    /// None can be.
    ReadOnly,
}

/// A step, whole.
pub(super) fn step_lines(progress: &Progress, ix: StepIx, zone: &TimeZone) -> Vec<String> {
    let mut lines =
        vec![String::new(), format!("Step {} of {}", ix.index() + 1, progress.checklist().steps().len())];
    lines.extend(step_text(progress, ix, zone));
    lines
}

/// What can be answered now, before the prompt's sign.
pub(super) fn prompt(progress: &Progress, ix: StepIx, recording: SaveState) -> String {
    let state = progress.step(ix);
    let words = match (recording, required_question(progress, ix).filter(|_| state.is_open())) {
        (SaveState::ReadOnly, _) => "read only: next, back, go STEP, status, help or q".to_owned(),
        (_, Some(question)) => format!("{}, next, help or q", answer_hint(progress, question)),
        (..) if state.applies == Truth::No => "next, help or q".to_owned(),
        (..) if state.is_open() => "done, deferred REASON, note TEXT, next, help or q".to_owned(),
        (..) => "next, todo, note TEXT, help or q".to_owned(),
    };
    let failed = if recording == SaveState::Failed { "not saved: retry, " } else { "" };
    format!("step {}, {}: {failed}{words}> ", ix.index() + 1, status_label(state))
}

/// The question to answer before the step can be done.
pub(super) fn required_question(progress: &Progress, ix: StepIx) -> Option<QuestionIx> {
    if progress.step(ix).applies == Truth::No {
        return None;
    }
    progress.deciding_question(ix).or_else(|| progress.open_question(ix))
}

/// How a question is answered: `answer site-mode with 1 mixed or 2 native`.
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

/// Every question that is asked as the answers stand, by its number in the checklist.
pub(super) fn question_lines(progress: &Progress) -> Vec<String> {
    let all = (0u32..).map(QuestionIx).zip(progress.checklist().questions());
    let asked = all.filter(|(ix, _)| progress.is_asked(*ix));
    let told = |(ix, question): (QuestionIx, &crate::checklist::Question)| {
        let answer = progress.answer(ix);
        let answer = answer.map_or_else(
            || format!("not answered; {}", answer_hint(progress, ix)),
            |answer| format!("{}, by {}", answer.value, answer.stamp.by),
        );
        format!("{}. {} ({}): {answer}", ix.index() + 1, question.prompt, Text::line(&question.id))
    };
    let lines: Vec<String> = asked.map(told).collect();
    if lines.is_empty() { vec!["this checklist asks no questions".to_owned()] } else { lines }
}

/// The outline as far as a filter lets it through, and the summary.
pub(super) fn outline_lines(progress: &Progress, filter: Filter, here: StepIx) -> Vec<String> {
    let mut lines = Vec::new();
    let mut headings: Vec<(u16, String)> = Vec::new();
    for node in progress.checklist().outline() {
        match node {
            Node::Section(ix) => {
                let (depth, line) = heading(progress, *ix);
                headings.retain(|(around, _)| *around < depth);
                headings.push((depth, line));
            }
            Node::Step(ix) if filter.matches(progress.step(*ix)) => {
                lines.extend(headings.drain(..).map(|(_, heading)| heading));
                lines.push(step_line(progress, *ix, *ix == here));
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

/// A line of the list of steps.
pub(super) fn step_line(progress: &Progress, ix: StepIx, here: bool) -> String {
    let state: &StepState = progress.step(ix);
    let mark = if here { ", you are here" } else { "" };
    let reason = state.reason.as_ref().filter(|_| state.applies != Truth::No);
    let why = reason.map(|reason| format!(": {reason}")).unwrap_or_default();
    format!(
        "{}. {} - {}{why}{mark}",
        ix.index() + 1,
        progress.checklist().step(ix).title,
        status_label(state)
    )
}

/// The words, as the help tells them.
pub(super) fn help_lines() -> Vec<String> {
    let takes = |takes: &str| if takes.is_empty() { String::new() } else { format!(" {takes}") };
    let key = |key: &str| if key.is_empty() { String::new() } else { format!(" (or {key})") };
    let told = |help: &super::commands::CommandHelp| {
        format!("{}{}{}: {}", help.name, takes(help.arguments), key(help.key), help.description)
    };
    let mut lines: Vec<String> = COMMANDS.iter().map(told).collect();
    lines.push("] and [ go to the next and the previous open step.".to_owned());
    lines.push("Every change is on disk before it is told, so leaving never asks.".to_owned());
    lines
}

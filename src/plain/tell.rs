//! PURE. What the plain face says: steps, prompts and lists as lines of words.

use jiff::tz::TimeZone;

use super::words::WORDS;
use crate::checklist::{QuestionIx, StepIx, Truth};
use crate::session::{Progress, StepState};
use crate::wizard::{status_words, step_text};

/// The widest line, in cells.
const WIDTH: usize = 76;

/// A step, whole.
pub(super) fn step(progress: &Progress, ix: StepIx, zone: &TimeZone) -> Vec<String> {
    let mut lines =
        vec![String::new(), format!("Step {} of {}", ix.at() + 1, progress.checklist().steps().len())];
    lines.extend(step_text(progress, ix, WIDTH, zone));
    lines
}

/// What can be answered now, before the prompt's sign.
pub(super) fn prompt(progress: &Progress, ix: StepIx) -> String {
    let state = progress.step(ix);
    let number = ix.at() + 1;
    if let Some(question) = wanted(progress, ix) {
        return format!(
            "step {number}, {}: {}, next, help or q> ",
            status_words(state),
            answers(progress, question)
        );
    }
    let words = match state.applies {
        Truth::No => "next, help or q",
        _ if state.is_open() => "done, deferred REASON, note TEXT, next, help or q",
        _ => "next, todo, note TEXT, help or q",
    };
    format!("step {number}, {}: {words}> ", status_words(state))
}

/// The question to answer before the step can be done.
pub(super) fn wanted(progress: &Progress, ix: StepIx) -> Option<QuestionIx> {
    if progress.step(ix).applies == Truth::No {
        return None;
    }
    progress.deciding_question(ix).or_else(|| progress.open_question(ix))
}

/// How a question is answered: `answer site-mode 1 mixed or 2 native`.
fn answers(progress: &Progress, ix: QuestionIx) -> String {
    let question = progress.checklist().question(ix);
    let id = crate::text::Text::line(&question.id);
    if question.choices.is_empty() {
        return format!("answer {id} TEXT");
    }
    let choices: Vec<String> =
        (1..).zip(&question.choices).map(|(n, choice)| format!("{n} {choice}")).collect();
    format!("answer {id} with {}", crate::text::or_list(&choices))
}

/// A line of the list of steps.
pub(super) fn row(progress: &Progress, ix: StepIx, here: bool) -> String {
    let state: &StepState = progress.step(ix);
    let mark = if here { ", you are here" } else { "" };
    let reason = state.reason.as_ref().filter(|_| state.applies != Truth::No);
    let why = reason.map(|reason| format!(": {reason}")).unwrap_or_default();
    format!("{}. {} - {}{why}{mark}", ix.at() + 1, progress.checklist().step(ix).title, status_words(state))
}

/// The words, as the help tells them.
pub(super) fn help() -> Vec<String> {
    let told = |takes: &str| if takes.is_empty() { String::new() } else { format!(" {takes}") };
    WORDS.iter().map(|help| format!("{}{}: {}", help.word, told(help.takes), help.does)).collect()
}

//! PURE. The briefing: the screenful that tells how a session stands.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::progress::{Change, Changed, Progress, StepState, done_of};
use super::{Drift, Mode, SessionName};
use crate::checklist::StepIx;
use crate::text::{Text, ago, count, minute, since};

/// How many changes, open steps and questions are named before the rest is counted.
const NAMED: usize = 3;

/// What a briefing tells besides the progress.
#[derive(Debug, Clone)]
pub struct Surroundings<'a> {
    /// The session's name.
    pub name: &'a SessionName,
    /// The time now.
    pub now: Timestamp,
    /// The zone that times are told in.
    pub zone: &'a TimeZone,
    /// What the checklist's file changed to since it was taken over.
    pub drift: Option<&'a Drift>,
    /// What is wrong with the session's folder.
    pub problems: &'a [String],
}

/// One line of a briefing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BriefingLine {
    /// What the session is for.
    Title(String),
    /// A plain line.
    Plain(String),
    /// What the items below it are.
    Heading(&'static str),
    /// One thing under a heading.
    Item(String),
    /// Something wrong or changed that a person must know.
    Alert(String),
    /// The last line: complete or not, and why.
    Summary(String),
}

/// A briefing, line by line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Briefing(pub Vec<BriefingLine>);

impl Briefing {
    /// The briefing of a session as it stands.
    pub fn of(progress: &Progress, around: &Surroundings<'_>) -> Self {
        let mut lines = head(progress, around);
        group(&mut lines, "Last changes", last_changes(progress, around));
        group(&mut lines, "Next", next_steps(progress));
        group(&mut lines, "Not decided yet", undecided(progress));
        group(&mut lines, "Exceptions", exceptions(progress));
        group(&mut lines, "To re-check, as their words changed", rechecks(progress));
        let alerts = alerts(around);
        if !alerts.is_empty() {
            lines.push(BriefingLine::Plain(String::new()));
            lines.extend(alerts);
        }
        lines.push(BriefingLine::Plain(String::new()));
        lines.push(BriefingLine::Summary(progress.total().summary()));
        Self(lines)
    }

    /// The briefing as text, a line each, with a line feed at the end.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        for line in &self.0 {
            match line {
                BriefingLine::Heading(text) => out.push_str(text),
                BriefingLine::Item(text) => {
                    out.push_str("  - ");
                    out.push_str(text);
                }
                BriefingLine::Alert(text) => {
                    out.push_str("! ");
                    out.push_str(text);
                }
                BriefingLine::Title(text) | BriefingLine::Plain(text) | BriefingLine::Summary(text) => {
                    out.push_str(text);
                }
            }
            out.push('\n');
        }
        out
    }
}

fn head(progress: &Progress, around: &Surroundings<'_>) -> Vec<BriefingLine> {
    let mode = match progress.mode() {
        Mode::Live => String::new(),
        Mode::Rehearsal => " (REHEARSAL)".to_owned(),
    };
    let list = progress.checklist().title();
    let mut lines = vec![BriefingLine::Title(format!("{}{mode}", progress.title()))];
    let checklist = if list == progress.title() { String::new() } else { format!("{list}, ") };
    lines.push(BriefingLine::Plain(format!("{checklist}session {}", around.name)));
    if let Some(change) = progress.last_change() {
        lines.push(BriefingLine::Plain(format!(
            "{} done; last change {} ({}) by {}",
            done_of(progress.total()),
            ago(since(change.at, around.now)),
            minute(change.at, around.zone),
            change.by
        )));
    }
    lines
}

fn group(lines: &mut Vec<BriefingLine>, heading: &'static str, items: Vec<String>) {
    if items.is_empty() {
        return;
    }
    lines.push(BriefingLine::Plain(String::new()));
    lines.push(BriefingLine::Heading(heading));
    lines.extend(items.into_iter().map(BriefingLine::Item));
}

/// The first few items, and how many more there are.
fn some(mut items: impl Iterator<Item = String>, noun: &str) -> Vec<String> {
    let mut named: Vec<String> = items.by_ref().take(NAMED).collect();
    let more = items.count();
    if more > 0 {
        named.push(format!("and {}", count(more, &format!("more {noun}"))));
    }
    named
}

fn last_changes(progress: &Progress, around: &Surroundings<'_>) -> Vec<String> {
    let told = |change: &Change| {
        format!("{}: {} ({})", change.by, changed(progress, &change.what), ago(since(change.at, around.now)))
    };
    progress.recent().rev().take(NAMED).map(told).collect()
}

/// What a change was, in words: `"Review the concepts" is done`.
pub(super) fn changed(progress: &Progress, what: &Changed) -> String {
    let title = |id: &str| progress.title_of(id).map_or_else(|| Text::line(id).to_string(), Text::to_string);
    let prompt = |id: &str| match progress.checklist().find_question(id) {
        Some(ix) => progress.checklist().question(ix).prompt.to_string(),
        None => Text::line(id).to_string(),
    };
    match what {
        Changed::Started => "the session began".to_owned(),
        Changed::Marked(step, status) => format!("\"{}\" is {}", title(step), status.words()),
        Changed::Answered(question, Some(value)) => format!("{} {value}", prompt(question)),
        Changed::Answered(question, None) => format!("the answer was taken back: {}", prompt(question)),
        Changed::Noted(step) => format!("a note on \"{}\"", title(step)),
        Changed::Adopted => "the changed checklist was taken over".to_owned(),
    }
}

fn numbered(progress: &Progress, ix: StepIx) -> String {
    format!("{}. {}", ix.at() + 1, progress.checklist().step(ix).title)
}

fn next_steps(progress: &Progress) -> Vec<String> {
    let told = |(ix, state): (StepIx, &StepState)| {
        let begun = if state.effective() == super::Status::InProgress { " (in progress)" } else { "" };
        format!("{}{begun}", numbered(progress, ix))
    };
    let open = progress.steps().filter(|(_, state)| state.is_open() && !state.needs_recheck());
    some(open.map(told), "step")
}

fn undecided(progress: &Progress) -> Vec<String> {
    let questions = progress.open_questions().map(|ix| progress.checklist().question(ix).prompt.to_string());
    some(questions, "question")
}

fn exceptions(progress: &Progress) -> Vec<String> {
    let told = |(ix, state): (StepIx, &StepState)| {
        let reason = state.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
        let by = state.stamp.as_ref().map(|stamp| format!(" ({})", stamp.by)).unwrap_or_default();
        format!("{} is {}{reason}{by}", numbered(progress, ix), state.status.words())
    };
    progress.steps().filter(|(_, state)| state.is_exception()).map(told).collect()
}

fn rechecks(progress: &Progress) -> Vec<String> {
    let steps = progress.steps().filter(|(_, state)| state.needs_recheck());
    some(steps.map(|(ix, _)| numbered(progress, ix)), "step")
}

fn alerts(around: &Surroundings<'_>) -> Vec<BriefingLine> {
    let drift = around.drift.filter(|drift| !drift.is_empty()).map(|drift| {
        format!(
            "the checklist has changed since: {}; `runsheet adopt {}` takes it over",
            drift.summary(),
            around.name
        )
    });
    drift.into_iter().chain(around.problems.iter().cloned()).map(BriefingLine::Alert).collect()
}

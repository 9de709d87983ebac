//! PURE. The briefing: the screenful that tells how a session stands.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use unicode_width::UnicodeWidthStr as _;

use super::event::describe_with;
use super::progress::{Change, ChangeKind, Progress, StepState, format_done};
use super::{Drift, Event, Mode, SessionName, Status};
use crate::checklist::StepIx;
use crate::text::{Text, ago, clip, count, format_minute, seconds_since};

/// The rows that a briefing has on the smallest usual screen, 80 by 24, with a prompt below it.
const ROWS: usize = 23;
/// The cells of such a row that are comfortable to read.
const WIDTH: usize = 76;

/// The cells of a thing in a list.
const ITEM_WIDTH: usize = WIDTH - 4;

/// How much room a briefing takes.
#[derive(Debug, Clone, Copy)]
struct Limits {
    /// How many things of a kind are named before the rest is counted.
    max_items: usize,
    /// The same for what is wrong with the folder.
    max_problems: usize,
    /// Whether a blank line stands before each heading.
    spaced: bool,
    /// Whether what is told of changes and steps is cut off at the end of a row. Reasons never are.
    clip: bool,
}

/// From the roomiest to the tightest: the first that fits on a screen is taken.
const LIMITS: [Limits; 7] = [
    Limits { max_items: 3, max_problems: 3, spaced: true, clip: false },
    Limits { max_items: 2, max_problems: 2, spaced: true, clip: false },
    Limits { max_items: 3, max_problems: 2, spaced: false, clip: false },
    Limits { max_items: 2, max_problems: 1, spaced: false, clip: false },
    Limits { max_items: 1, max_problems: 1, spaced: false, clip: false },
    Limits { max_items: 1, max_problems: 1, spaced: false, clip: true },
    Limits { max_items: 1, max_problems: 0, spaced: false, clip: true },
];

const EXCEPTIONS: &str = "Exceptions";

/// How many of the last changes are told: always the same, as a handover begins with them.
const CHANGES: usize = 3;

/// What a briefing tells besides the progress.
#[derive(Debug, Clone)]
pub struct BriefingContext<'a> {
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
    /// The briefing of a session as it stands, for a screen of the usual size.
    pub fn new(progress: &Progress, around: &BriefingContext<'_>) -> Self {
        Self::with_rows(progress, around, ROWS)
    }

    /// The same in so many rows, as far as it can be told in them.
    pub fn with_rows(progress: &Progress, around: &BriefingContext<'_>, rows: usize) -> Self {
        let tried = LIMITS.into_iter().map(|fit| Self::with_limits(progress, around, fit));
        let mut last = Self(Vec::new());
        for briefing in tried {
            last = briefing;
            if last.rows(WIDTH) <= rows {
                break;
            }
        }
        last
    }

    fn with_limits(progress: &Progress, around: &BriefingContext<'_>, fit: Limits) -> Self {
        let mut lines = header(progress, around);
        let mut group = |heading, items: Vec<String>| {
            if !items.is_empty() {
                lines.extend(fit.spaced.then(|| BriefingLine::Plain(String::new())));
                lines.push(BriefingLine::Heading(heading));
                let clips = fit.clip && heading != EXCEPTIONS;
                let told = |item: String| if clips { clip(&item, ITEM_WIDTH) } else { item };
                lines.extend(items.into_iter().map(told).map(BriefingLine::Item));
            }
        };
        group("Last changes", last_changes(progress, around));
        group("Next", next_steps(progress, fit));
        group("Not decided yet", open_questions(progress, fit));
        group(EXCEPTIONS, exceptions(progress, fit));
        group("Done out of order", done_out_of_order(progress, fit));
        group("To re-check, as their words changed", steps_to_recheck(progress, fit));
        let alerts = alerts(around, fit);
        if !alerts.is_empty() {
            lines.extend(fit.spaced.then(|| BriefingLine::Plain(String::new())));
            lines.extend(alerts);
        }
        lines.extend(fit.spaced.then(|| BriefingLine::Plain(String::new())));
        lines.push(BriefingLine::Summary(progress.total().summary()));
        Self(lines)
    }

    /// The rows it takes on a screen of this width.
    fn rows(&self, width: usize) -> usize {
        let rows = |line: &BriefingLine| match line {
            BriefingLine::Item(text) | BriefingLine::Alert(text) => {
                wrapped_rows(text, width.saturating_sub(4))
            }
            BriefingLine::Heading(text) => wrapped_rows(text, width),
            BriefingLine::Title(text) | BriefingLine::Plain(text) | BriefingLine::Summary(text) => {
                wrapped_rows(text, width)
            }
        };
        self.0.iter().map(rows).sum()
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

fn header(progress: &Progress, around: &BriefingContext<'_>) -> Vec<BriefingLine> {
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
            format_done(progress.total()),
            ago(seconds_since(change.at, around.now)),
            format_minute(change.at, around.zone),
            change.by
        )));
    }
    lines
}

/// The rows of a text that is broken between words, and within those that are longer than a row.
fn wrapped_rows(text: &str, width: usize) -> usize {
    let (mut rows, mut at) = (1, 0);
    for word in text.split(' ') {
        let wide = word.width();
        let needed = if at == 0 { wide } else { at + 1 + wide };
        if needed <= width {
            at = needed;
            continue;
        }
        rows += usize::from(at > 0) + wide.saturating_sub(1) / width.max(1);
        at = wide.checked_rem(width).unwrap_or_default();
    }
    rows
}

/// The first few items, and how many more there are; where room is short, in one line.
fn first_items(mut items: impl Iterator<Item = String>, noun: &str, fit: Limits) -> Vec<String> {
    let mut named: Vec<String> = items.by_ref().take(fit.max_items).collect();
    let more = items.count();
    if more > 0 {
        let more = count(more, &format!("more {noun}"));
        match named.as_mut_slice() {
            [only] => {
                let more = format!("; and {more}");
                if fit.clip && noun != "exception" {
                    *only = clip(only, ITEM_WIDTH.saturating_sub(more.width()));
                }
                only.push_str(&more);
            }
            _ => named.push(format!("and {more}")),
        }
    }
    named
}

fn last_changes(progress: &Progress, around: &BriefingContext<'_>) -> Vec<String> {
    let told = |change: &Change| {
        let undo = if change.is_undo { "undo, " } else { "" };
        let when = ago(seconds_since(change.at, around.now));
        format!("{}: {} ({undo}{when})", change.by, describe_change(progress, &change.kind))
    };
    progress.recent().rev().take(CHANGES).map(told).collect()
}

/// What a change was, in words: `"Review the concepts" is done`.
pub(super) fn describe_change(progress: &Progress, what: &ChangeKind) -> String {
    let title = |id: &str| progress.title_of(id).map_or_else(|| Text::line(id).to_string(), Text::to_string);
    let prompt = |id: &str| match progress.checklist().find_question(id) {
        Some(ix) => progress.checklist().question(ix).prompt.to_string(),
        None => Text::line(id).to_string(),
    };
    match what {
        ChangeKind::Started => "the session began".to_owned(),
        ChangeKind::Marked(step, status) => format!("\"{}\" is {}", title(step), status.label()),
        ChangeKind::Answered(question, Some(value)) => format!("{} {value}", prompt(question)),
        ChangeKind::Answered(question, None) => format!("the answer was taken back: {}", prompt(question)),
        ChangeKind::Noted(step) => format!("a note on \"{}\"", title(step)),
        ChangeKind::NoteRemoved(step) => format!("a note on \"{}\" was taken away", title(step)),
        ChangeKind::Adopted => "the changed checklist was taken over".to_owned(),
    }
}

/// What an event records, in a line, with the titles of the checklist; the ids of what it does not
/// know.
pub fn describe_with_titles(progress: &Progress, event: &Event) -> String {
    let title = |id: &str| match progress.title_of(id) {
        Some(title) => format!("\"{title}\""),
        None => Text::line(id).to_string(),
    };
    let prompt = |id: &str| match progress.checklist().find_question(id) {
        Some(ix) => progress.checklist().question(ix).prompt.to_string(),
        None => Text::line(id).to_string() + ":",
    };
    describe_with(event, title, prompt)
}

fn numbered_title(progress: &Progress, ix: StepIx) -> String {
    format!("{}. {}", ix.index() + 1, progress.checklist().step(ix).title)
}

fn next_steps(progress: &Progress, fit: Limits) -> Vec<String> {
    let told = |(ix, state): (StepIx, &StepState)| {
        let begun = if state.effective() == Status::InProgress { " (in progress)" } else { "" };
        format!("{}{begun}", numbered_title(progress, ix))
    };
    let open = progress.steps().filter(|(_, state)| state.is_open() && !state.needs_recheck());
    first_items(open.map(told), "step", fit)
}

fn open_questions(progress: &Progress, fit: Limits) -> Vec<String> {
    let questions = progress.open_questions().map(|ix| progress.checklist().question(ix).prompt.to_string());
    first_items(questions, "question", fit)
}

fn exceptions(progress: &Progress, fit: Limits) -> Vec<String> {
    let told = |(ix, state): (StepIx, &StepState)| {
        let reason = state.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
        let by = state.stamp.as_ref().map(|stamp| format!(" ({})", stamp.by)).unwrap_or_default();
        format!("{} is {}{reason}{by}", numbered_title(progress, ix), state.status.label())
    };
    // Blocked ones first: nothing is complete before them, and resuming passes them over.
    let all = progress.steps().filter(|(_, state)| state.is_exception());
    let (blocked, others): (Vec<_>, Vec<_>) = all.partition(|(_, state)| state.status == Status::Blocked);
    first_items(blocked.into_iter().chain(others).map(told), "exception", fit)
}

/// Steps that were done before what they require, each with the reason that was given.
fn done_out_of_order(progress: &Progress, fit: Limits) -> Vec<String> {
    let required = |ix| !progress.checklist().step(ix).requires.is_empty();
    let told = |(ix, state): (StepIx, &StepState)| {
        let reason = state.reason.as_ref().filter(|_| state.status == Status::Done && required(ix))?;
        Some(format!("{}: {reason}", numbered_title(progress, ix)))
    };
    first_items(progress.steps().filter_map(told), "step", fit)
}

fn steps_to_recheck(progress: &Progress, fit: Limits) -> Vec<String> {
    let steps = progress.steps().filter(|(_, state)| state.needs_recheck());
    first_items(steps.map(|(ix, _)| numbered_title(progress, ix)), "step", fit)
}

fn alerts(around: &BriefingContext<'_>, fit: Limits) -> Vec<BriefingLine> {
    let drift = around.drift.filter(|drift| !drift.is_empty()).map(|drift| {
        format!(
            "the checklist has changed since: {}; `runsheet adopt {}` takes it over",
            drift.summary(),
            around.name
        )
    });
    let (told, counted) = around.problems.split_at(fit.max_problems.min(around.problems.len()));
    let more = (!counted.is_empty()).then(|| {
        let more = if told.is_empty() {
            format!("{} of the folder", count(counted.len(), "problem"))
        } else {
            format!("and {}", count(counted.len(), "more problem"))
        };
        format!("{more}: `runsheet verify {}` tells all", around.name)
    });
    drift.into_iter().chain(told.iter().cloned()).chain(more).map(BriefingLine::Alert).collect()
}

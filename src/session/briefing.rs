//! PURE. The briefing: what is done and open in a session, in one screenful.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use unicode_width::UnicodeWidthStr as _;

use super::event::describe_with;
use super::progress::{Change, ChangeKind, ChangeRole, Progress, StepState, WarningInForce, format_done};
use super::{Drift, Event, Mode, SessionName, Status};
use crate::checklist::StepIx;
use crate::text::{Text, ago, clip, count, format_minute, seconds_since};

/// The rows for a briefing on an 80 by 24 screen, with a prompt below it.
const ROWS: usize = 23;
/// The comfortable width of a row, in cells.
const WIDTH: usize = 76;

/// The width of a list item, in cells.
const ITEM_WIDTH: usize = WIDTH - 4;

/// Limits on the length of a briefing.
#[derive(Debug, Clone, Copy)]
struct Limits {
    /// How many items of a kind are listed before the rest is counted.
    max_items: usize,
    /// The same for problems of the folder.
    max_problems: usize,
    /// Whether each heading follows a blank line.
    spaced: bool,
    /// Whether changes and steps are clipped at the end of a row. Reasons never are.
    clip: bool,
}

/// From the longest to the shortest: the first that fits is used.
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
const WARNINGS: &str = "Warnings in force";

/// The number of last changes: always the same, as a handover begins with them.
const CHANGES: usize = 3;

/// What a briefing shows besides the progress.
#[derive(Debug, Clone)]
pub struct BriefingContext<'a> {
    pub name: &'a SessionName,
    pub now: Timestamp,
    pub zone: &'a TimeZone,
    /// How the checklist's file differs from the one in use.
    pub drift: Option<&'a Drift>,
    /// Problems of the session's folder.
    pub problems: &'a [String],
}

/// One line of a briefing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BriefingLine {
    Title(String),
    Plain(String),
    /// The heading of the items that follow.
    Heading(&'static str),
    Item(String),
    /// A problem or change that people must know of.
    Alert(String),
    /// The last line: whether everything is complete.
    Summary(String),
}

/// A briefing as lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Briefing(pub Vec<BriefingLine>);

impl Briefing {
    /// Makes a briefing that fits on an 80 by 24 screen, if it can.
    pub fn new(progress: &Progress, context: &BriefingContext<'_>) -> Self {
        Self::with_rows(progress, context, ROWS)
    }

    /// Makes a briefing that fits into so many rows, if it can.
    pub fn with_rows(progress: &Progress, context: &BriefingContext<'_>, rows: usize) -> Self {
        let tried = LIMITS.into_iter().map(|limits| Self::with_limits(progress, context, limits));
        let mut last = Self(Vec::new());
        for briefing in tried {
            last = briefing;
            if last.rows(WIDTH) <= rows {
                break;
            }
        }
        last
    }

    fn with_limits(progress: &Progress, context: &BriefingContext<'_>, limits: Limits) -> Self {
        let mut lines = header(progress, context);
        let mut group = |heading, items: Vec<String>| {
            if !items.is_empty() {
                lines.extend(limits.spaced.then(|| BriefingLine::Plain(String::new())));
                lines.push(BriefingLine::Heading(heading));
                let clips = limits.clip && ![EXCEPTIONS, WARNINGS].contains(&heading);
                let line = |item: String| if clips { clip(&item, ITEM_WIDTH) } else { item };
                lines.extend(items.into_iter().map(line).map(BriefingLine::Item));
            }
        };
        group("Last changes", last_changes(progress, context));
        group("Next", next_steps(progress, limits));
        group("Not decided yet", open_questions(progress, limits));
        group(EXCEPTIONS, exceptions(progress, limits));
        group(WARNINGS, warnings(progress, limits));
        group("Done out of order", done_out_of_order(progress, limits));
        group("To re-check, as their words changed", steps_to_recheck(progress, limits));
        let alerts = alerts(context, limits);
        if !alerts.is_empty() {
            lines.extend(limits.spaced.then(|| BriefingLine::Plain(String::new())));
            lines.extend(alerts);
        }
        lines.extend(limits.spaced.then(|| BriefingLine::Plain(String::new())));
        lines.push(BriefingLine::Summary(progress.total().summary()));
        Self(lines)
    }

    /// The number of rows on a screen of this width.
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

    /// Returns the lines as text, each with a line feed.
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

fn header(progress: &Progress, context: &BriefingContext<'_>) -> Vec<BriefingLine> {
    let mode = match progress.mode() {
        Mode::Live => String::new(),
        Mode::Rehearsal => " (REHEARSAL)".to_owned(),
    };
    let list = progress.checklist().title();
    let mut lines = vec![BriefingLine::Title(format!("{}{mode}", progress.title()))];
    let checklist = if list == progress.title() { String::new() } else { format!("{list}, ") };
    lines.push(BriefingLine::Plain(format!("{checklist}session {}", context.name)));
    if let Some(change) = progress.last_change() {
        lines.push(BriefingLine::Plain(format!(
            "{} done; last change {} ({}) by {}",
            format_done(progress.total()),
            ago(seconds_since(change.at, context.now)),
            format_minute(change.at, context.zone),
            change.by
        )));
    }
    lines
}

/// Returns the number of rows of a text that is wrapped at blanks, and within words that are longer than a
/// row.
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

/// Returns the first few items, and how many more there are; with a single item, in its line.
fn first_items(mut items: impl Iterator<Item = String>, noun: &str, limits: Limits) -> Vec<String> {
    let mut named: Vec<String> = items.by_ref().take(limits.max_items).collect();
    let more = items.count();
    if more > 0 {
        let more = count(more, &format!("more {noun}"));
        match named.as_mut_slice() {
            [only] => {
                let more = format!("; and {more}");
                if limits.clip && noun != "exception" {
                    *only = clip(only, ITEM_WIDTH.saturating_sub(more.width()));
                }
                only.push_str(&more);
            }
            _ => named.push(format!("and {more}")),
        }
    }
    named
}

fn last_changes(progress: &Progress, context: &BriefingContext<'_>) -> Vec<String> {
    let line = |change: &Change| {
        let undo = match change.role {
            ChangeRole::New => "",
            ChangeRole::Undo => "undo, ",
            ChangeRole::Redo => "redo, ",
        };
        let when = ago(seconds_since(change.at, context.now));
        format!("{}: {} ({undo}{when})", change.by, describe_change(progress, &change.kind))
    };
    progress.recent().rev().take(CHANGES).map(line).collect()
}

/// Describes a change: `"Review the concepts" is done`.
pub(super) fn describe_change(progress: &Progress, what: &ChangeKind) -> String {
    let title = |id: &str| progress.title_of(id).map_or_else(|| Text::line(id).to_string(), Text::to_string);
    let prompt = |id: &str| match progress.checklist().find_question(id) {
        Some(ix) => progress.prompt(ix).to_string(),
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

/// Describes an event in a line, with the titles of the checklist, or ids where it has none.
pub fn describe_with_titles(progress: &Progress, event: &Event) -> String {
    let title = |id: &str| match progress.title_of(id) {
        Some(title) => format!("\"{title}\""),
        None => Text::line(id).to_string(),
    };
    let prompt = |id: &str| match progress.checklist().find_question(id) {
        Some(ix) => progress.prompt(ix).to_string(),
        None => Text::line(id).to_string() + ":",
    };
    describe_with(event, title, prompt)
}

fn numbered_title(progress: &Progress, ix: StepIx) -> String {
    format!("{}. {}", ix.index() + 1, progress.checklist().step(ix).title)
}

fn next_steps(progress: &Progress, limits: Limits) -> Vec<String> {
    let line = |(ix, state): (StepIx, &StepState)| {
        let suffix = if state.effective() == Status::InProgress { " (in progress)" } else { "" };
        format!("{}{suffix}", numbered_title(progress, ix))
    };
    let open = progress.steps().filter(|(_, state)| state.is_open() && !state.needs_recheck());
    first_items(open.map(line), "step", limits)
}

fn open_questions(progress: &Progress, limits: Limits) -> Vec<String> {
    let questions = progress.open_questions().map(|ix| progress.prompt(ix).to_string());
    first_items(questions, "question", limits)
}

fn exceptions(progress: &Progress, limits: Limits) -> Vec<String> {
    let line = |(ix, state): (StepIx, &StepState)| {
        let reason = state.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
        let by = state.stamp.as_ref().map(|stamp| format!(" ({})", stamp.by)).unwrap_or_default();
        format!("{} is {}{reason}{by}", numbered_title(progress, ix), state.status.label())
    };
    // Blocked ones first: nothing is complete before them, and resuming skips them.
    let all = progress.steps().filter(|(_, state)| state.is_exception());
    let (blocked, others): (Vec<_>, Vec<_>) = all.partition(|(_, state)| state.status == Status::Blocked);
    first_items(blocked.into_iter().chain(others).map(line), "exception", limits)
}

/// Warnings in force, those that nobody has accepted first.
fn warnings(progress: &Progress, limits: Limits) -> Vec<String> {
    let line = |warning: WarningInForce<'_>| {
        let recheck = if progress.step(warning.step).needs_recheck() { ", to re-check" } else { "" };
        format!("{}{recheck}: {}", numbered_title(progress, warning.step), warning.describe())
    };
    let (accepted, open): (Vec<_>, Vec<_>) =
        progress.warnings_in_force().partition(|warning| warning.reason.is_some());
    first_items(open.into_iter().chain(accepted).map(line), "warning", limits)
}

/// Steps that were done before the steps they require, with the reasons.
fn done_out_of_order(progress: &Progress, limits: Limits) -> Vec<String> {
    let required = |ix| !progress.checklist().step(ix).requires.is_empty();
    let line = |(ix, state): (StepIx, &StepState)| {
        let overrides = state.status == Status::Done && state.accepts.is_empty() && required(ix);
        let reason = state.reason.as_ref().filter(|_| overrides)?;
        Some(format!("{}: {reason}", numbered_title(progress, ix)))
    };
    first_items(progress.steps().filter_map(line), "step", limits)
}

fn steps_to_recheck(progress: &Progress, limits: Limits) -> Vec<String> {
    let steps = progress.steps().filter(|(_, state)| state.recheck && state.needs_recheck());
    first_items(steps.map(|(ix, _)| numbered_title(progress, ix)), "step", limits)
}

fn alerts(context: &BriefingContext<'_>, limits: Limits) -> Vec<BriefingLine> {
    let drift = context.drift.filter(|drift| !drift.is_empty()).map(|drift| {
        format!(
            "the checklist has changed since: {}; `runsheet adopt {}` takes it over",
            drift.summary(),
            context.name
        )
    });
    let (shown, counted) = context.problems.split_at(limits.max_problems.min(context.problems.len()));
    let more = (!counted.is_empty()).then(|| {
        let more = if shown.is_empty() {
            format!("{} of the folder", count(counted.len(), "problem"))
        } else {
            format!("and {}", count(counted.len(), "more problem"))
        };
        format!("{more}: `runsheet verify {}` tells all", context.name)
    });
    drift.into_iter().chain(shown.iter().cloned()).chain(more).map(BriefingLine::Alert).collect()
}

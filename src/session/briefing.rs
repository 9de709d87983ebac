//! PURE. The briefing: the screenful that tells how a session stands.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::event::told_as;
use super::progress::{Change, Changed, Progress, StepState, done_of};
use super::{Drift, Event, Mode, SessionName, Status};
use crate::checklist::StepIx;
use crate::text::{Text, ago, count, minute, since};

/// The rows that a briefing has on the smallest usual screen, 80 by 24, with a prompt below it.
const ROWS: usize = 23;
/// The cells of such a row that are comfortable to read.
const WIDTH: usize = 76;

/// The cells of a thing in a list.
const ROOM: usize = WIDTH - 4;

/// How much room a briefing takes.
#[derive(Debug, Clone, Copy)]
struct Fit {
    /// How many things of a kind are named before the rest is counted.
    named: usize,
    /// The same for what is wrong with the folder.
    problems: usize,
    /// Whether a blank line stands before each heading.
    airy: bool,
    /// Whether what is told of changes and steps is cut off at the end of a row. Reasons never are.
    clip: bool,
}

/// From the roomiest to the tightest: the first that fits on a screen is taken.
const FITS: [Fit; 7] = [
    Fit { named: 3, problems: 3, airy: true, clip: false },
    Fit { named: 2, problems: 2, airy: true, clip: false },
    Fit { named: 3, problems: 2, airy: false, clip: false },
    Fit { named: 2, problems: 1, airy: false, clip: false },
    Fit { named: 1, problems: 1, airy: false, clip: false },
    Fit { named: 1, problems: 1, airy: false, clip: true },
    Fit { named: 1, problems: 0, airy: false, clip: true },
];

const EXCEPTIONS: &str = "Exceptions";

/// How many of the last changes are told: always the same, as a handover begins with them.
const CHANGES: usize = 3;

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
    /// The briefing of a session as it stands, for a screen of the usual size.
    pub fn of(progress: &Progress, around: &Surroundings<'_>) -> Self {
        Self::within(progress, around, ROWS)
    }

    /// The same in so many rows, as far as it can be told in them.
    pub fn within(progress: &Progress, around: &Surroundings<'_>, rows: usize) -> Self {
        let tried = FITS.into_iter().map(|fit| Self::fitted(progress, around, fit));
        let mut last = Self(Vec::new());
        for briefing in tried {
            last = briefing;
            if last.rows(WIDTH) <= rows {
                break;
            }
        }
        last
    }

    fn fitted(progress: &Progress, around: &Surroundings<'_>, fit: Fit) -> Self {
        let mut lines = head(progress, around);
        let mut group = |heading, items: Vec<String>| {
            if !items.is_empty() {
                lines.extend(fit.airy.then(|| BriefingLine::Plain(String::new())));
                lines.push(BriefingLine::Heading(heading));
                let clips = fit.clip && heading != EXCEPTIONS;
                let told = |item: String| if clips { clipped(&item, ROOM) } else { item };
                lines.extend(items.into_iter().map(told).map(BriefingLine::Item));
            }
        };
        group("Last changes", last_changes(progress, around));
        group("Next", next_steps(progress, fit));
        group("Not decided yet", undecided(progress, fit));
        group(EXCEPTIONS, exceptions(progress, fit));
        group("Done out of order", overridden(progress, fit));
        group("To re-check, as their words changed", rechecks(progress, fit));
        let alerts = alerts(around, fit);
        if !alerts.is_empty() {
            lines.extend(fit.airy.then(|| BriefingLine::Plain(String::new())));
            lines.extend(alerts);
        }
        lines.extend(fit.airy.then(|| BriefingLine::Plain(String::new())));
        lines.push(BriefingLine::Summary(progress.total().summary()));
        Self(lines)
    }

    /// The rows it takes on a screen of this width.
    fn rows(&self, width: usize) -> usize {
        let rows = |line: &BriefingLine| match line {
            BriefingLine::Item(text) | BriefingLine::Alert(text) => wrapped(text, width.saturating_sub(4)),
            BriefingLine::Heading(text) => wrapped(text, width),
            BriefingLine::Title(text) | BriefingLine::Plain(text) | BriefingLine::Summary(text) => {
                wrapped(text, width)
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

/// The rows of a text that is broken between words, and within those that are longer than a row.
fn wrapped(text: &str, width: usize) -> usize {
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

/// As much of a text as fits.
fn clipped(text: &str, room: usize) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    let mut left = room.saturating_sub(2);
    let fits = |c: &char| {
        let wide = c.width().unwrap_or(0);
        let fits = wide <= left;
        left = left.saturating_sub(wide);
        fits
    };
    text.chars().take_while(fits).collect::<String>() + ".."
}

/// The first few items, and how many more there are; where room is short, in one line.
fn some(mut items: impl Iterator<Item = String>, noun: &str, fit: Fit) -> Vec<String> {
    let mut named: Vec<String> = items.by_ref().take(fit.named).collect();
    let more = items.count();
    if more > 0 {
        let more = count(more, &format!("more {noun}"));
        match named.as_mut_slice() {
            [only] => {
                let more = format!("; and {more}");
                if fit.clip && noun != "exception" {
                    *only = clipped(only, ROOM.saturating_sub(more.width()));
                }
                only.push_str(&more);
            }
            _ => named.push(format!("and {more}")),
        }
    }
    named
}

fn last_changes(progress: &Progress, around: &Surroundings<'_>) -> Vec<String> {
    let told = |change: &Change| {
        let undo = if change.undo { "undo, " } else { "" };
        let when = ago(since(change.at, around.now));
        format!("{}: {} ({undo}{when})", change.by, changed(progress, &change.what))
    };
    progress.recent().rev().take(CHANGES).map(told).collect()
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
        Changed::Unnoted(step) => format!("a note on \"{}\" was taken away", title(step)),
        Changed::Adopted => "the changed checklist was taken over".to_owned(),
    }
}

/// What an event records, in a line, with the titles of the checklist; the ids of what it does not
/// know.
pub fn told_by_title(progress: &Progress, event: &Event) -> String {
    let title = |id: &str| match progress.title_of(id) {
        Some(title) => format!("\"{title}\""),
        None => Text::line(id).to_string(),
    };
    let prompt = |id: &str| match progress.checklist().find_question(id) {
        Some(ix) => progress.checklist().question(ix).prompt.to_string(),
        None => Text::line(id).to_string() + ":",
    };
    told_as(event, title, prompt)
}

fn numbered(progress: &Progress, ix: StepIx) -> String {
    format!("{}. {}", ix.at() + 1, progress.checklist().step(ix).title)
}

fn next_steps(progress: &Progress, fit: Fit) -> Vec<String> {
    let told = |(ix, state): (StepIx, &StepState)| {
        let begun = if state.effective() == Status::InProgress { " (in progress)" } else { "" };
        format!("{}{begun}", numbered(progress, ix))
    };
    let open = progress.steps().filter(|(_, state)| state.is_open() && !state.needs_recheck());
    some(open.map(told), "step", fit)
}

fn undecided(progress: &Progress, fit: Fit) -> Vec<String> {
    let questions = progress.open_questions().map(|ix| progress.checklist().question(ix).prompt.to_string());
    some(questions, "question", fit)
}

fn exceptions(progress: &Progress, fit: Fit) -> Vec<String> {
    let told = |(ix, state): (StepIx, &StepState)| {
        let reason = state.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
        let by = state.stamp.as_ref().map(|stamp| format!(" ({})", stamp.by)).unwrap_or_default();
        format!("{} is {}{reason}{by}", numbered(progress, ix), state.status.words())
    };
    // Blocked ones first: nothing is complete before them, and resuming passes them over.
    let all = progress.steps().filter(|(_, state)| state.is_exception());
    let (blocked, others): (Vec<_>, Vec<_>) = all.partition(|(_, state)| state.status == Status::Blocked);
    some(blocked.into_iter().chain(others).map(told), "exception", fit)
}

/// Steps that were done before what they require, each with the reason that was given.
fn overridden(progress: &Progress, fit: Fit) -> Vec<String> {
    let required = |ix| !progress.checklist().step(ix).requires.is_empty();
    let told = |(ix, state): (StepIx, &StepState)| {
        let reason = state.reason.as_ref().filter(|_| state.status == Status::Done && required(ix))?;
        Some(format!("{}: {reason}", numbered(progress, ix)))
    };
    some(progress.steps().filter_map(told), "step", fit)
}

fn rechecks(progress: &Progress, fit: Fit) -> Vec<String> {
    let steps = progress.steps().filter(|(_, state)| state.needs_recheck());
    some(steps.map(|(ix, _)| numbered(progress, ix)), "step", fit)
}

fn alerts(around: &Surroundings<'_>, fit: Fit) -> Vec<BriefingLine> {
    let drift = around.drift.filter(|drift| !drift.is_empty()).map(|drift| {
        format!(
            "the checklist has changed since: {}; `runsheet adopt {}` takes it over",
            drift.summary(),
            around.name
        )
    });
    let (told, counted) = around.problems.split_at(fit.problems.min(around.problems.len()));
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

//! PURE. The walk over a session: what a report says of it, part by part.

mod decisions;
mod exceptions;
mod head;
mod history;
mod logs;
mod matrix;
mod removed;
mod steps;

use super::doc::{Block, Doc, Item, Kind, Line, Part, Span, by, code, text, words};
use super::{Only, Options, ReportInput, Standing};
use crate::session::{Mode, NoteState, Stamp};

pub(super) use history::Told;
pub(super) use matrix::{Cell, Matrix, matrices};

use super::doc::Below;

/// The document of one session or of several.
pub(super) fn document(inputs: &[ReportInput<'_>], options: &Options) -> Doc {
    match inputs {
        [input] => of_one(input, options),
        several => matrix::document(several, options),
    }
}

fn of_one(input: &ReportInput<'_>, options: &Options) -> Doc {
    let all = options.only == Only::All;
    let parts = [
        head::problems(input),
        if all { exceptions::exceptions(input, options) } else { None },
        if all { decisions::decisions(input, options) } else { None },
        steps::steps(input, options),
        if all { removed::removed(input, options) } else { None },
        if all && options.history { history::history(input, options) } else { None },
        logs::logs(input),
    ];
    Doc {
        title: head::title(input),
        standing: head::standing(input),
        facts: head::facts(input, options),
        parts: parts.into_iter().flatten().collect(),
        summary: input.progress.total().summary(),
    }
}

/// A part. In a rehearsal each heading says so: a part may be pasted without the others.
fn part(input: &ReportInput<'_>, kind: Kind, title: &str, blocks: Vec<Block>) -> Part {
    let mode = match input.progress.mode() {
        Mode::Live => "",
        Mode::Rehearsal => " (rehearsal)",
    };
    Part { kind, title: vec![words(format!("{title}{mode}"))], blocks }
}

/// A part that is one list, if there is anything in it.
fn list_part(input: &ReportInput<'_>, kind: Kind, title: &str, items: Vec<Item>) -> Option<Part> {
    (!items.is_empty()).then(|| part(input, kind, title, vec![Block::Items(items)]))
}

/// `` `alice@sccm01`, 2026-11-22 18:03 +01:00 ``.
fn signed(input: &ReportInput<'_>, stamp: &Stamp) -> Line {
    vec![by(stamp), words(format!(", {}", input.moment(stamp.at)))]
}

/// A status with what belongs to it, on one line: `blocked: no disk (…who, when…)`.
fn told(input: &ReportInput<'_>, class: &'static str, standing: &Standing<'_>) -> Line {
    let mut line = vec![Span::Status { words: standing.words, class }];
    if let Some(derived) = &standing.derived {
        line.extend([words(", "), text(derived)]);
    }
    if let Some(reason) = standing.reason {
        line.extend([words(": "), text(reason.as_str())]);
    }
    if let Some(stamp) = standing.stamp {
        line.push(words(" ("));
        line.extend(signed(input, stamp));
        line.push(words(")"));
    }
    line
}

/// A note, signed.
fn note(input: &ReportInput<'_>, note: &NoteState) -> Below {
    let mut line = vec![words("Note by ")];
    line.extend(signed(input, &note.stamp));
    line.push(words(":"));
    Below::Note { line, text: note.text.to_string() }
}

/// `site-a01`, or what stands for it.
fn name(input: &ReportInput<'_>) -> Span {
    code(input.name.as_str())
}

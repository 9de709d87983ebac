//! PURE. The report in GitHub's Markdown: to be pasted into a ticket, read raw or rendered.
//!
//! Whatever a title, note or answer says, the structure stays: one item for each step, one row for
//! each question, and a tick only where a step is done. The escaping is in `escape` and `live`.

mod escape;
mod exceptions;
mod head;
mod live;
mod removed;
mod steps;
mod tables;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;

use super::{ReportInput, Standing};
use crate::session::{Mode, NoteState, Stamp};

/// The report of a session. Its last line is the summary: complete or not, and why.
pub fn markdown(input: &ReportInput<'_>) -> String {
    let parts = [
        head::head(input),
        head::problems(input),
        exceptions::exceptions(input),
        tables::decisions(input),
        steps::steps(input),
        removed::removed(input),
        tables::logs(input),
        vec![input.progress.total().summary()],
    ];
    let mut out = String::new();
    for part in parts.iter().filter(|part| !part.is_empty()) {
        if !out.is_empty() {
            out.push('\n');
        }
        for line in part {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// The heading of a part. In a rehearsal each says so: a part may be pasted without the others.
fn part(input: &ReportInput<'_>, title: &str) -> Vec<String> {
    let mode = match input.progress.mode() {
        Mode::Live => "",
        Mode::Rehearsal => " (rehearsal)",
    };
    vec![format!("## {title}{mode}"), String::new()]
}

/// `` `alice@sccm01`, 2026-11-22 18:03 +01:00 ``.
fn signed(input: &ReportInput<'_>, stamp: &Stamp) -> String {
    format!("{}, {}", escape::code(&stamp.by.to_string()), input.moment(stamp.at))
}

/// A status with what belongs to it, on one line: `blocked: no disk (…who, when…)`.
fn told(input: &ReportInput<'_>, standing: &Standing<'_>) -> String {
    let mut out = standing.words.to_owned();
    if let Some(derived) = &standing.derived {
        out.push_str(", ");
        out.push_str(&escape::inline(derived));
    }
    if let Some(reason) = standing.reason {
        out.push_str(": ");
        out.push_str(&escape::inline(reason.as_str()));
    }
    if let Some(stamp) = standing.stamp {
        let _ = write!(out, " ({})", signed(input, stamp));
    }
    out
}

/// A note as a quotation below an item, signed.
fn note(input: &ReportInput<'_>, note: &NoteState) -> Vec<String> {
    let mut out = vec![format!("  - Note by {}:", signed(input, &note.stamp))];
    for line in escape::lines(note.text.as_str()) {
        out.push(format!("    > {line}").trim_end().to_owned());
    }
    out
}

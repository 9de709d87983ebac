//! PURE. The walk over a session: what a report says of it, part by part.

mod decisions;
mod exceptions;
mod head;
mod history;
mod logs;
mod matrix;
mod removed;
mod steps;

use super::doc::{
    Doc, DocBlock, DocSection, ListItem, SectionKind, Span, Spans, code, literal, user_text, writer_of,
};
use super::{ReportInput, ReportOptions, StatusText, StepFilter};
use crate::session::{Mode, NoteState, Stamp};

pub(super) use history::EntryText;
pub(super) use matrix::{Matrix, SectionCounts, matrices};

use super::doc::SubItem;

/// The document of one session or of several.
pub(super) fn document(inputs: &[ReportInput<'_>], options: &ReportOptions) -> Doc {
    match inputs {
        [input] => single_document(input, options),
        several => matrix::document(several, options),
    }
}

fn single_document(input: &ReportInput<'_>, options: &ReportOptions) -> Doc {
    let all = options.only == StepFilter::All;
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
        status: head::status(input),
        facts: head::facts(input, options),
        sections: parts.into_iter().flatten().collect(),
        summary: input.progress.total().summary(),
    }
}

/// A part. In a rehearsal each heading says so: a part may be pasted without the others.
fn section(input: &ReportInput<'_>, kind: SectionKind, title: &str, blocks: Vec<DocBlock>) -> DocSection {
    let mode = match input.progress.mode() {
        Mode::Live => "",
        Mode::Rehearsal => " (rehearsal)",
    };
    DocSection { kind, title: vec![literal(format!("{title}{mode}"))], blocks }
}

/// A part that is one list, if there is anything in it.
fn list_section(
    input: &ReportInput<'_>,
    kind: SectionKind,
    title: &str,
    items: Vec<ListItem>,
) -> Option<DocSection> {
    (!items.is_empty()).then(|| section(input, kind, title, vec![DocBlock::Items(items)]))
}

/// `` `alice@sccm01`, 2026-11-22 18:03 +01:00 ``.
fn signature(input: &ReportInput<'_>, stamp: &Stamp) -> Spans {
    vec![writer_of(stamp), literal(format!(", {}", input.format_time(stamp.at)))]
}

/// A status with what belongs to it, on one line: `blocked: no disk (…who, when…)`.
fn status_spans(input: &ReportInput<'_>, class: &'static str, standing: &StatusText<'_>) -> Spans {
    let mut line = vec![Span::Status { words: standing.label, class }];
    if let Some(derived) = &standing.derived {
        line.extend([literal(", "), user_text(derived)]);
    }
    if let Some(reason) = standing.reason {
        line.extend([literal(": "), user_text(reason.as_str())]);
    }
    if let Some(stamp) = standing.stamp {
        line.push(literal(" ("));
        line.extend(signature(input, stamp));
        line.push(literal(")"));
    }
    line
}

/// A note, signed.
fn note_item(input: &ReportInput<'_>, note: &NoteState) -> SubItem {
    let mut line = vec![literal("Note by ")];
    line.extend(signature(input, &note.stamp));
    line.push(literal(":"));
    SubItem::Note { line, text: note.text.to_string() }
}

/// `site-a01`, or what stands for it.
fn session_name(input: &ReportInput<'_>) -> Span {
    code(input.name.as_str())
}

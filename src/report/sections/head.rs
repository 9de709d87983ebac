//! PURE. The beginning of a report: what it is about, its status, its facts, and what is wrong with the record.

use crate::checklist::{LinkTarget, Reference};
use crate::report::doc::{
    DocSection, ListItem, SectionKind, Span, Spans, code, item, link, list_section, literal, problem_items,
    session_name, user_text,
};
use crate::report::input::{LogHead, ReportInput, ReportOptions, StepFilter};
use crate::session::{Mode, format_done};

/// Returns the heading. That of a rehearsal begins with the word.
pub(super) fn title(input: &ReportInput<'_>) -> Spans {
    let title = user_text(input.progress.title().as_str());
    match input.progress.mode() {
        Mode::Live => vec![title],
        Mode::Rehearsal => vec![literal("REHEARSAL: "), title],
    }
}

/// Returns the completion line.
pub(super) fn status(input: &ReportInput<'_>) -> Spans {
    let total = input.progress.total();
    let mode = match input.progress.mode() {
        Mode::Live => "",
        Mode::Rehearsal => ", in a rehearsal",
    };
    let done = format!(" - {} done{mode}", format_done(total));
    vec![Span::Strong(vec![literal(total.summary())]), literal(done)]
}

pub(super) fn facts(input: &ReportInput<'_>, options: &ReportOptions) -> Vec<ListItem> {
    let mut facts = vec![mode(input), vec![literal("Session: "), session_name(input)]];
    facts.extend(checklist(input));
    facts.extend(times(input));
    facts.extend(writers(input));
    facts.extend(exported(input));
    facts.extend(limits(input, options));
    facts.into_iter().map(item).collect()
}

fn mode(input: &ReportInput<'_>) -> Spans {
    match input.progress.mode() {
        Mode::Live => vec![literal("Mode: live")],
        Mode::Rehearsal => {
            let rehearsal = Span::Strong(vec![literal("REHEARSAL")]);
            vec![literal("Mode: "), rehearsal, literal(", not the real thing")]
        }
    }
}

fn checklist(input: &ReportInput<'_>) -> Vec<Spans> {
    let checklist = input.progress.checklist();
    let from = match input.progress.source().as_str() {
        "-" => literal("standard input"),
        source => code(source),
    };
    let title = user_text(checklist.title().as_str());
    let mut facts = vec![vec![literal("Checklist: "), title, literal(", from "), from]];
    if let Some(source) = checklist.source() {
        let mut line = vec![literal("Made from: ")];
        line.extend(source_document(source));
        facts.push(line);
    }
    facts
}

fn source_document(source: &Reference) -> Spans {
    let title = source.title.as_str();
    match &source.target {
        LinkTarget::Address(address) => link(title, address),
        LinkTarget::File(_) | LinkTarget::Unknown => vec![user_text(title)],
    }
}

fn times(input: &ReportInput<'_>) -> Vec<Spans> {
    let line = |what: &str, at, by: String| {
        vec![literal(format!("{what}: {} by ", input.format_time(at))), code(&by)]
    };
    let started = input.progress.started();
    let mut out = vec![line("Started", started.at, started.by.to_string())];
    if let Some(change) = input.progress.last_change() {
        out.push(line("Last change", change.at, change.by.to_string()));
    }
    out
}

/// Returns `Recorded by: a, b and c`, with the writers of all logs.
fn writers(input: &ReportInput<'_>) -> Option<Spans> {
    let logs: Vec<&LogHead> = input.logs.iter().filter(|log| log.head.is_some()).collect();
    let last = logs.len().checked_sub(1)?;
    let mut line = vec![literal("Recorded by: ")];
    for (at, log) in logs.iter().enumerate() {
        let separator = match at {
            0 => "",
            at if at == last => " and ",
            _ => ", ",
        };
        line.extend([literal(separator), code(&log.writer.to_string())]);
    }
    Some(line)
}

/// Returns the time of the export, if the report names it.
pub(super) fn exported(input: &ReportInput<'_>) -> Option<Spans> {
    input.now.map(|now| vec![literal(format!("Exported: {}", input.format_time(now)))])
}

/// Says what the report leaves out, so that nobody takes it for the whole.
fn limits(input: &ReportInput<'_>, options: &ReportOptions) -> Option<Spans> {
    let steps = match options.only {
        StepFilter::All => None,
        StepFilter::Open => Some("only open steps".to_owned()),
        StepFilter::Exceptions => Some("only exceptions".to_owned()),
    };
    let since = options.since.map(|at| format!("only what was recorded since {}", input.format_time(at)));
    let limits: Vec<String> = steps.into_iter().chain(since).collect();
    (!limits.is_empty()).then(|| vec![literal(format!("Listed here: {}", limits.join(", ")))])
}

/// Lists what is wrong with the session's folder: a reader must know that something may be missing.
pub(super) fn problems(input: &ReportInput<'_>) -> Option<DocSection> {
    list_section(input, SectionKind::Problems, "Problems with the record", problem_items(input))
}

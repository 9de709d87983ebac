//! PURE. The beginning of a report: what it is about, how it stands, what is wrong.

use super::super::doc::{
    DocSection, ListItem, SectionKind, Span, Spans, code, item, link, literal, user_text,
};
use super::{ReportInput, ReportOptions, StepFilter};
use crate::checklist::{LinkTarget, Reference};
use crate::report::LogHead;
use crate::session::{Mode, format_done};
use crate::text::Text;

/// The heading. That of a rehearsal begins with the word.
pub(super) fn title(input: &ReportInput<'_>) -> Spans {
    let title = user_text(input.progress.title().as_str());
    match input.progress.mode() {
        Mode::Live => vec![title],
        Mode::Rehearsal => vec![literal("REHEARSAL: "), title],
    }
}

/// The completion line.
pub(super) fn status(input: &ReportInput<'_>) -> Spans {
    let total = input.progress.total();
    let where_done = match input.progress.mode() {
        Mode::Live => "",
        Mode::Rehearsal => ", in a rehearsal",
    };
    let done = format!(" - {} done{where_done}", format_done(total));
    vec![Span::Strong(vec![literal(total.summary())]), literal(done)]
}

/// What is to be known of the session.
pub(super) fn facts(input: &ReportInput<'_>, options: &ReportOptions) -> Vec<ListItem> {
    let mut facts = vec![mode(input), vec![literal("Session: "), super::session_name(input)]];
    facts.extend(checklist(input));
    facts.extend(times(input));
    facts.extend(writers(input));
    facts.extend(input.now.map(|now| vec![literal(format!("Exported: {}", input.format_time(now)))]));
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
    let of = vec![literal("Checklist: "), user_text(checklist.title().as_str()), literal(", from "), from];
    let made_from = checklist.source().map(|source| {
        let mut line = vec![literal("Made from: ")];
        line.extend(source_document(source));
        line
    });
    std::iter::once(of).chain(made_from).collect()
}

fn source_document(source: &Reference) -> Spans {
    let title = source.title.as_str();
    match &source.target {
        LinkTarget::Address(address) => link(title, address),
        LinkTarget::File(_) | LinkTarget::Unknown => vec![user_text(title)],
    }
}

fn times(input: &ReportInput<'_>) -> Vec<Spans> {
    let started = input.progress.started();
    let signed = |what: &str, at, by: String| {
        vec![literal(format!("{what}: {} by ", input.format_time(at))), code(&by)]
    };
    let mut out = vec![signed("Started", started.at, started.by.to_string())];
    if let Some(change) = input.progress.last_change() {
        out.push(signed("Last change", change.at, change.by.to_string()));
    }
    out
}

/// `Recorded by: a, b and c`.
fn writers(input: &ReportInput<'_>) -> Option<Spans> {
    let logs: Vec<&LogHead> = input.logs.iter().filter(|log| log.head.is_some()).collect();
    let (last, before) = logs.split_last()?;
    let mut line = vec![literal("Recorded by: ")];
    for (at, log) in before.iter().enumerate() {
        let joint = if at == 0 { "" } else { ", " };
        line.extend([literal(joint), code(&log.writer.to_string())]);
    }
    let joint = if before.is_empty() { "" } else { " and " };
    line.extend([literal(joint), code(&last.writer.to_string())]);
    Some(line)
}

/// What the report leaves out, where it does: nobody is to take it for the whole.
fn limits(input: &ReportInput<'_>, options: &ReportOptions) -> Option<Spans> {
    let which = match options.only {
        StepFilter::All => None,
        StepFilter::Open => Some("only open steps".to_owned()),
        StepFilter::Exceptions => Some("only exceptions".to_owned()),
    };
    let since = options.since.map(|at| format!("only what was recorded since {}", input.format_time(at)));
    let limits: Vec<String> = which.into_iter().chain(since).collect();
    (!limits.is_empty()).then(|| vec![literal(format!("Listed here: {}", limits.join(", ")))])
}

/// What is wrong with the session's folder: a reader must know that something may be missing.
pub(super) fn problems(input: &ReportInput<'_>) -> Option<DocSection> {
    let item = |problem: &String| item(vec![user_text(Text::line(problem).as_str())]);
    let items = input.problems.iter().map(item).collect();
    super::list_section(input, SectionKind::Problems, "Problems with the record", items)
}

//! PURE. The beginning of a report: what it is about, how it stands, what is wrong.

use super::escape::{code, inline, link};
use crate::checklist::Target;
use crate::report::ReportInput;
use crate::session::{Mode, done_of};
use crate::text::{Text, list};

/// The heading, the completion line and what is to be known of the session.
pub(super) fn head(input: &ReportInput<'_>) -> Vec<String> {
    let progress = input.progress;
    let title = inline(progress.title().as_str());
    let (heading, mode, where_done) = match progress.mode() {
        Mode::Live => (title, "live", ""),
        Mode::Rehearsal => {
            (format!("REHEARSAL: {title}"), "**REHEARSAL**, not the real thing", ", in a rehearsal")
        }
    };
    let mut out = vec![
        format!("# {heading}"),
        String::new(),
        format!("**{}** - {} done{where_done}", progress.total(), done_of(progress.total())),
        String::new(),
        format!("- Mode: {mode}"),
        format!("- Session: {}", code(input.name.as_str())),
    ];
    out.extend(checklist(input));
    out.extend(times(input));
    out
}

fn checklist(input: &ReportInput<'_>) -> Vec<String> {
    let checklist = input.progress.checklist();
    let from = match input.progress.source().as_str() {
        "-" => "standard input".to_owned(),
        source => code(source),
    };
    let mut out = vec![format!("- Checklist: {}, from {from}", inline(checklist.title().as_str()))];
    if let Some(source) = checklist.source() {
        let title = source.title.as_str();
        let document = match &source.target {
            Target::Address(address) => link(title, address),
            Target::File(_) | Target::Unknown => inline(title),
        };
        out.push(format!("- Made from: {document}"));
    }
    out
}

fn times(input: &ReportInput<'_>) -> Vec<String> {
    let started = input.progress.started();
    let signed = |at, by: String| format!("{} by {}", input.moment(at), code(&by));
    let mut out = vec![format!("- Started: {}", signed(started.at, started.by.to_string()))];
    if let Some(change) = input.progress.last_change() {
        out.push(format!("- Last change: {}", signed(change.at, change.by.to_string())));
    }
    let writers: Vec<String> = input.logs.iter().map(|log| code(&log.writer.to_string())).collect();
    if !writers.is_empty() {
        out.push(format!("- Recorded by: {}", list(&writers)));
    }
    if let Some(now) = input.now {
        out.push(format!("- Exported: {}", input.moment(now)));
    }
    out
}

/// What is wrong with the session's folder: a reader must know that something may be missing.
pub(super) fn problems(input: &ReportInput<'_>) -> Vec<String> {
    if input.problems.is_empty() {
        return Vec::new();
    }
    let mut out = super::part(input, "Problems with the record");
    out.extend(input.problems.iter().map(|problem| {
        let problem = Text::line(problem);
        format!("- {}", super::escape::at_line_start(problem.as_str()))
    }));
    out
}

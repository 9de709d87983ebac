//! PURE. The beginning of a report: what it is about, how it stands, what is wrong.

use super::super::doc::{Item, Kind, Line, Part, Span, code, item, link, text, words};
use super::{Only, Options, ReportInput};
use crate::checklist::{Reference, Target};
use crate::report::LogHead;
use crate::session::{Mode, done_of};
use crate::text::Text;

/// The heading. That of a rehearsal begins with the word.
pub(super) fn title(input: &ReportInput<'_>) -> Line {
    let title = text(input.progress.title().as_str());
    match input.progress.mode() {
        Mode::Live => vec![title],
        Mode::Rehearsal => vec![words("REHEARSAL: "), title],
    }
}

/// The completion line.
pub(super) fn standing(input: &ReportInput<'_>) -> Line {
    let total = input.progress.total();
    let where_done = match input.progress.mode() {
        Mode::Live => "",
        Mode::Rehearsal => ", in a rehearsal",
    };
    let done = format!(" - {} done{where_done}", done_of(total));
    vec![Span::Strong(vec![words(total.summary())]), words(done)]
}

/// What is to be known of the session.
pub(super) fn facts(input: &ReportInput<'_>, options: &Options) -> Vec<Item> {
    let mut facts = vec![mode(input), vec![words("Session: "), super::name(input)]];
    facts.extend(checklist(input));
    facts.extend(times(input));
    facts.extend(writers(input));
    facts.extend(input.now.map(|now| vec![words(format!("Exported: {}", input.moment(now)))]));
    facts.extend(listed(input, options));
    facts.into_iter().map(item).collect()
}

fn mode(input: &ReportInput<'_>) -> Line {
    match input.progress.mode() {
        Mode::Live => vec![words("Mode: live")],
        Mode::Rehearsal => {
            let rehearsal = Span::Strong(vec![words("REHEARSAL")]);
            vec![words("Mode: "), rehearsal, words(", not the real thing")]
        }
    }
}

fn checklist(input: &ReportInput<'_>) -> Vec<Line> {
    let checklist = input.progress.checklist();
    let from = match input.progress.source().as_str() {
        "-" => words("standard input"),
        source => code(source),
    };
    let of = vec![words("Checklist: "), text(checklist.title().as_str()), words(", from "), from];
    let made_from = checklist.source().map(|source| {
        let mut line = vec![words("Made from: ")];
        line.extend(document(source));
        line
    });
    std::iter::once(of).chain(made_from).collect()
}

fn document(source: &Reference) -> Line {
    let title = source.title.as_str();
    match &source.target {
        Target::Address(address) => link(title, address),
        Target::File(_) | Target::Unknown => vec![text(title)],
    }
}

fn times(input: &ReportInput<'_>) -> Vec<Line> {
    let started = input.progress.started();
    let signed =
        |what: &str, at, by: String| vec![words(format!("{what}: {} by ", input.moment(at))), code(&by)];
    let mut out = vec![signed("Started", started.at, started.by.to_string())];
    if let Some(change) = input.progress.last_change() {
        out.push(signed("Last change", change.at, change.by.to_string()));
    }
    out
}

/// `Recorded by: a, b and c`.
fn writers(input: &ReportInput<'_>) -> Option<Line> {
    let logs: Vec<&LogHead> = input.logs.iter().filter(|log| log.head.is_some()).collect();
    let (last, before) = logs.split_last()?;
    let mut line = vec![words("Recorded by: ")];
    for (at, log) in before.iter().enumerate() {
        let joint = if at == 0 { "" } else { ", " };
        line.extend([words(joint), code(&log.writer.to_string())]);
    }
    let joint = if before.is_empty() { "" } else { " and " };
    line.extend([words(joint), code(&last.writer.to_string())]);
    Some(line)
}

/// What the report leaves out, where it does: nobody is to take it for the whole.
fn listed(input: &ReportInput<'_>, options: &Options) -> Option<Line> {
    let which = match options.only {
        Only::All => None,
        Only::Open => Some("only open steps".to_owned()),
        Only::Exceptions => Some("only exceptions".to_owned()),
    };
    let since = options.since.map(|at| format!("only what was recorded since {}", input.moment(at)));
    let limits: Vec<String> = which.into_iter().chain(since).collect();
    (!limits.is_empty()).then(|| vec![words(format!("Listed here: {}", limits.join(", ")))])
}

/// What is wrong with the session's folder: a reader must know that something may be missing.
pub(super) fn problems(input: &ReportInput<'_>) -> Option<Part> {
    let item = |problem: &String| item(vec![text(Text::line(problem).as_str())]);
    let items = input.problems.iter().map(item).collect();
    super::list_part(input, Kind::Problems, "Problems with the record", items)
}

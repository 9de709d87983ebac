//! PURE. A report that this program wrote: the same sections and steps, with their statuses.
//!
//! A report has no mark of its own, but a head that nobody else writes: a list of `Mode`, `Session`,
//! `Checklist` and `Started`, and a part that is called `Steps`. What it tells besides the steps
//! belongs to the session it tells of, so it is left out, and the report of the import says so.

use super::blocks::{Document, Kind};
use super::own_sections::Sections;
use super::own_steps;
use crate::checklist::import::Options;
use crate::checklist::import::draft::{Draft, Head};
use crate::checklist::import::report::Report;
use crate::checklist::import::words::excerpt;
use crate::checklist::raw::RawSource;

/// The steps of a report, if this is one.
pub(super) fn read(
    document: &Document<'_>,
    options: &Options,
    report: &mut Report,
) -> Option<(Head, Vec<Draft>)> {
    let head = head_list(document)?;
    let steps = part(document, "Steps")?;
    let mut sections = Sections::default();
    for at in steps {
        match document.kind(at) {
            Kind::Heading(level) => sections.heading(document, at, *level, report),
            Kind::List => {
                for item in document.inside(at) {
                    sections.step(own_steps::step(document, item, options, report));
                }
            }
            _ => report.left_out(document.line(at), format!("text: {}", excerpt(&document.source(at)))),
        }
    }
    tell_others(document, report);
    Some((told(document, head, options), sections.drafts()))
}

/// The list at the beginning, if it is that of a report.
fn head_list(document: &Document<'_>) -> Option<usize> {
    let top = document.between(document.all());
    let head: Vec<usize> = top.take_while(|at| *document.kind(*at) != Kind::Heading(2)).collect();
    let list = head.into_iter().find(|at| *document.kind(*at) == Kind::List)?;
    let has = |name: &str| value(document, list, name).is_some();
    ["Mode", "Session", "Checklist", "Started"].iter().all(|name| has(name)).then_some(list)
}

/// An item of the head: the words behind its name, and its paragraph.
fn value<'d>(document: &'d Document<'_>, list: usize, name: &str) -> Option<(&'d str, usize)> {
    document.inside(list).filter_map(|item| document.inside(item).next()).find_map(|words| {
        let value = document.plain(words).strip_prefix(name)?.strip_prefix(": ")?;
        Some((value, words))
    })
}

fn told(document: &Document<'_>, list: usize, options: &Options) -> Head {
    let title =
        value(document, list, "Checklist").map(|(value, words)| without_origin(document, value, words));
    let title = title.unwrap_or_default();
    let source = value(document, list, "Made from").map(|(value, words)| RawSource {
        title: value.to_owned(),
        url: document
            .get(words)
            .and_then(|block| block.inline.links().into_iter().next())
            .and_then(|link| link.address),
    });
    Head { title: title.to_owned(), summary: None, source, exact: true, keep_ticks: options.keep_ticks }
}

/// The title without the file that the checklist came from, which is written as code.
fn without_origin<'d>(document: &Document<'_>, value: &'d str, words: usize) -> &'d str {
    let origin = document.get(words).map_or(0, |block| block.inline.last_code.len());
    let before = value.len().checked_sub(origin).and_then(|end| value.get(..end));
    let title = before.and_then(|before| before.strip_suffix(", from "));
    title.or_else(|| value.rsplit_once(", from ").map(|(title, _)| title)).unwrap_or(value)
}

/// The name of a part: `Steps`, in a rehearsal `Steps (rehearsal)`.
fn name_of_part<'d>(document: &'d Document<'_>, at: usize) -> Option<&'d str> {
    let is_part = *document.kind(at) == Kind::Heading(2);
    is_part.then(|| document.plain(at)).map(|name| name.strip_suffix(" (rehearsal)").unwrap_or(name))
}

/// The blocks of a part.
fn part(document: &Document<'_>, name: &str) -> Option<Vec<usize>> {
    let mut top = document.between(document.all()).skip_while(|at| name_of_part(document, *at) != Some(name));
    top.next()?;
    Some(top.take_while(|at| name_of_part(document, *at).is_none()).collect())
}

/// Tells of the parts whose words stand nowhere else.
fn tell_others(document: &Document<'_>, report: &mut Report) {
    for at in part(document, "Decisions").into_iter().flatten() {
        for row in document.inside(at).skip(1) {
            let cells: Vec<&str> = document.inside(row).map(|cell| document.plain(cell)).take(2).collect();
            report.left_out(document.line(row), format!("a decision: {}", excerpt(&cells.join(" "))));
        }
    }
    for name in ["Problems with the record", "Recorded on what the checklist no longer has"] {
        for at in part(document, name).into_iter().flatten() {
            for item in document.inside(at).filter(|item| *document.kind(*item) == Kind::Item) {
                report.left_out(document.line(item), excerpt(&document.source(item)));
            }
        }
    }
    report.left_out(1, "what the report says of its session: its title, times, people and logs");
}

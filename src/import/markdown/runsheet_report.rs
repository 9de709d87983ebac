//! PURE. A report that this program wrote: the same sections and steps, with their statuses.
//!
//! A report has no mark of its own, but a head that nobody else writes: a list of `Mode`, `Session`,
//! `Checklist` and `Started`, and a part that is called `Steps`. What it tells besides the steps
//! belongs to the session it tells of, so it is left out, and the report of the import says so.

use super::blocks::{BlockKind, Document};
use super::runsheet_report_sections::ReportOutline;
use super::runsheet_report_steps;
use crate::checklist::RawSource;
use crate::import::ImportOptions;
use crate::import::clean::excerpt;
use crate::import::node::{ImportHeader, ImportNode};
use crate::import::report::ImportReport;

/// The steps of a report, if this is one.
pub(super) fn read(
    document: &Document<'_>,
    options: &ImportOptions,
    report: &mut ImportReport,
) -> Option<(ImportHeader, Vec<ImportNode>)> {
    let head = head_list(document)?;
    let steps = part(document, "Steps")?;
    let mut sections = ReportOutline::default();
    for at in steps {
        match document.kind(at) {
            BlockKind::Heading(level) => sections.add_heading(document, at, *level, report),
            BlockKind::List => {
                for item in document.children(at) {
                    sections.add_step(runsheet_report_steps::read_step(document, item, options, report));
                }
            }
            _ => report.add_left_out(document.line(at), format!("text: {}", excerpt(&document.source(at)))),
        }
    }
    report_left_out(document, report);
    Some((header(document, head, options), sections.into_nodes()))
}

/// The list at the beginning, if it is that of a report.
fn head_list(document: &Document<'_>) -> Option<usize> {
    let top = document.siblings(document.all());
    let head: Vec<usize> = top.take_while(|at| *document.kind(*at) != BlockKind::Heading(2)).collect();
    let list = head.into_iter().find(|at| *document.kind(*at) == BlockKind::List)?;
    let has = |name: &str| head_value(document, list, name).is_some();
    ["Mode", "Session", "Checklist", "Started"].iter().all(|name| has(name)).then_some(list)
}

/// An item of the head: the words behind its name, and its paragraph.
fn head_value<'d>(document: &'d Document<'_>, list: usize, name: &str) -> Option<(&'d str, usize)> {
    document.children(list).filter_map(|item| document.children(item).next()).find_map(|words| {
        let value = document.plain_text(words).strip_prefix(name)?.strip_prefix(": ")?;
        Some((value, words))
    })
}

fn header(document: &Document<'_>, list: usize, options: &ImportOptions) -> ImportHeader {
    let title =
        head_value(document, list, "Checklist").map(|(value, words)| strip_origin(document, value, words));
    let title = title.unwrap_or_default();
    let source = head_value(document, list, "Made from").map(|(value, words)| RawSource {
        title: value.to_owned(),
        url: document
            .get(words)
            .and_then(|block| block.inline.collect_links().into_iter().next())
            .and_then(|link| link.address),
    });
    ImportHeader {
        title: title.to_owned(),
        summary: None,
        source,
        keep_long_titles: true,
        keep_ticks: options.keep_ticks,
    }
}

/// The title without the file that the checklist came from, which is written as code.
fn strip_origin<'d>(document: &Document<'_>, value: &'d str, words: usize) -> &'d str {
    let origin = document.get(words).map_or(0, |block| block.inline.last_code.len());
    let before = value.len().checked_sub(origin).and_then(|end| value.get(..end));
    let title = before.and_then(|before| before.strip_suffix(", from "));
    title.or_else(|| value.rsplit_once(", from ").map(|(title, _)| title)).unwrap_or(value)
}

/// The name of a part: `Steps`, in a rehearsal `Steps (rehearsal)`.
fn part_name<'d>(document: &'d Document<'_>, at: usize) -> Option<&'d str> {
    let is_part = *document.kind(at) == BlockKind::Heading(2);
    is_part.then(|| document.plain_text(at)).map(|name| name.strip_suffix(" (rehearsal)").unwrap_or(name))
}

/// The blocks of a part.
fn part(document: &Document<'_>, name: &str) -> Option<Vec<usize>> {
    let mut top = document.siblings(document.all()).skip_while(|at| part_name(document, *at) != Some(name));
    top.next()?;
    Some(top.take_while(|at| part_name(document, *at).is_none()).collect())
}

/// Tells of the parts whose words stand nowhere else.
fn report_left_out(document: &Document<'_>, report: &mut ImportReport) {
    for at in part(document, "Decisions").into_iter().flatten() {
        for row in document.children(at).skip(1) {
            let cells: Vec<&str> =
                document.children(row).map(|cell| document.plain_text(cell)).take(2).collect();
            report.add_left_out(document.line(row), format!("a decision: {}", excerpt(&cells.join(" "))));
        }
    }
    for name in ["Problems with the record", "Recorded on what the checklist no longer has"] {
        for at in part(document, name).into_iter().flatten() {
            for item in document.children(at).filter(|item| *document.kind(*item) == BlockKind::Item) {
                report.add_left_out(document.line(item), excerpt(&document.source(item)));
            }
        }
    }
    report.add_left_out(1, "what the report says of its session: its title, times, people and logs");
}

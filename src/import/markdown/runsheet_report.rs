//! PURE. A report that this program wrote: the same sections and steps, with their statuses.
//!
//! A report is recognised by a head that nothing else has: a list of `Mode`, `Session`, `Checklist`
//! and `Started`, and a part that is called `Steps`. What it says besides the steps belongs to its
//! session, so it is left out, and the report of the import says so.

use std::collections::HashMap;

use super::blocks::{BlockKind, Document};
use crate::checklist::{RawSource, Status};
use crate::import::clean::excerpt;
use crate::import::format::ImportOptions;
use crate::import::report::ImportReport;
use crate::import::tree::{ImportLink, ImportNode, ImportedStatus, ParsedList, TreeBuilder};

/// The deepest level of a heading.
const MAX_HEADING: u8 = 6;

/// The most sections around one; no checklist has more, so no report of one.
const MAX_DEPTH: usize = 32;

/// Reads a report, if the document is one.
pub(super) fn read(
    document: &Document<'_>,
    options: &ImportOptions,
    report: &mut ImportReport,
) -> Option<ParsedList> {
    let head = head_list(document)?;
    let mut outline = Outline::default();
    for at in part(document, "Steps")? {
        match document.kind(at) {
            BlockKind::Heading(level) => outline.add_heading(document, at, *level, report),
            BlockKind::List => {
                for item in document.children(at) {
                    let (step, applies) = read_step(document, item, options, report);
                    outline.add_step(step, applies);
                }
            }
            _ => report.add_left_out(document.line(at), format!("text: {}", excerpt(&document.source(at)))),
        }
    }
    report_left_out(document, report);
    Some(ParsedList { nodes: outline.tree.into_nodes(), ..header(document, head) })
}

/// Returns the list at the beginning, if it is that of a report.
fn head_list(document: &Document<'_>) -> Option<usize> {
    let top = document.siblings(document.all());
    let head: Vec<usize> = top.take_while(|at| *document.kind(*at) != BlockKind::Heading(2)).collect();
    let list = head.into_iter().find(|at| *document.kind(*at) == BlockKind::List)?;
    let has = |name: &str| head_value(document, list, name).is_some();
    ["Mode", "Session", "Checklist", "Started"].iter().all(|name| has(name)).then_some(list)
}

/// Returns the value of an item in that list, and its paragraph.
fn head_value<'d>(document: &'d Document<'_>, list: usize, name: &str) -> Option<(&'d str, usize)> {
    document.children(list).filter_map(|item| document.children(item).next()).find_map(|words| {
        let value = document.plain_text(words).strip_prefix(name)?.strip_prefix(": ")?;
        Some((value, words))
    })
}

/// Returns the list without its sections and steps.
fn header(document: &Document<'_>, head: usize) -> ParsedList {
    let title = head_value(document, head, "Checklist");
    let title = title.map(|(value, words)| strip_origin(document, value, words)).unwrap_or_default();
    let source = head_value(document, head, "Made from").map(|(value, words)| RawSource {
        title: value.to_owned(),
        url: first_link(document, words).and_then(|link| link.address),
    });
    ParsedList { title: title.to_owned(), source, keep_long_titles: true, ..ParsedList::default() }
}

fn first_link(document: &Document<'_>, at: usize) -> Option<ImportLink> {
    document.get(at)?.inline.collect_links().into_iter().next()
}

/// Removes the origin of the checklist behind its title, which is written as code.
fn strip_origin<'d>(document: &Document<'_>, value: &'d str, words: usize) -> &'d str {
    let origin = document.get(words).map_or(0, |block| block.inline.last_code.len());
    let before = value.len().checked_sub(origin).and_then(|end| value.get(..end));
    let title = before.and_then(|before| before.strip_suffix(", from "));
    title.or_else(|| value.rsplit_once(", from ").map(|(title, _)| title)).unwrap_or(value)
}

/// Returns the name of the part that starts here: `Steps` for `Steps`, or in a rehearsal `Steps (rehearsal)`.
fn part_name<'d>(document: &'d Document<'_>, at: usize) -> Option<&'d str> {
    let is_part = *document.kind(at) == BlockKind::Heading(2);
    is_part.then(|| document.plain_text(at)).map(|name| name.strip_suffix(" (rehearsal)").unwrap_or(name))
}

/// Returns the blocks of a part.
fn part(document: &Document<'_>, name: &str) -> Option<Vec<usize>> {
    let mut top = document.siblings(document.all()).skip_while(|at| part_name(document, *at) != Some(name));
    top.next()?;
    Some(top.take_while(|at| part_name(document, *at).is_none()).collect())
}

/// Reports the parts whose text stands nowhere else.
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

/// Rebuilds the sections of a report as far as its headings tell.
///
/// Markdown has six levels of headings, so sections from the fourth level down share one. There the
/// number of steps behind a title tells whether a heading stands in the section before it.
#[derive(Default)]
struct Outline {
    tree: TreeBuilder,
    sections: Vec<Section>,
    /// The section that steps go to.
    current: Option<usize>,
    /// The last section of each level and title.
    last: HashMap<(u8, String), usize>,
}

/// What the headings tell of a section; a parent is an index into the sections.
struct Section {
    /// Its index in the tree.
    node: usize,
    parent: Option<usize>,
    level: u8,
    /// How many of its steps are still to come.
    steps_left: usize,
    is_empty: bool,
    /// The number of sections around it.
    depth: usize,
}

impl Outline {
    /// Adds a heading such as `Title (3/7 done)`.
    pub(super) fn add_heading(
        &mut self,
        document: &Document<'_>,
        at: usize,
        level: u8,
        report: &mut ImportReport,
    ) {
        let words = document.plain_text(at);
        let (title, remark) = split_remark(words);
        match remark {
            None if words == "Steps outside the sections" => self.current = None,
            Some("continued") => self.continue_section(document, at, title, level, report),
            remark => {
                let steps = remark.and_then(|remark| remark.split(['/', ' ']).nth(1)?.parse().ok());
                self.open_section(ImportNode::section(document.line(at), title), level, steps.unwrap_or(0));
            }
        }
    }

    /// Continues the last section of this title.
    fn continue_section(
        &mut self,
        document: &Document<'_>,
        at: usize,
        title: &str,
        level: u8,
        report: &mut ImportReport,
    ) {
        if let Some(section) = self.last.get(&(level, title.to_owned())) {
            self.current = Some(*section);
            return;
        }
        let what = format!("goes on with a section that did not begin: {}", excerpt(title));
        report.add_changed(document.line(at), what);
        self.open_section(ImportNode::section(document.line(at), title), level, 0);
    }

    fn open_section(&mut self, node: ImportNode, level: u8, steps_left: usize) {
        let mut parent = self.current;
        while let Some(section) = parent.and_then(|at| self.sections.get(at)) {
            let is_unfinished = section.is_empty || section.steps_left > 0;
            let contains = section.level < level
                || (level == MAX_HEADING && section.level == MAX_HEADING && is_unfinished);
            if contains && section.depth < MAX_DEPTH {
                break;
            }
            parent = section.parent;
        }
        let depth = parent.and_then(|at| self.sections.get(at)).map_or(0, |section| section.depth + 1);
        let at = self.sections.len();
        self.last.insert((level, node.title.clone()), at);
        let node = self.push(parent, node);
        self.sections.push(Section { node, parent, level, steps_left, is_empty: true, depth });
        self.current = Some(at);
    }

    fn push(&mut self, parent: Option<usize>, node: ImportNode) -> usize {
        let section = parent.and_then(|at| self.sections.get_mut(at));
        let parent = section.map(|section| {
            section.is_empty = false;
            section.node
        });
        self.tree.push(parent, node)
    }

    /// Adds a step. One that does not apply is not among the steps that a heading counts.
    fn add_step(&mut self, step: ImportNode, applies: bool) {
        let mut parent = self.current.filter(|_| applies);
        self.push(self.current, step);
        while let Some(section) = parent.and_then(|at| self.sections.get_mut(at)) {
            section.steps_left = section.steps_left.saturating_sub(1);
            parent = section.parent;
        }
    }
}

/// Splits a heading into the title of the section and the remark behind it.
fn split_remark(words: &str) -> (&str, Option<&str>) {
    let split = words.strip_suffix(')').and_then(|words| words.rsplit_once(" ("));
    split.map_or((words, None), |(title, remark)| (title, Some(remark)))
}

/// Reads the step of an item, and whether it applies.
fn read_step(
    document: &Document<'_>,
    item: usize,
    options: &ImportOptions,
    report: &mut ImportReport,
) -> (ImportNode, bool) {
    let line = document.line(item);
    let mut blocks = document.children(item);
    let words = blocks.next().and_then(|at| document.get(at)).map(|block| &block.inline);
    let (title, status_text) = words.map(|words| words.plain.split_at(words.bold_len)).unwrap_or_default();
    let mut node = ImportNode::new(line, strip_number(title.trim()));
    let person = words.map(|words| words.last_code.len()).unwrap_or_default();
    let status_text = strip_stamp(status_text, person).trim_start().trim_start_matches("- ");
    let applies = set_status(&mut node, status_text, options, report);
    for list in blocks {
        for below in document.children(list) {
            add_item(document, below, &mut node, options, report);
        }
    }
    (node, applies)
}

/// Returns `Title` for `12. Title`.
fn strip_number(title: &str) -> &str {
    let words = title.trim_start_matches(|c: char| c.is_ascii_digit());
    words.strip_prefix(". ").filter(|_| words.len() < title.len()).unwrap_or(title)
}

/// Sets the status from the text behind the title, such as `blocked: no disk`, and returns whether the
/// step applies.
fn set_status(
    step: &mut ImportNode,
    status_text: &str,
    options: &ImportOptions,
    report: &mut ImportReport,
) -> bool {
    if let Some(why) = status_text.strip_prefix("done, re-check") {
        if options.keep_ticks {
            let message = format!("done, but to be re-checked{why}: it starts as todo");
            report.add_changed(step.line, message);
        }
        return true;
    }
    let (words, rest) = match status_text.find([',', ':']) {
        Some(at) => status_text.split_at(at),
        None => (status_text, ""),
    };
    let reason = reason(rest);
    let recorded = Status::ALL.into_iter().find(|status| status.label() == words);
    let status = recorded.filter(|status| *status != Status::Todo);
    if recorded.is_none() {
        report.add_changed(
            step.line,
            format!("its status is unknown, it starts as todo: {}", excerpt(status_text)),
        );
    } else if let Some(reason) = reason.filter(|_| status.is_none()) {
        report.add_left_out(step.line, format!("why it is todo: {}", excerpt(reason)));
    }
    step.status = status.map(|status| ImportedStatus { status, reason: reason.map(str::to_owned) });
    status != Some(Status::NotApplicable)
}

/// Returns the reason of a status: what a person gave, or what was answered.
fn reason(rest: &str) -> Option<&str> {
    if let Some(reason) = rest.strip_prefix(": ") {
        return Some(reason);
    }
    let derived = rest.strip_prefix(", ")?;
    match derived.strip_prefix("not decided yet whether it applies: ") {
        // A prompt ends in a question mark, as a rule.
        Some(asked) => asked.split_once("?: ").map(|(_, reason)| reason),
        None => Some(derived),
    }
}

/// Removes the person and the time, as in `done (alice@host, 2026-11-22 18:03 +01:00)`. The name is the last
/// code of the line, `person` bytes long, unless it has characters that code cannot hold.
fn strip_stamp(status_text: &str, person: usize) -> &str {
    let status_text = status_text.trim_end();
    let stamped = status_text.strip_suffix(')').and_then(|words| {
        let at = words.len().checked_sub("2026-11-22 18:03 +01:00".len())?;
        let (before, time) = words.split_at_checked(at)?;
        let before = before.strip_suffix(", ").filter(|_| is_timestamp(time))?;
        let as_code = before.len().checked_sub(person).and_then(|at| before.get(..at)?.strip_suffix(" ("));
        as_code.or_else(|| before.rsplit_once(" (").map(|(status_text, _)| status_text))
    });
    stamped.unwrap_or(status_text)
}

/// Whether a text of this length has the form `2026-11-22 18:03 +01:00`.
fn is_timestamp(time: &str) -> bool {
    time.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        10 | 16 => byte == b' ',
        13 | 20 => byte == b':',
        17 => matches!(byte, b'+' | b'-'),
        _ => byte.is_ascii_digit(),
    })
}

/// Adds what stands under a step: a note, what was recorded before, or a reference.
fn add_item(
    document: &Document<'_>,
    item: usize,
    step: &mut ImportNode,
    options: &ImportOptions,
    report: &mut ImportReport,
) {
    let mut blocks = document.children(item);
    let Some(first) = blocks.next() else { return };
    let words = document.plain_text(first);
    let has_quotation = blocks.any(|at| *document.kind(at) == BlockKind::Container);
    if words.starts_with("Note by ") && has_quotation || words.starts_with("Recorded while it applied: ") {
        let source = document.source(item);
        let text = source.trim_start_matches("- ").trim();
        if options.keep_ticks {
            step.add_detail(text.replace("\n  ", "\n"));
        } else {
            report
                .add_left_out(document.line(item), format!("what was recorded on a step: {}", excerpt(text)));
        }
        return;
    }
    step.links.push(read_reference(document, first, words));
}

fn read_reference(document: &Document<'_>, at: usize, words: &str) -> ImportLink {
    let linked = first_link(document, at);
    let in_parentheses = words.strip_suffix(')').and_then(|words| words.rsplit_once(" ("));
    match (linked, in_parentheses) {
        (Some(link), _) if link.title == words => link,
        (_, Some((title, "no known address"))) => ImportLink { title: title.to_owned(), address: None },
        (_, Some((title, inner))) if inner.starts_with("file ") => {
            ImportLink { title: title.to_owned(), address: inner.strip_prefix("file ").map(str::to_owned) }
        }
        (linked, _) => linked.unwrap_or_else(|| ImportLink { title: words.to_owned(), address: None }),
    }
}

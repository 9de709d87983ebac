//! PURE. A report that this program wrote: the same sections and steps, with their statuses.
//!
//! A report is recognised by its head, which no other list has: items for `Mode`, `Session`, `Checklist`
//! and `Started`, and a part called `Steps`. The rest of it is about one session, so it is left out and
//! reported as such.

use std::collections::HashMap;

use super::blocks::{BlockKind, Document};
use crate::checklist::ReaderOptions;
use crate::checklist::{RawSource, Status};
use crate::import::clean::excerpt;
use crate::import::report::ImportReport;
use crate::import::tree::{ImportLink, ImportNode, ImportedStatus, ParsedList, TreeBuilder};

/// The deepest level of a heading.
const MAX_HEADING: u8 = 6;

/// The most sections around one; no checklist has more, so no report of one.
const MAX_DEPTH: usize = 32;

/// Reads a report, if the document is one.
pub(super) fn read(
    document: &Document<'_>,
    options: &ReaderOptions,
    report: &mut ImportReport,
) -> Option<ParsedList> {
    let head = head_list(document)?;
    let steps = part(document, "Steps")?;
    let mut reader = ReportReader {
        document,
        keep_ticks: options.keep_ticks,
        report,
        tree: TreeBuilder::default(),
        sections: Vec::new(),
        current: None,
        last: HashMap::new(),
    };
    for at in steps {
        match document.kind(at) {
            BlockKind::Heading(level) => reader.add_heading(at, *level),
            BlockKind::List => document.children(at).for_each(|item| reader.add_step(item)),
            _ => {
                let text = excerpt(&document.source(at));
                reader.report.add_left_out(document.line(at), format!("text: {text}"));
            }
        }
    }
    let nodes = reader.tree.into_nodes();
    report_left_out(document, report);
    Some(ParsedList { nodes, ..header(document, head) })
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
    let summary = head_value(document, head, "About").map(|(value, _)| value.to_owned());
    // Reports of version 0.1 say `Made from`.
    let source = head_value(document, head, "Source").or_else(|| head_value(document, head, "Made from"));
    let source = source.map(|(value, words)| RawSource {
        title: value.to_owned(),
        url: first_link(document, words).and_then(|link| link.address),
    });
    ParsedList { title: title.to_owned(), summary, source, keep_long_titles: true, ..ParsedList::default() }
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

/// Reports the parts that have no place in a checklist.
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

/// Reads the sections and steps of a report, nested as far as its headings tell.
///
/// Markdown has six levels of headings, so sections from the fourth level down share one. There the
/// number of steps behind a title shows whether the next heading is inside that section.
struct ReportReader<'r, 'd> {
    document: &'r Document<'d>,
    keep_ticks: bool,
    report: &'r mut ImportReport,
    tree: TreeBuilder,
    sections: Vec<ReportSection>,
    /// The section that steps go to.
    current: Option<usize>,
    /// The last section of each level and title.
    last: HashMap<(u8, String), usize>,
}

/// What the headings show about a section.
struct ReportSection {
    /// Its index in the tree.
    node: usize,
    /// The index of the section around it.
    parent: Option<usize>,
    level: u8,
    /// The number of its steps that have not been read yet.
    steps_left: usize,
    is_empty: bool,
    /// The number of sections around it.
    depth: usize,
}

impl ReportReader<'_, '_> {
    /// Adds a heading such as `Title (3/7 done)`.
    fn add_heading(&mut self, at: usize, level: u8) {
        let (words, line) = (self.document.plain_text(at), self.document.line(at));
        let (title, remark) = split_remark(words);
        match remark {
            None if words == "Steps outside the sections" => self.current = None,
            Some("continued") => {
                if let Some(section) = self.last.get(&(level, title.to_owned())) {
                    self.current = Some(*section);
                } else {
                    let message = format!("goes on with a section that did not begin: {}", excerpt(title));
                    self.report.add_changed(line, message);
                    self.open_section(ImportNode::section(line, title), level, 0);
                }
            }
            remark => {
                let steps = remark.and_then(|remark| remark.split(['/', ' ']).nth(1)?.parse().ok());
                self.open_section(ImportNode::section(line, title), level, steps.unwrap_or(0));
            }
        }
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
        self.last.insert((level, node.title.clone()), self.sections.len());
        self.current = Some(self.sections.len());
        let node = self.push(parent, node);
        self.sections.push(ReportSection { node, parent, level, steps_left, is_empty: true, depth });
    }

    fn push(&mut self, section: Option<usize>, node: ImportNode) -> usize {
        let section = section.and_then(|at| self.sections.get_mut(at));
        let parent = section.map(|section| {
            section.is_empty = false;
            section.node
        });
        self.tree.push(parent, node)
    }

    /// Adds the step of an item.
    fn add_step(&mut self, item: usize) {
        let mut blocks = self.document.children(item);
        let words = blocks.next().and_then(|at| self.document.get(at)).map(|block| &block.inline);
        let (title, rest) = words.map(|words| words.plain.split_at(words.bold_len)).unwrap_or_default();
        let mut step = ImportNode::new(self.document.line(item), strip_number(title.trim()));
        let name_len = words.map(|words| words.last_code.len()).unwrap_or_default();
        let status_text = strip_stamp(rest, name_len).trim_start().trim_start_matches("- ");
        let applies = self.set_status(&mut step, status_text);
        for below in blocks.flat_map(|list| self.document.children(list)) {
            self.add_below(below, &mut step);
        }
        self.push(self.current, step);
        // A step that does not apply is not among those that a heading counts.
        let mut counted_in = self.current.filter(|_| applies);
        while let Some(section) = counted_in.and_then(|at| self.sections.get_mut(at)) {
            section.steps_left = section.steps_left.saturating_sub(1);
            counted_in = section.parent;
        }
    }

    /// Sets the status from the text behind the title, such as `blocked: no disk`, and returns whether the
    /// step applies.
    fn set_status(&mut self, step: &mut ImportNode, status_text: &str) -> bool {
        if let Some(why) = status_text.strip_prefix("done, re-check") {
            if self.keep_ticks {
                let message = format!("done, but to be re-checked{why}: it starts as todo");
                self.report.add_changed(step.line, message);
            }
            return true;
        }
        let (label, rest) = status_text.split_at(status_text.find([',', ':']).unwrap_or(status_text.len()));
        let reason = reason(rest);
        let recorded = Status::ALL.into_iter().find(|status| status.label() == label);
        let status = recorded.filter(|status| *status != Status::Todo);
        if recorded.is_none() {
            let message = format!("its status is unknown, it starts as todo: {}", excerpt(status_text));
            self.report.add_changed(step.line, message);
        } else if let Some(reason) = reason.filter(|_| status.is_none()) {
            self.report.add_left_out(step.line, format!("why it is todo: {}", excerpt(reason)));
        }
        step.status = status.map(|status| ImportedStatus { status, reason: reason.map(str::to_owned) });
        status != Some(Status::NotApplicable)
    }

    /// Adds an item below a step: a note, what was recorded before, or a reference.
    fn add_below(&mut self, item: usize, step: &mut ImportNode) {
        let document = self.document;
        let mut blocks = document.children(item);
        let Some(first) = blocks.next() else { return };
        let words = document.plain_text(first);
        let has_quotation = blocks.any(|at| *document.kind(at) == BlockKind::Container);
        if words.starts_with("Note by ") && has_quotation || words.starts_with("Recorded while it applied: ")
        {
            let source = document.source(item);
            let text = source.trim_start_matches("- ").trim();
            step.notes.push(self.quoted_text(item));
            if !self.keep_ticks {
                let message = format!("what was recorded on a step: {}", excerpt(text));
                self.report.add_left_out(document.line(item), message);
            }
            return;
        }
        step.links.push(read_reference(document, first, words));
    }

    /// Returns the words of an item, and below them the paragraphs of its quotation.
    fn quoted_text(&self, item: usize) -> String {
        let mut lines = Vec::new();
        for at in self.document.children(item) {
            match self.document.kind(at) {
                BlockKind::Container => {
                    lines
                        .extend(self.document.children(at).map(|at| self.document.plain_text(at).to_owned()));
                }
                _ => lines.push(self.document.plain_text(at).to_owned()),
            }
        }
        lines.join("\n")
    }
}

/// Splits a heading into the title of the section and the remark behind it.
fn split_remark(words: &str) -> (&str, Option<&str>) {
    let split = words.strip_suffix(')').and_then(|words| words.rsplit_once(" ("));
    split.map_or((words, None), |(title, remark)| (title, Some(remark)))
}

/// Returns `Title` for `12. Title`.
fn strip_number(title: &str) -> &str {
    let words = title.trim_start_matches(|c: char| c.is_ascii_digit());
    words.strip_prefix(". ").filter(|_| words.len() < title.len()).unwrap_or(title)
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

/// Removes the name and the time, as in `done (alice@host, 2026-11-22 18:03 +01:00)`. The name is the last
/// code of the line, `name_len` bytes long, unless it has characters that code cannot hold.
fn strip_stamp(status_text: &str, name_len: usize) -> &str {
    let status_text = status_text.trim_end();
    let stamped = status_text.strip_suffix(')').and_then(|words| {
        let at = words.len().checked_sub("2026-11-22 18:03 +01:00".len())?;
        let (before, time) = words.split_at_checked(at)?;
        let before = before.strip_suffix(", ").filter(|_| is_timestamp(time))?;
        let as_code = before.len().checked_sub(name_len).and_then(|at| before.get(..at)?.strip_suffix(" ("));
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

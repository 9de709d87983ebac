//! PURE. Review checklists of the repository Azure/review-checklists.
//!
//! They are translated by machines, the names of the statuses too. Their order stays the same, so
//! that a status is known by its place in the file's own list.

use std::collections::HashMap;

use super::draft::{Draft, Given, Head, Link};
use super::json::{Json, Node};
use super::report::Report;
use super::words::{as_inline, as_markdown, excerpt};
use super::{Format, ImportError, ImportStatus, Imported, Options, finish};
use crate::checklist::raw::RawSource;

pub(super) fn import(name: &str, text: &str, options: &Options) -> Result<Imported, ImportError> {
    let json = Json::read(text)?;
    let root = json.root();
    let mut report = Report::new(Format::Azure);
    let mut reader =
        Reader { statuses: statuses(root), sections: Sections::default(), report: &mut report, options };
    for item in root.get("items").into_iter().flat_map(Node::items) {
        reader.item(item);
    }
    let drafts = reader.sections.drafts();
    let metadata = root.get("metadata");
    tell_others(root, &mut report);
    finish::finish(name, head(metadata, options), drafts, report)
}

fn head(metadata: Option<Node<'_, '_>>, options: &Options) -> Head {
    let value =
        |name: &str| metadata.map(|metadata| metadata.text_of(name)).filter(|value| !value.is_empty());
    let parts = [value("state"), value("timestamp")];
    let version: Vec<String> = parts.into_iter().flatten().collect();
    let source = value("name")
        .map(|title| RawSource { title, url: Some("https://github.com/Azure/review-checklists".to_owned()) });
    Head {
        title: value("name").unwrap_or_default(),
        summary: (!version.is_empty()).then(|| version.join(", ")),
        source,
        exact: false,
        keep_ticks: options.keep_ticks,
    }
}

/// The lists of names that the items are chosen from say nothing that the items do not.
fn tell_others(root: Node<'_, '_>, report: &mut Report) {
    const KNOWN: &[&str] =
        &["items", "metadata", "categories", "waf", "status", "severities", "yesno", "$schema"];
    for (name, value) in root.members().filter(|(name, _)| !KNOWN.contains(name)) {
        report.left_out(value.line(), format!("the member {}", excerpt(name)));
    }
}

/// The names of the statuses, in their order.
fn statuses(root: Node<'_, '_>) -> Vec<String> {
    root.get("status").into_iter().flat_map(Node::items).map(|status| status.text_of("name")).collect()
}

/// The names in English, in their order.
const STATUSES: [&str; 5] = ["Not verified", "Open", "Fulfilled", "Not required", "N/A"];

/// What an item's members are taken over as.
const SAID: &[&str] = &[
    "category",
    "subcategory",
    "text",
    "guid",
    "link",
    "training",
    "description",
    "graph",
    "status",
    "comments",
    "comment",
];

/// The members that are told in the detail under another name.
const FACTS: &[(&str, &str)] =
    &[("id", "Number"), ("severity", "Severity"), ("waf", "Pillar"), ("service", "Service")];

struct Reader<'r> {
    statuses: Vec<String>,
    sections: Sections,
    report: &'r mut Report,
    options: &'r Options,
}

impl Reader<'_> {
    fn item(&mut self, item: Node<'_, '_>) {
        let line = item.line();
        let text = |name: &str| item.text_of(name);
        let mut draft = Draft::new(line, text("text"));
        draft.id = Some(text("guid")).filter(|guid| !guid.is_empty());
        draft.add_detail(self.facts(item));
        draft.add_detail(as_markdown(&text("description")));
        draft.add_detail(query(&text("graph")));
        for (member, title) in [("link", "More information"), ("training", "Training")] {
            if let Some(address) = Some(text(member)).filter(|address| !address.is_empty()) {
                draft.links.push(Link { title: title.to_owned(), address: Some(address) });
            }
        }
        self.status(item, &mut draft);
        if draft.title.is_empty() && draft.detail.is_empty() {
            return self.report.left_out(line, "an item without a text");
        }
        let category = text("category");
        if category.is_empty() {
            self.report.changed(line, format!("it has no category: {}", excerpt(&draft.title)));
        }
        self.sections.add(&[&category, &text("subcategory")], draft);
    }

    /// What there is to know besides the text.
    fn facts(&mut self, item: Node<'_, '_>) -> String {
        let mut lines = Vec::new();
        for (member, name) in FACTS {
            let value = item.text_of(member);
            if !value.is_empty() {
                lines.push(format!("- {name}: {}", as_inline(&value)));
            }
        }
        let is_fact = |name: &str| FACTS.iter().any(|(member, _)| *member == name);
        for (name, value) in item.members().filter(|(name, _)| !is_fact(name) && !SAID.contains(name)) {
            match value.text() {
                Some(text) if text.trim().is_empty() => {}
                Some(text) => lines.push(format!("- {}: {}", as_inline(name), as_inline(&text))),
                None => {
                    self.report.left_out(value.line(), format!("the member {} of an item", excerpt(name)));
                }
            }
        }
        lines.join("\n")
    }

    fn status(&mut self, item: Node<'_, '_>, draft: &mut Draft) {
        let name = item.text_of("status");
        let comment = [item.text_of("comments"), item.text_of("comment")].join("\n").trim().to_owned();
        if !comment.is_empty() {
            if self.options.keep_ticks {
                draft.add_detail(format!("**Comment**\n\n{}", as_markdown(&comment)));
            } else {
                let what =
                    format!("a comment on the status (`--keep-ticks` takes it over): {}", excerpt(&comment));
                self.report.left_out(draft.line, what);
            }
        }
        if name.is_empty() {
            return;
        }
        let same = |known: &str| known.to_lowercase() == name.to_lowercase();
        let place = STATUSES.iter().position(|known| same(known)).or_else(|| {
            let is_whole = self.statuses.len() == STATUSES.len();
            self.statuses.iter().position(|known| is_whole && same(known))
        });
        let status = match place {
            Some(0) => None,
            Some(1) => {
                if self.options.keep_ticks {
                    self.report
                        .changed(draft.line, format!("it is {}, so it starts as todo", excerpt(&name)));
                }
                None
            }
            Some(2) => Some(ImportStatus::Done),
            Some(_) => Some(ImportStatus::NotApplicable),
            None => {
                self.report.changed(
                    draft.line,
                    format!("its status {} is unknown, it starts as todo", excerpt(&name)),
                );
                None
            }
        };
        let reason = if comment.is_empty() { name } else { comment };
        draft.status =
            status.map(|status| Given { status, reason: Some(reason).filter(|_| status.needs_reason()) });
    }
}

/// The query that finds what does not comply.
fn query(query: &str) -> String {
    if query.is_empty() {
        return String::new();
    }
    let longest = query.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("Azure Resource Graph:\n\n{fence}kusto\n{query}\n{fence}")
}

/// Sections within sections, each where it was named first.
#[derive(Default)]
struct Sections {
    /// For each section: what it stands in, what it is called, its draft.
    all: Vec<(Option<usize>, Draft)>,
    known: HashMap<(Option<usize>, String), usize>,
    /// The steps, each with its section.
    steps: Vec<(Option<usize>, Draft)>,
}

impl Sections {
    /// Adds a step to a section, given by the names on the way to it. Empty ones are passed over.
    fn add(&mut self, way: &[&str], draft: Draft) {
        let mut section = None;
        for name in way.iter().filter(|name| !name.is_empty()) {
            section = Some(self.section(section, name, draft.line));
        }
        self.steps.push((section, draft));
    }

    fn section(&mut self, around: Option<usize>, name: &str, line: usize) -> usize {
        let next = self.all.len();
        let at = *self.known.entry((around, name.to_owned())).or_insert(next);
        if at == next {
            self.all.push((around, Draft::section(line, name)));
        }
        at
    }

    fn drafts(mut self) -> Vec<Draft> {
        let mut top = Vec::new();
        for (section, draft) in self.steps {
            match section.and_then(|at| self.all.get_mut(at)) {
                Some((_, section)) => section.steps.get_or_insert_default().push(draft),
                None => top.push(draft),
            }
        }
        // A section stands behind the one around it, so from the end on each is whole.
        let mut outer = Vec::new();
        while let Some((around, mut section)) = self.all.pop() {
            // Steps came first into it, sections from the last to the first.
            if let Some(steps) = &mut section.steps {
                let first = steps.iter().position(|step| step.steps.is_some()).unwrap_or(steps.len());
                steps.get_mut(first..).unwrap_or_default().reverse();
            }
            match around.and_then(|at| self.all.get_mut(at)) {
                Some((_, around)) => around.steps.get_or_insert_default().push(section),
                None => outer.push(section),
            }
        }
        outer.reverse();
        top.extend(outer);
        top
    }
}

//! PURE. Review checklists of the repository Azure/review-checklists.
//!
//! They are translated by machines, the names of the statuses too. Their order stays the same, so
//! that a status is known by its place in the file's own list.

use std::collections::HashMap;

use super::clean::{escape_markdown, escape_markdown_inline, excerpt};
use super::json::{JsonDocument, JsonNode};
use super::node::{ImportHeader, ImportLink, ImportNode, ImportedStatus};
use super::report::ImportReport;
use super::{ImportError, ImportFormat, ImportOptions, Imported, build};
use crate::checklist::{RawSource, Status};

pub(super) fn import(name: &str, text: &str, options: &ImportOptions) -> Result<Imported, ImportError> {
    let json = JsonDocument::parse(text)?;
    let root = json.root();
    let mut report = ImportReport::new(ImportFormat::Azure);
    let mut reader = AzureReader {
        statuses: status_names(root),
        sections: SectionTree::default(),
        report: &mut report,
        options,
    };
    for item in root.get("items").into_iter().flat_map(JsonNode::items) {
        reader.add_item(item);
    }
    let drafts = reader.sections.into_nodes();
    let metadata = root.get("metadata");
    report_unknown_members(root, &mut report);
    build::build_checklist(name, header(metadata, options), drafts, report)
}

fn header(metadata: Option<JsonNode<'_, '_>>, options: &ImportOptions) -> ImportHeader {
    let value =
        |name: &str| metadata.map(|metadata| metadata.text_of(name)).filter(|value| !value.is_empty());
    let parts = [value("state"), value("timestamp")];
    let version: Vec<String> = parts.into_iter().flatten().collect();
    let source = value("name")
        .map(|title| RawSource { title, url: Some("https://github.com/Azure/review-checklists".to_owned()) });
    ImportHeader {
        title: value("name").unwrap_or_default(),
        summary: (!version.is_empty()).then(|| version.join(", ")),
        source,
        keep_long_titles: false,
        keep_ticks: options.keep_ticks,
    }
}

/// The lists of names that the items are chosen from say nothing that the items do not.
fn report_unknown_members(root: JsonNode<'_, '_>, report: &mut ImportReport) {
    const KNOWN_ROOT_MEMBERS: &[&str] =
        &["items", "metadata", "categories", "waf", "status", "severities", "yesno", "$schema"];
    for (name, value) in root.members().filter(|(name, _)| !KNOWN_ROOT_MEMBERS.contains(name)) {
        report.add_left_out(value.line(), format!("the member {}", excerpt(name)));
    }
}

/// The names of the statuses, in their order.
fn status_names(root: JsonNode<'_, '_>) -> Vec<String> {
    root.get("status").into_iter().flat_map(JsonNode::items).map(|status| status.text_of("name")).collect()
}

/// The names in English, in their order.
const ENGLISH_STATUSES: [&str; 5] = ["Not verified", "Open", "Fulfilled", "Not required", "N/A"];

/// What an item's members are taken over as.
const KNOWN_MEMBERS: &[&str] = &[
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
const FACT_MEMBERS: &[(&str, &str)] =
    &[("id", "Number"), ("severity", "Severity"), ("waf", "Pillar"), ("service", "Service")];

struct AzureReader<'r> {
    statuses: Vec<String>,
    sections: SectionTree,
    report: &'r mut ImportReport,
    options: &'r ImportOptions,
}

impl AzureReader<'_> {
    fn add_item(&mut self, item: JsonNode<'_, '_>) {
        let line = item.line();
        let text = |name: &str| item.text_of(name);
        let mut draft = ImportNode::new(line, text("text"));
        draft.id = Some(text("guid")).filter(|guid| !guid.is_empty());
        draft.add_detail(self.format_facts(item));
        draft.add_detail(escape_markdown(&text("description")));
        draft.add_detail(format_query(&text("graph")));
        for (member, title) in [("link", "More information"), ("training", "Training")] {
            if let Some(address) = Some(text(member)).filter(|address| !address.is_empty()) {
                draft.links.push(ImportLink { title: title.to_owned(), address: Some(address) });
            }
        }
        self.add_status(item, &mut draft);
        if draft.title.is_empty() && draft.detail.is_empty() {
            return self.report.add_left_out(line, "an item without a text");
        }
        let category = text("category");
        if category.is_empty() {
            self.report.add_changed(line, format!("it has no category: {}", excerpt(&draft.title)));
        }
        self.sections.add(&[&category, &text("subcategory")], draft);
    }

    /// What there is to know besides the text.
    fn format_facts(&mut self, item: JsonNode<'_, '_>) -> String {
        let mut lines = Vec::new();
        for (member, name) in FACT_MEMBERS {
            let value = item.text_of(member);
            if !value.is_empty() {
                lines.push(format!("- {name}: {}", escape_markdown_inline(&value)));
            }
        }
        let is_fact = |name: &str| FACT_MEMBERS.iter().any(|(member, _)| *member == name);
        for (name, value) in
            item.members().filter(|(name, _)| !is_fact(name) && !KNOWN_MEMBERS.contains(name))
        {
            match value.text() {
                Some(text) if text.trim().is_empty() => {}
                Some(text) => lines.push(format!(
                    "- {}: {}",
                    escape_markdown_inline(name),
                    escape_markdown_inline(&text)
                )),
                None => {
                    self.report
                        .add_left_out(value.line(), format!("the member {} of an item", excerpt(name)));
                }
            }
        }
        lines.join("\n")
    }

    fn add_status(&mut self, item: JsonNode<'_, '_>, draft: &mut ImportNode) {
        let name = item.text_of("status");
        let comment = [item.text_of("comments"), item.text_of("comment")].join("\n").trim().to_owned();
        if !comment.is_empty() {
            if self.options.keep_ticks {
                draft.add_detail(format!("**Comment**\n\n{}", escape_markdown(&comment)));
            } else {
                let what =
                    format!("a comment on the status (`--keep-ticks` takes it over): {}", excerpt(&comment));
                self.report.add_left_out(draft.line, what);
            }
        }
        if name.is_empty() {
            return;
        }
        let same = |known: &str| known.to_lowercase() == name.to_lowercase();
        let place = ENGLISH_STATUSES.iter().position(|known| same(known)).or_else(|| {
            let is_whole = self.statuses.len() == ENGLISH_STATUSES.len();
            self.statuses.iter().position(|known| is_whole && same(known))
        });
        let status = match place {
            Some(0) => None,
            Some(1) => {
                if self.options.keep_ticks {
                    self.report
                        .add_changed(draft.line, format!("it is {}, so it starts as todo", excerpt(&name)));
                }
                None
            }
            Some(2) => Some(Status::Done),
            Some(_) => Some(Status::NotApplicable),
            None => {
                self.report.add_changed(
                    draft.line,
                    format!("its status {} is unknown, it starts as todo", excerpt(&name)),
                );
                None
            }
        };
        let reason = if comment.is_empty() { name } else { comment };
        draft.status = status
            .map(|status| ImportedStatus { status, reason: Some(reason).filter(|_| status.needs_reason()) });
    }
}

/// The query that finds what does not comply.
fn format_query(query: &str) -> String {
    if query.is_empty() {
        return String::new();
    }
    let longest = query.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("Azure Resource Graph:\n\n{fence}kusto\n{query}\n{fence}")
}

/// Sections within sections, each where it was named first.
#[derive(Default)]
struct SectionTree {
    /// For each section: what it stands in, what it is called, its draft.
    sections: Vec<(Option<usize>, ImportNode)>,
    section_index: HashMap<(Option<usize>, String), usize>,
    /// The steps, each with its section.
    steps: Vec<(Option<usize>, ImportNode)>,
}

impl SectionTree {
    /// Adds a step to a section, given by the names on the way to it. Empty ones are passed over.
    fn add(&mut self, way: &[&str], draft: ImportNode) {
        let mut section = None;
        for name in way.iter().filter(|name| !name.is_empty()) {
            section = Some(self.find_or_add(section, name, draft.line));
        }
        self.steps.push((section, draft));
    }

    fn find_or_add(&mut self, around: Option<usize>, name: &str, line: usize) -> usize {
        let next = self.sections.len();
        let at = *self.section_index.entry((around, name.to_owned())).or_insert(next);
        if at == next {
            self.sections.push((around, ImportNode::section(line, name)));
        }
        at
    }

    fn into_nodes(mut self) -> Vec<ImportNode> {
        let mut top = Vec::new();
        for (section, draft) in self.steps {
            match section.and_then(|at| self.sections.get_mut(at)) {
                Some((_, section)) => section.children.get_or_insert_default().push(draft),
                None => top.push(draft),
            }
        }
        // A section stands behind the one around it, so from the end on each is whole.
        let mut outer = Vec::new();
        while let Some((around, mut section)) = self.sections.pop() {
            // Steps came first into it, sections from the last to the first.
            if let Some(steps) = &mut section.children {
                let first = steps.iter().position(|step| step.children.is_some()).unwrap_or(steps.len());
                steps.get_mut(first..).unwrap_or_default().reverse();
            }
            match around.and_then(|at| self.sections.get_mut(at)) {
                Some((_, around)) => around.children.get_or_insert_default().push(section),
                None => outer.push(section),
            }
        }
        outer.reverse();
        top.extend(outer);
        top
    }
}

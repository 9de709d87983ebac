//! PURE. Review checklists of the repository Azure/review-checklists.
//!
//! They are translated by machines, the names of the statuses too. Their order stays the same, so
//! that a status is known by its place in the file's own list.

use super::clean::{escape_markdown, escape_markdown_inline, excerpt};
use super::json::{JsonDocument, JsonNode};
use super::report::{ImportError, ImportReport};
use super::tree::{ImportLink, ImportNode, ImportedStatus, ParsedList, Sections};
use crate::checklist::ReaderOptions;
use crate::checklist::{RawSource, Status};

pub(super) fn read(
    text: &str,
    options: &ReaderOptions,
    report: &mut ImportReport,
) -> Result<ParsedList, ImportError> {
    let json = JsonDocument::parse(text)?;
    let root = json.root();
    let mut reader =
        AzureReader { statuses: status_names(root), sections: Sections::default(), report, options };
    for item in root.get("items").into_iter().flat_map(JsonNode::items) {
        reader.add_item(item);
    }
    let nodes = reader.sections.into_nodes();
    report_unknown_members(root, report);
    let metadata = |name: &str| {
        root.get("metadata").map(|metadata| metadata.text_of(name)).filter(|value| !value.is_empty())
    };
    let version: Vec<String> = [metadata("state"), metadata("timestamp")].into_iter().flatten().collect();
    Ok(ParsedList {
        title: metadata("name").unwrap_or_default(),
        summary: (!version.is_empty()).then(|| version.join(", ")),
        source: metadata("name").map(|title| RawSource {
            title,
            url: Some("https://github.com/Azure/review-checklists".to_owned()),
        }),
        keep_long_titles: false,
        detail: Vec::new(),
        nodes,
    })
}

/// Reports unknown members beside the items; the known ones only list names that the items use.
fn report_unknown_members(root: JsonNode<'_, '_>, report: &mut ImportReport) {
    const KNOWN_ROOT_MEMBERS: &[&str] =
        &["items", "metadata", "categories", "waf", "status", "severities", "yesno", "$schema"];
    for (name, value) in root.members().filter(|(name, _)| !KNOWN_ROOT_MEMBERS.contains(name)) {
        report.add_left_out(value.line(), format!("the member {}", excerpt(name)));
    }
}

/// Returns the names of the statuses in the language of the file, in their order.
fn status_names(root: JsonNode<'_, '_>) -> Vec<String> {
    root.get("status").into_iter().flat_map(JsonNode::items).map(|status| status.text_of("name")).collect()
}

/// The names of the statuses in English, in the same order.
const ENGLISH_STATUSES: [&str; 5] = ["Not verified", "Open", "Fulfilled", "Not required", "N/A"];

/// The members of an item that have a place of their own in a step.
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

/// The members that the detail lists, with their names there.
const FACT_MEMBERS: &[(&str, &str)] =
    &[("id", "Number"), ("severity", "Severity"), ("waf", "Pillar"), ("service", "Service")];

struct AzureReader<'r> {
    statuses: Vec<String>,
    sections: Sections,
    report: &'r mut ImportReport,
    options: &'r ReaderOptions,
}

impl AzureReader<'_> {
    fn add_item(&mut self, item: JsonNode<'_, '_>) {
        let line = item.line();
        let text = |name: &str| item.text_of(name);
        let mut node = ImportNode::new(line, text("text"));
        node.id = Some(text("guid")).filter(|guid| !guid.is_empty());
        node.add_detail(self.format_facts(item));
        node.add_detail(escape_markdown(&text("description")));
        node.add_detail(format_query(&text("graph")));
        for (member, title) in [("link", "More information"), ("training", "Training")] {
            if let Some(address) = Some(text(member)).filter(|address| !address.is_empty()) {
                node.links.push(ImportLink { title: title.to_owned(), address: Some(address) });
            }
        }
        self.add_status(item, &mut node);
        if node.title.is_empty() && node.detail.is_empty() {
            return self.report.add_left_out(line, "an item without a text");
        }
        let by_category = [text("category"), text("subcategory")];
        let has_category = by_category.iter().any(|name| !name.is_empty());
        // Some lists name only the pillar of the framework and the service.
        let [group, subgroup] = if has_category { by_category } else { [text("waf"), text("service")] };
        if group.is_empty() {
            self.report.add_changed_text(line, "it has no category", &node.title);
        }
        self.sections.add(&[&group, &subgroup], node);
    }

    /// Returns the other members of the item as a Markdown list.
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

    fn add_status(&mut self, item: JsonNode<'_, '_>, node: &mut ImportNode) {
        let name = item.text_of("status");
        let comment = [item.text_of("comments"), item.text_of("comment")].join("\n").trim().to_owned();
        if !comment.is_empty() {
            node.notes.push(format!("Comment: {comment}"));
            if !self.options.keep_ticks {
                let message =
                    format!("a comment on the status (`--keep-ticks` takes it over): {}", excerpt(&comment));
                self.report.add_left_out(node.line, message);
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
                        .add_changed(node.line, format!("it is {}, so it starts as todo", excerpt(&name)));
                }
                None
            }
            Some(2) => Some(Status::Done),
            Some(_) => Some(Status::NotApplicable),
            None => {
                self.report.add_changed(
                    node.line,
                    format!("its status {} is unknown, it starts as todo", excerpt(&name)),
                );
                None
            }
        };
        let reason = if comment.is_empty() { name } else { comment };
        node.status = status
            .map(|status| ImportedStatus { status, reason: Some(reason).filter(|_| status.needs_reason()) });
    }
}

/// Returns the query that finds what does not comply as a block of code.
fn format_query(query: &str) -> String {
    if query.is_empty() {
        return String::new();
    }
    let longest = query.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("Azure Resource Graph:\n\n{fence}kusto\n{query}\n{fence}")
}

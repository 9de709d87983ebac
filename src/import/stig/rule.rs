//! PURE. Guides and their rules as sections and steps, for both file formats.

use std::collections::BTreeMap;

use crate::checklist::ReaderOptions;
use crate::checklist::Status;
use crate::import::clean::{escape_markdown, escape_markdown_inline, excerpt};
use crate::import::report::ImportReport;
use crate::import::tree::{ImportNode, ImportedStatus, ParsedList, TreeBuilder};
use crate::text::{count, list};

/// A guide in a file, with its rules.
#[derive(Default)]
pub(super) struct Guide {
    pub(super) line: usize,
    pub(super) title: String,
    pub(super) version: String,
    pub(super) rules: Vec<Rule>,
}

/// Returns the rules of a single guide as steps, or a section for each of several guides.
pub(super) fn list_of_guides(
    title: String,
    guides: Vec<Guide>,
    options: &ReaderOptions,
    report: &mut ImportReport,
) -> ParsedList {
    let mut list = ParsedList { title, ..ParsedList::default() };
    let is_single = guides.len() == 1;
    let (mut tree, mut unused) = (TreeBuilder::default(), UnusedMembers::default());
    for guide in guides {
        let section = if is_single {
            if !guide.title.is_empty() {
                list.title = guide.title;
            }
            list.summary = Some(guide.version).filter(|version| !version.is_empty());
            None
        } else {
            let mut section = ImportNode::section(guide.line, guide.title);
            section.add_detail(guide.version);
            Some(tree.push(None, section))
        };
        for rule in guide.rules {
            tree.push(section, rule.into_node(options, &mut unused, report));
        }
    }
    unused.report(report);
    list.nodes = tree.into_nodes();
    list
}

/// `Version 1, Release: 3`.
pub(super) fn format_version(version: &str, release: &str) -> String {
    let version = if version.is_empty() { String::new() } else { format!("Version {version}") };
    let parts: Vec<&str> = [version.as_str(), release].into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

/// A rule: its members in the order of the file, with their names in lower case.
#[derive(Debug, Default)]
pub(super) struct Rule {
    pub(super) line: usize,
    pub(super) members: Vec<(String, String)>,
}

/// The texts of a rule in the order in which they are of use, with their headings; the names are those
/// of both formats.
const TEXTS: &[(&[&str], &str)] = &[
    (&["discussion", "vuln_discuss"], "Discussion"),
    (&["check_content"], "Check"),
    (&["fix_text"], "Fix"),
    (&["false_positives"], "False positives"),
    (&["false_negatives"], "False negatives"),
    (&["mitigations"], "Mitigations"),
    (&["mitigation_control"], "Mitigation control"),
    (&["potential_impacts", "potential_impact"], "Potential impact"),
    (&["responsibility"], "Responsibility"),
    (&["security_override_guidance"], "Override guidance"),
    (&["ia_controls"], "IA controls"),
];

/// The members that are listed at the top of the detail, one line each.
const FACTS: &[(&[&str], &str)] = &[
    (&["severity"], "Severity"),
    (&["rule_id"], "Rule"),
    (&["rule_version", "rule_ver"], "STIG ID"),
    (&["group_title"], "Group"),
    (&["ccis", "cci_ref"], "CCI"),
    (&["legacy_ids", "legacy_id"], "Legacy ID"),
];

/// What was found on one host, besides the status.
const FINDINGS: &[(&[&str], &str)] = &[
    (&["finding_details"], "Finding details"),
    (&["comments"], "Comments"),
    (&["severity_override"], "Severity override"),
    (&["severity_justification"], "Severity justification"),
];

const TITLE_MEMBERS: &[&str] = &["rule_title"];
const ID_MEMBERS: &[&str] = &["vuln_num", "group_id", "rule_id"];
const STATUS_MEMBERS: &[&str] = &["status"];

impl Rule {
    /// Returns the texts of all members of these names, one below the other.
    fn get(&self, names: &[&str]) -> String {
        let texts = self.members.iter().filter(|(name, _)| names.contains(&name.as_str()));
        let texts = texts.map(|(_, value)| value.trim()).filter(|value| !is_empty_value(value));
        texts.collect::<Vec<_>>().join("\n")
    }

    /// Returns the id of the vulnerability, or of the rule.
    fn id(&self) -> String {
        ID_MEMBERS.iter().map(|name| self.get(&[name])).find(|id| !id.is_empty()).unwrap_or_default()
    }

    fn into_node(
        self,
        options: &ReaderOptions,
        unused: &mut UnusedMembers,
        report: &mut ImportReport,
    ) -> ImportNode {
        let id = self.id();
        let title = self.get(TITLE_MEMBERS);
        let title = if title.is_empty() { self.get(&["group_title"]) } else { title };
        let mut node = ImportNode::new(self.line, self.full_title(&id, &title));
        node.add_detail(self.format_facts());
        for (names, heading) in TEXTS {
            let text = self.get(names);
            if !text.is_empty() {
                node.add_detail(format!("**{heading}**\n\n{}", escape_markdown(&text)));
            }
        }
        self.add_findings(&id, &mut node, options, report);
        node.status = self.status(&id, options, report);
        node.id = Some(id).filter(|id| !id.is_empty());
        unused.add(&self, report);
        node
    }

    /// Returns the title with what a report has to show of a rule: `V-1 (high): Title (SV-1r1)`.
    fn full_title(&self, id: &str, title: &str) -> String {
        let severity = self.get(&["severity"]);
        let severity = if severity.is_empty() { severity } else { format!(" ({severity})") };
        let rule = self.get(&["rule_id"]);
        let rule = if rule.is_empty() || rule == id { String::new() } else { format!(" ({rule})") };
        let separator = if title.is_empty() { "" } else { ": " };
        format!("{id}{severity}{separator}{title}{rule}")
    }

    fn format_facts(&self) -> String {
        let mut lines = Vec::new();
        for (names, heading) in FACTS {
            let value = list_on_one_line(&self.get(names));
            let category = match value.as_str() {
                "high" if *heading == "Severity" => " (CAT I)",
                "medium" if *heading == "Severity" => " (CAT II)",
                "low" if *heading == "Severity" => " (CAT III)",
                _ => "",
            };
            if !value.is_empty() {
                lines.push(format!("- {heading}: {}{category}", escape_markdown_inline(&value)));
            }
        }
        lines.join("\n")
    }

    fn add_findings(
        &self,
        id: &str,
        node: &mut ImportNode,
        options: &ReaderOptions,
        report: &mut ImportReport,
    ) {
        for (names, heading) in FINDINGS {
            let text = self.get(names);
            if text.is_empty() {
                continue;
            }
            node.notes.push(format!("{heading}: {text}"));
            if !options.keep_ticks {
                let heading = heading.to_lowercase();
                report.add_left_out(
                    self.line,
                    format!("the {heading} of {id} (`--keep-ticks` takes them over): {}", excerpt(&text)),
                );
            }
        }
    }

    fn status(&self, id: &str, options: &ReaderOptions, report: &mut ImportReport) -> Option<ImportedStatus> {
        let name = self.get(STATUS_MEMBERS);
        let plain: String =
            name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        match plain.as_str() {
            "notafinding" => Some(ImportedStatus { status: Status::Done, reason: None }),
            "notapplicable" => {
                let texts = ["comments", "finding_details", "severity_justification"];
                let reason = texts.iter().map(|name| self.get(&[name])).find(|texts| !texts.is_empty());
                Some(ImportedStatus { status: Status::NotApplicable, reason })
            }
            "" | "notreviewed" => None,
            "open" => {
                if options.keep_ticks {
                    report.add_changed(
                        self.line,
                        format!("{id} is open, a finding to be mended: it starts as todo"),
                    );
                }
                None
            }
            _ => {
                report.add_changed(
                    self.line,
                    format!("the status {} of {id} is unknown, it starts as todo", excerpt(&name)),
                );
                None
            }
        }
    }
}

/// Whether a value is empty; some programs write empty lists as text.
fn is_empty_value(value: &str) -> bool {
    value.is_empty() || matches!(value, "[]" | "{}" | "null")
}

/// Returns `CCI-1, CCI-2` for `['CCI-1', 'CCI-2']`, or for a line each.
fn list_on_one_line(value: &str) -> String {
    let inner = value.strip_prefix('[').and_then(|value| value.strip_suffix(']'));
    let is_list = inner.is_some() || value.contains('\n');
    if !is_list {
        return value.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let items = inner.unwrap_or(value).split([',', '\n']).map(|item| item.trim().trim_matches(['\'', '"']));
    items.filter(|item| !item.is_empty()).collect::<Vec<_>>().join(", ")
}

/// Counts the members that no step shows: numbers and names for programs.
#[derive(Debug, Default)]
struct UnusedMembers(BTreeMap<String, usize>);

impl UnusedMembers {
    /// A longer value is no name or number; it is reported by itself.
    const MAX_COUNTED: usize = 200;

    fn add(&mut self, rule: &Rule, report: &mut ImportReport) {
        for (name, value) in &rule.members {
            let all = TEXTS.iter().chain(FACTS).chain(FINDINGS).flat_map(|(names, _)| names.iter());
            let is_used =
                all.chain(TITLE_MEMBERS).chain(ID_MEMBERS).chain(STATUS_MEMBERS).any(|used| used == name);
            if is_used || is_empty_value(value.trim()) {
                continue;
            }
            if value.len() > Self::MAX_COUNTED {
                let message = format!("`{name}` of {}: {}", rule.id(), excerpt(value));
                report.add_left_out(rule.line, message);
            } else {
                *self.0.entry(name.clone()).or_default() += 1;
            }
        }
    }

    fn report(self, report: &mut ImportReport) {
        let names: Vec<String> =
            self.0.iter().map(|(name, n)| format!("`{name}` ({})", count(*n, "rule"))).collect();
        if !names.is_empty() {
            report.add_left_out(0, format!("members of rules for programs: {}", list(&names)));
        }
    }
}

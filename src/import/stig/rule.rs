//! PURE. A rule of a guide as a step, whichever file it comes from.

use std::collections::BTreeMap;

use crate::checklist::Status;
use crate::import::ImportOptions;
use crate::import::clean::{escape_markdown, escape_markdown_inline, excerpt};
use crate::import::node::{ImportNode, ImportedStatus};
use crate::import::report::ImportReport;
use crate::text::{count, list};

/// A rule: its members by their names in lower case, as the file has them.
#[derive(Debug, Default)]
pub(super) struct Rule {
    pub(super) line: usize,
    pub(super) members: Vec<(String, String)>,
}

/// The texts of a rule, in the order in which they are of use, each with its heading. The names are
/// those of both formats.
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

/// What is told in one line each.
const FACTS: &[(&[&str], &str)] = &[
    (&["severity"], "Severity"),
    (&["rule_id"], "Rule"),
    (&["rule_version", "rule_ver"], "STIG ID"),
    (&["group_title"], "Group"),
    (&["ccis", "cci_ref"], "CCI"),
    (&["legacy_ids", "legacy_id"], "Legacy ID"),
];

/// What is said of one host, besides the status.
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
    /// The texts of all members of these names, one below the other.
    fn get(&self, names: &[&str]) -> String {
        let said = self.members.iter().filter(|(name, _)| names.contains(&name.as_str()));
        let said = said.map(|(_, value)| value.trim()).filter(|value| !is_empty_value(value));
        said.collect::<Vec<_>>().join("\n")
    }

    /// The id: that of the vulnerability, or of the rule.
    fn id(&self) -> String {
        ID_MEMBERS.iter().map(|name| self.get(&[name])).find(|id| !id.is_empty()).unwrap_or_default()
    }

    pub(super) fn into_node(
        self,
        options: &ImportOptions,
        left: &mut UnusedMembers,
        report: &mut ImportReport,
    ) -> ImportNode {
        let id = self.id();
        let title = self.get(TITLE_MEMBERS);
        let mut draft =
            ImportNode::new(self.line, if title.is_empty() { self.get(&["group_title"]) } else { title });
        draft.add_detail(self.format_facts());
        for (names, heading) in TEXTS {
            let text = self.get(names);
            if !text.is_empty() {
                draft.add_detail(format!("**{heading}**\n\n{}", escape_markdown(&text)));
            }
        }
        self.add_findings(&id, &mut draft, options, report);
        draft.status = self.status(&id, options, report);
        draft.id = Some(id).filter(|id| !id.is_empty());
        left.add(&self, report);
        draft
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
        draft: &mut ImportNode,
        options: &ImportOptions,
        report: &mut ImportReport,
    ) {
        for (names, heading) in FINDINGS {
            let text = self.get(names);
            if text.is_empty() {
                continue;
            }
            if options.keep_ticks {
                draft.add_detail(format!("**{heading}**\n\n{}", escape_markdown(&text)));
            } else {
                let heading = heading.to_lowercase();
                report.add_left_out(
                    self.line,
                    format!("the {heading} of {id} (`--keep-ticks` takes them over): {}", excerpt(&text)),
                );
            }
        }
    }

    fn status(&self, id: &str, options: &ImportOptions, report: &mut ImportReport) -> Option<ImportedStatus> {
        let name = self.get(STATUS_MEMBERS);
        let plain: String =
            name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        match plain.as_str() {
            "notafinding" => Some(ImportedStatus { status: Status::Done, reason: None }),
            "notapplicable" => {
                let said = ["comments", "finding_details", "severity_justification"];
                let reason = said.iter().map(|name| self.get(&[name])).find(|said| !said.is_empty());
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

/// Whether a value says nothing: some programs write empty lists as text.
fn is_empty_value(value: &str) -> bool {
    value.is_empty() || matches!(value, "[]" | "{}" | "null")
}

/// `CCI-1, CCI-2` of `['CCI-1', 'CCI-2']`, or of a line for each.
fn list_on_one_line(value: &str) -> String {
    let inner = value.strip_prefix('[').and_then(|value| value.strip_suffix(']'));
    let is_list = inner.is_some() || value.contains('\n');
    if !is_list {
        return value.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let items = inner.unwrap_or(value).split([',', '\n']).map(|item| item.trim().trim_matches(['\'', '"']));
    items.filter(|item| !item.is_empty()).collect::<Vec<_>>().join(", ")
}

/// The members of rules that no one works with: numbers and names for programs.
#[derive(Debug, Default)]
pub(super) struct UnusedMembers(BTreeMap<String, usize>);

impl UnusedMembers {
    /// Longer than this is no name or number: it is told of by itself.
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
                let what = format!("`{name}` of {}: {}", rule.id(), excerpt(value));
                report.add_left_out(rule.line, what);
            } else {
                *self.0.entry(name.clone()).or_default() += 1;
            }
        }
    }

    pub(super) fn report(self, report: &mut ImportReport) {
        let names: Vec<String> =
            self.0.iter().map(|(name, n)| format!("`{name}` ({})", count(*n, "rule"))).collect();
        if !names.is_empty() {
            report.add_left_out(0, format!("members of rules for programs: {}", list(&names)));
        }
    }
}

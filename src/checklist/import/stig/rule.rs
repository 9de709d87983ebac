//! PURE. A rule of a guide as a step, whichever file it comes from.

use std::collections::BTreeMap;

use crate::checklist::import::draft::{Draft, Given};
use crate::checklist::import::report::Report;
use crate::checklist::import::words::{as_inline, as_markdown, excerpt};
use crate::checklist::import::{ImportStatus, Options};
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

const TITLE: &[&str] = &["rule_title"];
const ID: &[&str] = &["vuln_num", "group_id", "rule_id"];
const STATUS: &[&str] = &["status"];

impl Rule {
    /// The texts of all members of these names, one below the other.
    fn get(&self, names: &[&str]) -> String {
        let said = self.members.iter().filter(|(name, _)| names.contains(&name.as_str()));
        let said = said.map(|(_, value)| value.trim()).filter(|value| !is_nothing(value));
        said.collect::<Vec<_>>().join("\n")
    }

    /// The id: that of the vulnerability, or of the rule.
    fn id(&self) -> String {
        ID.iter().map(|name| self.get(&[name])).find(|id| !id.is_empty()).unwrap_or_default()
    }

    pub(super) fn draft(self, options: &Options, left: &mut Unused, report: &mut Report) -> Draft {
        let id = self.id();
        let title = self.get(TITLE);
        let mut draft =
            Draft::new(self.line, if title.is_empty() { self.get(&["group_title"]) } else { title });
        draft.add_detail(self.facts());
        for (names, heading) in TEXTS {
            let text = self.get(names);
            if !text.is_empty() {
                draft.add_detail(format!("**{heading}**\n\n{}", as_markdown(&text)));
            }
        }
        self.findings(&id, &mut draft, options, report);
        draft.status = self.status(&id, options, report);
        draft.id = Some(id).filter(|id| !id.is_empty());
        left.add(&self, report);
        draft
    }

    fn facts(&self) -> String {
        let mut lines = Vec::new();
        for (names, heading) in FACTS {
            let value = plain(&self.get(names));
            let category = match value.as_str() {
                "high" if *heading == "Severity" => " (CAT I)",
                "medium" if *heading == "Severity" => " (CAT II)",
                "low" if *heading == "Severity" => " (CAT III)",
                _ => "",
            };
            if !value.is_empty() {
                lines.push(format!("- {heading}: {}{category}", as_inline(&value)));
            }
        }
        lines.join("\n")
    }

    fn findings(&self, id: &str, draft: &mut Draft, options: &Options, report: &mut Report) {
        for (names, heading) in FINDINGS {
            let text = self.get(names);
            if text.is_empty() {
                continue;
            }
            if options.keep_ticks {
                draft.add_detail(format!("**{heading}**\n\n{}", as_markdown(&text)));
            } else {
                let heading = heading.to_lowercase();
                report.left_out(
                    self.line,
                    format!("the {heading} of {id} (`--keep-ticks` takes them over): {}", excerpt(&text)),
                );
            }
        }
    }

    fn status(&self, id: &str, options: &Options, report: &mut Report) -> Option<Given> {
        let name = self.get(STATUS);
        let plain: String =
            name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        match plain.as_str() {
            "notafinding" => Some(Given { status: ImportStatus::Done, reason: None }),
            "notapplicable" => {
                let said = ["comments", "finding_details", "severity_justification"];
                let reason = said.iter().map(|name| self.get(&[name])).find(|said| !said.is_empty());
                Some(Given { status: ImportStatus::NotApplicable, reason })
            }
            "" | "notreviewed" => None,
            "open" => {
                if options.keep_ticks {
                    report.changed(
                        self.line,
                        format!("{id} is open, a finding to be mended: it starts as todo"),
                    );
                }
                None
            }
            _ => {
                report.changed(
                    self.line,
                    format!("the status {} of {id} is unknown, it starts as todo", excerpt(&name)),
                );
                None
            }
        }
    }
}

/// Whether a value says nothing: some programs write empty lists as text.
fn is_nothing(value: &str) -> bool {
    value.is_empty() || matches!(value, "[]" | "{}" | "null")
}

/// `CCI-1, CCI-2` of `['CCI-1', 'CCI-2']`, or of a line for each.
fn plain(value: &str) -> String {
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
pub(super) struct Unused(BTreeMap<String, usize>);

impl Unused {
    /// Longer than this is no name or number: it is told of by itself.
    const SHORT: usize = 200;

    fn add(&mut self, rule: &Rule, report: &mut Report) {
        for (name, value) in &rule.members {
            let all = TEXTS.iter().chain(FACTS).chain(FINDINGS).flat_map(|(names, _)| names.iter());
            let is_used = all.chain(TITLE).chain(ID).chain(STATUS).any(|used| used == name);
            if is_used || is_nothing(value.trim()) {
                continue;
            }
            if value.len() > Self::SHORT {
                let what = format!("`{name}` of {}: {}", rule.id(), excerpt(value));
                report.left_out(rule.line, what);
            } else {
                *self.0.entry(name.clone()).or_default() += 1;
            }
        }
    }

    pub(super) fn tell(self, report: &mut Report) {
        let names: Vec<String> =
            self.0.iter().map(|(name, n)| format!("`{name}` ({})", count(*n, "rule"))).collect();
        if !names.is_empty() {
            report.left_out(0, format!("members of rules for programs: {}", list(&names)));
        }
    }
}

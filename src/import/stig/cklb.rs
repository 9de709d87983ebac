//! PURE. The JSON of STIG Viewer 3.

use super::rule::Rule;
use super::{Guide, build_from_guides, format_version};
use crate::import::clean::excerpt;
use crate::import::json::{JsonDocument, JsonNode};
use crate::import::report::ImportReport;
use crate::import::{ImportError, ImportFormat, ImportOptions, Imported};

pub(in crate::import) fn import(
    name: &str,
    text: &str,
    options: &ImportOptions,
) -> Result<Imported, ImportError> {
    let mut report = ImportReport::new(ImportFormat::Cklb);
    if text.trim_start().starts_with('"') {
        // The whole file is one JSON string that holds the JSON.
        let syntax = |error: serde_json::Error| ImportError::Syntax {
            line: error.line(),
            what: "the file ends within a text".to_owned(),
        };
        let inner = serde_json::from_str::<String>(text).map_err(syntax)?;
        report.add_changed(0, "the file is one JSON text that holds the list; lines are those of the list");
        return read_list(name, &inner, options, report);
    }
    read_list(name, text, options, report)
}

fn read_list(
    name: &str,
    text: &str,
    options: &ImportOptions,
    mut report: ImportReport,
) -> Result<Imported, ImportError> {
    let json = JsonDocument::parse(text)?;
    let root = json.root();
    let guides = root
        .get("stigs")
        .into_iter()
        .flat_map(JsonNode::items)
        .map(|stig| read_guide(stig, &mut report))
        .collect();
    report_unknown_members(root, &mut report);
    build_from_guides(name, root.text_of("title"), guides, options, report)
}

fn read_guide(stig: JsonNode<'_, '_>, report: &mut ImportReport) -> Guide {
    let names = ["stig_name", "display_name", "stig_id"];
    let title = names.iter().map(|name| stig.text_of(name)).find(|name| !name.is_empty());
    Guide {
        line: stig.line(),
        title: title.unwrap_or_default(),
        version: format_version(&stig.text_of("version"), &stig.text_of("release_info")),
        rules: stig
            .get("rules")
            .into_iter()
            .flat_map(JsonNode::items)
            .map(|rule| read_rule(rule, report))
            .collect(),
    }
}

fn read_rule(node: JsonNode<'_, '_>, report: &mut ImportReport) -> Rule {
    let mut rule = Rule { line: node.line(), members: Vec::new() };
    for (name, value) in node.members() {
        let name = name.to_lowercase();
        if name == "overrides" {
            add_overrides(value, &mut rule);
        } else if let Some(text) = value.text() {
            rule.members.push((name, text));
        } else if matches!(name.as_str(), "group_tree" | "check_content_ref") {
            // Links between files, and what the rule says of its group itself.
            rule.members.push((name, "…".to_owned()));
        } else {
            report.add_left_out(value.line(), format!("the member {} of a rule", excerpt(&name)));
        }
    }
    rule
}

/// `{"severity": {"severity": "low", "reason": "…"}}`.
fn add_overrides(value: JsonNode<'_, '_>, rule: &mut Rule) {
    for (name, inner) in value.members() {
        let to = inner.text_of(name);
        rule.members.push(("severity_override".to_owned(), format!("{name}: {to}")));
        rule.members.push(("severity_justification".to_owned(), inner.text_of("reason")));
    }
    if let Some(text) = value.text() {
        rule.members.push(("severity_override".to_owned(), text));
    }
}

/// What is taken over, and what only programs need.
const KNOWN_MEMBERS: &[&str] =
    &["stigs", "title", "target_data", "id", "active", "mode", "has_path", "cklb_version"];

/// What the file says of the host it is about, and of itself.
fn report_unknown_members(root: JsonNode<'_, '_>, report: &mut ImportReport) {
    if let Some(target) = root.get("target_data") {
        let said = target.members().filter_map(|(name, value)| Some((name, value.text()?)));
        let said: Vec<String> = said
            .filter(|(_, value)| !matches!(value.trim(), "" | "None" | "false" | "Computing"))
            .map(|(name, value)| format!("{name} {value}"))
            .collect();
        if !said.is_empty() {
            report.add_left_out(target.line(), format!("what it says of the target: {}", said.join(", ")));
        }
    }
    for (name, value) in root.members().filter(|(name, _)| !KNOWN_MEMBERS.contains(name)) {
        report.add_left_out(value.line(), format!("the member {}", excerpt(name)));
    }
}

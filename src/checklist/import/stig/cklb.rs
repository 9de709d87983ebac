//! PURE. The JSON of STIG Viewer 3.

use super::rule::Rule;
use super::{Guide, make, version};
use crate::checklist::import::json::{Json, Node};
use crate::checklist::import::report::Report;
use crate::checklist::import::words::excerpt;
use crate::checklist::import::{Format, ImportError, Imported, Options};

pub(in crate::checklist::import) fn import(
    name: &str,
    text: &str,
    options: &Options,
) -> Result<Imported, ImportError> {
    let mut report = Report::new(Format::Cklb);
    if text.trim_start().starts_with('"') {
        // The whole file is one JSON string that holds the JSON.
        let syntax = |error: serde_json::Error| ImportError::Syntax {
            line: error.line(),
            what: "the file ends within a text".to_owned(),
        };
        let inner = serde_json::from_str::<String>(text).map_err(syntax)?;
        report.changed(0, "the file is one JSON text that holds the list; lines are those of the list");
        return read(name, &inner, options, report);
    }
    read(name, text, options, report)
}

fn read(name: &str, text: &str, options: &Options, mut report: Report) -> Result<Imported, ImportError> {
    let json = Json::read(text)?;
    let root = json.root();
    let guides =
        root.get("stigs").into_iter().flat_map(Node::items).map(|stig| guide(stig, &mut report)).collect();
    tell_others(root, &mut report);
    make(name, root.text_of("title"), guides, options, report)
}

fn guide(stig: Node<'_, '_>, report: &mut Report) -> Guide {
    let names = ["stig_name", "display_name", "stig_id"];
    let title = names.iter().map(|name| stig.text_of(name)).find(|name| !name.is_empty());
    Guide {
        line: stig.line(),
        title: title.unwrap_or_default(),
        version: version(&stig.text_of("version"), &stig.text_of("release_info")),
        rules: stig
            .get("rules")
            .into_iter()
            .flat_map(Node::items)
            .map(|rule| read_rule(rule, report))
            .collect(),
    }
}

fn read_rule(node: Node<'_, '_>, report: &mut Report) -> Rule {
    let mut rule = Rule { line: node.line(), members: Vec::new() };
    for (name, value) in node.members() {
        let name = name.to_lowercase();
        if name == "overrides" {
            overrides(value, &mut rule);
        } else if let Some(text) = value.text() {
            rule.members.push((name, text));
        } else if matches!(name.as_str(), "group_tree" | "check_content_ref") {
            // Links between files, and what the rule says of its group itself.
            rule.members.push((name, "…".to_owned()));
        } else {
            report.left_out(value.line(), format!("the member {} of a rule", excerpt(&name)));
        }
    }
    rule
}

/// `{"severity": {"severity": "low", "reason": "…"}}`.
fn overrides(value: Node<'_, '_>, rule: &mut Rule) {
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
const KNOWN: &[&str] = &["stigs", "title", "target_data", "id", "active", "mode", "has_path", "cklb_version"];

/// What the file says of the host it is about, and of itself.
fn tell_others(root: Node<'_, '_>, report: &mut Report) {
    if let Some(target) = root.get("target_data") {
        let said = target.members().filter_map(|(name, value)| Some((name, value.text()?)));
        let said: Vec<String> = said
            .filter(|(_, value)| !matches!(value.trim(), "" | "None" | "false" | "Computing"))
            .map(|(name, value)| format!("{name} {value}"))
            .collect();
        if !said.is_empty() {
            report.left_out(target.line(), format!("what it says of the target: {}", said.join(", ")));
        }
    }
    for (name, value) in root.members().filter(|(name, _)| !KNOWN.contains(name)) {
        report.left_out(value.line(), format!("the member {}", excerpt(name)));
    }
}

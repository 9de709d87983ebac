//! PURE. STIG checklists: the JSON of STIG Viewer 3 (cklb) and the XML of STIG Viewer 2 (ckl).
//!
//! The name, findings, comments and statuses in a file are about one host, and so belong to one session.
//! Findings and comments are taken over together with the statuses, and otherwise reported as left out.

mod rule;

use roxmltree::{Document, Node, ParsingOptions};

use super::clean::{LineIndex, excerpt};
use super::json::{JsonDocument, JsonNode};
use super::report::{ImportError, ImportReport};
use super::tree::ParsedList;
use crate::checklist::ReaderOptions;
use crate::text::Text;
use rule::{Guide, Rule, format_version, list_of_guides};

/// The most XML elements and texts that are read.
const MAX_NODES: u32 = 4_000_000;
/// The largest file of XML, in bytes: its tree takes up to nine times as much.
const MAX_XML_BYTES: usize = 20 * 1024 * 1024;

/// The members at the top of a cklb file that are taken over, or that only programs need.
const KNOWN_MEMBERS: &[&str] =
    &["stigs", "title", "target_data", "id", "active", "mode", "has_path", "cklb_version"];

/// Reads the JSON of STIG Viewer 3. Some programs write the whole file as one JSON string.
pub(super) fn read_cklb(
    text: &str,
    options: &ReaderOptions,
    report: &mut ImportReport,
) -> Result<ParsedList, ImportError> {
    if !text.trim_start().starts_with('"') {
        return read_json(text, options, report);
    }
    let inner = serde_json::from_str::<String>(text).map_err(|error| ImportError::Syntax {
        line: error.line(),
        message: "the file ends within a text".to_owned(),
    })?;
    report.add_changed(0, "the file is one JSON text that holds the list; lines are those of the list");
    read_json(&inner, options, report)
}

fn read_json(
    text: &str,
    options: &ReaderOptions,
    report: &mut ImportReport,
) -> Result<ParsedList, ImportError> {
    let json = JsonDocument::parse(text)?;
    let root = json.root();
    let stigs = root.get("stigs").into_iter().flat_map(JsonNode::items);
    let guides = stigs.map(|stig| read_cklb_guide(stig, report)).collect();
    if let Some(target) = root.get("target_data") {
        let members = target.members().filter_map(|(name, value)| Some((name, value.text()?)));
        report_target(members, target.line(), report);
    }
    for (name, value) in root.members().filter(|(name, _)| !KNOWN_MEMBERS.contains(name)) {
        report.add_left_out(value.line(), format!("the member {}", excerpt(name)));
    }
    Ok(list_of_guides(root.text_of("title"), guides, options, report))
}

fn read_cklb_guide(stig: JsonNode<'_, '_>, report: &mut ImportReport) -> Guide {
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
            .map(|rule| read_cklb_rule(rule, report))
            .collect(),
    }
}

fn read_cklb_rule(node: JsonNode<'_, '_>, report: &mut ImportReport) -> Rule {
    let mut rule = Rule { line: node.line(), members: Vec::new() };
    for (name, value) in node.members() {
        let name = name.to_lowercase();
        if name == "overrides" {
            add_overrides(value, &mut rule);
        } else if let Some(text) = value.text() {
            rule.members.push((name, text));
        } else if matches!(name.as_str(), "group_tree" | "check_content_ref") {
            // Links between files, and the group, which the rule names itself.
            rule.members.push((name, "…".to_owned()));
        } else {
            report.add_left_out(value.line(), format!("the member {} of a rule", excerpt(&name)));
        }
    }
    rule
}

/// Adds the members of `{"severity": {"severity": "low", "reason": "…"}}`.
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

/// Reads the XML of STIG Viewer 2.
pub(super) fn read_ckl(
    text: &str,
    options: &ReaderOptions,
    report: &mut ImportReport,
) -> Result<ParsedList, ImportError> {
    if text.len() > MAX_XML_BYTES {
        let mebibytes = MAX_XML_BYTES / 1024 / 1024;
        return Err(ImportError::TooLong(format!(
            "XML of more than {mebibytes} MiB; STIG Viewer 3 saves it as `.cklb`, which may have 32"
        )));
    }
    // Without a DTD there are no entities that could make a small file huge.
    let parsing = ParsingOptions { allow_dtd: false, nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, parsing).map_err(|error| {
        let line = usize::try_from(error.pos().row).unwrap_or(0);
        let message = match error {
            roxmltree::Error::DtdDetected => {
                "it has a DTD (`<!DOCTYPE …>`), which is not read; a list that STIG Viewer saved has none"
                    .to_owned()
            }
            other => format!("not valid XML: {}", Text::line(&other.to_string())),
        };
        ImportError::Syntax { line, message }
    })?;
    let lines = LineIndex::new(text);
    let root = document.root_element();
    for asset in children_named(root, "ASSET") {
        let elements = asset.children().filter(Node::is_element);
        let members = elements.map(|child| (child.tag_name().name(), element_text(child).trim().to_owned()));
        report_target(members, lines.line_of(asset.range().start), report);
    }
    let stigs = root.descendants().filter(|node| node.has_tag_name("iSTIG"));
    let guides = stigs.map(|stig| read_ckl_guide(stig, &lines, report)).collect();
    Ok(list_of_guides(String::new(), guides, options, report))
}

/// Reports the members that describe the host.
fn report_target<'n>(
    members: impl Iterator<Item = (&'n str, String)>,
    line: usize,
    report: &mut ImportReport,
) {
    let members: Vec<String> = members
        .filter(|(_, value)| !matches!(value.trim(), "" | "None" | "false" | "Computing"))
        .map(|(name, value)| format!("{name} {value}"))
        .collect();
    if !members.is_empty() {
        report.add_left_out(line, format!("what it says of the target: {}", members.join(", ")));
    }
}

/// Returns the child elements of this name.
fn children_named<'n, 'i>(node: Node<'n, 'i>, name: &'static str) -> impl Iterator<Item = Node<'n, 'i>> {
    node.children().filter(move |child| child.has_tag_name(name))
}

/// Returns the text directly inside an element.
fn element_text(node: Node<'_, '_>) -> String {
    node.children().filter(Node::is_text).filter_map(|child| child.text()).collect()
}

/// Returns the text of the first child of this name.
fn text_of(node: Node<'_, '_>, name: &'static str) -> String {
    children_named(node, name).next().map(element_text).unwrap_or_default().trim().to_owned()
}

fn read_ckl_guide(node: Node<'_, '_>, lines: &LineIndex, report: &mut ImportReport) -> Guide {
    let mut guide = Guide { line: lines.line_of(node.range().start), ..Guide::default() };
    let (mut number, mut release, mut id) = (String::new(), String::new(), String::new());
    for data in children_named(node, "STIG_INFO").flat_map(|info| children_named(info, "SI_DATA")) {
        let value = text_of(data, "SID_DATA");
        match text_of(data, "SID_NAME").as_str() {
            "title" => guide.title = value,
            "version" => number = value,
            "releaseinfo" => release = value,
            "stigid" => id = value,
            "description" if !value.is_empty() => {
                let line = lines.line_of(data.range().start);
                report.add_left_out(line, format!("the description of the guide: {}", excerpt(&value)));
            }
            _ => {}
        }
    }
    if guide.title.is_empty() {
        guide.title = id;
    }
    guide.version = format_version(&number, &release);
    guide.rules = children_named(node, "VULN").map(|vuln| read_ckl_rule(vuln, lines)).collect();
    guide
}

fn read_ckl_rule(vuln: Node<'_, '_>, lines: &LineIndex) -> Rule {
    let mut rule = Rule { line: lines.line_of(vuln.range().start), members: Vec::new() };
    for child in vuln.children().filter(Node::is_element) {
        let member = if child.has_tag_name("STIG_DATA") {
            (text_of(child, "VULN_ATTRIBUTE").to_lowercase(), text_of(child, "ATTRIBUTE_DATA"))
        } else {
            (child.tag_name().name().to_lowercase(), element_text(child))
        };
        rule.members.push(member);
    }
    rule
}

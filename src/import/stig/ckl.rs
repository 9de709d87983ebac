//! PURE. The XML of STIG Viewer 2.

use roxmltree::{Document, Node, ParsingOptions};

use super::rule::Rule;
use super::{Guide, build_from_guides, format_version};
use crate::import::clean::excerpt;
use crate::import::line_index::LineIndex;
use crate::import::report::ImportReport;
use crate::import::{ImportError, ImportFormat, ImportOptions, Imported};
use crate::text::Text;

/// More elements and texts than any checklist has.
const MAX_NODES: u32 = 4_000_000;

pub(in crate::import) fn import(
    name: &str,
    text: &str,
    options: &ImportOptions,
) -> Result<Imported, ImportError> {
    // Without a DTD there are no entities to blow a file up with.
    let parsing = ParsingOptions { allow_dtd: false, nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, parsing).map_err(|error| ImportError::Syntax {
        line: usize::try_from(error.pos().row).unwrap_or(0),
        what: format!("not valid XML: {}", Text::line(&error.to_string())),
    })?;
    let lines = LineIndex::new(text);
    let mut report = ImportReport::new(ImportFormat::Ckl);
    let root = document.root_element();
    for asset in children_named(root, "ASSET") {
        report_target(asset, &lines, &mut report);
    }
    let guides = root
        .descendants()
        .filter(|node| node.has_tag_name("iSTIG"))
        .map(|node| read_guide(node, &lines, &mut report));
    build_from_guides(name, String::new(), guides.collect(), options, report)
}

/// The children of this name.
fn children_named<'n, 'i>(node: Node<'n, 'i>, name: &'static str) -> impl Iterator<Item = Node<'n, 'i>> {
    node.children().filter(move |child| child.has_tag_name(name))
}

/// All text directly in an element.
fn text(node: Node<'_, '_>) -> String {
    node.children().filter(Node::is_text).filter_map(|child| child.text()).collect()
}

/// The text of the first child of this name.
fn text_of(node: Node<'_, '_>, name: &'static str) -> String {
    children_named(node, name).next().map(text).unwrap_or_default().trim().to_owned()
}

fn read_guide(node: Node<'_, '_>, lines: &LineIndex, report: &mut ImportReport) -> Guide {
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
    guide.rules = children_named(node, "VULN").map(|vuln| read_rule(vuln, lines)).collect();
    guide
}

fn read_rule(vuln: Node<'_, '_>, lines: &LineIndex) -> Rule {
    let mut rule = Rule { line: lines.line_of(vuln.range().start), members: Vec::new() };
    for child in vuln.children().filter(Node::is_element) {
        let member = if child.has_tag_name("STIG_DATA") {
            (text_of(child, "VULN_ATTRIBUTE").to_lowercase(), text_of(child, "ATTRIBUTE_DATA"))
        } else {
            (child.tag_name().name().to_lowercase(), text(child))
        };
        rule.members.push(member);
    }
    rule
}

/// What the file says of the host it is about.
fn report_target(asset: Node<'_, '_>, lines: &LineIndex, report: &mut ImportReport) {
    let said = asset.children().filter(Node::is_element).map(|child| (child.tag_name().name(), text(child)));
    let said: Vec<String> = said
        .filter(|(_, value)| !matches!(value.trim(), "" | "None" | "false" | "Computing"))
        .map(|(name, value)| format!("{name} {}", value.trim()))
        .collect();
    if !said.is_empty() {
        let line = lines.line_of(asset.range().start);
        report.add_left_out(line, format!("what it says of the target: {}", said.join(", ")));
    }
}

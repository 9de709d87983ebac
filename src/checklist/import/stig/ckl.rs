//! PURE. The XML of STIG Viewer 2.

use roxmltree::{Document, Node, ParsingOptions};

use super::rule::Rule;
use super::{Guide, make, version};
use crate::checklist::import::lines::Lines;
use crate::checklist::import::report::Report;
use crate::checklist::import::words::excerpt;
use crate::checklist::import::{Format, ImportError, Imported, Options};
use crate::text::Text;

/// More elements and texts than any checklist has.
const MOST_NODES: u32 = 4_000_000;

pub(in crate::checklist::import) fn import(
    name: &str,
    text: &str,
    options: &Options,
) -> Result<Imported, ImportError> {
    // Without a DTD there are no entities to blow a file up with.
    let parsing = ParsingOptions { allow_dtd: false, nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, parsing).map_err(|error| ImportError::Syntax {
        line: usize::try_from(error.pos().row).unwrap_or(0),
        what: format!("not valid XML: {}", Text::line(&error.to_string())),
    })?;
    let lines = Lines::of(text);
    let mut report = Report::new(Format::Ckl);
    let root = document.root_element();
    for asset in named(root, "ASSET") {
        target(asset, &lines, &mut report);
    }
    let guides = root
        .descendants()
        .filter(|node| node.has_tag_name("iSTIG"))
        .map(|node| guide(node, &lines, &mut report));
    make(name, String::new(), guides.collect(), options, report)
}

/// The children of this name.
fn named<'n, 'i>(node: Node<'n, 'i>, name: &'static str) -> impl Iterator<Item = Node<'n, 'i>> {
    node.children().filter(move |child| child.has_tag_name(name))
}

/// All text directly in an element.
fn text(node: Node<'_, '_>) -> String {
    node.children().filter(Node::is_text).filter_map(|child| child.text()).collect()
}

/// The text of the first child of this name.
fn text_of(node: Node<'_, '_>, name: &'static str) -> String {
    named(node, name).next().map(text).unwrap_or_default().trim().to_owned()
}

fn guide(node: Node<'_, '_>, lines: &Lines, report: &mut Report) -> Guide {
    let mut guide = Guide { line: lines.at(node.range().start), ..Guide::default() };
    let (mut number, mut release, mut id) = (String::new(), String::new(), String::new());
    for data in named(node, "STIG_INFO").flat_map(|info| named(info, "SI_DATA")) {
        let value = text_of(data, "SID_DATA");
        match text_of(data, "SID_NAME").as_str() {
            "title" => guide.title = value,
            "version" => number = value,
            "releaseinfo" => release = value,
            "stigid" => id = value,
            "description" if !value.is_empty() => {
                let line = lines.at(data.range().start);
                report.left_out(line, format!("the description of the guide: {}", excerpt(&value)));
            }
            _ => {}
        }
    }
    if guide.title.is_empty() {
        guide.title = id;
    }
    guide.version = version(&number, &release);
    guide.rules = named(node, "VULN").map(|vuln| rule(vuln, lines)).collect();
    guide
}

fn rule(vuln: Node<'_, '_>, lines: &Lines) -> Rule {
    let mut rule = Rule { line: lines.at(vuln.range().start), members: Vec::new() };
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
fn target(asset: Node<'_, '_>, lines: &Lines, report: &mut Report) {
    let said = asset.children().filter(Node::is_element).map(|child| (child.tag_name().name(), text(child)));
    let said: Vec<String> = said
        .filter(|(_, value)| !matches!(value.trim(), "" | "None" | "false" | "Computing"))
        .map(|(name, value)| format!("{name} {}", value.trim()))
        .collect();
    if !said.is_empty() {
        let line = lines.at(asset.range().start);
        report.left_out(line, format!("what it says of the target: {}", said.join(", ")));
    }
}

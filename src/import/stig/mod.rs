//! PURE. STIG checklists: the JSON of STIG Viewer 3 and the XML of the one before it.
//!
//! What a checklist file says of one host (its name, findings, comments, statuses) belongs to one
//! run. It comes over with the statuses, and is left out, by name, without them.

mod ckl;
mod cklb;
mod rule;

pub(super) use ckl::import as import_ckl;
pub(super) use cklb::import as import_cklb;

use super::node::{ImportHeader, ImportNode};
use super::report::ImportReport;
use super::{ImportError, ImportOptions, Imported, build};
use rule::Rule;

/// A guide in a file, with its rules.
#[derive(Default)]
struct Guide {
    line: usize,
    title: String,
    version: String,
    rules: Vec<Rule>,
}

/// Makes the checklist: of one guide its rules, of several a section for each.
fn build_from_guides(
    name: &str,
    title: String,
    guides: Vec<Guide>,
    options: &ImportOptions,
    mut report: ImportReport,
) -> Result<Imported, ImportError> {
    let mut left = rule::UnusedMembers::default();
    let mut sections: Vec<(ImportNode, String)> = Vec::new();
    for guide in guides {
        let mut section = ImportNode::section(guide.line, guide.title);
        let steps =
            guide.rules.into_iter().map(|rule| rule.into_node(options, &mut left, &mut report)).collect();
        section.children = Some(steps);
        sections.push((section, guide.version));
    }
    left.report(&mut report);
    let mut head = ImportHeader { title, keep_ticks: options.keep_ticks, ..ImportHeader::default() };
    let drafts = match sections.len() {
        1 => {
            let mut only = Vec::new();
            for (section, version) in sections {
                if !section.title.is_empty() {
                    head.title = section.title;
                }
                head.summary = Some(version).filter(|version| !version.is_empty());
                only = section.children.unwrap_or_default();
            }
            only
        }
        _ => sections
            .into_iter()
            .map(|(mut section, version)| {
                section.add_detail(version);
                section
            })
            .collect(),
    };
    build::build_checklist(name, head, drafts, report)
}

/// `Version 1, Release: 3`.
fn format_version(version: &str, release: &str) -> String {
    let version = if version.is_empty() { String::new() } else { format!("Version {version}") };
    let parts: Vec<&str> = [version.as_str(), release].into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

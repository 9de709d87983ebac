//! PURE. STIG checklists: the JSON of STIG Viewer 3 and the XML of the one before it.
//!
//! What a checklist file says of one host (its name, findings, comments, statuses) belongs to one
//! run. It comes over with the statuses, and is left out, by name, without them.

mod ckl;
mod cklb;
mod rule;

pub(super) use ckl::import as import_ckl;
pub(super) use cklb::import as import_cklb;

use super::draft::{Draft, Head};
use super::report::Report;
use super::{ImportError, Imported, Options, finish};
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
fn make(
    name: &str,
    title: String,
    guides: Vec<Guide>,
    options: &Options,
    mut report: Report,
) -> Result<Imported, ImportError> {
    let mut left = rule::Unused::default();
    let mut sections: Vec<(Draft, String)> = Vec::new();
    for guide in guides {
        let mut section = Draft::section(guide.line, guide.title);
        let steps = guide.rules.into_iter().map(|rule| rule.draft(options, &mut left, &mut report)).collect();
        section.steps = Some(steps);
        sections.push((section, guide.version));
    }
    left.tell(&mut report);
    let mut head = Head { title, keep_ticks: options.keep_ticks, ..Head::default() };
    let drafts = match sections.len() {
        1 => {
            let mut only = Vec::new();
            for (section, version) in sections {
                if !section.title.is_empty() {
                    head.title = section.title;
                }
                head.summary = Some(version).filter(|version| !version.is_empty());
                only = section.steps.unwrap_or_default();
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
    finish::finish(name, head, drafts, report)
}

/// `Version 1, Release: 3`.
fn version(version: &str, release: &str) -> String {
    let version = if version.is_empty() { String::new() } else { format!("Version {version}") };
    let parts: Vec<&str> = [version.as_str(), release].into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

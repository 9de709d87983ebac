//! PURE. Unique ids for steps and sections, made from their titles so that they survive reordering.

use std::collections::{HashMap, HashSet};

use sha2::{Digest, Sha256};

use super::report::ImportReport;
use super::tree::ImportNode;
use crate::text::hex;

/// The longest id that is made from a title, without what is added to make it unique.
const MAX_SLUG: usize = 48;
/// The longest id that is taken over from a file.
const MAX_FILE_ID: usize = 100;

/// Gives every step and section its id.
///
/// Steps come before sections: progress is kept under their ids, so of a step and a section with the same
/// title the section gets another id. All steps with the same title get the id of their section appended,
/// not only the later ones: otherwise two steps that swap places would swap their progress.
pub(super) fn assign(nodes: &mut [ImportNode], report: &mut ImportReport) {
    let mut ids = IdAssigner::default();
    ids.count_candidates(nodes);
    ids.assign_to(nodes, &mut Vec::new(), false, report);
    ids.assign_to(nodes, &mut Vec::new(), true, report);
}

/// A section around a step.
struct Ancestor {
    title: String,
    slug: String,
}

#[derive(Default)]
struct IdAssigner {
    /// The number of steps for which an id is the first choice.
    candidate_counts: HashMap<String, usize>,
    used: HashSet<String>,
    /// The number to try next behind an id.
    next_suffix: HashMap<String, usize>,
}

impl IdAssigner {
    fn count_candidates(&mut self, nodes: &[ImportNode]) {
        for node in nodes {
            match &node.children {
                Some(steps) => self.count_candidates(steps),
                None => *self.candidate_counts.entry(candidate(node)).or_default() += 1,
            }
        }
    }

    fn assign_to(
        &mut self,
        nodes: &mut [ImportNode],
        ancestors: &mut Vec<Ancestor>,
        sections: bool,
        report: &mut ImportReport,
    ) {
        for node in nodes {
            if sections == node.children.is_some() {
                node.id = Some(self.id_for(node, ancestors, report));
            }
            if let Some(steps) = &mut node.children {
                ancestors.push(Ancestor { title: node.title.clone(), slug: slug(&node.title) });
                self.assign_to(steps, ancestors, sections, report);
                ancestors.pop();
            }
        }
    }

    fn id_for(&mut self, node: &ImportNode, ancestors: &[Ancestor], report: &mut ImportReport) -> String {
        let first_choice = candidate(node);
        let is_from_file = file_id(node).is_some();
        let is_section = node.children.is_some();
        let is_repeated = if is_section {
            self.used.contains(&first_choice)
        } else {
            self.candidate_counts.get(&first_choice).is_some_and(|wanted| *wanted > 1)
        };
        // The title of a section may be that of its first step, which would not make the id unique.
        let ancestor = ancestors.iter().rev().find(|ancestor| ancestor.title != node.title);
        let id = match ancestor {
            _ if is_from_file || !is_repeated => first_choice.clone(),
            Some(ancestor) => format!("{first_choice}-{}", ancestor.slug),
            None if is_section => format!("{first_choice}-section"),
            None => first_choice.clone(),
        };
        let id = self.unique(id);
        if !is_section {
            report_change(node, &id, &first_choice, is_repeated, report);
        }
        id
    }

    fn unique(&mut self, id: String) -> String {
        if self.used.insert(id.clone()) {
            return id;
        }
        let next = self.next_suffix.entry(id.clone()).or_insert(2);
        loop {
            let numbered = format!("{id}-{next}");
            *next += 1;
            if self.used.insert(numbered.clone()) {
                return numbered;
            }
        }
    }
}

/// Reports a step whose id is not its first choice.
fn report_change(
    node: &ImportNode,
    id: &str,
    first_choice: &str,
    is_repeated: bool,
    report: &mut ImportReport,
) {
    let is_from_file = file_id(node).is_some();
    if is_repeated && !(is_from_file && id == first_choice) {
        let same = if is_from_file { "id" } else { "words" };
        let message = format!("another step has the same {same}, so this one has the id `{id}`");
        report.add_changed_text(node.line, message, &node.title);
    } else if !is_from_file && node.id.is_some() {
        report.add_changed(node.line, format!("its id cannot be that of a step; it has the id `{id}` now"));
    }
}

/// Returns the first choice for the id of a node: the one in the file, or one made from its title.
fn candidate(node: &ImportNode) -> String {
    file_id(node).map_or_else(|| slug(&node.title), str::to_owned)
}

/// Returns the id in the file, if a checklist may have it.
fn file_id(node: &ImportNode) -> Option<&str> {
    let id = node.id.as_deref()?.trim();
    let plain = !id.is_empty() && id.len() <= MAX_FILE_ID && id.bytes().all(|byte| byte.is_ascii_graphic());
    plain.then_some(id)
}

/// Returns an id made from a title: lower-case ASCII with hyphens. If letters of another script are
/// missing in it, or it is shortened, it ends in a short hash of the title.
pub(super) fn slug(words: &str) -> String {
    let mut slug = String::new();
    let mut partial = false;
    for c in words.chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if c == '\'' || c == '’' {
            // `don't` becomes `dont`.
        } else {
            partial |= c.is_alphanumeric();
            if !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
        }
    }
    if slug.len() > MAX_SLUG {
        partial = true;
        let cut = slug.get(..MAX_SLUG).and_then(|start| start.rfind('-')).filter(|at| *at > MAX_SLUG / 2);
        slug.truncate(cut.unwrap_or(MAX_SLUG));
    }
    let slug = slug.trim_end_matches('-');
    match (slug.is_empty(), partial) {
        (false, false) => slug.to_owned(),
        (false, true) => format!("{slug}-{}", hash(words)),
        (true, _) => format!("step-{}", hash(words)),
    }
}

/// Returns the first digits of a SHA-256 of the title that ignores blanks and the case of letters.
fn hash(words: &str) -> String {
    let plain = words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    hex(Sha256::digest(plain).iter().take(4))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::ImportFormat;

    fn assigned_ids(nodes: &mut [ImportNode]) -> Vec<String> {
        fn collect(nodes: &[ImportNode], out: &mut Vec<String>) {
            for node in nodes {
                out.push(node.id.clone().unwrap());
                collect(node.children.as_deref().unwrap_or_default(), out);
            }
        }
        assign(nodes, &mut ImportReport::new(ImportFormat::Markdown));
        let mut out = Vec::new();
        collect(nodes, &mut out);
        out
    }

    fn step(title: &str) -> ImportNode {
        ImportNode::new(1, title)
    }

    fn section(title: &str, steps: Vec<ImportNode>) -> ImportNode {
        ImportNode { children: Some(steps), ..ImportNode::new(1, title) }
    }

    #[test]
    fn words_make_ids() {
        assert_eq!(slug("Don't restart the `DB` server!"), "dont-restart-the-db-server");
        assert_eq!(slug("不要使用 Basic Auth"), format!("basic-auth-{}", hash("不要使用 basic  auth")));
        assert_eq!(slug("أمن"), format!("step-{}", hash("أمن")));
        assert_ne!(slug(&format!("{} a", "word ".repeat(30))), slug(&format!("{} b", "word ".repeat(30))));
        assert!(slug(&"x".repeat(1000)).len() < 64);
        assert_eq!(slug("***"), format!("step-{}", hash("***")));
    }

    #[test]
    fn the_same_words_are_told_apart_by_their_sections_wherever_they_move() {
        let list = |turned: bool| {
            let mut list = vec![section("One", vec![step("Check")]), section("Two", vec![step("Check")])];
            if turned {
                list.reverse();
            }
            let mut ids = assigned_ids(&mut list);
            ids.sort();
            ids
        };
        assert_eq!(list(false), ["check-one", "check-two", "one", "two"]);
        assert_eq!(list(false), list(true));
    }

    #[test]
    fn sections_give_way_and_the_rest_is_numbered() {
        assert_eq!(assigned_ids(&mut [section("A", vec![step("A")])]), ["a-section", "a"]);
        assert_eq!(assigned_ids(&mut [step("A"), step("A"), step("A")]), ["a", "a-2", "a-3"]);
        let from_file = |id: &str| ImportNode { id: Some(id.to_owned()), ..step("T") };
        assert_eq!(
            assigned_ids(&mut [from_file("G-1"), from_file("G-1"), from_file("no id"), from_file("")]),
            ["G-1", "G-1-2", "t", "t-2"]
        );
    }
}

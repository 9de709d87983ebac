//! PURE. Ids for steps and sections: from their words, the same wherever they stand, and unique.

use std::collections::{HashMap, HashSet};

use sha2::{Digest, Sha256};

use super::clean::excerpt;
use super::node::ImportNode;
use super::report::ImportReport;
use crate::text::hex;

/// The longest id that is made of words, without what is added to make it unique.
const MAX_SLUG: usize = 48;
/// The longest id that is taken over from a file.
const MAX_FILE_ID: usize = 100;

/// Gives every step and section its id.
///
/// Steps come first: progress is kept under their ids, so a section that is called the same gives
/// way. Steps with the same words are told apart by the section around them, all of them: if only
/// the later ones were, progress would change hands when they swap places.
pub(super) fn assign(drafts: &mut [ImportNode], report: &mut ImportReport) {
    let mut ids = IdAssigner::default();
    ids.count_candidates(drafts);
    ids.assign_to(drafts, &mut Vec::new(), false, report);
    ids.assign_to(drafts, &mut Vec::new(), true, report);
}

/// A section around a step.
struct Ancestor {
    title: String,
    slug: String,
}

#[derive(Default)]
struct IdAssigner {
    /// How many steps would have this id.
    candidate_counts: HashMap<String, usize>,
    used: HashSet<String>,
    /// The number to be tried next behind an id.
    next_suffix: HashMap<String, usize>,
}

impl IdAssigner {
    fn count_candidates(&mut self, drafts: &[ImportNode]) {
        for draft in drafts {
            match &draft.children {
                Some(steps) => self.count_candidates(steps),
                None => *self.candidate_counts.entry(candidate(draft)).or_default() += 1,
            }
        }
    }

    fn assign_to(
        &mut self,
        drafts: &mut [ImportNode],
        around: &mut Vec<Ancestor>,
        sections: bool,
        report: &mut ImportReport,
    ) {
        for draft in drafts {
            if sections == draft.children.is_some() {
                draft.id = Some(self.id_for(draft, around, report));
            }
            if let Some(steps) = &mut draft.children {
                around.push(Ancestor { title: draft.title.clone(), slug: slug(&draft.title) });
                self.assign_to(steps, around, sections, report);
                around.pop();
            }
        }
    }

    fn id_for(&mut self, draft: &ImportNode, around: &[Ancestor], report: &mut ImportReport) -> String {
        let wish = candidate(draft);
        let is_own = file_id(draft).is_some();
        let is_section = draft.children.is_some();
        let is_repeated = if is_section {
            self.used.contains(&wish)
        } else {
            self.candidate_counts.get(&wish).is_some_and(|wanted| *wanted > 1)
        };
        // A section and its first step may have the same words: they tell nothing.
        let around = around.iter().rev().find(|around| around.title != draft.title);
        let id = match around {
            _ if is_own || !is_repeated => wish.clone(),
            Some(around) => format!("{wish}-{}", around.slug),
            None if is_section => format!("{wish}-section"),
            None => wish.clone(),
        };
        let id = self.unique(id);
        if !is_section {
            report_change(draft, &id, &wish, is_repeated, report);
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

/// Tells where a step did not get the id that it should have.
fn report_change(draft: &ImportNode, id: &str, wish: &str, is_repeated: bool, report: &mut ImportReport) {
    let is_own = file_id(draft).is_some();
    if is_repeated && !(is_own && id == wish) {
        let same = if is_own { "id" } else { "words" };
        let title = excerpt(&draft.title);
        let what = format!("another step has the same {same}, so this one has the id `{id}`: {title}");
        report.add_changed(draft.line, what);
    } else if !is_own && draft.id.is_some() {
        report.add_changed(draft.line, format!("its id cannot be that of a step; it has the id `{id}` now"));
    }
}

/// The id a draft should have: the file's own, or one of its words.
fn candidate(draft: &ImportNode) -> String {
    file_id(draft).map_or_else(|| slug(&draft.title), str::to_owned)
}

/// The id that the file gives, if a checklist may have it.
fn file_id(draft: &ImportNode) -> Option<&str> {
    let id = draft.id.as_deref()?.trim();
    let plain = !id.is_empty() && id.len() <= MAX_FILE_ID && id.bytes().all(|byte| byte.is_ascii_graphic());
    plain.then_some(id)
}

/// The words as an id: lower-case ASCII with hyphens. Where letters of another script were passed
/// over, or words were cut off, a short hash of all words tells it from others.
pub(super) fn slug(words: &str) -> String {
    let mut slug = String::new();
    let mut partial = false;
    for c in words.chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if c == '\'' || c == '’' {
            // `don't` is one word.
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

/// The first digits of the SHA-256 of the words; blanks and the case of letters do not count.
fn hash(words: &str) -> String {
    let plain = words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    hex(Sha256::digest(plain).iter().take(4))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::ImportFormat;

    fn assigned_ids(drafts: &mut [ImportNode]) -> Vec<String> {
        fn collect(drafts: &[ImportNode], out: &mut Vec<String>) {
            for draft in drafts {
                out.push(draft.id.clone().unwrap());
                collect(draft.children.as_deref().unwrap_or_default(), out);
            }
        }
        assign(drafts, &mut ImportReport::new(ImportFormat::Markdown));
        let mut out = Vec::new();
        collect(drafts, &mut out);
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
        let given = |id: &str| ImportNode { id: Some(id.to_owned()), ..step("T") };
        assert_eq!(
            assigned_ids(&mut [given("G-1"), given("G-1"), given("no id"), given("")]),
            ["G-1", "G-1-2", "t", "t-2"]
        );
    }
}

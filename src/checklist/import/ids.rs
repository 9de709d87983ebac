//! PURE. Ids for steps and sections: from their words, the same wherever they stand, and unique.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::draft::Draft;
use super::report::Report;
use super::words::excerpt;

/// The longest id that is made of words, without what is added to make it unique.
const LONGEST: usize = 48;
/// The longest id that is taken over from a file.
const LONGEST_GIVEN: usize = 100;

/// Gives every step and section its id.
///
/// Steps come first: progress is kept under their ids, so a section that is called the same gives
/// way. Steps with the same words are told apart by the section around them, all of them: if only
/// the later ones were, progress would change hands when they swap places.
pub(super) fn assign(drafts: &mut [Draft], report: &mut Report) {
    let mut ids = Ids::default();
    ids.count(drafts);
    ids.give(drafts, &mut Vec::new(), false, report);
    ids.give(drafts, &mut Vec::new(), true, report);
}

/// A section around a step.
struct Around {
    title: String,
    slug: String,
}

#[derive(Default)]
struct Ids {
    /// How many steps would have this id.
    wanted: HashMap<String, usize>,
    given: HashSet<String>,
    /// The number to be tried next behind an id.
    next: HashMap<String, usize>,
}

impl Ids {
    fn count(&mut self, drafts: &[Draft]) {
        for draft in drafts {
            match &draft.steps {
                Some(steps) => self.count(steps),
                None => *self.wanted.entry(wish(draft)).or_default() += 1,
            }
        }
    }

    fn give(&mut self, drafts: &mut [Draft], around: &mut Vec<Around>, sections: bool, report: &mut Report) {
        for draft in drafts {
            if sections == draft.steps.is_some() {
                draft.id = Some(self.one(draft, around, report));
            }
            if let Some(steps) = &mut draft.steps {
                around.push(Around { title: draft.title.clone(), slug: slug(&draft.title) });
                self.give(steps, around, sections, report);
                around.pop();
            }
        }
    }

    fn one(&mut self, draft: &Draft, around: &[Around], report: &mut Report) -> String {
        let wish = wish(draft);
        let is_own = given(draft).is_some();
        let is_section = draft.steps.is_some();
        let is_repeated = if is_section {
            self.given.contains(&wish)
        } else {
            self.wanted.get(&wish).is_some_and(|wanted| *wanted > 1)
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
            tell(draft, &id, &wish, is_repeated, report);
        }
        id
    }

    fn unique(&mut self, id: String) -> String {
        if self.given.insert(id.clone()) {
            return id;
        }
        let next = self.next.entry(id.clone()).or_insert(2);
        loop {
            let numbered = format!("{id}-{next}");
            *next += 1;
            if self.given.insert(numbered.clone()) {
                return numbered;
            }
        }
    }
}

/// Tells where a step did not get the id that it should have.
fn tell(draft: &Draft, id: &str, wish: &str, is_repeated: bool, report: &mut Report) {
    let is_own = given(draft).is_some();
    if is_repeated && !(is_own && id == wish) {
        let same = if is_own { "id" } else { "words" };
        let title = excerpt(&draft.title);
        let what = format!("another step has the same {same}, so this one has the id `{id}`: {title}");
        report.changed(draft.line, what);
    } else if !is_own && draft.id.is_some() {
        report.changed(draft.line, format!("its id cannot be that of a step; it has the id `{id}` now"));
    }
}

/// The id a draft should have: the file's own, or one of its words.
fn wish(draft: &Draft) -> String {
    given(draft).map_or_else(|| slug(&draft.title), str::to_owned)
}

/// The id that the file gives, if a checklist may have it.
fn given(draft: &Draft) -> Option<&str> {
    let id = draft.id.as_deref()?.trim();
    let plain = !id.is_empty() && id.len() <= LONGEST_GIVEN && id.bytes().all(|byte| byte.is_ascii_graphic());
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
    if slug.len() > LONGEST {
        partial = true;
        let cut = slug.get(..LONGEST).and_then(|start| start.rfind('-')).filter(|at| *at > LONGEST / 2);
        slug.truncate(cut.unwrap_or(LONGEST));
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
    Sha256::digest(plain).iter().take(4).fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checklist::import::Format;

    fn ids(drafts: &mut [Draft]) -> Vec<String> {
        fn collect(drafts: &[Draft], out: &mut Vec<String>) {
            for draft in drafts {
                out.push(draft.id.clone().unwrap());
                collect(draft.steps.as_deref().unwrap_or_default(), out);
            }
        }
        assign(drafts, &mut Report::new(Format::Markdown));
        let mut out = Vec::new();
        collect(drafts, &mut out);
        out
    }

    fn step(title: &str) -> Draft {
        Draft::new(1, title)
    }

    fn section(title: &str, steps: Vec<Draft>) -> Draft {
        Draft { steps: Some(steps), ..Draft::new(1, title) }
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
            let mut ids = ids(&mut list);
            ids.sort();
            ids
        };
        assert_eq!(list(false), ["check-one", "check-two", "one", "two"]);
        assert_eq!(list(false), list(true));
    }

    #[test]
    fn sections_give_way_and_the_rest_is_numbered() {
        assert_eq!(ids(&mut [section("A", vec![step("A")])]), ["a-section", "a"]);
        assert_eq!(ids(&mut [step("A"), step("A"), step("A")]), ["a", "a-2", "a-3"]);
        let given = |id: &str| Draft { id: Some(id.to_owned()), ..step("T") };
        assert_eq!(
            ids(&mut [given("G-1"), given("G-1"), given("no id"), given("")]),
            ["G-1", "G-1-2", "t", "t-2"]
        );
    }
}

//! PURE. The sections of a report: nested as they were, as far as its headings tell.
//!
//! Markdown has six levels of headings, so sections from the fourth level down have the same. There
//! the number of steps behind a title tells whether a heading stands in the section before it.

use std::collections::HashMap;

use super::blocks::Document;
use crate::checklist::import::draft::Draft;
use crate::checklist::import::report::Report;
use crate::checklist::import::words::excerpt;

/// The deepest heading.
const DEEPEST: u8 = 6;

/// How many sections may be around one; more are in no checklist, so in no report of one.
const MOST_AROUND: usize = 32;

/// A section, or a step.
struct Node {
    parent: Option<usize>,
    draft: Draft,
    /// The level of its heading; 0 for a step.
    level: u8,
    /// How many of its steps are still to come.
    missing: usize,
    is_empty: bool,
    /// How many sections are around it.
    depth: usize,
}

#[derive(Default)]
pub(super) struct Sections {
    nodes: Vec<Node>,
    /// The section that steps go to.
    here: Option<usize>,
    /// The last section of each level and title.
    last: HashMap<(u8, String), usize>,
}

impl Sections {
    /// A heading: `Title (3/7 done)`.
    pub(super) fn heading(&mut self, document: &Document<'_>, at: usize, level: u8, report: &mut Report) {
        let words = document.plain(at);
        let (title, remark) = split(words);
        match remark {
            None if words == "Steps outside the sections" => self.here = None,
            Some("continued") => self.go_on(document, at, title, level, report),
            remark => {
                let steps = remark.and_then(|remark| remark.split(['/', ' ']).nth(1)?.parse().ok());
                self.open(Draft::section(document.line(at), title), level, steps.unwrap_or(0));
            }
        }
    }

    /// Goes on with the section of this title that was begun last.
    fn go_on(&mut self, document: &Document<'_>, at: usize, title: &str, level: u8, report: &mut Report) {
        if let Some(section) = self.last.get(&(level, title.to_owned())) {
            self.here = Some(*section);
            return;
        }
        let what = format!("goes on with a section that did not begin: {}", excerpt(title));
        report.changed(document.line(at), what);
        self.open(Draft::section(document.line(at), title), level, 0);
    }

    fn open(&mut self, draft: Draft, level: u8, missing: usize) {
        let mut parent = self.here;
        while let Some(node) = parent.and_then(|at| self.nodes.get(at)) {
            let is_around = node.level < level
                || (level == DEEPEST && node.level == DEEPEST && (node.is_empty || node.missing > 0));
            if is_around && node.depth < MOST_AROUND {
                break;
            }
            parent = node.parent;
        }
        let depth = parent.and_then(|at| self.nodes.get(at)).map_or(0, |around| around.depth + 1);
        let here = self.nodes.len();
        self.last.insert((level, draft.title.clone()), here);
        self.add(Node { parent, draft, level, missing, is_empty: true, depth });
        self.here = Some(here);
    }

    fn add(&mut self, node: Node) {
        if let Some(around) = node.parent.and_then(|at| self.nodes.get_mut(at)) {
            around.is_empty = false;
        }
        self.nodes.push(node);
    }

    /// Adds a step; whether it applies, and so counts, is told with it.
    pub(super) fn step(&mut self, (draft, applies): (Draft, bool)) {
        let parent = self.here;
        self.add(Node { parent, draft, level: 0, missing: 0, is_empty: true, depth: 0 });
        let mut up = parent.filter(|_| applies);
        while let Some(node) = up.and_then(|at| self.nodes.get_mut(at)) {
            node.missing = node.missing.saturating_sub(1);
            up = node.parent;
        }
    }

    /// The tree.
    pub(super) fn drafts(mut self) -> Vec<Draft> {
        let mut top = Vec::new();
        // What is inside stands behind what is around it, so from the end on each is whole.
        while let Some(Node { parent, mut draft, .. }) = self.nodes.pop() {
            if let Some(steps) = &mut draft.steps {
                steps.reverse();
            }
            match parent.and_then(|at| self.nodes.get_mut(at)) {
                Some(around) => around.draft.steps.get_or_insert_default().push(draft),
                None => top.push(draft),
            }
        }
        top.reverse();
        top
    }
}

/// The title of a section and the remark behind it.
fn split(words: &str) -> (&str, Option<&str>) {
    let split = words.strip_suffix(')').and_then(|words| words.rsplit_once(" ("));
    split.map_or((words, None), |(title, remark)| (title, Some(remark)))
}

//! PURE. The sections of a report: nested as they were, as far as its headings tell.
//!
//! Markdown has six levels of headings, so sections from the fourth level down have the same. There
//! the number of steps behind a title tells whether a heading stands in the section before it.

use std::collections::HashMap;

use super::blocks::Document;
use crate::import::clean::excerpt;
use crate::import::node::ImportNode;
use crate::import::report::ImportReport;

/// The deepest heading.
const MAX_HEADING: u8 = 6;

/// How many sections may be around one; more are in no checklist, so in no report of one.
const MAX_DEPTH: usize = 32;

/// A section, or a step.
struct TreeNode {
    parent: Option<usize>,
    node: ImportNode,
    /// The level of its heading; 0 for a step.
    level: u8,
    /// How many of its steps are still to come.
    steps_left: usize,
    is_empty: bool,
    /// How many sections are around it.
    depth: usize,
}

#[derive(Default)]
pub(super) struct ReportOutline {
    nodes: Vec<TreeNode>,
    /// The section that steps go to.
    current: Option<usize>,
    /// The last section of each level and title.
    last: HashMap<(u8, String), usize>,
}

impl ReportOutline {
    /// A heading: `Title (3/7 done)`.
    pub(super) fn add_heading(
        &mut self,
        document: &Document<'_>,
        at: usize,
        level: u8,
        report: &mut ImportReport,
    ) {
        let words = document.plain_text(at);
        let (title, remark) = split_remark(words);
        match remark {
            None if words == "Steps outside the sections" => self.current = None,
            Some("continued") => self.continue_section(document, at, title, level, report),
            remark => {
                let steps = remark.and_then(|remark| remark.split(['/', ' ']).nth(1)?.parse().ok());
                self.open_section(ImportNode::section(document.line(at), title), level, steps.unwrap_or(0));
            }
        }
    }

    /// Goes on with the section of this title that was begun last.
    fn continue_section(
        &mut self,
        document: &Document<'_>,
        at: usize,
        title: &str,
        level: u8,
        report: &mut ImportReport,
    ) {
        if let Some(section) = self.last.get(&(level, title.to_owned())) {
            self.current = Some(*section);
            return;
        }
        let what = format!("goes on with a section that did not begin: {}", excerpt(title));
        report.add_changed(document.line(at), what);
        self.open_section(ImportNode::section(document.line(at), title), level, 0);
    }

    fn open_section(&mut self, draft: ImportNode, level: u8, missing: usize) {
        let mut parent = self.current;
        while let Some(node) = parent.and_then(|at| self.nodes.get(at)) {
            let is_around = node.level < level
                || (level == MAX_HEADING
                    && node.level == MAX_HEADING
                    && (node.is_empty || node.steps_left > 0));
            if is_around && node.depth < MAX_DEPTH {
                break;
            }
            parent = node.parent;
        }
        let depth = parent.and_then(|at| self.nodes.get(at)).map_or(0, |around| around.depth + 1);
        let here = self.nodes.len();
        self.last.insert((level, draft.title.clone()), here);
        self.push(TreeNode { parent, node: draft, level, steps_left: missing, is_empty: true, depth });
        self.current = Some(here);
    }

    fn push(&mut self, node: TreeNode) {
        if let Some(around) = node.parent.and_then(|at| self.nodes.get_mut(at)) {
            around.is_empty = false;
        }
        self.nodes.push(node);
    }

    /// Adds a step; whether it applies, and so counts, is told with it.
    pub(super) fn add_step(&mut self, (draft, applies): (ImportNode, bool)) {
        let parent = self.current;
        self.push(TreeNode { parent, node: draft, level: 0, steps_left: 0, is_empty: true, depth: 0 });
        let mut up = parent.filter(|_| applies);
        while let Some(node) = up.and_then(|at| self.nodes.get_mut(at)) {
            node.steps_left = node.steps_left.saturating_sub(1);
            up = node.parent;
        }
    }

    /// The tree.
    pub(super) fn into_nodes(mut self) -> Vec<ImportNode> {
        let mut top = Vec::new();
        // What is inside stands behind what is around it, so from the end on each is whole.
        while let Some(TreeNode { parent, node: mut draft, .. }) = self.nodes.pop() {
            if let Some(steps) = &mut draft.children {
                steps.reverse();
            }
            match parent.and_then(|at| self.nodes.get_mut(at)) {
                Some(around) => around.node.children.get_or_insert_default().push(draft),
                None => top.push(draft),
            }
        }
        top.reverse();
        top
    }
}

/// The title of a section and the remark behind it.
fn split_remark(words: &str) -> (&str, Option<&str>) {
    let split = words.strip_suffix(')').and_then(|words| words.rsplit_once(" ("));
    split.map_or((words, None), |(title, remark)| (title, Some(remark)))
}

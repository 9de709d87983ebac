//! PURE. The tree of sections and steps that every format builds, and how it becomes one that a checklist may have.

use std::collections::HashMap;

use super::clean::escape_markdown;
use super::report::ImportReport;
use crate::checklist::validate::MAX_DEPTH;
use crate::checklist::{RawCommand, RawSource, Status};

/// A step or, with `children`, a section.
#[derive(Debug, Default)]
pub(super) struct ImportNode {
    /// The line of the file, from 1; 0 if there is none.
    pub(super) line: usize,
    /// Its text on one line, of any length; empty if [`normalize`] has to find a title.
    pub(super) title: String,
    /// The title in Markdown, where it was more than plain text.
    pub(super) markdown_title: Option<String>,
    /// The id in the file.
    pub(super) id: Option<String>,
    /// Blocks of Markdown.
    pub(super) detail: Vec<String>,
    /// Of a step only, as are the commands.
    pub(super) links: Vec<ImportLink>,
    pub(super) commands: Vec<RawCommand>,
    pub(super) status: Option<ImportedStatus>,
    /// What people wrote about the step in the file, as plain text. No part of the checklist.
    pub(super) notes: Vec<String>,
    pub(super) children: Option<Vec<ImportNode>>,
    /// For a section: whether it has a box, so that it is a step as well.
    pub(super) is_boxed: bool,
}

/// A status in the file, with its reason if it has one.
#[derive(Debug)]
pub(super) struct ImportedStatus {
    pub(super) status: Status,
    pub(super) reason: Option<String>,
}

/// A linked document; without an address where the file only names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ImportLink {
    pub(super) title: String,
    pub(super) address: Option<String>,
}

/// A list as it was read, not yet a valid checklist.
#[derive(Debug, Default)]
pub(super) struct ParsedList {
    pub(super) title: String,
    pub(super) summary: Option<String>,
    /// Blocks of Markdown that belong to no step or section.
    pub(super) detail: Vec<String>,
    pub(super) source: Option<RawSource>,
    /// Whether titles stay as they are, however long, because the list was a checklist before.
    pub(super) keep_long_titles: bool,
    pub(super) nodes: Vec<ImportNode>,
}

impl ImportNode {
    pub(super) fn new(line: usize, title: impl Into<String>) -> Self {
        Self { line, title: title.into(), ..Self::default() }
    }

    pub(super) fn section(line: usize, title: impl Into<String>) -> Self {
        Self { children: Some(Vec::new()), ..Self::new(line, title) }
    }

    /// Adds a block of Markdown, unless it is blank.
    pub(super) fn add_detail(&mut self, block: impl Into<String>) {
        let block = block.into();
        if !block.trim().is_empty() {
            self.detail.push(block);
        }
    }

    /// Returns the last step in it, however deep.
    pub(super) fn last_step(&mut self) -> Option<&mut Self> {
        let mut node = self;
        while node.children.is_some() {
            node = node.children.as_mut()?.last_mut()?;
        }
        Some(node)
    }
}

/// Builds the tree in the order of the file: each node is pushed after its parent and named by its index.
///
/// The nodes stay in one list until the end, so that sections of any depth need no recursion.
#[derive(Default)]
pub(super) struct TreeBuilder {
    nodes: Vec<(Option<usize>, ImportNode)>,
}

impl TreeBuilder {
    /// Appends a node behind the other children of its parent, and returns its index.
    pub(super) fn push(&mut self, parent: Option<usize>, node: ImportNode) -> usize {
        self.nodes.push((parent, node));
        self.nodes.len() - 1
    }

    pub(super) fn get_mut(&mut self, at: usize) -> Option<&mut ImportNode> {
        self.nodes.get_mut(at).map(|(_, node)| node)
    }

    pub(super) fn last_mut(&mut self) -> Option<&mut ImportNode> {
        self.nodes.last_mut().map(|(_, node)| node)
    }

    /// Returns the nodes without a parent, with all others inside them. Children that a node had when it was
    /// pushed come first.
    pub(super) fn into_nodes(mut self) -> Vec<ImportNode> {
        let mut pushed: Vec<Vec<ImportNode>> = Vec::new();
        pushed.resize_with(self.nodes.len(), Vec::new);
        let mut top = Vec::new();
        // A node comes after its parent, so each one is complete when it is reached from the end.
        while let Some((parent, mut node)) = self.nodes.pop() {
            let children = pushed.pop().unwrap_or_default();
            if !children.is_empty() {
                node.children.get_or_insert_default().extend(children.into_iter().rev());
            }
            match parent.and_then(|at| pushed.get_mut(at)) {
                Some(siblings) => siblings.push(node),
                None => top.push(node),
            }
        }
        top.reverse();
        top
    }
}

/// Sections by their names, each in the place where it is first named.
#[derive(Default)]
pub(super) struct Sections {
    tree: TreeBuilder,
    index: HashMap<(Option<usize>, String), usize>,
    /// Steps without a section, which precede all sections.
    uncategorized: Vec<ImportNode>,
}

impl Sections {
    /// Adds a step to the section that these names lead to; empty ones are skipped.
    pub(super) fn add(&mut self, names: &[&str], step: ImportNode) {
        let mut section = None;
        for name in names.iter().filter(|name| !name.is_empty()) {
            section = Some(self.find_or_add(section, name, step.line));
        }
        // The steps of a section precede its subsections, whatever the order in the file.
        match section.and_then(|at| self.tree.get_mut(at)) {
            Some(section) => section.children.get_or_insert_default().push(step),
            None => self.uncategorized.push(step),
        }
    }

    fn find_or_add(&mut self, parent: Option<usize>, name: &str, line: usize) -> usize {
        *self
            .index
            .entry((parent, name.to_owned()))
            .or_insert_with(|| self.tree.push(parent, ImportNode::section(line, name)))
    }

    pub(super) fn into_nodes(self) -> Vec<ImportNode> {
        let mut nodes = self.uncategorized;
        nodes.extend(self.tree.into_nodes());
        nodes
    }
}

/// Makes the tree one that a checklist may have: no empty section, not too deep, a title everywhere.
///
/// The text of a section without steps moves into the detail of the section around it. At the top it moves
/// to the section before it, else to the checklist.
pub(super) fn normalize(list: &mut ParsedList, report: &mut ImportReport) {
    let nodes = std::mem::take(&mut list.nodes);
    list.nodes = normalize_level(nodes, 0, &mut list.detail, report);
}

fn normalize_level(
    nodes: Vec<ImportNode>,
    depth: usize,
    detail: &mut Vec<String>,
    report: &mut ImportReport,
) -> Vec<ImportNode> {
    let mut out: Vec<ImportNode> = Vec::with_capacity(nodes.len());
    for mut node in nodes {
        let Some(steps) = node.children.take() else {
            out.extend(with_step_title(node, report));
            continue;
        };
        let mut steps = normalize_level(steps, depth + 1, &mut node.detail, report);
        if std::mem::take(&mut node.is_boxed) {
            // A section is never ticked, so it becomes its own first step.
            if steps.is_empty() || depth >= MAX_DEPTH {
                out.extend(with_step_title(node, report));
                out.append(&mut steps);
            } else {
                let section = ImportNode::section(node.line, node.title.clone());
                steps.insert(0, node);
                out.push(with_section_title(section, steps, report));
            }
        } else if steps.is_empty() {
            let before = out.last_mut().filter(|before| depth == 0 && before.children.is_some());
            let place = match (&before, depth) {
                (Some(_), _) => "the section before it",
                (None, 0) => "the checklist",
                (None, _) => "the section around it",
            };
            let into = before.map_or(&mut *detail, |before| &mut before.detail);
            merge_into_detail(node, place, into, report);
        } else if depth >= MAX_DEPTH {
            report.add_changed_text(node.line, "nested too deep, its steps stand beside it", &node.title);
            merge_into_detail(node, "the section around it", detail, report);
            out.append(&mut steps);
        } else {
            out.push(with_section_title(node, steps, report));
        }
    }
    out
}

/// Moves the title and the text of a section without steps into the detail of another one.
fn merge_into_detail(node: ImportNode, place: &str, detail: &mut Vec<String>, report: &mut ImportReport) {
    if node.title.is_empty() && node.detail.is_empty() {
        return;
    }
    let message = format!("without steps of its own, so it stands in the detail of {place}");
    report.add_changed_text(node.line, message, &node.title);
    let title = node.markdown_title.unwrap_or_else(|| escape_markdown(&node.title));
    if !title.trim().is_empty() {
        detail.push(format!("**{}**", title.trim()));
    }
    detail.extend(node.detail);
}

fn with_section_title(node: ImportNode, steps: Vec<ImportNode>, report: &mut ImportReport) -> ImportNode {
    let title = match node.title.trim() {
        "" => {
            report.add_changed(node.line, "a section without a title got one: \"(no title)\"");
            "(no title)".to_owned()
        }
        title => title.to_owned(),
    };
    ImportNode { title, children: Some(steps), ..node }
}

/// Returns a step that has a title, if need be from the first words under it; nothing if there are none.
fn with_step_title(node: ImportNode, report: &mut ImportReport) -> Option<ImportNode> {
    if !node.title.trim().is_empty() {
        return Some(node);
    }
    let Some(words) = first_text(&node) else {
        report.add_left_out(node.line, "an item without words");
        return None;
    };
    report.add_changed_text(node.line, "without words of its own, it is called", &words);
    Some(ImportNode { title: words, ..node })
}

fn first_text(node: &ImportNode) -> Option<String> {
    let commands = node.commands.iter().map(|command| command.run.as_str());
    let links =
        node.links.iter().flat_map(|link| [Some(link.title.as_str()), link.address.as_deref()]).flatten();
    let detail = node.detail.iter().flat_map(|block| block.lines());
    let mut all = links.chain(commands.flat_map(str::lines)).chain(detail).map(str::trim);
    all.find(|line| line.contains(char::is_alphanumeric)).map(str::to_owned)
}

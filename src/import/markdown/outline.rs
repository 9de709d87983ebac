//! PURE. The headings of a Markdown file as sections, with the steps under them.

use super::blocks::{BlockKind, Document};
use super::items;
use crate::import::clean::{self, excerpt};
use crate::import::format::ImportOptions;
use crate::import::report::ImportReport;
use crate::import::tree::{ImportNode, ParsedList, TreeBuilder};
use crate::text::count;

/// The level of a bold line above a list, which counts as a heading below all others.
const BOLD_LEVEL: u8 = 7;

/// The longest summary, in characters: one or two sentences.
const MAX_SUMMARY: usize = 400;

pub(super) fn read(
    document: &Document<'_>,
    options: &ImportOptions,
    report: &mut ImportReport,
) -> ParsedList {
    let title = title_heading(document);
    let mut outline = Outline {
        document,
        options,
        report,
        title,
        list: ParsedList::default(),
        tree: TreeBuilder::default(),
        open: Vec::new(),
        unplaced: Vec::new(),
        after_list: false,
        bold_headings: 0,
    };
    outline.add_blocks(document.siblings(document.all()));
    outline.finish()
}

/// Returns the heading that is the title of the whole list: the first one, if it is of the first level
/// and no other of that level has steps.
fn title_heading(document: &Document<'_>) -> Option<usize> {
    let top: Vec<usize> = document.siblings(document.all()).collect();
    let is_heading = |at: &usize| matches!(document.kind(*at), BlockKind::Heading(_));
    let first = top.iter().copied().find(is_heading)?;
    let mut current = None;
    for at in top {
        match document.kind(at) {
            BlockKind::Heading(1) => current = Some(at),
            _ if document.has_steps(at) && current.is_some_and(|current| current != first) => return None,
            _ => {}
        }
    }
    (*document.kind(first) == BlockKind::Heading(1)).then_some(first)
}

struct Outline<'o, 'd> {
    document: &'o Document<'d>,
    options: &'o ImportOptions,
    report: &'o mut ImportReport,
    title: Option<usize>,
    list: ParsedList,
    tree: TreeBuilder,
    /// The sections that go on, the innermost last, with the levels of their headings.
    open: Vec<(u8, usize)>,
    /// Items that are no steps, from lists under no heading.
    unplaced: Vec<String>,
    /// Whether the block before this one was a list of steps.
    after_list: bool,
    /// The number of bold lines that became headings.
    bold_headings: usize,
}

impl Outline<'_, '_> {
    fn add_blocks(&mut self, blocks: impl Iterator<Item = usize>) {
        let mut blocks = blocks.peekable();
        while let Some(at) = blocks.next() {
            let after_list = std::mem::take(&mut self.after_list);
            match self.document.kind(at) {
                BlockKind::Heading(level) => self.open_heading(at, *level),
                BlockKind::List if self.document.has_steps(at) => self.add_list(at),
                BlockKind::Table if self.document.has_steps(at) => self.add_table(at),
                BlockKind::Container if self.document.has_steps(at) => self.add_container(at),
                BlockKind::FrontMatter => self.read_front_matter(at),
                BlockKind::ThematicBreak => {}
                BlockKind::Code(_) if after_list => self.add_code_after_list(at),
                BlockKind::Paragraph if self.introduces_list(at, blocks.peek()) => self.open_bold_heading(at),
                _ => self.add_prose(at),
            }
        }
    }

    fn open_heading(&mut self, at: usize, level: u8) {
        self.close(level);
        if self.title == Some(at) {
            self.document.plain_text(at).clone_into(&mut self.list.title);
            return;
        }
        let mut section = ImportNode::section(self.document.line(at), "");
        items::set_title(self.document, at, &mut section);
        if !std::mem::take(&mut section.links).is_empty() {
            section.add_detail(section.markdown_title.clone().unwrap_or_default());
        }
        let at = self.push(section);
        self.open.push((level, at));
    }

    /// Whether a paragraph is nothing but bold text and the next block is a list of steps.
    fn introduces_list(&self, at: usize, next: Option<&usize>) -> bool {
        let Some(inline) = self.document.get(at).map(|block| &block.inline) else { return false };
        let rest = inline.plain.get(inline.bold_len..).unwrap_or_default();
        let is_bold = inline.bold_len > 0
            && rest.trim_matches(|c: char| c.is_whitespace() || ":：".contains(c)).is_empty();
        is_bold
            && next.is_some_and(|next| {
                *self.document.kind(*next) == BlockKind::List && self.document.has_steps(*next)
            })
    }

    fn open_bold_heading(&mut self, at: usize) {
        self.bold_headings += 1;
        self.open_heading(at, BOLD_LEVEL);
        if let Some(section) = self.current() {
            let title = section.title.trim_end_matches([':', '：', ' ']);
            section.title = title.to_owned();
        }
    }

    /// Closes the sections whose headings are not above this level.
    fn close(&mut self, level: u8) {
        while self.open.pop_if(|(open, _)| *open >= level).is_some() {}
    }

    /// Appends a node to the innermost open section.
    fn push(&mut self, node: ImportNode) -> usize {
        self.tree.push(self.open.last().map(|(_, at)| *at), node)
    }

    /// Returns the innermost open section.
    fn current(&mut self) -> Option<&mut ImportNode> {
        self.open.last().and_then(|(_, at)| self.tree.get_mut(*at))
    }

    fn add_list(&mut self, at: usize) {
        let mut detail = match self.current() {
            Some(section) => std::mem::take(&mut section.detail),
            None => std::mem::take(&mut self.unplaced),
        };
        let nodes = items::list_nodes(self.document, at, &mut detail, 0, self.report);
        match self.current() {
            Some(section) => section.detail = detail,
            None => self.unplaced = detail,
        }
        for node in nodes {
            self.push(node);
        }
        self.after_list = true;
    }

    fn add_table(&mut self, at: usize) {
        let Some(wanted) = &self.options.table else { return };
        for node in items::row_nodes(self.document, at, wanted, self.report) {
            self.push(node);
        }
        self.after_list = true;
    }

    fn add_container(&mut self, at: usize) {
        let mut inner: Vec<usize> = vec![at];
        // Quotations may be nested without end, so this must not recurse.
        while let Some(at) = inner.pop() {
            if *self.document.kind(at) == BlockKind::Container && self.document.has_steps(at) {
                let inside: Vec<usize> = self.document.children(at).collect();
                inner.extend(inside.into_iter().rev());
            } else {
                self.add_blocks(std::iter::once(at));
            }
        }
    }

    /// Adds code to the last step of a list that ended before it because its fence is not indented.
    fn add_code_after_list(&mut self, at: usize) {
        let Some(step) = self.tree.last_mut().and_then(ImportNode::last_step) else {
            return self.add_prose(at);
        };
        items::add_to_step(self.document, at, step);
        let message = format!("code behind a list went to the step before it: {}", excerpt(&step.title));
        self.report.add_changed(self.document.line(at), message);
        // Another block of code belongs to the same step.
        self.after_list = true;
    }

    fn add_prose(&mut self, at: usize) {
        let document = self.document;
        if let Some(section) = self.current() {
            return items::add_to_section(document, at, section);
        }
        let words = document.plain_text(at);
        let has_title = self.title.is_none() || !self.list.title.is_empty();
        if has_title
            && self.list.summary.is_none()
            && *document.kind(at) == BlockKind::Paragraph
            && !words.is_empty()
        {
            self.list.summary = Some(words.to_owned());
            return;
        }
        let source = document.source(at);
        if !source.trim().is_empty() {
            self.report
                .add_left_out(document.line(at), format!("text under no section: {}", excerpt(&source)));
        }
    }

    /// Takes the title and the summary from front matter.
    fn read_front_matter(&mut self, at: usize) {
        let text = self.document.plain_text(at).to_owned();
        let value = |name: &str| {
            let line = text
                .lines()
                .find_map(|line| line.strip_prefix(name)?.trim_start().strip_prefix([':', '=']))?;
            let value = line.trim().trim_matches(['"', '\'']).trim();
            (!value.is_empty() && !value.starts_with(['[', '{', '|', '>'])).then(|| value.to_owned())
        };
        self.list.title = value("title").or_else(|| value("name")).unwrap_or_default();
        self.list.summary = value("description").or_else(|| value("about"));
        self.report.add_left_out(self.document.line(at), format!("front matter: {}", excerpt(&text)));
    }

    fn finish(mut self) -> ParsedList {
        for block in &self.unplaced {
            self.report.add_left_out(0, format!("text under no section: {}", excerpt(block)));
        }
        if self.bold_headings > 0 {
            let lines = count(self.bold_headings, "bold line");
            self.report.add_changed(0, format!("{lines} above lists became headings of sections"));
        }
        self.list.summary = self.list.summary.map(|summary| clean::truncate_words(&summary, MAX_SUMMARY));
        self.list.nodes = self.tree.into_nodes();
        self.list
    }
}

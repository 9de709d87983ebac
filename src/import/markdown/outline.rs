//! PURE. The headings of a Markdown file as sections, with the steps under them.

use super::blocks::{BlockKind, Document};
use super::{boxes, items, tables};
use crate::checklist::ReaderOptions;
use crate::import::report::ImportReport;
use crate::import::tree::{ImportNode, ParsedList, TreeBuilder};
use crate::text::count;

/// The level of a bold line above a list, which counts as a heading below all others.
const BOLD_LEVEL: u8 = 7;

/// The longest summary, in characters: one or two sentences. A longer text is detail.
const MAX_SUMMARY: usize = 400;

pub(super) fn read(
    document: &Document<'_>,
    options: &ReaderOptions,
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
    options: &'o ReaderOptions,
    report: &'o mut ImportReport,
    title: Option<usize>,
    list: ParsedList,
    tree: TreeBuilder,
    /// The sections that go on, the innermost last, with the levels of their headings.
    open: Vec<(u8, usize)>,
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
        if !section.links.is_empty() {
            section.add_detail(section.markdown_title.clone().unwrap_or_default());
        }
        let boxed = boxes::cell_box(self.document.plain_text(at), false);
        if let Some((mark, words)) = boxed.filter(|(_, words)| !words.is_empty()) {
            words.clone_into(&mut section.title);
            section.markdown_title = None;
            section.is_boxed = true;
            section.status = boxes::status(mark, section.line, self.report);
        } else {
            section.links.clear();
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
            None => std::mem::take(&mut self.list.detail),
        };
        let nodes = items::list_nodes(self.document, at, &mut detail, 0, self.report);
        match self.current() {
            Some(section) => section.detail = detail,
            None => self.list.detail = detail,
        }
        for node in nodes {
            self.push(node);
        }
        self.after_list = true;
    }

    fn add_table(&mut self, at: usize) {
        for node in tables::row_nodes(self.document, at, self.options.table.as_ref(), self.report) {
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
        let line = self.document.line(at);
        self.report.add_changed_text(line, "code behind a list went to the step before it", &step.title);
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
            let has_links = document.get(at).is_some_and(|block| !block.inline.collect_links().is_empty());
            if words.chars().count() <= MAX_SUMMARY && !has_links {
                self.list.summary = Some(words.to_owned());
                return;
            }
        }
        let source = document.source(at);
        if !source.trim().is_empty() && *document.kind(at) != BlockKind::ThematicBreak {
            let message = "text under no section is in the detail of the checklist";
            self.report.add_changed_text(document.line(at), message, &source);
            self.list.detail.push(source);
        }
    }

    /// Takes the title and the summary from front matter.
    fn read_front_matter(&mut self, at: usize) {
        let text = self.document.plain_text(at).to_owned();
        let (mut title, mut summary) = (None, None);
        for (n, line) in text.lines().enumerate() {
            let split = line.split_once([':', '=']);
            let (name, value) = split.map_or(("", ""), |(name, value)| (name.trim(), value.trim()));
            let value = value.trim_matches(['"', '\'']).trim();
            let is_text = !value.is_empty() && !value.starts_with(['[', '{', '|', '>']);
            match name {
                "title" | "name" if is_text && title.is_none() => title = Some(value.to_owned()),
                "description" | "about" if is_text && summary.is_none() => summary = Some(value.to_owned()),
                _ if line.trim().is_empty() => {}
                _ => self.report.add_left_out_text(self.document.line(at) + n + 1, "front matter", line),
            }
        }
        self.list.title = title.unwrap_or_default();
        self.list.summary = summary;
    }

    fn finish(mut self) -> ParsedList {
        if self.bold_headings > 0 {
            let lines = count(self.bold_headings, "bold line");
            self.report.add_changed(0, format!("{lines} above lists became headings of sections"));
        }
        self.list.nodes = self.tree.into_nodes();
        self.list
    }
}

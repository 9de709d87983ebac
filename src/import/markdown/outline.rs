//! PURE. The steps under their headings.

use super::blocks::{BlockKind, Document};
use super::{item, prose, table};
use crate::import::ImportOptions;
use crate::import::clean::{self, excerpt};
use crate::import::node::{ImportHeader, ImportNode};
use crate::import::report::ImportReport;
use crate::text::count;

/// Bold words above a list are a heading below all others.
const BOLD_LEVEL: u8 = 7;

pub(super) fn read(
    document: &Document<'_>,
    options: &ImportOptions,
    report: &mut ImportReport,
) -> (ImportHeader, Vec<ImportNode>) {
    let title = title_heading(document);
    let mut outline = Outline {
        document,
        options,
        report,
        title,
        head: ImportHeader { keep_ticks: options.keep_ticks, ..ImportHeader::default() },
        open: Vec::new(),
        steps: Vec::new(),
        root: ImportNode::default(),
        after_list: false,
        bold_headings: 0,
    };
    outline.add_blocks(document.siblings(document.all()));
    outline.finish()
}

/// The heading that is the title of the whole list: the first one, if it is of the first level and
/// no other of that level has steps.
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
    head: ImportHeader,
    /// The sections that are not ended, the innermost last, each with the level of its heading.
    open: Vec<(u8, ImportNode)>,
    steps: Vec<ImportNode>,
    /// What stands under no heading.
    root: ImportNode,
    /// The block before this one was a list of steps.
    after_list: bool,
    /// How many bold words became headings.
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
            self.document.plain_text(at).clone_into(&mut self.head.title);
            return;
        }
        let mut section = ImportNode::section(self.document.line(at), "");
        item::set_title(self.document, at, &mut section);
        if !std::mem::take(&mut section.links).is_empty() {
            section.add_detail(section.markdown_title.clone().unwrap_or_default());
        }
        self.open.push((level, section));
    }

    /// Whether a paragraph is nothing but bold words, and the next block a list of steps.
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
        if let Some((_, section)) = self.open.last_mut() {
            let title = section.title.trim_end_matches([':', '：', ' ']);
            section.title = title.to_owned();
        }
    }

    /// Ends the sections whose headings are not above this level.
    fn close(&mut self, level: u8) {
        while let Some((_, section)) = self.open.pop_if(|(open, _)| *open >= level) {
            self.push(section);
        }
    }

    fn push(&mut self, draft: ImportNode) {
        let steps = match self.open.last_mut() {
            Some((_, section)) => section.children.get_or_insert_default(),
            None => &mut self.steps,
        };
        steps.push(draft);
    }

    fn current(&mut self) -> &mut ImportNode {
        match self.open.last_mut() {
            Some((_, section)) => section,
            None => &mut self.root,
        }
    }

    fn add_list(&mut self, at: usize) {
        let document = self.document;
        let mut here =
            ImportNode { detail: std::mem::take(&mut self.current().detail), ..ImportNode::default() };
        let drafts = item::list_nodes(document, at, &mut here, 0, self.report);
        self.current().detail = here.detail;
        for draft in drafts {
            self.push(draft);
        }
        self.after_list = true;
    }

    fn add_table(&mut self, at: usize) {
        let Some(wanted) = &self.options.table else { return };
        for draft in table::row_nodes(self.document, at, wanted, self.report) {
            self.push(draft);
        }
        self.after_list = true;
    }

    fn add_container(&mut self, at: usize) {
        let mut inner: Vec<usize> = vec![at];
        // Quotations may be nested as deep as somebody likes, so this does not call itself.
        while let Some(at) = inner.pop() {
            if *self.document.kind(at) == BlockKind::Container && self.document.has_steps(at) {
                let inside: Vec<usize> = self.document.children(at).collect();
                inner.extend(inside.into_iter().rev());
            } else {
                self.add_blocks(std::iter::once(at));
            }
        }
    }

    /// A fence that is not indented ends the list it was meant to be in.
    fn add_code_after_list(&mut self, at: usize) {
        let document = self.document;
        let steps = match self.open.last_mut() {
            Some((_, section)) => section.children.as_mut(),
            None => Some(&mut self.steps),
        };
        let Some(step) = steps.and_then(|steps| steps.last_mut()).and_then(ImportNode::last_step) else {
            return self.add_prose(at);
        };
        prose::add_to_step(document, at, step);
        let what = format!("code behind a list went to the step before it: {}", excerpt(&step.title));
        self.report.add_changed(document.line(at), what);
        // Another fence belongs to the same step.
        self.after_list = true;
    }

    fn add_prose(&mut self, at: usize) {
        let document = self.document;
        if !self.open.is_empty() {
            return prose::add_to_section(document, at, self.current());
        }
        let words = document.plain_text(at);
        let has_title = self.title.is_none() || !self.head.title.is_empty();
        if has_title
            && self.head.summary.is_none()
            && *document.kind(at) == BlockKind::Paragraph
            && !words.is_empty()
        {
            self.head.summary = Some(words.to_owned());
            return;
        }
        let source = document.source(at);
        if !source.trim().is_empty() {
            self.report
                .add_left_out(document.line(at), format!("text under no section: {}", excerpt(&source)));
        }
    }

    /// Front matter: a title for lists that have none.
    fn read_front_matter(&mut self, at: usize) {
        let text = self.document.plain_text(at).to_owned();
        let value = |name: &str| {
            let line = text
                .lines()
                .find_map(|line| line.strip_prefix(name)?.trim_start().strip_prefix([':', '=']))?;
            let value = line.trim().trim_matches(['"', '\'']).trim();
            (!value.is_empty() && !value.starts_with(['[', '{', '|', '>'])).then(|| value.to_owned())
        };
        self.head.title = value("title").or_else(|| value("name")).unwrap_or_default();
        self.head.summary = value("description").or_else(|| value("about"));
        self.report.add_left_out(self.document.line(at), format!("front matter: {}", excerpt(&text)));
    }

    fn finish(mut self) -> (ImportHeader, Vec<ImportNode>) {
        self.close(0);
        for block in std::mem::take(&mut self.root.detail) {
            self.report.add_left_out(0, format!("text under no section: {}", excerpt(&block)));
        }
        if self.bold_headings > 0 {
            let what =
                format!("{} above lists became headings of sections", count(self.bold_headings, "bold line"));
            self.report.add_changed(0, what);
        }
        self.head.summary = self.head.summary.map(|summary| clean::truncate_words(&summary, MAX_SUMMARY));
        (self.head, self.steps)
    }
}

/// A summary is one or two sentences.
const MAX_SUMMARY: usize = 400;

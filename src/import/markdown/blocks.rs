//! PURE. A Markdown file as a flat list of blocks, so that a million levels of nesting need no recursion.

use std::collections::HashMap;
use std::ops::Range;

use crate::import::clean::LineIndex;
use crate::import::references::find_bare_addresses;
use crate::import::tree::ImportLink;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum BlockKind {
    /// A heading with its level.
    Heading(u8),
    /// A paragraph, or the text of an item without paragraphs.
    Paragraph,
    List,
    Item,
    /// Code with the word after its fence.
    Code(Option<String>),
    Html,
    Table,
    /// A row of a table, or its head.
    Row,
    Cell,
    ThematicBreak,
    FrontMatter,
    /// A quotation, a footnote, or what else holds other blocks.
    Container,
}

#[derive(Debug)]
pub(super) struct Block {
    pub(super) kind: BlockKind,
    /// Its bytes in the file.
    pub(super) range: Range<usize>,
    /// The index of the block after it and its descendants.
    pub(super) next: usize,
    pub(super) parent: Option<usize>,
    pub(super) inline: Inline,
    /// For an item with a checkbox: the mark in it, a blank for an open one.
    pub(super) checkbox: Option<String>,
    /// Whether it, or a block inside it, becomes a step.
    pub(super) has_steps: bool,
    /// Whether it becomes a step itself.
    pub(super) is_step: bool,
}

/// The marks in boxes of items, by line; blanks and `x` are not among them.
pub(super) type Marks = HashMap<usize, String>;

/// A replacement for some bytes of the file where they are taken over.
pub(super) type Edit = (Range<usize>, String);

#[derive(Debug)]
pub(super) struct Document<'a> {
    pub(super) text: &'a str,
    pub(super) lines: LineIndex,
    pub(super) blocks: Vec<Block>,
    /// Sorted by their start.
    pub(super) edits: Vec<Edit>,
}

impl Document<'_> {
    pub(super) fn all(&self) -> Range<usize> {
        0..self.blocks.len()
    }

    pub(super) fn get(&self, at: usize) -> Option<&Block> {
        self.blocks.get(at)
    }

    pub(super) fn kind(&self, at: usize) -> &BlockKind {
        self.get(at).map_or(&BlockKind::Container, |block| &block.kind)
    }

    pub(super) fn checkbox(&self, at: usize) -> Option<&str> {
        self.get(at)?.checkbox.as_deref()
    }

    pub(super) fn has_steps(&self, at: usize) -> bool {
        self.get(at).is_some_and(|block| block.has_steps)
    }

    pub(super) fn is_step(&self, at: usize) -> bool {
        self.get(at).is_some_and(|block| block.is_step)
    }

    /// Returns the line of a block, from 1.
    pub(super) fn line(&self, at: usize) -> usize {
        self.get(at).map_or(0, |block| self.lines.line_of(block.range.start))
    }

    /// Returns the text of a block without that of blocks inside it.
    pub(super) fn plain_text(&self, at: usize) -> &str {
        self.get(at).map_or("", |block| block.inline.plain.trim())
    }

    /// Returns the blocks of a range without those inside them.
    pub(super) fn siblings(&self, range: Range<usize>) -> impl Iterator<Item = usize> + '_ {
        let mut at = range.start;
        std::iter::from_fn(move || {
            let block = self.blocks.get(at).filter(|_| at < range.end)?;
            Some(std::mem::replace(&mut at, block.next))
        })
    }

    /// Returns the blocks directly inside one.
    pub(super) fn children(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        self.siblings(at + 1..self.next(at))
    }

    pub(super) fn next(&self, at: usize) -> usize {
        self.get(at).map_or(at + 1, |block| block.next)
    }

    /// Returns all blocks of a kind in a range, at any depth.
    pub(super) fn all_of(&self, kind: &BlockKind, range: Range<usize>) -> Vec<usize> {
        range.filter(|at| self.kind(*at) == kind).collect()
    }

    /// Makes a block a step, and marks its ancestors as having one.
    pub(super) fn mark_step(&mut self, at: usize) {
        if let Some(block) = self.blocks.get_mut(at) {
            block.is_step = true;
        }
        let mut up = Some(at);
        while let Some(block) = up.and_then(|at| self.blocks.get_mut(at)).filter(|block| !block.has_steps) {
            block.has_steps = true;
            up = block.parent;
        }
    }

    /// Returns the Markdown of a block without the indent and the quotation marks of the blocks around it.
    pub(super) fn source(&self, at: usize) -> String {
        let Some(block) = self.get(at) else { return String::new() };
        let range = block.range.clone();
        let edited = self.apply_edits(range.clone());
        if !edited.contains('\n') {
            return edited.trim_end().to_owned();
        }
        let line_start = self.lines.line_start(range.start);
        let before = self.text.get(line_start..range.start).unwrap_or_default();
        // Tabs have no fixed width; four is what most editors show.
        let indent: usize = before.chars().map(|c| if c == '\t' { 4 } else { 1 }).sum();
        let quotes = before.matches('>').count();
        let mut lines = edited.lines();
        let mut out = lines.next().unwrap_or_default().trim_end().to_owned();
        for line in lines {
            out.push('\n');
            out.push_str(strip_indent(line, indent, quotes).trim_end());
        }
        out.trim_matches('\n').to_owned()
    }

    /// Returns these bytes of the file with the edits in them.
    fn apply_edits(&self, range: Range<usize>) -> String {
        let first = self.edits.partition_point(|(edit, _)| edit.start < range.start);
        let edits: &[Edit] = self.edits.get(first..).unwrap_or_default();
        let mut out = String::with_capacity(range.len());
        let mut done = range.start;
        for (edit, instead) in edits.iter().take_while(|(edit, _)| edit.start < range.end) {
            if edit.start < done {
                continue;
            }
            out.push_str(self.text.get(done..edit.start).unwrap_or_default());
            out.push_str(instead);
            done = edit.end;
            // For the parser the line feed after a block of HTML belongs to the block.
            if self.text.get(..done).is_some_and(|text| text.ends_with('\n')) {
                out.push('\n');
            }
        }
        out.push_str(self.text.get(done..range.end).unwrap_or_default());
        out
    }
}

/// Returns a line without this much indent, of which up to so many quotation marks are a part.
fn strip_indent(line: &str, indent: usize, quotes: usize) -> &str {
    let (mut width, mut quotes) = (0, quotes);
    for (at, c) in line.char_indices() {
        if width >= indent {
            return line.get(at..).unwrap_or_default();
        }
        match c {
            ' ' => width += 1,
            '\t' => width += 4,
            '>' if quotes > 0 => {
                quotes -= 1;
                width += 1;
            }
            // A paragraph may continue with less indent.
            _ => return line.get(at..).unwrap_or_default(),
        }
    }
    ""
}

/// The text of a block, with the links in it.
#[derive(Debug, Default)]
pub(super) struct Inline {
    /// The text without markup.
    pub(super) plain: String,
    /// The text in which bare addresses are links: all but code and links.
    linkable: String,
    links: Vec<ImportLink>,
    /// Whether it has links, code or emphasis, which the plain text lacks.
    pub(super) is_rich: bool,
    /// The length of the bold text at the start of the block, in bytes of `plain`.
    pub(super) bold_len: usize,
    /// The bytes of the last code in `plain`.
    pub(super) last_code: Range<usize>,
    /// Whether the bold text at the start of the block is still open.
    in_leading_bold: bool,
    /// A line break that becomes a blank or nothing, as the next text needs it.
    pending_break: bool,
}

impl Inline {
    pub(super) fn push_text(&mut self, text: &str, in_link: bool) {
        self.join_line(text);
        self.plain.push_str(text);
        self.linkable.push_str(if in_link { " " } else { text });
    }

    /// Adds text in which nothing is a link.
    pub(super) fn push_code(&mut self, text: &str) {
        self.join_line(text);
        let start = self.plain.len();
        self.plain.push_str(text);
        self.last_code = start..self.plain.len();
        self.linkable.push(' ');
        self.is_rich = true;
    }

    pub(super) fn push_line_break(&mut self) {
        self.pending_break = true;
    }

    pub(super) fn begin_bold(&mut self) {
        self.is_rich = true;
        self.in_leading_bold |= self.bold_len == 0 && self.plain.trim().is_empty();
    }

    pub(super) fn end_bold(&mut self) {
        if std::mem::take(&mut self.in_leading_bold) {
            self.bold_len = self.plain.len();
        }
    }

    /// Adds a link whose text starts at this byte of `plain`.
    pub(super) fn push_link(&mut self, from: usize, address: String) {
        let title = self.plain.get(from..).unwrap_or_default().trim().to_owned();
        self.is_rich = true;
        self.links.push(ImportLink { title, address: Some(address) });
    }

    /// Returns the links, bare addresses included.
    pub(super) fn collect_links(&self) -> Vec<ImportLink> {
        let bare = find_bare_addresses(&self.linkable)
            .into_iter()
            .map(|address| ImportLink { title: address.to_owned(), address: Some(address.to_owned()) });
        self.links.iter().cloned().chain(bare).collect()
    }

    /// Joins a line to the one before, with a blank unless both sides are of a script without blanks.
    fn join_line(&mut self, next: &str) {
        if !std::mem::take(&mut self.pending_break) {
            return;
        }
        let closed = self.plain.chars().next_back().is_some_and(is_unspaced_script)
            && next.chars().next().is_some_and(is_unspaced_script);
        if !closed {
            self.plain.push(' ');
        }
        self.linkable.push(' ');
    }
}

/// Whether a character is of a script that is written without blanks between words (Han, Kana).
fn is_unspaced_script(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{312F}' | '\u{31A0}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FF60}' | '\u{20000}'..='\u{3FFFF}')
}

//! PURE. A Markdown file as its blocks, in one list: nesting that somebody made a million deep is a number here.

use std::ops::Range;

use super::inline::Inline;
use super::parser;
use crate::import::line_index::LineIndex;
use crate::import::report::ImportReport;

/// What a block is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum BlockKind {
    /// A heading of a level.
    Heading(u8),
    /// A paragraph, or the words of an item that is none.
    Paragraph,
    /// A list of items.
    List,
    /// An item of a list.
    Item,
    /// Code, with the word behind its fence.
    Code(Option<String>),
    /// HTML.
    Html,
    /// A table.
    Table,
    /// A row of a table, or its head.
    Row,
    /// A cell.
    Cell,
    /// A line across.
    ThematicBreak,
    /// Front matter.
    FrontMatter,
    /// A quotation, a footnote: what holds other blocks.
    Container,
}

/// A block.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) kind: BlockKind,
    /// Its bytes.
    pub(super) range: Range<usize>,
    /// The block after it and all that is inside it.
    pub(super) next: usize,
    pub(super) parent: Option<usize>,
    pub(super) inline: Inline,
    /// Of an item: whether it has a box, and whether it is ticked.
    pub(super) checkbox: Option<bool>,
    /// It is, or has in it, what becomes a step.
    pub(super) has_steps: bool,
    /// It becomes a step itself.
    pub(super) is_step: bool,
}

/// Bytes that are written otherwise where a part of the file is taken over.
pub(super) type Edit = (Range<usize>, String);

/// A file with its blocks.
#[derive(Debug)]
pub(super) struct Document<'a> {
    pub(super) text: &'a str,
    pub(super) lines: LineIndex,
    pub(super) blocks: Vec<Block>,
    /// In the order of the file.
    pub(super) edits: Vec<Edit>,
}

impl<'a> Document<'a> {
    pub(super) fn read(text: &'a str, report: &mut ImportReport) -> Self {
        parser::read(text, report)
    }

    pub(super) fn all(&self) -> Range<usize> {
        0..self.blocks.len()
    }

    pub(super) fn get(&self, at: usize) -> Option<&Block> {
        self.blocks.get(at)
    }

    pub(super) fn kind(&self, at: usize) -> &BlockKind {
        self.get(at).map_or(&BlockKind::Container, |block| &block.kind)
    }

    pub(super) fn checkbox(&self, at: usize) -> Option<bool> {
        self.get(at)?.checkbox
    }

    pub(super) fn has_steps(&self, at: usize) -> bool {
        self.get(at).is_some_and(|block| block.has_steps)
    }

    /// Whether a block becomes a step itself.
    pub(super) fn is_step(&self, at: usize) -> bool {
        self.get(at).is_some_and(|block| block.is_step)
    }

    /// The line of a block, from 1.
    pub(super) fn line(&self, at: usize) -> usize {
        self.get(at).map_or(0, |block| self.lines.line_of(block.range.start))
    }

    /// The words of a block: its own, not those of blocks inside it.
    pub(super) fn plain_text(&self, at: usize) -> &str {
        self.get(at).map_or("", |block| block.inline.plain.trim())
    }

    /// The blocks from one to before another, without those inside them.
    pub(super) fn siblings(&self, range: Range<usize>) -> impl Iterator<Item = usize> + '_ {
        let mut at = range.start;
        std::iter::from_fn(move || {
            let block = self.blocks.get(at).filter(|_| at < range.end)?;
            Some(std::mem::replace(&mut at, block.next))
        })
    }

    /// The blocks directly inside one.
    pub(super) fn children(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        self.siblings(at + 1..self.next(at))
    }

    /// The block after one and all that is inside it.
    pub(super) fn next(&self, at: usize) -> usize {
        self.get(at).map_or(at + 1, |block| block.next)
    }

    /// All items in a list, at any depth.
    pub(super) fn items_in(&self, list: usize) -> Vec<usize> {
        (list + 1..self.next(list)).filter(|at| *self.kind(*at) == BlockKind::Item).collect()
    }

    /// Whether a list stands in no other list.
    pub(super) fn is_outermost_list(&self, at: usize) -> bool {
        self.get(at).is_some_and(|block| block.inline.list_depth == 0)
    }

    /// Makes a block a step, and tells all around it.
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
}

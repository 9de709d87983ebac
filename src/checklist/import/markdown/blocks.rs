//! PURE. A Markdown file as its blocks, in one list: nesting that somebody made a million deep is a number here.

use std::ops::Range;

use super::inline::Inline;
use super::stream;
use crate::checklist::import::lines::Lines;
use crate::checklist::import::report::Report;

/// What a block is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
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
    Rule,
    /// Front matter.
    Matter,
    /// A quotation, a footnote: what holds other blocks.
    Other,
}

/// A block.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) kind: Kind,
    /// Its bytes.
    pub(super) range: Range<usize>,
    /// The block after it and all that is inside it.
    pub(super) next: usize,
    pub(super) parent: Option<usize>,
    pub(super) inline: Inline,
    /// Of an item: whether it has a box, and whether it is ticked.
    pub(super) boxed: Option<bool>,
    /// It is, or has in it, what becomes a step.
    pub(super) steps: bool,
    /// It becomes a step itself.
    pub(super) marked: bool,
}

/// Bytes that are written otherwise where a part of the file is taken over.
pub(super) type Edit = (Range<usize>, String);

/// A file with its blocks.
#[derive(Debug)]
pub(super) struct Document<'a> {
    pub(super) text: &'a str,
    pub(super) lines: Lines,
    pub(super) blocks: Vec<Block>,
    /// In the order of the file.
    pub(super) edits: Vec<Edit>,
}

impl<'a> Document<'a> {
    pub(super) fn read(text: &'a str, report: &mut Report) -> Self {
        stream::read(text, report)
    }

    pub(super) fn all(&self) -> Range<usize> {
        0..self.blocks.len()
    }

    pub(super) fn get(&self, at: usize) -> Option<&Block> {
        self.blocks.get(at)
    }

    pub(super) fn kind(&self, at: usize) -> &Kind {
        self.get(at).map_or(&Kind::Other, |block| &block.kind)
    }

    pub(super) fn boxed(&self, at: usize) -> Option<bool> {
        self.get(at)?.boxed
    }

    pub(super) fn has_steps(&self, at: usize) -> bool {
        self.get(at).is_some_and(|block| block.steps)
    }

    /// Whether a block becomes a step itself.
    pub(super) fn is_marked(&self, at: usize) -> bool {
        self.get(at).is_some_and(|block| block.marked)
    }

    /// The line of a block, from 1.
    pub(super) fn line(&self, at: usize) -> usize {
        self.get(at).map_or(0, |block| self.lines.at(block.range.start))
    }

    /// The words of a block: its own, not those of blocks inside it.
    pub(super) fn plain(&self, at: usize) -> &str {
        self.get(at).map_or("", |block| block.inline.plain.trim())
    }

    /// The blocks from one to before another, without those inside them.
    pub(super) fn between(&self, range: Range<usize>) -> impl Iterator<Item = usize> + '_ {
        let mut at = range.start;
        std::iter::from_fn(move || {
            let block = self.blocks.get(at).filter(|_| at < range.end)?;
            Some(std::mem::replace(&mut at, block.next))
        })
    }

    /// The blocks directly inside one.
    pub(super) fn inside(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        self.between(at + 1..self.next(at))
    }

    /// The block after one and all that is inside it.
    pub(super) fn next(&self, at: usize) -> usize {
        self.get(at).map_or(at + 1, |block| block.next)
    }

    /// All items in a list, at any depth.
    pub(super) fn items_in(&self, list: usize) -> Vec<usize> {
        (list + 1..self.next(list)).filter(|at| *self.kind(*at) == Kind::Item).collect()
    }

    /// Whether a list stands in no other list.
    pub(super) fn is_outermost_list(&self, at: usize) -> bool {
        self.get(at).is_some_and(|block| block.inline.depth_of_lists == 0)
    }

    /// Makes a block a step, and tells all around it.
    pub(super) fn mark(&mut self, at: usize) {
        if let Some(block) = self.blocks.get_mut(at) {
            block.marked = true;
        }
        let mut up = Some(at);
        while let Some(block) = up.and_then(|at| self.blocks.get_mut(at)).filter(|block| !block.steps) {
            block.steps = true;
            up = block.parent;
        }
    }
}

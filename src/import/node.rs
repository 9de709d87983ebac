//! PURE. What a format gathers: steps and sections in their order, before they meet a checklist's demands.

use crate::checklist::Status;
use crate::checklist::{RawCommand, RawSource};

/// A step or, with `steps`, a section.
#[derive(Debug, Default)]
pub(super) struct ImportNode {
    /// The line it stands on, from 1; 0 where it stands nowhere.
    pub(super) line: usize,
    /// All its words on one line; they may be many or none.
    pub(super) title: String,
    /// The same words in Markdown, where they were more than plain text.
    pub(super) markdown_title: Option<String>,
    /// The id that the file itself gives it.
    pub(super) id: Option<String>,
    /// Blocks of Markdown.
    pub(super) detail: Vec<String>,
    /// Of a step only, as are the commands: a section has neither.
    pub(super) links: Vec<ImportLink>,
    pub(super) commands: Vec<RawCommand>,
    pub(super) status: Option<ImportedStatus>,
    pub(super) children: Option<Vec<ImportNode>>,
}

/// A status as the file gives it.
#[derive(Debug)]
pub(super) struct ImportedStatus {
    pub(super) status: Status,
    pub(super) reason: Option<String>,
}

/// A linked document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ImportLink {
    pub(super) title: String,
    /// Nothing where the document is named without an address.
    pub(super) address: Option<String>,
}

/// What a file says of the list as a whole.
#[derive(Debug, Default)]
pub(super) struct ImportHeader {
    pub(super) title: String,
    pub(super) summary: Option<String>,
    pub(super) source: Option<RawSource>,
    /// Titles stay as they are, however long: the list was a checklist before.
    pub(super) keep_long_titles: bool,
    /// Statuses are asked for.
    pub(super) keep_ticks: bool,
}

impl ImportNode {
    pub(super) fn new(line: usize, title: impl Into<String>) -> Self {
        Self { line, title: title.into(), ..Self::default() }
    }

    pub(super) fn section(line: usize, title: impl Into<String>) -> Self {
        Self { children: Some(Vec::new()), ..Self::new(line, title) }
    }

    /// Adds a block of Markdown, if there is anything in it.
    pub(super) fn add_detail(&mut self, block: impl Into<String>) {
        let block = block.into();
        if !block.trim().is_empty() {
            self.detail.push(block);
        }
    }

    /// The last step in it, however deep.
    pub(super) fn last_step(&mut self) -> Option<&mut Self> {
        let mut draft = self;
        while draft.children.is_some() {
            draft = draft.children.as_mut()?.last_mut()?;
        }
        Some(draft)
    }
}

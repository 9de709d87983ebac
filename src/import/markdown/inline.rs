//! PURE. The words of a block: as plain text, with the links in them.

use std::ops::Range;

use crate::import::node::ImportLink;
use crate::import::references::find_bare_addresses;

/// The words of a block.
#[derive(Debug, Default)]
pub(super) struct Inline {
    /// The words without mark-up. Of code, its text.
    pub(super) plain: String,
    /// What can be linked by its mere look: the words outside of code and links.
    linkable: String,
    links: Vec<ImportLink>,
    /// Whether a link, code or emphasis says more than the plain words do.
    pub(super) is_rich: bool,
    /// How many bytes of the plain words stand in bold from the beginning on.
    pub(super) bold_len: usize,
    /// Where the last code stands in the plain words.
    pub(super) last_code: Range<usize>,
    /// Bold words that began at the beginning are not ended.
    in_leading_bold: bool,
    /// Of a list: how many lists are around it.
    pub(super) list_depth: usize,
    /// A line break whose form depends on what comes next.
    pending_break: bool,
}

impl Inline {
    /// Adds words.
    pub(super) fn push_text(&mut self, text: &str, in_link: bool) {
        self.join_line(text);
        self.plain.push_str(text);
        self.linkable.push_str(if in_link { " " } else { text });
    }

    /// Adds words in which nothing is a link.
    pub(super) fn push_code(&mut self, text: &str) {
        self.join_line(text);
        let start = self.plain.len();
        self.plain.push_str(text);
        self.last_code = start..self.plain.len();
        self.linkable.push(' ');
        self.is_rich = true;
    }

    /// Ends a line of the file within a paragraph.
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

    /// Adds a link whose words began at this byte.
    pub(super) fn push_link(&mut self, from: usize, address: String) {
        let title = self.plain.get(from..).unwrap_or_default().trim().to_owned();
        self.is_rich = true;
        self.links.push(ImportLink { title, address: Some(address) });
    }

    /// The links, those by their mere look included.
    pub(super) fn collect_links(&self) -> Vec<ImportLink> {
        let bare = find_bare_addresses(&self.linkable)
            .into_iter()
            .map(|address| ImportLink { title: address.to_owned(), address: Some(address.to_owned()) });
        self.links.iter().cloned().chain(bare).collect()
    }

    /// Joins a line to the one before: with a blank, but for scripts that have none.
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

/// Whether words of a script are written without blanks between them: Han and Kana.
fn is_unspaced_script(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{312F}' | '\u{31A0}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FF60}' | '\u{20000}'..='\u{3FFFF}')
}

//! PURE. The words of a block: as plain text, with the links in them.

use std::ops::Range;

use crate::checklist::import::draft::Link;
use crate::checklist::import::references::bare_addresses;

/// The words of a block.
#[derive(Debug, Default)]
pub(super) struct Inline {
    /// The words without mark-up. Of code, its text.
    pub(super) plain: String,
    /// What can be linked by its mere look: the words outside of code and links.
    bare: String,
    links: Vec<Link>,
    /// Whether a link, code or emphasis says more than the plain words do.
    pub(super) is_rich: bool,
    /// How many bytes of the plain words stand in bold from the beginning on.
    pub(super) bold: usize,
    /// Where the last code stands in the plain words.
    pub(super) last_code: Range<usize>,
    /// Bold words that began at the beginning are not ended.
    bolding: bool,
    /// Of a list: how many lists are around it.
    pub(super) depth_of_lists: usize,
    /// A line break whose form depends on what comes next.
    broken: bool,
}

impl Inline {
    /// Adds words.
    pub(super) fn text(&mut self, text: &str, in_link: bool) {
        self.join(text);
        self.plain.push_str(text);
        self.bare.push_str(if in_link { " " } else { text });
    }

    /// Adds words in which nothing is a link.
    pub(super) fn code(&mut self, text: &str) {
        self.join(text);
        let start = self.plain.len();
        self.plain.push_str(text);
        self.last_code = start..self.plain.len();
        self.bare.push(' ');
        self.is_rich = true;
    }

    /// Ends a line of the file within a paragraph.
    pub(super) fn line_break(&mut self) {
        self.broken = true;
    }

    pub(super) fn begin_bold(&mut self) {
        self.is_rich = true;
        self.bolding |= self.bold == 0 && self.plain.trim().is_empty();
    }

    pub(super) fn end_bold(&mut self) {
        if std::mem::take(&mut self.bolding) {
            self.bold = self.plain.len();
        }
    }

    /// Adds a link whose words began at this byte.
    pub(super) fn link(&mut self, from: usize, address: String) {
        let title = self.plain.get(from..).unwrap_or_default().trim().to_owned();
        self.is_rich = true;
        self.links.push(Link { title, address: Some(address) });
    }

    /// The links, those by their mere look included.
    pub(super) fn links(&self) -> Vec<Link> {
        let bare = bare_addresses(&self.bare)
            .into_iter()
            .map(|address| Link { title: address.to_owned(), address: Some(address.to_owned()) });
        self.links.iter().cloned().chain(bare).collect()
    }

    /// Joins a line to the one before: with a blank, but for scripts that have none.
    fn join(&mut self, next: &str) {
        if !std::mem::take(&mut self.broken) {
            return;
        }
        let closed = self.plain.chars().next_back().is_some_and(is_without_blanks)
            && next.chars().next().is_some_and(is_without_blanks);
        if !closed {
            self.plain.push(' ');
        }
        self.bare.push(' ');
    }
}

/// Whether words of a script are written without blanks between them: Han and Kana.
fn is_without_blanks(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{312F}' | '\u{31A0}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FF60}' | '\u{20000}'..='\u{3FFFF}')
}

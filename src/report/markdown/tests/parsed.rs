//! PURE. A report read back: its structure and its words, as a parser of GitHub's Markdown sees them.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, TextMergeStream};

/// The structure, which must not depend on any text, and the words.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct ParsedReport {
    pub(super) headings: usize,
    pub(super) items: usize,
    pub(super) boxes: usize,
    pub(super) ticked: usize,
    pub(super) rows: usize,
    pub(super) cells: usize,
    pub(super) quotes: usize,
    pub(super) strong: usize,
    pub(super) emphasis: usize,
    /// HTML, images, rules, code blocks, footnotes, mathematics, struck text: none is expected.
    pub(super) foreign: Vec<String>,
    pub(super) links: Vec<String>,
    /// All words, with one blank between them.
    pub(super) words: String,
    /// The texts in which GitHub would look for mentions and addresses.
    pub(super) prose: Vec<String>,
}

impl ParsedReport {
    pub(super) fn of(report: &str) -> Self {
        let options = Options::ENABLE_TASKLISTS
            | Options::ENABLE_TABLES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_MATH
            | Options::ENABLE_GFM;
        let mut parsed = Self::default();
        for event in TextMergeStream::new(Parser::new_ext(report, options)) {
            parsed.take(event);
        }
        parsed.words = words(&parsed.words);
        parsed
    }

    /// Returns the structure without the words.
    pub(super) fn structure(&self) -> Self {
        Self {
            foreign: self.foreign.clone(),
            links: self.links.clone(),
            words: String::new(),
            prose: Vec::new(),
            ..*self
        }
    }

    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.open(tag),
            Event::End(tag) => self.close(tag),
            Event::Text(text) => {
                self.words.push_str(&text);
                self.prose.push(text.to_string());
            }
            Event::Code(code) => self.words.push_str(&code),
            Event::SoftBreak | Event::HardBreak => self.words.push('\n'),
            Event::TaskListMarker(checked) => {
                self.boxes += 1;
                self.ticked += usize::from(checked);
            }
            other => self.foreign.push(format!("{other:?}")),
        }
    }

    fn open(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::List(_) | Tag::Table(_) => {}
            Tag::Heading { .. } => self.headings += 1,
            Tag::Item => self.items += 1,
            Tag::TableHead | Tag::TableRow => self.rows += 1,
            Tag::TableCell => self.cells += 1,
            Tag::BlockQuote(None) => self.quotes += 1,
            Tag::Strong => self.strong += 1,
            Tag::Emphasis => self.emphasis += 1,
            Tag::Link { dest_url, .. } => self.links.push(dest_url.to_string()),
            other => self.foreign.push(format!("{other:?}")),
        }
    }

    fn close(&mut self, tag: TagEnd) {
        if !matches!(tag, TagEnd::Strong | TagEnd::Emphasis | TagEnd::Link) {
            self.words.push('\n');
        }
    }
}

/// Returns a text with one blank between its words, as in `words`.
pub(super) fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

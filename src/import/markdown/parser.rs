//! PURE. From the events of the Markdown parser to blocks.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::blocks::{Block, BlockKind, Document, Edit, Inline, Marks};
use super::html::{self, HtmlTag, HtmlToken};
use crate::import::clean::LineIndex;
use crate::import::clean::escape_markdown;
use crate::import::report::ImportReport;
use crate::text::visible;

pub(super) fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS
        | Options::ENABLE_GFM
}

/// Parses a text whose boxes are normalized; the marks are those in its boxes.
pub(super) fn parse<'a>(text: &'a str, marks: &Marks, report: &mut ImportReport) -> Document<'a> {
    let lines = LineIndex::new(text);
    let mut reader = BlockReader {
        text,
        lines: &lines,
        marks,
        report,
        blocks: Vec::new(),
        open: Vec::new(),
        edits: Vec::new(),
        open_links: Vec::new(),
        open_html_links: Vec::new(),
        in_implied_paragraph: false,
        orphan: Inline::default(),
    };
    for (event, range) in Parser::new_ext(text, options()).into_offset_iter() {
        reader.handle_event(event, range);
    }
    let (blocks, mut edits) = (reader.blocks, reader.edits);
    // Of two edits with the same start the longer one contains the other.
    edits.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    Document { text, lines, blocks, edits }
}

/// A link that is still open.
struct OpenLink {
    /// Where its text starts.
    start: usize,
    /// None for an address of mail, which is no document.
    address: Option<String>,
    /// Whether its address is defined elsewhere in the file.
    is_reference: bool,
}

struct BlockReader<'r> {
    text: &'r str,
    lines: &'r LineIndex,
    marks: &'r Marks,
    report: &'r mut ImportReport,
    blocks: Vec<Block>,
    /// The blocks that are still open, the innermost last.
    open: Vec<usize>,
    edits: Vec<Edit>,
    open_links: Vec<OpenLink>,
    /// Links in HTML with their block: they may never end.
    open_html_links: Vec<(usize, OpenLink)>,
    /// Whether the innermost block is a paragraph for which the parser sends no events.
    in_implied_paragraph: bool,
    /// Takes text outside of all blocks, which the parser never sends.
    orphan: Inline,
}

impl BlockReader<'_> {
    fn handle_event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::TaskListMarker(ticked) => {
                let mark = self.marks.get(&self.lines.line_of(range.start)).cloned();
                self.set_checkbox(mark.unwrap_or_else(|| if ticked { "x" } else { " " }.to_owned()));
            }
            Event::Rule => {
                self.close_implied();
                self.open_block(BlockKind::ThematicBreak, range);
                self.close_block();
            }
            // A block of HTML is read as a whole when it ends.
            Event::Html(html) => self.inline_at(&range).plain.push_str(&html),
            Event::InlineHtml(html) => self.inline_html(&html, &range),
            Event::Text(text) => {
                let in_link = !self.open_links.is_empty();
                self.inline_at(&range).push_text(&text, in_link);
                self.escape_entity(&text, range);
            }
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.inline_at(&range).push_code(&text);
            }
            Event::FootnoteReference(name) => self.inline_at(&range).push_text(&format!("[^{name}]"), true),
            Event::SoftBreak | Event::HardBreak => self.inline_at(&range).push_line_break(),
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Strong => self.inline_at(&range).begin_bold(),
            Tag::Emphasis | Tag::Superscript | Tag::Subscript => self.inline_at(&range).is_rich = true,
            // Text that is crossed out must not read like something to do.
            Tag::Strikethrough => self.inline_at(&range).push_text("~~", true),
            Tag::Link { dest_url, link_type, .. } | Tag::Image { dest_url, link_type, .. } => {
                let start = self.inline_at(&range).plain.len();
                let is_reference =
                    matches!(link_type, LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut);
                let is_mail = link_type == LinkType::Email;
                let address = (!is_mail).then(|| dest_url.into_string());
                self.open_links.push(OpenLink { start, address, is_reference });
            }
            block => {
                self.close_implied();
                self.open_block(block_kind(&block), range);
            }
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Strong => self.inline_at(&range).end_bold(),
            TagEnd::Emphasis | TagEnd::Superscript | TagEnd::Subscript => {}
            TagEnd::Strikethrough => self.inline_at(&range).push_text("~~", true),
            TagEnd::Link | TagEnd::Image => self.end_link(range),
            TagEnd::HtmlBlock => {
                self.end_html_block();
                self.close_block();
            }
            _ => {
                self.close_implied();
                self.close_block();
            }
        }
    }

    /// Opens a block inside the innermost one.
    fn open_block(&mut self, kind: BlockKind, range: Range<usize>) {
        let at = self.blocks.len();
        let parent = self.open.last().copied();
        self.open.push(at);
        self.blocks.push(Block {
            kind,
            range,
            next: at + 1,
            parent,
            inline: Inline::default(),
            checkbox: None,
            has_steps: false,
            is_step: false,
        });
    }

    fn close_block(&mut self) {
        let next = self.blocks.len();
        if let Some(block) = self.open.pop().and_then(|at| self.blocks.get_mut(at)) {
            block.next = next;
        }
    }

    fn close_implied(&mut self) {
        if std::mem::take(&mut self.in_implied_paragraph) {
            self.close_block();
        }
    }

    /// Returns the text of the innermost block.
    fn innermost(&mut self) -> &mut Inline {
        match self.open.last().and_then(|at| self.blocks.get_mut(*at)) {
            Some(block) => &mut block.inline,
            None => &mut self.orphan,
        }
    }

    /// Returns the text that an event adds to. Where the parser sends text outside of a paragraph, as
    /// in a tight list, it gets one, so that an item holds nothing but blocks.
    fn inline_at(&mut self, range: &Range<usize>) -> &mut Inline {
        let kind = self.open.last().and_then(|at| self.blocks.get(*at)).map(|block| &block.kind);
        if kind.is_none_or(|kind| matches!(kind, BlockKind::Item | BlockKind::Container | BlockKind::List)) {
            self.in_implied_paragraph = true;
            self.open_block(BlockKind::Paragraph, range.clone());
        } else if self.in_implied_paragraph
            && let Some(block) = self.open.last().and_then(|at| self.blocks.get_mut(*at))
        {
            block.range.end = block.range.end.max(range.end);
        }
        self.innermost()
    }

    /// Gives the item that is just beginning its checkbox; false if none is beginning.
    fn set_checkbox(&mut self, mark: String) -> bool {
        let is_item = |at: &usize| self.blocks.get(*at).is_some_and(|block| block.kind == BlockKind::Item);
        let item = self.open.iter().rev().take(2).copied().find(is_item);
        let is_first = |at: &usize| self.blocks.len() <= at + 2 && self.innermost_text().trim().is_empty();
        match item.filter(is_first).and_then(|at| self.blocks.get_mut(at)) {
            Some(block) => block.checkbox = Some(mark),
            None => return false,
        }
        true
    }

    /// Returns the text of the innermost block so far.
    fn innermost_text(&self) -> &str {
        self.open.last().and_then(|at| self.blocks.get(*at)).map_or("", |block| &block.inline.plain)
    }

    /// Replaces an entity of a hidden character, which would be hidden again in the rendered text.
    fn escape_entity(&mut self, text: &str, range: Range<usize>) {
        let shown = visible(text);
        let is_entity = || self.text.get(range.clone()).is_some_and(|source| source.starts_with('&'));
        if shown != text && is_entity() {
            self.edits.push((range, escape_markdown(&shown)));
        }
    }

    fn end_link(&mut self, range: Range<usize>) {
        let Some(link) = self.open_links.pop() else { return };
        let Some(address) = link.address else { return };
        let words = self.inline_at(&range);
        words.push_link(link.start, address.clone());
        if link.is_reference {
            let title = words.plain.get(link.start..).unwrap_or_default();
            let title = title.trim().replace(['[', ']'], "");
            self.edits.push((range, html::markdown_link(&title, &address)));
        }
    }

    fn inline_html(&mut self, html: &str, range: &Range<usize>) {
        let line = self.lines.line_of(range.start);
        let mut replacement = String::new();
        for token in html::tokenize(html) {
            match token {
                HtmlToken::Comment(comment) => {
                    self.inline_at(range).is_rich = true;
                    self.report_comment(comment, line);
                }
                HtmlToken::Text(words) => {
                    self.inline_at(range).push_text(words, false);
                    replacement.push_str(&escape_markdown(words));
                }
                HtmlToken::Tag(tag) => self.inline_tag(&tag, range, &mut replacement),
            }
        }
        self.edits.push((range.clone(), replacement));
    }

    fn inline_tag(&mut self, tag: &HtmlTag<'_>, range: &Range<usize>, replacement: &mut String) {
        let start = self.inline_at(range).plain.len();
        let block = self.open.last().copied().unwrap_or_default();
        match tag {
            HtmlTag::Break => {
                self.inline_at(range).push_line_break();
                replacement.push(' ');
            }
            HtmlTag::Link(address) => {
                let address = Some(html::unescape(address));
                let link = OpenLink { start, address, is_reference: false };
                self.open_html_links.push((block, link));
                replacement.push('[');
            }
            HtmlTag::LinkEnd => {
                let link = self.open_html_links.pop_if(|(at, _)| *at == block);
                if let Some((_, OpenLink { start, address: Some(address), .. })) = link {
                    replacement.push_str(&html::markdown_link_end(&address));
                    self.inline_at(range).push_link(start, address);
                }
            }
            HtmlTag::Image(words, address) => {
                self.inline_at(range).push_text(words, true);
                self.inline_at(range).push_link(start, html::unescape(address));
                replacement.push_str(&html::markdown_link(words, address));
            }
            HtmlTag::Checkbox(ticked) => {
                let mark = if *ticked { "x" } else { " " };
                if !self.set_checkbox(mark.to_owned()) {
                    let glyph = html::checkbox_glyph(*ticked);
                    let innermost = self.open.last().and_then(|at| self.blocks.get(*at));
                    if innermost.is_none_or(|block| block.kind != BlockKind::Cell) {
                        let line = self.lines.line_of(range.start);
                        self.report.add_changed(line, "a box within a text is text, no step");
                    }
                    self.inline_at(range).push_text(glyph, true);
                    replacement.push_str(glyph);
                }
            }
            HtmlTag::Other => {}
        }
    }

    /// Replaces a block of HTML by its text.
    fn end_html_block(&mut self) {
        let Some(at) = self.open.last().copied() else { return };
        let Some(block) = self.blocks.get_mut(at) else { return };
        let html = std::mem::take(&mut block.inline.plain);
        let range = block.range.clone();
        let line = self.lines.line_of(range.start);
        let mut words = String::new();
        for token in html::tokenize(&html) {
            match token {
                HtmlToken::Comment(comment) => self.report_comment(comment, line),
                HtmlToken::Text(text) => words.push_str(&html::unescape(text)),
                HtmlToken::Tag(HtmlTag::Break) => words.push('\n'),
                HtmlToken::Tag(HtmlTag::Link(address)) => {
                    let title = html::unescape(address);
                    self.innermost().push_text(&title, false);
                }
                HtmlToken::Tag(HtmlTag::Image(title, _)) => words.push_str(title),
                HtmlToken::Tag(HtmlTag::Checkbox(ticked)) => words.push_str(html::checkbox_glyph(ticked)),
                HtmlToken::Tag(HtmlTag::LinkEnd | HtmlTag::Other) => {}
            }
        }
        for (n, source) in html::without_comments(&html).lines().enumerate() {
            if html::has_checkbox(source) {
                self.report.add_changed_text(line + n, "a box within HTML is text, no step", source.trim());
            }
        }
        self.edits.push((range, escape_markdown(words.trim())));
    }

    fn report_comment(&mut self, comment: &str, line: usize) {
        if !comment.trim().is_empty() {
            self.report.add_left_out_text(line, "a comment", comment);
        }
    }
}

fn block_kind(tag: &Tag<'_>) -> BlockKind {
    match tag {
        Tag::Paragraph => BlockKind::Paragraph,
        Tag::Heading { level, .. } => BlockKind::Heading(*level as u8),
        Tag::List(_) => BlockKind::List,
        Tag::Item => BlockKind::Item,
        Tag::CodeBlock(CodeBlockKind::Fenced(info)) => BlockKind::Code(
            info.split([' ', ',', '{']).next().map(str::to_ascii_lowercase).filter(|word| !word.is_empty()),
        ),
        Tag::CodeBlock(CodeBlockKind::Indented) => BlockKind::Code(None),
        Tag::HtmlBlock => BlockKind::Html,
        Tag::Table(_) => BlockKind::Table,
        Tag::TableHead | Tag::TableRow => BlockKind::Row,
        Tag::TableCell => BlockKind::Cell,
        Tag::MetadataBlock(_) => BlockKind::FrontMatter,
        _ => BlockKind::Container,
    }
}

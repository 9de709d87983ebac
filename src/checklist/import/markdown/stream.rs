//! PURE. From the parser's events to blocks.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::blocks::{Block, Document, Edit, Kind};
use super::html::{self, Piece};
use super::inline::Inline;
use crate::checklist::import::lines::Lines;
use crate::checklist::import::report::Report;
use crate::checklist::import::words::{as_markdown, excerpt};
use crate::text::visible;

pub(super) fn read<'a>(text: &'a str, report: &mut Report) -> Document<'a> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS
        | Options::ENABLE_GFM;
    let lines = Lines::of(text);
    let mut reader = Reader {
        text,
        lines: &lines,
        report,
        blocks: Vec::new(),
        open: Vec::new(),
        edits: Vec::new(),
        links: Vec::new(),
        html_links: Vec::new(),
        lists: 0,
        implied: false,
        nowhere: Inline::default(),
    };
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        reader.take(event, range);
    }
    let (blocks, mut edits) = (reader.blocks, reader.edits);
    // Of two that begin together the longer one holds the other.
    edits.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    Document { text, lines, blocks, edits }
}

/// A link that is not ended.
struct OpenLink {
    /// Where its words begin.
    from: usize,
    address: String,
    /// Its address stands elsewhere in the file.
    is_named: bool,
}

struct Reader<'r> {
    text: &'r str,
    lines: &'r Lines,
    report: &'r mut Report,
    blocks: Vec<Block>,
    /// The blocks that are not ended, the innermost last.
    open: Vec<usize>,
    edits: Vec<Edit>,
    links: Vec<OpenLink>,
    /// Links in HTML, each with its block: nobody makes sure that they end.
    html_links: Vec<(usize, OpenLink)>,
    lists: usize,
    /// The innermost block is a paragraph that the parser does not speak of.
    implied: bool,
    /// For words that stand in no block; there are none.
    nowhere: Inline,
}

impl Reader<'_> {
    fn take(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::TaskListMarker(ticked) => self.marker(ticked),
            Event::Rule => {
                self.end_implied();
                self.begin(Kind::Rule, range);
                self.finish();
            }
            // Of a block of HTML all lines are gathered first.
            Event::Html(html) => self.words(&range).plain.push_str(&html),
            Event::InlineHtml(html) => self.inline_html(&html, &range),
            Event::Text(text) => {
                let in_link = !self.links.is_empty();
                self.words(&range).text(&text, in_link);
                self.entity(&text, range);
            }
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.words(&range).code(&text);
            }
            Event::FootnoteReference(name) => self.words(&range).text(&format!("[^{name}]"), true),
            Event::SoftBreak | Event::HardBreak => self.words(&range).line_break(),
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Strong => self.words(&range).begin_bold(),
            Tag::Emphasis | Tag::Superscript | Tag::Subscript => self.words(&range).is_rich = true,
            // What is crossed out must not be read as what is to be done.
            Tag::Strikethrough => self.words(&range).text("~~", true),
            Tag::Link { dest_url, link_type, .. } | Tag::Image { dest_url, link_type, .. } => {
                let from = self.words(&range).plain.len();
                let is_named =
                    matches!(link_type, LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut);
                self.links.push(OpenLink { from, address: dest_url.into_string(), is_named });
            }
            Tag::List(_) => {
                self.end_implied();
                self.begin(Kind::List, range);
                let depth = self.lists;
                self.inner().depth_of_lists = depth;
                self.lists += 1;
            }
            block => {
                self.end_implied();
                self.begin(kind(&block), range);
            }
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Strong => self.words(&range).end_bold(),
            TagEnd::Emphasis | TagEnd::Superscript | TagEnd::Subscript => {}
            TagEnd::Strikethrough => self.words(&range).text("~~", true),
            TagEnd::Link | TagEnd::Image => self.link(range),
            TagEnd::List(_) => {
                self.end_implied();
                self.lists = self.lists.saturating_sub(1);
                self.finish();
            }
            TagEnd::HtmlBlock => {
                self.html_block();
                self.finish();
            }
            _ => {
                self.end_implied();
                self.finish();
            }
        }
    }

    /// Begins a block inside the innermost one.
    fn begin(&mut self, kind: Kind, range: Range<usize>) {
        let at = self.blocks.len();
        let parent = self.open.last().copied();
        self.open.push(at);
        let (inline, boxed, steps, marked) = (Inline::default(), None, false, false);
        self.blocks.push(Block { kind, range, next: at + 1, parent, inline, boxed, steps, marked });
    }

    /// Ends the innermost block.
    fn finish(&mut self) {
        let next = self.blocks.len();
        if let Some(block) = self.open.pop().and_then(|at| self.blocks.get_mut(at)) {
            block.next = next;
        }
    }

    fn end_implied(&mut self) {
        if std::mem::take(&mut self.implied) {
            self.finish();
        }
    }

    /// The words of the innermost block.
    fn inner(&mut self) -> &mut Inline {
        match self.open.last().and_then(|at| self.blocks.get_mut(*at)) {
            Some(block) => &mut block.inline,
            None => &mut self.nowhere,
        }
    }

    /// Where words go. In an item without paragraphs the parser gives them as they are; they get a
    /// paragraph, so that an item holds nothing but blocks.
    fn words(&mut self, range: &Range<usize>) -> &mut Inline {
        let kind = self.open.last().and_then(|at| self.blocks.get(*at)).map(|block| &block.kind);
        if kind.is_none_or(|kind| matches!(kind, Kind::Item | Kind::Other | Kind::List)) {
            self.implied = true;
            self.begin(Kind::Paragraph, range.clone());
        } else if self.implied
            && let Some(block) = self.open.last().and_then(|at| self.blocks.get_mut(*at))
        {
            block.range.end = block.range.end.max(range.end);
        }
        self.inner()
    }

    fn marker(&mut self, ticked: bool) {
        let is_item = |at: &usize| self.blocks.get(*at).is_some_and(|block| block.kind == Kind::Item);
        let item = self.open.iter().rev().take(2).copied().find(is_item);
        if let Some(block) = item.and_then(|at| self.blocks.get_mut(at)) {
            block.boxed = Some(ticked);
        }
    }

    /// A hidden character that is written as an entity would come back when the text is shown.
    fn entity(&mut self, text: &str, range: Range<usize>) {
        let shown = visible(text);
        let is_entity = || self.text.get(range.clone()).is_some_and(|source| source.starts_with('&'));
        if shown != text && is_entity() {
            self.edits.push((range, as_markdown(&shown)));
        }
    }

    fn link(&mut self, range: Range<usize>) {
        let Some(link) = self.links.pop() else { return };
        let words = self.words(&range);
        words.link(link.from, link.address.clone());
        if link.is_named {
            let title = words.plain.get(link.from..).unwrap_or_default();
            let title = title.trim().replace(['[', ']'], "");
            self.edits.push((range, html::link(&title, &link.address)));
        }
    }

    fn inline_html(&mut self, html: &str, range: &Range<usize>) {
        let line = self.lines.at(range.start);
        let mut instead = String::new();
        for piece in html::pieces(html) {
            match piece {
                Piece::Comment(comment) => {
                    self.words(range).is_rich = true;
                    self.comment(comment, line);
                }
                Piece::Words(words) => {
                    self.words(range).text(words, false);
                    instead.push_str(&as_markdown(words));
                }
                Piece::Tag(tag) => self.inline_tag(&tag, range, &mut instead),
            }
        }
        self.edits.push((range.clone(), instead));
    }

    fn inline_tag(&mut self, tag: &html::Tag<'_>, range: &Range<usize>, instead: &mut String) {
        let from = self.words(range).plain.len();
        let block = self.open.last().copied().unwrap_or_default();
        match tag {
            html::Tag::Break => {
                self.words(range).line_break();
                instead.push(' ');
            }
            html::Tag::Link(address) => {
                let link = OpenLink { from, address: html::unescaped(address), is_named: false };
                self.html_links.push((block, link));
                instead.push('[');
            }
            html::Tag::LinkEnd => {
                if let Some((_, link)) = self.html_links.pop_if(|(at, _)| *at == block) {
                    instead.push_str(&html::link_end(&link.address));
                    self.words(range).link(link.from, link.address);
                }
            }
            html::Tag::Image(words, address) => {
                self.words(range).text(words, true);
                self.words(range).link(from, html::unescaped(address));
                instead.push_str(&html::link(words, address));
            }
            html::Tag::Plain => {}
        }
    }

    /// Makes words of a block of HTML.
    fn html_block(&mut self) {
        let Some(at) = self.open.last().copied() else { return };
        let Some(block) = self.blocks.get_mut(at) else { return };
        let html = std::mem::take(&mut block.inline.plain);
        let range = block.range.clone();
        let line = self.lines.at(range.start);
        let mut words = String::new();
        for piece in html::pieces(&html) {
            match piece {
                Piece::Comment(comment) => self.comment(comment, line),
                Piece::Words(piece) => words.push_str(&html::unescaped(piece)),
                Piece::Tag(html::Tag::Break) => words.push('\n'),
                Piece::Tag(html::Tag::Link(address)) => {
                    let title = html::unescaped(address);
                    self.inner().text(&title, false);
                }
                Piece::Tag(html::Tag::Image(title, _)) => words.push_str(title),
                Piece::Tag(html::Tag::LinkEnd | html::Tag::Plain) => {}
            }
        }
        if words.contains("[ ]") || words.contains("[x]") {
            self.report.changed(line, format!("boxes inside HTML are text, no steps: {}", excerpt(&words)));
        }
        self.edits.push((range, as_markdown(words.trim())));
    }

    fn comment(&mut self, comment: &str, line: usize) {
        if !comment.trim().is_empty() {
            self.report.left_out(line, format!("a comment: {}", excerpt(comment)));
        }
    }
}

fn kind(tag: &Tag<'_>) -> Kind {
    match tag {
        Tag::Paragraph => Kind::Paragraph,
        Tag::Heading { level, .. } => Kind::Heading(*level as u8),
        Tag::Item => Kind::Item,
        Tag::CodeBlock(CodeBlockKind::Fenced(info)) => Kind::Code(
            info.split([' ', ',', '{']).next().map(str::to_ascii_lowercase).filter(|word| !word.is_empty()),
        ),
        Tag::CodeBlock(CodeBlockKind::Indented) => Kind::Code(None),
        Tag::HtmlBlock => Kind::Html,
        Tag::Table(_) => Kind::Table,
        Tag::TableHead | Tag::TableRow => Kind::Row,
        Tag::TableCell => Kind::Cell,
        Tag::MetadataBlock(_) => Kind::Matter,
        _ => Kind::Other,
    }
}

//! PURE. Renders Markdown (details, notes, documents) as styled lines.

use std::ops::RangeInclusive;

use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use super::draw::wrap;
use super::theme::Theme;
use crate::checklist::may_hold_values;
use crate::session::{Progress, TextPart, percent_encoded};
use crate::text::{Text, visible};

/// A Markdown text, and the answers that go into it once it is parsed, so that they are never Markdown. A
/// private character stands for each.
pub(super) struct Source {
    text: String,
    values: Vec<SourceValue>,
}

struct SourceValue {
    text: String,
    answered: bool,
}

/// The characters that stand for values.
const MARKERS: RangeInclusive<char> = '\u{f0000}'..='\u{ffffd}';

impl From<&str> for Source {
    fn from(text: &str) -> Self {
        Self { text: text.to_owned(), values: Vec::new() }
    }
}

impl Source {
    fn push_value(&mut self, text: &str, answered: bool) {
        match MARKERS.clone().nth(self.values.len()) {
            Some(marker) => self.text.push(marker),
            None => return,
        }
        self.values.push(SourceValue { text: text.to_owned(), answered });
    }

    /// Returns the value for which a character stands.
    fn value(&self, c: char) -> Option<&SourceValue> {
        let at = u32::from(c).checked_sub(u32::from(*MARKERS.start()))?;
        self.values.get(usize::try_from(at).ok()?)
    }
}

/// Returns a text of the checklist with the answers in it.
pub(super) fn with_values(progress: &Progress, text: &Text) -> Source {
    if !may_hold_values(text.as_str()) {
        return Source::from(text.as_str());
    }
    let mut source = Source { text: String::new(), values: Vec::new() };
    for part in progress.value_parts(text.as_str()) {
        match part {
            // A marker that the text itself holds stands for itself.
            TextPart::Text(text) => text.chars().for_each(|c| {
                if MARKERS.contains(&c) {
                    source.push_value(c.encode_utf8(&mut [0; 4]), true);
                } else {
                    source.text.push(c);
                }
            }),
            TextPart::Literal(text) | TextPart::Answer(text) => source.push_value(text, true),
            TextPart::Unanswered(id) => source.push_value(&id, false),
        }
    }
    source
}

/// Renders a Markdown text, wrapped to a width in cells.
pub(super) fn render(source: &Source, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let mut renderer = MarkdownRenderer {
        source,
        theme,
        width,
        lines: Vec::new(),
        pieces: Vec::new(),
        styles: Vec::new(),
        lists: Vec::new(),
        bullet: None,
        quotes: 0,
        links: Vec::new(),
        code: false,
    };
    for event in Parser::new(&source.text) {
        renderer.handle_event(event);
    }
    renderer.end_block();
    while renderer.lines.last().is_some_and(|line| line.spans.is_empty()) {
        renderer.lines.pop();
    }
    renderer.lines
}

/// The lines rendered so far, and what encloses the next piece of text.
struct MarkdownRenderer<'s> {
    source: &'s Source,
    theme: Theme,
    width: usize,
    lines: Vec<Line<'static>>,
    /// The paragraph so far.
    pieces: Vec<Span<'static>>,
    /// The enclosing styles, the innermost last.
    styles: Vec<Style>,
    /// The number of the next item of each enclosing list; `None` for bullets.
    lists: Vec<Option<u64>>,
    /// The mark before the next line, which begins a list's item.
    bullet: Option<String>,
    quotes: usize,
    /// The addresses of the enclosing links.
    links: Vec<String>,
    code: bool,
}

impl MarkdownRenderer<'_> {
    fn handle_event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.code => self.code_lines(&text),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.push(&text, self.style()),
            Event::Code(text) => self.push(&text, self.style().patch(self.theme.code())),
            Event::SoftBreak => self.push(if self.in_table() { "\n" } else { " " }, self.style()),
            Event::HardBreak => self.push("\n", self.style()),
            Event::Rule => {
                self.end_block();
                self.push("----", self.theme.dim());
                self.end_block();
                self.gap();
            }
            Event::TaskListMarker(done) => self.push(if done { "[x] " } else { "[ ] " }, self.style()),
            Event::FootnoteReference(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.push(&text, self.style());
            }
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Strong => self.styles.push(self.style().add_modifier(Modifier::BOLD)),
            Tag::Emphasis => self.styles.push(self.style().add_modifier(Modifier::ITALIC)),
            Tag::Heading { level, .. } => {
                self.end_block();
                let underlined = level == HeadingLevel::H1;
                let style = self.theme.title();
                self.styles.push(if underlined { style.add_modifier(Modifier::UNDERLINED) } else { style });
            }
            Tag::List(start) => {
                self.end_block();
                self.lists.push(start);
            }
            Tag::Item => {
                self.end_block();
                self.bullet = Some(match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    _ => "- ".to_owned(),
                });
            }
            Tag::BlockQuote(_) => {
                self.end_block();
                self.quotes += 1;
            }
            Tag::CodeBlock(_) => {
                self.end_block();
                self.code = true;
            }
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                self.links.push(self.address(&dest_url));
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong | TagEnd::Emphasis => {
                self.styles.pop();
            }
            TagEnd::Heading(_) => {
                self.end_block();
                self.styles.pop();
                self.gap();
            }
            TagEnd::Paragraph => {
                self.end_block();
                if self.lists.is_empty() {
                    self.gap();
                }
            }
            TagEnd::Item => self.end_block(),
            TagEnd::List(_) => {
                self.end_block();
                self.lists.pop();
                if self.lists.is_empty() {
                    self.gap();
                }
            }
            TagEnd::BlockQuote(_) => {
                self.end_block();
                self.quotes = self.quotes.saturating_sub(1);
                self.gap();
            }
            TagEnd::CodeBlock => {
                self.code = false;
                self.gap();
            }
            TagEnd::Link | TagEnd::Image => self.end_link(),
            _ => {}
        }
    }

    /// Shows the address of a link behind its text, unless the text is the address.
    fn end_link(&mut self) {
        let Some(address) = self.links.pop() else { return };
        let shown = self.pieces.last().is_some_and(|piece| piece.content == address);
        if shown {
            if let Some(piece) = self.pieces.last_mut() {
                piece.style = self.theme.link();
            }
        } else {
            self.push(" (", self.style());
            self.push(&address, self.theme.link());
            self.push(")", self.style());
        }
    }

    fn style(&self) -> Style {
        self.styles.last().copied().unwrap_or_default()
    }

    /// Appends text to the paragraph. It is made safe only here, because entities were not decoded before.
    fn push(&mut self, text: &str, style: Style) {
        let spans = self.spans(text, style);
        self.pieces.extend(spans);
    }

    /// Returns text with the values in it; one that is not answered yet stands out.
    fn spans(&self, text: &str, style: Style) -> Vec<Span<'static>> {
        let plain = |text: &str| Span::styled(visible(text).into_owned(), style);
        if self.source.values.is_empty() {
            return vec![plain(text)];
        }
        let mut out = Vec::new();
        for part in text.split_inclusive(|c| MARKERS.contains(&c)) {
            let value = part.chars().next_back().and_then(|c| Some((self.source.value(c)?, c.len_utf8())));
            let words = value.map_or(part, |(_, len)| part.get(..part.len() - len).unwrap_or_default());
            out.extend((!words.is_empty()).then(|| plain(words)));
            out.extend(value.map(|(value, _)| {
                if value.answered {
                    plain(&value.text)
                } else {
                    Span::styled(visible(&value.text).into_owned(), self.theme.unanswered())
                }
            }));
        }
        out
    }

    /// Returns the address of a link with the values in it, percent-encoded.
    fn address(&self, url: &str) -> String {
        let part = |c: char| match self.source.value(c) {
            Some(value) => percent_encoded(&value.text),
            None => c.to_string(),
        };
        url.chars().map(part).collect()
    }

    /// Whether the paragraph is a table, which keeps its rows as they were written.
    fn in_table(&self) -> bool {
        self.pieces.first().is_some_and(|piece| piece.content.starts_with('|'))
    }

    /// Appends lines of code; the rest of one that is too long is indented further.
    fn code_lines(&mut self, text: &str) {
        let first = Span::raw(" ".repeat(self.indent() + 2));
        let rest = Span::raw(" ".repeat(self.indent() + 4));
        for line in text.lines() {
            let code = self.spans(line, self.theme.code());
            self.lines.extend(wrap(&code, self.width, &first, &rest));
        }
    }

    fn indent(&self) -> usize {
        self.quotes * 2 + self.lists.len().saturating_sub(1) * 2
    }

    /// Wraps the paragraph so far.
    fn end_block(&mut self) {
        if self.pieces.is_empty() {
            return;
        }
        let quote = "> ".repeat(self.quotes);
        let indent = " ".repeat(self.lists.len().saturating_sub(1) * 2);
        let hang = if self.lists.is_empty() { 0 } else { 2 };
        let bullet = self.bullet.take();
        let hang = " ".repeat(bullet.as_ref().map_or(hang, String::len));
        let first = format!("{quote}{indent}{}", bullet.unwrap_or_else(|| hang.clone()));
        let rest = format!("{quote}{indent}{hang}");
        let pieces = std::mem::take(&mut self.pieces);
        self.lines.extend(wrap(&pieces, self.width, &Span::raw(first), &Span::raw(rest)));
    }

    /// Appends a blank line, unless there is one.
    fn gap(&mut self) {
        if self.lines.last().is_some_and(|line| !line.spans.is_empty()) {
            self.lines.push(Line::default());
        }
    }
}

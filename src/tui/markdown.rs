//! PURE. Renders Markdown (details, notes, documents) as styled lines.

use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use super::draw::wrap;
use super::theme::Theme;
use crate::text::visible;

/// Renders a Markdown text, wrapped to a width in cells.
pub(super) fn render(text: &str, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let mut renderer = MarkdownRenderer {
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
    for event in Parser::new(text) {
        renderer.handle_event(event);
    }
    renderer.end_block();
    while renderer.lines.last().is_some_and(|line| line.spans.is_empty()) {
        renderer.lines.pop();
    }
    renderer.lines
}

/// The lines rendered so far, and what encloses the next piece of text.
struct MarkdownRenderer {
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

impl MarkdownRenderer {
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
                self.links.push(dest_url.into_string());
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
        self.pieces.push(Span::styled(visible(text).into_owned(), style));
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
            let code = [Span::styled(visible(line).into_owned(), self.theme.code())];
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

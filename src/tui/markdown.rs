//! PURE. Markdown of checklists (`detail`, notes, documents) as styled lines.

use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use super::theme::Theme;
use super::wrap::wrap;
use crate::text::visible;

/// The lines of a Markdown text, wrapped to a width in cells.
pub(super) fn render(text: &str, width: usize, look: Theme) -> Vec<Line<'static>> {
    let mut page = Renderer { look, width, ..Renderer::default() };
    for event in Parser::new(text) {
        page.handle_event(event);
    }
    page.end_block();
    while page.lines.last().is_some_and(|line| line.spans.is_empty()) {
        page.lines.pop();
    }
    page.lines
}

/// The page as far as it was read.
struct Renderer {
    look: Theme,
    width: usize,
    lines: Vec<Line<'static>>,
    /// The paragraph that is being read.
    pieces: Vec<Span<'static>>,
    /// Bold, emphasis and the like, the innermost last.
    styles: Vec<Style>,
    /// One item for each list around: the number of its next item, none for bullets.
    lists: Vec<Option<u64>>,
    /// What the next line of a list's item begins with.
    bullet: Option<String>,
    quotes: usize,
    /// Addresses of links around.
    links: Vec<String>,
    code: bool,
}

impl Default for Renderer {
    fn default() -> Self {
        Self {
            look: Theme { colour: false, ascii: true, hyperlinks: false },
            width: 80,
            lines: Vec::new(),
            pieces: Vec::new(),
            styles: Vec::new(),
            lists: Vec::new(),
            bullet: None,
            quotes: 0,
            links: Vec::new(),
            code: false,
        }
    }
}

impl Renderer {
    fn handle_event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.code => self.code_lines(&text),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.push(&text, self.style()),
            Event::Code(text) => self.push(&text, self.style().patch(self.look.code())),
            Event::SoftBreak => self.push(if self.in_table() { "\n" } else { " " }, self.style()),
            Event::HardBreak => self.push("\n", self.style()),
            Event::Rule => {
                self.end_block();
                self.push("----", self.look.dim());
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
                let style = self.look.title();
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

    /// A link shows its address behind its text, unless that is the address.
    fn end_link(&mut self) {
        let Some(address) = self.links.pop() else { return };
        let shown = self.pieces.last().is_some_and(|piece| piece.content == address);
        if shown {
            if let Some(piece) = self.pieces.last_mut() {
                piece.style = self.look.link();
            }
        } else {
            self.push(" (", self.style());
            self.push(&address, self.look.link());
            self.push(")", self.style());
        }
    }

    fn style(&self) -> Style {
        self.styles.last().copied().unwrap_or_default()
    }

    /// Entities are characters only now: what they stand for is made safe as any other text.
    fn push(&mut self, text: &str, style: Style) {
        self.pieces.push(Span::styled(visible(text).into_owned(), style));
    }

    /// Tables are left as they were written, row by row.
    fn in_table(&self) -> bool {
        self.pieces.first().is_some_and(|piece| piece.content.starts_with('|'))
    }

    /// Code keeps its lines; what goes on after one that is too long stands further in.
    fn code_lines(&mut self, text: &str) {
        let first = Span::raw(" ".repeat(self.indent() + 2));
        let rest = Span::raw(" ".repeat(self.indent() + 4));
        for line in text.lines() {
            let code = [Span::styled(visible(line).into_owned(), self.look.code())];
            self.lines.extend(wrap(&code, self.width, &first, &rest));
        }
    }

    fn indent(&self) -> usize {
        self.quotes * 2 + self.lists.len().saturating_sub(1) * 2
    }

    /// Wraps the paragraph that was read so far.
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

    /// A blank line between blocks.
    fn gap(&mut self) {
        if self.lines.last().is_some_and(|line| !line.spans.is_empty()) {
            self.lines.push(Line::default());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, width: usize) -> Vec<String> {
        let look = Theme { colour: true, ascii: true, hyperlinks: false };
        render(text, width, look).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn paragraphs_lists_and_code_are_laid_out() {
        let text = "One *two* `three`\nfour.\n\n- first item\n- second\n  - inner\n\n1. a\n2. b\n\n```\nx  y\n```\n> said";
        assert_eq!(
            shown(text, 20),
            [
                "One two three four.",
                "",
                "- first item",
                "- second",
                "  - inner",
                "",
                "1. a",
                "2. b",
                "",
                "  x  y",
                "",
                "> said"
            ]
        );
    }

    #[test]
    fn tables_keep_their_rows_and_long_code_is_wrapped() {
        assert_eq!(shown("| a | b |\n|---|---|\n| 1 | 2 |", 80), ["| a | b |", "|---|---|", "| 1 | 2 |"]);
        assert_eq!(shown("```\nget --all the-things\n```", 12), ["  get --all", "    the-thin", "    gs"]);
    }

    #[test]
    fn links_show_their_address_once() {
        assert_eq!(shown("see [the page](https://a.b/c)", 80), ["see the page (https://a.b/c)"]);
        assert_eq!(shown("<https://a.b/c>", 80), ["https://a.b/c"]);
    }

    #[test]
    fn entities_do_not_bring_hidden_characters_back() {
        assert_eq!(shown("a&#x202e;b &#x1b;[31m", 80), ["a<U+202E>b <U+001B>[31m"]);
        assert_eq!(shown("[x](https://a.b/&#x202e;)", 80), ["x (https://a.b/<U+202E>)"]);
    }

    #[test]
    fn html_is_shown_as_text() {
        assert_eq!(shown("a <b>c</b>", 80), ["a <b>c</b>"]);
        assert_eq!(shown("<script>x</script>", 80), ["<script>x</script>"]);
    }
}

//! PURE. XHTML: the writer that escapes every text, and a document's blocks as elements of the HTML page or of
//! Confluence's storage format.

use std::fmt::{self, Display, Write};

use super::doc::{Column, Doc, DocBlock, Grid, ListItem, Span, Spans, SubItem, or_placeholder};

/// A document under construction. Tags and attribute names are the program's own; every text and every
/// attribute value is escaped, whatever it is.
#[derive(Default)]
pub(super) struct XmlWriter {
    out: String,
    open: Vec<&'static str>,
}

pub(super) type Attributes<'a> = [(&'static str, &'a dyn Display)];

impl XmlWriter {
    pub(super) fn open(&mut self, tag: &'static str, attributes: &Attributes<'_>) -> &mut Self {
        self.start_tag(tag, attributes);
        self.out.push('>');
        self.open.push(tag);
        self
    }

    /// Closes the element that was opened last.
    pub(super) fn close(&mut self) -> &mut Self {
        if let Some(tag) = self.open.pop() {
            self.out.push_str("</");
            self.out.push_str(tag);
            self.out.push('>');
        }
        self
    }

    /// Writes an element without content.
    pub(super) fn empty(&mut self, tag: &'static str, attributes: &Attributes<'_>) -> &mut Self {
        self.start_tag(tag, attributes);
        self.out.push_str("/>");
        self
    }

    /// Writes an element that holds only text.
    pub(super) fn element(
        &mut self,
        tag: &'static str,
        attributes: &Attributes<'_>,
        text: &str,
    ) -> &mut Self {
        self.open(tag, attributes).text(text).close()
    }

    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        escape(&mut self.out, text);
        self
    }

    /// Breaks the line in the source, for people who read it.
    pub(super) fn newline(&mut self) -> &mut Self {
        self.out.push('\n');
        self
    }

    /// Appends the program's own markup as it is.
    pub(super) fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.out.push_str(markup);
        self
    }

    /// Returns the markup, with every open element closed.
    pub(super) fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        self.out
    }

    fn start_tag(&mut self, tag: &'static str, attributes: &Attributes<'_>) {
        self.out.push('<');
        self.out.push_str(tag);
        for (name, value) in attributes {
            self.out.push(' ');
            self.out.push_str(name);
            self.out.push_str("=\"");
            // Writing into a string cannot fail.
            let _ = write!(Escaped(&mut self.out), "{value}");
            self.out.push('"');
        }
    }
}

/// Escapes whatever is written to it.
struct Escaped<'a>(&'a mut String);

impl Write for Escaped<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        escape(self.0, text);
        Ok(())
    }
}

/// Escapes a text for use as content and as a quoted value alike. Characters that XML forbids are normally
/// made visible when a text is read; those that got here another way are replaced.
fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
}

/// Returns the document in Confluence's storage format: XHTML without any macro, to be sent through its
/// REST interface or pasted into the source editor.
pub(super) fn confluence(doc: &Doc) -> String {
    let mut out = Xhtml::new(XhtmlTarget::Confluence);
    out.line("h1", &[], &doc.title);
    out.line("p", &[], &doc.status);
    out.list("facts", &doc.facts);
    for section in &doc.sections {
        out.line("h2", &[], &section.title);
        section.blocks.iter().for_each(|block| out.block(block));
    }
    out.xml.open("p", &[]).element("strong", &[], &doc.summary).close().newline();
    out.xml.finish()
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum XhtmlTarget {
    /// A page of its own: with classes for its style sheet and links between its sections.
    Html,
    /// Content of a Confluence page, which has neither.
    Confluence,
}

/// Writes the blocks of a document.
pub(super) struct Xhtml {
    pub(super) xml: XmlWriter,
    target: XhtmlTarget,
}

impl Xhtml {
    pub(super) fn new(target: XhtmlTarget) -> Self {
        Self { xml: XmlWriter::default(), target }
    }

    /// Writes an element that holds one line.
    pub(super) fn line(&mut self, tag: &'static str, attributes: &Attributes<'_>, line: &[Span]) {
        self.nested(tag, attributes, line).newline();
    }

    pub(super) fn block(&mut self, block: &DocBlock) {
        match block {
            DocBlock::Heading { level, line } => self.line(heading_tag(*level), &[], line),
            DocBlock::Paragraph(line) => self.line("p", &[], line),
            DocBlock::Items(items) => self.list("items", items),
            DocBlock::Grid(grid) if self.is_html() => self.html_table(grid),
            DocBlock::Grid(grid) => self.confluence_table(grid),
        }
    }

    /// Writes a list, unless it is empty. Confluence has no use for the class.
    pub(super) fn list(&mut self, class: &str, items: &[ListItem]) {
        if items.is_empty() {
            return;
        }
        let class: &Attributes<'_> = &[("class", &class)];
        self.xml.open("ul", if self.is_html() { class } else { &[] }).newline();
        for item in items {
            self.open_item(item);
            self.spans(&item.line);
            self.sub_items(&item.sub_items);
            self.xml.close().newline();
        }
        self.xml.close().newline();
    }

    /// Confluence has no colours for the status, so its items show a tick box.
    fn open_item(&mut self, item: &ListItem) {
        if let (Some(step), true) = (&item.anchor, self.is_html()) {
            self.xml.open("li", &[("id", &step_anchor(step))]);
            return;
        }
        self.xml.open("li", &[]);
        if let (Some(ticked), false) = (item.tick, self.is_html()) {
            self.xml.text(if ticked { "\u{2611} " } else { "\u{2610} " });
        }
    }

    fn sub_items(&mut self, sub_items: &[SubItem]) {
        if sub_items.is_empty() {
            return;
        }
        self.xml.open("ul", &[]);
        for sub_item in sub_items {
            self.xml.open("li", &[]);
            match sub_item {
                SubItem::Line(line) | SubItem::Reference(line) => {
                    self.spans(line);
                }
                SubItem::Note { line, text } => {
                    self.spans(line);
                    self.note(or_placeholder(text.trim_matches('\n')));
                }
            }
            self.xml.close();
        }
        self.xml.close();
    }

    /// A page keeps line breaks and indents by its style sheet; Confluence needs them as markup.
    fn note(&mut self, text: &str) {
        if self.is_html() {
            self.xml.element("blockquote", &[("dir", &"auto")], text);
            return;
        }
        self.xml.open("blockquote", &[]).open("p", &[]);
        for (at, line) in text.lines().enumerate() {
            if at > 0 {
                self.xml.empty("br", &[]);
            }
            let words = line.trim_start();
            let indent = line.chars().count() - words.chars().count();
            self.xml.text(&"\u{A0}".repeat(indent)).text(words);
        }
        self.xml.close().close();
    }

    /// Writes a table in a frame that scrolls where the page is narrow, so it must be reachable by keyboard.
    fn html_table(&mut self, grid: &Grid) {
        let frame: &Attributes<'_> =
            &[("class", &"wide"), ("role", &"region"), ("tabindex", &0), ("aria-label", &grid.caption)];
        self.xml.open("div", frame).open("table", &[]).newline();
        self.xml.element("caption", &[], &grid.caption).open("thead", &[]).open("tr", &[]);
        for column in &grid.head {
            self.nested("th", &[("scope", &"col"), ("class", &column_class(column))], &column.title);
        }
        self.xml.close().close().newline().open("tbody", &[]).newline();
        for row in &grid.rows {
            self.html_row(&grid.head, row);
        }
        self.xml.close().close().close().newline();
    }

    fn html_row(&mut self, head: &[Column], cells: &[Spans]) {
        self.xml.open("tr", &[]);
        for (at, (column, cell)) in head.iter().zip(cells).enumerate() {
            let class = column_class(column);
            match at {
                0 => self.nested("th", &[("scope", &"row"), ("class", &class)], cell),
                _ => self.nested("td", &[("class", &class)], cell),
            };
        }
        self.xml.close().newline();
    }

    fn confluence_table(&mut self, grid: &Grid) {
        self.xml.open("table", &[]).open("tbody", &[]).open("tr", &[]);
        for column in &grid.head {
            self.nested("th", &[], &column.title);
        }
        self.xml.close().newline();
        for row in &grid.rows {
            self.xml.open("tr", &[]);
            for cell in row {
                self.nested("td", &[], cell);
            }
            self.xml.close().newline();
        }
        self.xml.close().close().newline();
    }

    pub(super) fn spans(&mut self, spans: &[Span]) -> &mut XmlWriter {
        for span in spans {
            self.span(span);
        }
        &mut self.xml
    }

    fn span(&mut self, span: &Span) {
        let html = self.is_html();
        match span {
            Span::Literal(words) => self.xml.text(words),
            // Isolated, so that a title written from right to left leaves the words around it in place.
            Span::UserText(text) if html => self.xml.element("bdi", &[], text),
            Span::UserText(text) => self.xml.text(text),
            Span::Code(name) => self.xml.element("code", &[], name),
            Span::Emphasis(words) => self.xml.element("em", &[], words),
            Span::Status { label, class } if html => {
                self.xml.element("span", &[("class", &format_args!("status s-{class}"))], label)
            }
            Span::Status { label, .. } => self.xml.text(label),
            Span::Link { title, address } if html => {
                self.xml.element("a", &[("href", address), ("rel", &"noopener noreferrer")], title)
            }
            Span::Link { title, address } => self.xml.element("a", &[("href", address)], title),
            Span::Strong(inner) => self.nested("strong", &[], inner),
            Span::StepLink { step, spans } if html => {
                self.nested("a", &[("href", &format_args!("#{}", step_anchor(step)))], spans)
            }
            Span::StepLink { spans, .. } => self.spans(spans),
        };
    }

    fn nested(&mut self, tag: &'static str, attributes: &Attributes<'_>, spans: &[Span]) -> &mut XmlWriter {
        self.xml.open(tag, attributes);
        self.spans(spans).close()
    }

    fn is_html(&self) -> bool {
        self.target == XhtmlTarget::Html
    }
}

fn step_anchor(step: &str) -> String {
    format!("step-{step}")
}

fn heading_tag(level: usize) -> &'static str {
    match level {
        0..=3 => "h3",
        4 => "h4",
        5 => "h5",
        _ => "h6",
    }
}

fn column_class(column: &Column) -> &'static str {
    if column.number { "number" } else { "words" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_and_value_is_escaped_and_everything_is_closed() {
        let mut xml = XmlWriter::default();
        xml.open("p", &[("title", &"\"><script>'")]).open("b", &[]).text("a & <b>\u{0}").empty("br", &[]);
        let expected = "<p title=\"&quot;&gt;&lt;script&gt;&#39;\"><b>a &amp; &lt;b&gt;\u{FFFD}<br/></b></p>";
        assert_eq!(xml.finish(), expected);
    }
}

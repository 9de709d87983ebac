//! PURE. Writes a document as lines of text. What its marks look like is up to the flavor.

use super::doc::{Doc, DocBlock, Grid, ListItem, Span, Spans, SubItem};

/// The position of a text in its line. More characters have a meaning at the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LinePosition {
    Start,
    Middle,
}

/// The marks of a flavor. A `line` or `cell` is written already; a `text`, `name`, `title` or `address` is a
/// person's and is to be escaped.
pub(super) trait Markup {
    fn text(&self, text: &str, position: LinePosition) -> String;
    fn code(&self, name: &str) -> String;
    fn link(&self, title: &str, address: &str) -> String;
    fn strong(&self, line: &str) -> String;
    fn emphasis(&self, words: &str) -> String;
    fn heading(&self, level: usize, line: &str) -> Vec<String>;
    fn paragraph(&self, line: String) -> Vec<String> {
        vec![line]
    }
    fn item(&self, tick: Option<bool>, line: &str) -> Vec<String>;
    fn sub_item(&self, line: &str) -> Vec<String>;
    fn note(&self, line: &str, text: &str) -> Vec<String>;
    /// Writes a table. Each column has a title, and whether its cells are numbers.
    fn table(&self, head: &[(String, bool)], rows: &[Vec<String>]) -> Vec<String>;
}

/// Returns the document in a flavor, with empty lines between its blocks and the summary as its last line.
pub(super) fn write(markup: &dyn Markup, doc: &Doc) -> String {
    let mut out = vec![
        markup.heading(1, &line(markup, &doc.title)).join("\n"),
        markup.paragraph(line(markup, &doc.status)).join("\n"),
        items(markup, &doc.facts).join("\n"),
    ];
    for section in &doc.sections {
        out.push(markup.heading(2, &line(markup, &section.title)).join("\n"));
        out.extend(section.blocks.iter().map(|one| block(markup, one).join("\n")));
    }
    out.push(doc.summary.clone());
    out.retain(|block| !block.is_empty());
    out.join("\n\n") + "\n"
}

fn block(markup: &dyn Markup, block: &DocBlock) -> Vec<String> {
    match block {
        DocBlock::Heading { level, line: title } => markup.heading(*level, &line(markup, title)),
        DocBlock::Paragraph(words) => markup.paragraph(line(markup, words)),
        DocBlock::Items(list) => items(markup, list),
        DocBlock::Grid(grid) => table(markup, grid),
    }
}

fn items(markup: &dyn Markup, items: &[ListItem]) -> Vec<String> {
    items.iter().flat_map(|one| item(markup, one)).collect()
}

pub(super) fn item(markup: &dyn Markup, item: &ListItem) -> Vec<String> {
    let mut out = markup.item(item.tick, &line(markup, &item.line));
    for sub_item in &item.sub_items {
        out.extend(match sub_item {
            SubItem::Line(words) | SubItem::Reference(words) => markup.sub_item(&line(markup, words)),
            SubItem::Note { line: words, text } => markup.note(&line(markup, words), text),
        });
    }
    out
}

fn table(markup: &dyn Markup, grid: &Grid) -> Vec<String> {
    let cell = |spans: &Spans| mid_line(markup, spans);
    let head: Vec<(String, bool)> =
        grid.head.iter().map(|column| (cell(&column.title), column.number)).collect();
    let rows: Vec<Vec<String>> = grid.rows.iter().map(|row| row.iter().map(cell).collect()).collect();
    markup.table(&head, &rows)
}

/// Writes spans at the start of a line.
pub(super) fn line(markup: &dyn Markup, spans: &[Span]) -> String {
    match spans {
        [Span::UserText(text), rest @ ..] => markup.text(text, LinePosition::Start) + &mid_line(markup, rest),
        spans => mid_line(markup, spans),
    }
}

fn mid_line(markup: &dyn Markup, spans: &[Span]) -> String {
    spans.iter().map(|one| span(markup, one)).collect()
}

fn span(markup: &dyn Markup, span: &Span) -> String {
    match span {
        Span::Literal(words) => words.clone(),
        Span::Status { label, .. } => (*label).to_owned(),
        Span::UserText(text) => markup.text(text, LinePosition::Middle),
        Span::Code(name) => markup.code(name),
        Span::Link { title, address } => markup.link(title, address),
        Span::Strong(spans) => markup.strong(&mid_line(markup, spans)),
        Span::Emphasis(words) => markup.emphasis(words),
        Span::StepLink { spans, .. } => mid_line(markup, spans),
    }
}

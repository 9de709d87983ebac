//! PURE. Writes a document as lines of text; how a mark looks is up to the flavor.

use super::doc::{Doc, DocBlock, Grid, ListItem, Span, Spans, SubItem};

/// Where a text stands: more characters mean something at the start of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LinePosition {
    Start,
    Middle,
}

/// The marks of a flavor. What it is given as `line` or `cell` is written already; what it is given
/// as `text`, `name`, `title` or `address` is somebody's and is to be escaped.
pub(super) trait Markup {
    fn text(&self, text: &str, place: LinePosition) -> String;
    fn code(&self, name: &str) -> String;
    fn link(&self, title: &str, address: &str) -> String;
    fn strong(&self, line: &str) -> String;
    fn aside(&self, words: &str) -> String;
    fn heading(&self, level: usize, line: &str) -> Vec<String>;
    fn paragraph(&self, line: String) -> Vec<String> {
        vec![line]
    }
    fn item(&self, tick: Option<bool>, line: &str) -> Vec<String>;
    fn below(&self, line: &str) -> Vec<String>;
    fn note(&self, line: &str, text: &str) -> Vec<String>;
    /// The heads of columns, each with whether it is one of numbers, and the rows.
    fn table(&self, head: &[(String, bool)], rows: &[Vec<String>]) -> Vec<String>;
}

/// The document in a flavor: its last line is the summary.
pub(super) fn write(markup: &dyn Markup, doc: &Doc) -> String {
    let mut out = blocks(markup, doc).join("\n\n");
    out.push('\n');
    out
}

/// The pieces of a document, which an empty line keeps apart.
fn blocks(markup: &dyn Markup, doc: &Doc) -> Vec<String> {
    let mut out = vec![
        markup.heading(1, &line(markup, &doc.title)).join("\n"),
        markup.paragraph(line(markup, &doc.status)).join("\n"),
        items(markup, &doc.facts).join("\n"),
    ];
    for part in &doc.sections {
        out.push(markup.heading(2, &line(markup, &part.title)).join("\n"));
        out.extend(part.blocks.iter().map(|piece| block(markup, piece).join("\n")));
    }
    out.push(doc.summary.clone());
    out.retain(|block| !block.is_empty());
    out
}

pub(super) fn block(markup: &dyn Markup, block: &DocBlock) -> Vec<String> {
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
    for below in &item.sub_items {
        out.extend(match below {
            SubItem::Line(words) | SubItem::Reference(words) => markup.below(&line(markup, words)),
            SubItem::Note { line: words, text } => markup.note(&line(markup, words), text),
        });
    }
    out
}

pub(super) fn table(markup: &dyn Markup, grid: &Grid) -> Vec<String> {
    let cell = |spans: &Spans| middle(markup, spans);
    let head: Vec<(String, bool)> =
        grid.head.iter().map(|column| (cell(&column.title), column.number)).collect();
    let rows: Vec<Vec<String>> = grid.rows.iter().map(|row| row.iter().map(cell).collect()).collect();
    markup.table(&head, &rows)
}

/// A line that begins where lines begin.
pub(super) fn line(markup: &dyn Markup, spans: &[Span]) -> String {
    match spans {
        [Span::UserText(text), rest @ ..] => markup.text(text, LinePosition::Start) + &middle(markup, rest),
        spans => middle(markup, spans),
    }
}

fn middle(markup: &dyn Markup, spans: &[Span]) -> String {
    spans.iter().map(|one| span(markup, one)).collect()
}

fn span(markup: &dyn Markup, span: &Span) -> String {
    match span {
        Span::Literal(words) => words.clone(),
        Span::Status { words, .. } => (*words).to_owned(),
        Span::UserText(text) => markup.text(text, LinePosition::Middle),
        Span::Code(name) => markup.code(name),
        Span::Link { title, address } => markup.link(title, address),
        Span::Strong(spans) => markup.strong(&middle(markup, spans)),
        Span::Emphasis(words) => markup.aside(words),
        Span::StepLink { spans, .. } => middle(markup, spans),
    }
}

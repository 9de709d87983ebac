//! PURE. Confluence's storage format: XHTML without any macro, to be put through its REST interface or
//! pasted into the source editor.

use super::doc::{Below, Block, Doc, Grid, Item, Span, or_empty};
use super::xml::Xml;

/// The document in Confluence's storage format.
pub(super) fn confluence(doc: &Doc) -> String {
    let mut xml = Xml::default();
    line(&mut xml, "h1", &doc.title);
    line(&mut xml, "p", &doc.standing);
    items(&mut xml, &doc.facts);
    for part in &doc.parts {
        line(&mut xml, "h2", &part.title);
        part.blocks.iter().for_each(|piece| block(&mut xml, piece));
    }
    xml.open("p", &[]).element("strong", &[], &doc.summary).close().feed();
    xml.finish()
}

fn block(xml: &mut Xml, block: &Block) {
    match block {
        Block::Heading { level, line: title } => line(xml, heading(*level), title),
        Block::Paragraph(words) => line(xml, "p", words),
        Block::Items(list) => items(xml, list),
        Block::Grid(grid) => table(xml, grid),
    }
}

/// The tag of a heading.
pub(super) fn heading(level: usize) -> &'static str {
    match level {
        0..=3 => "h3",
        4 => "h4",
        5 => "h5",
        _ => "h6",
    }
}

fn line(xml: &mut Xml, tag: &'static str, words: &[Span]) {
    xml.open(tag, &[]);
    spans(xml, words);
    xml.close().feed();
}

fn items(xml: &mut Xml, items: &[Item]) {
    if items.is_empty() {
        return;
    }
    xml.open("ul", &[]).feed();
    for item in items {
        xml.open("li", &[]);
        if let Some(ticked) = item.tick {
            xml.text(if ticked { "\u{2611} " } else { "\u{2610} " });
        }
        spans(xml, &item.line);
        below(xml, &item.below);
        xml.close().feed();
    }
    xml.close().feed();
}

fn below(xml: &mut Xml, below: &[Below]) {
    if below.is_empty() {
        return;
    }
    xml.open("ul", &[]);
    for piece in below {
        xml.open("li", &[]);
        match piece {
            Below::Line(words) | Below::Reference(words) => spans(xml, words),
            Below::Note { line, text } => {
                spans(xml, line);
                note(xml, text);
            }
        }
        xml.close();
    }
    xml.close();
}

fn note(xml: &mut Xml, text: &str) {
    xml.open("blockquote", &[]).open("p", &[]);
    for (at, said) in or_empty(text.trim_matches('\n')).lines().enumerate() {
        if at > 0 {
            xml.empty("br", &[]);
        }
        let words = said.trim_start();
        xml.text(&"\u{A0}".repeat(said.chars().count() - words.chars().count())).text(words);
    }
    xml.close().close();
}

fn table(xml: &mut Xml, grid: &Grid) {
    xml.open("table", &[]).open("tbody", &[]).open("tr", &[]);
    for column in &grid.head {
        xml.open("th", &[]);
        spans(xml, &column.title);
        xml.close();
    }
    xml.close().feed();
    for row in &grid.rows {
        xml.open("tr", &[]);
        for cell in row {
            xml.open("td", &[]);
            spans(xml, cell);
            xml.close();
        }
        xml.close().feed();
    }
    xml.close().close().feed();
}

fn spans(xml: &mut Xml, spans: &[Span]) {
    for one in spans {
        span(xml, one);
    }
}

fn span(xml: &mut Xml, span: &Span) {
    match span {
        Span::Words(words) => xml.text(words),
        Span::Status { words, .. } => xml.text(words),
        Span::Text(text) => xml.text(text),
        Span::Code(name) => xml.element("code", &[], name),
        Span::Aside(words) => xml.element("em", &[], words),
        Span::Link { title, address } => xml.element("a", &[("href", address)], title),
        Span::Strong(inner) => {
            xml.open("strong", &[]);
            spans(xml, inner);
            xml.close()
        }
        Span::Jump { spans: inner, .. } => {
            spans(xml, inner);
            xml
        }
    };
}

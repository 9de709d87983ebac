//! PURE. Confluence's storage format: XHTML without any macro, to be put through its REST interface or
//! pasted into the source editor.

use super::doc::{Doc, DocBlock, Grid, ListItem, Span, SubItem, or_placeholder};
use super::xml::XmlWriter;

/// The document in Confluence's storage format.
pub(super) fn confluence(doc: &Doc) -> String {
    let mut xml = XmlWriter::default();
    line(&mut xml, "h1", &doc.title);
    line(&mut xml, "p", &doc.status);
    items(&mut xml, &doc.facts);
    for part in &doc.sections {
        line(&mut xml, "h2", &part.title);
        part.blocks.iter().for_each(|piece| block(&mut xml, piece));
    }
    xml.open("p", &[]).element("strong", &[], &doc.summary).close().newline();
    xml.finish()
}

fn block(xml: &mut XmlWriter, block: &DocBlock) {
    match block {
        DocBlock::Heading { level, line: title } => line(xml, heading(*level), title),
        DocBlock::Paragraph(words) => line(xml, "p", words),
        DocBlock::Items(list) => items(xml, list),
        DocBlock::Grid(grid) => table(xml, grid),
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

fn line(xml: &mut XmlWriter, tag: &'static str, words: &[Span]) {
    xml.open(tag, &[]);
    spans(xml, words);
    xml.close().newline();
}

fn items(xml: &mut XmlWriter, items: &[ListItem]) {
    if items.is_empty() {
        return;
    }
    xml.open("ul", &[]).newline();
    for item in items {
        xml.open("li", &[]);
        if let Some(ticked) = item.tick {
            xml.text(if ticked { "\u{2611} " } else { "\u{2610} " });
        }
        spans(xml, &item.line);
        below(xml, &item.sub_items);
        xml.close().newline();
    }
    xml.close().newline();
}

fn below(xml: &mut XmlWriter, below: &[SubItem]) {
    if below.is_empty() {
        return;
    }
    xml.open("ul", &[]);
    for piece in below {
        xml.open("li", &[]);
        match piece {
            SubItem::Line(words) | SubItem::Reference(words) => spans(xml, words),
            SubItem::Note { line, text } => {
                spans(xml, line);
                note(xml, text);
            }
        }
        xml.close();
    }
    xml.close();
}

fn note(xml: &mut XmlWriter, text: &str) {
    xml.open("blockquote", &[]).open("p", &[]);
    for (at, said) in or_placeholder(text.trim_matches('\n')).lines().enumerate() {
        if at > 0 {
            xml.empty("br", &[]);
        }
        let words = said.trim_start();
        xml.text(&"\u{A0}".repeat(said.chars().count() - words.chars().count())).text(words);
    }
    xml.close().close();
}

fn table(xml: &mut XmlWriter, grid: &Grid) {
    xml.open("table", &[]).open("tbody", &[]).open("tr", &[]);
    for column in &grid.head {
        xml.open("th", &[]);
        spans(xml, &column.title);
        xml.close();
    }
    xml.close().newline();
    for row in &grid.rows {
        xml.open("tr", &[]);
        for cell in row {
            xml.open("td", &[]);
            spans(xml, cell);
            xml.close();
        }
        xml.close().newline();
    }
    xml.close().close().newline();
}

fn spans(xml: &mut XmlWriter, spans: &[Span]) {
    for one in spans {
        span(xml, one);
    }
}

fn span(xml: &mut XmlWriter, span: &Span) {
    match span {
        Span::Literal(words) => xml.text(words),
        Span::Status { words, .. } => xml.text(words),
        Span::UserText(text) => xml.text(text),
        Span::Code(name) => xml.element("code", &[], name),
        Span::Emphasis(words) => xml.element("em", &[], words),
        Span::Link { title, address } => xml.element("a", &[("href", address)], title),
        Span::Strong(inner) => {
            xml.open("strong", &[]);
            spans(xml, inner);
            xml.close()
        }
        Span::StepLink { spans: inner, .. } => {
            spans(xml, inner);
            xml
        }
    };
}

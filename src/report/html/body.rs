//! PURE. The parts of a document as elements of a page.

use crate::report::doc::{Below, Block, Column, Grid, Item, Kind, Line, Part, Span, or_empty};
use crate::report::xml::{Attributes, Xml};

/// The place of a step in the page.
fn anchor(step: &str) -> String {
    format!("step-{step}")
}

/// The places of the parts in the page: their names, with a number from the second of a kind on.
pub(super) fn places(parts: &[Part]) -> Vec<String> {
    let mut out: Vec<String> = Vec::with_capacity(parts.len());
    for (at, part) in parts.iter().enumerate() {
        let before = parts.iter().take(at).filter(|other| other.kind == part.kind).count();
        let number = if before == 0 { String::new() } else { format!("-{}", before + 1) };
        out.push(format!("{}{number}", name_of(part.kind)));
    }
    out
}

fn name_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Facts => "facts",
        Kind::Problems => "problems",
        Kind::Exceptions => "exceptions",
        Kind::Matrix => "sessions",
        Kind::Decisions => "decisions",
        Kind::Steps => "steps",
        Kind::Removed => "removed",
        Kind::History => "history",
        Kind::Logs => "logs",
    }
}

/// An element that holds a line.
pub(super) fn line(xml: &mut Xml, tag: &'static str, attributes: &Attributes<'_>, words: &[Span]) {
    xml.open(tag, attributes);
    spans(xml, words);
    xml.close().feed();
}

/// What is to be known of the session.
pub(super) fn facts(xml: &mut Xml, facts: &[Item]) {
    if facts.is_empty() {
        return;
    }
    xml.open("ul", &[("class", "facts")]).feed();
    for fact in facts {
        line(xml, "li", &[], &fact.line);
    }
    xml.close().feed();
}

/// The table of contents.
pub(super) fn contents(xml: &mut Xml, parts: &[Part], places: &[String], timeline: bool) {
    xml.open("nav", &[("aria-label", "Contents")]).open("ul", &[]).feed();
    for (part, place) in parts.iter().zip(places) {
        if timeline && part.kind == Kind::Steps {
            xml.open("li", &[]).element("a", &[("href", "#timeline")], "Timeline").close().feed();
        }
        let target = format!("#{place}");
        xml.open("li", &[]).open("a", &[("href", &target)]);
        spans(xml, &part.title);
        xml.close().close().feed();
    }
    xml.close().close().feed();
}

/// A part under its heading.
pub(super) fn part(xml: &mut Xml, part: &Part, id: &str) {
    let class = if part.kind == Kind::Problems { "problems" } else { "part" };
    xml.open("section", &[("id", id), ("class", class)]).feed();
    line(xml, "h2", &[], &part.title);
    part.blocks.iter().for_each(|piece| block(xml, piece));
    xml.close().feed();
}

fn block(xml: &mut Xml, block: &Block) {
    match block {
        Block::Heading { level, line: title } => line(xml, heading(*level), &[], title),
        Block::Paragraph(words) => line(xml, "p", &[], words),
        Block::Items(list) => items(xml, list),
        Block::Grid(grid) => table(xml, grid),
    }
}

fn heading(level: usize) -> &'static str {
    match level {
        0..=3 => "h3",
        4 => "h4",
        5 => "h5",
        _ => "h6",
    }
}

fn items(xml: &mut Xml, items: &[Item]) {
    xml.open("ul", &[("class", "items")]).feed();
    for item in items {
        match &item.anchor {
            Some(step) => xml.open("li", &[("id", &anchor(step))]),
            None => xml.open("li", &[]),
        };
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
                let text = or_empty(text.trim_matches('\n'));
                xml.element("blockquote", &[("dir", "auto")], text);
            }
        }
        xml.close();
    }
    xml.close();
}

/// A table in a frame of its own that scrolls where the page is narrow; so the keyboard must reach it.
fn table(xml: &mut Xml, grid: &Grid) {
    let frame =
        [("class", "wide"), ("role", "region"), ("tabindex", "0"), ("aria-label", grid.caption.as_str())];
    xml.open("div", &frame).open("table", &[]).feed();
    xml.element("caption", &[], &grid.caption).open("thead", &[]).open("tr", &[]);
    for column in &grid.head {
        xml.open("th", &[("scope", "col"), ("class", class(column))]);
        spans(xml, &column.title);
        xml.close();
    }
    xml.close().close().feed().open("tbody", &[]).feed();
    grid.rows.iter().for_each(|cells| row(xml, &grid.head, cells));
    xml.close().close().close().feed();
}

fn row(xml: &mut Xml, head: &[Column], cells: &[Line]) {
    xml.open("tr", &[]);
    for (place, (column, cell)) in head.iter().zip(cells).enumerate() {
        match place {
            0 => xml.open("th", &[("scope", "row"), ("class", class(column))]),
            _ => xml.open("td", &[("class", class(column))]),
        };
        spans(xml, cell);
        xml.close();
    }
    xml.close().feed();
}

fn class(column: &Column) -> &'static str {
    if column.number { "number" } else { "words" }
}

fn spans(xml: &mut Xml, spans: &[Span]) {
    for one in spans {
        span(xml, one);
    }
}

fn span(xml: &mut Xml, span: &Span) {
    match span {
        Span::Words(words) => xml.text(words),
        // Isolated: a title from right to left leaves the words around it where they are.
        Span::Text(text) => xml.element("bdi", &[], text),
        Span::Code(name) => xml.element("code", &[], name),
        Span::Aside(words) => xml.element("em", &[], words),
        Span::Status { words, class } => {
            let class = format!("status s-{class}");
            xml.element("span", &[("class", &class)], words)
        }
        Span::Link { title, address } => {
            let attributes = [("href", address.as_str()), ("rel", "noopener noreferrer")];
            xml.element("a", &attributes, title)
        }
        Span::Strong(inner) => {
            xml.open("strong", &[]);
            spans(xml, inner);
            xml.close()
        }
        Span::Jump { step, spans: inner } => {
            xml.open("a", &[("href", &format!("#{}", anchor(step)))]);
            spans(xml, inner);
            xml.close()
        }
    };
}

/// A line as words alone, for the title of the page.
pub(super) fn plain(spans: &[Span]) -> String {
    let words = |span: &Span| match span {
        Span::Words(words) | Span::Text(words) | Span::Code(words) => words.clone(),
        Span::Aside(words) | Span::Status { words, .. } => (*words).to_owned(),
        Span::Link { title, .. } => title.clone(),
        Span::Strong(inner) | Span::Jump { spans: inner, .. } => plain(inner),
    };
    spans.iter().map(words).collect()
}

//! PURE. The parts of a document as elements of a page.

use crate::report::doc::{
    Column, DocBlock, DocSection, Grid, ListItem, SectionKind, Span, Spans, SubItem, or_placeholder,
};
use crate::report::xml::{Attributes, XmlWriter};

/// The place of a step in the page.
fn step_anchor(step: &str) -> String {
    format!("step-{step}")
}

/// The places of the parts in the page: their names, with a number from the second of a kind on.
pub(super) fn section_anchors(parts: &[DocSection]) -> Vec<String> {
    let mut out: Vec<String> = Vec::with_capacity(parts.len());
    for (at, part) in parts.iter().enumerate() {
        let before = parts.iter().take(at).filter(|other| other.kind == part.kind).count();
        let number = if before == 0 { String::new() } else { format!("-{}", before + 1) };
        out.push(format!("{}{number}", anchor_name(part.kind)));
    }
    out
}

fn anchor_name(kind: SectionKind) -> &'static str {
    match kind {
        SectionKind::Facts => "facts",
        SectionKind::Problems => "problems",
        SectionKind::Exceptions => "exceptions",
        SectionKind::Matrix => "sessions",
        SectionKind::Decisions => "decisions",
        SectionKind::Steps => "steps",
        SectionKind::Removed => "removed",
        SectionKind::History => "history",
        SectionKind::Logs => "logs",
    }
}

/// An element that holds a line.
pub(super) fn line(xml: &mut XmlWriter, tag: &'static str, attributes: &Attributes<'_>, words: &[Span]) {
    xml.open(tag, attributes);
    spans(xml, words);
    xml.close().newline();
}

/// What is to be known of the session.
pub(super) fn facts(xml: &mut XmlWriter, facts: &[ListItem]) {
    if facts.is_empty() {
        return;
    }
    xml.open("ul", &[("class", "facts")]).newline();
    for fact in facts {
        line(xml, "li", &[], &fact.line);
    }
    xml.close().newline();
}

/// The table of contents.
pub(super) fn contents(xml: &mut XmlWriter, parts: &[DocSection], places: &[String], timeline: bool) {
    xml.open("nav", &[("aria-label", "Contents")]).open("ul", &[]).newline();
    for (part, place) in parts.iter().zip(places) {
        if timeline && part.kind == SectionKind::Steps {
            xml.open("li", &[]).element("a", &[("href", "#timeline")], "Timeline").close().newline();
        }
        let target = format!("#{place}");
        xml.open("li", &[]).open("a", &[("href", &target)]);
        spans(xml, &part.title);
        xml.close().close().newline();
    }
    xml.close().close().newline();
}

/// A part under its heading.
pub(super) fn part(xml: &mut XmlWriter, part: &DocSection, id: &str) {
    let class = if part.kind == SectionKind::Problems { "problems" } else { "part" };
    xml.open("section", &[("id", id), ("class", class)]).newline();
    line(xml, "h2", &[], &part.title);
    part.blocks.iter().for_each(|piece| block(xml, piece));
    xml.close().newline();
}

fn block(xml: &mut XmlWriter, block: &DocBlock) {
    match block {
        DocBlock::Heading { level, line: title } => line(xml, heading(*level), &[], title),
        DocBlock::Paragraph(words) => line(xml, "p", &[], words),
        DocBlock::Items(list) => items(xml, list),
        DocBlock::Grid(grid) => table(xml, grid),
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

fn items(xml: &mut XmlWriter, items: &[ListItem]) {
    xml.open("ul", &[("class", "items")]).newline();
    for item in items {
        match &item.anchor {
            Some(step) => xml.open("li", &[("id", &step_anchor(step))]),
            None => xml.open("li", &[]),
        };
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
                let text = or_placeholder(text.trim_matches('\n'));
                xml.element("blockquote", &[("dir", "auto")], text);
            }
        }
        xml.close();
    }
    xml.close();
}

/// A table in a frame of its own that scrolls where the page is narrow; so the keyboard must reach it.
fn table(xml: &mut XmlWriter, grid: &Grid) {
    let frame =
        [("class", "wide"), ("role", "region"), ("tabindex", "0"), ("aria-label", grid.caption.as_str())];
    xml.open("div", &frame).open("table", &[]).newline();
    xml.element("caption", &[], &grid.caption).open("thead", &[]).open("tr", &[]);
    for column in &grid.head {
        xml.open("th", &[("scope", "col"), ("class", column_class(column))]);
        spans(xml, &column.title);
        xml.close();
    }
    xml.close().close().newline().open("tbody", &[]).newline();
    grid.rows.iter().for_each(|cells| row(xml, &grid.head, cells));
    xml.close().close().close().newline();
}

fn row(xml: &mut XmlWriter, head: &[Column], cells: &[Spans]) {
    xml.open("tr", &[]);
    for (place, (column, cell)) in head.iter().zip(cells).enumerate() {
        match place {
            0 => xml.open("th", &[("scope", "row"), ("class", column_class(column))]),
            _ => xml.open("td", &[("class", column_class(column))]),
        };
        spans(xml, cell);
        xml.close();
    }
    xml.close().newline();
}

fn column_class(column: &Column) -> &'static str {
    if column.number { "number" } else { "words" }
}

fn spans(xml: &mut XmlWriter, spans: &[Span]) {
    for one in spans {
        span(xml, one);
    }
}

fn span(xml: &mut XmlWriter, span: &Span) {
    match span {
        Span::Literal(words) => xml.text(words),
        // Isolated: a title from right to left leaves the words around it where they are.
        Span::UserText(text) => xml.element("bdi", &[], text),
        Span::Code(name) => xml.element("code", &[], name),
        Span::Emphasis(words) => xml.element("em", &[], words),
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
        Span::StepLink { step, spans: inner } => {
            xml.open("a", &[("href", &format!("#{}", step_anchor(step)))]);
            spans(xml, inner);
            xml.close()
        }
    };
}

/// A line as words alone, for the title of the page.
pub(super) fn plain_text(spans: &[Span]) -> String {
    let words = |span: &Span| match span {
        Span::Literal(words) | Span::UserText(words) | Span::Code(words) => words.clone(),
        Span::Emphasis(words) | Span::Status { words, .. } => (*words).to_owned(),
        Span::Link { title, .. } => title.clone(),
        Span::Strong(inner) | Span::StepLink { spans: inner, .. } => plain_text(inner),
    };
    spans.iter().map(words).collect()
}

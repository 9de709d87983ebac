//! PURE. A journal field of `ServiceNow`: plain text of at most 4,000 characters. What is most urgent
//! comes first; what does not fit is counted, never cut in silence.

use super::doc::{Doc, DocBlock, DocSection, ListItem, SectionKind, Span, Spans, SubItem};
use super::markup::{self, Markup as _};
use super::plain::FIELD;
use crate::text::list;

/// What a field takes, as its form counts: UTF-16 units, a line feed sent as two.
const LIMIT: usize = 4_000;
/// The longest text of a person in it.
const MAX_TEXT: usize = 200;

/// The document, shortened.
pub(super) fn within_budget(doc: Doc) -> String {
    let doc = prepared(doc);
    let units = chunks(&doc);
    let everything: Vec<SectionKind> = units.iter().map(|unit| unit.kind).collect();
    let mut out = first_lines(&doc);
    let mut used = size(&out) + size(&closing_lines(&doc, &everything));
    let (mut heading, mut fitting) = (None, 0);
    for unit in &units {
        let mut text = unit.text.clone();
        if unit.heading.is_some() && unit.heading != heading {
            heading = unit.heading;
            text = format!("\n{}\n{text}", heading.unwrap_or_default());
        }
        used += size(&text);
        if used > LIMIT {
            break;
        }
        out.push_str(&text);
        fitting += 1;
    }
    out + &closing_lines(&doc, everything.get(fitting..).unwrap_or_default())
}

/// Something that is there whole or not at all.
struct Chunk<'a> {
    kind: SectionKind,
    /// The heading that it stands under.
    heading: Option<&'a str>,
    text: String,
}

/// A document whose headings are words already.
struct Prepared {
    doc: Doc,
    headings: Vec<String>,
}

/// The document with its parts in the order of urgency, its texts clipped and without references.
fn prepared(mut doc: Doc) -> Prepared {
    doc.sections.sort_by_key(|part| priority(part.kind));
    doc.title = doc.title.into_iter().map(clip_span).collect();
    doc.facts.iter_mut().for_each(clip_item);
    for part in &mut doc.sections {
        part.title = std::mem::take(&mut part.title).into_iter().map(clip_span).collect();
        part.blocks.iter_mut().for_each(clip_block);
    }
    let headings = doc.sections.iter().map(|part| markup::line(&FIELD, &part.title).to_uppercase()).collect();
    Prepared { doc, headings }
}

fn priority(kind: SectionKind) -> u8 {
    match kind {
        SectionKind::Facts | SectionKind::Problems => 0,
        SectionKind::Matrix => 1,
        SectionKind::Exceptions => 2,
        SectionKind::Logs => 3,
        SectionKind::Decisions => 4,
        SectionKind::Steps => 5,
        SectionKind::Removed => 6,
        SectionKind::History => 7,
    }
}

fn clip_block(block: &mut DocBlock) {
    match block {
        DocBlock::Heading { line, .. } | DocBlock::Paragraph(line) => clip_line(line),
        DocBlock::Items(items) => items.iter_mut().for_each(clip_item),
        DocBlock::Grid(grid) => {
            grid.head.iter_mut().for_each(|column| clip_line(&mut column.title));
            grid.rows.iter_mut().flatten().for_each(clip_line);
        }
    }
}

fn clip_item(item: &mut ListItem) {
    clip_line(&mut item.line);
    item.sub_items.retain(|below| !matches!(below, SubItem::Reference(_)));
    for below in &mut item.sub_items {
        match below {
            SubItem::Line(line) | SubItem::Reference(line) => clip_line(line),
            SubItem::Note { line, text } => {
                clip_line(line);
                *text = clip(text);
            }
        }
    }
}

fn clip_line(line: &mut Spans) {
    *line = std::mem::take(line).into_iter().map(clip_span).collect();
}

fn clip_span(span: Span) -> Span {
    match span {
        Span::UserText(text) => Span::UserText(clip(&text)),
        Span::Code(name) => Span::Code(clip(&name)),
        Span::Link { title, address } => Span::Link { title: clip(&title), address: clip(&address) },
        Span::Strong(spans) => Span::Strong(spans.into_iter().map(clip_span).collect()),
        Span::StepLink { step, spans } => {
            Span::StepLink { step, spans: spans.into_iter().map(clip_span).collect() }
        }
        own @ (Span::Literal(_) | Span::Emphasis(_) | Span::Status { .. }) => own,
    }
}

/// A text that is not too long, with a count of what is left out of it. `ServiceNow` reads what
/// stands between `[code]` and `[/code]` as HTML, so that a blank keeps these apart.
fn clip(text: &str) -> String {
    let kept: String = text.chars().take(MAX_TEXT).collect();
    let more = text.chars().count().saturating_sub(MAX_TEXT);
    let kept = if more > 0 { format!("{kept}… ({more} more characters)") } else { kept };
    let mut out = String::with_capacity(kept.len());
    for (at, c) in kept.char_indices() {
        out.push(c);
        let rest = kept.get(at + 1..).unwrap_or_default();
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        if c == '[' && rest.get(..4).is_some_and(|tag| tag.eq_ignore_ascii_case("code")) {
            out.push(' ');
        }
    }
    out
}

/// The heading and the standing.
fn first_lines(Prepared { doc, .. }: &Prepared) -> String {
    format!("{}\n{}\n\n", markup::line(&FIELD, &doc.title), markup::line(&FIELD, &doc.status))
}

fn chunks(Prepared { doc, headings }: &Prepared) -> Vec<Chunk<'_>> {
    let fact = |item: &ListItem| Chunk {
        kind: SectionKind::Facts,
        heading: None,
        text: join_lines(&markup::item(&FIELD, item)),
    };
    let mut out: Vec<Chunk<'_>> = doc.facts.iter().map(fact).collect();
    for (part, heading) in doc.sections.iter().zip(headings) {
        out.extend(section_chunks(part, heading));
    }
    out
}

fn section_chunks<'a>(part: &DocSection, heading: &'a str) -> Vec<Chunk<'a>> {
    let unit =
        |lines: Vec<String>| Chunk { kind: part.kind, heading: Some(heading), text: join_lines(&lines) };
    let mut out = Vec::new();
    for block in &part.blocks {
        match block {
            DocBlock::Items(items) => out.extend(items.iter().map(|item| unit(markup::item(&FIELD, item)))),
            DocBlock::Grid(grid) => out.extend(grid.rows.iter().map(|row| {
                let cells = grid.head.iter().zip(row).filter(|(_, cell)| !cell.is_empty());
                let told = cells.map(|(column, cell)| {
                    format!("{}: {}", markup::line(&FIELD, &column.title), markup::line(&FIELD, cell))
                });
                unit(FIELD.item(None, &told.collect::<Vec<_>>().join("; ")))
            })),
            // The headings of sections cost more room than they are worth here, and what the heads
            // of logs are good for is told in every other flavor.
            DocBlock::Heading { .. } => {}
            DocBlock::Paragraph(_) if part.kind == SectionKind::Logs => {}
            DocBlock::Paragraph(line) => out.push(unit(vec![markup::line(&FIELD, line)])),
        }
    }
    out
}

fn join_lines(lines: &[String]) -> String {
    let mut out = lines.join("\n");
    out.push('\n');
    out
}

/// The last lines: what was left out, and how the session stands.
fn closing_lines(Prepared { doc, .. }: &Prepared, left_out: &[SectionKind]) -> String {
    let mut counts: Vec<(SectionKind, usize)> = Vec::new();
    for kind in left_out {
        match counts.iter_mut().find(|(known, _)| known == kind) {
            Some((_, n)) => *n += 1,
            None => counts.push((*kind, 1)),
        }
    }
    let told: Vec<String> =
        counts.into_iter().map(|(kind, n)| format!("{n} of {}", kind_noun(kind))).collect();
    match told.as_slice() {
        [] => format!("\n{}\n", doc.summary),
        told => format!("\nLeft out, as this field is full: {}.\n\n{}\n", list(told), doc.summary),
    }
}

fn kind_noun(kind: SectionKind) -> &'static str {
    match kind {
        SectionKind::Facts => "the facts",
        SectionKind::Problems => "the problems with the record",
        SectionKind::Exceptions => "the open steps and exceptions",
        SectionKind::Decisions => "the decisions",
        SectionKind::Steps => "the steps",
        SectionKind::Removed => "what was recorded on removed steps",
        SectionKind::History => "the history",
        SectionKind::Logs => "the logs",
        SectionKind::Matrix => "the sessions",
    }
}

fn size(text: &str) -> usize {
    text.encode_utf16().count() + text.matches('\n').count()
}

//! PURE. A journal field of `ServiceNow`: plain text of at most 4,000 characters. What is most urgent
//! comes first; what does not fit is counted, never cut in silence.

use super::doc::{Below, Block, Doc, Item, Kind, Line, Part, Span};
use super::markup::{self, Markup as _};
use super::plain::FIELD;
use crate::text::list;

/// What a field takes, as its form counts: UTF-16 units, a line feed sent as two.
const LIMIT: usize = 4_000;
/// The longest text of a person in it.
const LONGEST: usize = 200;

/// The document, shortened.
pub(super) fn servicenow(doc: Doc) -> String {
    let doc = prepared(doc);
    let units = units(&doc);
    let everything: Vec<Kind> = units.iter().map(|unit| unit.kind).collect();
    let mut out = first_lines(&doc);
    let mut used = size(&out) + size(&ending(&doc, &everything));
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
    out + &ending(&doc, everything.get(fitting..).unwrap_or_default())
}

/// Something that is there whole or not at all.
struct Unit<'a> {
    kind: Kind,
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
    doc.parts.sort_by_key(|part| urgency(part.kind));
    doc.title = doc.title.into_iter().map(clipped).collect();
    doc.facts.iter_mut().for_each(clip_item);
    for part in &mut doc.parts {
        part.title = std::mem::take(&mut part.title).into_iter().map(clipped).collect();
        part.blocks.iter_mut().for_each(clip_block);
    }
    let headings = doc.parts.iter().map(|part| markup::line(&FIELD, &part.title).to_uppercase()).collect();
    Prepared { doc, headings }
}

fn urgency(kind: Kind) -> u8 {
    match kind {
        Kind::Facts | Kind::Problems => 0,
        Kind::Matrix => 1,
        Kind::Exceptions => 2,
        Kind::Logs => 3,
        Kind::Decisions => 4,
        Kind::Steps => 5,
        Kind::Removed => 6,
        Kind::History => 7,
    }
}

fn clip_block(block: &mut Block) {
    match block {
        Block::Heading { line, .. } | Block::Paragraph(line) => clip_line(line),
        Block::Items(items) => items.iter_mut().for_each(clip_item),
        Block::Grid(grid) => {
            grid.head.iter_mut().for_each(|column| clip_line(&mut column.title));
            grid.rows.iter_mut().flatten().for_each(clip_line);
        }
    }
}

fn clip_item(item: &mut Item) {
    clip_line(&mut item.line);
    item.below.retain(|below| !matches!(below, Below::Reference(_)));
    for below in &mut item.below {
        match below {
            Below::Line(line) | Below::Reference(line) => clip_line(line),
            Below::Note { line, text } => {
                clip_line(line);
                *text = clip(text);
            }
        }
    }
}

fn clip_line(line: &mut Line) {
    *line = std::mem::take(line).into_iter().map(clipped).collect();
}

fn clipped(span: Span) -> Span {
    match span {
        Span::Text(text) => Span::Text(clip(&text)),
        Span::Code(name) => Span::Code(clip(&name)),
        Span::Link { title, address } => Span::Link { title: clip(&title), address: clip(&address) },
        Span::Strong(spans) => Span::Strong(spans.into_iter().map(clipped).collect()),
        Span::Jump { step, spans } => Span::Jump { step, spans: spans.into_iter().map(clipped).collect() },
        own @ (Span::Words(_) | Span::Aside(_) | Span::Status { .. }) => own,
    }
}

/// A text that is not too long, with a count of what is left out of it. `ServiceNow` reads what
/// stands between `[code]` and `[/code]` as HTML, so that a blank keeps these apart.
fn clip(text: &str) -> String {
    let kept: String = text.chars().take(LONGEST).collect();
    let more = text.chars().count().saturating_sub(LONGEST);
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
    format!("{}\n{}\n\n", markup::line(&FIELD, &doc.title), markup::line(&FIELD, &doc.standing))
}

fn units(Prepared { doc, headings }: &Prepared) -> Vec<Unit<'_>> {
    let fact =
        |item: &Item| Unit { kind: Kind::Facts, heading: None, text: joined(&markup::item(&FIELD, item)) };
    let mut out: Vec<Unit<'_>> = doc.facts.iter().map(fact).collect();
    for (part, heading) in doc.parts.iter().zip(headings) {
        out.extend(of_part(part, heading));
    }
    out
}

fn of_part<'a>(part: &Part, heading: &'a str) -> Vec<Unit<'a>> {
    let unit = |lines: Vec<String>| Unit { kind: part.kind, heading: Some(heading), text: joined(&lines) };
    let mut out = Vec::new();
    for block in &part.blocks {
        match block {
            Block::Items(items) => out.extend(items.iter().map(|item| unit(markup::item(&FIELD, item)))),
            Block::Grid(grid) => out.extend(grid.rows.iter().map(|row| {
                let cells = grid.head.iter().zip(row).filter(|(_, cell)| !cell.is_empty());
                let told = cells.map(|(column, cell)| {
                    format!("{}: {}", markup::line(&FIELD, &column.title), markup::line(&FIELD, cell))
                });
                unit(FIELD.item(None, &told.collect::<Vec<_>>().join("; ")))
            })),
            // The headings of sections cost more room than they are worth here, and what the heads
            // of logs are good for is told in every other flavor.
            Block::Heading { .. } => {}
            Block::Paragraph(_) if part.kind == Kind::Logs => {}
            Block::Paragraph(line) => out.push(unit(vec![markup::line(&FIELD, line)])),
        }
    }
    out
}

fn joined(lines: &[String]) -> String {
    let mut out = lines.join("\n");
    out.push('\n');
    out
}

/// The last lines: what was left out, and how the session stands.
fn ending(Prepared { doc, .. }: &Prepared, left_out: &[Kind]) -> String {
    let mut counts: Vec<(Kind, usize)> = Vec::new();
    for kind in left_out {
        match counts.iter_mut().find(|(known, _)| known == kind) {
            Some((_, n)) => *n += 1,
            None => counts.push((*kind, 1)),
        }
    }
    let told: Vec<String> = counts.into_iter().map(|(kind, n)| format!("{n} of {}", noun(kind))).collect();
    match told.as_slice() {
        [] => format!("\n{}\n", doc.summary),
        told => format!("\nLeft out, as this field is full: {}.\n\n{}\n", list(told), doc.summary),
    }
}

fn noun(kind: Kind) -> &'static str {
    match kind {
        Kind::Facts => "the facts",
        Kind::Problems => "the problems with the record",
        Kind::Exceptions => "the open steps and exceptions",
        Kind::Decisions => "the decisions",
        Kind::Steps => "the steps",
        Kind::Removed => "what was recorded on removed steps",
        Kind::History => "the history",
        Kind::Logs => "the logs",
        Kind::Matrix => "the sessions",
    }
}

fn size(text: &str) -> usize {
    text.encode_utf16().count() + text.matches('\n').count()
}

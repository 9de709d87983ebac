//! PURE. Plain text for a mail, in lines of at most 76 columns that are indented so that no text of a person
//! begins one; and for a journal field of `ServiceNow`, which takes at most 4,000 characters.

use unicode_width::UnicodeWidthStr as _;

use super::doc::{Doc, DocBlock, DocSection, Grid, ListItem, SectionKind, Span, SubItem, or_placeholder};
use super::markup::{self, LinePosition, Markup};
use crate::text::{list, wrap};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PlainText {
    Mail,
    /// A field that wraps lines itself and has little room.
    Field,
}

const MAIL_WIDTH: usize = 76;
/// The least width of the last column of a table.
const MIN_LAST_COLUMN: usize = 20;
/// The capacity of a field, as its form counts: UTF-16 units, with a line feed sent as two.
const FIELD_LIMIT: usize = 4_000;
/// The longest text of a person in a field, in characters.
const FIELD_MAX_TEXT: usize = 200;

impl PlainText {
    fn width(self) -> usize {
        match self {
            Self::Mail => MAIL_WIDTH,
            Self::Field => usize::MAX,
        }
    }

    fn user_text(self, text: &str) -> String {
        match self {
            Self::Mail => text.to_owned(),
            Self::Field => field_text(text),
        }
    }

    /// Wraps words: the first line begins with one mark, the others with another.
    fn wrap(self, first: &str, others: &str, text: &str) -> Vec<String> {
        let words = text.split(' ').filter(|word| !word.is_empty());
        let mut lines = wrap(words, first, others, self.width());
        if let Some(last) = lines.last_mut() {
            last.truncate(last.trim_end().len());
        }
        lines
    }

    /// Sets columns side by side and wraps the last one, or returns `None` where that leaves it no room.
    fn aligned_table(self, head: &[(String, bool)], rows: &[Vec<String>]) -> Option<Vec<String>> {
        let titles: Vec<String> = head.iter().map(|(title, _)| title.clone()).collect();
        let all: Vec<&Vec<String>> = std::iter::once(&titles).chain(rows).collect();
        let (_, before) = head.split_last()?;
        let width_of =
            |at: usize| all.iter().filter_map(|row| row.get(at)).map(|cell| cell.width()).max().unwrap_or(0);
        let widths: Vec<(usize, bool)> =
            before.iter().enumerate().map(|(at, (_, number))| (width_of(at), *number)).collect();
        let front: usize = 2 + widths.iter().map(|(width, _)| width + 2).sum::<usize>();
        if front.saturating_add(MIN_LAST_COLUMN) > self.width() {
            return None;
        }
        let row = |row: &&Vec<String>| {
            let cells =
                row.iter().zip(&widths).map(|(cell, (width, number))| pad_cell(cell, *width, *number));
            let start: String = std::iter::once("  ".to_owned()).chain(cells).collect();
            self.wrap(&start, &" ".repeat(front), row.last().map_or("", String::as_str))
        };
        Some(all.iter().flat_map(row).collect())
    }

    /// Writes a row as an item: the first cell, and below it the others with the titles of their columns, on
    /// one line if they fit.
    fn row_as_item(self, head: &[(String, bool)], row: &[String]) -> Vec<String> {
        let mut out = self.item(None, row.first().map_or("", String::as_str));
        let cells = head.iter().zip(row).skip(1).filter(|(_, cell)| !cell.is_empty());
        let cells: Vec<String> = cells.map(|((title, _), cell)| format!("{title}: {cell}")).collect();
        let line = self.wrap("    ", "      ", &cells.join("; "));
        match line.as_slice() {
            [_] => out.extend(line),
            _ => out.extend(cells.iter().flat_map(|cell| self.wrap("    ", "      ", cell))),
        }
        out
    }
}

/// Pads a cell to the width of its column, with the blanks that separate the columns.
fn pad_cell(cell: &str, width: usize, number: bool) -> String {
    let padding = " ".repeat(width.saturating_sub(cell.width()));
    if number { format!("{padding}{cell}  ") } else { format!("{cell}{padding}  ") }
}

impl Markup for PlainText {
    fn text(&self, text: &str, _: LinePosition) -> String {
        self.user_text(text)
    }

    fn code(&self, name: &str) -> String {
        self.user_text(name)
    }

    fn link(&self, title: &str, address: &str) -> String {
        format!("{} <{}>", self.user_text(title), self.user_text(address))
    }

    fn strong(&self, line: &str) -> String {
        line.to_owned()
    }

    fn emphasis(&self, words: &str) -> String {
        words.to_owned()
    }

    fn heading(&self, level: usize, line: &str) -> Vec<String> {
        let line = line.trim();
        let rule = |mark: &str| mark.repeat(line.width().clamp(1, MAIL_WIDTH));
        match level {
            1 => vec![line.to_owned(), rule("=")],
            2 => vec![line.to_owned(), rule("-")],
            _ => vec![format!("{line}:")],
        }
    }

    fn paragraph(&self, line: String) -> Vec<String> {
        self.wrap("", "", &line)
    }

    fn item(&self, tick: Option<bool>, line: &str) -> Vec<String> {
        match tick {
            None => self.wrap("- ", "  ", line),
            Some(true) => self.wrap("[x] ", "    ", line),
            Some(false) => self.wrap("[ ] ", "    ", line),
        }
    }

    fn sub_item(&self, line: &str) -> Vec<String> {
        self.wrap("    - ", "      ", line)
    }

    fn note(&self, line: &str, text: &str) -> Vec<String> {
        let mut out = self.sub_item(line);
        let text = self.user_text(text);
        for line in or_placeholder(text.trim_matches('\n')).lines() {
            let words = line.trim_start();
            let indent = " ".repeat(line.chars().count() - words.chars().count());
            let mark = format!("      | {indent}");
            out.extend(self.wrap(&mark, &mark, words));
        }
        out
    }

    fn table(&self, head: &[(String, bool)], rows: &[Vec<String>]) -> Vec<String> {
        self.aligned_table(head, rows)
            .unwrap_or_else(|| rows.iter().flat_map(|row| self.row_as_item(head, row)).collect())
    }
}

/// A part of a document that a field holds whole or not at all.
struct Chunk<'a> {
    kind: SectionKind,
    /// The heading of its section, which the facts do not have.
    heading: Option<&'a str>,
    text: String,
}

/// Returns the document for a journal field: the most urgent sections first, and a count of what does not fit.
pub(super) fn servicenow(mut doc: Doc) -> String {
    doc.sections.sort_by_key(|section| section.kind);
    let headings: Vec<String> =
        doc.sections.iter().map(|section| field_line(&section.title).to_uppercase()).collect();
    let chunks = chunks(&doc, &headings);
    let kinds: Vec<SectionKind> = chunks.iter().map(|chunk| chunk.kind).collect();
    let mut out = format!("{}\n{}\n\n", field_line(&doc.title), field_line(&doc.status));
    let mut used = field_size(&out) + field_size(&closing_lines(&doc, &kinds));
    let (mut heading, mut fitting) = (None, 0);
    for chunk in &chunks {
        let mut text = chunk.text.clone();
        if chunk.heading.is_some() && chunk.heading != heading {
            heading = chunk.heading;
            text = format!("\n{}\n{text}", heading.unwrap_or_default());
        }
        used += field_size(&text);
        if used > FIELD_LIMIT {
            break;
        }
        out.push_str(&text);
        fitting += 1;
    }
    out + &closing_lines(&doc, kinds.get(fitting..).unwrap_or_default())
}

fn chunks<'a>(doc: &Doc, headings: &'a [String]) -> Vec<Chunk<'a>> {
    let fact = |item: &ListItem| Chunk { kind: SectionKind::Facts, heading: None, text: item_chunk(item) };
    let mut out: Vec<Chunk<'_>> = doc.facts.iter().map(fact).collect();
    for (section, heading) in doc.sections.iter().zip(headings) {
        let chunk = |text| Chunk { kind: section.kind, heading: Some(heading), text };
        out.extend(section_chunks(section).into_iter().map(chunk));
    }
    out
}

fn section_chunks(section: &DocSection) -> Vec<String> {
    let mut out = Vec::new();
    for block in &section.blocks {
        match block {
            DocBlock::Items(items) => out.extend(items.iter().map(item_chunk)),
            DocBlock::Grid(grid) => out.extend(row_chunks(grid)),
            // Headings of checklist sections cost more room than they are worth here, and every other format
            // explains the heads of logs.
            DocBlock::Heading { .. } => {}
            DocBlock::Paragraph(_) if section.kind == SectionKind::Logs => {}
            DocBlock::Paragraph(line) => out.push(field_line(line) + "\n"),
        }
    }
    out
}

fn item_chunk(item: &ListItem) -> String {
    let sub_items = item.sub_items.iter().filter(|sub_item| !matches!(sub_item, SubItem::Reference(_)));
    let item = ListItem { sub_items: sub_items.cloned().collect(), ..item.clone() };
    markup::item(&PlainText::Field, &item).join("\n") + "\n"
}

fn row_chunks(grid: &Grid) -> impl Iterator<Item = String> {
    grid.rows.iter().map(|row| {
        let cells = grid.head.iter().zip(row).filter(|(_, cell)| !cell.is_empty());
        let cells =
            cells.map(|(column, cell)| format!("{}: {}", field_line(&column.title), field_line(cell)));
        PlainText::Field.item(None, &cells.collect::<Vec<_>>().join("; ")).join("\n") + "\n"
    })
}

/// Returns the last lines: what was left out, and the summary.
fn closing_lines(doc: &Doc, left_out: &[SectionKind]) -> String {
    let mut counts: Vec<(SectionKind, usize)> = Vec::new();
    for kind in left_out {
        match counts.iter_mut().find(|(known, _)| known == kind) {
            Some((_, n)) => *n += 1,
            None => counts.push((*kind, 1)),
        }
    }
    let counts: Vec<String> =
        counts.into_iter().map(|(kind, n)| format!("{n} of {}", kind_noun(kind))).collect();
    match counts.as_slice() {
        [] => format!("\n{}\n", doc.summary),
        counts => format!("\nLeft out, as this field is full: {}.\n\n{}\n", list(counts), doc.summary),
    }
}

fn kind_noun(kind: SectionKind) -> &'static str {
    match kind {
        SectionKind::Facts => "the facts",
        SectionKind::Problems => "the problems with the record",
        SectionKind::Warnings => "the warnings in force",
        SectionKind::Exceptions => "the open steps and exceptions",
        SectionKind::Decisions => "the decisions",
        SectionKind::Steps => "the steps",
        SectionKind::Removed => "what was recorded on removed steps",
        SectionKind::History => "the history",
        SectionKind::Logs => "the logs",
        SectionKind::Matrix => "the sessions",
    }
}

fn field_line(spans: &[Span]) -> String {
    markup::line(&PlainText::Field, spans)
}

fn field_size(text: &str) -> usize {
    text.encode_utf16().count() + text.matches('\n').count()
}

/// Shortens a long text, with a count of what is left out. `ServiceNow` reads the text between `[code]` and
/// `[/code]` as HTML, so a blank breaks these up.
fn field_text(text: &str) -> String {
    let mut short: String = text.chars().take(FIELD_MAX_TEXT).collect();
    let more = text.chars().count().saturating_sub(FIELD_MAX_TEXT);
    if more > 0 {
        short = format!("{short}… ({more} more characters)");
    }
    let mut out = String::with_capacity(short.len());
    for (at, c) in short.char_indices() {
        out.push(c);
        let rest = short.get(at + 1..).unwrap_or_default();
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        if c == '[' && rest.get(..4).is_some_and(|tag| tag.eq_ignore_ascii_case("code")) {
            out.push(' ');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_wrap_at_blanks_and_long_words_stay_whole() {
        let long = "x".repeat(80);
        let text = format!("{} {long} end", "word ".repeat(16).trim_end());
        let lines = PlainText::Mail.item(Some(true), &text);
        assert_eq!(lines.len(), 4, "{lines:?}");
        assert!(lines[0].starts_with("[x] word") && lines[0].width() <= 76);
        assert_eq!(lines[2], format!("    {long}"));
        assert_eq!(lines[3], "    end");
        assert_eq!(PlainText::Field.item(None, &text), [format!("- {text}")]);
    }

    #[test]
    fn a_table_without_room_becomes_items() {
        let head = [("Name".to_owned(), false), ("N".to_owned(), true), ("What".to_owned(), false)];
        let row = |name: &str| vec![name.to_owned(), "5".to_owned(), "done".to_owned()];
        let narrow = PlainText::Mail.table(&head, &[row("a"), row("日本")]);
        assert_eq!(narrow, ["  Name  N  What", "  a     5  done", "  日本  5  done"]);
        let wide = PlainText::Mail.table(&head, &[row(&"long ".repeat(12))]);
        assert_eq!(wide.last().unwrap(), "    N: 5; What: done");
    }
}

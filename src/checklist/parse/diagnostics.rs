//! PURE. Problems for people, in the look of rustc, and for programs, as JSON.

use std::fmt::Write as _;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use anstream::adapter::strip_str;

use crate::checklist::problem::{Label, Position, Problem, Severity};
use crate::text::{BOM, Text, is_hidden};

/// The width of a message in columns.
const WIDTH: usize = 110;

/// How many bytes of a line are shown before a place, and how many from there on. A file may be one
/// line of a megabyte.
const BYTES_BEFORE: usize = 60;
const BYTES_AFTER: usize = 80;

/// Formats a problem with its line of the file and a caret: several lines of text without a line
/// break at the end. `bytes` is the whole file, as it was given to `parse`.
pub fn render(problem: &Problem, file: &str, bytes: &[u8], colored: bool) -> String {
    let file = Text::line(file).to_string();
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = Group::with_title(level.primary_title(problem.message.as_str()).id(problem.code));
    match &problem.position {
        Some(position) => group = add_source(group, problem, position, &file, bytes),
        None => group = group.element(Origin::path(file.clone())),
    }
    if !problem.path.is_root() {
        group = group.element(Level::NOTE.with_name(Some("at")).message(problem.path.to_string()));
    }
    if let Some(help) = &problem.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    let renderer = if colored { Renderer::styled() } else { Renderer::plain() };
    without_blank_origins(&renderer.term_width(WIDTH).render(&[group]))
}

/// Removes the origin without a name that the renderer adds to each snippet.
///
/// It would count columns in the excerpt, not in the file; so each origin is given apart.
fn without_blank_origins(report: &str) -> String {
    let is_blank = |line: &&str| strip_str(line).to_string().trim() == ":::";
    report.lines().filter(|line| !is_blank(line)).collect::<Vec<_>>().join("\n")
}

fn add_source<'a>(
    mut group: Group<'a>,
    problem: &'a Problem,
    position: &Position,
    file: &str,
    bytes: &[u8],
) -> Group<'a> {
    let main = Excerpt::around(bytes, &position.span);
    let labels: Vec<(&Label, &Position)> =
        problem.labels.iter().filter_map(|label| Some((label, label.position.as_ref()?))).collect();
    let (same, others): (Vec<_>, Vec<_>) =
        labels.into_iter().partition(|(_, at)| at.line == position.line && main.contains(&at.span));
    let mut marks = vec![AnnotationKind::Primary.span(main.displayed_span(&position.span))];
    for (label, at) in same {
        let span = main.displayed_span(&at.span);
        marks.push(AnnotationKind::Context.span(span).label(label.message.as_str()));
    }
    group = group.element(origin(file, position));
    group = group.element(Snippet::source(main.text).line_start(position.line).annotations(marks));
    for (label, at) in others {
        let excerpt = Excerpt::around(bytes, &at.span);
        let span = excerpt.displayed_span(&at.span);
        let mark = AnnotationKind::Context.span(span).label(label.message.as_str());
        group = group.element(origin(file, at));
        group = group.element(Snippet::source(excerpt.text).line_start(at.line).annotation(mark));
    }
    group
}

fn origin<'a>(file: &str, position: &Position) -> Origin<'a> {
    Origin::path(file.to_owned()).line(position.line).char_column(position.column)
}

/// A problem as a member of the output of `check --json`.
#[derive(Debug, Clone, serde::Serialize)]
pub struct ProblemJson<'a> {
    /// Safe to show.
    pub file: Text,
    pub severity: Severity,
    pub code: &'static str,
    /// The line, from 1; `null` where there is no file.
    pub line: Option<usize>,
    /// The column in characters, from 1; `null` where there is no file.
    pub column: Option<usize>,
    /// The path in the document; empty for the whole of it.
    pub path: String,
    pub message: &'a str,
    pub help: Option<&'a str>,
}

/// Converts a problem for programs.
pub fn to_json<'a>(problem: &'a Problem, file: &str) -> ProblemJson<'a> {
    ProblemJson {
        file: Text::line(file),
        severity: problem.severity,
        code: problem.code,
        line: problem.position.as_ref().map(|position| position.line),
        column: problem.position.as_ref().map(|position| position.column),
        path: problem.path.to_string(),
        message: &problem.message,
        help: problem.help.as_deref(),
    }
}

/// A part of a line of the file around a place, safe to show: cut to a readable length, with hidden
/// characters and bytes that are not UTF-8 written out.
struct Excerpt {
    text: String,
    /// The bytes of the file that are shown.
    window: Range<usize>,
    /// Where each character of the file begins: in the file and in `text`.
    offsets: Vec<(usize, usize)>,
}

impl Excerpt {
    fn around(bytes: &[u8], span: &Range<usize>) -> Self {
        let window = window(bytes, span.start.min(bytes.len()));
        let is_cut = |at: usize| bytes.get(at).is_some_and(|byte| !matches!(byte, b'\n' | b'\r'));
        let cut_before = window.start > 0 && is_cut(window.start - 1) && window.start != bom_len(bytes);
        let mut excerpt = Self { text: String::new(), window: window.clone(), offsets: Vec::new() };
        excerpt.text.push_str(if cut_before { "..." } else { "" });
        excerpt.push_bytes(bytes.get(window.clone()).unwrap_or_default());
        excerpt.offsets.push((window.end, excerpt.text.len()));
        excerpt.text.push_str(if is_cut(window.end) { "..." } else { "" });
        excerpt
    }

    /// Returns whether the beginning of another place is shown as well.
    fn contains(&self, span: &Range<usize>) -> bool {
        self.window.contains(&span.start)
    }

    /// Returns the bytes of `text` for a place of the file, as far as it is shown.
    fn displayed_span(&self, span: &Range<usize>) -> Range<usize> {
        let start = self.displayed_offset(span.start);
        start..self.displayed_offset(span.end).max(start)
    }

    fn displayed_offset(&self, offset: usize) -> usize {
        let next = self.offsets.partition_point(|(at, _)| *at < offset);
        self.offsets.get(next).map_or(self.text.len(), |(_, displayed)| *displayed)
    }

    fn push_bytes(&mut self, bytes: &[u8]) {
        let mut at = self.window.start;
        for chunk in bytes.utf8_chunks() {
            let mut before = None;
            let mut chars = chunk.valid().chars().peekable();
            while let Some(c) = chars.next() {
                self.offsets.push((at, self.text.len()));
                self.push_char(before, c, chars.peek().copied());
                at += c.len_utf8();
                before = Some(c);
            }
            for byte in chunk.invalid() {
                self.offsets.push((at, self.text.len()));
                let _ = write!(self.text, "<{byte:02X}>");
                at += 1;
            }
        }
    }

    fn push_char(&mut self, before: Option<char>, c: char, after: Option<char>) {
        match c {
            '\t' => self.text.push_str("    "),
            _ if is_hidden(before, c, after) => {
                let _ = write!(self.text, "<U+{:04X}>", u32::from(c));
            }
            _ => self.text.push(c),
        }
    }
}

/// Returns the length of the byte order mark, which is no part of the first line.
fn bom_len(bytes: &[u8]) -> usize {
    if bytes.starts_with(BOM.as_bytes()) { BOM.len() } else { 0 }
}

fn window(bytes: &[u8], at: usize) -> Range<usize> {
    let earliest = at.saturating_sub(BYTES_BEFORE).max(bom_len(bytes)).min(at);
    let before = bytes.get(earliest..at).unwrap_or_default();
    let start = before.iter().rposition(|byte| *byte == b'\n').map_or(earliest, |nth| earliest + nth + 1);
    let latest = (at + BYTES_AFTER).min(bytes.len());
    let after = bytes.get(at..latest).unwrap_or_default();
    let end = after.iter().position(|byte| *byte == b'\n').map_or(latest, |nth| at + nth);
    let ends_in_cr = end > at && bytes.get(end - 1) == Some(&b'\r') && bytes.get(end) == Some(&b'\n');
    char_boundary(bytes, start)..if ends_in_cr { end - 1 } else { char_boundary(bytes, end).max(at) }
}

/// Returns the next beginning of a character.
fn char_boundary(bytes: &[u8], at: usize) -> usize {
    let is_inside = |at: &usize| bytes.get(*at).is_some_and(|byte| (0x80..0xC0).contains(byte));
    (at..at + 4).find(|at| !is_inside(at)).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn displayed(bytes: &[u8], span: Range<usize>) -> (String, String) {
        let excerpt = Excerpt::around(bytes, &span);
        let marked = excerpt.text[excerpt.displayed_span(&span)].to_owned();
        (excerpt.text, marked)
    }

    #[test]
    fn one_line_is_shown_and_the_place_in_it() {
        assert_eq!(displayed(b"one\r\ntwo three\r\nfour", 9..14), ("two three".into(), "three".into()));
        assert_eq!(displayed(b"\xEF\xBB\xBF{}", 3..5), ("{}".into(), "{}".into()));
        assert_eq!(displayed(b"one\n", 4..4), (String::new(), String::new()));
    }

    #[test]
    fn hidden_characters_are_written_out() {
        let line = "a\u{202e}b\tc\u{1b}d";
        let expected = ("a<U+202E>b    c<U+001B>d".into(), "<U+202E>".into());
        assert_eq!(displayed(line.as_bytes(), 1..4), expected);
        assert_eq!(displayed(b"a\xFFb", 1..2), ("a<FF>b".into(), "<FF>".into()));
    }

    #[test]
    fn a_long_line_is_cut_on_both_sides() {
        let line = "ä".repeat(1_000_000);
        let (text, marked) = displayed(line.as_bytes(), 1_000_000..1_000_002);
        assert!(text.starts_with("...ä") && text.ends_with("ä...") && text.len() < 300, "{text}");
        assert_eq!(marked, "ä");
    }
}

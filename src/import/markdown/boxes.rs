//! PURE. Boxes as people write them: `[ ]` with any mark in it, and the ones that are nearly boxes.
//!
//! Markdown knows `- [ ] text` and `- [x] text` only. Lines that are meant as such become such before the
//! parser sees them: `-[ ] text`, `- [ ]text`, `- []`, `[ x ]`, `[ ] text` without a bullet, with other marks
//! or other blanks. No line is added or removed, so the lines of the report are those of the file.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};
use unicode_segmentation::UnicodeSegmentation as _;

use super::blocks::{BlockKind, Document, Marks};
use super::parser;
use crate::checklist::Status;
use crate::import::clean::LineIndex;
use crate::import::report::ImportReport;
use crate::import::tree::ImportedStatus;

/// How often a text is normalized: what is code at first may be the text of an item once the line above it
/// is one.
const MAX_PASSES: usize = 4;

/// Returns the text with every box as the parser knows it, and the marks that it does not know.
pub(super) fn normalize(text: &str) -> (Cow<'_, str>, Marks) {
    let mut marks = Marks::new();
    let mut out = Cow::Borrowed(text);
    for _ in 0..MAX_PASSES {
        let Some(next) = normalize_once(&out, &mut marks) else { break };
        out = Cow::Owned(next);
    }
    (out, marks)
}

/// Returns the text with the boxes changed that are seen as such; nothing where none is to be changed.
fn normalize_once(text: &str, marks: &mut Marks) -> Option<String> {
    let changed: Vec<(usize, BoxLine<'_>)> = lines(text)
        .filter_map(|(start, line)| Some((start, BoxLine::parse(line)?)))
        .filter(|(_, line)| !line.is_canonical())
        .collect();
    if changed.is_empty() {
        return None;
    }
    let places = Places::of(text);
    let index = LineIndex::new(text);
    let mut out = String::with_capacity(text.len() + 2 * changed.len());
    let mut done = 0;
    for (start, line) in changed {
        if places.forbid(start + line.box_at) {
            continue;
        }
        out.push_str(text.get(done..start).unwrap_or_default());
        line.write(&mut out);
        done = start + line.whole.len();
        if !is_known(line.mark) {
            marks.insert(index.line_of(start), line.mark.to_owned());
        }
    }
    out.push_str(text.get(done..).unwrap_or_default());
    (done > 0).then_some(out)
}

/// Returns the lines without their ends, each with its start.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    text.split('\n').map(move |line| {
        let at = start;
        start += line.len() + 1;
        (at, line)
    })
}

/// Whether the parser knows a mark.
fn is_known(mark: &str) -> bool {
    matches!(mark, " " | "x" | "X")
}

/// Reports the lines with boxes that became no step: in code, or in a text that goes on.
pub(super) fn report_boxes_in_text(document: &Document<'_>, report: &mut ImportReport) {
    let mut known: HashSet<usize> = HashSet::new();
    for (at, block) in document.blocks.iter().enumerate() {
        let is_other = matches!(block.kind, BlockKind::Html | BlockKind::FrontMatter | BlockKind::Table);
        if block.checkbox.is_some() {
            known.insert(document.line(at));
        } else if is_other {
            known.extend(document.line(at)..=document.lines.line_of(block.range.end.saturating_sub(1)));
        }
    }
    for (n, line) in document.text.lines().enumerate() {
        if !known.contains(&(n + 1)) && BoxLine::parse(line).is_some() {
            report.add_changed_text(n + 1, "a box within code or a text is text, no step", line);
        }
    }
}

/// Returns the status that a mark stands for; `None` for an open box.
pub(super) fn status(mark: &str, line: usize, report: &mut ImportReport) -> Option<ImportedStatus> {
    let status = match mark.trim_end_matches('\u{fe0f}') {
        " " => return None,
        "x" | "X" | "✓" | "✔" | "√" | "☑" | "✅" => Status::Done,
        "~" | "-" => Status::NotApplicable,
        "/" | ">" => Status::InProgress,
        "!" => Status::Blocked,
        _ => {
            report.add_changed(
                line,
                format!("the mark `[{mark}]` is no status that is known: it starts as todo"),
            );
            return None;
        }
    };
    Some(ImportedStatus { status, reason: None })
}

/// What begins a cell of a table, or the text of an item, where it is a box.
///
/// Returns the mark and the text behind the box. Crosses and ticks alone are boxes only where `ticks` says so:
/// they also fill tables of what a product can do.
pub(super) fn cell_box(words: &str, ticks: bool) -> Option<(&str, &str)> {
    let words = words.trim_start_matches(['-', '*', ' ']).trim();
    if let Some((mark, len)) = parse_box(words) {
        let rest = words.get(len..).unwrap_or_default();
        let is_box = rest.is_empty() || rest.starts_with(is_blank);
        return is_box.then(|| (mark, rest.trim_matches(is_blank)));
    }
    if let Some(found) = shortcode_box(words) {
        return Some(found);
    }
    let glyph = words.graphemes(true).next()?;
    let mark = match glyph.trim_end_matches('\u{fe0f}') {
        "☐" => " ",
        "☑" | "☒" => "x",
        "⬜" | "◻" | "□" if ticks => " ",
        "✅" | "✔" if ticks => "x",
        _ => return None,
    };
    let rest = words.get(glyph.len()..).unwrap_or_default();
    (rest.is_empty() || rest.starts_with(is_blank)).then(|| (mark, rest.trim_matches(is_blank)))
}

/// The same for the names that GitHub has for such characters.
fn shortcode_box(words: &str) -> Option<(&'static str, &str)> {
    const NAMES: [(&str, &str); 4] = [
        ("black_square_button", " "),
        ("white_square_button", " "),
        ("white_large_square", " "),
        ("ballot_box_with_check", "x"),
    ];
    let (name, rest) = words.strip_prefix(':')?.split_once(':')?;
    let (_, mark) = NAMES.iter().find(|(known, _)| *known == name)?;
    Some((*mark, rest.trim_matches(is_blank)))
}

/// Whether a character is a blank, the ones that do not break included.
fn is_blank(c: char) -> bool {
    c.is_whitespace()
}

/// Parses a box at the start of a text, and returns its mark and its length in bytes.
fn parse_box(text: &str) -> Option<(&str, usize)> {
    let inner = text.strip_prefix('\\').unwrap_or(text).strip_prefix('[')?;
    let words = inner.trim_start_matches(is_blank);
    let end_of = |rest: &str| {
        let rest = rest.trim_start_matches(is_blank);
        let rest = rest.strip_prefix('\\').unwrap_or(rest).strip_prefix(']')?;
        Some(text.len() - rest.len())
    };
    if let Some(len) = end_of(words) {
        return Some((" ", len));
    }
    let mark = words.graphemes(true).next().filter(|mark| !matches!(*mark, "[" | "]" | "\\"))?;
    Some((mark, end_of(words.get(mark.len()..)?)?))
}

/// A line that begins with a box.
struct BoxLine<'a> {
    whole: &'a str,
    /// What precedes the bullet: the indent, quotation marks, and bullets of items around it.
    prefix: &'a str,
    /// The bullet, without the blanks behind it; nothing where there is none.
    bullet: &'a str,
    /// What stands between the bullet and the box.
    gap: &'a str,
    /// The byte at which the box begins.
    box_at: usize,
    mark: &'a str,
    rest: &'a str,
}

impl<'a> BoxLine<'a> {
    fn parse(whole: &'a str) -> Option<Self> {
        let mut bullets = whole.char_indices().peekable();
        let (mut bullet_at, mut bullet_end) = (0, 0);
        let box_at = loop {
            let (at, c) = *bullets.peek()?;
            let is_bullet = bullet_at < bullet_end && bullet_end == at;
            match c {
                '[' | '\\' | '☐' | '☑' | '☒' => break at,
                // `**[ ]**` is bold.
                c if is_bullet && !is_blank(c) => return None,
                '>' => (bullet_at, bullet_end) = (at + 1, at + 1),
                '-' | '*' | '+' | '•' | '◦' | '▪' | '‣' | '·' | '–' | '—' => {
                    (bullet_at, bullet_end) = (at, at + c.len_utf8());
                }
                '0'..='9' => {
                    let digits = whole.get(at..)?.trim_start_matches(|c: char| c.is_ascii_digit());
                    if !digits.starts_with(['.', ')']) {
                        return None;
                    }
                    (bullet_at, bullet_end) = (at, whole.len() - digits.len() + 1);
                    while bullets.next_if(|(at, _)| *at + 1 < bullet_end).is_some() {}
                }
                c if is_blank(c) => {}
                _ => return None,
            }
            bullets.next();
        };
        if bullet_end == 0 {
            (bullet_at, bullet_end) = (box_at, box_at);
        }
        let from_box = whole.get(box_at..)?;
        let (mark, len) = match from_box.chars().next()? {
            '[' | '\\' => parse_box(from_box)?,
            glyph => (if glyph == '☐' { " " } else { "x" }, glyph.len_utf8()),
        };
        let line = Self {
            whole,
            prefix: whole.get(..bullet_at)?,
            bullet: whole.get(bullet_at..bullet_end)?,
            gap: whole.get(bullet_end..box_at)?,
            box_at,
            mark,
            rest: from_box.get(len..)?,
        };
        line.is_meant(from_box.starts_with("[]")).then_some(line)
    }

    fn has_bullet(&self) -> bool {
        !self.bullet.is_empty()
    }

    /// Whether it is meant as a box: `[1] A book` is a source, `[]string` a type, `[x](a)` a link, and
    /// `*[x] a*` is emphasis.
    fn is_meant(&self, is_empty: bool) -> bool {
        if self.bullet == "*" && self.gap.is_empty() && self.rest.contains('*') {
            return false;
        }
        let is_word = !is_known(self.mark) && self.mark.chars().all(char::is_alphanumeric);
        match self.rest.chars().next() {
            Some(c) if is_blank(c) && !self.rest.trim().is_empty() => self.has_bullet() || !is_word,
            Some(c) if !is_blank(c) && (is_empty || is_word) => false,
            Some(c) if !is_blank(c) && !"([:".contains(c) => self.has_bullet() || is_known(self.mark),
            _ => self.has_bullet(),
        }
    }

    /// Whether the parser knows it as a box already.
    fn is_canonical(&self) -> bool {
        let known = self.whole.get(self.box_at..).unwrap_or_default();
        let known = ["[ ]", "[x]", "[X]"].iter().any(|canonical| known.starts_with(canonical));
        let ascii = |blanks: &str| blanks.chars().all(|c| matches!(c, ' ' | '\t'));
        let is_bullet = self.has_bullet() && self.bullet.is_ascii() && !self.gap.is_empty();
        let starts = self.rest.is_empty() || self.rest.starts_with([' ', '\t']);
        known && is_bullet && starts && ascii(self.gap) && is_plain_prefix(self.prefix)
    }

    fn write(&self, out: &mut String) {
        out.extend(self.prefix.chars().map(|c| if is_blank(c) && c != '\t' { ' ' } else { c }));
        out.push_str(if self.bullet.is_ascii() && self.has_bullet() { self.bullet } else { "-" });
        if self.gap.is_empty() || !self.gap.is_ascii() {
            out.push(' ');
        } else {
            out.push_str(self.gap);
        }
        out.push_str(if self.mark == " " { "[ ]" } else { "[x]" });
        out.push(' ');
        out.push_str(self.rest.trim_start_matches(is_blank));
    }
}

fn is_plain_prefix(prefix: &str) -> bool {
    prefix.is_ascii()
}

/// The places of a file in which a line with a box is none.
#[derive(Default)]
struct Places {
    /// Code, HTML, tables and front matter, in order.
    blocks: Vec<Range<usize>>,
    /// The starts of links, in order.
    links: Vec<usize>,
}

impl Places {
    fn of(text: &str) -> Self {
        let mut places = Self::default();
        for (event, range) in Parser::new_ext(text, parser::options()).into_offset_iter() {
            match event {
                Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::Table(_) | Tag::MetadataBlock(_)) => {
                    places.blocks.push(range);
                }
                Event::Start(Tag::Link { .. } | Tag::Image { .. }) => places.links.push(range.start),
                _ => {}
            }
        }
        places
    }

    fn forbid(&self, at: usize) -> bool {
        let before = self.blocks.partition_point(|block| block.start <= at);
        let inside = before.checked_sub(1).and_then(|before| self.blocks.get(before));
        inside.is_some_and(|block| block.contains(&at)) || self.links.binary_search(&at).is_ok()
    }
}

//! PURE. From bytes to text, and from paths to places in it: a tree of the document with the bytes of each
//! value.
//!
//! `serde_json` decides what JSON is; `jsonc-parser` only says where things stand.

use std::collections::BTreeMap;
use std::ops::Range;

use jsonc_parser::ast::{Object, ObjectProp, Value};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use crate::checklist::problem::{Label, Path, Position, Problem, Segment, ValuePart};
use crate::text::BOM;

/// The document as a tree, or nothing where the two parsers do not agree.
pub(crate) fn parse_tree(text: &str) -> Option<Value<'_>> {
    let strict = ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    parse_to_ast(text, &CollectOptions::default(), &strict).ok()?.value
}

/// The member of an object; the first of several.
fn member<'t, 'a>(object: &'t Object<'a>, name: &str) -> Option<&'t ObjectProp<'a>> {
    object.properties.iter().find(|property| property.name.as_str() == name)
}

/// The bytes of a value. Of a long object or array only its bracket, so that a message does not
/// repeat half of the file.
pub(crate) fn span(value: &Value<'_>, text: &str) -> Range<usize> {
    let whole = value.start()..value.end();
    let is_short = || text.get(whole.clone()).is_some_and(|text| text.len() <= 40 && !text.contains('\n'));
    match value {
        Value::Object(_) | Value::Array(_) if !is_short() => whole.start..whole.start + 1,
        _ => whole,
    }
}

/// The bytes of what is at a path, or of the nearest thing around it where it is missing.
fn span_at(root: &Value<'_>, path: &Path, place: ValuePart, text: &str) -> Range<usize> {
    let mut value = root;
    let mut key = None;
    for segment in path.segments() {
        let next = match (segment, value) {
            (Segment::Member(name), Value::Object(object)) => member(object, name)
                .map(|property| (Some(property.name.start()..property.name.end()), &property.value)),
            (Segment::Item(index), Value::Array(array)) => {
                array.elements.get(*index).map(|item| (None, item))
            }
            _ => None,
        };
        let Some(next) = next else { return span(value, text) };
        (key, value) = next;
    }
    match (place, key, value) {
        (ValuePart::Key, Some(key), _) => key,
        (ValuePart::Offset(offset), _, Value::StringLit(string)) => {
            char_span(string.start()..string.end(), offset, text)
        }
        _ => span(value, text),
    }
}

/// The character of a string literal that is at this byte of its value.
fn char_span(literal: Range<usize>, offset: usize, text: &str) -> Range<usize> {
    let content = text.get(literal.start + 1..literal.end.saturating_sub(1)).unwrap_or_default();
    let (mut at, mut decoded) = (0, 0);
    while let Some(rest) = content.get(at..).filter(|rest| !rest.is_empty()) {
        let (written, meant) = char_lengths(rest);
        if decoded >= offset {
            return literal.start + 1 + at..literal.start + 1 + at + written;
        }
        at += written;
        decoded += meant;
    }
    literal
}

/// How many bytes the first character of a literal takes as it is written, and in the value.
fn char_lengths(literal: &str) -> (usize, usize) {
    let unit = |at: usize| literal.get(at..at + 4).and_then(|hex| u32::from_str_radix(hex, 16).ok());
    match literal.as_bytes() {
        [b'\\', b'u', ..] => match unit(2) {
            Some(0xD800..=0xDBFF) => (12, 4),
            Some(code) => (6, char::from_u32(code).map_or(1, char::len_utf8)),
            None => (2, 1),
        },
        [b'\\', ..] => (2, 1),
        _ => {
            let length = literal.chars().next().map_or(1, char::len_utf8);
            (length, length)
        }
    }
}

/// Gives every problem its place in the file and sorts them by it. Those that have one already
/// (their span stands, line and column are 0) get the line and column.
pub(crate) fn assign_positions(problems: &mut [Problem], root: Option<&Value<'_>>, source: SourceText<'_>) {
    let span_of = |at: &Option<Position>, path: &Path, place: ValuePart| match (at, root) {
        (Some(at), _) => at.span.clone(),
        (None, Some(root)) => span_at(root, path, place, source.text),
        (None, None) => 0..0,
    };
    let mut starts = BTreeMap::new();
    for problem in &mut *problems {
        let span = span_of(&problem.position, &problem.path, problem.part);
        starts.insert(span.start, (1, 1));
        problem.position = Some(Position::uncounted(span));
        for Label { position: at, path, part: place, .. } in &mut problem.labels {
            let span = span_of(at, path, *place);
            starts.insert(span.start, (1, 1));
            *at = Some(Position::uncounted(span));
        }
    }
    count_lines(&mut starts, source.text);
    for problem in &mut *problems {
        let also = problem.labels.iter_mut().map(|label| &mut label.position);
        for at in also.chain([&mut problem.position]).flatten() {
            (at.line, at.column) = starts.get(&at.span.start).copied().unwrap_or((1, 1));
            at.span = at.span.start + source.bom_len..at.span.end + source.bom_len;
        }
    }
    problems.sort_by_key(|problem| problem.position.as_ref().map(|at| at.span.start));
}

/// Counts lines and columns in one walk through the text, however many positions there are.
fn count_lines(starts: &mut BTreeMap<usize, (usize, usize)>, text: &str) {
    let (mut line, mut column) = (1, 1);
    let mut chars = text.char_indices().peekable();
    for (start, place) in starts {
        while let Some((_, c)) = chars.next_if(|(at, _)| at < start) {
            (line, column) = if c == '\n' { (line + 1, 1) } else { (line, column + 1) };
        }
        *place = (line, column);
    }
}

/// The text of a file, and how many bytes of a byte order mark stand before it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SourceText<'a> {
    pub(crate) text: &'a str,
    pub(crate) bom_len: usize,
}

impl<'a> SourceText<'a> {
    /// The text, or what is wrong with the encoding. Windows' Notepad writes a byte order mark,
    /// and old versions of it and of `PowerShell` write UTF-16.
    pub(crate) fn from_bytes(bytes: &'a [u8]) -> Result<Self, Box<Problem>> {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::from_text(text),
            Err(_) if is_utf16(bytes) => Err(Box::new(utf16())),
            Err(error) => {
                let mark = if bytes.starts_with(BOM.as_bytes()) { BOM.len() } else { 0 };
                let rest = bytes.get(mark..).unwrap_or_default();
                Err(Box::new(invalid_utf8(rest, error.valid_up_to().saturating_sub(mark), mark)))
            }
        }
    }

    /// The same of a text that is UTF-8 as far as its bytes go.
    pub(crate) fn from_text(text: &'a str) -> Result<Self, Box<Problem>> {
        if is_utf16(text.as_bytes()) {
            return Err(Box::new(utf16()));
        }
        match text.strip_prefix(BOM) {
            Some(text) => Ok(Self { text, bom_len: BOM.len() }),
            None => Ok(Self { text, bom_len: 0 }),
        }
    }
}

fn utf16() -> Problem {
    encoding_problem("this file is UTF-16, not UTF-8", 0..0, (1, 1))
}

fn is_utf16(bytes: &[u8]) -> bool {
    matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [b'{', 0, ..] | [0, b'{', ..])
}

fn invalid_utf8(bytes: &[u8], at: usize, mark: usize) -> Problem {
    let before = String::from_utf8_lossy(bytes.get(..at).unwrap_or_default());
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let byte = bytes.get(at).copied().unwrap_or_default();
    encoding_problem(
        &format!("this file is not UTF-8: byte 0x{byte:02X}"),
        at + mark..at + mark + 1,
        (line, column),
    )
}

fn encoding_problem(what: &str, span: std::ops::Range<usize>, (line, column): (usize, usize)) -> Problem {
    let mut problem = Problem::error("not-utf-8", Path::root(), what)
        .with_help("save the file as UTF-8")
        .with_part(ValuePart::Value);
    problem.position = Some(Position { span, line, column });
    problem
}

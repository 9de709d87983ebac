//! PURE. Whether a text is JSON at all, and if not, the first fault in words.

use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::positions::span_only;
use crate::checklist::path::Path;
use crate::checklist::problem::Problem;
use crate::text::Text;

/// The first fault, if the text is not JSON.
pub(crate) fn check(text: &str) -> Result<(), Box<Problem>> {
    if text.trim().is_empty() {
        return Err(Box::new(problem_at(0..0, "syntax", "the file is empty".to_owned())));
    }
    serde_json::from_str::<AnyJson>(text).map(drop).map_err(|error| Box::new(syntax_problem(&error, text)))
}

/// The fault that `serde_json` found, at its place.
pub(crate) fn syntax_problem(error: &serde_json::Error, text: &str) -> Problem {
    let words = message(error);
    let span = char_at(error_offset(error, text), text);
    let rest = text.get(span.start..).unwrap_or_default();
    if words.as_str() == "recursion limit exceeded" {
        return problem_at(span, "too-deep", "nested deeper than any checklist needs".to_owned());
    }
    if words.as_str().starts_with("expected `,`") && !rest.starts_with(['/', '\'']) {
        // The comma is missing behind the value before, which may be on another line.
        let before = text.get(..span.start).unwrap_or_default().trim_ascii_end();
        let last = before.char_indices().next_back().map_or(0, |(at, _)| at);
        return problem_at(last..before.len(), "syntax", format!("not valid JSON: {words} after this"));
    }
    let problem = problem_at(span, "syntax", format!("not valid JSON: {words}"));
    match help_for(rest, words.as_str()) {
        Some(help) => problem.with_help(help),
        None => problem,
    }
}

/// The words of `serde_json`, without its position. They may repeat bytes of the file, so they are
/// made safe; and some speak to people who write parsers.
fn message(error: &serde_json::Error) -> Text {
    let words = error.to_string();
    let words = words.rsplit_once(" at line ").map_or(words.as_str(), |(words, _)| words);
    if let Some(unfinished) = words.strip_prefix("EOF while parsing a") {
        return Text::line(&format!("the file ends within a{unfinished}"));
    }
    match words {
        "expected ident" => Text::line("expected `true`, `false` or `null`"),
        "key must be a string" => Text::line("expected the name of a member, in double quotes"),
        words => Text::line(words),
    }
}

fn help_for(rest: &str, words: &str) -> Option<&'static str> {
    match words {
        "trailing comma" => return Some("take the comma before this out"),
        "trailing characters" => return Some("a file holds one checklist, and nothing after it"),
        words if words.starts_with("control character") => {
            return Some("write a line break in a text as `\\n` and a tab as `\\t`");
        }
        words if words.starts_with("the file ends") => return Some("is a part of the file missing?"),
        _ => {}
    }
    if rest.starts_with('/') {
        return Some("JSON has no comments");
    }
    rest.starts_with('\'').then_some("JSON has double quotes (`\"`) only")
}

fn problem_at(span: Range<usize>, code: &'static str, what: String) -> Problem {
    let mut problem = Problem::error(code, Path::root(), what);
    problem.position = Some(span_only(span));
    problem
}

/// The byte that `serde_json` means. Its columns count bytes, from 1; 0 is the line break before.
fn error_offset(error: &serde_json::Error, text: &str) -> usize {
    if error.is_eof() {
        return text.trim_end().len();
    }
    let mut start = 0;
    for _ in 1..error.line() {
        let rest = text.get(start..).unwrap_or_default();
        start += rest.find('\n').map_or(rest.len(), |at| at + 1);
    }
    (start + error.column().saturating_sub(1)).min(text.len())
}

fn char_at(offset: usize, text: &str) -> Range<usize> {
    let start = (0..=offset).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let length = text.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    start..start + length
}

/// Reads any JSON and keeps nothing. `IgnoredAny` would do, but it takes some texts that are none.
struct AnyJson;

impl<'de> Deserialize<'de> for AnyJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for AnyJson {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_unit<E: Error>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self, A::Error> {
        while items.next_element::<Self>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self, A::Error> {
        while members.next_entry::<Self, Self>()?.is_some() {}
        Ok(self)
    }
}

//! PURE. Whether a text is JSON at all, and if not, the first error in words.

use std::ops::Range;

use crate::checklist::problem::{Path, Problem};
use crate::text::Text;

/// Returns the first error, if the text is not JSON.
pub(crate) fn check(text: &str) -> Result<(), Box<Problem>> {
    if text.trim().is_empty() {
        return Err(Box::new(problem_at(0..0, "syntax", "the file is empty".to_owned())));
    }
    // `IgnoredAny` would do with less memory, but it accepts some texts that are not JSON.
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(_) => Ok(()),
        Err(error) => Err(Box::new(syntax_problem(&error, text))),
    }
}

/// Describes an error of `serde_json`, at its place.
pub(crate) fn syntax_problem(error: &serde_json::Error, text: &str) -> Problem {
    let message = message(error);
    let span = char_at(error_offset(error, text), text);
    let rest = text.get(span.start..).unwrap_or_default();
    if message.as_str() == "recursion limit exceeded" {
        return problem_at(span, "too-deep", "nested deeper than any checklist needs".to_owned());
    }
    if message.as_str().starts_with("expected `,`") && !rest.starts_with(['/', '\'']) {
        // The comma is missing behind the value before, which may be on another line.
        let before = text.get(..span.start).unwrap_or_default().trim_ascii_end();
        let last = before.char_indices().next_back().map_or(0, |(at, _)| at);
        return problem_at(last..before.len(), "syntax", format!("not valid JSON: {message} after this"));
    }
    let problem = problem_at(span, "syntax", format!("not valid JSON: {message}"));
    match help_for(rest, message.as_str()) {
        Some(help) => problem.with_help(help),
        None => problem,
    }
}

/// Returns the message of `serde_json` without its position. It may repeat bytes of the file, so it
/// is made safe to show; and some messages speak to people who write parsers.
fn message(error: &serde_json::Error) -> Text {
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
    if let Some(unfinished) = message.strip_prefix("EOF while parsing a") {
        return Text::line(&format!("the file ends within a{unfinished}"));
    }
    match message {
        "expected ident" => Text::line("expected `true`, `false` or `null`"),
        "key must be a string" => Text::line("expected the name of a member, in double quotes"),
        message => Text::line(message),
    }
}

fn help_for(rest: &str, message: &str) -> Option<&'static str> {
    match message {
        "trailing comma" => return Some("take the comma before this out"),
        "trailing characters" => return Some("a file holds one checklist, and nothing after it"),
        message if message.starts_with("control character") => {
            return Some("write a line break in a text as `\\n` and a tab as `\\t`");
        }
        message if message.starts_with("the file ends") => return Some("is a part of the file missing?"),
        _ => {}
    }
    if rest.starts_with('/') {
        return Some("JSON has no comments");
    }
    rest.starts_with('\'').then_some("JSON has double quotes (`\"`) only")
}

fn problem_at(span: Range<usize>, code: &'static str, message: String) -> Problem {
    Problem::error(code, Path::root(), message).with_span(span)
}

/// Returns the byte that `serde_json` means. Its columns count bytes, from 1; 0 is the line break
/// before.
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

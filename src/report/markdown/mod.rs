//! PURE. GitHub's and GitLab's Markdown: to be pasted into a ticket, read raw or rendered.
//!
//! Whatever a title, note or answer says, the structure stays: one item for each step, one row for each
//! question, and a tick only where a step is done. Only characters that would have a meaning are escaped, so
//! that the source stays readable: `in_progress`, `C:\Windows` and `R&D` look the same in source and picture.

#[cfg(test)]
mod tests;

use std::fmt::Write as _;
use std::ops::Range;

use super::doc::or_placeholder;
use super::markup::{LinePosition, Markup};
use crate::text::{is_hidden, is_markdown_mark, line_start_marker};

/// Who reads the Markdown. The two differ in what they link after it is parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    Github,
    Gitlab,
}

impl Markup for Dialect {
    fn text(&self, text: &str, position: LinePosition) -> String {
        match position {
            LinePosition::Start => at_line_start(text, *self),
            LinePosition::Middle => inline(text, *self),
        }
    }

    fn code(&self, name: &str) -> String {
        code(name, *self)
    }

    fn link(&self, title: &str, address: &str) -> String {
        format!("[{}](<{}>)", inline(title, *self), escape_address(address))
    }

    fn strong(&self, line: &str) -> String {
        format!("**{line}**")
    }

    fn emphasis(&self, words: &str) -> String {
        format!("*{words}*")
    }

    fn heading(&self, level: usize, line: &str) -> Vec<String> {
        vec![format!("{} {line}", "#".repeat(level))]
    }

    fn item(&self, tick: Option<bool>, line: &str) -> Vec<String> {
        vec![match tick {
            None => format!("- {line}"),
            Some(true) => format!("- [x] {line}"),
            Some(false) => format!("- [ ] {line}"),
        }]
    }

    fn sub_item(&self, line: &str) -> Vec<String> {
        vec![format!("  - {line}")]
    }

    fn note(&self, line: &str, text: &str) -> Vec<String> {
        let mut out = vec![format!("  - {line}")];
        let quoted = note_lines(text, *self);
        out.extend(quoted.into_iter().map(|line| format!("    > {line}").trim_end().to_owned()));
        out
    }

    fn table(&self, head: &[(String, bool)], rows: &[Vec<String>]) -> Vec<String> {
        let row = |cells: Vec<&str>| {
            cells.into_iter().fold("|".to_owned(), |row, cell| match cell {
                "" => format!("{row} |"),
                cell => format!("{row} {cell} |"),
            })
        };
        let rule = head.iter().map(|(_, number)| if *number { "---:|" } else { "---|" });
        let mut out = vec![
            row(head.iter().map(|(title, _)| title.as_str()).collect()),
            std::iter::once("|").chain(rule).collect(),
        ];
        out.extend(rows.iter().map(|cells| row(cells.iter().map(String::as_str).collect())));
        out
    }
}

/// Escapes a text for the middle of a line, which may be in a table's cell. Autolinks become code.
fn inline(text: &str, dialect: Dialect) -> String {
    let text = or_placeholder(text.trim());
    let mut out = String::with_capacity(text.len() + 16);
    let mut done = 0;
    for link in autolinks(text, dialect) {
        escape_part(&mut out, text, done..link.start);
        out.push('`');
        out.push_str(text.get(link.clone()).unwrap_or_default());
        out.push('`');
        done = link.end;
    }
    escape_part(&mut out, text, done..text.len());
    out
}

/// Escapes a text for the start of a line, where more characters have a meaning.
fn at_line_start(text: &str, dialect: Dialect) -> String {
    let mut out = inline(text, dialect);
    if let Some(at) = line_start_marker(&out) {
        out.insert(at, '\\');
    }
    out
}

/// Returns a name as code, or as plain text where code could not hold it on every line.
fn code(name: &str, dialect: Dialect) -> String {
    let fits = !name.is_empty() && name.trim() == name && !name.contains(['`', '|', '[', ']', '\n']);
    if fits { format!("`{name}`") } else { inline(name, dialect) }
}

/// Escapes the lines of a note, each of which may be put behind a mark such as `> `. Line breaks and indents
/// stay.
fn note_lines(text: &str, dialect: Dialect) -> Vec<String> {
    let all: Vec<&str> = text.trim_matches('\n').lines().map(str::trim_end).collect();
    let mut out: Vec<String> = Vec::with_capacity(all.len());
    for (at, line) in all.iter().enumerate() {
        let goes_on = all.get(at + 1).is_some_and(|next| !next.is_empty());
        let end = if goes_on && !line.is_empty() { "\\" } else { "" };
        out.push(format!("{}{end}", note_line(line, dialect)));
    }
    if out.iter().all(String::is_empty) { vec![or_placeholder("").to_owned()] } else { out }
}

fn note_line(line: &str, dialect: Dialect) -> String {
    let text = line.trim_start();
    if text.is_empty() {
        return String::new();
    }
    let indent = line.chars().count() - text.chars().count();
    format!("{}{}", "\u{A0}".repeat(indent), at_line_start(text, dialect))
}

/// Escapes a part of a text, looking at the characters on both sides of each.
fn escape_part(out: &mut String, text: &str, part: Range<usize>) {
    let mut before = text.get(..part.start).and_then(|left| left.chars().next_back());
    for (at, c) in text.get(part.clone()).unwrap_or_default().char_indices() {
        let rest = text.get(part.start + at + c.len_utf8()..).unwrap_or_default();
        match c {
            '\n' => out.push(' '),
            '|' => out.push_str("&#124;"),
            _ => {
                if needs_escape(before, c, rest) {
                    out.push('\\');
                }
                out.push(c);
            }
        }
        before = Some(c);
    }
}

/// Whether a character would be read as Markdown, or `$` as the mathematics of GitHub.
fn needs_escape(before: Option<char>, c: char, rest: &str) -> bool {
    match c {
        '$' => true,
        '&' => begins_entity(rest),
        // A heading may end in number signs, which are not shown.
        '#' => rest.chars().all(|c| c == '#'),
        _ => is_markdown_mark(before, c, rest.chars().next()),
    }
}

/// Whether an ampersand before this would be read as an entity such as `&amp;`.
fn begins_entity(rest: &str) -> bool {
    let name = rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '#');
    name.len() < rest.len() && name.starts_with(';')
}

/// Escapes an address between angle brackets: parentheses stay, and what would end it or break the line is
/// percent-encoded.
fn escape_address(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for (at, c) in address.char_indices() {
        let rest = address.get(at + 1..).unwrap_or_default();
        match c {
            '&' if begins_entity(rest) => out.push_str("&amp;"),
            _ if "<>[]|`\\\"".contains(c) || c.is_whitespace() || is_hidden(None, c, None) => {
                for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                    let _ = write!(out, "%{byte:02X}");
                }
            }
            _ => out.push(c),
        }
    }
    out
}

/// Punctuation that may surround an autolink without being part of it.
const LEADING_PUNCTUATION: &[char] = &['(', '"', '\'', '*', '_', '~'];
const TRAILING_PUNCTUATION: &[char] = &['.', ',', ';', ':', '!', '?', '"', '\'', '*', '_', '~'];

/// Finds what GitHub or GitLab would link or replace after the Markdown is parsed, so that no backslash prevents
/// it: addresses, mentions, issue numbers, emoji names; at GitLab also merge requests, epics, labels and the
/// like. As code it stays what it is, for the eye and for copying.
///
/// No range contains a blank or a character that code cannot hold: a backtick, a pipe, a bracket.
fn autolinks(text: &str, dialect: Dialect) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for run in text.split_inclusive(is_break) {
        let end = start + run.len();
        let run = run.trim_end_matches(is_break);
        // GitLab's references have marks where others have punctuation, so these are not trimmed.
        if dialect == Dialect::Gitlab && is_gitlab_reference(text, start, run) {
            found.push(start..start + run.len());
        } else if is_autolink(run) {
            found.push(without_punctuation(run, start));
        }
        start = end;
    }
    found
}

/// Whether an autolink ends here at the latest. Scripts without blanks between words end it too.
fn is_break(c: char) -> bool {
    c.is_whitespace() || "`|[]<>".contains(c) || c > '\u{24F}'
}

fn is_autolink(run: &str) -> bool {
    let lower = run.to_ascii_lowercase();
    let before_digit = |mark: &str| {
        lower.match_indices(mark).any(|(at, _)| {
            lower.get(at + mark.len()..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        })
    };
    lower.contains("://")
        || lower.contains("www.")
        || lower.trim_end_matches('@').contains('@')
        || before_digit("#")
        || before_digit("gh-")
        || has_emoji_name(&lower)
}

/// The names before the number in the long forms of GitLab's references: `[issue:1]`.
const LONG_FORMS: [&str; 12] = [
    "cadence",
    "contact",
    "epic",
    "feature_flag",
    "issue",
    "iteration",
    "label",
    "merge_request",
    "milestone",
    "vulnerability",
    "wiki_page",
    "work_item",
];

/// Whether a run is one of GitLab's references, or opens or closes what it shows as a change.
fn is_gitlab_reference(text: &str, start: usize, run: &str) -> bool {
    if run.is_empty() {
        return false;
    }
    let has_mark = |pair: &[u8]| match pair {
        [b'!' | b'&' | b'$', next] => next.is_ascii_digit(),
        [b'%' | b'~', next] => next.is_ascii_alphanumeric() || matches!(next, b'"' | b'_'),
        [b'{', b'+' | b'-'] | [b'+' | b'-', b'}'] => true,
        _ => false,
    };
    let before = text.get(..start).unwrap_or_default();
    let after = text.get(start + run.len()..).unwrap_or_default();
    let (opens, closes) = (before.ends_with('['), after.starts_with(']'));
    run.as_bytes().windows(2).any(has_mark)
        || (opens && run.starts_with(['+', '-']))
        || (closes && run.ends_with(['+', '-']))
        || (opens && LONG_FORMS.iter().any(|name| run.to_ascii_lowercase().starts_with(&format!("{name}:"))))
        || run.contains("^alert#")
        || run.contains("*iteration:")
}

/// Whether a run contains something like `:tada:`.
fn has_emoji_name(run: &str) -> bool {
    let is_name = |part: &str| {
        matches!(part, "+1" | "-1")
            || (part.contains(|c: char| c.is_ascii_lowercase())
                && part.chars().all(|c| c.is_ascii_alphanumeric() || "_+-".contains(c)))
    };
    let parts = run.split(':').count();
    run.split(':').take(parts.saturating_sub(1)).skip(1).any(is_name)
}

fn without_punctuation(run: &str, start: usize) -> Range<usize> {
    let opened = run.trim_start_matches(LEADING_PUNCTUATION);
    let start = start + run.len() - opened.len();
    let mut link = opened.trim_end_matches(TRAILING_PUNCTUATION);
    if !link.contains('(') {
        link = link.trim_end_matches(')').trim_end_matches(TRAILING_PUNCTUATION);
    }
    start..start + link.len()
}

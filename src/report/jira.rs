//! PURE. Jira's wiki markup.
//!
//! Its backslash is unreliable (two of them break the line), so a character that would have a meaning is written
//! as a numeric entity, which Jira shows as the character.

use std::fmt::Write as _;

use super::doc::or_placeholder;
use super::markup::{LinePosition, Markup};

#[derive(Debug, Clone, Copy)]
pub(super) struct Jira;

/// Escapes a person's text, on one line.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut before = None;
    for (at, c) in text.char_indices() {
        let rest = text.get(at + c.len_utf8()..).unwrap_or_default();
        match c {
            '\n' => out.push(' '),
            _ if needs_escape(before, c, rest) => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            _ => out.push(c),
        }
        before = Some(c);
    }
    out
}

/// Whether Jira would read a character as part of markup, a smiley, an address or an issue key.
fn needs_escape(before: Option<char>, c: char, rest: &str) -> bool {
    let next = rest.chars().next();
    let inside = before.is_some_and(char::is_alphanumeric);
    match c {
        '\\' | '{' | '}' | '[' | ']' | '|' | '*' | '+' | '^' | '~' | '!' | '<' | '>' | '@' => true,
        // `ABC-123` is an issue, `a -b- c` is struck out, and `re-check` is a word.
        '-' => !(inside && next.is_some_and(char::is_alphabetic)),
        '_' => !(inside && next.is_some_and(char::is_alphanumeric)),
        ':' | ';' | '?' | '#' => next.is_some_and(|next| !next.is_whitespace()),
        // `(x)`, `(on)`, `(flagoff)`: an icon.
        '(' => rest.find(')').is_some_and(|end| end <= 8),
        '&' => next.is_some_and(|next| next.is_ascii_alphanumeric() || next == '#'),
        _ => false,
    }
}

/// Escapes an address between bars: what would end it is percent-encoded.
fn escape_address(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for c in address.chars() {
        match c {
            '|' | '[' | ']' | '{' | '}' | '\\' | '^' | '!' | '"' | '<' | '>' => {
                let _ = write!(out, "%{:02X}", u32::from(c));
            }
            c if c.is_whitespace() => out.push_str("%20"),
            c => out.push(c),
        }
    }
    out
}

impl Markup for Jira {
    fn text(&self, text: &str, _: LinePosition) -> String {
        escape(text)
    }

    fn code(&self, name: &str) -> String {
        // With blanks at its ends Jira would show the braces.
        let name = escape(name);
        if name.trim() == name { format!("{{{{{name}}}}}") } else { name }
    }

    fn link(&self, title: &str, address: &str) -> String {
        format!("[{}|{}]", escape(title), escape_address(address))
    }

    fn strong(&self, line: &str) -> String {
        format!("*{line}*")
    }

    fn emphasis(&self, words: &str) -> String {
        format!("_{words}_")
    }

    fn heading(&self, level: usize, line: &str) -> Vec<String> {
        vec![format!("h{level}. {line}")]
    }

    fn item(&self, tick: Option<bool>, line: &str) -> Vec<String> {
        vec![match tick {
            None => format!("* {line}"),
            Some(true) => format!("* (/) {line}"),
            Some(false) => format!("* \u{2610} {line}"),
        }]
    }

    fn sub_item(&self, line: &str) -> Vec<String> {
        vec![format!("** {line}")]
    }

    /// Separates the lines of a note by forced breaks, so that none of them begins a line.
    fn note(&self, line: &str, text: &str) -> Vec<String> {
        let mut out = format!("** {line}");
        for line in or_placeholder(text.trim_matches('\n')).lines() {
            let words = line.trim_start();
            let indent = "\u{A0}".repeat(line.chars().count() - words.chars().count());
            let _ = write!(out, " \\\\ {indent}{}", escape(words.trim_end()));
        }
        vec![out]
    }

    fn table(&self, head: &[(String, bool)], rows: &[Vec<String>]) -> Vec<String> {
        // An empty cell would be read as a header.
        let cell = |text: &String| if text.is_empty() { " ".to_owned() } else { text.clone() };
        let row = |bar: &str, cells: Vec<String>| format!("{bar}{}{bar}", cells.join(bar));
        let head = row("||", head.iter().map(|(title, _)| cell(title)).collect());
        let rows = rows.iter().map(|cells| row("|", cells.iter().map(cell).collect()));
        std::iter::once(head).chain(rows).collect()
    }
}

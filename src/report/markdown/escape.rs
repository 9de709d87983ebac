//! PURE. Makes text of others safe to stand in Markdown: it keeps its words and gains no meaning.
//!
//! Only what would mean something where it stands is escaped, so that the source stays readable:
//! `in_progress`, `C:\Windows` and `R&D` look the same in source and picture.

use std::fmt::Write as _;

use super::Dialect;
use super::autolinks::autolinks;
use crate::report::doc::or_placeholder;
use crate::text::is_hidden;

/// Text in the middle of a line, on one line. It may also stand in a table's cell.
pub(super) fn inline(text: &str, dialect: Dialect) -> String {
    let text = or_placeholder(text.trim());
    let mut out = String::with_capacity(text.len() + 16);
    let mut done = 0;
    for piece in autolinks(text, dialect) {
        escape_part(&mut out, text, done..piece.start);
        out.push('`');
        out.push_str(text.get(piece.clone()).unwrap_or_default());
        out.push('`');
        done = piece.end;
    }
    escape_part(&mut out, text, done..text.len());
    out
}

/// Text at the start of a line, where more characters mean something.
pub(super) fn at_line_start(text: &str, dialect: Dialect) -> String {
    let mut out = inline(text, dialect);
    let digits = out.bytes().take_while(u8::is_ascii_digit).count();
    let marker = match digits {
        0 => out.starts_with(['-', '+', '=', '#', '>', ':']),
        _ => out.get(digits..).is_some_and(|rest| rest.starts_with(['.', ')'])),
    };
    if marker {
        out.insert(digits, '\\');
    }
    out
}

/// A name as code, or as plain text where code could not hold it on any line.
pub(super) fn code(text: &str, dialect: Dialect) -> String {
    let fits = !text.is_empty() && text.trim() == text && !text.contains(['`', '|', '[', ']', '\n']);
    if fits { format!("`{text}`") } else { inline(text, dialect) }
}

/// A linked title.
pub(super) fn link(title: &str, address: &str, dialect: Dialect) -> String {
    format!("[{}](<{}>)", inline(title, dialect), escape_address(address))
}

/// Text of several lines, each of which is ready to be put behind a mark such as `> `. Line breaks
/// stay, and so do blanks at the start of a line.
pub(super) fn lines(text: &str, dialect: Dialect) -> Vec<String> {
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
fn escape_part(out: &mut String, text: &str, part: std::ops::Range<usize>) {
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
    let after = rest.chars().next();
    match c {
        '`' | '*' | '[' | ']' | '<' | '~' | '$' => true,
        '\\' => after.is_none_or(|after| after.is_ascii_punctuation() || after == '\n'),
        '_' => !(before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric)),
        '&' => begins_entity(rest),
        // A heading may end in number signs that do not count.
        '#' => rest.chars().all(|c| c == '#'),
        _ => false,
    }
}

/// Whether an ampersand before this would be read as an entity such as `&amp;`.
fn begins_entity(rest: &str) -> bool {
    let name = rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '#');
    name.len() < rest.len() && name.starts_with(';')
}

/// An address between angle brackets: parentheses stay, what would end it or break the line is
/// written in its percent form.
fn escape_address(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for (at, c) in address.char_indices() {
        let rest = address.get(at + 1..).unwrap_or_default();
        match c {
            '&' if begins_entity(rest) => out.push_str("&amp;"),
            _ if "<>[]|`\\\"".contains(c) || c.is_whitespace() || is_hidden(None, c, None) => {
                let mut bytes = [0; 4];
                for byte in c.encode_utf8(&mut bytes).bytes() {
                    let _ = write!(out, "%{byte:02X}");
                }
            }
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::{GITHUB, GITLAB};
    use super::*;

    #[test]
    fn plain_words_look_the_same_in_the_source() {
        for plain in ["in_progress", "C:\\Windows\\x", "R&D", "a - b", "1.5", "50% (half)", "C# 8", "a=b"] {
            assert_eq!(inline(plain, GITHUB), plain);
        }
    }

    #[test]
    fn what_means_something_is_escaped() {
        assert_eq!(inline("[x] *a* <b> &amp; $e$", GITHUB), "\\[x\\] \\*a\\* \\<b> \\&amp; \\$e\\$");
        assert_eq!(inline("a|b\\|c\\", GITHUB), "a&#124;b\\\\&#124;c\\\\");
        assert_eq!(inline("\\\\server\\share", GITHUB), "\\\\\\server\\share");
        assert_eq!(inline("ask @team #1", GITHUB), "ask `@team` `#1`");
        assert_eq!(inline("end ##", GITHUB), "end \\#\\#");
        assert_eq!(inline(" \u{3000}", GITHUB), "(empty)");
    }

    #[test]
    fn the_start_of_a_line_means_more() {
        for (text, line) in [
            ("- a", "\\- a"),
            ("1. a", "1\\. a"),
            ("12) a", "12\\) a"),
            ("# a", "\\# a"),
            ("===", "\\==="),
            ("---", "\\---"),
            ("> a", "\\> a"),
            ("#", "\\#"),
            (":-:", "\\:-:"),
            ("1.5", "1\\.5"),
            ("2 a", "2 a"),
        ] {
            assert_eq!(at_line_start(text, GITHUB), line);
        }
    }

    #[test]
    fn lines_keep_their_breaks_and_indents() {
        let text = "\nfirst\n    second \\\n\nthird\n";
        assert_eq!(lines(text, GITHUB), ["first\\", "\u{A0}\u{A0}\u{A0}\u{A0}second \\\\", "", "third"]);
    }

    #[test]
    fn an_address_works_whatever_is_in_it() {
        assert_eq!(link("T", "https://a/b(v=technet.10)", GITHUB), "[T](<https://a/b(v=technet.10)>)");
        assert_eq!(
            link("[x]", "https://a/?b&copy;=[x]>", GITHUB),
            "[\\[x\\]](<https://a/?b&amp;copy;=%5Bx%5D%3E>)"
        );
        assert_eq!(code("docs\\plan.md", GITHUB), "`docs\\plan.md`");
        assert_eq!(code("a[x]", GITHUB), "a\\[x\\]");
    }

    #[test]
    fn gitlab_has_more_autolinks() {
        assert_eq!(inline("!1 &2 $3 %4 ~bug", GITLAB), "`!1` `&2` `$3` `%4` `~bug`");
        assert_eq!(inline("a [issue:1] {+b+}", GITLAB), "a \\[`issue:1`\\] `{+b+}`");
        assert_eq!(inline("100% of R&D, ~ 5", GITLAB), "100% of R&D, \\~ 5");
    }
}

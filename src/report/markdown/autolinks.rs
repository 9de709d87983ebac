//! PURE. Finds the pieces of a text that GitHub or GitLab would bring to life: addresses, mentions,
//! numbers of issues, emoji names; at GitLab also merge requests, epics, labels and the like.
//!
//! They come to life after the Markdown is parsed, so that no backslash holds them back. As code
//! they stay what they are, for the eye as well as for copying.

use std::ops::Range;

use super::Dialect;

/// What may stand around a live piece without being part of it.
const LEADING_PUNCTUATION: &[char] = &['(', '"', '\'', '*', '_', '~'];
const TRAILING_PUNCTUATION: &[char] = &['.', ',', ';', ':', '!', '?', '"', '\'', '*', '_', '~'];

/// The pieces that would come to life, in their order. None of them holds a blank or a character
/// that could not stand in code: a backtick, a pipe, a bracket.
pub(super) fn autolinks(text: &str, dialect: Dialect) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for run in text.split_inclusive(is_break) {
        let end = start + run.len();
        let run = run.trim_end_matches(is_break);
        // The marks of GitLab's references stand where others have punctuation, so they stay in.
        if dialect == Dialect::Gitlab && is_gitlab_reference(text, start, run) {
            found.push(start..start + run.len());
        } else if is_autolink(run) {
            found.push(without_punctuation(run, start));
        }
        start = end;
    }
    found
}

/// Where a piece ends at the latest. Scripts without blanks between words end it as well.
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

/// What GitLab puts before the number in the long forms of its references: `[issue:1]`.
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

/// Whether a piece is one of GitLab's own references, or opens or closes what it shows as a change.
fn is_gitlab_reference(text: &str, start: usize, run: &str) -> bool {
    if run.is_empty() {
        return false;
    }
    let bytes = run.as_bytes();
    let marked = |pair: &[u8]| match pair {
        [b'!' | b'&' | b'$', next] => next.is_ascii_digit(),
        [b'%' | b'~', next] => next.is_ascii_alphanumeric() || matches!(next, b'"' | b'_'),
        [b'{', b'+' | b'-'] | [b'+' | b'-', b'}'] => true,
        _ => false,
    };
    let before = text.get(..start).unwrap_or_default();
    let after = text.get(start + run.len()..).unwrap_or_default();
    let (opens, closes) = (before.ends_with('['), after.starts_with(']'));
    bytes.windows(2).any(marked)
        || (opens && run.starts_with(['+', '-']))
        || (closes && run.ends_with(['+', '-']))
        || (opens && LONG_FORMS.iter().any(|name| run.to_ascii_lowercase().starts_with(&format!("{name}:"))))
        || run.contains("^alert#")
        || run.contains("*iteration:")
}

/// Whether there is something like `:tada:`.
fn has_emoji_name(run: &str) -> bool {
    let is_name = |part: &str| {
        matches!(part, "+1" | "-1")
            || (part.contains(|c: char| c.is_ascii_lowercase())
                && part.chars().all(|c| c.is_ascii_alphanumeric() || "_+-".contains(c)))
    };
    let parts = run.split(':').count();
    run.split(':').take(parts.saturating_sub(1)).skip(1).any(is_name)
}

/// The place of a piece without the punctuation around it.
fn without_punctuation(run: &str, start: usize) -> Range<usize> {
    let opened = run.trim_start_matches(LEADING_PUNCTUATION);
    let start = start + run.len() - opened.len();
    let mut piece = opened.trim_end_matches(TRAILING_PUNCTUATION);
    if !piece.contains('(') {
        piece = piece.trim_end_matches(')').trim_end_matches(TRAILING_PUNCTUATION);
    }
    start..start + piece.len()
}

#[cfg(test)]
mod tests {
    use super::super::GITHUB;
    use super::*;

    #[track_caller]
    fn finds(text: &str, pieces: &[&str]) {
        let found: Vec<&str> = autolinks(text, GITHUB).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, pieces, "{text:?}");
    }

    #[test]
    fn autolinks_are_found_without_the_punctuation_around_them() {
        finds("see https://example.org/a(b), please", &["https://example.org/a(b)"]);
        finds("(@team) and **@other**!", &["@team", "@other"]);
        finds("mail a.b@example.org, WWW.example.org", &["a.b@example.org", "WWW.example.org"]);
        finds("#1 org/repo#22 GH-3", &["#1", "org/repo#22", "GH-3"]);
        finds(":tada: :+1:", &[":tada", ":+1"]);
        finds("請看https://example.org。", &["https://example.org"]);
        finds("[@a]<@b>|@c|`@d`", &["@a", "@b", "@c", "@d"]);
    }

    #[test]
    fn plain_words_are_left_alone() {
        for plain in
            ["C# and #", "17:03:11", "a @ b", "half@", "C:\\a:", "::", ":-:", "pages 1-2", "GH-x", "w.w.w"]
        {
            finds(plain, &[]);
        }
    }
}

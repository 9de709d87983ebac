//! PURE. What is escaped in Markdown, and what is left as it is.

use super::super::Dialect::{Github, Gitlab};
use super::super::{at_line_start, autolinks, code, inline, note_lines};
use crate::report::markup::Markup as _;

#[test]
fn plain_words_look_the_same_in_the_source() {
    for plain in ["in_progress", "C:\\Windows\\x", "R&D", "a - b", "1.5", "50% (half)", "C# 8", "a=b"] {
        assert_eq!(inline(plain, Github), plain);
    }
}

#[test]
fn what_means_something_is_escaped() {
    assert_eq!(inline("[x] *a* <b> &amp; $e$", Github), "\\[x\\] \\*a\\* \\<b> \\&amp; \\$e\\$");
    assert_eq!(inline("a|b\\|c\\", Github), "a&#124;b\\\\&#124;c\\\\");
    assert_eq!(inline("\\\\server\\share", Github), "\\\\\\server\\share");
    assert_eq!(inline("ask @team #1", Github), "ask `@team` `#1`");
    assert_eq!(inline("end ##", Github), "end \\#\\#");
    assert_eq!(inline(" \u{3000}", Github), "(empty)");
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
        assert_eq!(at_line_start(text, Github), line);
    }
}

#[test]
fn lines_keep_their_breaks_and_indents() {
    let text = "\nfirst\n    second \\\n\nthird\n";
    assert_eq!(note_lines(text, Github), ["first\\", "\u{A0}\u{A0}\u{A0}\u{A0}second \\\\", "", "third"]);
}

#[test]
fn an_address_works_whatever_is_in_it() {
    assert_eq!(Github.link("T", "https://a/b(v=technet.10)"), "[T](<https://a/b(v=technet.10)>)");
    assert_eq!(
        Github.link("[x]", "https://a/?b&copy;=[x]>"),
        "[\\[x\\]](<https://a/?b&amp;copy;=%5Bx%5D%3E>)"
    );
    assert_eq!(code("docs\\plan.md", Github), "`docs\\plan.md`");
    assert_eq!(code("a[x]", Github), "a\\[x\\]");
}

#[test]
fn gitlab_has_more_autolinks() {
    assert_eq!(inline("!1 &2 $3 %4 ~bug", Gitlab), "`!1` `&2` `$3` `%4` `~bug`");
    assert_eq!(inline("a [issue:1] {+b+}", Gitlab), "a \\[`issue:1`\\] `{+b+}`");
    assert_eq!(inline("100% of R&D, ~ 5", Gitlab), "100% of R&D, \\~ 5");
}

#[track_caller]
fn finds(text: &str, expected: &[&str]) {
    let found: Vec<&str> = autolinks(text, Github).into_iter().map(|range| &text[range]).collect();
    assert_eq!(found, expected, "{text:?}");
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

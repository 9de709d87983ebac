//! PURE. Markdown as lines.

use crate::tui::markdown::{Source, render};
use crate::tui::theme::Theme;

fn shown(text: &str, width: usize) -> Vec<String> {
    let theme = Theme { colour: true, ascii: true, hyperlinks: false };
    render(&Source::from(text), width, theme).iter().map(ToString::to_string).collect()
}

#[test]
fn paragraphs_lists_and_code_are_laid_out() {
    let text = "One *two* `three`\nfour.\n\n- first item\n- second\n  - inner\n\n1. a\n2. b\n\n```\nx  y\n```\n> said";
    assert_eq!(
        shown(text, 20),
        [
            "One two three four.",
            "",
            "- first item",
            "- second",
            "  - inner",
            "",
            "1. a",
            "2. b",
            "",
            "  x  y",
            "",
            "> said"
        ]
    );
}

#[test]
fn tables_keep_their_rows_and_long_code_is_wrapped() {
    assert_eq!(shown("| a | b |\n|---|---|\n| 1 | 2 |", 80), ["| a | b |", "|---|---|", "| 1 | 2 |"]);
    assert_eq!(shown("```\nget --all the-things\n```", 12), ["  get --all", "    the-thin", "    gs"]);
}

#[test]
fn links_show_their_address_once() {
    assert_eq!(shown("see [the renderer](https://a.b/c)", 80), ["see the renderer (https://a.b/c)"]);
    assert_eq!(shown("<https://a.b/c>", 80), ["https://a.b/c"]);
}

#[test]
fn entities_do_not_bring_hidden_characters_back() {
    assert_eq!(shown("a&#x202e;b &#x1b;[31m", 80), ["a<U+202E>b <U+001B>[31m"]);
    assert_eq!(shown("[x](https://a.b/&#x202e;)", 80), ["x (https://a.b/<U+202E>)"]);
}

#[test]
fn html_is_shown_as_text() {
    assert_eq!(shown("a <b>c</b>", 80), ["a <b>c</b>"]);
    assert_eq!(shown("<script>x</script>", 80), ["<script>x</script>"]);
}

//! PURE. GitHub's own parser as a second opinion, where it is installed.

use std::io::Write as _;
use std::process::{Command, Stdio};

/// Returns the report as HTML, or `None` where `cmark-gfm` is not installed.
#[expect(clippy::print_stderr, reason = "a test that is left out says so")]
pub(super) fn render(markdown: &str) -> Option<String> {
    let child = Command::new("cmark-gfm")
        .args(["-e", "tasklist", "-e", "table", "-e", "autolink", "-e", "strikethrough"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        eprintln!("SKIPPED: cmark-gfm is not installed");
        return None;
    };
    child.stdin.take().unwrap().write_all(markdown.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    Some(String::from_utf8(output.stdout).unwrap())
}

/// How often each tag is in a page, in which all other text has its `<` escaped.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TagCounts {
    pub(super) boxes: usize,
    pub(super) checked: usize,
    pub(super) links: usize,
    items: usize,
    headings: usize,
    rows: usize,
    cells: usize,
    quotes: usize,
    strong: usize,
    emphasis: usize,
    foreign: usize,
}

impl TagCounts {
    pub(super) fn of(html: &str) -> Self {
        let n = |tag: &str| html.matches(tag).count();
        Self {
            boxes: n("<input "),
            checked: n("<input type=\"checkbox\" checked="),
            links: n("<a "),
            items: n("<li>") + n("<li "),
            headings: (1..=6).map(|level| n(&format!("<h{level}>"))).sum(),
            rows: n("<tr>"),
            cells: n("<td"),
            quotes: n("<blockquote>"),
            strong: n("<strong>"),
            emphasis: n("<em>"),
            foreign: n("<img") + n("<!--") + n("<pre>") + n("<hr") + n("<del>") + n("<sup"),
        }
    }
}

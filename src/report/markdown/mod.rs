//! PURE. The marks of GitHub's and GitLab's Markdown: to be pasted into a ticket, read raw or rendered.
//!
//! Whatever a title, note or answer says, the structure stays: one item for each step, one row for
//! each question, and a tick only where a step is done. The escaping is in `escape` and `live`.

mod autolinks;
mod escape;
#[cfg(test)]
mod tests;

use super::markup::{LinePosition, Markup};

/// Who reads the Markdown. They differ in what they bring to life after it is parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// GitHub.
    Github,
    /// GitLab.
    Gitlab,
}

/// GitHub's Markdown.
pub(super) const GITHUB: Dialect = Dialect::Github;
/// GitLab's Markdown.
pub(super) const GITLAB: Dialect = Dialect::Gitlab;

impl Markup for Dialect {
    fn text(&self, text: &str, place: LinePosition) -> String {
        match place {
            LinePosition::Start => escape::at_line_start(text, *self),
            LinePosition::Middle => escape::inline(text, *self),
        }
    }

    fn code(&self, name: &str) -> String {
        escape::code(name, *self)
    }

    fn link(&self, title: &str, address: &str) -> String {
        escape::link(title, address, *self)
    }

    fn strong(&self, line: &str) -> String {
        format!("**{line}**")
    }

    fn aside(&self, words: &str) -> String {
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

    fn below(&self, line: &str) -> Vec<String> {
        vec![format!("  - {line}")]
    }

    fn note(&self, line: &str, text: &str) -> Vec<String> {
        let mut out = vec![format!("  - {line}")];
        let quoted = escape::lines(text, *self);
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

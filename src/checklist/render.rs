//! PURE. Problems for people, in the look of rustc, and for programs, as JSON.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use anstream::adapter::strip_str;

use super::excerpt::Excerpt;
use super::problem::{Label, Position, Problem, Severity};
use crate::text::Text;

/// How wide a message gets.
const WIDTH: usize = 110;

/// The problem with its line of the file and a caret, several lines of text without a line break at
/// the end. `bytes` is the whole file, as it was given to `parse`.
pub fn render(problem: &Problem, file: &str, bytes: &[u8], colored: bool) -> String {
    let file = Text::line(file).to_string();
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = Group::with_title(level.primary_title(problem.message.as_str()).id(problem.code));
    match &problem.position {
        Some(at) => group = with_source(group, problem, at, &file, bytes),
        None => group = group.element(Origin::path(file.clone())),
    }
    if !problem.path.is_root() {
        group = group.element(Level::NOTE.with_name(Some("at")).message(problem.path.to_string()));
    }
    if let Some(help) = &problem.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    let renderer = if colored { Renderer::styled() } else { Renderer::plain() };
    without_blank_origins(&renderer.term_width(WIDTH).render(&[group]))
}

/// The renderer would count columns in what it is given to show, not in the file; so the places
/// are given apart, and it announces each snippet once more, without a name. Those lines go.
fn without_blank_origins(report: &str) -> String {
    let is_blank = |line: &&str| strip_str(line).to_string().trim() == ":::";
    report.lines().filter(|line| !is_blank(line)).collect::<Vec<_>>().join("\n")
}

fn with_source<'a>(
    mut group: Group<'a>,
    problem: &'a Problem,
    at: &Position,
    file: &str,
    bytes: &[u8],
) -> Group<'a> {
    let main = Excerpt::around(bytes, &at.span);
    let place = main.displayed_span(&at.span);
    let labels: Vec<(&Label, &Position)> =
        problem.labels.iter().filter_map(|label| Some((label, label.position.as_ref()?))).collect();
    let (same, others): (Vec<_>, Vec<_>) =
        labels.into_iter().partition(|(_, label)| label.line == at.line && main.contains(&label.span));
    let mut marks = vec![AnnotationKind::Primary.span(place)];
    for (label, at) in same {
        marks.push(AnnotationKind::Context.span(main.displayed_span(&at.span)).label(label.message.as_str()));
    }
    group = group.element(origin(file, at));
    group = group.element(Snippet::source(main.text).line_start(at.line).annotations(marks));
    for (label, at) in others {
        let excerpt = Excerpt::around(bytes, &at.span);
        let mark =
            AnnotationKind::Context.span(excerpt.displayed_span(&at.span)).label(label.message.as_str());
        group = group.element(origin(file, at));
        group = group.element(Snippet::source(excerpt.text).line_start(at.line).annotation(mark));
    }
    group
}

fn origin<'a>(file: &str, at: &Position) -> Origin<'a> {
    Origin::path(file.to_owned()).line(at.line).char_column(at.column)
}

/// A problem as a member of the output of `check --json`.
#[derive(Debug, Clone, serde::Serialize)]
pub struct ProblemJson<'a> {
    /// The file, safe to show.
    pub file: Text,
    /// `error` or `warning`.
    pub severity: Severity,
    /// A short name of this kind of problem that stays the same.
    pub code: &'static str,
    /// The line, from 1; `null` where there is no file.
    pub line: Option<usize>,
    /// The column in characters, from 1; `null` where there is no file.
    pub column: Option<usize>,
    /// The path in the document; empty for the whole of it.
    pub path: String,
    /// What is wrong.
    pub message: &'a str,
    /// What to do.
    pub help: Option<&'a str>,
}

/// The problem for programs.
pub fn to_json<'a>(problem: &'a Problem, file: &str) -> ProblemJson<'a> {
    ProblemJson {
        file: Text::line(file),
        severity: problem.severity,
        code: problem.code,
        line: problem.position.as_ref().map(|at| at.line),
        column: problem.position.as_ref().map(|at| at.column),
        path: problem.path.to_string(),
        message: &problem.message,
        help: problem.help.as_deref(),
    }
}

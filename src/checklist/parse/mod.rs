//! PURE. From the bytes of a file to a checklist, or to everything that is wrong with it.
//!
//! A good file takes the fast path (`strict`). Of any other one `recover` reads as much as it can,
//! so that all problems are found in one go.

mod diagnostics;
pub(crate) mod positions;
pub(super) mod recover;
pub(crate) mod strict;

use std::sync::Arc;

pub use diagnostics::{ProblemJson, render, to_json};
use positions::{assign_positions, parse_tree};
use recover::Findings;

use super::build::build;
use super::model::Checklist;
use super::positions::SourceText;
use super::problem::{Path, Problem, Segment, Severity};
use super::raw::{JsonText, RawChecklist, RawStep};
use super::validate::{FORMAT, has_errors, newer_format, validate};
use crate::text::Text;

/// With more problems of form than these, the content is not checked as well.
const MAX_FORM_PROBLEMS: usize = 1000;

/// A checklist that was read from a file.
#[derive(Debug, Clone)]
pub struct Parsed {
    pub checklist: Arc<Checklist>,
    /// What is allowed but probably not meant, in the order of the file.
    pub warnings: Vec<Problem>,
}

/// Reads a checklist file.
///
/// # Errors
///
/// All problems of the file, in the order of the file; at least one of them is an error.
pub fn parse(bytes: &[u8]) -> Result<Parsed, Vec<Problem>> {
    let source = SourceText::from_bytes(bytes).map_err(|problem| vec![*problem])?;
    let valid = read_valid(source)?;
    Ok(valid.build(source.text.into()))
}

/// Reads a checklist file whose bytes the checklist may keep.
///
/// # Errors
///
/// As [`parse`], with the bytes, to show where the problems are.
pub fn parse_file(bytes: Vec<u8>) -> Result<Parsed, (Vec<u8>, Vec<Problem>)> {
    let mut text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let bytes = error.into_bytes();
            let problems = parse(&bytes).err().unwrap_or_default();
            return Err((bytes, problems));
        }
    };
    let found = match SourceText::from_text(&text) {
        Ok(source) => read_valid(source).map(|valid| (valid, source.bom_len)),
        Err(problem) => Err(vec![*problem]),
    };
    match found {
        Ok((valid, bom_len)) => {
            text.drain(..bom_len);
            Ok(valid.build(text.into()))
        }
        Err(problems) => Err((text.into_bytes(), problems)),
    }
}

/// A checklist without errors that is not built yet.
struct ValidChecklist {
    raw: RawChecklist,
    warnings: Vec<Problem>,
}

impl ValidChecklist {
    fn build(self, text: Box<str>) -> Parsed {
        let checklist = build(self.raw, JsonText::from_file(text));
        Parsed { checklist: Arc::new(checklist), warnings: self.warnings }
    }
}

fn read_valid(source: SourceText<'_>) -> Result<ValidChecklist, Vec<Problem>> {
    let raw = strict::from_str(source.text).map_err(|error| diagnose(source, &error))?;
    let problems = located(validate(&raw), source);
    if has_errors(&problems) { Err(problems) } else { Ok(ValidChecklist { raw, warnings: problems }) }
}

/// Gives problems their positions. The tree of the document is only made where there are some.
fn located(mut problems: Vec<Problem>, source: SourceText<'_>) -> Vec<Problem> {
    if !problems.is_empty() {
        assign_positions(&mut problems, parse_tree(source.text).as_ref(), source);
    }
    problems
}

/// Finds everything that is wrong with a file that the fast path refuses.
fn diagnose(source: SourceText<'_>, error: &serde_json::Error) -> Vec<Problem> {
    let mut problems = match strict::check(source.text) {
        Err(problem) => vec![*problem],
        Ok(()) => Vec::new(),
    };
    let tree = if problems.is_empty() { parse_tree(source.text) } else { None };
    if let Some(root) = &tree {
        let (raw, findings) = recover::recover(root, source.text);
        problems = merge_problems(raw, findings);
    }
    if problems.is_empty() {
        // The two parsers do not agree: this is the message of the first one.
        problems.push(strict::syntax_problem(error, source.text));
    }
    assign_positions(&mut problems, tree.as_ref(), source);
    problems
}

/// Joins the problems of form with those of content.
fn merge_problems(raw: Option<RawChecklist>, findings: Findings) -> Vec<Problem> {
    let Some(raw) = raw else { return findings.problems };
    if raw.format > FORMAT {
        return vec![newer_format(raw.format)];
    }
    if findings.problems.len() > MAX_FORM_PROBLEMS {
        return findings.problems;
    }
    let mut problems = validate(&raw);
    problems.retain(|problem| is_genuine(problem, &findings));
    problems.extend(findings.problems);
    problems
}

/// Returns whether a problem is in the file itself, and not a consequence of a part that could not
/// be read.
fn is_genuine(problem: &Problem, findings: &Findings) -> bool {
    let is_read = |path: &Path| {
        path.prefixes()
            .all(|prefix| !findings.unread.contains(&prefix) && !findings.renamed.contains(&prefix))
    };
    let names_something = matches!(problem.code, "unknown-question" | "unknown-step");
    // A warning can wait until the file can be read.
    problem.severity == Severity::Error
        && is_read(&problem.path)
        && problem.labels.iter().all(|label| is_read(&label.path))
        && !(names_something && findings.unread.iter().any(may_hide_names))
}

/// Returns whether an unread part of the document may hold ids of steps or questions.
fn may_hide_names(unread: &Path) -> bool {
    let holds_names = |segment: &Segment| matches!(segment, Segment::Member(name) if matches!(name.as_ref(), "steps" | "questions" | "id"));
    match unread.segments() {
        [.., list, Segment::Item(_)] => holds_names(list),
        [.., last] => holds_names(last),
        [] => true,
    }
}

/// Returns a problem for each reference to a local document that does not exist, in the order of the
/// file.
///
/// `exists` gets each path as it is written, since only the caller knows the folder of the file. A
/// file that is no checklist has none of these problems: its own come first.
pub fn missing_documents(bytes: &[u8], exists: &dyn Fn(&str) -> bool) -> Vec<Problem> {
    let Ok(source) = SourceText::from_bytes(bytes) else { return Vec::new() };
    let Ok(raw) = strict::from_str::<RawChecklist>(source.text) else { return Vec::new() };
    let mut problems = Vec::new();
    collect_missing(&raw.steps, &Path::root().member("steps"), exists, &mut problems);
    located(problems, source)
}

fn collect_missing(
    steps: &[RawStep],
    path: &Path,
    exists: &dyn Fn(&str) -> bool,
    problems: &mut Vec<Problem>,
) {
    for (nth, step) in steps.iter().enumerate() {
        let here = path.clone().item(nth);
        for (nth, reference) in step.references.iter().enumerate() {
            // With a scheme it is an address.
            let file = reference.url.as_deref().filter(|url| !url.contains("://"));
            if let Some(file) = file.filter(|file| !exists(file)) {
                let path = here.clone().member("references").item(nth).member("url");
                let message = format!("there is no document `{}` beside the checklist", Text::line(file));
                let help = "put the document there, or leave `url` out where none is known";
                problems.push(Problem::error("missing-document", path, message).with_help(help));
            }
        }
        collect_missing(step.children(), &here.member("steps"), exists, problems);
    }
}

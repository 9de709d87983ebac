//! PURE. From the bytes of a file to a checklist, or to everything that is wrong with it.

pub(crate) mod positions;
pub(crate) mod recover;
pub(crate) mod strict;
pub(crate) mod syntax;

use std::sync::Arc;

use recover::Findings;

use super::build::build;
use super::json::JsonText;
use super::model::Checklist;
use super::path::{Path, Segment};
use super::problem::{Problem, Severity};
use super::raw::RawChecklist;
use super::source::SourceText;
use super::validate::{FORMAT, has_errors, newer_format, validate};

/// A checklist that was read from a file.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// As the program works with it.
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
    let read = read_source(source)?;
    Ok(read.build(source.text.into()))
}

/// The same for bytes that nobody else needs: the checklist keeps them.
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
        Ok(source) => read_source(source).map(|read| (read, source.bom_len)),
        Err(problem) => Err(vec![*problem]),
    };
    match found {
        Ok((read, mark)) => {
            text.drain(..mark);
            Ok(read.build(text.into()))
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

fn read_source(source: SourceText<'_>) -> Result<ValidChecklist, Vec<Problem>> {
    match strict::from_str(source.text) {
        Ok(raw) => check_raw(raw, source),
        Err(error) => Err(diagnose(source, &error)),
    }
}

/// Checks what the types cannot say. Places are looked up only where there is something to say.
fn check_raw(raw: RawChecklist, source: SourceText<'_>) -> Result<ValidChecklist, Vec<Problem>> {
    let mut problems = validate(&raw);
    if !problems.is_empty() {
        positions::assign_positions(&mut problems, positions::parse_tree(source.text).as_ref(), source);
    }
    if has_errors(&problems) { Err(problems) } else { Ok(ValidChecklist { raw, warnings: problems }) }
}

/// With more problems of form than these, what the file says is not looked at as well.
const MAX_FORM_PROBLEMS: usize = 1000;

/// Finds out everything that is wrong with a file that the types refuse.
fn diagnose(source: SourceText<'_>, error: &serde_json::Error) -> Vec<Problem> {
    let mut problems = match syntax::check(source.text) {
        Err(problem) => vec![*problem],
        Ok(()) => Vec::new(),
    };
    let tree = if problems.is_empty() { positions::parse_tree(source.text) } else { None };
    if let Some(root) = &tree {
        let (raw, notes) = recover::recover(root, source.text);
        problems = merge_problems(raw, notes);
    }
    if problems.is_empty() {
        // The two readers do not agree: the words of the first one.
        problems.push(syntax::syntax_problem(error, source.text));
    }
    positions::assign_positions(&mut problems, tree.as_ref(), source);
    problems
}

fn merge_problems(raw: Option<RawChecklist>, notes: Findings) -> Vec<Problem> {
    let Some(raw) = raw else { return notes.problems };
    if raw.format > FORMAT {
        return vec![newer_format(raw.format)];
    }
    if notes.problems.len() > MAX_FORM_PROBLEMS {
        return notes.problems;
    }
    let mut found = validate(&raw);
    found.retain(|problem| is_genuine(problem, &notes));
    found.extend(notes.problems);
    found
}

/// Whether a problem of what was read is one of the file, and not of what could not be read.
fn is_genuine(problem: &Problem, notes: &Findings) -> bool {
    let is_read =
        |path: &Path| path.prefixes().all(|p| !notes.unread.contains(&p) && !notes.renamed.contains(&p));
    let names_something = matches!(problem.code, "unknown-question" | "unknown-step");
    // What is only a warning can wait until the file can be read.
    problem.severity == Severity::Error
        && is_read(&problem.path)
        && problem.labels.iter().all(|label| is_read(&label.path))
        && !(names_something && notes.unread.iter().any(may_hide_names))
}

/// Whether names of steps or questions may stand where something could not be read.
fn may_hide_names(unread: &Path) -> bool {
    let is_list = |segment: &Segment| matches!(segment, Segment::Member(name) if matches!(name.as_ref(), "steps" | "questions" | "id"));
    match unread.segments() {
        [.., list, Segment::Item(_)] => is_list(list),
        [.., last] => is_list(last),
        [] => true,
    }
}

//! PURE. From the bytes of a file to a checklist, or to everything that is wrong with it.

use super::lenient::{self, Notes};
use super::locate;
use super::model::Checklist;
use super::path::Path;
use super::problem::{Problem, Severity};
use super::raw::RawChecklist;
use super::source::Source;
use super::validate::{FORMAT, has_errors, newer, validate};
use super::{build, strict, syntax};

/// A checklist that was read from a file.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// As it is written: what a session records.
    pub raw: RawChecklist,
    /// As the program works with it.
    pub checklist: Checklist,
    /// What is allowed but probably not meant, in the order of the file.
    pub warnings: Vec<Problem>,
}

/// Reads a checklist file.
///
/// # Errors
///
/// All problems of the file, in the order of the file; at least one of them is an error.
pub fn parse(bytes: &[u8]) -> Result<Parsed, Vec<Problem>> {
    let source = Source::read(bytes).map_err(|problem| vec![*problem])?;
    match strict::from_str(source.text) {
        Ok(raw) => checked(raw, source),
        Err(error) => Err(explained(source, &error)),
    }
}

/// Checks what the types cannot say. Places are looked up only where there is something to say.
fn checked(raw: RawChecklist, source: Source<'_>) -> Result<Parsed, Vec<Problem>> {
    let (survey, mut problems) = validate(&raw);
    if !problems.is_empty() {
        locate::locate(&mut problems, locate::tree(source.text).as_ref(), source);
    }
    if has_errors(&problems) {
        return Err(problems);
    }
    let checklist = build::build(&raw, &survey);
    Ok(Parsed { raw, checklist, warnings: problems })
}

impl Checklist {
    /// Makes a checklist of one that is not in a file: out of a log, or imported.
    ///
    /// # Errors
    ///
    /// All its problems; they have no places in a file.
    pub fn from_raw(raw: &RawChecklist) -> Result<Self, Vec<Problem>> {
        let (survey, problems) = validate(raw);
        if has_errors(&problems) { Err(problems) } else { Ok(build::build(raw, &survey)) }
    }
}

/// With more problems of form than these, what the file says is not looked at as well.
const MOST_NOTES: usize = 1000;

/// Finds out everything that is wrong with a file that the types refuse.
fn explained(source: Source<'_>, error: &serde_json::Error) -> Vec<Problem> {
    let mut problems = match syntax::check(source.text) {
        Err(problem) => vec![*problem],
        Ok(()) => Vec::new(),
    };
    let tree = if problems.is_empty() { locate::tree(source.text) } else { None };
    if let Some(root) = &tree {
        let (raw, notes) = lenient::read(root, source.text);
        problems = combined(raw, notes);
    }
    if problems.is_empty() {
        // The two readers do not agree: the words of the first one.
        problems.push(syntax::problem(error, source.text));
    }
    locate::locate(&mut problems, tree.as_ref(), source);
    problems
}

fn combined(raw: Option<RawChecklist>, notes: Notes) -> Vec<Problem> {
    let Notes { mut problems, unread } = notes;
    let Some(raw) = raw else { return problems };
    if raw.format > FORMAT {
        return vec![newer(raw.format)];
    }
    if problems.len() <= MOST_NOTES {
        let (_, found) = validate(&raw);
        // What is only a warning can wait until the file can be read.
        let found = found.into_iter().filter(|problem| problem.severity == Severity::Error);
        let is_unread = |path: &Path| path.self_and_around().any(|path| unread.contains(&path));
        let rests_on_unread = |problem: &Problem| {
            is_unread(&problem.path) || problem.also.iter().any(|label| is_unread(&label.path))
        };
        problems.extend(found.filter(|problem| !rests_on_unread(problem)));
    }
    problems
}

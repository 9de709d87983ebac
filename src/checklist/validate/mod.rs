//! PURE. Everything that can be wrong with a checklist besides its JSON, found in one go.

mod addresses;
mod conditions;
mod index;
mod structure;
mod texts;
mod values;
mod warnings;

pub(crate) use addresses::{is_valid_url, is_web_url};
use conditions::for_each_question;
use index::Index;
pub(crate) use index::{MAX_DEPTH, MAX_STEPS};
pub(super) use values::VALUE_PROBLEMS;

use super::problem::{Path, Problem, Severity};
use super::raw::RawChecklist;

/// The version of the format that this program reads.
pub(crate) const FORMAT: u64 = 1;

/// How many pairs of a step and a question it depends on a checklist may have. A condition of a
/// large section counts for every step in it, so a small file could fill the memory.
const MAX_DEPENDENTS: usize = 5_000_000;

/// Returns the problems of a checklist: warnings only where there is no error.
pub(super) fn validate(raw: &RawChecklist) -> Vec<Problem> {
    if raw.format > FORMAT {
        return vec![newer_format(raw.format)];
    }
    let index = match Index::new(raw) {
        Ok(index) => index,
        Err(problem) => return vec![*problem],
    };
    let mut problems = Vec::new();
    check_format(raw, &mut problems);
    texts::check(raw, &index, &mut problems);
    structure::check(raw, &index, &mut problems);
    addresses::check(raw, &index, &mut problems);
    conditions::check(&index, &mut problems);
    values::check(&index, &mut problems);
    structure::check_requirements(&index, &mut problems);
    check_dependents(&index, &mut problems);
    if problems.is_empty() {
        warnings::check(&index, &mut problems);
    }
    problems
}

/// Returns whether there is a problem with which the checklist cannot be used.
pub(super) fn has_errors(problems: &[Problem]) -> bool {
    problems.iter().any(|problem| problem.severity == Severity::Error)
}

/// Returns the only problem that is reported of a file for a later version of the program.
pub(super) fn newer_format(format: u64) -> Problem {
    let message =
        format!("this checklist needs a newer runsheet (format {format}; this one reads format {FORMAT})");
    Problem::error("newer-format", Path::root().member("format"), message)
}

fn check_format(raw: &RawChecklist, out: &mut Vec<Problem>) {
    if raw.format != FORMAT {
        out.push(
            Problem::error("missing", Path::root().member("format"), "a checklist needs its `format`")
                .with_help(format!("add `\"format\": {FORMAT}`")),
        );
    }
}

fn check_dependents(index: &Index<'_>, out: &mut Vec<Problem>) {
    // How many questions decide on each item, those of its sections included.
    let mut counts: Vec<usize> = Vec::with_capacity(index.items.len());
    let mut sum = 0;
    for (nth, item) in index.items.iter().enumerate() {
        let mut count = item.parent.and_then(|parent| counts.get(parent)).copied().unwrap_or(0);
        if let Some(when) = &item.raw.when {
            for_each_question(when, &mut |_| count += 1);
        }
        counts.push(count);
        sum += count;
        if sum > MAX_DEPENDENTS {
            let message = "the conditions up to here ask too many questions of too many steps";
            out.push(Problem::error("too-many-conditions", index.path(nth), message));
            return;
        }
    }
}

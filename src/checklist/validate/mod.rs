//! PURE. Everything that can be wrong with a checklist besides its JSON, found in one go.

mod addresses;
mod conditions;
mod index;
mod requires;
mod structure;
mod suggest;
mod texts;
mod warnings;

pub(crate) use addresses::{is_valid_url, is_web_url};
use conditions::for_each_question;
use index::Index;
pub(crate) use index::{MAX_DEPTH, MAX_STEPS};

use super::path::Path;
use super::problem::{Problem, Severity};
use super::raw::RawChecklist;

/// The version of the format that this program reads.
pub(crate) const FORMAT: u64 = 1;

/// How many switches of steps by questions a checklist may have. A condition of a large section
/// that asks many questions counts for every step in it, so a small file could fill the memory.
const MAX_DEPENDENTS: usize = 5_000_000;

/// The problems of a checklist: warnings only where there is no error.
pub(super) fn validate(raw: &RawChecklist) -> Vec<Problem> {
    if raw.format > FORMAT {
        return vec![newer_format(raw.format)];
    }
    let survey = match Index::new(raw) {
        Ok(survey) => survey,
        Err(problem) => return vec![*problem],
    };
    let mut problems = Vec::new();
    check_format(raw, &mut problems);
    texts::check(raw, &survey, &mut problems);
    structure::check(raw, &survey, &mut problems);
    addresses::check(raw, &survey, &mut problems);
    conditions::check(&survey, &mut problems);
    requires::check(&survey, &mut problems);
    if survey.candidates.conditions {
        check_dependents(&survey, &mut problems);
    }
    if problems.is_empty() {
        warnings::check(&survey, &mut problems);
    }
    problems
}

/// Whether there is a problem with which the checklist cannot be used.
pub(crate) fn has_errors(problems: &[Problem]) -> bool {
    problems.iter().any(|problem| problem.severity == Severity::Error)
}

/// What is said of a file from a later version of the program: nothing but this.
pub(crate) fn newer_format(format: u64) -> Problem {
    let what =
        format!("this checklist needs a newer runsheet (format {format}; this one reads format {FORMAT})");
    Problem::error("newer-format", Path::root().member("format"), what)
}

fn check_format(raw: &RawChecklist, out: &mut Vec<Problem>) {
    if raw.format != FORMAT {
        out.push(
            Problem::error("missing", Path::root().member("format"), "a checklist needs its `format`")
                .with_help(format!("add `\"format\": {FORMAT}`")),
        );
    }
}

fn check_dependents(survey: &Index<'_>, out: &mut Vec<Problem>) {
    let mut weights: Vec<usize> = Vec::with_capacity(survey.items.len());
    let mut sum = 0;
    for (index, item) in survey.items.iter().enumerate() {
        let mut weight = item.parent.and_then(|parent| weights.get(parent)).copied().unwrap_or(0);
        if let Some(when) = &item.raw.when {
            for_each_question(when, &mut |_| weight += 1);
        }
        weights.push(weight);
        sum += weight;
        if sum > MAX_DEPENDENTS {
            let what = "the conditions up to here ask too many questions of too many steps";
            out.push(Problem::error("too-many-conditions", survey.path(index), what));
            return;
        }
    }
}

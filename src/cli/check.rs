//! `check`: every problem of checklist files. The problems are its result: they go to `out`.

use std::path::Path;

use super::{CliError, Context, Exit, error};
use crate::app::library::SourceBytes;
use crate::checklist::{Parsed, Problem, ProblemJson, Severity, missing_documents, parse, render, to_json};
use crate::text::{Text, count};

/// A file, and what is to be said of it.
struct CheckedFile {
    file: SourceBytes,
    /// The number of steps; nothing where the checklist is not valid.
    steps: Option<usize>,
    problems: Vec<Problem>,
}

impl CheckedFile {
    fn new(file: SourceBytes) -> Self {
        let (steps, mut problems) = match parse(&file.bytes) {
            Ok(Parsed { checklist, warnings, .. }) => (Some(checklist.steps().len()), warnings),
            Err(problems) => (None, problems),
        };
        // Documents lie beside a file; what is built in or piped in lies nowhere.
        let folder = Path::new(&file.source).parent().filter(|folder| folder.is_absolute());
        let missing =
            folder.map(|folder| missing_documents(&file.bytes, &|name| folder.join(name).is_file()));
        let missing = missing.unwrap_or_default();
        let steps = steps.filter(|_| missing.is_empty());
        problems.extend(missing);
        problems.sort_by_key(|problem| problem.position.as_ref().map(|at| at.span.start));
        Self { file, steps, problems }
    }

    /// `x.json: valid, 12 steps, 1 warning`.
    fn summary(&self) -> String {
        let of = |severity| self.problems.iter().filter(|problem| problem.severity == severity).count();
        let counted = |n: usize, noun: &str| (n > 0).then(|| count(n, noun));
        let verdict = match self.steps {
            Some(steps) => format!("valid, {}", count(steps, "step")),
            None => "not valid".to_owned(),
        };
        let found = [counted(of(Severity::Error), "error"), counted(of(Severity::Warning), "warning")];
        let parts: Vec<String> = std::iter::once(verdict).chain(found.into_iter().flatten()).collect();
        format!("{}: {}", Text::line(&self.file.name), parts.join(", "))
    }
}

/// `check FILE… [--json] [--deny-warnings]`. A file that cannot be read keeps no other from being checked.
pub(super) fn check(
    context: &mut Context<'_, '_>,
    files: &[String],
    json: bool,
    deny_warnings: bool,
) -> Result<Exit, CliError> {
    let (mut checked, mut unread) = (Vec::new(), false);
    for file in files {
        match context.read_list(file) {
            Ok(bytes) => checked.push(CheckedFile::new(bytes)),
            Err(error) => {
                unread = true;
                let color = error::stderr_color(context.color, context.env);
                CliError::from(error).print(context.env.err, color)?;
            }
        }
    }
    if json {
        let problems: Vec<ProblemJson<'_>> = checked
            .iter()
            .flat_map(|one| one.problems.iter().map(|problem| to_json(problem, &one.file.name)))
            .collect();
        context.print_json(&problems)?;
    } else {
        print_text(context, &checked)?;
    }
    let bad = |one: &CheckedFile| one.steps.is_none() || (deny_warnings && !one.problems.is_empty());
    Ok(match (checked.iter().any(bad), unread) {
        (true, _) => Exit::Invalid,
        (false, true) => Exit::Failure,
        (false, false) => Exit::Success,
    })
}

fn print_text(context: &mut Context<'_, '_>, checked: &[CheckedFile]) -> Result<(), CliError> {
    let color = error::use_color(context.color, context.env, context.env.terminals.1);
    for one in checked {
        for problem in &one.problems {
            let report = render(problem, &one.file.name, &one.file.bytes, color);
            writeln!(context.env.out, "{report}\n")?;
        }
        writeln!(context.env.out, "{}", one.summary())?;
    }
    Ok(())
}

//! `check`: every problem of checklist files. The problems are its result: they go to `out`.

use std::path::Path;

use super::context::Context;
use super::error::{CliError, Exit};
use crate::app::library::SourceBytes;
use crate::checklist::{Parsed, Problem, ProblemJson, Severity, missing_documents, parse, render, to_json};
use crate::text::{Text, count};

const EXAMPLES: &str = "\
Examples:
  runsheet check switch.json
  runsheet check --json --deny-warnings switch.json
      for a pipeline: exit code 4 where anything is wrong";

/// Name every problem of checklist files
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct CheckArgs {
    /// Files, built-in ids, or `-` for standard input
    #[arg(required = true)]
    files: Vec<String>,
    /// As JSON
    #[arg(long)]
    json: bool,
    /// Count warnings as errors
    #[arg(long)]
    deny_warnings: bool,
}

struct CheckedFile {
    file: SourceBytes,
    /// The number of steps; nothing if the checklist is not valid.
    steps: Option<usize>,
    problems: Vec<Problem>,
}

impl CheckedFile {
    fn new(file: SourceBytes) -> Self {
        let (steps, mut problems) = match parse(&file.bytes) {
            Ok(Parsed { checklist, warnings, .. }) => (Some(checklist.steps().len()), warnings),
            Err(problems) => (None, problems),
        };
        // A built-in checklist and standard input have no folder in which documents could be.
        let folder = Path::new(&file.source).parent().filter(|folder| folder.is_absolute());
        let missing =
            folder.map(|folder| missing_documents(&file.bytes, &|name| folder.join(name).is_file()));
        let missing = missing.unwrap_or_default();
        let steps = steps.filter(|_| missing.is_empty());
        problems.extend(missing);
        problems.sort_by_key(|problem| problem.position.as_ref().map(|at| at.span.start));
        Self { file, steps, problems }
    }

    /// Returns a line such as `x.json: valid, 12 steps, 1 warning`.
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

/// Prints the problems of all files; one that cannot be read does not keep the others from being checked.
pub(super) fn run(context: &mut Context<'_, '_>, args: &CheckArgs) -> Result<Exit, CliError> {
    let (mut checked, mut unread) = (Vec::new(), false);
    for file in &args.files {
        match context.read_list(file) {
            Ok(bytes) => checked.push(CheckedFile::new(bytes)),
            Err(error) => {
                unread = true;
                let color = context.env.color_on_stderr(context.color);
                CliError::from(error).print(context.env.err, color)?;
            }
        }
    }
    if args.json {
        let problems: Vec<ProblemJson<'_>> = checked
            .iter()
            .flat_map(|one| one.problems.iter().map(|problem| to_json(problem, &one.file.name)))
            .collect();
        context.print_json(&problems)?;
    } else {
        print_text(context, &checked)?;
    }
    let bad = |one: &CheckedFile| one.steps.is_none() || (args.deny_warnings && !one.problems.is_empty());
    Ok(match (checked.iter().any(bad), unread) {
        (true, _) => Exit::Invalid,
        (false, true) => Exit::Failure,
        (false, false) => Exit::Success,
    })
}

fn print_text(context: &mut Context<'_, '_>, checked: &[CheckedFile]) -> Result<(), CliError> {
    let color = context.env.color_on_stdout(context.color);
    for one in checked {
        for problem in &one.problems {
            let report = render(problem, &one.file.name, &one.file.bytes, color);
            writeln!(context.env.out, "{report}\n")?;
        }
        writeln!(context.env.out, "{}", one.summary())?;
    }
    Ok(())
}

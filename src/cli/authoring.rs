//! `checklists`, `new`, `check`, `schema`: what authors of checklists need. Those at hand, one to start from,
//! every problem of a file (its result: it goes to `out`), the JSON Schemas.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::app::files;
use crate::app::library::{BUILT_IN, Library, LibraryError, SourceBytes, read_file};
use crate::checklist::{Parsed, Problem, ProblemJson, Severity, missing_documents, parse, render, to_json};
use crate::cli::context::{Context, TextTable};
use crate::cli::error::{CliError, Exit};
use crate::text::{Text, count};
use crate::{checklist, report};

/// The checklist that is written; a test checks that it is valid.
const CHECKLIST: &str = include_str!("new.json");

const NEW_EXAMPLES: &str = "\
Examples:
  runsheet new router.json
      then edit it, `runsheet check router.json`, `runsheet start ./router.json`";

/// Write a small checklist to start from
#[derive(Debug, clap::Args)]
#[command(after_long_help = NEW_EXAMPLES)]
pub(super) struct NewArgs {
    /// The file; one that is there is never replaced
    file: PathBuf,
}

pub(super) fn run_new(context: &mut Context<'_, '_>, args: &NewArgs) -> Result<Exit, CliError> {
    files::write(&args.file, CHECKLIST.as_bytes(), false).map_err(CliError::New)?;
    let path = Text::line(&args.file.to_string_lossy());
    writeln!(context.env.err, "wrote `{path}`: `runsheet check {path}` names its problems")?;
    Ok(Exit::Success)
}

const CHECK_EXAMPLES: &str = "\
Examples:
  runsheet check switch.json
  runsheet check --json --deny-warnings switch.json
      for a pipeline: exit code 4 where anything is wrong";

/// Name every problem of checklist files
#[derive(Debug, clap::Args)]
#[command(after_long_help = CHECK_EXAMPLES)]
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

/// The number of warnings of one kind that are printed for a file; the others are counted.
const MAX_EQUAL_WARNINGS: usize = 20;

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
pub(super) fn run_check(context: &mut Context<'_, '_>, args: &CheckArgs) -> Result<Exit, CliError> {
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
        let mut warnings: BTreeMap<&str, usize> = BTreeMap::new();
        for problem in &one.problems {
            if problem.severity == Severity::Warning {
                let seen = warnings.entry(problem.code).or_default();
                *seen += 1;
                if *seen > MAX_EQUAL_WARNINGS {
                    continue;
                }
            }
            let report = render(problem, &one.file.name, &one.file.bytes, color);
            writeln!(context.env.out, "{report}\n")?;
        }
        for (code, seen) in warnings.iter().filter(|(_, seen)| **seen > MAX_EQUAL_WARNINGS) {
            let more = count(seen - MAX_EQUAL_WARNINGS, "more warning");
            writeln!(context.env.out, "warning[{code}]: {more} of this kind; --json lists all\n")?;
        }
        writeln!(context.env.out, "{}", one.summary())?;
    }
    Ok(())
}

const SCHEMA_EXAMPLES: &str = "\
Examples:
  runsheet schema > checklist.schema.json
      name this file as `$schema` in a checklist, for your editor
  runsheet schema report
      what `status --json` and `export --format json` write";

/// Print the JSON Schema of checklist files, or of reports
#[derive(Debug, clap::Args)]
#[command(after_long_help = SCHEMA_EXAMPLES)]
pub(super) struct SchemaArgs {
    /// Checklist files, or what `status`, `list`, `log` and `export` write as JSON
    #[arg(default_value = "checklist")]
    of: SchemaOf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum SchemaOf {
    /// Checklist files.
    Checklist,
    /// What `status`, `list`, `log` and `export` write as JSON.
    Report,
}

pub(super) fn run_schema(context: &mut Context<'_, '_>, args: &SchemaArgs) -> Result<Exit, CliError> {
    let schema = match args.of {
        SchemaOf::Checklist => checklist::SCHEMA,
        SchemaOf::Report => report::SCHEMA,
    };
    writeln!(context.env.out, "{}", schema.trim_end())?;
    Ok(Exit::Success)
}

const CHECKLISTS_EXAMPLES: &str = "\
Examples:
  runsheet checklists";

/// List the checklists at hand
#[derive(Debug, clap::Args)]
#[command(after_long_help = CHECKLISTS_EXAMPLES)]
pub(super) struct ChecklistsArgs {
    /// As JSON
    #[arg(long)]
    json: bool,
}

/// An available checklist. What is not known of one that is not valid is `null`.
#[derive(Debug, Default, Serialize)]
struct ChecklistEntry {
    /// The name by which `start` finds it.
    name: Text,
    id: Option<Text>,
    title: Option<Text>,
    steps: Option<usize>,
    /// Where it is: `builtin:ID`, or a path.
    source: Text,
    /// Its first problem.
    problem: Option<String>,
}

/// Lists the checklists; one that is not valid is listed with its first problem.
pub(super) fn run_checklists(context: &mut Context<'_, '_>, args: &ChecklistsArgs) -> Result<Exit, CliError> {
    let listed = list_all(&context.library);
    if args.json {
        context.print_json(&listed)?;
    } else {
        print_table(context, &listed)?;
    }
    Ok(Exit::Success)
}

fn print_table(context: &mut Context<'_, '_>, listed: &[ChecklistEntry]) -> Result<(), CliError> {
    let mut table = TextTable::new(["NAME", "STEPS", "TITLE", "FROM"]);
    for one in listed {
        let steps = one.steps.map_or_else(|| "-".to_owned(), |steps| steps.to_string());
        let title = one.title.as_ref().map_or_else(|| "not valid".to_owned(), Text::to_string);
        table.push_row([one.name.to_string(), steps, title, one.source.to_string()]);
    }
    context.print_table(&table)?;
    for problem in listed.iter().filter_map(|one| one.problem.as_ref()) {
        writeln!(context.env.out, "! {problem}")?;
    }
    Ok(())
}

fn list_all(library: &Library) -> Vec<ChecklistEntry> {
    let built_in = BUILT_IN.iter().map(|(id, text)| {
        let source = format!("builtin:{id}");
        describe_file(id, &source, Ok(text.as_bytes()))
    });
    let own = library.user_files().into_iter().map(|path| {
        let name = display_name(&path);
        let file = read_file(&path);
        let bytes = file.as_ref().map(|file| file.bytes.as_slice());
        describe_file(&name, &path.to_string_lossy(), bytes)
    });
    built_in.chain(own).collect()
}

/// Returns the name of a file without its extension; its path if a built-in checklist has that name.
fn display_name(path: &Path) -> String {
    let stem = path.file_stem().and_then(|stem| stem.to_str());
    let free = stem.filter(|stem| BUILT_IN.iter().all(|(id, _)| id != stem));
    free.map_or_else(|| path.to_string_lossy().into_owned(), str::to_owned)
}

fn describe_file(name: &str, source: &str, bytes: Result<&[u8], &LibraryError>) -> ChecklistEntry {
    let base =
        ChecklistEntry { name: Text::line(name), source: Text::line(source), ..ChecklistEntry::default() };
    match bytes.map(parse) {
        Ok(Ok(parsed)) => ChecklistEntry {
            id: Some(parsed.checklist.id().clone()),
            title: Some(parsed.checklist.title().clone()),
            steps: Some(parsed.checklist.steps().len()),
            ..base
        },
        Ok(Err(problems)) => {
            ChecklistEntry { problem: problems.first().map(|first| format_problem(source, first)), ..base }
        }
        Err(error) => ChecklistEntry { problem: Some(error.to_string()), ..base },
    }
}

/// Returns a line such as `path:3:5: what is wrong`.
fn format_problem(source: &str, problem: &Problem) -> String {
    let place = problem.position.as_ref().map(|at| format!("{}:{}:", at.line, at.column)).unwrap_or_default();
    format!("{}:{place} {}", Text::line(source), problem.message)
}

//! `checklists`: lists the built-in checklists and those in the user's folder.

use std::path::Path;

use serde::Serialize;

use super::context::{Context, TextTable};
use super::error::{CliError, Exit};
use crate::app::library::{BUILT_IN, Library, LibraryError, read_file};
use crate::checklist::{Problem, parse};
use crate::text::Text;

const EXAMPLES: &str = "\
Examples:
  runsheet checklists";

/// List the checklists at hand
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
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
pub(super) fn run(context: &mut Context<'_, '_>, args: &ChecklistsArgs) -> Result<Exit, CliError> {
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

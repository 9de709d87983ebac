//! `import`: other people's lists (Markdown, Azure reviews, STIG) as checklists, with a report of what was
//! taken over, changed and left out.

use std::path::{Path, PathBuf};

use super::context::Context;
use super::error::{CliError, Exit};
use crate::app::files;
use crate::app::library::LibraryError;
use crate::import::{ImportOptions, Imported, StepStatus, TableSelector};
use crate::session::{Command, Progress, Refusal, find_step};
use crate::text::Text;

const EXAMPLES: &str = "\
Examples:
  runsheet import tasks.md -o tasks.json
      a Markdown task list as a checklist to keep
  runsheet import tasks.md --bullets
      also the items without a box
  runsheet start tasks.md --keep-ticks --no-open
      begin at once, with what is ticked there as done";

/// Make a checklist of another list: Markdown, Azure review, STIG
///
/// What was taken over, changed and left out is told on standard error. `start FILE` takes such
/// a list directly.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct ImportArgs {
    /// A Markdown file, an Azure review checklist (JSON), a STIG checklist (cklb, ckl), or `-`
    file: String,
    /// Where to [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    reading: ReadingArgs,
}

/// How to read a list that is no checklist of this program.
#[derive(Debug, clap::Args)]
pub(super) struct ReadingArgs {
    /// Where the list says what is done (or deferred, skipped ...), start with that
    #[arg(long)]
    keep_ticks: bool,
    /// Take every item of a Markdown list as a step, with a box or without
    #[arg(long)]
    bullets: bool,
    /// Take the rows of tables as steps: those with a column of boxes, or by columns, the title's first
    #[arg(long, value_name = "COLUMNS", num_args = 0..=1, default_missing_value = "", require_equals = true)]
    table: Option<String>,
}

impl ReadingArgs {
    pub(super) fn options(&self) -> ImportOptions {
        let table = self.table.as_deref().map(TableSelector::from_arg);
        ImportOptions { keep_ticks: self.keep_ticks, bullets: self.bullets, table }
    }
}

/// Writes the checklist to standard output or a file, and the report to standard error.
pub(super) fn run(context: &mut Context<'_, '_>, args: &ImportArgs) -> Result<Exit, CliError> {
    let bytes = context.read_list(&args.file)?;
    let imported = crate::import::import(&bytes.name, &bytes.bytes, &args.reading.options())
        .map_err(|error| LibraryError::Import(args.file.clone(), error))?;
    let json = to_json(&imported);
    let output = args.output.as_deref().filter(|path| *path != Path::new("-"));
    match output {
        Some(path) => files::write(path, json.as_bytes(), args.force).map_err(CliError::Export)?,
        None => context.env.out.write_all(json.as_bytes())?,
    }
    print_report(context, &imported)?;
    if let Some(path) = output {
        let path = Text::line(&path.to_string_lossy()).to_string();
        writeln!(context.env.err, "wrote {path}: `runsheet start {path}` begins")
            .map_err(CliError::Output)?;
    }
    if !imported.statuses.is_empty() {
        context.warn("a checklist holds no statuses: `runsheet start FILE --keep-ticks` begins with them")?;
    }
    Ok(Exit::Success)
}

fn to_json(imported: &Imported) -> String {
    serde_json::to_string_pretty(&imported.raw).map(|json| json + "\n").unwrap_or_default()
}

pub(super) fn print_report(context: &mut Context<'_, '_>, imported: &Imported) -> Result<(), CliError> {
    write!(context.env.err, "{}", imported.report).map_err(CliError::Output)
}

/// Returns the commands that give a new session the statuses of the list.
pub(super) fn initial_commands(
    progress: &Progress,
    statuses: &[StepStatus],
) -> Result<Vec<Command>, Refusal> {
    let command = |imported: &StepStatus| {
        let step = find_step(progress, &imported.step)?;
        Ok(Command::mark(progress, step, imported.status, imported.reason.clone()))
    };
    statuses.iter().map(command).collect()
}

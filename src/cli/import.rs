//! `import`: other people's lists (Markdown, Azure reviews, STIG) into checklists, with a report of
//! what was taken over, changed and left out.

use std::path::Path;

use super::{CliError, Context, Exit};
use crate::app::files;
use crate::app::library::LibraryError;
use crate::import::{ImportOptions, Imported, StepStatus, TableSelector};
use crate::session::{Command, Progress, Refusal, find_step};
use crate::text::Text;

/// How a list is read that is no checklist of ours.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct ImportArgs {
    /// Where the list says what is done (or deferred, skipped ...), start with that
    #[arg(long)]
    pub keep_ticks: bool,
    /// Take every item of a Markdown list as a step, with a box or without
    #[arg(long)]
    pub bullets: bool,
    /// Take the rows of tables as steps: those with a column of boxes, or by columns, the title's first
    #[arg(long, value_name = "COLUMNS", num_args = 0..=1, default_missing_value = "", require_equals = true)]
    pub table: Option<String>,
}

impl ImportArgs {
    /// What the importer takes.
    pub(super) fn options(&self) -> ImportOptions {
        let table = self.table.as_deref().map(TableSelector::from_arg);
        ImportOptions { keep_ticks: self.keep_ticks, bullets: self.bullets, table }
    }
}

/// `import FILE [-o OUT]`: the checklist to standard output or a file, the report to standard error.
pub(super) fn import(
    context: &mut Context<'_, '_>,
    (file, args): (&str, &ImportArgs),
    output: Option<&Path>,
    force: bool,
) -> Result<Exit, CliError> {
    let bytes = context.read_list(file)?;
    let imported = crate::import::import(&bytes.name, &bytes.bytes, &args.options())
        .map_err(|error| LibraryError::Import(file.to_owned(), error))?;
    let json = to_json(&imported);
    match output.filter(|path| *path != Path::new("-")) {
        Some(path) => files::write(path, json.as_bytes(), force).map_err(CliError::Export)?,
        None => context.env.out.write_all(json.as_bytes())?,
    }
    print_report(context, &imported)?;
    if let Some(path) = output.filter(|path| *path != Path::new("-")) {
        let path = Text::line(&path.to_string_lossy()).to_string();
        writeln!(context.env.err, "wrote {path}: `runsheet start {path}` begins")
            .map_err(CliError::Output)?;
    }
    if !imported.statuses.is_empty() {
        context.warn("a checklist holds no statuses: `runsheet start FILE --keep-ticks` begins with them")?;
    }
    Ok(Exit::Success)
}

/// The checklist as a person would lay it out.
fn to_json(imported: &Imported) -> String {
    serde_json::to_string_pretty(&imported.raw).map(|json| json + "\n").unwrap_or_default()
}

/// Tells what became of the list.
pub(super) fn print_report(context: &mut Context<'_, '_>, imported: &Imported) -> Result<(), CliError> {
    write!(context.env.err, "{}", imported.report).map_err(CliError::Output)
}

/// The statuses that a list came with, as wishes for a session of it.
pub(super) fn initial_commands(
    progress: &Progress,
    statuses: &[StepStatus],
) -> Result<Vec<Command>, Refusal> {
    let wish = |given: &StepStatus| {
        let step = find_step(progress, &given.step)?;
        Ok(Command::mark(progress, step, given.status, given.reason.clone()))
    };
    statuses.iter().map(wish).collect()
}

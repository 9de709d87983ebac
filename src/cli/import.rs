//! `import`: other people's lists (Markdown, CSV, JSON, STIG) as checklists, with a report of what was
//! taken over, changed and left out.

use std::path::{Path, PathBuf};

use super::context::Context;
use super::error::{CliError, Exit};
use crate::app::files;
use crate::app::library::LibraryError;
use crate::checklist::validate::is_valid_url;
use crate::checklist::{ReaderOptions, TableSelector};
use crate::import::Imported;
use crate::session::Command;
use crate::text::Text;

const EXAMPLES: &str = "\
Examples:
  runsheet import tasks.md -o tasks.json
      a Markdown task list as a checklist to keep
  runsheet import tasks.md --bullets
      also the items without a box
  runsheet start tasks.md --keep-ticks --no-open
      begin at once, with what is ticked there as done";

/// Make a checklist of another list: Markdown, CSV, Azure review, STIG
///
/// What was taken over, changed and left out is told on standard error. `start FILE` takes such
/// a list directly.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct ImportArgs {
    /// A Markdown or CSV file, an Azure review checklist or other JSON, a STIG checklist (cklb, ckl), or `-`
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
    #[command(flatten)]
    items: ItemArgs,
}

/// What is a step in a list that is no checklist of this program.
#[derive(Debug, clap::Args)]
pub(super) struct ItemArgs {
    /// Take every item of a Markdown list as a step, with a box or without
    #[arg(long)]
    bullets: bool,
    /// Take the rows of tables, or the objects in JSON, as steps: by columns or members, the title's first
    #[arg(long, value_name = "COLUMNS", num_args = 0..=1, default_missing_value = "", require_equals = true)]
    table: Option<String>,
}

impl ReadingArgs {
    pub(super) fn options(&self) -> ReaderOptions {
        ReaderOptions { keep_ticks: self.keep_ticks, ..self.items.options() }
    }
}

impl ItemArgs {
    pub(super) fn is_given(&self) -> bool {
        self.bullets || self.table.is_some()
    }

    pub(super) fn options(&self) -> ReaderOptions {
        let table = self.table.as_deref().map(TableSelector::from_arg);
        ReaderOptions { keep_ticks: false, bullets: self.bullets, table }
    }
}

/// Writes the checklist to standard output or a file, and the report to standard error.
pub(super) fn run(context: &mut Context<'_, '_>, args: &ImportArgs) -> Result<Exit, CliError> {
    let bytes = context.read_list(&args.file)?;
    let mut imported = crate::import::import(&bytes.name, &bytes.bytes, &args.reading.options())
        .map_err(|error| LibraryError::Import(args.file.clone(), error))?;
    let output = args.output.as_deref().filter(|path| *path != Path::new("-"));
    let to = output.unwrap_or_else(|| Path::new(&bytes.source));
    imported.resolve_documents(&|name| document_path(&bytes.source, to, name));
    report_unwritten_statuses(&mut imported);
    let json = to_json(&imported);
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
    Ok(Exit::Success)
}

/// Returns the path of a document as seen from the new file, if it is there and below it.
fn document_path(source: &str, to: &Path, name: &str) -> Option<String> {
    let document = Path::new(source).parent()?.join(name);
    if !document.is_file() {
        return None;
    }
    let folder = std::path::absolute(to).ok()?.parent()?.canonicalize().ok()?;
    let below = document.canonicalize().ok()?.strip_prefix(folder).ok()?.to_owned();
    let parts: Option<Vec<&str>> = below.components().map(|part| part.as_os_str().to_str()).collect();
    Some(parts?.join("/")).filter(|path| is_valid_url(path))
}

/// Says that the statuses of a list are not in the checklist that is written.
fn report_unwritten_statuses(imported: &mut Imported) {
    let report = &mut imported.report;
    if std::mem::take(&mut report.statuses) + std::mem::take(&mut report.notes) > 0 {
        let remark =
            "statuses, as a checklist holds none (`runsheet start FILE --keep-ticks` begins with them)";
        imported.report.add_left_out(0, remark);
    }
}

fn to_json(imported: &Imported) -> String {
    serde_json::to_string_pretty(&imported.raw).map(|json| json + "\n").unwrap_or_default()
}

pub(super) fn print_report(context: &mut Context<'_, '_>, imported: &Imported) -> Result<(), CliError> {
    write!(context.env.err, "{}", imported.report).map_err(CliError::Output)
}

/// Returns the commands that give a new session the statuses and notes of the list.
pub(super) fn initial_commands(imported: &Imported) -> Vec<Command> {
    let marks = imported.statuses.iter().map(|imported| Command::Mark {
        step: imported.step.clone(),
        status: imported.status,
        reason: imported.reason.clone(),
    });
    let notes = imported.notes.iter().map(|imported| Command::Note {
        step: imported.step.clone(),
        text: imported.text.clone(),
        replaces: None,
    });
    marks.chain(notes).collect()
}

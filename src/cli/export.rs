//! `export`: the report of one session or of several, to standard output or into a file.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::context::Context;
use super::error::{CliError, Exit};
use super::resolve;
use crate::app::files;
use crate::app::open_session::OpenSession;
use crate::report::{self, CsvTable, Flavor, ReportInput, ReportOptions, StepFilter};
use crate::session::SessionName;
use crate::text::Text;

const EXAMPLES: &str = "\
Examples:
  runsheet export pri
  runsheet export pri -o pri.md --force
      write the report over the one of yesterday
  runsheet export pri --format html -o pri.html
      one page to print or to attach, that needs nothing else
  runsheet export pri --flavor servicenow --only exceptions
      short enough for a journal field
  runsheet export --all --time-zone UTC
      every session by section, then the exceptions of each";

/// Write the report
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct ExportArgs {
    /// The sessions; more than one give a matrix and each one's exceptions [default: the one changed last]
    sessions: Vec<String>,
    /// Every session
    #[arg(long, conflicts_with = "sessions")]
    all: bool,
    /// The form of the report
    #[arg(long, value_name = "FORMAT", default_value = "markdown")]
    format: FormatArg,
    /// Where the text is to be pasted
    #[arg(long, value_name = "FLAVOR", default_value = "github")]
    flavor: FlavorArg,
    /// List these steps only
    #[arg(long, value_name = "WHICH", default_value = "all")]
    only: OnlyArg,
    /// List only what was recorded since a time: 2026-11-22, "2026-11-22 18:00" or 2026-11-22T18:00:00Z
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
    /// Leave the history out
    #[arg(long)]
    no_history: bool,
    /// The table of a report in CSV [default: steps, of several sessions the matrix]
    #[arg(long, value_name = "TABLE")]
    table: Option<TableArg>,
    /// The zone that times are told in: UTC, Europe/Berlin ... [default: this machine's]
    #[arg(long, value_name = "ZONE")]
    time_zone: Option<String>,
    /// Where to, `-` being standard output [default: -]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long)]
    force: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FormatArg {
    Markdown,
    Html,
    Json,
    Csv,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FlavorArg {
    Github,
    Gitlab,
    Plain,
    Jira,
    Confluence,
    Servicenow,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum OnlyArg {
    All,
    Open,
    Exceptions,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TableArg {
    Steps,
    Log,
    Matrix,
}

impl ExportArgs {
    fn format(&self) -> report::ReportFormat {
        match self.format {
            FormatArg::Markdown => report::ReportFormat::Markdown,
            FormatArg::Html => report::ReportFormat::Html,
            FormatArg::Json => report::ReportFormat::Json,
            FormatArg::Csv => report::ReportFormat::Csv,
        }
    }

    fn options(&self, zone: &TimeZone) -> Result<ReportOptions, CliError> {
        let since = self.since.as_deref().map(|text| parse_time(text, zone)).transpose()?;
        Ok(ReportOptions {
            only: match self.only {
                OnlyArg::All => StepFilter::All,
                OnlyArg::Open => StepFilter::Open,
                OnlyArg::Exceptions => StepFilter::Exceptions,
            },
            since,
            history: !self.no_history,
            flavor: match self.flavor {
                FlavorArg::Github => Flavor::Github,
                FlavorArg::Gitlab => Flavor::Gitlab,
                FlavorArg::Plain => Flavor::Plain,
                FlavorArg::Jira => Flavor::Jira,
                FlavorArg::Confluence => Flavor::Confluence,
                FlavorArg::Servicenow => Flavor::Servicenow,
            },
            table: self.table.map(|table| match table {
                TableArg::Steps => CsvTable::Steps,
                TableArg::Log => CsvTable::Log,
                TableArg::Matrix => CsvTable::Matrix,
            }),
        })
    }
}

/// Parses a time, which may lack a zone: then it is one in the zone of the report.
fn parse_time(text: &str, zone: &TimeZone) -> Result<Timestamp, CliError> {
    let bad = |source| CliError::Time(text.to_owned(), source);
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at);
    }
    let local: DateTime = text.parse().map_err(bad)?;
    Ok(local.to_zoned(zone.clone()).map_err(bad)?.timestamp())
}

/// Writes the report. A damaged session is exported as far as it can be read, which the report and the
/// exit code say.
pub(super) fn run(context: &mut Context<'_, '_>, args: &ExportArgs) -> Result<Exit, CliError> {
    let zone = match &args.time_zone {
        Some(name) => TimeZone::get(name).map_err(|source| CliError::Zone(name.clone(), source))?,
        None => context.env.time_zone.clone(),
    };
    let options = args.options(&zone)?;
    let sessions = open_sessions(context, args)?;
    let parts: Vec<_> = sessions
        .iter()
        .map(|(name, session)| (name, session, session.log_heads(), session.entries()))
        .collect();
    let inputs: Vec<ReportInput<'_>> = parts
        .iter()
        .map(|(_, session, heads, entries)| session.report_input(heads, entries, &zone))
        .collect();
    let report = report::render(&inputs, args.format(), &options);
    match args.output.as_deref().filter(|path| *path != Path::new("-")) {
        None => write!(context.env.out, "{report}")?,
        Some(path) => {
            files::write(path, report.as_bytes(), args.force).map_err(CliError::Export)?;
            writeln!(context.env.err, "wrote `{}`", Text::line(&path.to_string_lossy()))?;
        }
    }
    let mut exit = Exit::Success;
    for (_, session) in &sessions {
        if let Some(logs) = &session.logs {
            exit = context.warn_of_faults(logs, exit)?;
        }
    }
    Ok(exit)
}

/// Opens the sessions to be reported.
fn open_sessions(
    context: &mut Context<'_, '_>,
    args: &ExportArgs,
) -> Result<Vec<(SessionName, OpenSession)>, CliError> {
    let names = if args.all {
        context.home.session_names()?
    } else if args.sessions.is_empty() {
        vec![resolve::session(&context.home, None)?]
    } else {
        args.sessions
            .iter()
            .map(|name| resolve::session(&context.home, Some(name)))
            .collect::<Result<_, _>>()?
    };
    if names.is_empty() {
        return Err(CliError::NoSessions);
    }
    names.into_iter().map(|name| Ok((name.clone(), context.open(&name)?))).collect()
}

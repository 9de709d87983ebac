//! `export`: the report of one session or of several, to standard output or into a file.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::{CliError, Context, Exit, resolve};
use crate::app::files;
use crate::app::open_session::OpenSession;
use crate::report::{self, CsvTable, Flavor, ReportInput, ReportOptions, StepFilter};
use crate::session::SessionName;
use crate::text::Text;

/// What `export` is asked.
#[derive(Debug, Clone, clap::Args)]
pub struct ExportArgs {
    /// The sessions; more than one give a matrix and each one's exceptions [default: the one changed last]
    pub sessions: Vec<String>,
    /// Every session
    #[arg(long, conflicts_with = "sessions")]
    pub all: bool,
    /// The form of the report
    #[arg(long, value_name = "FORMAT", default_value = "markdown")]
    pub format: FormatArg,
    /// Where the text is to be pasted
    #[arg(long, value_name = "FLAVOR", default_value = "github")]
    pub flavor: FlavorArg,
    /// List these steps only
    #[arg(long, value_name = "WHICH", default_value = "all")]
    pub only: OnlyArg,
    /// List only what was recorded since a time: 2026-11-22, "2026-11-22 18:00" or 2026-11-22T18:00:00Z
    #[arg(long, value_name = "TIME")]
    pub since: Option<String>,
    /// Leave the history out
    #[arg(long)]
    pub no_history: bool,
    /// The table of a report in CSV [default: steps, of several sessions the matrix]
    #[arg(long, value_name = "TABLE")]
    pub table: Option<TableArg>,
    /// The zone that times are told in: UTC, Europe/Berlin ... [default: this machine's]
    #[arg(long, value_name = "ZONE")]
    pub time_zone: Option<String>,
    /// Where to, `-` being standard output [default: -]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long)]
    pub force: bool,
}

/// The forms of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FormatArg {
    Markdown,
    Html,
    Json,
    Csv,
}

/// Where a report in text is to be pasted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FlavorArg {
    Github,
    Gitlab,
    Plain,
    Jira,
    Confluence,
    Servicenow,
}

/// Which steps are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OnlyArg {
    All,
    Open,
    Exceptions,
}

/// The tables of a report in CSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TableArg {
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

/// A time that was given: with a zone of its own, or in the report's.
fn parse_time(text: &str, zone: &TimeZone) -> Result<Timestamp, CliError> {
    let bad = |source| CliError::Time(text.to_owned(), source);
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at);
    }
    let local: DateTime = text.parse().map_err(bad)?;
    Ok(local.to_zoned(zone.clone()).map_err(bad)?.timestamp())
}

/// `export [SESSION...]`. A damaged session is exported as far as it can be read: the report says
/// so, and so does the exit code.
pub(super) fn export(context: &mut Context<'_, '_>, asked: &ExportArgs) -> Result<Exit, CliError> {
    let zone = match &asked.time_zone {
        Some(name) => TimeZone::get(name).map_err(|source| CliError::Zone(name.clone(), source))?,
        None => context.env.time_zone.clone(),
    };
    let options = asked.options(&zone)?;
    let desks = open_sessions(context, asked)?;
    let parts: Vec<_> =
        desks.iter().map(|(name, desk)| (name, desk, desk.log_heads(), desk.entries())).collect();
    let inputs: Vec<ReportInput<'_>> =
        parts.iter().map(|(_, desk, heads, entries)| desk.report_input(heads, entries, &zone)).collect();
    let report = report::render(&inputs, asked.format(), &options);
    match asked.output.as_deref().filter(|path| *path != Path::new("-")) {
        None => write!(context.env.out, "{report}")?,
        Some(path) => {
            files::write(path, report.as_bytes(), asked.force).map_err(CliError::Export)?;
            writeln!(context.env.err, "wrote `{}`", Text::line(&path.to_string_lossy()))?;
        }
    }
    let mut exit = Exit::Success;
    for (_, desk) in &desks {
        if let Some(logs) = &desk.logs {
            exit = context.warn_of_faults(logs, exit)?;
        }
    }
    Ok(exit)
}

/// The sessions that are to be reported.
fn open_sessions(
    context: &mut Context<'_, '_>,
    asked: &ExportArgs,
) -> Result<Vec<(SessionName, OpenSession)>, CliError> {
    let names = if asked.all {
        context.home.session_names()?
    } else if asked.sessions.is_empty() {
        vec![resolve::session(&context.home, None)?]
    } else {
        asked
            .sessions
            .iter()
            .map(|name| resolve::session(&context.home, Some(name)))
            .collect::<Result<_, _>>()?
    };
    if names.is_empty() {
        return Err(CliError::NoSessions);
    }
    names.into_iter().map(|name| Ok((name.clone(), context.open(&name)?))).collect()
}

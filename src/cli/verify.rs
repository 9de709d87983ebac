//! `verify`: checks that every log of a session is as it was written, and prints its length and head.

use super::context::Context;
use super::error::{CliError, Exit};
use super::resolve;
use crate::app::open_session::progress_from_logs;
use crate::journal::{LogReport, verify as verify_logs};
use crate::text::{Text, count, visible};

const EXAMPLES: &str = "\
Examples:
  runsheet verify pri
      each log with its head; the same heads stand in the report";

/// Check every log of a session: its sequence and its chain
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct VerifyArgs {
    /// The session [default: the one changed last]
    session: Option<String>,
}

/// Prints the state of each log. An unfinished last line is mentioned, but is no fault.
pub(super) fn run(context: &mut Context<'_, '_>, args: &VerifyArgs) -> Result<Exit, CliError> {
    let name = resolve::session(&context.home, args.session.as_deref())?;
    let logs = context.read_logs(&name)?;
    let reports = verify_logs(&logs);
    for report in &reports {
        writeln!(context.env.out, "{}", format_report(report))?;
    }
    for notice in logs.notices() {
        writeln!(context.env.out, "note: {}", visible(&notice))?;
    }
    let mut faults: Vec<String> = logs.all_faults().map(ToString::to_string).collect();
    if let Err(error) = progress_from_logs(&logs, &context.env.writer)
        && faults.is_empty()
    {
        faults.extend(std::error::Error::source(&error).map(ToString::to_string));
    }
    for fault in &faults {
        writeln!(context.env.out, "fault: {}", visible(fault))?;
    }
    let found = if faults.is_empty() { "sound".to_owned() } else { count(faults.len(), "fault") };
    let entries = reports.iter().map(|report| report.entries).sum();
    writeln!(
        context.env.out,
        "{name}: {found}; {}, {}",
        count(reports.len(), "log"),
        count(entries, "entry")
    )?;
    context.print_fault_hints(&logs)?;
    Ok(if faults.is_empty() { Exit::Success } else { Exit::Damaged })
}

fn format_report(report: &LogReport) -> String {
    let head = report.head.map_or_else(|| "no head".to_owned(), |head| format!("head {head}"));
    let path = Text::line(&report.path.to_string_lossy());
    format!("{path}: {}, {head}", count(report.entries, "entry"))
}

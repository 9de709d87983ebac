//! `verify`, `repair`: whether the logs of a session are as they were written, and what to do when they are not.

use std::path::Path;

use crate::app::open_session::progress_from_logs;
use crate::app::recovery::recover_start;
use crate::cli::context::Context;
use crate::cli::error::{CliError, Exit};
use crate::cli::resolve;
use crate::journal::{
    FaultKind, LogReport, RealFs, RepairRecord, RepairSummary, SessionLogs, describe_loss,
    repair as repair_logs, verify as verify_logs,
};
use crate::session::describe;
use crate::text::{Hint, Text, count, visible};

const VERIFY_EXAMPLES: &str = "\
Examples:
  runsheet verify pri
      each log with its head; the same heads stand in the report";

/// Check every log of a session: its sequence and its chain
#[derive(Debug, clap::Args)]
#[command(after_long_help = VERIFY_EXAMPLES)]
pub(super) struct VerifyArgs {
    /// The session [default: the one changed last]
    session: Option<String>,
}

/// Prints the state of each log. An unfinished last line is mentioned, but is no fault.
pub(super) fn run_verify(context: &mut Context<'_, '_>, args: &VerifyArgs) -> Result<Exit, CliError> {
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

const REPAIR_EXAMPLES: &str = "\
Examples:
  runsheet repair pri";

/// Set damaged parts of a session's logs aside: moved, never deleted
#[derive(Debug, clap::Args)]
#[command(after_long_help = REPAIR_EXAMPLES)]
pub(super) struct RepairArgs {
    /// The session
    session: String,
}

pub(super) fn run_repair(context: &mut Context<'_, '_>, args: &RepairArgs) -> Result<Exit, CliError> {
    let name = resolve::session(&context.home, Some(&args.session))?;
    let now = (context.env.now)();
    let recover = |logs: &mut SessionLogs| recover_start(logs, &context.library);
    let RepairSummary { rewritten, quarantined: set_aside, copies, remaining: left } =
        repair_logs(&context.home, &name, (now, &context.env.writer), &recover, &mut RealFs)?;
    let after = context.home.read(&name)?;
    let out = &mut *context.env.out;
    for (path, RepairRecord { lost, unproven, lines, .. }) in &rewritten {
        let entries = after.logs.iter().find(|log| log.path == *path).map_or(0, |log| log.entries.len());
        let (path, kept) = (display_path(path), count(entries, "entry"));
        writeln!(out, "kept: {path}, {kept}; {}", describe_loss(*lost, *unproven, lines))?;
    }
    for path in &set_aside {
        writeln!(out, "set aside: {}", display_path(path))?;
    }
    for (path, writer, entries) in &copies {
        for entry in entries {
            let (path, what) = (display_path(path), describe(&entry.event));
            writeln!(out, "only in {path}: {writer} {}: {what}", entry.seq)?;
        }
    }
    for fault in &left {
        writeln!(out, "still at fault: {}", visible(&fault.to_string()))?;
    }
    if rewritten.is_empty() && set_aside.is_empty() && left.is_empty() {
        writeln!(out, "nothing to repair")?;
    }
    // The message of remaining damage includes what to do.
    let other = left.iter().filter(|fault| !matches!(fault.kind, FaultKind::Damaged { .. }));
    context.print_hints(&other.filter_map(Hint::hint).collect())?;
    Ok(if left.is_empty() { Exit::Success } else { Exit::Damaged })
}

fn display_path(path: &Path) -> Text {
    Text::line(&path.to_string_lossy())
}

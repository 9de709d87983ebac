//! `verify`: whether every log of a session is as it was written, and how far each goes.

use super::{CliError, Context, Exit, pick};
use crate::desk::progress_of;
use crate::journal::{LogReport, verify as verify_logs};
use crate::text::{Text, count, visible};

/// `verify [SESSION]`. A line that was never finished is told; it is no fault.
pub(super) fn verify(context: &mut Context<'_, '_>, session: Option<&str>) -> Result<Exit, CliError> {
    let name = pick::session(&context.home, session)?;
    let logs = context.read_logs(&name)?;
    let reports = verify_logs(&logs);
    for report in &reports {
        writeln!(context.world.out, "{}", told(report))?;
    }
    for notice in logs.notices() {
        writeln!(context.world.out, "note: {}", visible(&notice))?;
    }
    let mut faults: Vec<String> = logs.all_faults().map(ToString::to_string).collect();
    if let Err(error) = progress_of(&logs, &context.world.me)
        && faults.is_empty()
    {
        faults.extend(std::error::Error::source(&error).map(ToString::to_string));
    }
    for fault in &faults {
        writeln!(context.world.out, "fault: {}", visible(fault))?;
    }
    let found = if faults.is_empty() { "sound".to_owned() } else { count(faults.len(), "fault") };
    let entries = reports.iter().map(|report| report.entries).sum();
    writeln!(
        context.world.out,
        "{name}: {found}; {}, {}",
        count(reports.len(), "log"),
        count(entries, "entry")
    )?;
    context.hint_of_faults(&logs)?;
    Ok(if faults.is_empty() { Exit::Fine } else { Exit::Damaged })
}

fn told(report: &LogReport) -> String {
    let head = report.head.map_or_else(|| "no head".to_owned(), |head| format!("head {head}"));
    let path = Text::line(&report.path.to_string_lossy());
    format!("{path}: {}, {head}", count(report.entries, "entry"))
}

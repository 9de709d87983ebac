//! `repair`: sets damaged parts of a session's logs aside, and says what was kept and what was moved.

use std::path::Path;

use super::{CliError, Context, Exit, resolve};
use crate::journal::{FaultKind, RealFs, RepairSummary, repair as repair_logs, verify};
use crate::text::{Hint, Text, count, visible};

/// `repair SESSION`.
pub(super) fn repair(context: &mut Context<'_, '_>, session: &str) -> Result<Exit, CliError> {
    let name = resolve::session(&context.home, Some(session))?;
    let now = (context.env.now)();
    let RepairSummary { truncated: cut, quarantined: set_aside, remaining: left } =
        repair_logs(&context.home, &name, now, &mut RealFs)?;
    let after = context.home.read(&name)?;
    let out = &mut *context.env.out;
    for report in verify(&after).iter().filter(|report| cut.contains(&report.path)) {
        writeln!(out, "kept: {}, {}", display_path(&report.path), count(report.entries, "entry"))?;
    }
    for path in &set_aside {
        writeln!(out, "set aside: {}", display_path(path))?;
    }
    for fault in &left {
        writeln!(out, "still at fault: {}", visible(&fault.to_string()))?;
    }
    if cut.is_empty() && set_aside.is_empty() && left.is_empty() {
        writeln!(out, "nothing to repair")?;
    }
    // What is damaged and still there, no repair can mend: its words say what to do.
    let other = left.iter().filter(|fault| !matches!(fault.kind, FaultKind::Damaged { .. }));
    context.print_hints(&other.filter_map(Hint::hint).collect())?;
    Ok(if left.is_empty() { Exit::Success } else { Exit::Damaged })
}

fn display_path(path: &Path) -> Text {
    Text::line(&path.to_string_lossy())
}

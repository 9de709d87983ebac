//! `repair`: sets damaged parts of a session's logs aside, and says what was kept and what was moved.

use std::path::Path;

use super::{CliError, Context, Exit, pick};
use crate::journal::{FaultKind, RealDisk, Repaired, repair as repair_logs, verify};
use crate::text::{Text, count, visible};

/// `repair SESSION`.
pub(super) fn repair(context: &mut Context<'_, '_>, session: &str) -> Result<Exit, CliError> {
    let name = pick::session(&context.home, Some(session))?;
    let now = (context.world.now)();
    let Repaired { cut, set_aside, left } = repair_logs(&context.home, &name, now, &mut RealDisk)?;
    let after = context.home.read(&name)?;
    let out = &mut *context.world.out;
    for report in verify(&after).iter().filter(|report| cut.contains(&report.path)) {
        writeln!(out, "kept: {}, {}", shown(&report.path), count(report.entries, "entry"))?;
    }
    for path in &set_aside {
        writeln!(out, "set aside: {}", shown(path))?;
    }
    for fault in &left {
        writeln!(out, "still at fault: {}", visible(&fault.to_string()))?;
    }
    if cut.is_empty() && set_aside.is_empty() && left.is_empty() {
        writeln!(out, "nothing to repair")?;
    }
    // What is damaged and still there, no repair can mend: its words say what to do.
    let other = left.iter().filter(|fault| !matches!(fault.kind, FaultKind::Damaged { .. }));
    context.hints(&other.map(|fault| fault.hint().to_owned()).collect())?;
    Ok(if left.is_empty() { Exit::Fine } else { Exit::Damaged })
}

fn shown(path: &Path) -> Text {
    Text::line(&path.to_string_lossy())
}

//! `list`: every session with its progress, those included that are not in order.

use std::error::Error;

use super::output::Table;
use super::{CliError, Context, Exit};
use crate::desk::{Desk, OpenError, heads_of};
use crate::report::SessionJson;
use crate::session::{Mode, SessionName, done_of};
use crate::text::{minute, visible};

/// What stands in the place of a summary where there is nothing to read.
const UNREADABLE: &str = "cannot be opened";

/// `list [--json]`. A session with something wrong is shown with it; that is no failure of `list`.
pub(super) fn list(context: &mut Context<'_, '_>, json: bool) -> Result<Exit, CliError> {
    let names = context.home.session_names()?;
    let sessions: Vec<_> = names
        .into_iter()
        .map(|name| {
            let desk = context.open(&name);
            (name, desk)
        })
        .collect();
    if json {
        let all: Vec<SessionJson> =
            sessions.iter().map(|(name, desk)| as_json(context, name, desk.as_ref())).collect();
        context.json(&all)?;
    } else if sessions.is_empty() {
        writeln!(context.world.err, "no session yet: `runsheet start` begins one")?;
    } else {
        text(context, &sessions)?;
    }
    Ok(Exit::Fine)
}

fn as_json(context: &Context<'_, '_>, name: &SessionName, desk: Result<&Desk, &OpenError>) -> SessionJson {
    match desk {
        Ok(desk) => SessionJson::of(&desk.report_input(&desk.heads(), &[], &context.world.zone)),
        Err(error) => {
            let heads = context.home.read(name).map(|logs| heads_of(&logs)).unwrap_or_default();
            SessionJson::unreadable(name.as_str(), UNREADABLE, &heads, vec![with_causes(error)])
        }
    }
}

type Sessions = [(SessionName, Result<Desk, OpenError>)];

fn text(context: &mut Context<'_, '_>, sessions: &Sessions) -> Result<(), CliError> {
    let mut table = Table::new(["SESSION", "DONE", "STANDS", "CHANGED", "TITLE"]);
    for (name, desk) in sessions {
        table.row(match desk {
            Ok(desk) => row(context, name, desk),
            Err(_) => [name.as_str(), "-", UNREADABLE, "-", "-"].map(str::to_owned),
        });
    }
    for line in table.lines() {
        writeln!(context.world.out, "{line}")?;
    }
    for (name, desk) in sessions {
        let problems = match desk {
            Ok(desk) => desk.problems.clone(),
            Err(error) => vec![with_causes(error)],
        };
        for problem in problems {
            writeln!(context.world.out, "! {name}: {}", visible(&problem))?;
        }
    }
    Ok(())
}

fn row(context: &Context<'_, '_>, name: &SessionName, desk: &Desk) -> [String; 5] {
    let progress = &desk.progress;
    let mode = if progress.mode() == Mode::Rehearsal { " (REHEARSAL)" } else { "" };
    let changed = progress.last_change().map(|change| minute(change.at, &context.world.zone));
    [
        name.to_string(),
        done_of(progress.total()),
        progress.total().summary(),
        changed.unwrap_or_default(),
        format!("{}{mode}", progress.title()),
    ]
}

/// An error and its causes in one line.
fn with_causes(error: &dyn Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(source) = cause {
        line.push_str(": ");
        line.push_str(&source.to_string());
        cause = source.source();
    }
    line
}

//! `list`: every session with its progress, those included that are not in order.

use std::error::Error;

use super::output::TextTable;
use super::{CliError, Context, Exit};
use crate::app::open_session::{OpenError, OpenSession, log_heads_of};
use crate::report::SessionJson;
use crate::session::{Mode, SessionName, format_done};
use crate::text::{format_minute, visible};

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
            sessions.iter().map(|(name, desk)| to_json(context, name, desk.as_ref())).collect();
        context.print_json(&all)?;
    } else if sessions.is_empty() {
        writeln!(context.env.err, "no session yet: `runsheet start` begins one")?;
    } else {
        print_table(context, &sessions)?;
    }
    Ok(Exit::Success)
}

fn to_json(
    context: &Context<'_, '_>,
    name: &SessionName,
    desk: Result<&OpenSession, &OpenError>,
) -> SessionJson {
    match desk {
        Ok(desk) => SessionJson::new(&desk.report_input(&desk.log_heads(), &[], &context.env.time_zone)),
        Err(error) => {
            let heads = context.home.read(name).map(|logs| log_heads_of(&logs)).unwrap_or_default();
            SessionJson::unreadable(name.as_str(), UNREADABLE, &heads, vec![error_chain(error)])
        }
    }
}

type OpenResults = [(SessionName, Result<OpenSession, OpenError>)];

fn print_table(context: &mut Context<'_, '_>, sessions: &OpenResults) -> Result<(), CliError> {
    let mut table = TextTable::new(["SESSION", "DONE", "STANDS", "CHANGED", "TITLE"]);
    for (name, desk) in sessions {
        table.push_row(match desk {
            Ok(desk) => row(context, name, desk),
            Err(_) => [name.as_str(), "-", UNREADABLE, "-", "-"].map(str::to_owned),
        });
    }
    for line in table.lines() {
        writeln!(context.env.out, "{line}")?;
    }
    for (name, desk) in sessions {
        let problems = match desk {
            Ok(desk) => desk.problems.clone(),
            Err(error) => vec![error_chain(error)],
        };
        for problem in problems {
            writeln!(context.env.out, "! {name}: {}", visible(&problem))?;
        }
    }
    Ok(())
}

fn row(context: &Context<'_, '_>, name: &SessionName, desk: &OpenSession) -> [String; 5] {
    let progress = &desk.progress;
    let mode = if progress.mode() == Mode::Rehearsal { " (REHEARSAL)" } else { "" };
    let changed = progress.last_change().map(|change| format_minute(change.at, &context.env.time_zone));
    [
        name.to_string(),
        format_done(progress.total()),
        progress.total().summary(),
        changed.unwrap_or_default(),
        format!("{}{mode}", progress.title()),
    ]
}

/// An error and its causes in one line.
fn error_chain(error: &dyn Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(source) = cause {
        line.push_str(": ");
        line.push_str(&source.to_string());
        cause = source.source();
    }
    line
}

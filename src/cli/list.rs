//! `list`: every session with its progress, those included that are not in order.

use std::error::Error;

use super::context::{Context, TextTable};
use super::error::{CliError, Exit};
use crate::app::open_session::{OpenError, OpenSession, log_heads_of};
use crate::report::SessionJson;
use crate::session::{Mode, SessionName, format_done};
use crate::text::{format_minute, visible};

/// The summary of a session that cannot be opened.
const UNREADABLE: &str = "cannot be opened";

const EXAMPLES: &str = "\
Examples:
  runsheet list
  runsheet list --json
      every session whole, as `status --json` tells it";

/// List the sessions
#[derive(Debug, Default, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct ListArgs {
    /// As JSON
    #[arg(long)]
    json: bool,
}

/// Lists the sessions. One with a problem is listed with it, and does not make `list` fail.
pub(super) fn run(context: &mut Context<'_, '_>, args: &ListArgs) -> Result<Exit, CliError> {
    let names = context.home.session_names()?;
    let sessions: Vec<_> = names
        .into_iter()
        .map(|name| {
            let session = context.open(&name);
            (name, session)
        })
        .collect();
    if args.json {
        let all: Vec<SessionJson> =
            sessions.iter().map(|(name, session)| to_json(context, name, session.as_ref())).collect();
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
    session: Result<&OpenSession, &OpenError>,
) -> SessionJson {
    match session {
        Ok(session) => {
            SessionJson::new(&session.report_input(&session.log_heads(), &[], &context.env.time_zone))
        }
        Err(error) => {
            let heads = context.home.read(name).map(|logs| log_heads_of(&logs)).unwrap_or_default();
            SessionJson::unreadable(name.as_str(), UNREADABLE, &heads, vec![error_chain(error)])
        }
    }
}

type OpenResults = [(SessionName, Result<OpenSession, OpenError>)];

fn print_table(context: &mut Context<'_, '_>, sessions: &OpenResults) -> Result<(), CliError> {
    let mut table = TextTable::new(["SESSION", "DONE", "STANDS", "CHANGED", "TITLE"]);
    for (name, session) in sessions {
        table.push_row(match session {
            Ok(session) => row(context, name, session),
            Err(_) => [name.as_str(), "-", UNREADABLE, "-", "-"].map(str::to_owned),
        });
    }
    context.print_table(&table)?;
    for (name, session) in sessions {
        let problems = match session {
            Ok(session) => session.problems.clone(),
            Err(error) => vec![error_chain(error)],
        };
        for problem in problems {
            writeln!(context.env.out, "! {name}: {}", visible(&problem))?;
        }
    }
    Ok(())
}

fn row(context: &Context<'_, '_>, name: &SessionName, session: &OpenSession) -> [String; 5] {
    let progress = &session.progress;
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

/// Returns an error and its causes in one line.
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

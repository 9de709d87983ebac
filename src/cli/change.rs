//! `mark`, `note`, `answer`, `undo`, `redo` and `apply`: changes from scripts, decided like those of the wizard.

use serde::{Deserialize, Deserializer};

use super::context::Context;
use super::error::{CliError, Exit, LineProblem};
use super::resolve;
use crate::app::open_session::{ChangeError, OpenSession};
use crate::session::{
    Command, Entry, Outbox, Progress, Refusal, describe, find_question, find_status, find_step,
};
use crate::text::visible;

const MARK_EXAMPLES: &str = "\
Examples:
  runsheet mark pri review-concepts done
  runsheet mark pri 3 deferred --reason \"after the freeze\"
  runsheet mark pri 2 done --reason \"checked last week\"
      a reason also overrides the order of steps";

const NOTE_EXAMPLES: &str = "\
Examples:
  runsheet note pri test-environment \"the lab is free from Monday\"
  runsheet note pri 3 - < findings.txt
      several lines, from standard input
  runsheet note pri 3 \"patched\" --once patch-42
      a script may run it again: it is recorded once";

const ANSWER_EXAMPLES: &str = "\
Examples:
  runsheet answer pri sms-2003 yes
  runsheet answer pri sms-2003 --clear
      take the answer back";

const UNDO_EXAMPLES: &str = "\
Examples:
  runsheet undo pri
      yours only: what others did stays";

const REDO_EXAMPLES: &str = "\
Examples:
  runsheet redo pri";

const APPLY_EXAMPLES: &str = "\
A line is an object with one of these members:
  {\"mark\": {\"step\": \"4\", \"status\": \"blocked\", \"reason\": \"no hardware\"}}
  {\"note\": {\"step\": \"test-environment\", \"text\": \"ordered\"}}
  {\"answer\": {\"question\": \"sms-2003\", \"value\": \"no\"}}

Examples:
  runsheet apply pri < changes.jsonl";

/// Give a step a status
#[derive(Debug, clap::Args)]
#[command(after_long_help = MARK_EXAMPLES)]
pub(super) struct MarkArgs {
    /// The session
    session: String,
    /// The step's id or number
    step: String,
    /// todo, in_progress, done, deferred, blocked, skipped or not_applicable
    status: String,
    /// Why; one line. Needed for deferred, blocked, skipped and not_applicable
    #[arg(long, allow_hyphen_values = true)]
    reason: Option<String>,
}

/// Write a note on a step
#[derive(Debug, clap::Args)]
#[command(after_long_help = NOTE_EXAMPLES)]
pub(super) struct NoteArgs {
    /// The session
    session: String,
    /// The step's id or number
    step: String,
    /// The note; `-` reads it from standard input
    #[arg(allow_hyphen_values = true)]
    text: String,
    /// Record it only if nothing was recorded with this key before
    #[arg(long, value_name = "KEY", value_parser = resolve::parse_claimed_name)]
    once: Option<String>,
}

/// Answer a question of the checklist
#[derive(Debug, clap::Args)]
#[command(after_long_help = ANSWER_EXAMPLES)]
pub(super) struct AnswerArgs {
    /// The session
    session: String,
    /// The question's id
    question: String,
    /// The answer
    #[arg(required_unless_present = "clear", allow_hyphen_values = true)]
    value: Option<String>,
    /// Take the answer back
    #[arg(long, conflicts_with = "value")]
    clear: bool,
}

/// Take back your last change
#[derive(Debug, clap::Args)]
#[command(after_long_help = UNDO_EXAMPLES)]
pub(super) struct UndoArgs {
    /// The session
    session: String,
}

/// Make the change again that you undid last
#[derive(Debug, clap::Args)]
#[command(after_long_help = REDO_EXAMPLES)]
pub(super) struct RedoArgs {
    /// The session
    session: String,
}

/// Make several changes from standard input, as JSON Lines: all of them or none
#[derive(Debug, clap::Args)]
#[command(after_long_help = APPLY_EXAMPLES)]
pub(super) struct ApplyArgs {
    /// The session
    session: String,
    /// Record them only if nothing was recorded with this key before
    #[arg(long, value_name = "KEY", value_parser = resolve::parse_claimed_name)]
    once: Option<String>,
}

pub(super) fn run_mark(context: &mut Context<'_, '_>, args: MarkArgs) -> Result<Exit, CliError> {
    change_session(context, &args.session, |progress| {
        let (step, status) = (find_step(progress, &args.step)?, find_status(&args.status)?);
        Ok(Command::mark(progress, step, status, args.reason))
    })
}

pub(super) fn run_note(context: &mut Context<'_, '_>, args: NoteArgs) -> Result<Exit, CliError> {
    let text = if args.text == "-" { resolve::read_stdin(context.env)? } else { args.text };
    change_session_once(context, &args.session, args.once, |progress| {
        Ok(Command::note(progress, find_step(progress, &args.step)?, text, None))
    })
}

/// Answers a question. Without a value, which only `--clear` allows, the answer is taken back.
pub(super) fn run_answer(context: &mut Context<'_, '_>, args: AnswerArgs) -> Result<Exit, CliError> {
    change_session(context, &args.session, |progress| {
        Ok(Command::answer(progress, find_question(progress, &args.question)?, args.value))
    })
}

pub(super) fn run_undo(context: &mut Context<'_, '_>, args: &UndoArgs) -> Result<Exit, CliError> {
    change_session(context, &args.session, |_| Ok(Command::Undo))
}

pub(super) fn run_redo(context: &mut Context<'_, '_>, args: &RedoArgs) -> Result<Exit, CliError> {
    change_session(context, &args.session, |_| Ok(Command::Redo))
}

/// Records a command in a session, and prints what was recorded.
fn change_session(
    context: &mut Context<'_, '_>,
    name: &str,
    command: impl FnOnce(&Progress) -> Result<Command, Refusal>,
) -> Result<Exit, CliError> {
    change_session_once(context, name, None, command)
}

/// The same, unless something was recorded with this key before.
fn change_session_once(
    context: &mut Context<'_, '_>,
    name: &str,
    once: Option<String>,
    command: impl FnOnce(&Progress) -> Result<Command, Refusal>,
) -> Result<Exit, CliError> {
    let name = resolve::session(&context.home, Some(name))?;
    let mut session = context.open(&name)?;
    session.writer.set_key(once);
    let command = command(&session.progress)?;
    let now = (context.env.now)();
    let before = command.may_answer().then(|| session.progress.clone());
    let entries = session.change_all(&[command], now).map_err(|(_, error)| error)?;
    print_entries(context, &mut session, &entries, before.as_ref())
}

fn print_entries(
    context: &mut Context<'_, '_>,
    session: &mut OpenSession,
    entries: &[Entry],
    before: Option<&Progress>,
) -> Result<Exit, CliError> {
    for warning in session.writer.take_warnings() {
        context.warn(&warning)?;
    }
    if entries.is_empty() {
        match session.writer.key().filter(|_| session.is_recorded_once()) {
            Some(key) => writeln!(context.env.out, "nothing recorded: `{key}` was recorded before")?,
            None => writeln!(context.env.out, "nothing recorded: it is so already")?,
        }
        return Ok(Exit::Success);
    }
    let mut lines: String = entries.iter().map(|entry| describe(&entry.event) + "\n").collect();
    let consequences = before.and_then(|before| session.progress.consequences(before));
    lines.extend(consequences.map(|text| text + "\n"));
    context.print_recorded(&lines)
}

pub(super) fn run_apply(context: &mut Context<'_, '_>, args: &ApplyArgs) -> Result<Exit, CliError> {
    let name = resolve::session(&context.home, Some(&args.session))?;
    let mut session = context.open(&name)?;
    session.writer.set_key(args.once.clone());
    let text = resolve::read_stdin(context.env)?;
    let (lines, commands) = parse_commands(&session.progress, &text).map_err(CliError::Lines)?;
    let now = (context.env.now)();
    let before = commands.iter().any(Command::may_answer).then(|| session.progress.clone());
    let entries = match session.change_all(&commands, now) {
        Ok(entries) => entries,
        Err((_, ChangeError::Refused(_))) => {
            let problem = |(index, refusal): &(usize, Refusal)| {
                LineProblem::from_refusal(lines.get(*index).copied().unwrap_or_default(), refusal)
            };
            let refusals = Outbox::refusals(&session.progress, &commands);
            return Err(CliError::Lines(refusals.iter().map(problem).collect()));
        }
        Err((_, error)) => return Err(error.into()),
    };
    print_entries(context, &mut session, &entries, before.as_ref())
}

/// A line of `apply`: an object with one of these members.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case", expecting = "an object with `mark`, `note` or `answer`")]
enum ChangeRequest {
    /// `{"mark": {"step": "…", "status": "…", "reason": "…"}}`
    Mark(MarkRequest),
    /// `{"note": {"step": "…", "text": "…"}}`
    Note(NoteRequest),
    /// `{"answer": {"question": "…", "value": "…"}}`
    Answer(AnswerRequest),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with `step`, `status` and `reason`")]
struct MarkRequest {
    step: String,
    status: String,
    reason: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with `step` and `text`")]
struct NoteRequest {
    step: String,
    text: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with `question` and `value`")]
struct AnswerRequest {
    question: String,
    /// `null` clears the answer, so a missing value must be an error.
    #[serde(deserialize_with = "deserialize_required")]
    value: Option<String>,
}

fn deserialize_required<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Option::deserialize(deserializer)
}

/// Returns the command of each line that is not blank and the line numbers, or the problems of all lines.
fn parse_commands(progress: &Progress, text: &str) -> Result<(Vec<usize>, Vec<Command>), Vec<LineProblem>> {
    let (mut lines, mut commands, mut problems) = (Vec::new(), Vec::new(), Vec::new());
    for (line, text) in (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty()) {
        match parse_line(line, text).and_then(|request| {
            to_command(progress, request).map_err(|refusal| LineProblem::from_refusal(line, &refusal))
        }) {
            Ok(command) => {
                lines.push(line);
                commands.push(command);
            }
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok((lines, commands)) } else { Err(problems) }
}

fn to_command(progress: &Progress, request: ChangeRequest) -> Result<Command, Refusal> {
    Ok(match request {
        ChangeRequest::Mark(MarkRequest { step, status, reason }) => {
            Command::mark(progress, find_step(progress, &step)?, find_status(&status)?, reason)
        }
        ChangeRequest::Note(NoteRequest { step, text }) => {
            Command::note(progress, find_step(progress, &step)?, text, None)
        }
        ChangeRequest::Answer(AnswerRequest { question, value }) => {
            Command::answer(progress, find_question(progress, &question)?, value)
        }
    })
}

fn parse_line(line: usize, text: &str) -> Result<ChangeRequest, LineProblem> {
    let problem = |message: String| LineProblem {
        line,
        message,
        hint: Some("a line is an object with `mark`, `note` or `answer`".to_owned()),
    };
    let request = serde_json::from_str(text).map_err(|error| problem(format_json_error(&error)))?;
    // Serde also accepts arrays for the inner objects: values without their names.
    let value: serde_json::Value =
        serde_json::from_str(text).map_err(|error| problem(format_json_error(&error)))?;
    let inner = value.as_object().and_then(|object| object.values().next());
    if !inner.is_some_and(serde_json::Value::is_object) {
        return Err(problem("not an object inside an object".to_owned()));
    }
    Ok(request)
}

/// Returns the message with its column; its line is dropped, as it counts from the text of one line.
fn format_json_error(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    match text.strip_suffix(&place) {
        Some(what) => format!("{} (column {})", visible(what), error.column()),
        None => visible(&text).into_owned(),
    }
}

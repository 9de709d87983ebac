//! `apply`: several changes from standard input, as JSON Lines; all of them are made, or none.

use serde::{Deserialize, Deserializer};

use super::{CliError, Context, Exit, change, error, resolve, stdin};
use crate::app::open_session::ChangeError;
use crate::session::{Command, Progress, Refusal, find_question, find_status, find_step};
use crate::text::visible;

/// A line: an object with one of these members.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ChangeRequest {
    /// `{"mark": {"step": "…", "status": "…", "reason": "…"}}`
    Mark(MarkRequest),
    /// `{"note": {"step": "…", "text": "…"}}`
    Note(NoteRequest),
    /// `{"answer": {"question": "…", "value": "…"}}`
    Answer(AnswerRequest),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MarkRequest {
    step: String,
    status: String,
    reason: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NoteRequest {
    step: String,
    text: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswerRequest {
    question: String,
    /// `null` takes the answer back; a missing one is a slip.
    #[serde(deserialize_with = "present")]
    value: Option<String>,
}

fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Option::deserialize(deserializer)
}

/// What keeps a line from being carried out.
#[derive(Debug)]
pub struct LineProblem {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub message: String,
    /// The way out.
    pub hint: Option<String>,
}

impl LineProblem {
    fn refused(line: usize, refusal: &Refusal) -> Self {
        let hint = match refusal {
            Refusal::NeedsReason(_) | Refusal::RequiresOpen(_) => Some("give one as `reason`".to_owned()),
            Refusal::QuestionOpen { .. } => Some("answer it in a line before this one".to_owned()),
            other => error::refusal_hint(other),
        };
        Self { line, message: refusal.to_string(), hint }
    }
}

/// `apply SESSION`.
pub(super) fn apply(context: &mut Context<'_, '_>, session: &str) -> Result<Exit, CliError> {
    let name = resolve::session(&context.home, Some(session))?;
    let mut desk = context.open(&name)?;
    let text = stdin::read_text(context.env)?;
    let (lines, commands) = parse_commands(&desk.progress, &text).map_err(CliError::Lines)?;
    let now = (context.env.now)();
    let entries = desk.change_all(&commands, now).map_err(|(place, error)| match error {
        ChangeError::Refused(refusal) => {
            let line = lines.get(place).copied().unwrap_or_default();
            CliError::Lines(vec![LineProblem::refused(line, &refusal)])
        }
        other => other.into(),
    })?;
    change::print_entries(context, &mut desk, &entries)
}

/// The command of each line that is not blank, and the lines' numbers; or all that is wrong with them.
fn parse_commands(progress: &Progress, text: &str) -> Result<(Vec<usize>, Vec<Command>), Vec<LineProblem>> {
    let (mut lines, mut commands, mut problems) = (Vec::new(), Vec::new(), Vec::new());
    for (line, text) in (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty()) {
        match parse_line(line, text).and_then(|wish| {
            to_command(progress, wish).map_err(|refusal| LineProblem::refused(line, &refusal))
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

fn to_command(progress: &Progress, wish: ChangeRequest) -> Result<Command, Refusal> {
    Ok(match wish {
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
    let problem = |what: String| LineProblem {
        line,
        message: what,
        hint: Some("a line is an object with `mark`, `note` or `answer`".to_owned()),
    };
    let wish = serde_json::from_str(text).map_err(|error| problem(format_json_error(&error)))?;
    // The types would take an array in the place of an object: members without their names.
    let value: serde_json::Value =
        serde_json::from_str(text).map_err(|error| problem(format_json_error(&error)))?;
    let inner = value.as_object().and_then(|object| object.values().next());
    if !inner.is_some_and(serde_json::Value::is_object) {
        return Err(problem("not an object inside an object".to_owned()));
    }
    Ok(wish)
}

/// The error with its column; the line is the one of standard input, not the one `serde_json` saw.
fn format_json_error(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    match text.strip_suffix(&place) {
        Some(what) => format!("{} (column {})", visible(what), error.column()),
        None => visible(&text).into_owned(),
    }
}

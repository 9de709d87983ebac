//! `apply`: several changes from standard input, as JSON Lines; all of them are made, or none.

use serde::{Deserialize, Deserializer};

use super::{CliError, Context, Exit, change, error, input, pick};
use crate::desk::ChangeError;
use crate::session::{Command, Progress, Refusal, find_question, find_status, find_step};
use crate::text::visible;

/// A line: an object with one of these members.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Wish {
    /// `{"mark": {"step": "…", "status": "…", "reason": "…"}}`
    Mark(MarkWish),
    /// `{"note": {"step": "…", "text": "…"}}`
    Note(NoteWish),
    /// `{"answer": {"question": "…", "value": "…"}}`
    Answer(AnswerWish),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MarkWish {
    step: String,
    status: String,
    reason: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NoteWish {
    step: String,
    text: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswerWish {
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
    pub what: String,
    /// The way out.
    pub hint: Option<String>,
}

impl LineProblem {
    fn refused(line: usize, refusal: &Refusal) -> Self {
        let hint = match refusal {
            Refusal::NeedsReason(_) | Refusal::RequiresOpen(_) => Some("give one as `reason`".to_owned()),
            Refusal::QuestionOpen { .. } => Some("answer it in a line before this one".to_owned()),
            other => error::hint_of(other),
        };
        Self { line, what: refusal.to_string(), hint }
    }
}

/// `apply SESSION`.
pub(super) fn apply(context: &mut Context<'_, '_>, session: &str) -> Result<Exit, CliError> {
    let name = pick::session(&context.home, Some(session))?;
    let mut desk = context.open(&name)?;
    let text = input::text(context.world)?;
    let (lines, commands) = commands(&desk.progress, &text).map_err(CliError::Lines)?;
    let now = (context.world.now)();
    let entries = desk.carry_out(&commands, now).map_err(|(place, error)| match error {
        ChangeError::Refused(refusal) => {
            let line = lines.get(place).copied().unwrap_or_default();
            CliError::Lines(vec![LineProblem::refused(line, &refusal)])
        }
        other => other.into(),
    })?;
    change::report(context, &mut desk, &entries)
}

/// The command of each line that is not blank, and the lines' numbers; or all that is wrong with them.
fn commands(progress: &Progress, text: &str) -> Result<(Vec<usize>, Vec<Command>), Vec<LineProblem>> {
    let (mut lines, mut commands, mut problems) = (Vec::new(), Vec::new(), Vec::new());
    for (line, text) in (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty()) {
        match read(line, text)
            .and_then(|wish| command(progress, wish).map_err(|refusal| LineProblem::refused(line, &refusal)))
        {
            Ok(command) => {
                lines.push(line);
                commands.push(command);
            }
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok((lines, commands)) } else { Err(problems) }
}

fn command(progress: &Progress, wish: Wish) -> Result<Command, Refusal> {
    Ok(match wish {
        Wish::Mark(MarkWish { step, status, reason }) => {
            Command::Mark { step: find_step(progress, &step)?, status: find_status(&status)?, reason }
        }
        Wish::Note(NoteWish { step, text }) => {
            Command::Note { step: find_step(progress, &step)?, text, replaces: None }
        }
        Wish::Answer(AnswerWish { question, value }) => {
            Command::Answer { question: find_question(progress, &question)?, value }
        }
    })
}

fn read(line: usize, text: &str) -> Result<Wish, LineProblem> {
    let problem = |what: String| LineProblem {
        line,
        what,
        hint: Some("a line is an object with `mark`, `note` or `answer`".to_owned()),
    };
    let wish = serde_json::from_str(text).map_err(|error| problem(told(&error)))?;
    // The types would take an array in the place of an object: members without their names.
    let value: serde_json::Value = serde_json::from_str(text).map_err(|error| problem(told(&error)))?;
    let inner = value.as_object().and_then(|object| object.values().next());
    if !inner.is_some_and(serde_json::Value::is_object) {
        return Err(problem("not an object inside an object".to_owned()));
    }
    Ok(wish)
}

/// The error with its column; the line is the one of standard input, not the one `serde_json` saw.
fn told(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    match text.strip_suffix(&place) {
        Some(what) => format!("{} (column {})", visible(what), error.column()),
        None => visible(&text).into_owned(),
    }
}

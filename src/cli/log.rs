//! `log`: who did what, when. It needs the entries only, so it also tells of a session that cannot be opened.

use std::collections::HashSet;

use jiff::Timestamp;
use serde::Serialize;

use super::output::Table;
use super::session_json::ChecklistJson;
use super::{CliError, Context, Exit, pick};
use crate::checklist::{Checklist, RawChecklist};
use crate::desk::problems_of;
use crate::journal::SessionLogs;
use crate::session::{Entry, Event, Writer, told};
use crate::text::{Text, minute};

/// The log of a session. What an event does not have is left out of its entry.
#[derive(Debug, Serialize)]
struct LogJson {
    /// The session's name.
    session: String,
    /// The entries of all writers, in the order in which they count.
    entries: Vec<EntryJson>,
    /// What is wrong with the logs or worth telling.
    problems: Vec<String>,
}

/// An entry.
#[derive(Debug, Default, Serialize)]
struct EntryJson {
    /// When, by the writer's clock, in UTC.
    at: Timestamp,
    /// Who.
    by: String,
    /// The number in the writer's log.
    seq: u64,
    /// The Lamport clock.
    clock: u64,
    /// `started`, `marked`, `answered`, `noted` or `adopted`.
    event: &'static str,
    /// The id of the step that was marked or noted on.
    #[serde(skip_serializing_if = "Option::is_none")]
    step: Option<Text>,
    /// The status from then on.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Text>,
    /// The id of the question that was answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    question: Option<Text>,
    /// The answer; left out where it was taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Text>,
    /// The note; empty where it was taken away.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<Text>,
    /// The number of this writer's note that this one stands in for.
    #[serde(skip_serializing_if = "Option::is_none")]
    replaces: Option<u64>,
    /// What the session is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<Text>,
    /// `live` or `rehearsal`.
    #[serde(skip_serializing_if = "Option::is_none")]
    mode: Option<&'static str>,
    /// Where the checklist came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<Text>,
    /// The checklist that was started with or taken over, if it is valid.
    #[serde(skip_serializing_if = "Option::is_none")]
    checklist: Option<ChecklistJson>,
    /// The number of this writer's entry that this one takes back.
    #[serde(skip_serializing_if = "Option::is_none")]
    undoes: Option<u64>,
    /// Whether this entry was taken back later.
    undone: bool,
}

/// `log [SESSION] [--json]`.
pub(super) fn log(
    context: &mut Context<'_, '_>,
    session: Option<&str>,
    json: bool,
) -> Result<Exit, CliError> {
    let name = pick::session(&context.home, session)?;
    let logs = context.home.read(&name)?;
    let walks: Vec<Walk<'_>> = logs.logs.iter().map(|log| Walk::of(&log.writer, &log.entries)).collect();
    if json {
        let entry = |(writer, entry)| {
            as_json(writer, entry, walk_of(&walks, writer).is_some_and(|w| w.undone(entry)))
        };
        let entries = logs.entries().into_iter().map(entry).collect();
        context.json(&LogJson { session: name.to_string(), entries, problems: problems_of(&logs) })?;
    } else {
        text(context, &logs, &walks)?;
    }
    context.warn_of_faults(&logs, Exit::Fine)
}

fn text(context: &mut Context<'_, '_>, logs: &SessionLogs, walks: &[Walk<'_>]) -> Result<(), CliError> {
    let mut table = Table::new(["WHEN", "WHO", "NO.", "WHAT"]);
    for (writer, entry) in logs.entries() {
        let walk = walk_of(walks, writer);
        let role = walk.map(|walk| walk.role(entry)).unwrap_or_default();
        let undone = if walk.is_some_and(|walk| walk.undone(entry)) { " (undone)" } else { "" };
        table.row([
            minute(entry.at, &context.world.zone),
            writer.to_string(),
            entry.seq.to_string(),
            format!("{role}{}{undone}", told(&entry.event)),
        ]);
    }
    for line in table.lines() {
        writeln!(context.world.out, "{line}")?;
    }
    Ok(())
}

/// The undoing and redoing in one writer's log.
struct Walk<'a> {
    writer: &'a Writer,
    entries: &'a [Entry],
    undone: HashSet<u64>,
}

fn walk_of<'w, 'a>(walks: &'w [Walk<'a>], writer: &Writer) -> Option<&'w Walk<'a>> {
    walks.iter().find(|walk| walk.writer == writer)
}

impl<'a> Walk<'a> {
    /// From the end backwards: an entry that was itself taken back takes nothing back.
    fn of(writer: &'a Writer, entries: &'a [Entry]) -> Self {
        let mut undone = HashSet::new();
        for entry in entries.iter().rev().filter(|entry| entry.event.undoes() < Some(entry.seq)) {
            if !undone.contains(&entry.seq) {
                undone.extend(entry.event.undoes());
            }
        }
        Self { writer, entries, undone }
    }

    fn undone(&self, entry: &Entry) -> bool {
        self.undone.contains(&entry.seq)
    }

    /// `undo of 2: ` or `redo of 2: ` before what an entry of that kind records.
    fn role(&self, entry: &Entry) -> String {
        let (mut steps, mut at) = (0, entry);
        while let Some(before) = self.taken_back_by(at) {
            (steps, at) = (steps + 1, before);
        }
        match steps {
            0 => String::new(),
            _ if steps % 2 == 1 => format!("undo of {}: ", at.seq),
            _ => format!("redo of {}: ", at.seq),
        }
    }

    fn taken_back_by(&self, entry: &Entry) -> Option<&'a Entry> {
        let seq = entry.event.undoes().filter(|seq| *seq < entry.seq)?;
        self.entries.get(usize::try_from(seq.checked_sub(1)?).ok()?)
    }
}

fn as_json(writer: &Writer, entry: &Entry, undone: bool) -> EntryJson {
    let Entry { seq, clock, at, event } = entry;
    let undoes = event.undoes();
    EntryJson { at: *at, by: writer.to_string(), seq: *seq, clock: *clock, undoes, undone, ..of(event) }
}

/// What an event brings to its entry.
fn of(event: &Event) -> EntryJson {
    let none = EntryJson::default();
    let line = |text: &String| Some(Text::line(text));
    match event {
        Event::Started { title, mode, source, checklist } => EntryJson {
            event: "started",
            title: line(title),
            mode: Some(mode.name()),
            source: line(source),
            checklist: summary(checklist),
            ..none
        },
        Event::Marked { step, status, reason, undoes: _ } => EntryJson {
            event: "marked",
            step: line(step),
            status: Some(status.name()),
            reason: reason.as_ref().and_then(line),
            ..none
        },
        Event::Answered { question, value, undoes: _ } => EntryJson {
            event: "answered",
            question: line(question),
            value: value.as_ref().and_then(line),
            ..none
        },
        Event::Noted { step, text, replaces, undoes: _ } => EntryJson {
            event: "noted",
            step: line(step),
            text: Some(Text::block(text)),
            replaces: *replaces,
            ..none
        },
        Event::Adopted { checklist } => EntryJson { event: "adopted", checklist: summary(checklist), ..none },
    }
}

fn summary(checklist: &RawChecklist) -> Option<ChecklistJson> {
    Checklist::from_raw(checklist).ok().map(|checklist| (&checklist).into())
}

//! DISK. Recovers the start of a session whose line is damaged: the checklist is looked for where it may still
//! be found, and else made from what is recorded.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;

use crate::app::library::{BUILT_IN, Library};
use crate::checklist::{RawChecklist, RawStep, ReaderOptions, RecordedChecklist};
use crate::journal::{Home, JournalError, SessionLogs};
use crate::session::{Event, Mode, SessionName};

/// Reads all logs of a session, and recovers the start if it is damaged.
pub fn read_logs(home: &Home, name: &SessionName, library: &Library) -> Result<SessionLogs, JournalError> {
    let mut logs = home.read(name)?;
    recover_start(&mut logs, library);
    Ok(logs)
}

/// Restores damaged checklists that are found again. If the start of the session remains lost, replaces it
/// by what can be read of it, or by the ids of the steps.
pub fn recover_start(logs: &mut SessionLogs, library: &Library) {
    if logs.logs.iter().all(|log| log.damage.is_none()) {
        return;
    }
    let Some((_, line)) = logs.lost_start() else { return logs.restore_checklists(Vec::new()) };
    let source: Option<String> = line.as_deref().and_then(|line| member(line, "source"));
    let options: ReaderOptions =
        line.as_deref().and_then(|line| member(line, "reader_options")).unwrap_or_default();
    let built_in = BUILT_IN.iter().map(|(id, _)| *id);
    let names = source.as_deref().into_iter().chain(built_in);
    let found = names.filter_map(|name| library.reread(name, &options)?.ok());
    logs.restore_checklists(found.map(|found| found.parsed.checklist.json().into_owned()).collect());
    let Some((at, line)) = logs.lost_start() else { return };
    let read = line.as_deref().and_then(read_start);
    let start = read.unwrap_or_else(|| start_from_ids(logs));
    logs.replace_start(at, start);
}

/// Returns the start as its damaged line has it, if that is a checklist.
fn read_start(line: &[u8]) -> Option<Event> {
    let text = String::from_utf8_lossy(line);
    let (_, json) = text.split_once("\"checklist\":")?;
    let mut values = serde_json::Deserializer::from_str(json).into_iter::<RecordedChecklist>();
    let checklist = values.next()?.ok()?;
    let title = checklist.checklist().ok()?.title().as_str().to_owned();
    Some(Event::Started {
        title: member(line, "title").unwrap_or(title),
        mode: member(line, "mode").unwrap_or_default(),
        source: member(line, "source").unwrap_or_else(|| "-".to_owned()),
        reader_options: member(line, "reader_options").unwrap_or_default(),
        checklist,
    })
}

/// Returns a start whose checklist has the steps that something is recorded on.
fn start_from_ids(logs: &SessionLogs) -> Event {
    let mut seen = BTreeSet::new();
    let entries = logs.entries();
    let ids = entries.iter().filter_map(|(_, entry)| match &entry.event {
        Event::Marked { step, .. } | Event::Noted { step, .. } => Some(step.clone()),
        _ => None,
    });
    let mut steps: Vec<RawStep> = ids
        .filter(|id| seen.insert(id.clone()))
        .map(|id| RawStep { title: id.clone(), id, ..RawStep::default() })
        .collect();
    if steps.is_empty() {
        steps.push(RawStep {
            id: "lost".to_owned(),
            title: "The checklist is lost".to_owned(),
            ..RawStep::default()
        });
    }
    let title = logs.name.to_string();
    let raw = RawChecklist {
        format: 1,
        id: "lost".to_owned(),
        title: title.clone(),
        steps,
        ..RawChecklist::default()
    };
    Event::Started {
        title,
        mode: Mode::Live,
        source: "-".to_owned(),
        reader_options: ReaderOptions::default(),
        checklist: RecordedChecklist::new(&raw),
    }
}

/// Returns the value of the first member of this name before the checklist.
fn member<T: DeserializeOwned>(line: &[u8], name: &str) -> Option<T> {
    let text = String::from_utf8_lossy(line);
    let front = text.split("\"checklist\":").next()?;
    let (_, value) = front.split_once(&format!("\"{name}\":"))?;
    serde_json::Deserializer::from_str(value).into_iter().next()?.ok()
}

//! The data to measure on: generated checklists, sessions and logs.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use runsheet::app::library::FoundChecklist;
use runsheet::app::open_session::OpenSession;
use runsheet::checklist::parse_file;
use runsheet::journal::Home;
use runsheet::session::{Event, Mode, SessionName, Status, Writer};
use runsheet::tui::{Model, Msg, SessionScreen, Theme, update};
use tempfile::TempDir;

/// Steps in a section; the last one may have fewer.
const SECTION: usize = 1000;

/// Entries in one write while a long log is generated.
const BATCH: usize = 10_000;

/// A temporary home on the disk that the program is built on, as the system's temporary folder may be in
/// memory.
pub(crate) struct TempHome(TempDir);

impl TempHome {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap())
    }

    pub(crate) fn home(&self) -> Home {
        Home::new(self.0.path().join("home"))
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a checklist with this many steps.
    pub(crate) fn write_list(&self, steps: usize) -> PathBuf {
        let path = self.path(&format!("list-{steps}.json"));
        fs::write(&path, checklist_json(steps)).unwrap();
        path
    }
}

pub(crate) fn me() -> Writer {
    Writer::new("alice", "sccm01")
}

pub(crate) fn now() -> Timestamp {
    "2026-11-22T17:03:00Z".parse().unwrap()
}

pub(crate) fn name() -> SessionName {
    SessionName::new("site-a").unwrap()
}

/// Returns a checklist with this many steps, a bit over 200 bytes each, in sections.
pub(crate) fn checklist_json(steps: usize) -> Vec<u8> {
    let mut text = r#"{"format":1,"id":"speed","title":"As fast as it gets","steps":["#.to_owned();
    for first in (0..steps).step_by(SECTION) {
        let comma = if first == 0 { "" } else { "," };
        let number = first / SECTION + 1;
        writeln!(text, r#"{comma}{{"id":"part-{number}","title":"Part {number}","steps":["#).unwrap();
        for step in first..(first + SECTION).min(steps) {
            let comma = if step == first { "" } else { "," };
            writeln!(text, "{comma}{}", step_json(step)).unwrap();
        }
        text.push_str("]}");
    }
    text.push_str("]}");
    text.into_bytes()
}

fn step_json(step: usize) -> String {
    let what = ["the update point", "the database", "the load balancer", "the proxy", "the certificate"];
    let what = what[step % what.len()];
    format!(
        r#"{{"id":"{}","title":"Look at {what} of site {step}","detail":"Ask it from **outside**, as those do who need it, and see whether the answer to request {step} is its own and not that of the one before it."}}"#,
        step_id(step)
    )
}

pub(crate) fn step_id(step: usize) -> String {
    format!("step-{step:06}")
}

pub(crate) fn checklist(steps: usize) -> FoundChecklist {
    let parsed = parse_file(checklist_json(steps)).unwrap_or_else(|(_, problems)| panic!("{problems:?}"));
    FoundChecklist {
        reader_options: runsheet::checklist::ReaderOptions::default(),
        source: "-".to_owned(),
        parsed,
    }
}

/// Returns a session that is not on disk yet.
pub(crate) fn new_session(home: &Home, name: &SessionName, found: FoundChecklist) -> OpenSession {
    OpenSession::create(home, name, &me(), (found, "Site A", Mode::Live), now())
}

/// Writes a session with this many steps and, after its start, this many entries.
pub(crate) fn recorded_session(home: &Home, steps: usize, entries: usize) -> SessionName {
    let mut session = new_session(home, &name(), checklist(steps));
    session.writer.append(&[], now()).unwrap();
    for first in (0..entries).step_by(BATCH) {
        let events: Vec<Event> =
            (first..(first + BATCH).min(entries)).map(|entry| nth_event(entry, steps)).collect();
        session.writer.append(&events, now()).unwrap();
    }
    name()
}

/// A mix of changes as admins make them: mostly ticks, some exceptions with their reasons, now and then a note.
fn nth_event(entry: usize, steps: usize) -> Event {
    let step = step_id(entry * 7 % steps);
    if entry.is_multiple_of(50) {
        let text = "The *second* node answers only after a restart of its service.".to_owned();
        return Event::Noted { step, text, replaces: None, undoes: None };
    }
    let (status, reason) = match entry % 10 {
        1 => (Status::InProgress, None),
        2 => (Status::Deferred, Some("until after the freeze".to_owned())),
        3 => (Status::Todo, None),
        _ => (Status::Done, None),
    };
    Event::Marked { step, status, reason, accepts: Vec::new(), undoes: None }
}

/// The only log of a session.
pub(crate) fn log_path(home: &Home, name: &SessionName) -> PathBuf {
    let files = fs::read_dir(home.session_path(name)).unwrap().map(|entry| entry.unwrap().path());
    files.into_iter().find(|path| path.extension().is_some_and(|end| end == "jsonl")).unwrap()
}

pub(crate) fn kilobytes(path: &Path) -> u32 {
    u32::try_from(fs::metadata(path).unwrap().len() / 1000).unwrap()
}

/// The full screen of a session at 80x24.
pub(crate) fn model(session: OpenSession) -> Model {
    let screen = SessionScreen::new(name(), session.progress, false);
    let theme = Theme { colour: true, ascii: false, hyperlinks: false };
    let mut model = Model::for_session(screen, theme, now(), TimeZone::UTC);
    update(&mut model, Msg::Resize(80, 24));
    model
}

//! What is measured on: checklists, sessions and logs, made here.

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

/// Steps in a section, as far as they reach.
const SECTION: usize = 1000;

/// Entries that are written at once while a long log is made.
const BATCH: usize = 10_000;

/// A folder that is taken away at the end, on the disk that the program is built on: what is
/// temporary for the system may be no disk at all.
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

    /// The checklist of so many steps as a file.
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

/// The bytes of a checklist of so many steps, a bit over 200 bytes each, in sections.
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
    FoundChecklist { source: "-".to_owned(), parsed }
}

/// A session that is not on disk yet.
pub(crate) fn new_session(home: &Home, name: &SessionName, found: FoundChecklist) -> OpenSession {
    OpenSession::create(home, name, &me(), (found, "Site A", Mode::Live), now())
}

/// A session of so many steps with a log of so many entries behind its start.
pub(crate) fn recorded_session(home: &Home, steps: usize, entries: usize) -> SessionName {
    let mut desk = new_session(home, &name(), checklist(steps));
    desk.writer.append(&[], now()).unwrap();
    for first in (0..entries).step_by(BATCH) {
        let events: Vec<Event> =
            (first..(first + BATCH).min(entries)).map(|entry| nth_event(entry, steps)).collect();
        desk.writer.append(&events, now()).unwrap();
    }
    name()
}

/// What admins do, in turns: mostly ticks, some exceptions with their reasons, now and then a note.
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
    Event::Marked { step, status, reason, undoes: None }
}

/// The file of the only log of a session.
pub(crate) fn log_path(home: &Home, name: &SessionName) -> PathBuf {
    let files = fs::read_dir(home.session_path(name)).unwrap().map(|entry| entry.unwrap().path());
    files.into_iter().find(|path| path.extension().is_some_and(|end| end == "jsonl")).unwrap()
}

/// The size of a file.
pub(crate) fn kilobytes(path: &Path) -> u32 {
    u32::try_from(fs::metadata(path).unwrap().len() / 1000).unwrap()
}

/// The wizard on a session, on a terminal of the usual size.
pub(crate) fn model(desk: OpenSession) -> Model {
    let walk = SessionScreen::new(name(), desk.progress, false);
    let look = Theme { colour: true, ascii: false, hyperlinks: false };
    let mut model = Model::for_session(walk, look, now(), TimeZone::UTC);
    update(&mut model, Msg::Resize(80, 24));
    model
}

//! Admins at work on a home, by the library: for what the program's own user cannot be in a test.

use std::fmt::Write as _;
use std::path::Path;

use jiff::Timestamp;
use runsheet::app::library::Library;
use runsheet::app::open_session::OpenSession;
use runsheet::journal::{Home, SessionLogs};
use runsheet::session::{Command, Progress, SessionName, Status, Writer, find_step, replay};

/// The session that tests work on.
pub(crate) const SESSION: &str = "site-a";

/// A checklist of so many steps, `s1` and so on, each in one line of the outline.
pub(crate) fn list_of(steps: usize) -> String {
    let steps: Vec<String> = (1..=steps).map(|n| format!(r#"{{"id":"s{n}","title":"Do {n}"}}"#)).collect();
    format!(r#"{{"format":1,"id":"list","title":"The list","steps":[{}]}}"#, steps.join(","))
}

pub(crate) fn name() -> SessionName {
    SessionName::new(SESSION).unwrap()
}

pub(crate) fn bob() -> Writer {
    Writer::new("bob", "sccm02")
}

/// The session as this admin opens it in this home.
pub(crate) fn open_session(home: &Path, writer: &Writer) -> OpenSession {
    OpenSession::open(&Home::new(home.to_owned()), &name(), writer, &Library { folder: None }).unwrap()
}

/// Marks a step as this admin.
pub(crate) fn mark(home: &Path, writer: &Writer, step: &str, status: Status) {
    let mut session = open_session(home, writer);
    let step = find_step(&session.progress, step).unwrap();
    let reason = status.needs_reason().then(|| "a reason".to_owned());
    let command = Command::mark(&session.progress, step, status, reason);
    session.change_all(&[command], Timestamp::now()).unwrap();
}

pub(crate) fn read_logs(home: &Path) -> SessionLogs {
    Home::new(home.to_owned()).read(&name()).unwrap()
}

/// Everything that a session comes to, in a form that can be compared.
pub(crate) fn describe_logs(logs: &SessionLogs) -> String {
    describe(&replay(&Writer::new("nobody", "nowhere"), logs.entries()).unwrap())
}

pub(crate) fn describe(progress: &Progress) -> String {
    let mut all = format!("{} {}\n", progress.title(), progress.total().summary());
    for (ix, state) in progress.steps() {
        writeln!(all, "{}: {state:?}", progress.checklist().step(ix).id).unwrap();
    }
    for at in 0..progress.checklist().questions().len() {
        let answer = progress.answer(runsheet::checklist::QuestionIx(u32::try_from(at).unwrap()));
        writeln!(all, "{answer:?}").unwrap();
    }
    writeln!(all, "{:?} {:?} {}", progress.removed(), progress.removed_answers(), progress.entries())
        .unwrap();
    all
}

/// The steps that are marked by entries of the session's logs, in their order.
pub(crate) fn marked_steps(logs: &SessionLogs) -> Vec<String> {
    use runsheet::session::Event;
    let marked = |event: &Event| match event {
        Event::Marked { step, .. } => Some(step.clone()),
        _ => None,
    };
    logs.entries().into_iter().filter_map(|(_, entry)| marked(&entry.event)).collect()
}

//! TTY. What runs as a background task: opening and starting sessions, loading the board.

use std::cmp::Reverse;
use std::io;
use std::time::Instant;

use jiff::Timestamp;

use super::executor::{Report, Reporter};
use super::timing::FRAME_INTERVAL;
use crate::app::actions::{SessionActions, with_causes};
use crate::app::drafts;
use crate::app::library::{BUILT_IN, Library};
use crate::app::open_session::{self, OpenSession, SessionWriter};
use crate::journal::Home;
use crate::session::{Mode, SessionName, Writer};
use crate::text::Text;
use crate::tui::{Board, ChecklistRow, Msg, Notice, SessionRow, SessionScreen, SessionState, Unavailable};

/// Opens a session that is on disk.
pub(super) fn open_session(actions: &SessionActions, name: &SessionName, now: Timestamp) -> Report {
    match OpenSession::open(&actions.home, name, &actions.me, &actions.library) {
        Ok(session) => {
            let (mut screen, writer) = session_screen(session, actions, now);
            screen.show_briefing(now, &actions.zone);
            Report::Opened(Box::new(screen), Box::new(writer))
        }
        Err(error) => Notice::error(with_causes(&error)).into(),
    }
}

/// Starts a session. Nothing of it is on disk before its first change, so that this can be cancelled at any
/// time.
pub(super) fn start_session(
    actions: &SessionActions,
    checklist: &str,
    (title, name, mode): (&str, &SessionName, Mode),
    now: Timestamp,
) -> Report {
    let found = match actions.library.find(checklist, &mut io::empty()) {
        Ok(found) => found,
        Err(error) => return Notice::error(with_causes(&error)).into(),
    };
    let id = found.parsed.checklist.id().as_str();
    let name = open_session::free_name(&actions.home, name.as_str(), id);
    let session = OpenSession::create(&actions.home, &name, &actions.me, (found, title, mode), now);
    let (screen, writer) = session_screen(session, actions, now);
    Report::Opened(Box::new(screen), Box::new(writer))
}

/// Returns a session as the wizard shows it, with the drafts that were saved, and what writes its changes.
pub(crate) fn session_screen(
    session: OpenSession,
    actions: &SessionActions,
    now: Timestamp,
) -> (SessionScreen, SessionWriter) {
    let (on_disk, name) = (session.writer.is_on_disk(), session.writer.name().clone());
    let mut screen = SessionScreen::new(name.clone(), session.progress, on_disk);
    screen.problems = session.problems;
    screen.drift = session.drift;
    screen.read_only = session.writer.fault().map(ToString::to_string);
    if on_disk {
        screen.restore_drafts(drafts::load(&actions.home, &name, &actions.me), now);
    }
    (screen, session.writer)
}

/// Loads the board piece by piece, so that the first frame waits for no session: first the names, the one
/// whose log changed last first, then each session as it is read, then the user's own checklists. Returns
/// None once nobody waits for it.
pub(super) fn load_board(actions: &SessionActions, reporter: &Reporter) -> Option<()> {
    let SessionActions { home, library, me, .. } = actions;
    let report = |msg: Msg| reporter.send(msg).then_some(());
    // Those inside the program are there at once; reading the others may take long.
    let built_in = BUILT_IN.iter().map(|(id, _)| checklist_row(library, id, "built in"));
    let mut checklists: Vec<ChecklistRow> = built_in.collect();
    report(Msg::Checklists(checklists.clone()))?;
    let (mut names, problem) = match home.session_names() {
        Ok(names) => (names, None),
        Err(error) => (Vec::new(), Some(with_causes(&error))),
    };
    // By the clock of the file system: the log itself is not read yet.
    names.sort_by_cached_key(|name| Reverse(home.last_changed(name).ok().flatten()));
    let not_loaded =
        |name: &SessionName| SessionRow { name: name.clone(), state: Err(Unavailable::NotLoaded) };
    let sessions = names.iter().map(not_loaded).collect();
    report(Msg::Board(Board { sessions, problem, ..Board::not_loaded() }))?;
    // A report for each session would be a frame for each.
    let (mut rows, mut last_sent) = (Vec::new(), Instant::now());
    for name in names {
        rows.push(session_row(home, name, me));
        if last_sent.elapsed() >= FRAME_INTERVAL {
            report(Msg::Sessions(std::mem::take(&mut rows)))?;
            last_sent = Instant::now();
        }
    }
    report(Msg::Sessions(rows))?;
    checklists.extend(library.user_files().into_iter().map(|path| {
        let path = path.to_string_lossy();
        checklist_row(library, &path, &path)
    }));
    report(Msg::Checklists(checklists))?;
    report(Msg::BoardLoaded)
}

fn session_row(home: &Home, name: SessionName, me: &Writer) -> SessionRow {
    let state = home.read(&name).map_err(|error| with_causes(&error)).and_then(|logs| {
        let progress = open_session::progress_from_logs(&logs, me).map_err(|error| with_causes(&error))?;
        let last_change = progress.last_change().map(|change| (change.at, change.by.clone()));
        Ok(SessionState {
            title: progress.title().clone(),
            checklist: progress.checklist().title().clone(),
            mode: progress.mode(),
            tally: progress.total().clone(),
            last_change: last_change.unwrap_or((progress.started().at, progress.started().by.clone())),
            damaged: !logs.is_sound(),
        })
    });
    SessionRow { name, state: state.map_err(|why| Unavailable::Broken(Text::line(&why))) }
}

fn checklist_row(library: &Library, origin: &str, location: &str) -> ChecklistRow {
    let found = library.find(origin, &mut io::empty());
    let steps = found.as_ref().map_or(0, |found| found.parsed.checklist.steps().len());
    let title = match found {
        Ok(found) => Ok(found.parsed.checklist.title().clone()),
        Err(error) => Err(Text::line(&error.to_string())),
    };
    ChecklistRow { origin: origin.to_owned(), title, steps, location: Text::line(location) }
}

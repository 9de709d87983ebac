//! TTY. Reads the board beside the loop, and tells it piece by piece: first which sessions there are,
//! the one whose log changed last first, then each as it is read, then one's own checklists. However
//! many there are, and however slow their share is, the first frame waits for none.

use std::io;
use std::time::{Duration, Instant};

use super::background::TaskSender;
use crate::app::actions::{SessionActions, with_causes};
use crate::app::library::{BUILT_IN, Library};
use crate::app::open_session;
use crate::journal::Home;
use crate::session::{SessionName, Writer};
use crate::text::Text;
use crate::tui::{Board, ChecklistRow, Msg, SessionRow, SessionState, Unavailable};

/// What was read in this time is told together: a frame for each session would be too many.
const BATCH_WINDOW: Duration = Duration::from_millis(30);

/// Reads all; nothing where nobody wants to know any more.
pub(super) fn read_board(errands: &SessionActions, tell: &TaskSender) -> Option<()> {
    let SessionActions { home, library, me, .. } = errands;
    let told = |msg| tell.send_msg(msg).then_some(());
    // Those inside the program are there at once; to read the others may take long.
    let mut lists: Vec<ChecklistRow> =
        BUILT_IN.iter().map(|(id, _)| list_row(library, id, "built in")).collect();
    told(Msg::Checklists(lists.clone()))?;
    let (names, problem) = match home.session_names() {
        Ok(names) => (names, None),
        Err(error) => (Vec::new(), Some(with_causes(&error))),
    };
    let unread = |name: &SessionName| SessionRow { name: name.clone(), state: Err(Unavailable::NotLoaded) };
    let names = newest_first(home, names);
    let sessions = names.iter().map(unread).collect();
    told(Msg::Board(Board { sessions, problem, ..Board::not_loaded() }))?;
    let (mut rows, mut since) = (Vec::new(), Instant::now());
    for name in names {
        rows.push(session_row(home, name, me));
        if since.elapsed() >= BATCH_WINDOW {
            told(Msg::Sessions(std::mem::take(&mut rows)))?;
            since = Instant::now();
        }
    }
    told(Msg::Sessions(rows))?;
    lists.extend(library.user_files().into_iter().map(|path| {
        let path = path.to_string_lossy();
        list_row(library, &path, &path)
    }));
    told(Msg::Checklists(lists))?;
    told(Msg::BoardLoaded)
}

/// By the clock of the file system: which was changed last, its log itself tells once it is read.
fn newest_first(home: &Home, mut names: Vec<SessionName>) -> Vec<SessionName> {
    names.sort_by_cached_key(|name| std::cmp::Reverse(home.last_changed(name).ok().flatten()));
    names
}

fn session_row(home: &Home, name: SessionName, me: &Writer) -> SessionRow {
    let state = home.read(&name).map_err(|error| with_causes(&error)).and_then(|logs| {
        let progress = open_session::progress_from_logs(&logs, me).map_err(|error| with_causes(&error))?;
        let last = progress.last_change().map(|change| (change.at, change.by.clone()));
        Ok(SessionState {
            title: progress.title().clone(),
            checklist: progress.checklist().title().clone(),
            mode: progress.mode(),
            counts: progress.total().clone(),
            last_change: last.unwrap_or((progress.started().at, progress.started().by.clone())),
            damaged: !logs.is_sound(),
        })
    });
    SessionRow { name, state: state.map_err(|why| Unavailable::Broken(Text::line(&why))) }
}

fn list_row(library: &Library, origin: &str, from: &str) -> ChecklistRow {
    let found = library.find(origin, &mut io::empty());
    let steps = found.as_ref().map_or(0, |found| found.parsed.checklist.steps().len());
    let title = match found {
        Ok(found) => Ok(found.parsed.checklist.title().clone()),
        Err(error) => Err(Text::line(&error.to_string())),
    };
    ChecklistRow { origin: origin.to_owned(), title, steps, location: Text::line(from) }
}

//! TTY. Reads the board beside the loop, and tells it piece by piece: first which sessions there are,
//! the one whose log changed last first, then each as it is read, then one's own checklists. However
//! many there are, and however slow their share is, the first frame waits for none.

use std::io;
use std::time::{Duration, Instant};

use super::worker::Tell;
use crate::desk;
use crate::errand::{Errands, with_cause};
use crate::journal::Home;
use crate::library::{BUILT_IN, Library};
use crate::session::{SessionName, Writer};
use crate::text::Text;
use crate::wizard::{Board, ListRow, Msg, SessionRow, SessionState, Unopened};

/// What was read in this time is told together: a frame for each session would be too many.
const TOGETHER: Duration = Duration::from_millis(30);

/// Reads all; nothing where nobody wants to know any more.
pub(super) fn read(errands: &Errands, tell: &Tell) -> Option<()> {
    let Errands { home, library, me, .. } = errands;
    let told = |msg| tell.msg(msg).then_some(());
    // Those inside the program are there at once; to read the others may take long.
    let mut lists: Vec<ListRow> = BUILT_IN.iter().map(|(id, _)| list_row(library, id, "built in")).collect();
    told(Msg::Lists(lists.clone()))?;
    let (names, problem) = match home.session_names() {
        Ok(names) => (names, None),
        Err(error) => (Vec::new(), Some(with_cause(&error))),
    };
    let unread = |name: &SessionName| SessionRow { name: name.clone(), state: Err(Unopened::Unread) };
    let names = newest_first(home, names);
    let sessions = names.iter().map(unread).collect();
    told(Msg::Board(Board { sessions, problem, ..Board::unread() }))?;
    let (mut rows, mut since) = (Vec::new(), Instant::now());
    for name in names {
        rows.push(session_row(home, name, me));
        if since.elapsed() >= TOGETHER {
            told(Msg::Sessions(std::mem::take(&mut rows)))?;
            since = Instant::now();
        }
    }
    told(Msg::Sessions(rows))?;
    lists.extend(library.own_files().into_iter().map(|path| {
        let path = path.to_string_lossy();
        list_row(library, &path, &path)
    }));
    told(Msg::Lists(lists))?;
    told(Msg::BoardRead)
}

/// By the clock of the file system: which was changed last, its log itself tells once it is read.
fn newest_first(home: &Home, mut names: Vec<SessionName>) -> Vec<SessionName> {
    names.sort_by_cached_key(|name| std::cmp::Reverse(home.last_changed(name).ok().flatten()));
    names
}

fn session_row(home: &Home, name: SessionName, me: &Writer) -> SessionRow {
    let state = home.read(&name).map_err(|error| with_cause(&error)).and_then(|logs| {
        let progress = desk::progress_of(&logs, me).map_err(|error| with_cause(&error))?;
        let last = progress.last_change().map(|change| (change.at, change.by.clone()));
        Ok(SessionState {
            title: progress.title().clone(),
            checklist: progress.checklist().title().clone(),
            mode: progress.mode(),
            tally: progress.total().clone(),
            last: last.unwrap_or((progress.started().at, progress.started().by.clone())),
            damaged: !logs.sound(),
        })
    });
    SessionRow { name, state: state.map_err(|why| Unopened::Broken(Text::line(&why))) }
}

fn list_row(library: &Library, origin: &str, from: &str) -> ListRow {
    let found = library.find(origin, &mut io::empty());
    let steps = found.as_ref().map_or(0, |found| found.parsed.checklist.steps().len());
    let title = match found {
        Ok(found) => Ok(found.parsed.checklist.title().clone()),
        Err(error) => Err(Text::line(&error.to_string())),
    };
    ListRow { origin: origin.to_owned(), title, steps, from: Text::line(from) }
}

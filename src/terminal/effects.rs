//! TTY. Runs the wizard's effects on sessions and files, mostly as background tasks; and the user's own
//! editor for a long note.

use std::cmp::Reverse;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use jiff::Timestamp;
use qrcode::{Color, EcLevel, QrCode};

use crate::app::actions::{ActionError, SessionActions, with_causes};
use crate::app::files;
use crate::app::library::{BUILT_IN, Library};
use crate::app::open_session::{OpenSession, free_name, progress_from_logs};
use crate::app::recovery::read_logs;
use crate::journal::Journal;
use crate::session::{Mode, SessionName};
use crate::terminal::executor::{BackgroundTask, Executor, Report, Reporter};
use crate::terminal::timing::FRAME_INTERVAL;
use crate::text::{BOM, Text};
use crate::tui::{
    Board, ChecklistRow, Effect, Model, Msg, Notice, SessionRow, SessionScreen, SessionState, Unavailable,
};

/// Light modules around a QR code, so that a camera finds its edges. The standard asks for four; two are
/// enough for phones, and let the code of a long address fit on a screen of 24 rows.
const QR_MARGIN: usize = 2;

/// Runs an effect. Returns the answers that are there at once; all others are reported by the executor.
pub(super) fn run(effect: Effect, executor: &mut Executor, model: &Model) -> io::Result<Vec<Msg>> {
    let now = model.now;
    match effect {
        Effect::Export { path, replace } => return export(executor, model, path, replace),
        Effect::Open(target) => {
            let source = checklist_source(model);
            return spawn(executor, BackgroundTask::new("opening it"), move |actions| {
                actions.open_target(&source, &target).map_or_else(Notice::error, Notice::info)
            });
        }
        Effect::ReadDocument(path) => {
            let (source, name) = (checklist_source(model), Text::line(&path).to_string());
            return spawn(executor, BackgroundTask::new(format!("reading {name}")), move |actions| {
                let lines = actions.read_document(&source, &path);
                lines.map_or_else(|why| Notice::error(why).into(), |lines| Msg::Document(name, lines))
            });
        }
        Effect::ShowAddress(address) => {
            let rows = qr_rows(&address);
            return Ok(vec![Msg::QrCode(address, rows)]);
        }
        Effect::ReadLog => return read_log(executor, model),
        Effect::ReadSource => {
            let source = checklist_source(model);
            let options = model.session.as_ref().map(|session| session.progress.reader_options().clone());
            return spawn(executor, BackgroundTask::new("reading the checklist"), move |actions| {
                actions
                    .reread(&source, &options.unwrap_or_default())
                    .map_or_else(|why| Notice::error(why).into(), Msg::SourceLoaded)
            });
        }
        Effect::OpenSession(name) => {
            let task = BackgroundTask::new(format!("opening {name}"));
            return spawn(executor, task, move |actions| open_session(actions, &name, now));
        }
        Effect::StartSession { checklist, title, name, mode } => {
            let task = BackgroundTask::new(format!("reading {}", Text::line(&checklist)));
            return spawn(executor, task, move |actions| {
                start_session(actions, &checklist, (&title, &name, mode), now)
            });
        }
        Effect::ReadBoard => return load_board(executor),
        Effect::CancelTask => return Ok(cancel(executor)),
        // The loop runs these.
        Effect::Record(_)
        | Effect::Replay
        | Effect::SaveDrafts(_)
        | Effect::Copy(..)
        | Effect::Redraw
        | Effect::Suspend
        | Effect::Quit
        | Effect::CaptureMouse(_)
        | Effect::Edit(_) => {}
    }
    Ok(Vec::new())
}

/// Starts a task, unless another one is running that somebody waits for.
fn spawn<R: Into<Report>>(
    executor: &mut Executor,
    task: BackgroundTask,
    work: impl FnOnce(&SessionActions) -> R + Send + 'static,
) -> io::Result<Vec<Msg>> {
    if let Some(active) = executor.active() {
        return Ok(vec![Notice::info(format!("not now: {}; Esc lets go of it", active.label)).into()]);
    }
    executor.spawn(task, move |actions, reporter| {
        reporter.send(work(actions));
    })?;
    // Clears the announcement of a task that this one replaces.
    Ok(vec![Msg::TaskChanged(None)])
}

fn cancel(executor: &mut Executor) -> Vec<Msg> {
    let Some(task) = executor.cancel() else { return Vec::new() };
    let warning = task.cancel_warning.map(|warning| format!("; {warning}")).unwrap_or_default();
    vec![Msg::TaskChanged(None), Notice::info(format!("let go of {}{warning}", task.label)).into()]
}

/// Closes the session and loads the board, in place of any other task.
pub(super) fn load_board(executor: &mut Executor) -> io::Result<Vec<Msg>> {
    executor.close_session();
    let cancelled = executor.cancel().and_then(|task| task.cancel_warning);
    let task = BackgroundTask { preemptible: true, ..BackgroundTask::new("reading the sessions") };
    executor.spawn(task, |actions, reporter| {
        read_board(actions, reporter);
    })?;
    Ok(cancelled.into_iter().map(|warning| Notice::error(warning).into()).collect())
}

fn export(executor: &mut Executor, model: &Model, path: PathBuf, replace: bool) -> io::Result<Vec<Msg>> {
    let Some(session) = &model.session else { return Ok(Vec::new()) };
    let (name, progress) = (session.name.clone(), session.progress.clone());
    let problems = session.problems.clone();
    let shown = Text::line(&path.to_string_lossy()).to_string();
    let cancel_warning = Some(format!("the report may not be in {shown}"));
    let task = BackgroundTask { cancel_warning, ..BackgroundTask::new(format!("writing {shown}")) };
    spawn(executor, task, move |actions| {
        match actions.export_report((&name, &progress, &problems), &path, replace) {
            Ok(text) => Notice::info(text).into(),
            Err(ActionError::FileExists(path)) => Msg::FileExists(path),
            Err(ActionError::Failed(why)) => Notice::error(why).into(),
        }
    })
}

fn read_log(executor: &mut Executor, model: &Model) -> io::Result<Vec<Msg>> {
    let Some(session) = &model.session else { return Ok(Vec::new()) };
    let name = session.name.clone();
    spawn(executor, BackgroundTask::new("reading the log"), move |actions| match actions.log_lines(&name) {
        Ok(lines) if lines.is_empty() => Notice::info("nothing is recorded yet").into(),
        Ok(lines) => Msg::Text(format!("Log of {name}"), lines, 2),
        Err(why) => Notice::error(why).into(),
    })
}

/// Returns the source of the open session's checklist.
fn checklist_source(model: &Model) -> String {
    let session = model.session.as_ref();
    session.map(|session| session.progress.source().as_str().to_owned()).unwrap_or_default()
}

/// Opens a session that is on disk.
fn open_session(actions: &SessionActions, name: &SessionName, now: Timestamp) -> Report {
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
fn start_session(
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
    let name = free_name(&actions.home, name.as_str(), id);
    let session = OpenSession::create(&actions.home, &name, &actions.me, (found, title, mode), now);
    let (screen, writer) = session_screen(session, actions, now);
    Report::Opened(Box::new(screen), Box::new(writer))
}

/// Returns a session as the wizard shows it, with the drafts that were saved, and what writes its changes.
pub(crate) fn session_screen(
    session: OpenSession,
    actions: &SessionActions,
    now: Timestamp,
) -> (SessionScreen, Journal) {
    let (on_disk, name) = (session.writer.is_on_disk(), session.writer.name().clone());
    let mut screen = SessionScreen::new(name.clone(), session.progress, on_disk);
    screen.problems = session.problems;
    screen.drift = session.drift;
    screen.read_only = session.writer.fault().map(ToString::to_string);
    if on_disk {
        screen.restore_drafts(files::load_drafts(&actions.home, &name, &actions.me), now);
    }
    (screen, session.writer)
}

/// Loads the board piece by piece, so that the first frame waits for no session: first the names, the one
/// whose log changed last first, then each session as it is read, then the user's own checklists. Returns
/// None once nobody waits for it.
fn read_board(actions: &SessionActions, reporter: &Reporter) -> Option<()> {
    let SessionActions { home, library, .. } = actions;
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
        rows.push(session_row(actions, name));
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

fn session_row(actions: &SessionActions, name: SessionName) -> SessionRow {
    let SessionActions { home, library, me, .. } = actions;
    let state = read_logs(home, &name, library).map_err(|error| with_causes(&error)).and_then(|logs| {
        let progress = progress_from_logs(&logs, me).map_err(|error| with_causes(&error))?;
        let last_change = progress.last_change().map(|change| (change.at, change.by.clone()));
        Ok(SessionState {
            title: progress.title().clone(),
            checklist: progress.checklist().title().clone(),
            mode: progress.mode(),
            counts: progress.total().clone(),
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

/// Returns the rows of a QR code, with two modules in a cell: a lit half is a light module. There are none
/// for a text that is too long for a code.
fn qr_rows(text: &str) -> Vec<String> {
    // Little error correction: a screen has no scratches, and fewer modules are larger ones.
    let Ok(code) = QrCode::with_error_correction_level(text, EcLevel::L) else {
        return Vec::new();
    };
    let (width, colors) = (code.width(), code.to_colors());
    let size = width + 2 * QR_MARGIN;
    let is_light = |x: usize, y: usize| {
        let inside = |at: usize| at.checked_sub(QR_MARGIN).filter(|at| *at < width);
        let module = inside(x).zip(inside(y)).and_then(|(x, y)| colors.get(y * width + x));
        module.is_none_or(|color| *color == Color::Light)
    };
    let cell = |x: usize, y: usize| match (is_light(x, y), y + 1 < size && is_light(x, y + 1)) {
        (true, true) => '\u{2588}',
        (true, false) => '\u{2580}',
        (false, true) => '\u{2584}',
        (false, false) => ' ',
    };
    (0..size).step_by(2).map(|y| (0..size).map(|x| cell(x, y)).collect()).collect()
}

/// The editor where the environment names none.
const DEFAULT_EDITOR: &str = if cfg!(windows) { "notepad" } else { "vi" };

/// Returns the user's editor: `$VISUAL`, else `$EDITOR`, else the system's usual one.
pub(super) fn editor_command(var: &dyn Fn(&str) -> Option<String>) -> String {
    let non_empty = |name: &str| var(name).filter(|value| !value.trim().is_empty());
    non_empty("VISUAL").or_else(|| non_empty("EDITOR")).unwrap_or_else(|| DEFAULT_EDITOR.to_owned())
}

/// Returns the text as the user leaves it in the editor. The editor is a program and its arguments,
/// separated by blanks, or in double quotes where a path such as `C:\Program Files` has blanks; no shell
/// is involved.
pub(super) fn edit_text(editor: &str, text: &str) -> io::Result<String> {
    let mut file = tempfile::Builder::new().prefix("runsheet-note-").suffix(".md").tempfile()?;
    file.write_all(text.as_bytes())?;
    file.flush()?;
    // Closed: on Windows many editors cannot write to a file that another program has open.
    let path = file.into_temp_path();
    let mut words = split_words(editor).into_iter();
    let program = words.next().unwrap_or(DEFAULT_EDITOR);
    let status = Command::new(program).args(words).arg(&path).status()?;
    if !status.success() {
        return Err(io::Error::other(format!("`{program}` ended with {status}")));
    }
    // By its name: many editors replace the file with a new one.
    let bytes = std::fs::read(&path)?;
    let Ok(text) = String::from_utf8(bytes) else {
        let kept = Text::path(&path.keep()?);
        return Err(io::Error::other(format!("it did not save UTF-8; the text is still in `{kept}`")));
    };
    // Some editors save a byte order mark first.
    Ok(text.trim_start_matches(BOM).to_owned())
}

fn split_words(line: &str) -> Vec<&str> {
    let pieces = line.split('"').enumerate();
    pieces
        .flat_map(|(n, piece)| match n % 2 {
            0 => piece.split_whitespace().collect(),
            _ => vec![piece],
        })
        .collect()
}

#[cfg(test)]
#[path = "tests/external_editor.rs"]
mod external_editor_tests;

#[cfg(test)]
#[path = "tests/effects.rs"]
mod tests;

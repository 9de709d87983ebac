//! TTY. Runs the wizard's effects on sessions and files. What may block becomes a request to the session's
//! writer or a background task.

use std::io;
use std::path::PathBuf;

use qrcode::{Color, EcLevel, QrCode};

use super::executor::{BackgroundTask, Executor, Report};
use super::tasks;
use super::writer_thread::WriteRequest;
use crate::app::actions::{ActionError, SessionActions};
use crate::text::Text;
use crate::tui::{Effect, Model, Msg, Notice};

/// Light modules around a QR code, so that a camera finds its edges. The standard asks for four; two are
/// enough for phones, and let the code of a long address fit on a screen of 24 rows.
const QR_MARGIN: usize = 2;

/// Runs an effect. Returns the answers that are there at once; all others are reported by the executor.
pub(super) fn run(effect: Effect, executor: &mut Executor, model: &Model) -> io::Result<Vec<Msg>> {
    let now = model.now;
    match effect {
        Effect::Record(events) => executor.write(WriteRequest::Append(events))?,
        Effect::Replay => executor.write(WriteRequest::Replay)?,
        Effect::SaveDrafts(drafts) => executor.write(WriteRequest::SaveDrafts(drafts))?,
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
            return spawn(executor, BackgroundTask::new("reading the checklist"), move |actions| {
                actions
                    .current_checklist(&source)
                    .map_or_else(|why| Notice::error(why).into(), Msg::SourceLoaded)
            });
        }
        Effect::OpenSession(name) => {
            let task = BackgroundTask::new(format!("opening {name}"));
            return spawn(executor, task, move |actions| tasks::open_session(actions, &name, now));
        }
        Effect::StartSession { checklist, title, name, mode } => {
            let task = BackgroundTask::new(format!("reading {}", Text::line(&checklist)));
            return spawn(executor, task, move |actions| {
                tasks::start_session(actions, &checklist, (&title, &name, mode), now)
            });
        }
        Effect::ReadBoard => return load_board(executor),
        Effect::CancelTask => return Ok(cancel(executor)),
        // The loop runs these.
        Effect::Copy(..)
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
        tasks::load_board(actions, reporter);
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

#[cfg(test)]
#[path = "tests/effects.rs"]
mod tests;

//! TTY. Carries out what the wizard asks of the world: sessions, files, browser, clipboard.

use std::io;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crossterm::Command as _;
use jiff::Timestamp;

use super::background::{BackgroundRunner, BackgroundTask, TaskOutput, TaskSender};
use super::board_reader;
use super::qr;
use super::renderer::Renderer;
use super::title::WindowTitle;
use super::writer_thread::{Shutdown, WriteRequest, WriterHandle};
use crate::app::actions::{ActionError, SessionActions, with_causes};
use crate::app::drafts;
use crate::app::open_session::{self, OpenSession, SessionWriter};
use crate::session::{Mode, SessionName};
use crate::text::Text;
use crate::tui::{Effect, Model, Msg, Notice, SessionScreen};

/// What the terminal's loop works with.
pub(crate) struct EffectRunner {
    actions: SessionActions,
    /// How the clipboard's codes have to be wrapped.
    multiplexer: Multiplexer,
    /// The user's own editor.
    pub(super) editor: String,
    pub(super) writer: Option<WriterHandle>,
    /// What writes down the changes of a session that was opened before the first frame.
    initial_writer: Option<SessionWriter>,
    /// The writers of sessions that were let go of.
    shutdowns: Vec<Shutdown>,
    pub(super) background: BackgroundRunner,
    pub(super) title: WindowTitle,
}

/// What stands between the program and the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Multiplexer {
    /// Nothing.
    None,
    /// tmux.
    Tmux,
    /// GNU screen.
    Screen,
}

impl EffectRunner {
    /// Hands without a session.
    pub(crate) fn new(actions: SessionActions, var: &dyn Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| var(name).is_some_and(|value| !value.is_empty());
        let multiplexer = match (set("TMUX"), set("STY")) {
            (true, _) => Multiplexer::Tmux,
            (false, true) => Multiplexer::Screen,
            (false, false) => Multiplexer::None,
        };
        let (editor, title) = (super::external_editor::editor_command(var), WindowTitle::new(var));
        Self {
            actions,
            multiplexer,
            editor,
            writer: None,
            initial_writer: None,
            shutdowns: Vec::new(),
            background: BackgroundRunner::default(),
            title,
        }
    }

    /// Takes a session up: its recorder gets a thread of its own.
    fn open_session(&mut self, recorder: SessionWriter) -> io::Result<()> {
        self.close_session();
        self.writer = Some(WriterHandle::new(recorder, self.actions.clone())?);
        Ok(())
    }

    /// The session that the program was started for: it is taken up once its first frame is drawn.
    pub(crate) fn set_initial_writer(&mut self, recorder: SessionWriter) {
        self.initial_writer = Some(recorder);
    }

    /// The first frame is drawn: what it did not need begins. A session that is not on disk has nothing
    /// to follow before its first change.
    pub(super) fn start_initial_writer(&mut self) -> io::Result<()> {
        let on_disk = self.initial_writer.as_ref().is_some_and(SessionWriter::is_on_disk);
        if on_disk { self.open_initial_session() } else { Ok(()) }
    }

    fn open_initial_session(&mut self) -> io::Result<()> {
        self.initial_writer.take().map_or(Ok(()), |recorder| self.open_session(recorder))
    }

    /// Lets go of the session that was worked on; what is being written comes to its end beside.
    fn close_session(&mut self) {
        let until = Instant::now() + super::SHUTDOWN_TIMEOUT;
        self.initial_writer = None;
        self.shutdowns.extend(self.writer.take().map(|scribe| scribe.shut_down(until)));
    }

    /// Why the last change of a session that was let go of is not saved, as far as it is known by now.
    pub(super) fn take_shutdown_warnings(&mut self, within: Duration) -> Vec<String> {
        let mut told = Vec::new();
        self.shutdowns.retain_mut(|ending| {
            let over = ending.is_finished(within);
            told.extend(ending.failure().filter(|_| over).map(|why| format!("the last change is {why}")));
            !over
        });
        told
    }

    /// How long something has been under way beside the loop that is looked after.
    pub(super) fn busy_for(&self) -> Option<Duration> {
        self.background.busy_for().or_else(|| (!self.shutdowns.is_empty()).then_some(Duration::ZERO))
    }

    /// What the answers of a job come to.
    pub(super) fn dispatch(&mut self, answers: Vec<TaskOutput>) -> io::Result<Vec<Msg>> {
        let mut news = Vec::new();
        for answer in answers {
            news.push(match answer {
                TaskOutput::Msg(msg) => msg,
                TaskOutput::Opened(walk, recorder) => {
                    self.open_session(*recorder)?;
                    Msg::Opened(walk)
                }
            });
        }
        Ok(news)
    }

    /// Carries out an effect; what comes of it are messages, now or later. What may take long is a job
    /// beside the loop.
    pub(super) fn run(
        &mut self,
        effect: Effect,
        model: &Model,
        screen: &mut Renderer,
    ) -> io::Result<Vec<Msg>> {
        let now = model.now;
        match effect {
            Effect::Record(events) => return self.send_request(WriteRequest::Record(events)),
            Effect::Replay => return self.send_request(WriteRequest::Replay),
            Effect::SaveDrafts(drafts) => return self.send_request(WriteRequest::SaveDrafts(drafts)),
            Effect::Export { path, replace } => return self.export(model, path, replace),
            Effect::Open(target) => {
                let (errands, source) = (self.actions.clone(), checklist_source(model));
                let open = move |tell: &TaskSender| {
                    tell.send_msg(notice_from(errands.open_target(&source, &target)));
                };
                return self.spawn_task(BackgroundTask::new("opening it"), open);
            }
            Effect::Copy(text, name) => {
                screen.write_codes(&clipboard_codes(&text, self.multiplexer))?;
                return Ok(vec![notice(format!("sent {name} to the terminal's clipboard: {text}"))]);
            }
            Effect::ReadDocument(path) => {
                let (errands, source) = (self.actions.clone(), checklist_source(model));
                let name = Text::line(&path).to_string();
                let job = BackgroundTask::new(format!("reading {name}"));
                let read = move |tell: &TaskSender| {
                    let lines = errands.read_document(&source, &path);
                    tell.send_msg(lines.map_or_else(warning, |lines| Msg::Document(name, lines)));
                };
                return self.spawn_task(job, read);
            }
            Effect::ShowAddress(address) => {
                let rows = qr::qr_rows(&address);
                return Ok(vec![Msg::QrCode(address, rows)]);
            }
            Effect::ReadLog => {
                let Some(walk) = &model.session else { return Ok(Vec::new()) };
                let (errands, name) = (self.actions.clone(), walk.name.clone());
                let read = move |tell: &TaskSender| {
                    tell.send_msg(log_msg(format!("Log of {name}"), errands.log_lines(&name)));
                };
                return self.spawn_task(BackgroundTask::new("reading the log"), read);
            }
            Effect::ReadSource => {
                let (errands, source) = (self.actions.clone(), checklist_source(model));
                let read = move |tell: &TaskSender| {
                    let found = errands.current_checklist(&source);
                    tell.send_msg(found.map_or_else(warning, Msg::SourceLoaded));
                };
                return self.spawn_task(BackgroundTask::new("reading the checklist"), read);
            }
            Effect::OpenSession(name) => {
                let errands = self.actions.clone();
                let job = BackgroundTask::new(format!("opening {name}"));
                return self.spawn_task(job, move |tell| {
                    tell.send(open_existing(&errands, &name, now));
                });
            }
            Effect::StartSession { checklist, title, name, mode } => {
                let errands = self.actions.clone();
                let job = BackgroundTask::new(format!("reading {}", Text::line(&checklist)));
                return self.spawn_task(job, move |tell| {
                    tell.send(begin_session(&errands, &checklist, (&title, &name, mode), now));
                });
            }
            Effect::ReadBoard => return self.read_board(),
            Effect::CancelTask => return Ok(self.cancel()),
            // The loop has done these.
            Effect::Redraw | Effect::Suspend | Effect::Quit | Effect::CaptureMouse(_) | Effect::Edit(_) => {}
        }
        Ok(Vec::new())
    }

    fn send_request(&mut self, task: WriteRequest) -> io::Result<Vec<Msg>> {
        self.open_initial_session()?;
        if let Some(scribe) = &self.writer {
            scribe.send(task);
        }
        Ok(Vec::new())
    }

    /// Begins a job beside the loop, unless another one is under way that a person waits for.
    fn spawn_task(
        &mut self,
        job: BackgroundTask,
        work: impl FnOnce(&TaskSender) + Send + 'static,
    ) -> io::Result<Vec<Msg>> {
        if let Some(job) = self.background.active() {
            return Ok(vec![notice(format!("not now: {}; Esc lets go of it", job.description))]);
        }
        self.background.spawn(job, work)?;
        Ok(vec![Msg::TaskChanged(None)])
    }

    /// Reads the board; whatever else was asked for is not waited for any more.
    pub(super) fn read_board(&mut self) -> io::Result<Vec<Msg>> {
        self.close_session();
        let news: Vec<Msg> =
            self.background.cancel().and_then(|job| job.cancel_warning).map(warning).into_iter().collect();
        let errands = self.actions.clone();
        let job = BackgroundTask { preemptible: true, ..BackgroundTask::new("reading the sessions") };
        self.background.spawn(job, move |tell| {
            board_reader::read_board(&errands, tell);
        })?;
        Ok(news)
    }

    fn cancel(&mut self) -> Vec<Msg> {
        let Some(job) = self.background.cancel() else { return Vec::new() };
        let more = job.cancel_warning.map(|more| format!("; {more}")).unwrap_or_default();
        vec![Msg::TaskChanged(None), notice(format!("let go of {}{more}", job.description))]
    }

    fn export(&mut self, model: &Model, path: PathBuf, replace: bool) -> io::Result<Vec<Msg>> {
        let Some(walk) = &model.session else { return Ok(Vec::new()) };
        let errands = self.actions.clone();
        let (name, progress, problems) = (walk.name.clone(), walk.progress.clone(), walk.problems.clone());
        let shown = Text::line(&path.to_string_lossy()).to_string();
        let unfinished = Some(format!("the report may not be in {shown}"));
        let job =
            BackgroundTask { cancel_warning: unfinished, ..BackgroundTask::new(format!("writing {shown}")) };
        self.spawn_task(job, move |tell| {
            tell.send_msg(match errands.export_report((&name, &progress, &problems), &path, replace) {
                Ok(text) => notice(text),
                Err(ActionError::FileExists(path)) => Msg::FileExists(path),
                Err(ActionError::Failed(why)) => warning(why),
            });
        })
    }
}

/// Where the open session's checklist came from.
fn checklist_source(model: &Model) -> String {
    model.session.as_ref().map(|walk| walk.progress.source().as_str().to_owned()).unwrap_or_default()
}

fn open_existing(errands: &SessionActions, name: &SessionName, now: Timestamp) -> TaskOutput {
    match OpenSession::open(&errands.home, name, &errands.me, &errands.library) {
        Ok(desk) => {
            let (mut walk, recorder) = session_screen(desk, errands, now);
            walk.show_briefing(now, &errands.zone);
            TaskOutput::Opened(Box::new(walk), Box::new(recorder))
        }
        Err(error) => TaskOutput::Msg(warning(with_causes(&error))),
    }
}

/// A session that is begun: nothing of it is on disk before its first change, so that it can be let go
/// of at any time.
fn begin_session(
    errands: &SessionActions,
    checklist: &str,
    (title, name, mode): (&str, &SessionName, Mode),
    now: Timestamp,
) -> TaskOutput {
    let found = match errands.library.find(checklist, &mut io::empty()) {
        Ok(found) => found,
        Err(error) => return TaskOutput::Msg(warning(with_causes(&error))),
    };
    let name = open_session::free_name(&errands.home, name.as_str(), found.parsed.checklist.id().as_str());
    let desk = OpenSession::create(&errands.home, &name, &errands.me, (found, title, mode), now);
    let (walk, recorder) = session_screen(desk, errands, now);
    TaskOutput::Opened(Box::new(walk), Box::new(recorder))
}

/// A session as the wizard walks it, with the note that was being written when it was left, and
/// what writes down its changes.
pub(crate) fn session_screen(
    desk: OpenSession,
    errands: &SessionActions,
    now: Timestamp,
) -> (SessionScreen, SessionWriter) {
    let on_disk = desk.writer.is_on_disk();
    let name = desk.writer.name().clone();
    let mut walk = SessionScreen::new(name.clone(), desk.progress, on_disk);
    walk.problems = desk.problems;
    walk.drift = desk.drift;
    walk.read_only = desk.writer.fault().map(ToString::to_string);
    if on_disk {
        walk.restore_drafts(drafts::load(&errands.home, &name, &errands.me), now);
    }
    (walk, desk.writer)
}

/// The codes that put text on the terminal's clipboard (OSC 52), also through a multiplexer.
fn clipboard_codes(text: &str, multiplexer: Multiplexer) -> String {
    let mut codes = String::new();
    let _ = crossterm::clipboard::CopyToClipboard::to_clipboard_from(text).write_ansi(&mut codes);
    match multiplexer {
        Multiplexer::None => codes,
        // tmux takes the plain form where it may set the clipboard, and passes the wrapped one on
        // where it may not but is allowed to pass things.
        Multiplexer::Tmux => format!("{codes}\x1bPtmux;{}\x1b\\", codes.replace('\x1b', "\x1b\x1b")),
        // GNU screen passes on short pieces, up to the first ESC \ in them.
        Multiplexer::Screen => {
            let codes: Vec<char> = codes.replace("\x1b\\", "\x07").chars().collect();
            let wrapped = |piece: &[char]| ["\x1bP".to_owned(), piece.iter().collect(), "\x1b\\".to_owned()];
            codes.chunks(200).flat_map(wrapped).collect()
        }
    }
}

fn notice_from(came: Result<String, String>) -> Msg {
    came.map_or_else(warning, notice)
}

fn log_msg(title: String, lines: Result<Vec<String>, String>) -> Msg {
    match lines {
        Ok(lines) if lines.is_empty() => notice("nothing is recorded yet"),
        Ok(lines) => Msg::Text(title, lines, 2),
        Err(why) => warning(why),
    }
}

fn notice(text: impl Into<String>) -> Msg {
    Msg::Notice(Notice { text: text.into(), is_error: false })
}

fn warning(text: impl Into<String>) -> Msg {
    Msg::Notice(Notice { text: text.into(), is_error: true })
}

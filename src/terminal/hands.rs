//! TTY. Carries out what the wizard asks of the world: sessions, files, browser, clipboard.

use std::io;
use std::path::{Path, PathBuf};

use crossterm::Command as _;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::draw::Screen;
use super::recorder::Scribe;
use crate::checklist::Target;
use crate::desk::{self, Desk};
use crate::export::{self, ExportError};
use crate::journal::{Home, SessionLogs};
use crate::library::{BUILT_IN, Library, read_file};
use crate::report::{ReportInput, markdown};
use crate::session::{Mode, SessionName, Writer, told};
use crate::text::{Text, minute};
use crate::wizard::{Board, Effect, ListRow, Message, Model, Msg, SessionRow, SessionState, Walk};

/// What the terminal's loop works with.
pub(crate) struct Hands {
    pub(crate) home: Home,
    pub(crate) library: Library,
    pub(crate) me: Writer,
    pub(crate) zone: TimeZone,
    /// Whether there is a display on which a browser could open.
    pub(crate) display: bool,
    /// How the clipboard's codes have to be wrapped.
    pub(crate) multiplexer: Multiplexer,
    pub(super) scribe: Option<Scribe>,
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

impl Hands {
    /// Hands without a session.
    pub(crate) fn new(
        home: Home,
        library: Library,
        me: Writer,
        zone: TimeZone,
        var: &dyn Fn(&str) -> Option<String>,
    ) -> Self {
        let set = |name: &str| var(name).is_some_and(|value| !value.is_empty());
        let graphical =
            !cfg!(all(unix, not(target_os = "macos"))) || set("DISPLAY") || set("WAYLAND_DISPLAY");
        let multiplexer = match (set("TMUX"), set("STY")) {
            (true, _) => Multiplexer::Tmux,
            (false, true) => Multiplexer::Screen,
            (false, false) => Multiplexer::None,
        };
        let display = graphical && !set("SSH_CONNECTION");
        Self { home, library, me, zone, display, multiplexer, scribe: None }
    }

    /// Takes a session up: its recorder gets a thread of its own.
    pub(crate) fn take_up(&mut self, recorder: crate::desk::Recorder) -> io::Result<()> {
        self.put_down();
        self.scribe = Some(Scribe::new(recorder)?);
        Ok(())
    }

    /// Lets go of the session that was worked on.
    fn put_down(&mut self) {
        if let Some(scribe) = self.scribe.take() {
            scribe.finish(super::LAST);
        }
    }

    /// Carries out an effect; what comes of it are messages, now or later.
    pub(super) fn carry_out(
        &mut self,
        effect: Effect,
        model: &Model,
        screen: &mut Screen,
    ) -> io::Result<Vec<Msg>> {
        Ok(match effect {
            Effect::Record(event) => {
                if let Some(scribe) = &self.scribe {
                    scribe.record(event);
                }
                Vec::new()
            }
            Effect::Export { path, replace } => vec![self.export(model, &path, replace)],
            Effect::Open(target) => vec![self.open(model, &target)],
            Effect::Copy(text, name) => {
                screen.send(&clipboard(&text, self.multiplexer))?;
                vec![said(format!("sent {name} to the terminal's clipboard: {text}"))]
            }
            Effect::ReadDocument(path) => vec![read_document(model, &path)],
            Effect::ShowAddress(address) => vec![show_address(&address)],
            Effect::ReadLog => vec![self.read_log(model)],
            Effect::Replay => vec![self.replay(model)],
            Effect::OpenSession(name) => vec![self.open_session(&name, model.now)?],
            Effect::Begin { checklist, title, mode } => {
                vec![self.begin(&checklist, &title, mode, model.now)?]
            }
            Effect::ReadBoard => {
                self.put_down();
                vec![Msg::Board(board(&self.home, &self.library, &self.me))]
            }
            Effect::ReadSource => vec![self.read_source(model)],
            Effect::Redraw | Effect::Suspend | Effect::Quit => Vec::new(),
        })
    }

    fn export(&self, model: &Model, path: &Path, replace: bool) -> Msg {
        let Some(walk) = &model.walk else { return said("there is nothing to export") };
        if !replace && path.symlink_metadata().is_ok() {
            return Msg::Exists(path.to_owned());
        }
        let logs = self.home.read(&walk.name).ok();
        let heads = logs.as_ref().map(desk::heads_of).unwrap_or_default();
        let entries = logs.as_ref().map(SessionLogs::entries).unwrap_or_default();
        let text = markdown(&ReportInput {
            logs: &heads,
            entries: &entries,
            problems: &walk.problems,
            sound: logs.as_ref().is_none_or(SessionLogs::sound),
            ..ReportInput::of(&walk.progress, &walk.name, &self.zone)
        });
        let shown = Text::line(&path.to_string_lossy());
        match export::write(path, text.as_bytes(), replace) {
            Ok(()) => said(format!("the report is in {shown}")),
            Err(ExportError::Exists(path)) => Msg::Exists(path),
            Err(ExportError::NotAFile { what, .. }) => {
                alarm(format!("the report was not written to {shown}: it is {what}"))
            }
            Err(ExportError::Write { source, .. }) => {
                alarm(format!("the report was not written to {shown}: {source}"))
            }
        }
    }

    fn open(&self, model: &Model, target: &Target) -> Msg {
        let place = match target {
            Target::Address(address) => address.to_string(),
            Target::File(path) => match document_path(model, path) {
                Some(path) => path.to_string_lossy().into_owned(),
                None => {
                    return alarm(
                        "this document's folder is not known: the checklist came from standard input",
                    );
                }
            },
            Target::Unknown => return said("no known address"),
        };
        let shown = Text::line(&place);
        if !self.display {
            return said(format!("no display here to open {shown} on: y copies it, v shows it whole"));
        }
        match open::that_detached(&place) {
            Ok(()) => said(format!("opened {shown}")),
            Err(error) => alarm(format!("cannot open {shown}: {error}")),
        }
    }

    fn read_log(&self, model: &Model) -> Msg {
        let Some(walk) = &model.walk else { return said("no session is open") };
        match self.home.read(&walk.name) {
            Err(_) if !walk.on_disk => said("nothing is recorded yet"),
            Err(error) => alarm(error.to_string()),
            Ok(logs) => {
                let lines = logs.entries().into_iter().map(|(writer, entry)| {
                    format!("{}  {writer}  {}", minute(entry.at, &self.zone), told(&entry.event))
                });
                Msg::Text(format!("Log of {}", walk.name), lines.collect(), Some(2))
            }
        }
    }

    fn replay(&self, model: &Model) -> Msg {
        let Some(walk) = &model.walk else { return said("no session is open") };
        let logs = match self.home.read(&walk.name) {
            Ok(logs) => logs,
            Err(error) => return alarm(error.to_string()),
        };
        match desk::progress_of(&logs, &self.me) {
            Ok(progress) => Msg::Replayed(Box::new(progress)),
            Err(error) => alarm(error.to_string()),
        }
    }

    fn open_session(&mut self, name: &SessionName, now: Timestamp) -> io::Result<Msg> {
        Ok(match Desk::open(&self.home, name, &self.me, &self.library) {
            Ok(desk) => {
                let mut walk = walk(&desk);
                walk.brief(now, &self.zone);
                self.take_up(desk.recorder)?;
                Msg::Opened(Box::new(walk))
            }
            Err(error) => alarm(with_cause(&error)),
        })
    }

    fn begin(&mut self, checklist: &str, title: &str, mode: Mode, now: Timestamp) -> io::Result<Msg> {
        let found = match self.library.find(checklist, &mut io::empty()) {
            Ok(found) => found,
            Err(error) => return Ok(alarm(with_cause(&error))),
        };
        let name = desk::free_name(&self.home, title, found.parsed.checklist.id().as_str());
        Ok(match Desk::begin(&self.home, &name, &self.me, (found, title, mode), now) {
            Ok(desk) => {
                let walk = walk(&desk);
                self.take_up(desk.recorder)?;
                Msg::Opened(Box::new(walk))
            }
            Err(error) => alarm(error.to_string()),
        })
    }

    fn read_source(&self, model: &Model) -> Msg {
        let Some(walk) = &model.walk else { return said("no session is open") };
        match self.library.reread(walk.progress.source().as_str()) {
            None => said(format!("the checklist's source is not there: {}", walk.progress.source())),
            Some(Ok(found)) => Msg::Adoptable(Box::new(found.parsed.raw)),
            Some(Err(error)) => alarm(with_cause(&error)),
        }
    }
}

/// A session as the wizard walks it.
pub(crate) fn walk(desk: &Desk) -> Walk {
    let mut walk = Walk::new(desk.recorder.name().clone(), desk.progress.clone(), desk.logs.is_some());
    walk.problems.clone_from(&desk.problems);
    walk.drift.clone_from(&desk.drift);
    walk.read_only = desk.recorder.fault().map(ToString::to_string);
    walk
}

/// The board as it is on disk now.
pub(crate) fn board(home: &Home, library: &Library, me: &Writer) -> Board {
    let mut board = Board::default();
    match home.session_names() {
        Ok(names) => board.sessions = names.into_iter().map(|name| session_row(home, name, me)).collect(),
        Err(error) => board.problem = Some(with_cause(&error)),
    }
    board.sessions.sort_by_key(|row| std::cmp::Reverse(row.state.as_ref().ok().map(|state| state.last.0)));
    let built_in = BUILT_IN.iter().map(|(id, _)| ((*id).to_owned(), "built in".to_owned()));
    let own = library.own_files().into_iter().map(|path| {
        let path = path.to_string_lossy().into_owned();
        (path.clone(), path)
    });
    board.lists = built_in.chain(own).map(|(origin, from)| list_row(library, origin, &from)).collect();
    board
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
    SessionRow { name, state: state.map_err(|why| Text::line(&why)) }
}

fn list_row(library: &Library, origin: String, from: &str) -> ListRow {
    let found = library.find(&origin, &mut io::empty());
    let steps = found.as_ref().map_or(0, |found| found.parsed.checklist.steps().len());
    let title = match found {
        Ok(found) => Ok(found.parsed.checklist.title().clone()),
        Err(error) => Err(Text::line(&error.to_string())),
    };
    ListRow { origin, title, steps, from: Text::line(from) }
}

/// Where a local document of the open checklist lies: beside the checklist's file.
fn document_path(model: &Model, path: &str) -> Option<PathBuf> {
    let source = model.walk.as_ref()?.progress.source().as_str().to_owned();
    let folder = Path::new(&source).parent().filter(|folder| folder.is_absolute())?;
    Some(folder.join(path))
}

fn read_document(model: &Model, path: &str) -> Msg {
    let Some(whole) = document_path(model, path) else {
        return alarm("this document's folder is not known");
    };
    match read_file(&whole) {
        Ok(file) => {
            let text = Text::block(&String::from_utf8_lossy(&file.bytes));
            Msg::Text(
                Text::line(path).to_string(),
                text.as_str().lines().map(str::to_owned).collect(),
                Some(0),
            )
        }
        Err(error) => alarm(with_cause(&error)),
    }
}

/// The address whole, and as a QR code for the phone beside the console.
fn show_address(address: &str) -> Msg {
    use qrcode::render::unicode::Dense1x2;
    let mut lines = vec![address.to_owned(), String::new()];
    if let Ok(code) = qrcode::QrCode::new(address) {
        let drawn = code.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build();
        lines.extend(drawn.lines().map(str::to_owned));
    }
    Msg::Text("Address".to_owned(), lines, None)
}

/// The codes that put text on the terminal's clipboard (OSC 52), also through a multiplexer.
fn clipboard(text: &str, multiplexer: Multiplexer) -> String {
    let mut codes = String::new();
    let _ = crossterm::clipboard::CopyToClipboard::to_clipboard_from(text).write_ansi(&mut codes);
    match multiplexer {
        Multiplexer::None => codes,
        // tmux takes the plain form where it may set the clipboard, and passes the wrapped one on
        // where it may not but is allowed to pass things.
        Multiplexer::Tmux => format!("{codes}\x1bPtmux;{}\x1b\\", codes.replace('\x1b', "\x1b\x1b")),
        Multiplexer::Screen => format!("\x1bP{codes}\x1b\\"),
    }
}

fn with_cause(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(source) = cause {
        text = format!("{text}: {source}");
        cause = source.source();
    }
    text
}

fn said(text: impl Into<String>) -> Msg {
    Msg::Said(Message { text: text.into(), alarm: false })
}

fn alarm(text: impl Into<String>) -> Msg {
    Msg::Said(Message { text: text.into(), alarm: true })
}

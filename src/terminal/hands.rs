//! TTY. Carries out what the wizard asks of the world: sessions, files, browser, clipboard.

use std::io;
use std::path::Path;

use crossterm::Command as _;
use jiff::Timestamp;

use super::draw::Screen;
use super::recorder::Scribe;
use crate::desk::{self, Desk};
use crate::errand::{Errands, Undone, with_cause};
use crate::journal::Home;
use crate::library::{BUILT_IN, Library};
use crate::session::{Mode, SessionName, Writer};
use crate::text::Text;
use crate::wizard::{Board, Effect, ListRow, Message, Model, Msg, SessionRow, SessionState, Walk};

/// What the terminal's loop works with.
pub(crate) struct Hands {
    errands: Errands,
    /// How the clipboard's codes have to be wrapped.
    multiplexer: Multiplexer,
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
    pub(crate) fn new(errands: Errands, var: &dyn Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| var(name).is_some_and(|value| !value.is_empty());
        let multiplexer = match (set("TMUX"), set("STY")) {
            (true, _) => Multiplexer::Tmux,
            (false, true) => Multiplexer::Screen,
            (false, false) => Multiplexer::None,
        };
        Self { errands, multiplexer, scribe: None }
    }

    /// Takes a session up: its recorder gets a thread of its own.
    pub(crate) fn take_up(&mut self, recorder: crate::desk::Recorder) -> io::Result<()> {
        let _ = self.put_down();
        self.scribe = Some(Scribe::new(recorder)?);
        Ok(())
    }

    /// Lets go of the session that was worked on. Gives back why its last change is not saved, if so.
    fn put_down(&mut self) -> Option<String> {
        self.scribe.take()?.finish_or_why_not(super::LAST)
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
            Effect::Open(target) => {
                on_walk(model, |walk| sentence(self.errands.open(&walk.progress, &target)))
            }
            Effect::Copy(text, name) => {
                screen.send(&clipboard(&text, self.multiplexer))?;
                vec![said(format!("sent {name} to the terminal's clipboard: {text}"))]
            }
            Effect::ReadDocument(path) => on_walk(model, |walk| {
                let title = Text::line(&path).to_string();
                text(title, self.errands.read(&walk.progress, &path), Some(0))
            }),
            Effect::ShowAddress(address) => vec![show_address(&address)],
            Effect::ReadLog => on_walk(model, |walk| {
                text(format!("Log of {}", walk.name), self.errands.log(&walk.name), Some(2))
            }),
            Effect::Replay => on_walk(model, |walk| match self.errands.replay(&walk.name) {
                Ok(progress) => Msg::Replayed(Box::new(progress)),
                Err(why) => alarm(why),
            }),
            Effect::ReadSource => on_walk(model, |walk| match self.errands.source(&walk.progress) {
                Ok(raw) => Msg::Adoptable(raw),
                Err(why) => alarm(why),
            }),
            Effect::OpenSession(name) => vec![self.open_session(&name, model.now)?],
            Effect::Begin { checklist, title, mode } => {
                vec![self.begin(&checklist, &title, mode, model.now)?]
            }
            Effect::ReadBoard => {
                let why = self.put_down();
                let mut news = vec![Msg::Board(board(&self.errands))];
                news.extend(why.map(|why| alarm(format!("the last change is {why}"))));
                news
            }
            Effect::Redraw | Effect::Suspend | Effect::Quit => Vec::new(),
        })
    }

    fn export(&self, model: &Model, path: &Path, replace: bool) -> Msg {
        let Some(walk) = &model.walk else { return said("there is nothing to export") };
        match self.errands.export((&walk.name, &walk.progress, &walk.problems), path, replace) {
            Ok(text) => said(text),
            Err(Undone::Exists(path)) => Msg::Exists(path),
            Err(Undone::Failed(why)) => alarm(why),
        }
    }

    fn open_session(&mut self, name: &SessionName, now: Timestamp) -> io::Result<Msg> {
        Ok(match Desk::open(&self.errands.home, name, &self.errands.me, &self.errands.library) {
            Ok(desk) => {
                let mut walk = walk(&desk);
                walk.brief(now, &self.errands.zone);
                self.take_up(desk.recorder)?;
                Msg::Opened(Box::new(walk))
            }
            Err(error) => alarm(with_cause(&error)),
        })
    }

    fn begin(&mut self, checklist: &str, title: &str, mode: Mode, now: Timestamp) -> io::Result<Msg> {
        let found = match self.errands.library.find(checklist, &mut io::empty()) {
            Ok(found) => found,
            Err(error) => return Ok(alarm(with_cause(&error))),
        };
        let name = desk::free_name(&self.errands.home, title, found.parsed.checklist.id().as_str());
        Ok(match Desk::begin(&self.errands.home, &name, &self.errands.me, (found, title, mode), now) {
            Ok(desk) => {
                let walk = walk(&desk);
                self.take_up(desk.recorder)?;
                Msg::Opened(Box::new(walk))
            }
            Err(error) => alarm(error.to_string()),
        })
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
pub(crate) fn board(errands: &Errands) -> Board {
    let Errands { home, library, me, .. } = errands;
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
        // GNU screen passes on short pieces, up to the first ESC \ in them.
        Multiplexer::Screen => {
            let codes: Vec<char> = codes.replace("\x1b\\", "\x07").chars().collect();
            let wrapped = |piece: &[char]| ["\x1bP".to_owned(), piece.iter().collect(), "\x1b\\".to_owned()];
            codes.chunks(200).flat_map(wrapped).collect()
        }
    }
}

/// Something that has to do with the open session.
fn on_walk(model: &Model, message: impl FnOnce(&Walk) -> Msg) -> Vec<Msg> {
    model.walk.as_ref().map(message).into_iter().collect()
}

fn sentence(came: Result<String, String>) -> Msg {
    came.map_or_else(alarm, said)
}

fn text(title: String, lines: Result<Vec<String>, String>, hang: Option<usize>) -> Msg {
    match lines {
        Ok(lines) if lines.is_empty() => said("nothing is recorded yet"),
        Ok(lines) => Msg::Text(title, lines, hang),
        Err(why) => alarm(why),
    }
}

fn said(text: impl Into<String>) -> Msg {
    Msg::Said(Message { text: text.into(), alarm: false })
}

fn alarm(text: impl Into<String>) -> Msg {
    Msg::Said(Message { text: text.into(), alarm: true })
}

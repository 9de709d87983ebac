//! TTY. Carries out what the wizard asks of the world: sessions, files, browser, clipboard.

use std::io;
use std::path::Path;

use crossterm::Command as _;
use jiff::Timestamp;

use super::draw::Screen;
use super::qr;
use super::recorder::Scribe;
use super::title::Title;
use crate::desk::{self, Desk, Recorder};
use crate::draft;
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
    /// The user's own editor.
    pub(super) editor: String,
    pub(super) scribe: Option<Scribe>,
    pub(super) title: Title,
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
        let (editor, title) = (super::outside::editor(var), Title::new(var));
        Self { errands, multiplexer, editor, scribe: None, title }
    }

    /// Takes a session up: its recorder gets a thread of its own.
    pub(crate) fn take_up(&mut self, recorder: Recorder) -> io::Result<()> {
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
                let name = Text::line(&path).to_string();
                match self.errands.read(&walk.progress, &path) {
                    Ok(lines) => Msg::Document(name, lines),
                    Err(why) => alarm(why),
                }
            }),
            Effect::ShowAddress(address) => {
                let rows = qr::rows(&address);
                vec![Msg::Code(address, rows)]
            }
            Effect::ReadLog => {
                on_walk(model, |walk| log(format!("Log of {}", walk.name), self.errands.log(&walk.name)))
            }
            Effect::Replay => on_walk(model, |walk| match self.errands.replay(&walk.name) {
                Ok(progress) => Msg::Replayed(Box::new(progress)),
                Err(why) => alarm(why),
            }),
            Effect::ReadSource => on_walk(model, |walk| match self.errands.source(&walk.progress) {
                Ok(raw) => Msg::Adoptable(raw),
                Err(why) => alarm(why),
            }),
            Effect::OpenSession(name) => vec![self.open_session(&name, model.now)?],
            Effect::Begin { checklist, title, name, mode } => {
                vec![self.begin(&checklist, (&title, &name, mode), model.now)?]
            }
            Effect::ReadBoard => {
                let why = self.put_down();
                let mut news = vec![Msg::Board(board(&self.errands))];
                news.extend(why.map(|why| alarm(format!("the last change is {why}"))));
                news
            }
            Effect::KeepDraft(kept) => on_walk_quietly(model, |walk| {
                draft::keep(&self.errands.home, &walk.name, &self.errands.me, &kept)
            }),
            Effect::DropDraft => {
                on_walk_quietly(model, |walk| draft::drop(&self.errands.home, &walk.name, &self.errands.me))
            }
            // The loop has done these.
            Effect::Redraw | Effect::Suspend | Effect::Quit | Effect::Mouse(_) | Effect::Edit(_) => {
                Vec::new()
            }
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
                let (mut walk, recorder) = walk(desk, &self.errands, now);
                walk.brief(now, &self.errands.zone);
                self.take_up(recorder)?;
                Msg::Opened(Box::new(walk))
            }
            Err(error) => alarm(with_cause(&error)),
        })
    }

    fn begin(
        &mut self,
        checklist: &str,
        (title, name, mode): (&str, &SessionName, Mode),
        now: Timestamp,
    ) -> io::Result<Msg> {
        let found = match self.errands.library.find(checklist, &mut io::empty()) {
            Ok(found) => found,
            Err(error) => return Ok(alarm(with_cause(&error))),
        };
        let name = desk::free_name(&self.errands.home, name.as_str(), found.parsed.checklist.id().as_str());
        let desk = Desk::begin(&self.errands.home, &name, &self.errands.me, (found, title, mode), now);
        let (walk, recorder) = walk(desk, &self.errands, now);
        self.take_up(recorder)?;
        Ok(Msg::Opened(Box::new(walk)))
    }
}

/// A session as the wizard walks it, with the note that was being written when it was left, and
/// what writes down its changes.
pub(crate) fn walk(desk: Desk, errands: &Errands, now: Timestamp) -> (Walk, Recorder) {
    let on_disk = desk.recorder.is_on_disk();
    let name = desk.recorder.name().clone();
    let mut walk = Walk::new(name.clone(), desk.progress, on_disk);
    walk.problems = desk.problems;
    walk.drift = desk.drift;
    walk.read_only = desk.recorder.fault().map(ToString::to_string);
    if let Some(draft) = draft::read(&errands.home, &name, &errands.me).filter(|_| on_disk) {
        walk.take_up(&draft, now);
    }
    (walk, desk.recorder)
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

/// Something about the open session that is worth a word only where it fails.
fn on_walk_quietly(model: &Model, act: impl FnOnce(&Walk) -> io::Result<()>) -> Vec<Msg> {
    let failed = model.walk.as_ref().and_then(|walk| act(walk).err());
    failed.map(|error| alarm(format!("what you type is not kept: {error}"))).into_iter().collect()
}

/// Something that has to do with the open session.
fn on_walk(model: &Model, message: impl FnOnce(&Walk) -> Msg) -> Vec<Msg> {
    model.walk.as_ref().map(message).into_iter().collect()
}

fn sentence(came: Result<String, String>) -> Msg {
    came.map_or_else(alarm, said)
}

fn log(title: String, lines: Result<Vec<String>, String>) -> Msg {
    match lines {
        Ok(lines) if lines.is_empty() => said("nothing is recorded yet"),
        Ok(lines) => Msg::Text(title, lines, 2),
        Err(why) => alarm(why),
    }
}

fn said(text: impl Into<String>) -> Msg {
    Msg::Said(Message { text: text.into(), alarm: false })
}

fn alarm(text: impl Into<String>) -> Msg {
    Msg::Said(Message { text: text.into(), alarm: true })
}

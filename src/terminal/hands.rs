//! TTY. Carries out what the wizard asks of the world: sessions, files, browser, clipboard.

use std::io;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crossterm::Command as _;
use jiff::Timestamp;

use super::board;
use super::draw::Screen;
use super::qr;
use super::recorder::{Ending, Scribe, Task};
use super::title::Title;
use super::worker::{Answer, Job, Tell, Worker};
use crate::desk::{self, Desk, Recorder};
use crate::draft;
use crate::errand::{Errands, Undone, with_cause};
use crate::session::{Mode, SessionName};
use crate::text::Text;
use crate::wizard::{Effect, Message, Model, Msg, Walk};

/// What the terminal's loop works with.
pub(crate) struct Hands {
    errands: Errands,
    /// How the clipboard's codes have to be wrapped.
    multiplexer: Multiplexer,
    /// The user's own editor.
    pub(super) editor: String,
    pub(super) scribe: Option<Scribe>,
    /// What writes down the changes of a session that was opened before the first frame.
    first: Option<Recorder>,
    /// The writers of sessions that were let go of.
    endings: Vec<Ending>,
    pub(super) worker: Worker,
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
        Self {
            errands,
            multiplexer,
            editor,
            scribe: None,
            first: None,
            endings: Vec::new(),
            worker: Worker::default(),
            title,
        }
    }

    /// Takes a session up: its recorder gets a thread of its own.
    fn take_up(&mut self, recorder: Recorder) -> io::Result<()> {
        self.put_down();
        self.scribe = Some(Scribe::new(recorder, self.errands.clone())?);
        Ok(())
    }

    /// The session that the program was started for: it is taken up once its first frame is drawn.
    pub(crate) fn begin_with(&mut self, recorder: Recorder) {
        self.first = Some(recorder);
    }

    /// The first frame is drawn: what it did not need begins. A session that is not on disk has nothing
    /// to follow before its first change.
    pub(super) fn begin(&mut self) -> io::Result<()> {
        let on_disk = self.first.as_ref().is_some_and(Recorder::is_on_disk);
        if on_disk { self.take_up_first() } else { Ok(()) }
    }

    fn take_up_first(&mut self) -> io::Result<()> {
        self.first.take().map_or(Ok(()), |recorder| self.take_up(recorder))
    }

    /// Lets go of the session that was worked on; what is being written comes to its end beside.
    fn put_down(&mut self) {
        let until = Instant::now() + super::LAST;
        self.first = None;
        self.endings.extend(self.scribe.take().map(|scribe| scribe.end(until)));
    }

    /// Why the last change of a session that was let go of is not saved, as far as it is known by now.
    pub(super) fn endings(&mut self, within: Duration) -> Vec<String> {
        let mut told = Vec::new();
        self.endings.retain_mut(|ending| {
            let over = ending.is_over(within);
            told.extend(ending.why().filter(|_| over).map(|why| format!("the last change is {why}")));
            !over
        });
        told
    }

    /// How long something has been under way beside the loop that is looked after.
    pub(super) fn busy(&self) -> Option<Duration> {
        self.worker.busy().or_else(|| (!self.endings.is_empty()).then_some(Duration::ZERO))
    }

    /// What the answers of a job come to.
    pub(super) fn heard(&mut self, answers: Vec<Answer>) -> io::Result<Vec<Msg>> {
        let mut news = Vec::new();
        for answer in answers {
            news.push(match answer {
                Answer::Msg(msg) => msg,
                Answer::Opened(walk, recorder) => {
                    self.take_up(*recorder)?;
                    Msg::Opened(walk)
                }
            });
        }
        Ok(news)
    }

    /// Carries out an effect; what comes of it are messages, now or later. What may take long is a job
    /// beside the loop.
    pub(super) fn carry_out(
        &mut self,
        effect: Effect,
        model: &Model,
        screen: &mut Screen,
    ) -> io::Result<Vec<Msg>> {
        let now = model.now;
        match effect {
            Effect::Record(events) => return self.hand(Task::Record(events)),
            Effect::Replay => return self.hand(Task::Replay),
            Effect::KeepDrafts(drafts) => return self.hand(Task::Keep(drafts)),
            Effect::Export { path, replace } => return self.export(model, path, replace),
            Effect::Open(target) => {
                let (errands, source) = (self.errands.clone(), source(model));
                let open = move |tell: &Tell| {
                    tell.msg(sentence(errands.open(&source, &target)));
                };
                return self.begin_job(Job::reading("opening it"), open);
            }
            Effect::Copy(text, name) => {
                screen.send(&clipboard(&text, self.multiplexer))?;
                return Ok(vec![said(format!("sent {name} to the terminal's clipboard: {text}"))]);
            }
            Effect::ReadDocument(path) => {
                let (errands, source) = (self.errands.clone(), source(model));
                let name = Text::line(&path).to_string();
                let job = Job::reading(format!("reading {name}"));
                let read = move |tell: &Tell| {
                    let lines = errands.read(&source, &path);
                    tell.msg(lines.map_or_else(alarm, |lines| Msg::Document(name, lines)));
                };
                return self.begin_job(job, read);
            }
            Effect::ShowAddress(address) => {
                let rows = qr::rows(&address);
                return Ok(vec![Msg::Code(address, rows)]);
            }
            Effect::ReadLog => {
                let Some(walk) = &model.walk else { return Ok(Vec::new()) };
                let (errands, name) = (self.errands.clone(), walk.name.clone());
                let read = move |tell: &Tell| {
                    tell.msg(log(format!("Log of {name}"), errands.log(&name)));
                };
                return self.begin_job(Job::reading("reading the log"), read);
            }
            Effect::ReadSource => {
                let (errands, source) = (self.errands.clone(), source(model));
                let read = move |tell: &Tell| {
                    let found = errands.source(&source);
                    tell.msg(found.map_or_else(alarm, Msg::Adoptable));
                };
                return self.begin_job(Job::reading("reading the checklist"), read);
            }
            Effect::OpenSession(name) => {
                let errands = self.errands.clone();
                let job = Job::reading(format!("opening {name}"));
                return self.begin_job(job, move |tell| {
                    tell.answer(opened(&errands, &name, now));
                });
            }
            Effect::Begin { checklist, title, name, mode } => {
                let errands = self.errands.clone();
                let job = Job::reading(format!("reading {}", Text::line(&checklist)));
                return self.begin_job(job, move |tell| {
                    tell.answer(begun(&errands, &checklist, (&title, &name, mode), now));
                });
            }
            Effect::ReadBoard => return self.read_board(),
            Effect::LetGo => return Ok(self.let_go()),
            // The loop has done these.
            Effect::Redraw | Effect::Suspend | Effect::Quit | Effect::Mouse(_) | Effect::Edit(_) => {}
        }
        Ok(Vec::new())
    }

    fn hand(&mut self, task: Task) -> io::Result<Vec<Msg>> {
        self.take_up_first()?;
        if let Some(scribe) = &self.scribe {
            scribe.hand(task);
        }
        Ok(Vec::new())
    }

    /// Begins a job beside the loop, unless another one is under way that a person waits for.
    fn begin_job(&mut self, job: Job, work: impl FnOnce(&Tell) + Send + 'static) -> io::Result<Vec<Msg>> {
        if let Some(job) = self.worker.engaged() {
            return Ok(vec![said(format!("not now: {}; Esc lets go of it", job.what))]);
        }
        self.worker.begin(job, work)?;
        Ok(vec![Msg::Working(None)])
    }

    /// Reads the board; whatever else was asked for is not waited for any more.
    pub(super) fn read_board(&mut self) -> io::Result<Vec<Msg>> {
        self.put_down();
        let news: Vec<Msg> =
            self.worker.let_go().and_then(|job| job.unfinished).map(alarm).into_iter().collect();
        let errands = self.errands.clone();
        let job = Job { gives_way: true, ..Job::reading("reading the sessions") };
        self.worker.begin(job, move |tell| {
            board::read(&errands, tell);
        })?;
        Ok(news)
    }

    fn let_go(&mut self) -> Vec<Msg> {
        let Some(job) = self.worker.let_go() else { return Vec::new() };
        let more = job.unfinished.map(|more| format!("; {more}")).unwrap_or_default();
        vec![Msg::Working(None), said(format!("let go of {}{more}", job.what))]
    }

    fn export(&mut self, model: &Model, path: PathBuf, replace: bool) -> io::Result<Vec<Msg>> {
        let Some(walk) = &model.walk else { return Ok(Vec::new()) };
        let errands = self.errands.clone();
        let (name, progress, problems) = (walk.name.clone(), walk.progress.clone(), walk.problems.clone());
        let shown = Text::line(&path.to_string_lossy()).to_string();
        let unfinished = Some(format!("the report may not be in {shown}"));
        let job = Job { unfinished, ..Job::reading(format!("writing {shown}")) };
        self.begin_job(job, move |tell| {
            tell.msg(match errands.export((&name, &progress, &problems), &path, replace) {
                Ok(text) => said(text),
                Err(Undone::Exists(path)) => Msg::Exists(path),
                Err(Undone::Failed(why)) => alarm(why),
            });
        })
    }
}

/// Where the open session's checklist came from.
fn source(model: &Model) -> String {
    model.walk.as_ref().map(|walk| walk.progress.source().as_str().to_owned()).unwrap_or_default()
}

fn opened(errands: &Errands, name: &SessionName, now: Timestamp) -> Answer {
    match Desk::open(&errands.home, name, &errands.me, &errands.library) {
        Ok(desk) => {
            let (mut walk, recorder) = walk(desk, errands, now);
            walk.brief(now, &errands.zone);
            Answer::Opened(Box::new(walk), Box::new(recorder))
        }
        Err(error) => Answer::Msg(alarm(with_cause(&error))),
    }
}

/// A session that is begun: nothing of it is on disk before its first change, so that it can be let go
/// of at any time.
fn begun(
    errands: &Errands,
    checklist: &str,
    (title, name, mode): (&str, &SessionName, Mode),
    now: Timestamp,
) -> Answer {
    let found = match errands.library.find(checklist, &mut io::empty()) {
        Ok(found) => found,
        Err(error) => return Answer::Msg(alarm(with_cause(&error))),
    };
    let name = desk::free_name(&errands.home, name.as_str(), found.parsed.checklist.id().as_str());
    let desk = Desk::begin(&errands.home, &name, &errands.me, (found, title, mode), now);
    let (walk, recorder) = walk(desk, errands, now);
    Answer::Opened(Box::new(walk), Box::new(recorder))
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
    if on_disk {
        walk.take_up(draft::read(&errands.home, &name, &errands.me), now);
    }
    (walk, desk.recorder)
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

//! Plays the wizard without a terminal: keys in, screens out. The journal is a list in memory that
//! saves at once, unless a test says otherwise.

use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use runsheet::checklist::{ReaderOptions, parse};
use runsheet::session::{Entry, Event, Mode, Progress, SessionName, Writer};
use runsheet::tui::{Board, Code, Effect, Key, Model, Msg, SessionScreen, Theme, update, view};

/// A wizard under test.
pub(crate) struct Play {
    pub(crate) model: Model,
    /// What was asked for besides recording.
    pub(crate) effects: Vec<Effect>,
    /// What was recorded.
    pub(crate) entries: Vec<Entry>,
    /// Whether the disk answers at once.
    pub(crate) disk: Disk,
    /// How often something was written.
    pub(crate) writes: usize,
    unanswered: Vec<Vec<Event>>,
}

/// How the disk behaves.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Disk {
    Quick,
    Hanging,
    Full,
}

pub(crate) fn start() -> Timestamp {
    "2026-11-22T17:03:00Z".parse().unwrap()
}

pub(crate) fn me() -> Writer {
    Writer::new("alice", "sccm01")
}

/// The built-in checklist's text.
pub(crate) fn software_updates() -> &'static [u8] {
    include_bytes!("../../../checklists/software-updates.json")
}

/// The first entry of a session of a checklist.
pub(crate) fn started(list: &[u8], mode: Mode) -> Entry {
    let parsed = parse(list).expect("a valid checklist");
    let event = Event::Started {
        title: "Site A".to_owned(),
        mode,
        source: "builtin:software-updates".to_owned(),
        reader_options: ReaderOptions::default(),
        checklist: parsed.checklist.into(),
    };
    Entry { seq: 1, clock: 1, at: start(), event }
}

pub(crate) fn session_screen(list: &[u8], mode: Mode) -> SessionScreen {
    let progress = Progress::from_first_entry(&me(), &me(), &started(list, mode)).unwrap();
    SessionScreen::new(SessionName::new("site-a").unwrap(), progress, true)
}

impl Play {
    /// The built-in checklist on a terminal of this size.
    pub(crate) fn new(width: u16, height: u16) -> Self {
        Self::of(session_screen(software_updates(), Mode::Live), width, height)
    }

    pub(crate) fn of(session: SessionScreen, width: u16, height: u16) -> Self {
        let theme = Theme { colour: true, ascii: false, hyperlinks: false };
        Self::with(Model::for_session(session, theme, start(), TimeZone::UTC), width, height)
    }

    pub(crate) fn board(board: Board, width: u16, height: u16) -> Self {
        let theme = Theme { colour: true, ascii: false, hyperlinks: false };
        Self::with(Model::for_board(board, theme, start(), TimeZone::UTC), width, height)
    }

    fn with(model: Model, width: u16, height: u16) -> Self {
        let mut play = Self {
            model,
            effects: Vec::new(),
            entries: Vec::new(),
            disk: Disk::Quick,
            writes: 0,
            unanswered: Vec::new(),
        };
        play.msg(Msg::Resize(width, height));
        play
    }

    /// Presses keys: characters as they are, others as in the key table between `<` and `>`.
    pub(crate) fn keys(&mut self, script: &str) -> &mut Self {
        for key in parse_keys(script) {
            self.msg(Msg::Key(key));
        }
        self
    }

    pub(crate) fn msg(&mut self, msg: Msg) -> &mut Self {
        for effect in update(&mut self.model, msg) {
            match effect {
                Effect::Record(events) => self.record(events),
                other => self.effects.push(other),
            }
        }
        self
    }

    fn record(&mut self, events: Vec<Event>) {
        match self.disk {
            Disk::Quick => self.save(events),
            Disk::Hanging => self.unanswered.push(events),
            Disk::Full => {
                let why = "not saved: cannot write `/home/log`: no space left".to_owned();
                self.msg(Msg::NotSaved(why));
            }
        }
    }

    fn save(&mut self, events: Vec<Event>) {
        let first = self.entries.len() as u64 + 2;
        let clock = self.model.session.as_ref().map_or(first, |session| session.progress.entries() + 1);
        let entry = |(n, event)| {
            let at = start() + jiff::Span::new().minutes(i64::try_from(first + n).unwrap());
            Entry { seq: first + n, clock: clock + n, at, event }
        };
        let entries: Vec<Entry> = (0..).zip(events).map(entry).collect();
        self.entries.extend(entries.iter().cloned());
        self.writes += 1;
        self.msg(Msg::Recorded(entries.into_iter().map(|entry| (me(), entry)).collect()));
    }

    /// The disk answers again.
    pub(crate) fn release(&mut self) -> &mut Self {
        self.disk = Disk::Quick;
        for events in std::mem::take(&mut self.unanswered) {
            self.save(events);
        }
        self
    }

    /// The id of the step under the cursor.
    pub(crate) fn step(&self) -> String {
        let session = self.model.session.as_ref().unwrap();
        session.step().map(|ix| session.progress.checklist().step(ix).id.to_string()).unwrap_or_default()
    }

    pub(crate) fn message(&self) -> &str {
        self.model.notice.as_ref().map_or("", |message| &message.text)
    }

    pub(crate) fn drawn(&self) -> Buffer {
        let (width, height) = self.model.size;
        let mut buffer = Buffer::empty(Rect { x: 0, y: 0, width, height });
        view(&self.model, &mut buffer);
        buffer
    }

    /// The screen as text, and below it where it is reversed or struck out by its style.
    pub(crate) fn screen(&self) -> String {
        let buffer = self.drawn();
        let mut text = String::new();
        for y in 0..buffer.area.height {
            text.push_str(row(&buffer, y).trim_end());
            text.push('\n');
        }
        for y in 0..buffer.area.height {
            for (name, modifier) in [("reversed", Modifier::REVERSED), ("dim", Modifier::DIM)] {
                if name == "reversed" || y > 1 {
                    text.push_str(&runs(&buffer, y, name, modifier));
                }
            }
        }
        text
    }
}

fn row(buffer: &Buffer, y: u16) -> String {
    let mut text = String::new();
    let mut skip = 0;
    for x in 0..buffer.area.width {
        let symbol = buffer[(x, y)].symbol();
        if skip == 0 {
            text.push_str(symbol);
        }
        let width = unicode_width::UnicodeWidthStr::width(symbol);
        skip = if skip == 0 { width.saturating_sub(1) } else { skip - 1 };
    }
    text
}

/// `row 3, 2..28: reversed` for each run of cells with a modifier.
fn runs(buffer: &Buffer, y: u16, name: &str, modifier: Modifier) -> String {
    let mut out = String::new();
    let mut begin = None;
    for x in 0..=buffer.area.width {
        let has = x < buffer.area.width && buffer[(x, y)].modifier.contains(modifier);
        match (begin, has) {
            (None, true) => begin = Some(x),
            (Some(from), false) => {
                writeln!(out, "row {y}, {from}..{x}: {name}").unwrap();
                begin = None;
            }
            _ => {}
        }
    }
    out
}

fn parse_keys(script: &str) -> Vec<Key> {
    let mut keys = Vec::new();
    let mut rest = script;
    while let Some(c) = rest.chars().next() {
        if let Some((name, after)) = rest.strip_prefix('<').and_then(|inner| inner.split_once('>')) {
            keys.push(named(name));
            rest = after;
        } else {
            keys.push(if c == '\n' { named("Enter") } else { Key::char(c) });
            rest = &rest[c.len_utf8()..];
        }
    }
    keys
}

fn named(name: &str) -> Key {
    if let Some(c) = name.strip_prefix("Ctrl-").and_then(|rest| rest.chars().next()) {
        return Key::ctrl(c);
    }
    if let Some(c) = name.strip_prefix("Alt-").and_then(|rest| rest.chars().next()) {
        return Key { alt: true, ..Key::char(c) };
    }
    Key::plain(match name {
        "Enter" => Code::Enter,
        "Esc" => Code::Esc,
        "Space" => Code::Char(' '),
        "Tab" => Code::Tab,
        "Up" => Code::Up,
        "Down" => Code::Down,
        "Left" => Code::Left,
        "Right" => Code::Right,
        "PgUp" => Code::PageUp,
        "PgDn" => Code::PageDown,
        "Home" => Code::Home,
        "End" => Code::End,
        "Del" => Code::Delete,
        "Backspace" => Code::Backspace,
        other => panic!("no key is called {other}"),
    })
}

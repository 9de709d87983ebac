//! PURE. What the wizard knows: everything that is drawn, and nothing that is not.

use std::path::PathBuf;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::keymap::Place;
use super::sheet::Sheet;
use super::theme::Look;
use super::walk::Walk;
use crate::session::{Draft, Entry, Event, Mode, Progress, SessionName, Writer};

/// The wizard's state.
#[derive(Debug)]
pub struct Model {
    /// The terminal's width and height, in cells.
    pub size: (u16, u16),
    /// Colours and glyphs.
    pub look: Look,
    /// The time, as of the last message.
    pub now: Timestamp,
    /// The zone that times are told in.
    pub zone: TimeZone,
    /// The sessions and checklists; none where the wizard was started for one session.
    pub board: Option<super::board::Board>,
    /// The session that is worked on.
    pub walk: Option<Walk>,
    /// What lies over the screen.
    pub sheet: Option<Sheet>,
    /// What was said last; shown above the keys of the footer until the next key.
    pub message: Option<Message>,
    /// What takes long, while it is under way.
    pub work: Option<Work>,
    /// What came while something else lay over the screen, until that is closed.
    pub held: Option<Box<Msg>>,
    /// Whether the mouse is taken; where not, the terminal's own selection works.
    pub mouse: bool,
}

/// A sentence above the keys of the footer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The sentence.
    pub text: String,
    /// Whether something went wrong.
    pub alarm: bool,
}

/// Something that takes long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    /// What is done: `reading the log`.
    pub what: String,
    /// Since when.
    pub since: Timestamp,
}

/// What comes to the wizard.
#[derive(Debug)]
pub enum Msg {
    /// A key was pressed.
    Key(super::Key),
    /// Text was pasted.
    Paste(String),
    /// The mouse was clicked at a column and row.
    Click(u16, u16),
    /// The wheel was turned at a column and row: true is down.
    Wheel(bool, u16, u16),
    /// The terminal has this width and height now.
    Resize(u16, u16),
    /// The time now.
    Tick(Timestamp),
    /// The change was saved, as these entries.
    Recorded(Vec<(Writer, Entry)>),
    /// Another process of the same writer was faster: nothing was saved, decide again after these.
    Behind(Vec<(Writer, Entry)>),
    /// The change was not saved: what happened, and the way out.
    NotSaved(String),
    /// From now on nothing can be recorded, because of this.
    ReadOnly(String),
    /// What others record cannot be seen for now, because of this; nothing: it can again.
    OutOfSight(Option<String>),
    /// Others recorded something.
    Others(Vec<(Writer, Entry)>),
    /// The session was replayed from its logs.
    Replayed(Box<Progress>),
    /// A session was opened or begun from the board.
    Opened(Box<Walk>),
    /// The sessions and checklists that there are; most are still to be read.
    Board(super::board::Board),
    /// Sessions of the board, as they were read.
    Sessions(Vec<super::board::SessionRow>),
    /// The checklists of the board, as they were read.
    Lists(Vec<super::board::ListRow>),
    /// All of the board is read.
    BoardRead,
    /// Something takes long; nothing: it is over.
    Working(Option<Work>),
    /// A changed checklist, ready to be taken over.
    Adoptable(Box<crate::checklist::Checklist>),
    /// Text to read: a title, lines, and how far wrapped lines hang in.
    Text(String, Vec<String>, usize),
    /// A document of this name to read, line by line.
    Document(String, Vec<String>),
    /// An address, and the rows of its QR code.
    Code(String, Vec<String>),
    /// What came back from the editor outside.
    Edited(String),
    /// Something worked or did not.
    Said(Message),
    /// The export would replace this file.
    Exists(PathBuf),
}

/// What the wizard asks of the world.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Append to the log in one write, then answer `Recorded`, `Behind` or `NotSaved`.
    Record(Vec<Event>),
    /// Write the report; replace a file that is there only where told to.
    Export {
        /// Where to.
        path: PathBuf,
        /// Whether to replace a file that is there.
        replace: bool,
    },
    /// Open an address in a browser, or a local document.
    Open(crate::checklist::Target),
    /// Copy text to the terminal's clipboard; the second is what to call it.
    Copy(String, String),
    /// Read a local document of the checklist, and answer `Document`.
    ReadDocument(String),
    /// Show an address whole and as a QR code, and answer `Code`.
    ShowAddress(String),
    /// Read the session's log, and answer `Text`.
    ReadLog,
    /// Read all logs again, and answer `Replayed`.
    Replay,
    /// Open a session from the board, and answer `Opened`.
    OpenSession(SessionName),
    /// Begin a session from a checklist (its place on the board), and answer `Opened`.
    Begin {
        /// The checklist's id or path.
        checklist: String,
        /// What the session is for.
        title: String,
        /// What it is called, or with a number behind that where it is taken.
        name: SessionName,
        /// Live or a rehearsal.
        mode: Mode,
    },
    /// Let go of the session, read the sessions again, and answer `Board` and what follows it.
    ReadBoard,
    /// Read the checklist's source again, and answer `Adoptable`.
    ReadSource,
    /// Keep what is typed and not recorded yet; where nothing is, take away what was kept.
    KeepDrafts(Vec<Draft>),
    /// Let go of what takes long.
    LetGo,
    /// Edit a text in the user's own editor, and answer `Edited`.
    Edit(String),
    /// Take the mouse, or leave it to the terminal.
    Mouse(bool),
    /// Draw everything anew.
    Redraw,
    /// Stop as a job until the shell goes on with it.
    Suspend,
    /// End.
    Quit,
}

impl Model {
    /// A wizard for one session.
    pub fn for_session(walk: Walk, look: Look, now: Timestamp, zone: TimeZone) -> Self {
        Self {
            size: (80, 24),
            look,
            now,
            zone,
            board: None,
            walk: Some(walk),
            sheet: None,
            message: None,
            work: None,
            held: None,
            mouse: true,
        }
    }

    /// A wizard that begins with the board.
    pub fn for_board(board: super::board::Board, look: Look, now: Timestamp, zone: TimeZone) -> Self {
        let message = board.problem.clone().map(|text| Message { text, alarm: true });
        Self {
            size: (80, 24),
            look,
            now,
            zone,
            board: Some(board),
            walk: None,
            sheet: None,
            message,
            work: None,
            held: None,
            mouse: true,
        }
    }

    /// Where keys go now.
    pub fn place(&self) -> Place {
        match (&self.sheet, &self.walk) {
            (Some(sheet), _) => sheet.place(),
            (None, Some(walk)) if walk.briefing.is_some() => Place::Briefing,
            (None, Some(_)) => Place::Walk,
            (None, None) => Place::Board,
        }
    }

    /// Says a sentence, until the next key.
    pub fn say(&mut self, text: impl Into<String>) {
        self.message = Some(Message { text: text.into(), alarm: false });
    }

    /// Says that something went wrong, until the next key.
    pub fn warn(&mut self, text: impl Into<String>) {
        self.message = Some(Message { text: text.into(), alarm: true });
    }

    /// What there is to be said now: the last message, else what takes long, and for how long.
    pub fn said(&self) -> Option<Message> {
        let work = || {
            let work = self.work.as_ref()?;
            let esc = if self.sheet.is_none() { "; Esc lets go of it" } else { "" };
            let text = match crate::text::since(work.since, self.now) {
                0 => format!("{} ...{esc}", work.what),
                long => format!("{} ... {long} s{esc}", work.what),
            };
            Some(Message { text, alarm: false })
        };
        self.message.clone().or_else(work)
    }
}

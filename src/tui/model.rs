//! PURE. What the wizard knows: everything that is drawn, and nothing that is not.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::dialog::Dialog;
use super::keymap::KeyContext;
use super::session::SessionScreen;
use super::theme::Theme;
use crate::session::{Draft, Entry, Event, Mode, Progress, SessionName, Writer};

/// The wizard's state.
#[derive(Debug)]
pub struct Model {
    /// The terminal's width and height, in cells.
    pub size: (u16, u16),
    /// Colours and glyphs.
    pub theme: Theme,
    /// The time, as of the last message.
    pub now: Timestamp,
    /// The zone that times are told in.
    pub zone: TimeZone,
    /// The sessions and checklists; none where the wizard was started for one session.
    pub board: Option<super::board::Board>,
    /// The session that is worked on.
    pub session: Option<SessionScreen>,
    /// What lies over the screen.
    pub dialog: Option<Dialog>,
    /// What was said last; shown above the keys of the footer until the next key.
    pub notice: Option<Notice>,
    /// What takes long, while it is under way.
    pub task: Option<RunningTask>,
    /// What came while something else lay over the screen, until that is closed.
    pub deferred: Option<Box<Msg>>,
    /// Whether the mouse is taken; where not, the terminal's own selection works.
    pub mouse_captured: bool,
}

/// A sentence above the keys of the footer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The sentence.
    pub text: String,
    /// Whether something went wrong.
    pub is_error: bool,
}

impl Notice {
    /// Returns what is said of something that worked.
    pub fn info(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_error: false }
    }

    /// Returns what is said of something that went wrong.
    pub fn error(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_error: true }
    }
}

/// Something that takes long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunningTask {
    /// What is done: `reading the log`.
    pub label: String,
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
    Conflict(Vec<(Writer, Entry)>),
    /// The change was not saved: what happened, and the way out.
    NotSaved(String),
    /// From now on nothing can be recorded, because of this.
    ReadOnly(String),
    /// What others record cannot be seen for now, because of this; nothing: it can again.
    FolderUnreadable(Option<String>),
    /// Others recorded something.
    RemoteEntries(Vec<(Writer, Entry)>),
    /// The session was replayed from its logs.
    Replayed(Box<Progress>),
    /// A session was opened or begun from the board.
    Opened(Box<SessionScreen>),
    /// The sessions and checklists that there are; most are still to be read.
    Board(super::board::Board),
    /// Sessions of the board, as they were read.
    Sessions(Vec<super::board::SessionRow>),
    /// The checklists of the board, as they were read.
    Checklists(Vec<super::board::ChecklistRow>),
    /// All of the board is read.
    BoardLoaded,
    /// Something takes long; nothing: it is over.
    TaskChanged(Option<RunningTask>),
    /// A changed checklist, ready to be taken over.
    SourceLoaded(Arc<crate::checklist::Checklist>),
    /// Text to read: a title, lines, and how far wrapped lines hang in.
    Text(String, Vec<String>, usize),
    /// A document of this name to read, line by line.
    Document(String, Vec<String>),
    /// An address, and the rows of its QR code.
    QrCode(String, Vec<String>),
    /// What came back from the editor outside.
    Edited(String),
    /// Something worked or did not.
    Notice(Notice),
    /// The export would replace this file.
    FileExists(PathBuf),
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
    Open(crate::checklist::LinkTarget),
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
    StartSession {
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
    SaveDrafts(Vec<Draft>),
    /// Let go of what takes long.
    CancelTask,
    /// Edit a text in the user's own editor, and answer `Edited`.
    Edit(String),
    /// Take the mouse, or leave it to the terminal.
    CaptureMouse(bool),
    /// Draw everything anew.
    Redraw,
    /// Stop as a job until the shell goes on with it.
    Suspend,
    /// End.
    Quit,
}

impl From<Notice> for Msg {
    fn from(notice: Notice) -> Self {
        Self::Notice(notice)
    }
}

impl Model {
    /// A wizard for one session.
    pub fn for_session(walk: SessionScreen, theme: Theme, now: Timestamp, zone: TimeZone) -> Self {
        Self {
            size: (80, 24),
            theme,
            now,
            zone,
            board: None,
            session: Some(walk),
            dialog: None,
            notice: None,
            task: None,
            deferred: None,
            mouse_captured: true,
        }
    }

    /// A wizard that begins with the board.
    pub fn for_board(board: super::board::Board, theme: Theme, now: Timestamp, zone: TimeZone) -> Self {
        let notice = board.problem.clone().map(|text| Notice { text, is_error: true });
        Self {
            size: (80, 24),
            theme,
            now,
            zone,
            board: Some(board),
            session: None,
            dialog: None,
            notice,
            task: None,
            deferred: None,
            mouse_captured: true,
        }
    }

    /// Where keys go now.
    pub fn key_context(&self) -> KeyContext {
        match (&self.dialog, &self.session) {
            (Some(sheet), _) => sheet.key_context(),
            (None, Some(walk)) if walk.briefing.is_some() => KeyContext::Briefing,
            (None, Some(_)) => KeyContext::Session,
            (None, None) => KeyContext::Board,
        }
    }

    /// Says a sentence, until the next key.
    pub fn notify(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice::info(text));
    }

    /// Says that something went wrong, until the next key.
    pub fn warn(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice::error(text));
    }

    /// What there is to be said now: the last message, else what takes long, and for how long.
    pub fn current_notice(&self) -> Option<Notice> {
        let work = || {
            let work = self.task.as_ref()?;
            let esc = if self.dialog.is_none() { "; Esc lets go of it" } else { "" };
            let text = match crate::text::seconds_since(work.since, self.now) {
                0 => format!("{} ...{esc}", work.label),
                long => format!("{} ... {long} s{esc}", work.label),
            };
            Some(Notice { text, is_error: false })
        };
        self.notice.clone().or_else(work)
    }
}

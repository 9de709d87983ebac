//! PURE. The wizard's state, the messages that change it, and the effects it asks for.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::dialogs::Dialog;
use super::key::Key;
use super::keymap::{Action, KeyContext, key_for};
use super::screens::board::{Board, ChecklistRow, SessionRow};
use super::screens::session::SessionScreen;
use super::theme::Theme;
use crate::checklist::{Checklist, LinkTarget};
use crate::session::{Draft, Entry, Event, Mode, Progress, SessionName, Writer};

#[derive(Debug)]
pub struct Model {
    /// The terminal's width and height, in cells.
    pub size: (u16, u16),
    pub theme: Theme,
    /// The time of the last message.
    pub now: Timestamp,
    /// The time zone in which times are shown.
    pub zone: TimeZone,
    /// The sessions and checklists; `None` if the wizard was started for one session.
    pub board: Option<Board>,
    /// The open session, which covers the board.
    pub session: Option<SessionScreen>,
    pub dialog: Option<Dialog>,
    /// The sentence above the keys of the footer, until the next key.
    pub notice: Option<Notice>,
    /// The slow operation that is running.
    pub task: Option<RunningTask>,
    /// A message that would have replaced an open dialog, until that is closed.
    pub deferred: Option<Box<Msg>>,
    /// Whether mouse events come to the wizard; otherwise the terminal selects text with the mouse.
    pub mouse_captured: bool,
}

/// Returns the sentence that leads to what there is to know besides the steps, if a list was just imported.
fn background_notice(session: &SessionScreen) -> Option<String> {
    let report = session.import_report.as_deref()?;
    let taken_over = report.lines().next().unwrap_or_default().strip_prefix("taken over").unwrap_or_default();
    let key = key_for(KeyContext::Session, Action::Briefing);
    Some(format!("Taken over{taken_over}. Press {key} to read the import's report."))
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub text: String,
    pub is_error: bool,
}

impl Notice {
    pub fn info(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_error: false }
    }

    pub fn error(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_error: true }
    }
}

/// A slow operation that runs in the background.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunningTask {
    /// What it does, as a participle: `reading the log`.
    pub label: String,
    pub since: Timestamp,
}

/// A message to the wizard: input, or news from outside.
#[derive(Debug)]
pub enum Msg {
    Key(Key),
    Paste(String),
    /// A click at a column and row.
    Click(u16, u16),
    /// A turn of the wheel at a column and row; `true` is down.
    Wheel(bool, u16, u16),
    Resize(u16, u16),
    Tick(Timestamp),
    /// The change was saved, as these entries.
    Recorded(Vec<(Writer, Entry)>),
    /// Nothing was saved, because another process of the same writer recorded these entries first.
    Conflict(Vec<(Writer, Entry)>),
    /// The change was not saved: the reason, and what to do about it.
    NotSaved(String),
    /// Nothing can be recorded from now on, for this reason.
    ReadOnly(String),
    /// The logs of other writers cannot be read, for this reason; `None` once they can be again.
    FolderUnreadable(Option<String>),
    RemoteEntries(Vec<(Writer, Entry)>),
    /// The session was replayed from its logs.
    Replayed(Box<Progress>),
    Opened(Box<SessionScreen>),
    /// The sessions and checklists that exist, most of them not loaded yet.
    Board(Board),
    Sessions(Vec<SessionRow>),
    Checklists(Vec<ChecklistRow>),
    BoardLoaded,
    /// A slow operation has begun, or, if `None`, ended.
    TaskChanged(Option<RunningTask>),
    /// The checklist as its source is now.
    SourceLoaded(Arc<Checklist>),
    /// Text to read: a title, lines, and the indent of wrapped lines.
    Text(String, Vec<String>, usize),
    /// The name and lines of a document to read.
    Document(String, Vec<String>),
    /// An address, and the rows of its QR code.
    QrCode(String, Vec<String>),
    /// The text from the external editor.
    Edited(String),
    Notice(Notice),
    /// The export would replace this file.
    FileExists(PathBuf),
}

/// A request to the outside world.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Append to the log in one write, then answer `Recorded`, `Conflict` or `NotSaved`.
    Record(Vec<Event>),
    /// Write the report; replace an existing file only if `replace` is set.
    Export {
        path: PathBuf,
        replace: bool,
    },
    /// Open an address in a browser, or a local document.
    Open(LinkTarget),
    /// Copy the first text to the clipboard; the second names it in the notice.
    Copy(String, String),
    /// Read a local document of the checklist, and answer `Document`.
    ReadDocument(String),
    /// Show an address whole and as a QR code, and answer `QrCode`.
    ShowAddress(String),
    /// Read the session's log, and answer `Text`.
    ReadLog,
    /// Read all logs again, and answer `Replayed`.
    Replay,
    /// Open a session from the board, and answer `Opened`.
    OpenSession(SessionName),
    /// Start a session from a checklist (an id or a path), and answer `Opened`. A name that is taken
    /// gets a number.
    StartSession {
        checklist: String,
        title: String,
        name: SessionName,
        mode: Mode,
    },
    /// Close the session, read the sessions again, and answer `Board` and the messages that follow it.
    ReadBoard,
    /// Read the checklist's source again, and answer `SourceLoaded`.
    ReadSource,
    /// Save the unrecorded texts in place of those saved before.
    SaveDrafts(Vec<Draft>),
    CancelTask,
    /// Open a text in the external editor, and answer `Edited`.
    Edit(String),
    CaptureMouse(bool),
    Redraw,
    /// Stop as a job until the shell continues it.
    Suspend,
    Quit,
}

impl From<Notice> for Msg {
    fn from(notice: Notice) -> Self {
        Self::Notice(notice)
    }
}

/// The effects that follow from a message, in their order.
#[derive(Debug, Default, PartialEq)]
pub struct Cmd(Vec<Effect>);

impl Cmd {
    pub fn none() -> Self {
        Self::default()
    }

    /// Appends further effects.
    #[must_use]
    pub fn then(mut self, effects: impl IntoIterator<Item = Effect>) -> Self {
        self.0.extend(effects);
        self
    }
}

impl From<Effect> for Cmd {
    fn from(effect: Effect) -> Self {
        Self(vec![effect])
    }
}

impl IntoIterator for Cmd {
    type Item = Effect;
    type IntoIter = std::vec::IntoIter<Effect>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl Model {
    /// Returns a wizard for one session.
    pub fn for_session(session: SessionScreen, theme: Theme, now: Timestamp, zone: TimeZone) -> Self {
        let notice = background_notice(&session).map(Notice::info);
        Self { session: Some(session), notice, ..Self::empty(theme, now, zone) }
    }

    /// Returns a wizard that begins with the board.
    pub fn for_board(board: Board, theme: Theme, now: Timestamp, zone: TimeZone) -> Self {
        let notice = board.problem.clone().map(Notice::error);
        Self { board: Some(board), notice, ..Self::empty(theme, now, zone) }
    }

    fn empty(theme: Theme, now: Timestamp, zone: TimeZone) -> Self {
        Self {
            size: (80, 24),
            theme,
            now,
            zone,
            board: None,
            session: None,
            dialog: None,
            notice: None,
            task: None,
            deferred: None,
            mouse_captured: true,
        }
    }

    /// Returns the dialog or screen that takes the keys.
    pub fn key_context(&self) -> KeyContext {
        match (&self.dialog, &self.session) {
            (Some(dialog), _) => dialog.key_context(),
            (None, Some(session)) if session.briefing.is_some() => KeyContext::Briefing,
            (None, Some(_)) => KeyContext::Session,
            (None, None) => KeyContext::Board,
        }
    }

    /// Opens a dialog in place of the one that is open.
    pub fn open(&mut self, dialog: impl Into<Dialog>) {
        self.dialog = Some(dialog.into());
    }

    pub fn notify(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice::info(text));
    }

    pub fn warn(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice::error(text));
    }

    /// Returns the last notice; without one, the running task and its duration.
    pub fn current_notice(&self) -> Option<Notice> {
        self.notice.clone().or_else(|| {
            let task = self.task.as_ref()?;
            let esc = if self.dialog.is_none() { "; Esc lets go of it" } else { "" };
            let text = match crate::text::seconds_since(task.since, self.now) {
                0 => format!("{} ...{esc}", task.label),
                seconds => format!("{} ... {seconds} s{esc}", task.label),
            };
            Some(Notice::info(text))
        })
    }
}

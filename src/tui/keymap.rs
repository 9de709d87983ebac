//! PURE. The one key table, and the actions that keys ask for. The wizard acts by it; the help, the footer
//! and the README's table are drawn from it.

use super::key::Key;
use crate::session::Status;

/// An action that a key asks for; the key table describes each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    Up,
    Down,
    PageUp,
    PageDown,
    First,
    Last,
    NextOpen,
    PreviousOpen,
    SwitchPane,
    Fold,
    Unfold,
    Activate,
    ToggleDone,
    Mark(Status),
    Note,
    Answers,
    Open,
    Copy,
    View,
    Undo,
    Redo,
    Search,
    Filter,
    Export,
    Log,
    Briefing,
    Adopt,
    Retry,
    Rehearse,
    ClearAnswer,
    Save,
    Edit,
    Find,
    FindNext,
    FindPrevious,
    ToggleMouse,
    Newline,
    Help,
    Redraw,
    Suspend,
    Back,
    Leave,
    Quit,
}

impl Action {
    pub fn is_movement(self) -> bool {
        use Action::{Down, First, Last, PageDown, PageUp, Up};
        matches!(self, Up | Down | PageUp | PageDown | First | Last)
    }

    /// Returns the position that a movement leads to from `at`, in pages of so many rows and up to `last`.
    pub fn scroll(self, at: usize, page: usize, last: usize) -> usize {
        let to = match self {
            Self::Up => at.saturating_sub(1),
            Self::Down => at + 1,
            Self::PageUp => at.saturating_sub(page),
            Self::PageDown => at + page,
            Self::First => 0,
            Self::Last => last,
            _ => at,
        };
        to.min(last)
    }
}

/// A screen or dialog, as far as keys are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyContext {
    Board,
    Briefing,
    Session,
    Picker,
    Search,
    Prompt,
    NoteEditor,
    Pager,
}

impl KeyContext {
    /// All contexts, in the order of the help.
    pub const ALL: [Self; 8] = [
        Self::Session,
        Self::Briefing,
        Self::Board,
        Self::Picker,
        Self::Search,
        Self::Prompt,
        Self::NoteEditor,
        Self::Pager,
    ];

    /// Whether characters are typed as text here.
    pub fn accepts_text(self) -> bool {
        matches!(self, Self::Search | Self::Prompt | Self::NoteEditor)
    }

    /// Returns the heading of its keys in the help.
    pub fn title(self) -> &'static str {
        match self {
            Self::Board => "On the board",
            Self::Briefing => "On the briefing",
            Self::Session => "In the checklist",
            Self::Picker => "In a list to pick from",
            Self::Search => "In a search",
            Self::Prompt => "In a line of text",
            Self::NoteEditor => "In a note",
            Self::Pager => "In a text to read",
        }
    }
}

/// A row of the key table.
#[derive(Debug, Clone, Copy)]
pub struct Binding {
    pub context: KeyContext,
    /// The keys, separated by blanks; the footer shows the first.
    pub keys: &'static str,
    pub action: Action,
    /// The description in the help.
    pub help: &'static str,
    /// One or two words for the footer; `None` if the footer leaves the key out.
    pub footer: Option<&'static str>,
}

const fn row(
    context: KeyContext,
    keys: &'static str,
    action: Action,
    help: &'static str,
    footer: Option<&'static str>,
) -> Binding {
    Binding { context, keys, action, help, footer }
}

use Action as A;
use KeyContext as C;

/// The key table.
pub const KEYS: &[Binding] = &[
    row(
        C::Session,
        "Enter",
        A::Activate,
        "the step's next thing: answer its open question, else done and on to the next open step",
        Some("next thing"),
    ),
    row(C::Session, "Space", A::ToggleDone, "done / not done, staying here", Some("done")),
    row(C::Session, "Down j", A::Down, "down", None),
    row(C::Session, "Up k", A::Up, "up", None),
    row(C::Session, "PgDn Ctrl-d", A::PageDown, "a page down", None),
    row(C::Session, "PgUp Ctrl-u", A::PageUp, "a page up", None),
    row(C::Session, "g Home", A::First, "to the first step", None),
    row(C::Session, "G End", A::Last, "to the last step", None),
    row(C::Session, "]", A::NextOpen, "to the next open step", None),
    row(C::Session, "[", A::PreviousOpen, "to the previous open step", None),
    row(C::Session, "Tab BackTab", A::SwitchPane, "the other pane", Some("pane")),
    row(C::Session, "Left h", A::Fold, "fold the section", None),
    row(C::Session, "Right l", A::Unfold, "unfold the section", None),
    row(C::Session, "i", A::Mark(Status::InProgress), "in progress", None),
    row(C::Session, "d", A::Mark(Status::Deferred), "deferred, with a reason", Some("defer")),
    row(C::Session, "b", A::Mark(Status::Blocked), "blocked, with a reason", Some("block")),
    row(C::Session, "s", A::Mark(Status::Skipped), "skipped, with a reason", Some("skip")),
    row(C::Session, "x", A::Mark(Status::NotApplicable), "not applicable, with a reason", None),
    row(C::Session, "t", A::Mark(Status::Todo), "todo again", None),
    row(C::Session, "n", A::Note, "write a note", Some("note")),
    row(C::Session, "a", A::Answers, "change an answer", Some("answers")),
    row(C::Session, "o", A::Open, "open a reference (a digit picks one)", Some("open")),
    row(C::Session, "y", A::Copy, "copy a reference's address or a command", Some("copy")),
    row(
        C::Session,
        "v",
        A::View,
        "view a local document, or an address whole and as a QR code",
        Some("view"),
    ),
    row(C::Session, "u", A::Undo, "undo your last change", Some("undo")),
    row(C::Session, "Ctrl-r", A::Redo, "redo", None),
    row(C::Session, "/", A::Search, "search titles, details, notes and references", Some("search")),
    row(C::Session, "Ctrl-n", A::FindNext, "the next hit of the last search", None),
    row(C::Session, "Ctrl-p", A::FindPrevious, "the hit before", None),
    row(C::Session, "f", A::Filter, "show all, open, exceptions, to re-check", None),
    row(C::Session, "e", A::Export, "export the report", Some("export")),
    row(C::Session, "H", A::Log, "the session's log", None),
    row(C::Session, "B", A::Briefing, "the briefing", None),
    row(C::Session, "A", A::Adopt, "take over the changed checklist", None),
    row(C::Session, "R", A::Retry, "retry a change that could not be saved", None),
    row(C::Session, "Esc", A::Back, "back: let go of what takes long or waits, clear the filter", None),
    row(C::Session, "q", A::Leave, "leave; everything is saved", Some("leave")),
    row(C::Briefing, "Enter Space Esc", A::Activate, "go on with the checklist", Some("go on")),
    row(C::Briefing, "Down j", A::Down, "down", None),
    row(C::Briefing, "Up k", A::Up, "up", None),
    row(C::Briefing, "PgDn", A::PageDown, "a page down", None),
    row(C::Briefing, "PgUp", A::PageUp, "a page up", None),
    row(C::Briefing, "A", A::Adopt, "take over the changed checklist", None),
    row(C::Briefing, "q", A::Leave, "leave", Some("leave")),
    row(C::Board, "Enter", A::Activate, "resume the session, or start one from the checklist", Some("open")),
    row(C::Board, "Down j", A::Down, "down", None),
    row(C::Board, "Up k", A::Up, "up", None),
    row(C::Board, "PgDn", A::PageDown, "a page down", None),
    row(C::Board, "PgUp", A::PageUp, "a page up", None),
    row(C::Board, "g Home", A::First, "to the first", None),
    row(C::Board, "G End", A::Last, "to the last", None),
    row(C::Board, "r", A::Rehearse, "start a rehearsal from the checklist", Some("rehearse")),
    row(C::Board, "/", A::Search, "filter by words", Some("filter")),
    row(C::Board, "Esc", A::Back, "let go of what takes long", None),
    row(C::Board, "q", A::Leave, "leave", Some("leave")),
    row(C::Picker, "Enter", A::Activate, "take this one (its key takes one at once)", Some("take")),
    row(C::Picker, "Down j Tab", A::Down, "down", None),
    row(C::Picker, "Up k BackTab", A::Up, "up", None),
    row(C::Picker, "PgDn", A::PageDown, "a page down", None),
    row(C::Picker, "PgUp", A::PageUp, "a page up", None),
    row(C::Picker, "Home", A::First, "to the first", None),
    row(C::Picker, "End", A::Last, "to the last", None),
    row(C::Picker, "Del", A::ClearAnswer, "take the answer back", None),
    row(C::Picker, "Esc q", A::Back, "back", Some("back")),
    row(C::Search, "Enter", A::Activate, "go there", Some("go there")),
    row(C::Search, "Down Ctrl-n Tab", A::Down, "the next hit", Some("next")),
    row(C::Search, "Up Ctrl-p BackTab", A::Up, "the hit before", None),
    row(C::Search, "PgDn", A::PageDown, "a page down", None),
    row(C::Search, "PgUp", A::PageUp, "a page up", None),
    row(C::Search, "Esc", A::Back, "back", Some("back")),
    row(C::Prompt, "Enter", A::Activate, "take it", Some("take")),
    row(C::Prompt, "Esc", A::Back, "back; asks only where text would be lost", Some("back")),
    row(C::NoteEditor, "Ctrl-s", A::Save, "save the note", Some("save")),
    row(C::NoteEditor, "Ctrl-o", A::Edit, "write it in your own editor ($VISUAL, $EDITOR)", Some("editor")),
    row(C::NoteEditor, "Enter", A::Newline, "a new line", None),
    row(C::NoteEditor, "Esc", A::Back, "back; asks only where text would be lost", Some("back")),
    row(C::Pager, "Down j", A::Down, "down", Some("down")),
    row(C::Pager, "Up k", A::Up, "up", Some("up")),
    row(C::Pager, "PgDn Space", A::PageDown, "a page down", None),
    row(C::Pager, "PgUp", A::PageUp, "a page up", None),
    row(C::Pager, "g Home", A::First, "to the beginning", None),
    row(C::Pager, "G End", A::Last, "to the end", None),
    row(C::Pager, "/", A::Find, "find a text here", Some("find")),
    row(C::Pager, "y", A::Copy, "copy the address that is shown", Some("copy")),
    row(C::Pager, "n", A::FindNext, "the next place", None),
    row(C::Pager, "N", A::FindPrevious, "the place before", None),
    row(C::Pager, "Esc q", A::Back, "back", Some("back")),
];

/// The keys that do the same wherever no text is typed.
pub const GLOBAL_KEYS: &[Binding] = &[
    row(C::Session, "?", A::Help, "this help", Some("help")),
    row(
        C::Session,
        "M",
        A::ToggleMouse,
        "the mouse: to runsheet, or to the terminal for selecting text",
        None,
    ),
    row(C::Session, "Ctrl-l", A::Redraw, "draw the screen anew", None),
    row(C::Session, "Ctrl-z", A::Suspend, "suspend (where the system can)", None),
];

/// The keys that quit from everywhere, text fields included.
pub const QUIT_KEYS: &[Binding] =
    &[row(C::Session, "Ctrl-c", A::Quit, "leave at once; everything is saved", None)];

/// Returns the action of a key in a context.
pub fn action_for(context: KeyContext, key: Key) -> Option<Action> {
    let name = key.to_string();
    let is_hit = |binding: &&Binding| binding.keys.split(' ').any(|key| key == name);
    let own = KEYS.iter().filter(|binding| binding.context == context).find(is_hit);
    own.or_else(|| GLOBAL_KEYS.iter().filter(|_| !context.accepts_text() || key.ctrl).find(is_hit))
        .or_else(|| QUIT_KEYS.iter().find(is_hit))
        .map(|binding| binding.action)
}

/// The actions that the footer shows first; the others follow in the order of the table.
const FOOTER_ORDER: &[Action] = &[
    A::Help,
    A::Activate,
    A::Save,
    A::ToggleDone,
    A::Back,
    A::Note,
    A::Open,
    A::Mark(Status::Deferred),
    A::Undo,
    A::Leave,
    A::SwitchPane,
    A::Search,
    A::Mark(Status::Blocked),
    A::Mark(Status::Skipped),
    A::Copy,
    A::View,
    A::Answers,
    A::Export,
];

/// A key in the footer.
#[derive(Debug, Clone, Copy)]
pub struct KeyHint {
    pub key: &'static str,
    /// The action in one or two words.
    pub label: &'static str,
    pub action: Action,
    /// The position in the order of importance; 0 comes first.
    pub rank: usize,
}

/// Returns the keys that the footer may show in a context, in the order of the table; help comes last.
pub fn footer_hints(context: KeyContext) -> impl Iterator<Item = KeyHint> {
    let own = KEYS.iter().filter(move |binding| binding.context == context);
    let global = GLOBAL_KEYS.iter().filter(move |_| !context.accepts_text());
    own.chain(global).filter_map(|binding| {
        let rank = FOOTER_ORDER.iter().position(|it| *it == binding.action).unwrap_or(FOOTER_ORDER.len());
        let key = binding.keys.split(' ').next().unwrap_or_default();
        Some(KeyHint { key, label: binding.footer?, action: binding.action, rank })
    })
}

/// Returns the first key of an action in a context, for notices.
pub fn key_for(context: KeyContext, action: Action) -> &'static str {
    let same = |binding: &&Binding| binding.context == context && binding.action == action;
    KEYS.iter().find(same).and_then(|binding| binding.keys.split(' ').next()).unwrap_or("?")
}

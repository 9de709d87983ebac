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

const fn binding(
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
    binding(
        C::Session,
        "Enter",
        A::Activate,
        "the step's next thing: answer its open question, else done and on to the next open step",
        Some("next thing"),
    ),
    binding(C::Session, "Space", A::ToggleDone, "done / not done, staying here", Some("done")),
    binding(C::Session, "Down j", A::Down, "down", None),
    binding(C::Session, "Up k", A::Up, "up", None),
    binding(C::Session, "PgDn Ctrl-d", A::PageDown, "a page down", None),
    binding(C::Session, "PgUp Ctrl-u", A::PageUp, "a page up", None),
    binding(C::Session, "g Home", A::First, "to the first step", None),
    binding(C::Session, "G End", A::Last, "to the last step", None),
    binding(C::Session, "]", A::NextOpen, "to the next open step", None),
    binding(C::Session, "[", A::PreviousOpen, "to the previous open step", None),
    binding(C::Session, "Tab BackTab", A::SwitchPane, "the other pane", Some("pane")),
    binding(C::Session, "Left h", A::Fold, "fold the section", None),
    binding(C::Session, "Right l", A::Unfold, "unfold the section", None),
    binding(C::Session, "i", A::Mark(Status::InProgress), "in progress", None),
    binding(C::Session, "d", A::Mark(Status::Deferred), "deferred, with a reason", Some("defer")),
    binding(C::Session, "b", A::Mark(Status::Blocked), "blocked, with a reason", Some("block")),
    binding(C::Session, "s", A::Mark(Status::Skipped), "skipped, with a reason", Some("skip")),
    binding(C::Session, "x", A::Mark(Status::NotApplicable), "not applicable, with a reason", None),
    binding(C::Session, "t", A::Mark(Status::Todo), "todo again", None),
    binding(C::Session, "n", A::Note, "write a note", Some("note")),
    binding(C::Session, "a", A::Answers, "change an answer", Some("answers")),
    binding(C::Session, "o", A::Open, "open a reference (a digit picks one)", Some("open")),
    binding(C::Session, "y", A::Copy, "copy a reference's address or a command", Some("copy")),
    binding(
        C::Session,
        "v",
        A::View,
        "view a local document, or an address whole and as a QR code",
        Some("view"),
    ),
    binding(C::Session, "u", A::Undo, "undo your last change", Some("undo")),
    binding(C::Session, "Ctrl-r", A::Redo, "redo", None),
    binding(C::Session, "/", A::Search, "search titles, details, notes and references", Some("search")),
    binding(C::Session, "Ctrl-n", A::FindNext, "the next hit of the last search", None),
    binding(C::Session, "Ctrl-p", A::FindPrevious, "the hit before", None),
    binding(C::Session, "f", A::Filter, "show all, open, exceptions, to re-check", None),
    binding(C::Session, "e", A::Export, "export the report", Some("export")),
    binding(C::Session, "H", A::Log, "the session's log", None),
    binding(C::Session, "B", A::Briefing, "the briefing", None),
    binding(C::Session, "A", A::Adopt, "take over the changed checklist", None),
    binding(C::Session, "R", A::Retry, "retry a change that could not be saved", None),
    binding(C::Session, "Esc", A::Back, "back: let go of what takes long or waits, clear the filter", None),
    binding(C::Session, "q", A::Leave, "leave; everything is saved", Some("leave")),
    binding(C::Briefing, "Enter Space Esc", A::Activate, "go on with the checklist", Some("go on")),
    binding(C::Briefing, "Down j", A::Down, "down", None),
    binding(C::Briefing, "Up k", A::Up, "up", None),
    binding(C::Briefing, "PgDn", A::PageDown, "a page down", None),
    binding(C::Briefing, "PgUp", A::PageUp, "a page up", None),
    binding(C::Briefing, "A", A::Adopt, "take over the changed checklist", None),
    binding(C::Briefing, "q", A::Leave, "leave", Some("leave")),
    binding(
        C::Board,
        "Enter",
        A::Activate,
        "resume the session, or start one from the checklist",
        Some("open"),
    ),
    binding(C::Board, "Down j", A::Down, "down", None),
    binding(C::Board, "Up k", A::Up, "up", None),
    binding(C::Board, "PgDn", A::PageDown, "a page down", None),
    binding(C::Board, "PgUp", A::PageUp, "a page up", None),
    binding(C::Board, "g Home", A::First, "to the first", None),
    binding(C::Board, "G End", A::Last, "to the last", None),
    binding(C::Board, "r", A::Rehearse, "start a rehearsal from the checklist", Some("rehearse")),
    binding(C::Board, "/", A::Search, "filter by words", Some("filter")),
    binding(C::Board, "Esc", A::Back, "let go of what takes long", None),
    binding(C::Board, "q", A::Leave, "leave", Some("leave")),
    binding(C::Picker, "Enter", A::Activate, "take this one (a digit takes one at once)", Some("take")),
    binding(C::Picker, "Down j Tab", A::Down, "down", None),
    binding(C::Picker, "Up k BackTab", A::Up, "up", None),
    binding(C::Picker, "PgDn", A::PageDown, "a page down", None),
    binding(C::Picker, "PgUp", A::PageUp, "a page up", None),
    binding(C::Picker, "Del", A::ClearAnswer, "take the answer back", None),
    binding(C::Picker, "Esc q", A::Back, "back", Some("back")),
    binding(C::Search, "Enter", A::Activate, "go there", Some("go there")),
    binding(C::Search, "Down Ctrl-n Tab", A::Down, "the next hit", Some("next")),
    binding(C::Search, "Up Ctrl-p BackTab", A::Up, "the hit before", None),
    binding(C::Search, "PgDn", A::PageDown, "a page down", None),
    binding(C::Search, "PgUp", A::PageUp, "a page up", None),
    binding(C::Search, "Esc", A::Back, "back", Some("back")),
    binding(C::Prompt, "Enter", A::Activate, "take it", Some("take")),
    binding(C::Prompt, "Esc", A::Back, "back; asks only where text would be lost", Some("back")),
    binding(C::NoteEditor, "Ctrl-s", A::Save, "save the note", Some("save")),
    binding(
        C::NoteEditor,
        "Ctrl-o",
        A::Edit,
        "write it in your own editor ($VISUAL, $EDITOR)",
        Some("editor"),
    ),
    binding(C::NoteEditor, "Enter", A::Newline, "a new line", None),
    binding(C::NoteEditor, "Esc", A::Back, "back; asks only where text would be lost", Some("back")),
    binding(C::Pager, "Down j", A::Down, "down", Some("down")),
    binding(C::Pager, "Up k", A::Up, "up", Some("up")),
    binding(C::Pager, "PgDn Space", A::PageDown, "a page down", None),
    binding(C::Pager, "PgUp", A::PageUp, "a page up", None),
    binding(C::Pager, "g Home", A::First, "to the beginning", None),
    binding(C::Pager, "G End", A::Last, "to the end", None),
    binding(C::Pager, "/", A::Find, "find a text here", Some("find")),
    binding(C::Pager, "y", A::Copy, "copy the address that is shown", Some("copy")),
    binding(C::Pager, "n", A::FindNext, "the next place", None),
    binding(C::Pager, "N", A::FindPrevious, "the place before", None),
    binding(C::Pager, "Esc q", A::Back, "back", Some("back")),
];

/// The keys that do the same wherever no text is typed.
pub const GLOBAL_KEYS: &[Binding] = &[
    binding(C::Session, "?", A::Help, "this help", Some("help")),
    binding(
        C::Session,
        "M",
        A::ToggleMouse,
        "the mouse: to runsheet, or to the terminal for selecting text",
        None,
    ),
    binding(C::Session, "Ctrl-l", A::Redraw, "draw the screen anew", None),
    binding(C::Session, "Ctrl-z", A::Suspend, "suspend (where the system can)", None),
];

/// The keys that quit from everywhere, text fields included.
pub const QUIT_KEYS: &[Binding] =
    &[binding(C::Session, "Ctrl-c", A::Quit, "leave at once; everything is saved", None)];

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

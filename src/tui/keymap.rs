//! PURE. The one key table. The wizard acts by it; the help, the footer and the README's table are
//! drawn from it.

use super::action::Action;
use super::key::Key;
use crate::session::Status;

/// Where a key is pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyContext {
    /// The list of sessions and checklists.
    Board,
    /// The briefing on resume.
    Briefing,
    /// The outline and the step.
    Session,
    /// A list from which one thing is picked.
    Picker,
    /// Words to search for, and what was found.
    Search,
    /// A line of text: a reason, a name, an answer.
    Prompt,
    /// The editor for notes.
    NoteEditor,
    /// Text to read: help, log, documents.
    Pager,
}

impl KeyContext {
    /// Every place, in the order in which the help tells of them.
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

    /// Whether characters are typed here, so that they are no keys.
    pub fn accepts_text(self) -> bool {
        matches!(self, Self::Search | Self::Prompt | Self::NoteEditor)
    }

    /// What the help calls it.
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
    /// Where it holds.
    pub context: KeyContext,
    /// The keys, parted by blanks; the first is the one that the footer names.
    pub keys: &'static str,
    /// What they do.
    pub action: Action,
    /// What they do, for the help.
    pub help: &'static str,
    /// One or two words for the footer; none where the footer leaves it out.
    pub footer: Option<&'static str>,
}

const fn binding(
    place: KeyContext,
    keys: &'static str,
    action: Action,
    help: &'static str,
    footer: Option<&'static str>,
) -> Binding {
    Binding { context: place, keys, action, help, footer }
}

use Action as A;
use KeyContext as P;

/// The key table.
pub const KEYS: &[Binding] = &[
    binding(
        P::Session,
        "Enter",
        A::Activate,
        "the step's next thing: answer its open question, else done and on to the next open step",
        Some("next thing"),
    ),
    binding(P::Session, "Space", A::ToggleDone, "done / not done, staying here", Some("done")),
    binding(P::Session, "Down j", A::Down, "down", None),
    binding(P::Session, "Up k", A::Up, "up", None),
    binding(P::Session, "PgDn Ctrl-d", A::PageDown, "a page down", None),
    binding(P::Session, "PgUp Ctrl-u", A::PageUp, "a page up", None),
    binding(P::Session, "g Home", A::First, "to the first step", None),
    binding(P::Session, "G End", A::Last, "to the last step", None),
    binding(P::Session, "]", A::NextOpen, "to the next open step", None),
    binding(P::Session, "[", A::PreviousOpen, "to the previous open step", None),
    binding(P::Session, "Tab BackTab", A::SwitchPane, "the other pane", Some("pane")),
    binding(P::Session, "Left h", A::Fold, "fold the section", None),
    binding(P::Session, "Right l", A::Unfold, "unfold the section", None),
    binding(P::Session, "i", A::Mark(Status::InProgress), "in progress", None),
    binding(P::Session, "d", A::Mark(Status::Deferred), "deferred, with a reason", Some("defer")),
    binding(P::Session, "b", A::Mark(Status::Blocked), "blocked, with a reason", Some("block")),
    binding(P::Session, "s", A::Mark(Status::Skipped), "skipped, with a reason", Some("skip")),
    binding(P::Session, "x", A::Mark(Status::NotApplicable), "not applicable, with a reason", None),
    binding(P::Session, "t", A::Mark(Status::Todo), "todo again", None),
    binding(P::Session, "n", A::Note, "write a note", Some("note")),
    binding(P::Session, "a", A::Answers, "change an answer", Some("answers")),
    binding(P::Session, "o", A::Open, "open a reference (a digit picks one)", Some("open")),
    binding(P::Session, "y", A::Copy, "copy a reference's address or a command", Some("copy")),
    binding(
        P::Session,
        "v",
        A::View,
        "view a local document, or an address whole and as a QR code",
        Some("view"),
    ),
    binding(P::Session, "u", A::Undo, "undo your last change", Some("undo")),
    binding(P::Session, "Ctrl-r", A::Redo, "redo", None),
    binding(P::Session, "/", A::Search, "search titles, details, notes and references", Some("search")),
    binding(P::Session, "Ctrl-n", A::FindNext, "the next hit of the last search", None),
    binding(P::Session, "Ctrl-p", A::FindPrevious, "the hit before", None),
    binding(P::Session, "f", A::Filter, "show all, open, exceptions, to re-check", None),
    binding(P::Session, "e", A::Export, "export the report", Some("export")),
    binding(P::Session, "H", A::Log, "the session's log", None),
    binding(P::Session, "B", A::Briefing, "the briefing", None),
    binding(P::Session, "A", A::Adopt, "take over the changed checklist", None),
    binding(P::Session, "R", A::Retry, "retry a change that could not be saved", None),
    binding(P::Session, "Esc", A::Back, "back: let go of what takes long or waits, clear the filter", None),
    binding(P::Session, "q", A::Leave, "leave; everything is saved", Some("leave")),
    binding(P::Briefing, "Enter Space Esc", A::Activate, "go on with the checklist", Some("go on")),
    binding(P::Briefing, "Down j", A::Down, "down", None),
    binding(P::Briefing, "Up k", A::Up, "up", None),
    binding(P::Briefing, "PgDn", A::PageDown, "a page down", None),
    binding(P::Briefing, "PgUp", A::PageUp, "a page up", None),
    binding(P::Briefing, "A", A::Adopt, "take over the changed checklist", None),
    binding(P::Briefing, "q", A::Leave, "leave", Some("leave")),
    binding(
        P::Board,
        "Enter",
        A::Activate,
        "resume the session, or start one from the checklist",
        Some("open"),
    ),
    binding(P::Board, "Down j", A::Down, "down", None),
    binding(P::Board, "Up k", A::Up, "up", None),
    binding(P::Board, "PgDn", A::PageDown, "a page down", None),
    binding(P::Board, "PgUp", A::PageUp, "a page up", None),
    binding(P::Board, "g Home", A::First, "to the first", None),
    binding(P::Board, "G End", A::Last, "to the last", None),
    binding(P::Board, "r", A::Rehearse, "start a rehearsal from the checklist", Some("rehearse")),
    binding(P::Board, "/", A::Search, "filter by words", Some("filter")),
    binding(P::Board, "Esc", A::Back, "let go of what takes long", None),
    binding(P::Board, "q", A::Leave, "leave", Some("leave")),
    binding(P::Picker, "Enter", A::Activate, "take this one (a digit takes one at once)", Some("take")),
    binding(P::Picker, "Down j Tab", A::Down, "down", None),
    binding(P::Picker, "Up k BackTab", A::Up, "up", None),
    binding(P::Picker, "PgDn", A::PageDown, "a page down", None),
    binding(P::Picker, "PgUp", A::PageUp, "a page up", None),
    binding(P::Picker, "Del", A::ClearAnswer, "take the answer back", None),
    binding(P::Picker, "Esc q", A::Back, "back", Some("back")),
    binding(P::Search, "Enter", A::Activate, "go there", Some("go there")),
    binding(P::Search, "Down Ctrl-n Tab", A::Down, "the next hit", Some("next")),
    binding(P::Search, "Up Ctrl-p BackTab", A::Up, "the hit before", None),
    binding(P::Search, "PgDn", A::PageDown, "a page down", None),
    binding(P::Search, "PgUp", A::PageUp, "a page up", None),
    binding(P::Search, "Esc", A::Back, "back", Some("back")),
    binding(P::Prompt, "Enter", A::Activate, "take it", Some("take")),
    binding(P::Prompt, "Esc", A::Back, "back; asks only where text would be lost", Some("back")),
    binding(P::NoteEditor, "Ctrl-s", A::Save, "save the note", Some("save")),
    binding(
        P::NoteEditor,
        "Ctrl-o",
        A::Edit,
        "write it in your own editor ($VISUAL, $EDITOR)",
        Some("editor"),
    ),
    binding(P::NoteEditor, "Enter", A::Newline, "a new line", None),
    binding(P::NoteEditor, "Esc", A::Back, "back; asks only where text would be lost", Some("back")),
    binding(P::Pager, "Down j", A::Down, "down", Some("down")),
    binding(P::Pager, "Up k", A::Up, "up", Some("up")),
    binding(P::Pager, "PgDn Space", A::PageDown, "a page down", None),
    binding(P::Pager, "PgUp", A::PageUp, "a page up", None),
    binding(P::Pager, "g Home", A::First, "to the beginning", None),
    binding(P::Pager, "G End", A::Last, "to the end", None),
    binding(P::Pager, "/", A::Find, "find a text here", Some("find")),
    binding(P::Pager, "y", A::Copy, "copy the address that is shown", Some("copy")),
    binding(P::Pager, "n", A::FindNext, "the next place", None),
    binding(P::Pager, "N", A::FindPrevious, "the place before", None),
    binding(P::Pager, "Esc q", A::Back, "back", Some("back")),
];

/// Keys that do the same wherever no text is typed.
pub const GLOBAL_KEYS: &[Binding] = &[
    binding(P::Session, "?", A::Help, "this help", Some("help")),
    binding(
        P::Session,
        "M",
        A::ToggleMouse,
        "the mouse: to runsheet, or to the terminal for selecting text",
        None,
    ),
    binding(P::Session, "Ctrl-l", A::Redraw, "draw the screen anew", None),
    binding(P::Session, "Ctrl-z", A::Suspend, "suspend (where the system can)", None),
];

/// Leaves from everywhere, text fields included.
pub const QUIT_KEYS: &[Binding] =
    &[binding(P::Session, "Ctrl-c", A::Quit, "leave at once; everything is saved", None)];

/// What a key does at a place.
pub fn action_for(place: KeyContext, key: Key) -> Option<Action> {
    let name = key.to_string();
    let hit = |binding: &&Binding| binding.keys.split(' ').any(|key| key == name);
    let own = KEYS.iter().filter(|binding| binding.context == place).find(hit);
    own.or_else(|| GLOBAL_KEYS.iter().filter(|_| !place.accepts_text() || key.ctrl).find(hit))
        .or_else(|| QUIT_KEYS.iter().find(hit))
        .map(|binding| binding.action)
}

/// What the footer tells of first, the most wanted first; the rest follows as the table has it.
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

/// A key for the footer.
#[derive(Debug, Clone, Copy)]
pub struct KeyHint {
    /// The key.
    pub key: &'static str,
    /// What it does, in one or two words.
    pub label: &'static str,
    /// What it does, for who has more to say on how much it is wanted.
    pub action: Action,
    /// How much it is wanted: 0 is the most.
    pub rank: usize,
}

/// What the footer may show at a place, as the table has it; help is the last.
pub fn footer_hints(place: KeyContext) -> impl Iterator<Item = KeyHint> {
    let own = KEYS.iter().filter(move |binding| binding.context == place);
    let more = GLOBAL_KEYS.iter().filter(move |_| !place.accepts_text());
    own.chain(more).filter_map(|binding| {
        let rank =
            FOOTER_ORDER.iter().position(|action| *action == binding.action).unwrap_or(FOOTER_ORDER.len());
        let key = binding.keys.split(' ').next().unwrap_or_default();
        Some(KeyHint { key, label: binding.footer?, action: binding.action, rank })
    })
}

/// The key that the table names first for an action at a place, for messages.
pub fn key_for(place: KeyContext, action: Action) -> &'static str {
    let same = |binding: &&Binding| binding.context == place && binding.action == action;
    KEYS.iter().find(same).and_then(|binding| binding.keys.split(' ').next()).unwrap_or("?")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_key_is_bound_twice_at_one_place() {
        for place in KeyContext::ALL {
            let mut seen = HashSet::new();
            let own = KEYS.iter().filter(|binding| binding.context == place);
            for key in own.chain(GLOBAL_KEYS).chain(QUIT_KEYS).flat_map(|binding| binding.keys.split(' ')) {
                assert!(seen.insert(key), "{key} is bound twice at {place:?}");
            }
        }
    }

    #[test]
    fn a_question_mark_can_be_typed_and_ctrl_c_always_leaves() {
        assert_eq!(action_for(KeyContext::Session, Key::char('?')), Some(Action::Help));
        assert_eq!(action_for(KeyContext::Prompt, Key::char('?')), None);
        for place in KeyContext::ALL {
            assert_eq!(action_for(place, Key::ctrl('c')), Some(Action::Quit));
        }
    }
}

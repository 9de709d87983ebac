//! PURE. The one key table. The wizard acts by it; the help, the footer and the README's table are
//! drawn from it.

use super::action::Action;
use super::key::Key;
use crate::session::Status;

/// Where a key is pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The list of sessions and checklists.
    Board,
    /// The briefing on resume.
    Briefing,
    /// The outline and the step.
    Walk,
    /// A list from which one thing is picked.
    Pick,
    /// Words to search for, and what was found.
    Search,
    /// A line of text: a reason, a name, an answer.
    Line,
    /// The editor for notes.
    Note,
    /// Text to read: help, log, documents.
    Read,
}

impl Place {
    /// Every place, in the order in which the help tells of them.
    pub const ALL: [Self; 8] = [
        Self::Walk,
        Self::Briefing,
        Self::Board,
        Self::Pick,
        Self::Search,
        Self::Line,
        Self::Note,
        Self::Read,
    ];

    /// Whether characters are typed here, so that they are no keys.
    pub fn types(self) -> bool {
        matches!(self, Self::Search | Self::Line | Self::Note)
    }

    /// What the help calls it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Board => "On the board",
            Self::Briefing => "On the briefing",
            Self::Walk => "In the checklist",
            Self::Pick => "In a list to pick from",
            Self::Search => "In a search",
            Self::Line => "In a line of text",
            Self::Note => "In a note",
            Self::Read => "In a text to read",
        }
    }
}

/// A row of the key table.
#[derive(Debug, Clone, Copy)]
pub struct Binding {
    /// Where it holds.
    pub place: Place,
    /// The keys, parted by blanks; the first is the one that the footer names.
    pub keys: &'static str,
    /// What they do.
    pub action: Action,
    /// What they do, for the help.
    pub help: &'static str,
    /// One or two words for the footer; none where the footer leaves it out.
    pub footer: Option<&'static str>,
}

const fn row(
    place: Place,
    keys: &'static str,
    action: Action,
    help: &'static str,
    footer: Option<&'static str>,
) -> Binding {
    Binding { place, keys, action, help, footer }
}

use Action as A;
use Place as P;

/// The key table.
pub const KEYS: &[Binding] = &[
    row(
        P::Walk,
        "Enter",
        A::Next,
        "the step's next thing: answer its open question, else done and on to the next open step",
        Some("next thing"),
    ),
    row(P::Walk, "Space", A::Toggle, "done / not done, staying here", Some("done")),
    row(P::Walk, "Down j", A::Down, "down", None),
    row(P::Walk, "Up k", A::Up, "up", None),
    row(P::Walk, "PgDn Ctrl-d", A::PageDown, "a page down", None),
    row(P::Walk, "PgUp Ctrl-u", A::PageUp, "a page up", None),
    row(P::Walk, "g Home", A::First, "to the first step", None),
    row(P::Walk, "G End", A::Last, "to the last step", None),
    row(P::Walk, "]", A::NextOpen, "to the next open step", None),
    row(P::Walk, "[", A::PreviousOpen, "to the previous open step", None),
    row(P::Walk, "Tab BackTab", A::OtherPane, "the other pane", Some("pane")),
    row(P::Walk, "Left h", A::Fold, "fold the section", None),
    row(P::Walk, "Right l", A::Unfold, "unfold the section", None),
    row(P::Walk, "i", A::Mark(Status::InProgress), "in progress", None),
    row(P::Walk, "d", A::Mark(Status::Deferred), "deferred, with a reason", Some("defer")),
    row(P::Walk, "b", A::Mark(Status::Blocked), "blocked, with a reason", Some("block")),
    row(P::Walk, "s", A::Mark(Status::Skipped), "skipped, with a reason", Some("skip")),
    row(P::Walk, "x", A::Mark(Status::NotApplicable), "not applicable, with a reason", None),
    row(P::Walk, "t", A::Mark(Status::Todo), "todo again", None),
    row(P::Walk, "n", A::Note, "write a note", Some("note")),
    row(P::Walk, "a", A::Answers, "change an answer", Some("answers")),
    row(P::Walk, "o", A::Open, "open a reference (a digit picks one)", Some("open")),
    row(P::Walk, "y", A::Copy, "copy a reference's address or a command", Some("copy")),
    row(P::Walk, "v", A::View, "view a local document, or an address whole and as a QR code", Some("view")),
    row(P::Walk, "u", A::Undo, "undo your last change", Some("undo")),
    row(P::Walk, "Ctrl-r", A::Redo, "redo", None),
    row(P::Walk, "/", A::Search, "search titles, details, notes and references", Some("search")),
    row(P::Walk, "Ctrl-n", A::FindNext, "the next hit of the last search", None),
    row(P::Walk, "Ctrl-p", A::FindBefore, "the hit before", None),
    row(P::Walk, "f", A::Filter, "show all, open, exceptions, to re-check", None),
    row(P::Walk, "e", A::Export, "export the report", Some("export")),
    row(P::Walk, "H", A::Log, "the session's log", None),
    row(P::Walk, "B", A::Briefing, "the briefing", None),
    row(P::Walk, "A", A::Adopt, "take over the changed checklist", None),
    row(P::Walk, "R", A::Retry, "retry a change that could not be saved", None),
    row(P::Walk, "Esc", A::Back, "back: let go of what takes long or waits, clear the filter", None),
    row(P::Walk, "q", A::Leave, "leave; everything is saved", Some("leave")),
    row(P::Briefing, "Enter Space Esc", A::Next, "go on with the checklist", Some("go on")),
    row(P::Briefing, "Down j", A::Down, "down", None),
    row(P::Briefing, "Up k", A::Up, "up", None),
    row(P::Briefing, "PgDn", A::PageDown, "a page down", None),
    row(P::Briefing, "PgUp", A::PageUp, "a page up", None),
    row(P::Briefing, "A", A::Adopt, "take over the changed checklist", None),
    row(P::Briefing, "q", A::Leave, "leave", Some("leave")),
    row(P::Board, "Enter", A::Next, "resume the session, or start one from the checklist", Some("open")),
    row(P::Board, "Down j", A::Down, "down", None),
    row(P::Board, "Up k", A::Up, "up", None),
    row(P::Board, "PgDn", A::PageDown, "a page down", None),
    row(P::Board, "PgUp", A::PageUp, "a page up", None),
    row(P::Board, "g Home", A::First, "to the first", None),
    row(P::Board, "G End", A::Last, "to the last", None),
    row(P::Board, "r", A::Rehearse, "start a rehearsal from the checklist", Some("rehearse")),
    row(P::Board, "/", A::Search, "filter by words", Some("filter")),
    row(P::Board, "Esc", A::Back, "let go of what takes long", None),
    row(P::Board, "q", A::Leave, "leave", Some("leave")),
    row(P::Pick, "Enter", A::Next, "take this one (a digit takes one at once)", Some("take")),
    row(P::Pick, "Down j Tab", A::Down, "down", None),
    row(P::Pick, "Up k BackTab", A::Up, "up", None),
    row(P::Pick, "PgDn", A::PageDown, "a page down", None),
    row(P::Pick, "PgUp", A::PageUp, "a page up", None),
    row(P::Pick, "Del", A::Clear, "take the answer back", None),
    row(P::Pick, "Esc q", A::Back, "back", Some("back")),
    row(P::Search, "Enter", A::Next, "go there", Some("go there")),
    row(P::Search, "Down Ctrl-n Tab", A::Down, "the next hit", Some("next")),
    row(P::Search, "Up Ctrl-p BackTab", A::Up, "the hit before", None),
    row(P::Search, "PgDn", A::PageDown, "a page down", None),
    row(P::Search, "PgUp", A::PageUp, "a page up", None),
    row(P::Search, "Esc", A::Back, "back", Some("back")),
    row(P::Line, "Enter", A::Next, "take it", Some("take")),
    row(P::Line, "Esc", A::Back, "back; asks only where text would be lost", Some("back")),
    row(P::Note, "Ctrl-s", A::Save, "save the note", Some("save")),
    row(P::Note, "Ctrl-o", A::Edit, "write it in your own editor ($VISUAL, $EDITOR)", Some("editor")),
    row(P::Note, "Enter", A::Newline, "a new line", None),
    row(P::Note, "Esc", A::Back, "back; asks only where text would be lost", Some("back")),
    row(P::Read, "Down j", A::Down, "down", Some("down")),
    row(P::Read, "Up k", A::Up, "up", Some("up")),
    row(P::Read, "PgDn Space", A::PageDown, "a page down", None),
    row(P::Read, "PgUp", A::PageUp, "a page up", None),
    row(P::Read, "g Home", A::First, "to the beginning", None),
    row(P::Read, "G End", A::Last, "to the end", None),
    row(P::Read, "/", A::Find, "find a text here", Some("find")),
    row(P::Read, "y", A::Copy, "copy the address that is shown", Some("copy")),
    row(P::Read, "n", A::FindNext, "the next place", None),
    row(P::Read, "N", A::FindBefore, "the place before", None),
    row(P::Read, "Esc q", A::Back, "back", Some("back")),
];

/// Keys that do the same wherever no text is typed.
pub const EVERYWHERE: &[Binding] = &[
    row(P::Walk, "?", A::Help, "this help", Some("help")),
    row(P::Walk, "M", A::Mouse, "the mouse: to runsheet, or to the terminal for selecting text", None),
    row(P::Walk, "Ctrl-l", A::Redraw, "draw the screen anew", None),
    row(P::Walk, "Ctrl-z", A::Suspend, "suspend (where the system can)", None),
];

/// Leaves from everywhere, text fields included.
pub const ALWAYS: &[Binding] = &[row(P::Walk, "Ctrl-c", A::Quit, "leave at once; everything is saved", None)];

/// What a key does at a place.
pub fn action(place: Place, key: Key) -> Option<Action> {
    let name = key.to_string();
    let hit = |binding: &&Binding| binding.keys.split(' ').any(|key| key == name);
    let own = KEYS.iter().filter(|binding| binding.place == place).find(hit);
    own.or_else(|| EVERYWHERE.iter().filter(|_| !place.types() || key.ctrl).find(hit))
        .or_else(|| ALWAYS.iter().find(hit))
        .map(|binding| binding.action)
}

/// What the footer tells of first, the most wanted first; the rest follows as the table has it.
const WANTED: &[Action] = &[
    A::Help,
    A::Next,
    A::Save,
    A::Toggle,
    A::Back,
    A::Note,
    A::Open,
    A::Mark(Status::Deferred),
    A::Undo,
    A::Leave,
    A::OtherPane,
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
pub struct Hint {
    /// The key.
    pub key: &'static str,
    /// What it does, in one or two words.
    pub word: &'static str,
    /// What it does, for who has more to say on how much it is wanted.
    pub action: Action,
    /// How much it is wanted: 0 is the most.
    pub rank: usize,
}

/// What the footer may show at a place, as the table has it; help is the last.
pub fn footer(place: Place) -> impl Iterator<Item = Hint> {
    let own = KEYS.iter().filter(move |binding| binding.place == place);
    let more = EVERYWHERE.iter().filter(move |_| !place.types());
    own.chain(more).filter_map(|binding| {
        let rank = WANTED.iter().position(|action| *action == binding.action).unwrap_or(WANTED.len());
        let key = binding.keys.split(' ').next().unwrap_or_default();
        Some(Hint { key, word: binding.footer?, action: binding.action, rank })
    })
}

/// The key that the table names first for an action at a place, for messages.
pub fn key_for(place: Place, action: Action) -> &'static str {
    let same = |binding: &&Binding| binding.place == place && binding.action == action;
    KEYS.iter().find(same).and_then(|binding| binding.keys.split(' ').next()).unwrap_or("?")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_key_is_bound_twice_at_one_place() {
        for place in Place::ALL {
            let mut seen = HashSet::new();
            let own = KEYS.iter().filter(|binding| binding.place == place);
            for key in own.chain(EVERYWHERE).chain(ALWAYS).flat_map(|binding| binding.keys.split(' ')) {
                assert!(seen.insert(key), "{key} is bound twice at {place:?}");
            }
        }
    }

    #[test]
    fn a_question_mark_can_be_typed_and_ctrl_c_always_leaves() {
        assert_eq!(action(Place::Walk, Key::char('?')), Some(Action::Help));
        assert_eq!(action(Place::Line, Key::char('?')), None);
        for place in Place::ALL {
            assert_eq!(action(place, Key::ctrl('c')), Some(Action::Quit));
        }
    }
}

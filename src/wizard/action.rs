//! PURE. What a key asks for, whatever the key.

use crate::session::Status;

/// What a person wants the wizard to do. The key table tells which key asks for which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the key table describes each")]
pub enum Action {
    Up,
    Down,
    PageUp,
    PageDown,
    First,
    Last,
    NextOpen,
    PreviousOpen,
    OtherPane,
    Fold,
    Unfold,
    Next,
    Toggle,
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
    Clear,
    Save,
    Newline,
    Help,
    Redraw,
    Suspend,
    Back,
    Leave,
    Quit,
}

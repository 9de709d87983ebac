//! PURE. The dialogs: each lies over a screen and takes the keys until it is closed.
//!
//! A dialog knows its own keys and how it is drawn. What a confirmed one does is decided by the
//! screen that opened it.

pub(super) mod pager;
pub(super) mod picker;
pub(super) mod prompt;
pub(super) mod search;

use pager::Pager;
use picker::Picker;
use prompt::NoteEditor;
use prompt::Prompt;
use ratatui::layout::Rect;
use search::SearchDialog;

use super::keymap::KeyContext;

#[derive(Debug)]
pub enum Dialog {
    Prompt(Prompt),
    Picker(Picker),
    NoteEditor(NoteEditor),
    Search(SearchDialog),
    Pager(Pager),
}

impl Dialog {
    pub fn key_context(&self) -> KeyContext {
        match self {
            Self::Prompt(_) => KeyContext::Prompt,
            Self::Picker(_) => KeyContext::Picker,
            Self::NoteEditor(_) => KeyContext::NoteEditor,
            Self::Search(_) => KeyContext::Search,
            Self::Pager(_) => KeyContext::Pager,
        }
    }

    /// Returns the rows without which the typed text or the selection would be out of sight.
    pub(in crate::tui) fn min_rows(&self) -> u16 {
        match self {
            Self::Prompt(_) | Self::NoteEditor(_) => 1,
            Self::Picker(_) | Self::Search(_) => 2,
            Self::Pager(_) => 0,
        }
    }

    /// Selects the item at a row of the screen. Returns whether there is one.
    pub(in crate::tui) fn select_at(&mut self, area: Rect, y: u16) -> bool {
        match self {
            Self::Picker(picker) => {
                let found = picker.item_at(area, y);
                picker.selected = found.or(picker.selected);
                found.is_some()
            }
            Self::Search(search) => {
                let found = search.hit_at(area, y);
                search.selected = found.unwrap_or(search.selected);
                found.is_some()
            }
            Self::Prompt(_) | Self::NoteEditor(_) | Self::Pager(_) => false,
        }
    }
}

impl From<Prompt> for Dialog {
    fn from(prompt: Prompt) -> Self {
        Self::Prompt(prompt)
    }
}

impl From<Picker> for Dialog {
    fn from(picker: Picker) -> Self {
        Self::Picker(picker)
    }
}

impl From<NoteEditor> for Dialog {
    fn from(editor: NoteEditor) -> Self {
        Self::NoteEditor(editor)
    }
}

impl From<SearchDialog> for Dialog {
    fn from(search: SearchDialog) -> Self {
        Self::Search(search)
    }
}

impl From<Pager> for Dialog {
    fn from(pager: Pager) -> Self {
        Self::Pager(pager)
    }
}

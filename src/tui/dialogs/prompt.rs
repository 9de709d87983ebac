//! PURE. Dialogs for text that is typed: the prompt for one line and the editor for a note of several.

use std::path::PathBuf;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::session::{DraftTarget, Mode};
use crate::tui::dialogs::pager::Pager;
use crate::tui::draw::{
    draw_bar, draw_editor, draw_field, draw_lines, inner_width, inset, stack, truncate_lines, wrap_text,
    wrapped_rows,
};
use crate::tui::editor::Editor;
use crate::tui::key::Key;
use crate::tui::theme::Theme;

#[derive(Debug)]
pub struct Prompt {
    pub title: String,
    /// The explanation below the title; may be empty.
    pub hint: String,
    pub input: Editor,
    /// The text that the field began with.
    pub original: String,
    /// Whether the next `Esc` discards the text.
    pub discard_armed: bool,
    pub purpose: PromptFor,
}

/// The purpose of a line of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PromptFor {
    /// The reason for a status, or an answer. It is named by ids, which another checklist may have lost by
    /// the time the text is submitted.
    Draft(DraftTarget),
    /// The file of the report; one that exists already is replaced if it is given again.
    Export(Option<PathBuf>),
    /// The title of a new session of this checklist.
    Title(String, Mode),
    /// The name of a new session with this checklist and title.
    Name(String, String, Mode),
    /// The text to find in a pager.
    Find(Pager),
}

impl Prompt {
    pub fn new(title: impl Into<String>, hint: impl Into<String>, text: &str, purpose: PromptFor) -> Self {
        Self {
            title: title.into(),
            hint: hint.into(),
            input: Editor::single_line(text),
            original: text.to_owned(),
            discard_armed: false,
            purpose,
        }
    }

    /// Treats all of the text as typed and not saved.
    #[must_use]
    pub fn unsaved(self) -> Self {
        Self { original: String::new(), ..self }
    }

    pub fn handle_key(&mut self, key: Key) {
        self.discard_armed = false;
        self.input.handle_key(key);
    }

    /// Whether closing the prompt would lose text, for the first time it is asked.
    pub fn arm_discard(&mut self) -> bool {
        let text = self.input.text();
        let loses_text = text != self.original && !text.trim().is_empty() && !self.discard_armed;
        self.discard_armed |= loses_text;
        loses_text
    }

    pub(in crate::tui) fn height(&self, width: u16) -> usize {
        wrapped_rows(&self.title, width) + wrapped_rows(&self.hint, width) + 1
    }

    pub(in crate::tui) fn draw(&self, theme: Theme, buffer: &mut Buffer, area: Rect) {
        let rows = usize::from(area.height);
        let hint = wrapped_rows(&self.hint, area.width).min(rows.saturating_sub(2));
        let title = wrapped_rows(&self.title, area.width).min(rows.saturating_sub(1 + hint));
        let [bar, hint, field] = stack(area, [title, hint, 1]);
        draw_bar(theme, (&self.title, ""), buffer, bar);
        let width = inner_width(hint.width);
        let lines =
            truncate_lines(wrap_text(&self.hint, width, theme.dim()), usize::from(hint.height), width);
        draw_lines(buffer, inset(hint), &lines, 0);
        draw_field(theme, &self.input, buffer, field);
    }
}

#[derive(Debug)]
pub struct NoteEditor {
    /// The note's step and the note it replaces; `None` for a text that can only be copied, because its
    /// place is gone.
    pub target: Option<DraftTarget>,
    pub editor: Editor,
    /// The text that the editor began with.
    pub original: String,
    /// Whether the next `Esc` discards the text.
    pub discard_armed: bool,
}

impl NoteEditor {
    pub fn new(target: Option<DraftTarget>, text: &str) -> Self {
        Self { target, editor: Editor::multi_line(text), original: text.to_owned(), discard_armed: false }
    }

    /// Treats all of the text as typed and not saved.
    #[must_use]
    pub fn unsaved(self) -> Self {
        Self { original: String::new(), ..self }
    }

    /// Whether the note replaces another one.
    pub fn is_correction(&self) -> bool {
        matches!(self.target, Some(DraftTarget::Note { replaces: Some(_), .. }))
    }

    pub fn handle_key(&mut self, key: Key) {
        self.discard_armed = false;
        self.editor.handle_key(key);
    }

    pub(in crate::tui) fn draw(&self, theme: Theme, title: &str, buffer: &mut Buffer, area: Rect) {
        let rows = usize::from(area.height);
        let [bar, field] = stack(area, [rows.saturating_sub(1).min(1), rows]);
        draw_bar(theme, (title, ""), buffer, bar);
        let field = inset(field);
        let readable = u16::try_from(inner_width(field.width)).unwrap_or(field.width);
        draw_editor(&self.editor, buffer, Rect { width: field.width.min(readable), ..field });
    }
}

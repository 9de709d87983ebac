//! PURE. The note editor: a dialog for text of several lines.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::session::DraftTarget;
use crate::tui::draw::{draw_bar, draw_editor, inset, stack};
use crate::tui::editor::Editor;
use crate::tui::key::Key;
use crate::tui::theme::Theme;
use crate::tui::wrap::inner_width;

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

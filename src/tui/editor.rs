//! PURE. Fields for text: a line, or a note of several lines. The editing itself is `ratatui-textarea`'s.

use ratatui_textarea::{CursorMove, Input, TextArea, WrapMode};

use super::key::{Code, Key};

/// A field that text is typed or pasted into.
#[derive(Debug, Clone)]
pub struct Editor {
    area: TextArea<'static>,
    one_line: bool,
}

impl Editor {
    /// A field of one line, with the cursor behind its text.
    pub fn single_line(text: &str) -> Self {
        Self::new(text, true)
    }

    /// A field of several lines, with the cursor behind its text.
    pub fn multi_line(text: &str) -> Self {
        Self::new(text, false)
    }

    fn new(text: &str, one_line: bool) -> Self {
        let mut area = TextArea::new(text.split('\n').map(str::to_owned).collect());
        area.set_cursor_line_style(ratatui::style::Style::new());
        area.set_wrap_mode(if one_line { WrapMode::None } else { WrapMode::WordOrGlyph });
        area.move_cursor(CursorMove::Bottom);
        area.move_cursor(CursorMove::End);
        Self { area, one_line }
    }

    /// What stands in it.
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// Takes a key that the key table leaves to the field.
    pub fn handle_key(&mut self, key: Key) {
        if self.one_line && (key.code == Code::Enter || (key.ctrl && key.code == Code::Char('m'))) {
            return;
        }
        if self.one_line && key == Key::ctrl('u') {
            // As at every prompt; in a note it is undo.
            self.area.delete_line_by_head();
            return;
        }
        self.area.input(to_input(key));
    }

    /// Takes pasted text, as text: line breaks become blanks in a field of one line.
    pub fn paste(&mut self, text: &str) {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        if self.one_line {
            self.area.insert_str(text.trim_end_matches('\n').replace('\n', " "));
        } else {
            self.area.insert_str(text);
        }
    }

    /// The widget, for drawing.
    pub fn widget(&self) -> &TextArea<'static> {
        &self.area
    }
}

fn to_input(key: Key) -> Input {
    use ratatui_textarea::Key as To;
    let to = match key.code {
        Code::Char(c) => To::Char(c),
        Code::Enter => To::Enter,
        Code::Esc => To::Esc,
        Code::Tab | Code::BackTab => To::Tab,
        Code::Backspace => To::Backspace,
        Code::Delete => To::Delete,
        Code::Insert => To::Null,
        Code::Up => To::Up,
        Code::Down => To::Down,
        Code::Left => To::Left,
        Code::Right => To::Right,
        Code::Home => To::Home,
        Code::End => To::End,
        Code::PageUp => To::PageUp,
        Code::PageDown => To::PageDown,
        Code::F(n) => To::F(n),
    };
    Input { key: to, ctrl: key.ctrl, alt: key.alt, shift: key.shift }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_stays_a_line() {
        let mut line = Editor::single_line("why");
        line.handle_key(Key::plain(Code::Enter));
        line.paste(" not\r\nat all\n");
        line.handle_key(Key::char('!'));
        assert_eq!(line.text(), "why not at all!");
    }

    #[test]
    fn a_note_has_lines() {
        let mut note = Editor::multi_line("a\nb");
        note.handle_key(Key::plain(Code::Enter));
        note.paste("c\rd");
        assert_eq!(note.text(), "a\nb\nc\nd");
    }
}

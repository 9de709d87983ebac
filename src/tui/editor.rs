//! PURE. A text field of one line or several. The editing itself is `ratatui-textarea`'s.

use ratatui_textarea::{CursorMove, Input, TextArea, WrapMode};
use unicode_segmentation::UnicodeSegmentation as _;

use super::key::{Code, Key};

#[derive(Debug, Clone)]
pub struct Editor {
    area: TextArea<'static>,
    one_line: bool,
}

impl Editor {
    /// Returns a field of one line, with the cursor behind its text.
    pub fn single_line(text: &str) -> Self {
        Self::new(text, true)
    }

    /// Returns a field of several lines, with the cursor behind its text.
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

    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// Edits the text by a key that is not in the key table.
    pub fn handle_key(&mut self, key: Key) {
        if self.one_line && (key.code == Code::Enter || (key.ctrl && key.code == Code::Char('m'))) {
            return;
        }
        if self.one_line && key == Key::ctrl('u') {
            // As at every prompt; in a note it is undo.
            self.area.delete_line_by_head();
            return;
        }
        let (before, after) = self.cluster_lengths();
        let times = match (key.code, key.ctrl || key.alt) {
            (Code::Left | Code::Backspace, false) | (Code::Char('b' | 'h'), true) if !key.alt => before,
            (Code::Right | Code::Delete, false) | (Code::Char('f' | 'd'), true) if !key.alt => after,
            _ => 1,
        };
        for _ in 0..times.max(1) {
            self.area.input(to_input(key));
        }
        let is_typed = matches!(key.code, Code::Char(_)) && !key.ctrl && !key.alt;
        if !is_typed {
            self.leave_cluster();
        }
    }

    /// Returns the characters of the grapheme clusters before and after the cursor. Every key moves over, or
    /// deletes, a whole one, as it is one to the eye; the text area itself goes by characters.
    fn cluster_lengths(&self) -> (usize, usize) {
        let (before, after) = self.split_line();
        let len = |cluster: Option<&str>| cluster.map_or(0, |cluster| cluster.chars().count());
        (len(before.graphemes(true).next_back()), len(after.graphemes(true).next()))
    }

    /// Moves a cursor that came to be inside of a cluster, by a word or from another line, before it.
    fn leave_cluster(&mut self) {
        let (before, after) = self.split_line();
        let line = format!("{before}{after}");
        let inside = line
            .grapheme_indices(true)
            .find(|(at, cluster)| *at < before.len() && before.len() < at + cluster.len());
        let back = inside.map_or(0, |(at, _)| before.get(at..).unwrap_or_default().chars().count());
        for _ in 0..back {
            self.area.move_cursor(CursorMove::Back);
        }
    }

    /// Returns the text of the cursor's line before it and after it.
    fn split_line(&self) -> (String, String) {
        let ratatui_textarea::DataCursor(row, column) = self.area.cursor();
        let line = self.area.lines().get(row).map(String::as_str).unwrap_or_default();
        (line.chars().take(column).collect(), line.chars().skip(column).collect())
    }

    /// Whether a letter with Alt means something here: it moves or deletes by words.
    pub fn knows_alt(c: char) -> bool {
        "bfdhnpv<>[]".contains(c)
    }

    /// Inserts pasted text. Line breaks become blanks in a field of one line.
    pub fn paste(&mut self, text: &str) {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        if self.one_line {
            self.area.insert_str(text.trim_end_matches('\n').replace('\n', " "));
        } else {
            self.area.insert_str(text);
        }
    }

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

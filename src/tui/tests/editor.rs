//! PURE. Text fields: what is typed and pasted.

use crate::tui::editor::Editor;
use crate::tui::key::{Code, Key};

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

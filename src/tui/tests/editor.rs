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

#[test]
fn keys_move_over_and_delete_what_is_one_character_to_the_eye() {
    // A flag is two code points, a family seven, and the last letter has an accent of its own.
    let text = "a\u{1f1e9}\u{1f1ea}\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}e\u{301}";
    let after = |keys: &[Key]| {
        let mut line = Editor::single_line(text);
        for key in keys {
            line.handle_key(*key);
        }
        line.text()
    };
    let (left, backspace) = (Key::plain(Code::Left), Key::plain(Code::Backspace));
    assert_eq!(after(&[backspace]), text.strip_suffix("e\u{301}").unwrap());
    assert_eq!(after(&[backspace, backspace]), "a\u{1f1e9}\u{1f1ea}");
    assert_eq!(after(&[Key::ctrl('h'), backspace, backspace]), "a");
    assert_eq!(after(&[left, left, left, Key::char('|')]), format!("a|{}", &text[1..]));
    assert_eq!(after(&[left, left, left, Key::plain(Code::Delete)]).chars().count(), 8);
    let home = Key::plain(Code::Home);
    assert_eq!(
        after(&[home, Key::plain(Code::Right), Key::plain(Code::Right), Key::char('|')]),
        text.replacen("\u{1f1ea}", "\u{1f1ea}|", 1)
    );
}

#[test]
fn a_cursor_from_another_line_is_never_inside_of_a_character() {
    let mut note = Editor::multi_line("\u{1f1e9}\u{1f1ea}\nab");
    note.handle_key(Key::plain(Code::Left));
    note.handle_key(Key::plain(Code::Up));
    note.handle_key(Key::char('|'));
    assert_eq!(note.text(), "|\u{1f1e9}\u{1f1ea}\nab");
}

//! Keys as messages.

use super::*;

#[test]
fn a_press_counts_and_a_release_does_not() {
    let of = |kind| to_msg(Event::Key(KeyEvent::new_with_kind(KeyCode::Char(' '), KeyModifiers::NONE, kind)));
    let space = Key { code: Code::Char(' '), ctrl: false, alt: false, shift: false };
    assert!(matches!(of(KeyEventKind::Press), Some(Msg::Key(key)) if key == space));
    assert!(matches!(of(KeyEventKind::Repeat), Some(Msg::Key(key)) if key == space));
    assert!(of(KeyEventKind::Release).is_none());
}

//! PURE. The key table.

use std::collections::HashSet;

use crate::tui::key::Key;
use crate::tui::keymap::{Action, GLOBAL_KEYS, KEYS, KeyContext, QUIT_KEYS, action_for};

#[test]
fn no_key_is_bound_twice_at_one_place() {
    for place in KeyContext::ALL {
        let mut seen = HashSet::new();
        let own = KEYS.iter().filter(|binding| binding.context == place);
        for key in own.chain(GLOBAL_KEYS).chain(QUIT_KEYS).flat_map(|binding| binding.keys.split(' ')) {
            assert!(seen.insert(key), "{key} is bound twice at {place:?}");
        }
    }
}

#[test]
fn a_question_mark_can_be_typed_and_ctrl_c_always_leaves() {
    assert_eq!(action_for(KeyContext::Session, Key::char('?')), Some(Action::Help));
    assert_eq!(action_for(KeyContext::Prompt, Key::char('?')), None);
    for place in KeyContext::ALL {
        assert_eq!(action_for(place, Key::ctrl('c')), Some(Action::Quit));
    }
}

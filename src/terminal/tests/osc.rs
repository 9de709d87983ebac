//! The window's title: set when it changes, restored once.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::*;
use crate::tui::{Board, Theme};

#[test]
fn the_title_is_set_once_and_given_back_once() {
    let theme = Theme { colour: false, ascii: true, hyperlinks: false };
    let model = Model::for_board(Board::default(), theme, Timestamp::UNIX_EPOCH, TimeZone::UTC);
    let mut none = WindowTitle::new(&|name| (name == "TERM").then(|| "linux".to_owned()));
    assert_eq!(none.update(&model), None);
    assert_eq!(restore_title_codes(), "");
    let mut title = WindowTitle::new(&|name| (name == "TERM").then(|| "xterm-256color".to_owned()));
    assert_eq!(title.update(&model).as_deref(), Some("\x1b[22;0t\x1b]2;runsheet\x1b\\"));
    assert_eq!(title.update(&model), None);
    assert_eq!((restore_title_codes(), restore_title_codes()), ("\x1b[23;0t", ""));
    // After a suspend it is set again.
    assert_eq!(title.update(&model).as_deref(), Some("\x1b[22;0t\x1b]2;runsheet\x1b\\"));
    restore_title_codes();
}

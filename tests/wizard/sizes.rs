//! No size panics, whatever is open.

use runsheet::wizard::Msg;

use super::play::Play;

/// Scripts that open each kind of thing.
const OPEN: [&str; 12] =
    ["", "?", "/re", "jjj\n", "bwhy", "nnote\nmore", "a", "o", "e", "B", "<Tab>jjj", "<Left>"];

#[test]
fn every_small_size_is_drawn_whatever_is_open() {
    for script in OPEN {
        let mut play = Play::new(80, 24);
        play.keys(script);
        for height in 0..=12 {
            for width in 0..=40 {
                play.msg(Msg::Resize(width, height));
                let _ = play.drawn();
                play.msg(Msg::Wheel(true, width / 2, height / 2));
                play.msg(Msg::Click(width / 3, height / 2));
            }
        }
        play.msg(Msg::Resize(300, 1000));
        let _ = play.drawn();
    }
}

#[test]
fn a_screen_that_is_too_small_says_so() {
    let mut play = Play::new(19, 5);
    assert!(play.screen().starts_with("too small"), "{}", play.screen());
    play.msg(Msg::Resize(20, 4));
    assert!(play.screen().starts_with("too small"), "{}", play.screen());
}

#[test]
fn the_cursor_is_in_sight_at_every_size() {
    for (width, height) in [(80, 24), (60, 15), (20, 5), (200, 8)] {
        let mut play = Play::new(width, height);
        for key in ["G", "g", "j", "j", "<PgDn>", "<PgUp>", "jjjjjj", "<Left>", "<Right>"] {
            play.keys(key);
            let buffer = play.drawn();
            let reversed =
                (0..height).any(|y| buffer[(2, y)].modifier.contains(ratatui::style::Modifier::REVERSED));
            assert!(reversed, "{width}x{height} after {key}:\n{}", play.screen());
        }
    }
}

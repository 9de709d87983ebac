//! How the screens look, at each size that the design names.

use insta::assert_snapshot;

use super::play::{Play, software_updates, walk};
use runsheet::session::Mode;

#[test]
fn the_first_screen_of_a_console() {
    assert_snapshot!(Play::new(80, 24).screen());
}

#[test]
fn the_first_screen_of_a_large_terminal() {
    assert_snapshot!(Play::new(120, 40).screen());
}

#[test]
fn a_narrow_terminal_has_one_pane() {
    let mut play = Play::new(60, 15);
    let outline = play.screen();
    assert_snapshot!(format!("{outline}\n-- Tab --\n{}", play.keys("<Tab>").screen()));
}

#[test]
fn the_smallest_terminal_is_usable() {
    let mut play = Play::new(20, 5);
    let outline = play.screen();
    let marked = play.keys("<Space>").screen();
    assert_snapshot!(format!("{outline}\n-- Space --\n{marked}\n-- Tab --\n{}", play.keys("<Tab>").screen()));
}

#[test]
fn a_rehearsal_cannot_be_mistaken_for_live() {
    let mut play = Play::of(walk(software_updates(), Mode::Rehearsal), 80, 24);
    assert!(play.screen().contains("REHEARSAL"));
    play.msg(runsheet::wizard::Msg::Resize(30, 8));
    assert!(play.screen().contains("REHEARSAL"));
}

#[test]
fn help_is_drawn_from_the_key_table() {
    assert_snapshot!(Play::new(80, 40).keys("?").screen());
}

#[test]
fn a_question_a_reason_and_a_note() {
    let mut play = Play::new(80, 24);
    let question = play.keys("jjj\n").screen();
    let reason = play.keys("<Esc>b").screen();
    let note = play.keys("<Esc>nfirst line\nsecond line").screen();
    assert_snapshot!(format!("{question}\n-- Esc b --\n{reason}\n-- Esc n --\n{note}"));
}

#[test]
fn references_are_picked_by_digit() {
    let mut play = Play::new(80, 24);
    play.keys("jjjjj").keys("o");
    assert_snapshot!(play.screen());
}

#[test]
fn a_search_marks_what_matched() {
    assert_snapshot!(Play::new(80, 24).keys("/wsus").screen());
}

#[test]
fn without_colours_nothing_is_told_by_colour() {
    let mut play = Play::new(80, 24);
    play.model.look.colour = false;
    play.model.look.ascii = true;
    play.keys("<Space>jbno licence\n");
    let drawn = play.drawn();
    for cell in drawn.content() {
        assert_eq!((cell.fg, cell.bg), (ratatui::style::Color::Reset, ratatui::style::Color::Reset));
        assert!(cell.symbol().is_ascii(), "{}", cell.symbol());
    }
    assert_snapshot!(play.screen());
}

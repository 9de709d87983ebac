//! What holds of every screen: no colours where none are wanted, columns, hyperlinks.

use insta::assert_snapshot;

use super::scenes::{SCENES, SCRIPTS, full_board};
use crate::support::play::{Play, session_screen, software_updates};
use runsheet::session::Mode;

#[test]
fn a_rehearsal_cannot_be_mistaken_for_live() {
    for (width, height) in [(80, 24), (120, 40), (60, 15), (30, 8), (20, 5)] {
        let play = Play::of(session_screen(software_updates(), Mode::Rehearsal), width, height);
        assert!(play.screen().contains("REHEARSAL"), "{width}x{height}\n{}", play.screen());
        let mut board = Play::board(full_board(), width, height);
        let screen = board.keys("j").screen();
        assert!(screen.contains("REHEARSAL"), "{width}x{height}\n{screen}");
    }
}

#[test]
fn help_is_always_in_the_footer_where_nothing_is_typed() {
    for scene in SCENES.iter().filter(|scene| scene.typed.is_empty() && scene.name != "search_nothing") {
        for width in 20..130 {
            let play = (scene.open)(width, 24);
            let screen = play.screen();
            let footer = screen.lines().nth(23).unwrap();
            assert!(footer.ends_with("? help"), "{} at {width}: {footer}", scene.name);
        }
    }
}

#[test]
fn a_message_that_is_cut_stands_whole_on_top_of_the_help() {
    let why = "not saved: ".to_owned() + &"a long way down the path ".repeat(20) + "ENOSPC";
    let mut play = Play::new(40, 10);
    play.msg(runsheet::tui::Msg::Notice(runsheet::tui::Notice { text: why, is_error: true }));
    assert!(play.screen().contains(".. ?: all"), "{}", play.screen());
    let mut help = play.keys("?").screen();
    for _ in 0..20 {
        help += &play.keys("j").screen();
    }
    assert!(help.contains("What was said last") && help.contains("ENOSPC"), "{help}");
    let short = play.keys("<Esc>z?").screen();
    assert!(!short.contains("What was said last"), "what was seen whole is not told again: {short}");
}

#[test]
fn an_address_stands_whole_below_the_list_from_the_left_edge_on() {
    for (width, height) in [(80, 24), (60, 15), (33, 20), (200, 60)] {
        let mut play = Play::new(width, height);
        play.keys("jjjjjy");
        let screen = play.screen();
        let rows: Vec<&str> = screen.lines().take(usize::from(height)).collect();
        let address = "https://learn.microsoft.com/en-us/previous-versions/system-center/configuration-manager-2007/bb693886(v=technet.10)";
        let beside = rows.iter().any(|row| row.contains(address));
        let below = rows.concat().contains(address);
        assert!(beside || below, "{width}x{height}\n{screen}");
    }
}

#[test]
fn no_colour_is_used_that_some_ground_swallows() {
    use ratatui::style::{Color, Modifier};
    for scene in SCENES {
        for cell in (scene.open)(120, 40).drawn().content() {
            let colours = [cell.fg, cell.bg];
            assert!(!colours.contains(&Color::Yellow) && !colours.contains(&Color::Blue), "{}", scene.name);
            let grey = cell.fg == Color::Black && cell.modifier.contains(Modifier::BOLD);
            assert!(!grey, "{}: bold black is grey on many terminals", scene.name);
        }
    }
}

#[test]
fn without_colours_nothing_is_told_by_colour() {
    let mut play = Play::new(80, 24);
    play.model.theme.colour = false;
    play.model.theme.ascii = true;
    play.keys("<Space>jbno licence\n");
    let drawn = play.drawn();
    for cell in drawn.content() {
        assert_eq!((cell.fg, cell.bg), (ratatui::style::Color::Reset, ratatui::style::Color::Reset));
        assert!(cell.symbol().is_ascii(), "{}", cell.symbol());
    }
    assert_snapshot!(play.screen());
}

#[test]
fn every_script_keeps_its_columns() {
    for (width, height) in [(80, 24), (60, 15), (20, 5), (200, 60)] {
        let mut play = Play::of(session_screen(SCRIPTS.as_bytes(), Mode::Live), width, height);
        for key in ["j", "j", "j", "<Tab>", "b理由です\n", "nメモ", "<Esc><Esc>", "/停止", "<Esc>", "?"]
        {
            let buffer = play.keys(key).drawn();
            for y in 0..height {
                // A wide character leaves its second cell alone, so that what follows stays in place.
                for x in 0..width.saturating_sub(1) {
                    let symbol = buffer[(x, y)].symbol();
                    if unicode_width::UnicodeWidthStr::width(symbol) == 2 {
                        assert!(
                            buffer[(x + 1, y)].symbol().trim().is_empty(),
                            "{width}x{height} {key} at {x},{y}"
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn an_address_is_one_hyperlink_however_it_is_wrapped() {
    let mut play = Play::new(80, 24);
    play.model.theme.hyperlinks = true;
    let linked = play.drawn();
    play.model.theme.hyperlinks = false;
    let plain = play.drawn();
    let address = "https://learn.microsoft.com/en-us/previous-versions/system-center/configuration-manager-2007/bb694059(v=technet.10)";
    let mut cells = 0;
    for (with, without) in linked.content().iter().zip(plain.content()) {
        if with.symbol() != without.symbol() {
            assert_eq!(
                with.symbol(),
                format!("\u{1b}]8;id=0;{address}\u{1b}\\{}\u{1b}]8;;\u{1b}\\", without.symbol())
            );
            cells += 1;
        }
    }
    assert_eq!(cells, address.len());
}

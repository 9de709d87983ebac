//! What holds of every screen: no colours where none are wanted, columns, hyperlinks.

use insta::assert_snapshot;

use super::play::{Play, software_updates, walk};
use super::scenes::SCRIPTS;
use runsheet::session::Mode;

#[test]
fn a_rehearsal_cannot_be_mistaken_for_live() {
    let mut play = Play::of(walk(software_updates(), Mode::Rehearsal), 80, 24);
    assert!(play.screen().contains("REHEARSAL"));
    play.msg(runsheet::wizard::Msg::Resize(30, 8));
    assert!(play.screen().contains("REHEARSAL"));
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

#[test]
fn every_script_keeps_its_columns() {
    for (width, height) in [(80, 24), (60, 15), (20, 5), (200, 60)] {
        let mut play = Play::of(walk(SCRIPTS.as_bytes(), Mode::Live), width, height);
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
    play.model.look.hyperlinks = true;
    let linked = play.drawn();
    play.model.look.hyperlinks = false;
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

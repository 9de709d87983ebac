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

/// Titles in scripts that are wide, combine, or run from right to left.
const SCRIPTS: &str = r#"{"format":1,"id":"scripts","title":"スイッチを交換する 🔧","steps":[
  {"id":"a","title":"停止を知らせる: フロアの全員と監視の担当者に","detail":"監視を**止める**前に連絡する。長い文でも行の終わりで正しく折り返される。"},
  {"id":"b","title":"التحقق من المتطلبات","detail":"اقرأ *الوثيقة* أولا."},
  {"id":"c","title":"ตรวจสอบสิ่งที่ต้องมี 👩‍💻 é́","detail":"ก่อนเริ่ม"},
  {"id":"d","title":"پیش‌نیازها را بررسی کنید","notes":[{"text":"می‌خواهم","kind":"warning"}]}]}"#;

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
    assert_snapshot!(Play::of(walk(SCRIPTS.as_bytes(), Mode::Live), 80, 12).screen());
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

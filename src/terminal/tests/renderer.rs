//! Cells as codes.

use ratatui::style::Style;

use super::*;

fn encoded(draw: impl FnOnce(&mut Buffer)) -> String {
    let area = Rect::new(0, 0, 12, 3);
    let (empty, mut next) = (Buffer::empty(area), Buffer::empty(area));
    draw(&mut next);
    encode_cells(empty.diff(&next))
}

#[test]
fn colours_are_encoded_as_the_classic_codes() {
    let red = Style::new().fg(Color::Red).add_modifier(Modifier::BOLD);
    let text = encoded(|buffer| {
        buffer.set_string(0, 0, "ab", red);
        buffer.set_string(3, 0, "c", Style::new().fg(Color::White).bg(Color::Black));
        buffer.set_string(0, 1, "d", Style::new());
    });
    assert_eq!(text, "\x1b[1;1H\x1b[0;1;31mab\x1b[1;4H\x1b[0;97;40mc\x1b[2;1H\x1b[0md");
}

#[test]
fn plain_cells_are_encoded_as_text_only() {
    assert_eq!(encoded(|buffer| buffer.set_string(10, 2, "ab", Style::new())), "\x1b[3;11Hab");
    let left = encoded(|buffer| buffer.set_string(0, 0, "a", Style::new().add_modifier(Modifier::REVERSED)));
    assert_eq!(left, "\x1b[1;1H\x1b[0;7ma\x1b[0m", "what comes next is plain");
}

#[test]
fn a_cell_behind_a_wide_character_gets_its_position() {
    let text = encoded(|buffer| buffer.set_string(0, 0, "李x", Style::new()));
    assert_eq!(text, "\x1b[1;1H李\x1b[1;3Hx");
}

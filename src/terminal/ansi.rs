//! TTY. Cells as the codes that draw them: the terminal's own 16 colours by the codes that every
//! terminal with colours knows. `38;5;6` is newer: where it is not known, its 5 means "blink".

use std::fmt::Write as _;

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

/// How a cell looks, besides what stands in it.
type CellStyle = (Color, Color, Modifier);

const DEFAULT_STYLE: CellStyle = (Color::Reset, Color::Reset, Modifier::empty());

/// The codes that draw these cells, each at its column and row, and leave the terminal plain.
pub(super) fn encode_cells<'a>(cells: impl IntoIterator<Item = (u16, u16, &'a Cell)>) -> String {
    let mut codes = String::new();
    let (mut look, mut before) = (DEFAULT_STYLE, None);
    for (x, y, cell) in cells {
        // Behind a wide character too: not every terminal takes the same ones for wide.
        let follows = before.is_some_and(|(left, row): (u16, u16)| (left + 1, row) == (x, y));
        if !follows {
            let (row, column) = (u32::from(y) + 1, u32::from(x) + 1);
            let _ = write!(codes, "\x1b[{row};{column}H");
        }
        before = Some((x, y));
        let next = (cell.fg, cell.bg, cell.modifier);
        if next != look {
            codes += &sgr_code(next);
            look = next;
        }
        codes += cell.symbol();
    }
    if look != DEFAULT_STYLE {
        codes += &sgr_code(DEFAULT_STYLE);
    }
    codes
}

/// The code for a look, whatever the one before was.
fn sgr_code((fg, bg, modifier): CellStyle) -> String {
    let attributes = [
        (Modifier::BOLD, "1"),
        (Modifier::DIM, "2"),
        (Modifier::ITALIC, "3"),
        (Modifier::UNDERLINED, "4"),
        (Modifier::REVERSED, "7"),
        (Modifier::CROSSED_OUT, "9"),
    ];
    let set = attributes.iter().filter(|(one, _)| modifier.contains(*one)).map(|(_, code)| *code);
    let mut codes: Vec<String> = std::iter::once("0").chain(set).map(str::to_owned).collect();
    codes.extend(colour_code(fg, 30));
    codes.extend(colour_code(bg, 40));
    format!("\x1b[{}m", codes.join(";"))
}

/// The code for a colour; from 30 on for what is written, from 40 on for what lies behind it.
fn colour_code(colour: Color, from: u8) -> Option<String> {
    let number = match colour {
        Color::Reset => return None,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 60,
        Color::LightRed => 61,
        Color::LightGreen => 62,
        Color::LightYellow => 63,
        Color::LightBlue => 64,
        Color::LightMagenta => 65,
        Color::LightCyan => 66,
        Color::White => 67,
        // The theme has no others.
        Color::Indexed(index) => return Some(format!("{};5;{index}", from + 8)),
        Color::Rgb(red, green, blue) => return Some(format!("{};2;{red};{green};{blue}", from + 8)),
    };
    Some((from + number).to_string())
}

#[cfg(test)]
mod tests {
    use ratatui::buffer::Buffer;
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    use super::*;

    fn drawn(draw: impl FnOnce(&mut Buffer)) -> String {
        let area = Rect::new(0, 0, 12, 3);
        let (empty, mut next) = (Buffer::empty(area), Buffer::empty(area));
        draw(&mut next);
        encode_cells(empty.diff(&next))
    }

    #[test]
    fn colours_are_the_codes_that_every_terminal_with_colours_knows() {
        let red = Style::new().fg(Color::Red).add_modifier(Modifier::BOLD);
        let text = drawn(|buffer| {
            buffer.set_string(0, 0, "ab", red);
            buffer.set_string(3, 0, "c", Style::new().fg(Color::White).bg(Color::Black));
            buffer.set_string(0, 1, "d", Style::new());
        });
        assert_eq!(text, "\x1b[1;1H\x1b[0;1;31mab\x1b[1;4H\x1b[0;97;40mc\x1b[2;1H\x1b[0md");
    }

    #[test]
    fn no_colour_and_no_attribute_is_nothing_but_text() {
        assert_eq!(drawn(|buffer| buffer.set_string(10, 2, "ab", Style::new())), "\x1b[3;11Hab");
        let left =
            drawn(|buffer| buffer.set_string(0, 0, "a", Style::new().add_modifier(Modifier::REVERSED)));
        assert_eq!(left, "\x1b[1;1H\x1b[0;7ma\x1b[0m", "what comes next is plain");
    }

    #[test]
    fn behind_a_wide_character_the_place_is_told_anew() {
        let text = drawn(|buffer| buffer.set_string(0, 0, "李x", Style::new()));
        assert_eq!(text, "\x1b[1;1H李\x1b[1;3Hx");
    }
}

//! TTY. Draws the model on the screen: only the cells that changed, in one write.
//!
//! The terminal's own 16 colours go out as the codes that every terminal with colours knows. `38;5;6` is
//! newer: where it is not known, its 5 means "blink".

use std::fmt::Write as _;
use std::io;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};

use super::guard;
use super::guard::WindowTitle;
use crate::tui::{Model, view};

/// Up to how many changed cells a frame is sent without a synchronized update.
const SYNC_THRESHOLD: usize = 400;

const CLEAR_SCREEN: &str = "\x1b[2J";
const BEGIN_SYNC: &str = "\x1b[?2026h";
const END_SYNC: &str = "\x1b[?2026l";

/// Draws frames on the terminal, and remembers the last one.
pub(super) struct FrameRenderer {
    title: WindowTitle,
    previous: Buffer,
    /// Whether the next frame is drawn whole, because the terminal may show something else.
    full_redraw: bool,
}

impl FrameRenderer {
    pub(super) fn new(var: &dyn Fn(&str) -> Option<String>) -> Self {
        Self { title: WindowTitle::new(var), previous: Buffer::empty(Rect::ZERO), full_redraw: true }
    }

    /// Makes the next frame a whole one.
    pub(super) fn invalidate(&mut self) {
        self.full_redraw = true;
    }

    /// Draws what differs from the previous frame, and sets the window's title. Writes nothing if neither has
    /// changed.
    pub(super) fn draw(&mut self, model: &Model) -> io::Result<()> {
        let (width, height) = model.size;
        let mut next = Buffer::empty(Rect { x: 0, y: 0, width, height });
        view(model, &mut next);
        let mut codes = self.title.update(model).unwrap_or_default();
        if self.full_redraw || self.previous.area != next.area {
            self.previous = Buffer::empty(next.area);
            codes += CLEAR_SCREEN;
        }
        let changed = self.previous.diff(&next);
        let is_large = changed.len() > SYNC_THRESHOLD;
        codes += if is_large { BEGIN_SYNC } else { "" };
        codes += &encode_cells(changed);
        codes += if is_large { END_SYNC } else { "" };
        if !codes.is_empty() {
            guard::write_codes(&codes)?;
        }
        (self.previous, self.full_redraw) = (next, false);
        Ok(())
    }
}

/// Foreground, background and attributes of a cell.
type CellStyle = (Color, Color, Modifier);

const DEFAULT_STYLE: CellStyle = (Color::Reset, Color::Reset, Modifier::empty());

/// Returns the codes that draw cells at their columns and rows. The default style is restored at the end.
fn encode_cells<'a>(cells: impl IntoIterator<Item = (u16, u16, &'a Cell)>) -> String {
    let mut codes = String::new();
    let (mut style, mut previous) = (DEFAULT_STYLE, None);
    for (x, y, cell) in cells {
        // Not behind a wide character: terminals differ in which ones are wide.
        let is_next = previous.is_some_and(|(left, row): (u16, u16)| (left + 1, row) == (x, y));
        if !is_next {
            let (row, column) = (u32::from(y) + 1, u32::from(x) + 1);
            let _ = write!(codes, "\x1b[{row};{column}H");
        }
        previous = Some((x, y));
        let next = (cell.fg, cell.bg, cell.modifier);
        if next != style {
            codes += &sgr_code(next);
            style = next;
        }
        codes += cell.symbol();
    }
    if style != DEFAULT_STYLE {
        codes += &sgr_code(DEFAULT_STYLE);
    }
    codes
}

/// Returns the code for a style, independent of the previous one.
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

/// Returns the code for a colour, from 30 on in the foreground and from 40 on in the background.
fn colour_code(colour: Color, base: u8) -> Option<String> {
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
        Color::Indexed(index) => return Some(format!("{};5;{index}", base + 8)),
        Color::Rgb(red, green, blue) => return Some(format!("{};2;{red};{green};{blue}", base + 8)),
    };
    Some((base + number).to_string())
}

#[cfg(test)]
#[path = "tests/renderer.rs"]
mod tests;

//! PURE. Colours by role (the terminal's own 16) and glyphs of one cell.
//!
//! Every status has its own glyph and word: a colour never tells anything alone. No glyph is of
//! ambiguous width (Unicode TR 11), so that columns stand under each other in every locale. Yellow
//! and blue are not used: the one cannot be read on a white ground, the other not on a black one.

use ratatui::style::{Color, Modifier, Style};

use crate::checklist::NoteKind;
use crate::session::{Status, StepState};

/// How things look: whether there are colours, and which glyphs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    /// Whether colours may be used; attributes such as bold and reverse are used always.
    pub colour: bool,
    /// Whether glyphs are ASCII only.
    pub ascii: bool,
    /// Whether the terminal knows hyperlinks (OSC 8), so that an address is one link however it is
    /// wrapped.
    pub hyperlinks: bool,
}

impl Theme {
    fn fg(self, colour: Color) -> Style {
        if self.colour { Style::new().fg(colour) } else { Style::new() }
    }

    /// The one accent: keys, headings of panes, the cursor's mark.
    pub fn accent(self) -> Style {
        self.fg(Color::Cyan)
    }

    /// Titles.
    pub fn title(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// What matters less.
    pub fn dim(self) -> Style {
        Style::new().add_modifier(Modifier::DIM)
    }

    /// The line under the cursor, in the pane that keys go to.
    pub fn selected(self) -> Style {
        Style::new().fg(Color::Reset).add_modifier(Modifier::REVERSED).remove_modifier(Modifier::DIM)
    }

    /// The line under the cursor, in the pane that keys do not go to.
    pub fn selected_inactive(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD | Modifier::UNDERLINED)
    }

    /// The bar on top of a sheet.
    pub fn bar(self) -> Style {
        if self.colour {
            self.bg(Color::Cyan)
        } else {
            // Reversed, it would run into the selected line below it.
            Style::new().add_modifier(Modifier::BOLD | Modifier::UNDERLINED)
        }
    }

    /// Black on a colour, as that can be read on every terminal, whatever its own colours are. Not
    /// bold: many terminals would take bold black for grey.
    fn bg(self, colour: Color) -> Style {
        if self.colour {
            Style::new().fg(Color::Black).bg(colour)
        } else {
            Style::new().add_modifier(Modifier::REVERSED)
        }
    }

    /// The filled part of a gauge.
    pub fn gauge(self) -> Style {
        self.fg(Color::Green).add_modifier(Modifier::BOLD)
    }

    /// Something went wrong.
    pub fn alert(self) -> Style {
        self.fg(Color::Red).add_modifier(Modifier::BOLD)
    }

    /// Something that is still to be decided.
    pub fn unanswered(self) -> Style {
        self.fg(Color::Magenta)
    }

    /// A rehearsal: never to be mistaken for live.
    pub fn rehearsal(self) -> Style {
        self.bg(Color::Magenta)
    }

    /// Addresses.
    pub fn link(self) -> Style {
        // No colour: the blue of many terminals cannot be read on black, nor the yellow on white.
        Style::new().add_modifier(Modifier::UNDERLINED)
    }

    /// Code and commands.
    pub fn code(self) -> Style {
        self.accent()
    }

    /// A QR code: light modules white and dark ones black, whatever the terminal's own colours are.
    pub fn qr_code(self) -> Style {
        if self.colour { Style::new().fg(Color::White).bg(Color::Black) } else { Style::new() }
    }

    /// Letters that matched a search.
    pub fn search_match(self) -> Style {
        // No colour: bold ones are the bright ones on many terminals, which fade on a white ground.
        Style::new().add_modifier(Modifier::BOLD | Modifier::UNDERLINED)
    }

    /// The word before a note of the checklist.
    pub fn note(self, kind: NoteKind) -> Style {
        let style = match kind {
            NoteKind::Note => self.accent(),
            NoteKind::Tip => self.fg(Color::Green),
            NoteKind::Important => self.fg(Color::Magenta),
            NoteKind::Warning | NoteKind::Caution => self.fg(Color::Red),
        };
        style.add_modifier(Modifier::BOLD)
    }

    /// A status.
    pub fn status(self, state: &StepState) -> Style {
        match state.effective() {
            _ if state.needs_recheck() => self.fg(Color::Magenta).add_modifier(Modifier::BOLD),
            Status::Todo => Style::new(),
            Status::InProgress => self.fg(Color::Cyan),
            Status::Done => self.fg(Color::Green),
            Status::Deferred | Status::Skipped => self.fg(Color::Magenta),
            Status::Blocked => self.fg(Color::Red).add_modifier(Modifier::BOLD),
            Status::NotApplicable => self.dim(),
        }
    }

    /// The glyph of a step's state, in its box: `[x]`.
    pub fn status_glyph(self, state: &StepState) -> &'static str {
        match state.effective() {
            _ if state.needs_recheck() => "[?]",
            Status::Todo => "[ ]",
            Status::InProgress => "[>]",
            Status::Done if self.ascii => "[x]",
            Status::Done => "[\u{2713}]",
            Status::Deferred => "[~]",
            Status::Blocked => "[!]",
            Status::Skipped => "[/]",
            Status::NotApplicable => "[-]",
        }
    }

    /// The mark before a section: open or folded.
    pub fn fold_glyph(self, folded: bool) -> &'static str {
        match (self.ascii, folded) {
            (true, true) => "+",
            (true, false) => "-",
            (false, true) => "\u{25b8}",
            (false, false) => "\u{25be}",
        }
    }
}

/// The word before a note of the checklist.
pub(super) fn note_label(kind: NoteKind) -> &'static str {
    match kind {
        NoteKind::Note => "Note",
        NoteKind::Tip => "Tip",
        NoteKind::Important => "Important",
        NoteKind::Warning => "Warning",
        NoteKind::Caution => "Caution",
    }
}

/// A step's state in words: `done, re-check`.
pub fn status_label(state: &StepState) -> &'static str {
    if state.needs_recheck() { "done, re-check" } else { state.effective().label() }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use unicode_width::UnicodeWidthStr;

    use super::*;

    #[test]
    fn every_status_has_its_own_glyph_of_unambiguous_width() {
        for ascii in [true, false] {
            let look = Theme { colour: false, ascii, hyperlinks: false };
            let glyph = |status, recheck| {
                let mut state = StepState::default();
                (state.status, state.recheck) = (status, recheck);
                look.status_glyph(&state)
            };
            let mut glyphs = Status::ALL.map(|status| glyph(status, false)).to_vec();
            glyphs.push(glyph(Status::Done, true));
            assert_eq!(glyphs.iter().collect::<HashSet<_>>().len(), glyphs.len());
            glyphs.extend([look.fold_glyph(true), look.fold_glyph(false)]);
            for glyph in glyphs {
                assert_eq!(glyph.width(), glyph.width_cjk(), "{glyph} is of ambiguous width");
                assert!(!ascii || glyph.is_ascii());
            }
        }
    }
}

//! PURE. The theme: colours by role (the terminal's own 16) and glyphs of one cell.
//!
//! Every status has its own glyph and word, so that no meaning depends on a colour alone. No glyph is of
//! ambiguous width (Unicode TR 11), so that columns line up in every locale. Yellow and blue are not
//! used: yellow is illegible on white, blue on black.

use ratatui::style::{Color, Modifier, Style};

use crate::checklist::NoteKind;
use crate::session::{Status, StepState};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    /// Whether colours may be used; attributes such as bold and reverse always are.
    pub colour: bool,
    /// Whether glyphs are ASCII only.
    pub ascii: bool,
    /// Whether the terminal knows hyperlinks (OSC 8), which keep a wrapped address in one link.
    pub hyperlinks: bool,
}

impl Theme {
    fn fg(self, colour: Color) -> Style {
        if self.colour { Style::new().fg(colour) } else { Style::new() }
    }

    /// The style of keys, headings and prompts.
    pub fn accent(self) -> Style {
        self.fg(Color::Cyan)
    }

    pub fn title(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// The style of secondary text.
    pub fn dim(self) -> Style {
        Style::new().add_modifier(Modifier::DIM)
    }

    /// The style of the line under the cursor, in the pane that keys go to.
    pub fn selected(self) -> Style {
        Style::new().fg(Color::Reset).add_modifier(Modifier::REVERSED).remove_modifier(Modifier::DIM)
    }

    /// The style of the line under the cursor, in the other pane.
    pub fn selected_inactive(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD | Modifier::UNDERLINED)
    }

    /// The style of the bar on top of a dialog.
    pub fn bar(self) -> Style {
        if self.colour {
            self.bg(Color::Cyan)
        } else {
            // Reversed, it would merge with the selected line below it.
            Style::new().add_modifier(Modifier::BOLD | Modifier::UNDERLINED)
        }
    }

    /// Returns black on a colour, which is legible on every terminal. It is not bold, because many terminals
    /// show bold black as grey.
    fn bg(self, colour: Color) -> Style {
        if self.colour {
            Style::new().fg(Color::Black).bg(colour)
        } else {
            Style::new().add_modifier(Modifier::REVERSED)
        }
    }

    /// The style of the filled part of a gauge.
    pub fn gauge(self) -> Style {
        self.fg(Color::Green).add_modifier(Modifier::BOLD)
    }

    /// The style of errors and exceptions.
    pub fn alert(self) -> Style {
        self.fg(Color::Red).add_modifier(Modifier::BOLD)
    }

    /// The style of questions without an answer.
    pub fn unanswered(self) -> Style {
        self.fg(Color::Magenta)
    }

    /// The style of the mark of a rehearsal, which must not be mistaken for a live session.
    pub fn rehearsal(self) -> Style {
        self.bg(Color::Magenta)
    }

    /// The style of addresses.
    pub fn link(self) -> Style {
        // Without a colour: many terminals have an illegible blue on black, or yellow on white.
        Style::new().add_modifier(Modifier::UNDERLINED)
    }

    pub fn code(self) -> Style {
        self.accent()
    }

    /// The style of a QR code: white modules on black, whatever the terminal's own colours are.
    pub fn qr_code(self) -> Style {
        if self.colour { Style::new().fg(Color::White).bg(Color::Black) } else { Style::new() }
    }

    /// The style of text that matches a search.
    pub fn search_match(self) -> Style {
        // Without a colour: many terminals show bold colours as bright ones, which are faint on white.
        Style::new().add_modifier(Modifier::BOLD | Modifier::UNDERLINED)
    }

    /// The style of the label of a checklist's note.
    pub fn note(self, kind: NoteKind) -> Style {
        let style = match kind {
            NoteKind::Note => self.accent(),
            NoteKind::Tip => self.fg(Color::Green),
            NoteKind::Important => self.fg(Color::Magenta),
            NoteKind::Warning | NoteKind::Caution => self.fg(Color::Red),
        };
        style.add_modifier(Modifier::BOLD)
    }

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

    /// Returns the glyph of a step's state, in its box: `[x]`.
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

    /// Returns the mark before a section.
    pub fn fold_glyph(self, folded: bool) -> &'static str {
        match (self.ascii, folded) {
            (true, true) => "+",
            (true, false) => "-",
            (false, true) => "\u{25b8}",
            (false, false) => "\u{25be}",
        }
    }
}

/// Returns the label of a checklist's note.
pub(super) fn note_label(kind: NoteKind) -> &'static str {
    match kind {
        NoteKind::Note => "Note",
        NoteKind::Tip => "Tip",
        NoteKind::Important => "Important",
        NoteKind::Warning => "Warning",
        NoteKind::Caution => "Caution",
    }
}

/// Returns a step's state in words: `done, re-check`.
pub fn status_label(state: &StepState) -> &'static str {
    if state.needs_recheck() { "done, re-check" } else { state.effective().label() }
}

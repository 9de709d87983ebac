//! TTY. Brings the model to the screen: only the cells that changed, in one write.

use std::io::{self, BufWriter, Write as _};

use ratatui::backend::CrosstermBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::guard::sending;
use super::pen;
use super::tty::Tty;
use crate::wizard::{Model, view};

/// More changed cells than these are sent as one synchronized update, where the terminal knows it.
const LARGE: usize = 400;

/// Clears the whole screen. The backend would send it in a write of its own.
const CLEAR: &[u8] = b"\x1b[2J";

/// The screen as the terminal shows it.
pub(super) struct Screen {
    backend: CrosstermBackend<BufWriter<Tty>>,
    shown: Buffer,
    /// Whether the terminal's content is not known: the next frame is drawn whole.
    unknown: bool,
}

impl Screen {
    pub(super) fn new() -> Self {
        let out = BufWriter::with_capacity(1 << 16, Tty);
        Self { backend: CrosstermBackend::new(out), shown: Buffer::empty(Rect::ZERO), unknown: true }
    }

    /// The next frame is drawn whole.
    pub(super) fn forget(&mut self) {
        self.unknown = true;
    }

    /// Draws what differs from the frame before, behind codes that draw nothing, in one write; where
    /// there is neither, nothing is written.
    pub(super) fn draw(&mut self, model: &Model, codes: &str) -> io::Result<()> {
        let (width, height) = model.size;
        let area = Rect { x: 0, y: 0, width, height };
        let mut next = Buffer::empty(area);
        view(model, &mut next);
        let fresh = self.unknown || self.shown.area != area;
        if fresh {
            self.shown = Buffer::empty(area);
        }
        let changed = self.shown.diff(&next);
        if changed.is_empty() && !fresh {
            return if codes.is_empty() { Ok(()) } else { self.send(codes) };
        }
        let _sending = sending();
        self.backend.write_all(codes.as_bytes())?;
        if fresh {
            self.backend.write_all(CLEAR)?;
        }
        let large = changed.len() > LARGE;
        if large {
            self.backend.write_all(b"\x1b[?2026h")?;
        }
        self.backend.write_all(pen::codes(changed).as_bytes())?;
        if large {
            self.backend.write_all(b"\x1b[?2026l")?;
        }
        io::Write::flush(&mut self.backend)?;
        self.shown = next;
        self.unknown = false;
        Ok(())
    }

    /// Sends codes to the terminal that draw nothing.
    pub(super) fn send(&mut self, codes: &str) -> io::Result<()> {
        let _sending = sending();
        self.backend.write_all(codes.as_bytes())?;
        io::Write::flush(&mut self.backend)
    }
}

//! TTY. Brings the model to the screen: only the cells that changed, in one write.

use std::io::{self, BufWriter, Write as _};

use ratatui::backend::CrosstermBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::ansi;
use super::guard::lock_output;
use super::tty::Tty;
use crate::tui::{Model, view};

/// More changed cells than these are sent as one synchronized update, where the terminal knows it.
const SYNC_THRESHOLD: usize = 400;

/// Clears the whole screen. The backend would send it in a write of its own.
const CLEAR: &[u8] = b"\x1b[2J";

/// The screen as the terminal shows it.
pub(super) struct Renderer {
    backend: CrosstermBackend<BufWriter<Tty>>,
    previous: Buffer,
    /// Whether the terminal's content is not known: the next frame is drawn whole.
    full_redraw: bool,
}

impl Renderer {
    pub(super) fn new() -> Self {
        let out = BufWriter::with_capacity(1 << 16, Tty);
        Self { backend: CrosstermBackend::new(out), previous: Buffer::empty(Rect::ZERO), full_redraw: true }
    }

    /// The next frame is drawn whole.
    pub(super) fn invalidate(&mut self) {
        self.full_redraw = true;
    }

    /// Draws what differs from the frame before, behind codes that draw nothing, in one write; where
    /// there is neither, nothing is written.
    pub(super) fn draw(&mut self, model: &Model, codes: &str) -> io::Result<()> {
        let (width, height) = model.size;
        let area = Rect { x: 0, y: 0, width, height };
        let mut next = Buffer::empty(area);
        view(model, &mut next);
        let fresh = self.full_redraw || self.previous.area != area;
        if fresh {
            self.previous = Buffer::empty(area);
        }
        let changed = self.previous.diff(&next);
        if changed.is_empty() && !fresh {
            return if codes.is_empty() { Ok(()) } else { self.write_codes(codes) };
        }
        let _sending = lock_output();
        self.backend.write_all(codes.as_bytes())?;
        if fresh {
            self.backend.write_all(CLEAR)?;
        }
        let large = changed.len() > SYNC_THRESHOLD;
        if large {
            self.backend.write_all(b"\x1b[?2026h")?;
        }
        self.backend.write_all(ansi::encode_cells(changed).as_bytes())?;
        if large {
            self.backend.write_all(b"\x1b[?2026l")?;
        }
        io::Write::flush(&mut self.backend)?;
        self.previous = next;
        self.full_redraw = false;
        Ok(())
    }

    /// Sends codes to the terminal that draw nothing.
    pub(super) fn write_codes(&mut self, codes: &str) -> io::Result<()> {
        let _sending = lock_output();
        self.backend.write_all(codes.as_bytes())?;
        io::Write::flush(&mut self.backend)
    }
}

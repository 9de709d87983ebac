//! TTY. Brings the model to the screen: only the cells that changed, in one write.

use std::io::{self, BufWriter, Stdout, Write as _};
use std::sync::{Mutex, MutexGuard, TryLockError};
use std::time::Duration;

use ratatui::backend::{Backend as _, ClearType, CrosstermBackend};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::wizard::{Model, view};

/// Held while a frame is written, so that an ending program does not cut into it.
static DRAWING: Mutex<()> = Mutex::new(());

/// More changed cells than these are sent as one synchronized update, where the terminal knows it.
const LARGE: usize = 400;

/// The screen as the terminal shows it.
pub(super) struct Screen {
    backend: CrosstermBackend<BufWriter<Stdout>>,
    shown: Buffer,
    /// Whether the terminal's content is not known: the next frame is drawn whole.
    unknown: bool,
}

impl Screen {
    pub(super) fn new() -> Self {
        let out = BufWriter::with_capacity(1 << 16, io::stdout());
        Self { backend: CrosstermBackend::new(out), shown: Buffer::empty(Rect::ZERO), unknown: true }
    }

    /// The next frame is drawn whole.
    pub(super) fn forget(&mut self) {
        self.unknown = true;
    }

    /// Draws what differs from the frame before; nothing differs, nothing is written.
    pub(super) fn draw(&mut self, model: &Model) -> io::Result<()> {
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
            return Ok(());
        }
        let _drawing = lock();
        if fresh {
            self.backend.clear_region(ClearType::All)?;
        }
        let large = changed.len() > LARGE;
        if large {
            self.backend.write_all(b"\x1b[?2026h")?;
        }
        self.backend.draw(changed.into_iter())?;
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
        let _drawing = lock();
        self.backend.write_all(codes.as_bytes())?;
        io::Write::flush(&mut self.backend)
    }
}

fn lock() -> MutexGuard<'static, ()> {
    DRAWING.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Waits for a frame that is being written, but not for a terminal that takes nothing, and keeps
/// any other from being drawn.
pub(super) fn hold() {
    for _ in 0..20 {
        match DRAWING.try_lock() {
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(5)),
            Ok(guard) => return std::mem::forget(guard),
            Err(TryLockError::Poisoned(guard)) => return std::mem::forget(guard),
        }
    }
}

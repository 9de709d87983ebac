//! TTY. The terminal's events as messages to the wizard. crossterm's types for them go no further.

use std::io;
use std::time::Duration;

use crossterm::event::{
    self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEventKind,
};

use super::guard;
#[cfg(windows)]
use super::paste::{EventSource, PasteDetector};
#[cfg(unix)]
use super::signals;
use crate::tui::{Code, Key, Msg};

/// How long crossterm is asked for events that it has read already. With no time at all it does not check,
/// and until the time is over it checks again and again, without waiting.
#[cfg(unix)]
const PEEK_TIMEOUT: Duration = Duration::from_micros(50);

/// How long crossterm may take to read what is there: far longer than it needs.
#[cfg(unix)]
const READ_TIMEOUT: Duration = Duration::from_millis(20);

/// Reads the terminal's events.
pub(super) struct InputReader {
    /// Whether crossterm may hold events that it has read already: several may come in one read.
    #[cfg(unix)]
    may_be_buffered: bool,
    #[cfg(windows)]
    paste: PasteDetector,
}

#[cfg(unix)]
impl InputReader {
    pub(super) fn new() -> Self {
        Self { may_be_buffered: true }
    }

    /// Returns the next message: None if no event came in this time, or one that means nothing.
    pub(super) fn next_msg(&mut self, within: Duration) -> io::Result<Option<Msg>> {
        if self.may_be_buffered && event::poll(PEEK_TIMEOUT)? {
            return event::read().map(to_msg);
        }
        let is_ready = signals::wait_for_input(within)? && event::poll(READ_TIMEOUT)?;
        // On a busy machine the peek may have come too late: it is repeated where nothing else took time.
        self.may_be_buffered = is_ready || !within.is_zero();
        if is_ready { event::read().map(to_msg) } else { Ok(None) }
    }
}

#[cfg(windows)]
impl InputReader {
    pub(super) fn new() -> Self {
        Self { paste: PasteDetector::new() }
    }

    /// Returns the next message: None if no event came in this time, or one that means nothing.
    pub(super) fn next_msg(&mut self, within: Duration) -> io::Result<Option<Msg>> {
        Ok(self.paste.next_event(&mut Console, within)?.and_then(to_msg))
    }
}

/// The console's events.
#[cfg(windows)]
struct Console;

#[cfg(windows)]
impl EventSource for Console {
    fn next_event(&mut self, within: Duration) -> io::Result<Option<Event>> {
        if event::poll(within)? { event::read().map(Some) } else { Ok(None) }
    }
}

/// Returns what an event means to the wizard.
fn to_msg(event: Event) -> Option<Msg> {
    match event {
        // On Windows every key comes twice, pressed and released.
        Event::Key(key) if key.kind == KeyEventKind::Release => None,
        Event::Key(key) => to_key(key).map(Msg::Key),
        Event::Paste(text) => Some(Msg::Paste(text)),
        Event::Mouse(mouse) => match mouse.kind {
            MouseEventKind::Down(MouseButton::Left) => Some(Msg::Click(mouse.column, mouse.row)),
            MouseEventKind::ScrollDown => Some(Msg::Wheel(true, mouse.column, mouse.row)),
            MouseEventKind::ScrollUp => Some(Msg::Wheel(false, mouse.column, mouse.row)),
            _ => None,
        },
        // The numbers of the event may be stale or wrong: the terminal is asked for its size.
        Event::Resize(..) => guard::size().ok().map(|(width, height)| Msg::Resize(width, height)),
        Event::FocusGained | Event::FocusLost => None,
    }
}

fn to_key(event: KeyEvent) -> Option<Key> {
    let code = match event.code {
        // A line feed: Enter, as a script sends it, or as it was typed before the terminal was ours.
        KeyCode::Char('j') if cfg!(unix) && event.modifiers == KeyModifiers::CONTROL => {
            return Some(Key { code: Code::Enter, ctrl: false, alt: false, shift: false });
        }
        KeyCode::Char(c) => Code::Char(c),
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Tab => Code::Tab,
        KeyCode::BackTab => Code::BackTab,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Insert => Code::Insert,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        KeyCode::F(n) => Code::F(n),
        _ => return None,
    };
    let has = |modifier| event.modifiers.contains(modifier);
    Some(Key {
        code,
        ctrl: has(KeyModifiers::CONTROL),
        alt: has(KeyModifiers::ALT),
        // A capital letter is its own key.
        shift: has(KeyModifiers::SHIFT) && !matches!(code, Code::Char(_) | Code::BackTab),
    })
}

#[cfg(test)]
#[path = "tests/input.rs"]
mod tests;

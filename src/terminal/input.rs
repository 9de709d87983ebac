//! TTY. The terminal's events as the wizard's messages. Its types go no further than here.

use std::io;
use std::time::Duration;

use crossterm::event::{
    self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEventKind,
};

use crate::tui::{Code, Key, Msg};

/// So long a look takes at what crossterm has read already. With no time at all it does not look, and
/// until the time is over it looks again and again, without waiting.
#[cfg(not(windows))]
const PEEK_TIMEOUT: Duration = Duration::from_micros(50);

/// So long crossterm may take for what is there to be read: far longer than it needs.
#[cfg(not(windows))]
const READ_TIMEOUT: Duration = Duration::from_millis(20);

/// The keys as they come in.
pub(super) struct InputReader {
    /// Whether crossterm may hold events that it has read already: several may come in one read.
    #[cfg(not(windows))]
    may_be_buffered: bool,
    #[cfg(windows)]
    sorter: super::paste::PasteDetector,
}

#[cfg(not(windows))]
impl InputReader {
    pub(super) fn new() -> Self {
        Self { may_be_buffered: true }
    }

    /// What comes next; nothing if nothing came in this time, or if it means nothing.
    pub(super) fn next_msg(&mut self, within: Duration) -> io::Result<Option<Msg>> {
        if self.may_be_buffered && event::poll(PEEK_TIMEOUT)? {
            return event::read().map(to_msg);
        }
        let came = super::waker::wait_for_input(within)? && event::poll(READ_TIMEOUT)?;
        // The look may have come too late on a machine that is busy: it is taken once more where there
        // was time for nothing else.
        self.may_be_buffered = came || !within.is_zero();
        if came { event::read().map(to_msg) } else { Ok(None) }
    }
}

#[cfg(windows)]
impl InputReader {
    pub(super) fn new() -> Self {
        Self { sorter: super::paste::PasteDetector::new() }
    }

    /// What comes next; nothing if nothing came in this time, or if it means nothing.
    pub(super) fn next(&mut self, within: Duration) -> io::Result<Option<Msg>> {
        Ok(self.sorter.next(&mut Terminal, within)?.and_then(to_msg))
    }
}

/// The terminal's events.
#[cfg(windows)]
struct Terminal;

#[cfg(windows)]
impl super::paste::EventSource for Terminal {
    fn next(&mut self, within: Duration) -> io::Result<Option<Event>> {
        if event::poll(within)? { event::read().map(Some) } else { Ok(None) }
    }
}

/// What an event means to the wizard; nothing for those that mean nothing.
fn to_msg(event: Event) -> Option<Msg> {
    match event {
        // On Windows every key comes twice, pressed and released.
        Event::Key(key) if key.kind == KeyEventKind::Release => None,
        Event::Key(key) => self::to_key(key).map(Msg::Key),
        Event::Paste(text) => Some(Msg::Paste(text)),
        Event::Mouse(mouse) => match mouse.kind {
            MouseEventKind::Down(MouseButton::Left) => Some(Msg::Click(mouse.column, mouse.row)),
            MouseEventKind::ScrollDown => Some(Msg::Wheel(true, mouse.column, mouse.row)),
            MouseEventKind::ScrollUp => Some(Msg::Wheel(false, mouse.column, mouse.row)),
            _ => None,
        },
        // The numbers of the event may be stale or wrong: the terminal is asked for its size.
        Event::Resize(..) => super::tty::size().ok().map(|(width, height)| Msg::Resize(width, height)),
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
mod tests {
    use super::*;

    #[test]
    fn a_key_that_was_pressed_counts_and_its_release_does_not() {
        let of =
            |kind| to_msg(Event::Key(KeyEvent::new_with_kind(KeyCode::Char(' '), KeyModifiers::NONE, kind)));
        let space = Key { code: Code::Char(' '), ctrl: false, alt: false, shift: false };
        assert!(matches!(of(KeyEventKind::Press), Some(Msg::Key(key)) if key == space));
        assert!(matches!(of(KeyEventKind::Repeat), Some(Msg::Key(key)) if key == space));
        assert!(of(KeyEventKind::Release).is_none());
    }
}

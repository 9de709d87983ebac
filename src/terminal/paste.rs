//! TTY. Detects pastes on Windows, where they arrive as keys, Enter included: by their speed, so that a
//! paste marks no step. Elsewhere the terminal itself says what was pasted.

use std::collections::VecDeque;
use std::io;
use std::time::{Duration, Instant};

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

/// Keys with a shorter gap between them belong to one burst.
const BURST_GAP: Duration = Duration::from_millis(5);
/// A paste ends with a gap of this length.
const PASTE_END_GAP: Duration = Duration::from_millis(60);
/// How many keys can be typed at once: with two fingers that fall together.
const MAX_SIMULTANEOUS_KEYS: u128 = 2;
/// A held key repeats about every 33 milliseconds, and nobody types faster.
const MIN_KEY_INTERVAL_MS: u128 = 25;

/// A source of events: the console, or the script of a test.
pub(super) trait EventSource {
    /// Returns the next event, if one comes within this time.
    fn next_event(&mut self, within: Duration) -> io::Result<Option<Event>>;
}

/// Turns a burst of keys that nobody can type into one event.
pub(super) struct PasteDetector {
    queued: VecDeque<Event>,
    /// When the source was last empty: what was typed since then waits in the console.
    drained_at: Instant,
}

impl PasteDetector {
    pub(super) fn new() -> Self {
        Self { queued: VecDeque::new(), drained_at: Instant::now() }
    }

    /// Returns the next event, if one comes within this time; a paste is one event.
    pub(super) fn next_event(
        &mut self,
        source: &mut dyn EventSource,
        within: Duration,
    ) -> io::Result<Option<Event>> {
        if self.queued.is_empty() {
            let busy = self.drained_at.elapsed();
            let (first, busy) = match source.next_event(Duration::ZERO)? {
                Some(first) => (Some(first), busy),
                None => (source.next_event(within)?, Duration::ZERO),
            };
            if let Some(first) = first {
                self.read_burst(first, busy, source)?;
            }
            self.drained_at = Instant::now();
        }
        Ok(self.queued.pop_front())
    }

    /// Reads all events that come together with the first one.
    fn read_burst(&mut self, first: Event, busy: Duration, source: &mut dyn EventSource) -> io::Result<()> {
        let may_be_typed = MAX_SIMULTANEOUS_KEYS + busy.as_millis() / MIN_KEY_INTERVAL_MS;
        let mut typed = 0;
        let mut next = Some(first);
        while let Some(event) = next {
            // A moving mouse sends events without an end.
            let may_continue = matches!(event, Event::Key(_));
            typed += u128::from(typed_char(&event).is_some());
            self.queued.push_back(event);
            let within = if typed > may_be_typed { PASTE_END_GAP } else { BURST_GAP };
            next = if may_continue { source.next_event(within)? } else { None };
        }
        if typed > may_be_typed {
            let pasted = self.queued.iter().filter_map(typed_char).collect();
            self.queued.retain(|event| !matches!(event, Event::Key(_)));
            self.queued.push_front(Event::Paste(pasted));
        }
        Ok(())
    }
}

/// Returns the character that a key would be in a text.
fn typed_char(event: &Event) -> Option<char> {
    let Event::Key(KeyEvent { code, modifiers, kind, .. }) = event else { return None };
    // Where Ctrl and Alt are both held, it is AltGr, by which many keyboards write `@` and `{`.
    let both = KeyModifiers::CONTROL | KeyModifiers::ALT;
    if *kind == KeyEventKind::Release || (modifiers.intersects(both) && !modifiers.contains(both)) {
        return None;
    }
    match code {
        KeyCode::Char(c) => Some(*c),
        KeyCode::Enter => Some('\n'),
        KeyCode::Tab => Some('\t'),
        _ => None,
    }
}

#[cfg(test)]
#[path = "tests/paste.rs"]
mod tests;

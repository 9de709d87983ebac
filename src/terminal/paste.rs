//! TTY. On Windows a paste arrives as keys, Enter included. It is told from typing by its speed, so
//! that it ticks nothing. Elsewhere the terminal itself says what was pasted, and keys that were
//! typed ahead over a slow line are all taken.

use std::collections::VecDeque;
use std::io;
use std::time::{Duration, Instant};

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

/// Keys that follow each other closer than this are looked at together.
const BURST_GAP: Duration = Duration::from_millis(5);
/// A paste ends where nothing came for so long.
const PASTE_END_GAP: Duration = Duration::from_millis(60);
/// So many keys at once can be typed: two fingers that fall together.
const MAX_SIMULTANEOUS_KEYS: u128 = 2;
/// A held key repeats about every 33 milliseconds, and nobody types faster.
const MIN_KEY_INTERVAL_MS: u128 = 25;

/// Where events come from.
pub(super) trait EventSource {
    /// The next event, if one is there or comes within this time.
    fn next_event(&mut self, within: Duration) -> io::Result<Option<Event>>;
}

/// The events that were taken from the terminal and are still to be looked at.
pub(super) struct PasteDetector {
    queued: VecDeque<Event>,
    /// When nothing was left to be taken: what was typed since then waits in the console.
    drained_at: Instant,
}

impl PasteDetector {
    pub(super) fn new() -> Self {
        Self { queued: VecDeque::new(), drained_at: Instant::now() }
    }

    /// The next event; a paste is one. None if nothing came in this time.
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

    /// Takes all that comes together with the first event. What is pasted becomes one event.
    fn read_burst(&mut self, first: Event, busy: Duration, source: &mut dyn EventSource) -> io::Result<()> {
        let may_be_typed = MAX_SIMULTANEOUS_KEYS + busy.as_millis() / MIN_KEY_INTERVAL_MS;
        let mut typed = 0;
        let mut event = Some(first);
        while let Some(come) = event {
            // A moving mouse sends events without an end.
            let more = matches!(come, Event::Key(_));
            typed += u128::from(typed_char(&come).is_some());
            self.queued.push_back(come);
            let within = if typed > may_be_typed { PASTE_END_GAP } else { BURST_GAP };
            event = if more { source.next_event(within)? } else { None };
        }
        if typed > may_be_typed {
            let pasted = self.queued.iter().filter_map(typed_char).collect();
            self.queued.retain(|event| !matches!(event, Event::Key(_)));
            self.queued.push_front(Event::Paste(pasted));
        }
        Ok(())
    }
}

/// What a key would be as a piece of text.
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
mod tests {
    use super::*;

    /// Events with the time that passes before each.
    struct Script(VecDeque<(u64, Event)>);

    impl EventSource for Script {
        fn next_event(&mut self, within: Duration) -> io::Result<Option<Event>> {
            let comes = self.0.front().is_some_and(|(wait, _)| Duration::from_millis(*wait) <= within);
            Ok(if comes { self.0.pop_front().map(|(_, event)| event) } else { None })
        }
    }

    fn key(code: KeyCode, kind: KeyEventKind) -> Event {
        Event::Key(KeyEvent::new_with_kind(code, KeyModifiers::NONE, kind))
    }

    /// Each character pressed and released, so many milliseconds after the one before.
    fn keys(text: &str, every: u64) -> Vec<(u64, Event)> {
        let code = |c| if c == '\n' { KeyCode::Enter } else { KeyCode::Char(c) };
        let both = |c| {
            let press = key(code(c), KeyEventKind::Press);
            [(every, press), (0, key(code(c), KeyEventKind::Release))]
        };
        text.chars().flat_map(both).collect()
    }

    /// What the loop gets to see; without the releases, which it drops.
    fn detected(script: Vec<(u64, Event)>, busy: u64) -> Vec<Event> {
        let mut sorter = PasteDetector::new();
        sorter.drained_at = Instant::now().checked_sub(Duration::from_millis(busy)).unwrap();
        let mut script = Script(script.into());
        let mut events = Vec::new();
        while let Some(event) = sorter.next_event(&mut script, Duration::from_secs(1)).unwrap() {
            events.push(event);
        }
        events.retain(|event| !matches!(event, Event::Key(key) if key.kind == KeyEventKind::Release));
        events
    }

    #[test]
    fn a_paste_is_one_event_and_no_key() {
        let pasted = |text: &str| vec![Event::Paste(text.to_owned())];
        assert_eq!(detected(keys("dies\n \n", 0), 0), pasted("dies\n \n"));
        // It comes in pieces, and slowly to begin with.
        let mut pieces = keys("one ", 1);
        pieces.extend(keys("piece\n", 40));
        assert_eq!(detected(pieces, 0), pasted("one piece\n"));
    }

    #[test]
    fn typing_stays_typing() {
        let typed = keys("typed fast\n", 30);
        assert_eq!(detected(typed, 0).len(), 11);
        let together = keys("jk", 0);
        assert_eq!(detected(together, 0).len(), 2);
        assert!(detected(keys("jk", 0), 0).iter().all(|event| matches!(event, Event::Key(_))));
    }

    #[test]
    fn what_was_typed_while_the_disk_was_slow_is_all_taken() {
        let ahead = keys("jjj jjj ", 0);
        assert_eq!(detected(ahead.clone(), 400).len(), 8);
        assert_eq!(detected(ahead, 20).len(), 1, "nobody types that fast");
    }

    #[test]
    fn what_is_no_text_goes_on_behind_a_paste() {
        let mut script = keys("text\n", 0);
        script.push((0, Event::Resize(80, 25)));
        assert_eq!(detected(script, 0), [Event::Paste("text\n".to_owned()), Event::Resize(80, 25)]);
        let arrows: Vec<_> = (0..9).map(|_| (0, key(KeyCode::Down, KeyEventKind::Press))).collect();
        assert_eq!(detected(arrows, 0).len(), 9);
    }
}

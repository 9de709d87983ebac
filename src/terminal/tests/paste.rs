//! Pastes and typing, told apart by a script of events.

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

/// Returns what the loop gets to see, without the releases, which it drops.
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
fn keys_typed_while_the_disk_was_slow_are_all_taken() {
    let ahead = keys("jjj jjj ", 0);
    assert_eq!(detected(ahead.clone(), 400).len(), 8);
    assert_eq!(detected(ahead, 20).len(), 1, "nobody types that fast");
}

#[test]
fn other_events_come_behind_a_paste() {
    let mut script = keys("text\n", 0);
    script.push((0, Event::Resize(80, 25)));
    assert_eq!(detected(script, 0), [Event::Paste("text\n".to_owned()), Event::Resize(80, 25)]);
    let arrows: Vec<_> = (0..9).map(|_| (0, key(KeyCode::Down, KeyEventKind::Press))).collect();
    assert_eq!(detected(arrows, 0).len(), 9);
}

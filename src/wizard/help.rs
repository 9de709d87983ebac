//! PURE. The help: the key table as text, the keys of this place first.

use super::keymap::{ALWAYS, Binding, EVERYWHERE, KEYS, Place};

/// The column in which the help tells what a key does.
pub(super) const COLUMN: usize = 16;

/// The help's lines, as seen from a place.
pub(super) fn lines(from: Place) -> Vec<String> {
    let mut places = vec![from];
    places.extend(Place::ALL.into_iter().filter(|place| *place != from));
    let mut lines = Vec::new();
    for place in places {
        lines.push(place.title().to_owned());
        lines.extend(KEYS.iter().filter(|binding| binding.place == place).map(told));
        lines.push(String::new());
    }
    lines.push("Everywhere".to_owned());
    lines.extend(EVERYWHERE.iter().chain(ALWAYS).map(told));
    lines.push(String::new());
    lines.push("Every change is on disk before it shows, so leaving never asks.".to_owned());
    lines
}

fn told(binding: &Binding) -> String {
    format!("  {:<13} {}", binding.keys, binding.help)
}

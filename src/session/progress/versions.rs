//! PURE. What was recorded of one thing, layer on layer: nothing is ever taken out.
//!
//! What is undone only stops to count, so that it can count again, and so that what others
//! recorded, before it or since, stands as they left it.

use super::Stamp;

/// Everything that was recorded of one thing, in the order of the fold. The last layer that
/// counts is the one that stands.
#[derive(Debug, Clone)]
pub(super) struct Versions<T>(Vec<Version<T>>);

#[derive(Debug, Clone)]
struct Version<T> {
    value: T,
    stamp: Stamp,
    undone: bool,
    /// The entry of the same writer that made it, took it back, or brought it back, whichever was
    /// last: an entry that undoes names it.
    last_seq: u64,
}

// Not derived: that would ask for a default of `T`.
impl<T> Default for Versions<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Versions<T> {
    /// Nothing recorded.
    pub(super) const fn new() -> Self {
        Self(Vec::new())
    }

    /// Lays a value on top.
    pub(super) fn push(&mut self, value: T, stamp: Stamp) {
        let last = stamp.seq;
        self.0.push(Version { value, stamp, undone: false, last_seq: last });
    }

    /// Takes back what the entry `undoes` of this writer did here: a layer counts no more, or
    /// again. Whether there is such an entry.
    pub(super) fn toggle_undone(&mut self, by: &Stamp, undoes: u64) -> bool {
        let is = |layer: &&mut Version<T>| layer.last_seq == undoes && layer.stamp.by == by.by;
        let Some(layer) = self.0.iter_mut().rev().find(is) else { return false };
        layer.undone = !layer.undone;
        layer.last_seq = by.seq;
        true
    }

    /// What stands, and who recorded it.
    pub(super) fn current(&self) -> Option<(&T, &Stamp)> {
        let layer = self.0.iter().rev().find(|layer| !layer.undone)?;
        Some((&layer.value, &layer.stamp))
    }

    /// Every value, whether it counts or not.
    pub(super) fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.0.iter_mut().map(|layer| &mut layer.value)
    }
}

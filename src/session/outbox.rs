//! PURE. The changes of a person that are not saved yet, in one queue.
//!
//! The changes at the front are being saved together; the others wait. Further changes are accepted all
//! the while, and each is decided on the preview: the progress once everything before it is saved.

use std::borrow::Cow;
use std::collections::VecDeque;

use jiff::Timestamp;

use super::{Command, Entry, Event, Progress, Refusal, decide};
use crate::checklist::Checklist;

/// The error of changes that another process of the same writer came before.
const CONFLICT: &str = "not saved: somebody was faster";

/// A change that is not saved yet.
#[derive(Debug, Clone, PartialEq)]
pub struct UnsavedChange {
    pub command: Command,
    pub on_saved: OnSaved,
}

/// What follows a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnSaved {
    Stay,
    /// The cursor goes to the next open step, if it is still at the step of the change.
    Advance,
}

/// The state of the changes at the front of the queue.
#[derive(Debug, Default, PartialEq)]
enum InFlight {
    #[default]
    Idle,
    /// The first `changes` of the queue are being saved together.
    Saving { changes: usize, since: Timestamp },
    /// The progress lacks entries that came out of order: nothing is decided before it is replayed.
    Stale,
    /// The first change could not be saved, for this reason. It waits to be retried.
    Failed(String),
}

/// The queue of unsaved changes. The caller keeps the progress, and applies to it what was saved.
#[derive(Debug, Default)]
pub struct Outbox {
    unsaved: VecDeque<UnsavedChange>,
    in_flight: InFlight,
    preview: Option<Preview>,
}

/// The progress once the changes of the queue are saved, kept while it is valid.
#[derive(Debug)]
struct Preview {
    /// The number of entries in the progress that it builds on.
    base: u64,
    /// How many changes of the queue are in it.
    changes: usize,
    /// Whether one of them changes the checklist.
    adopts: bool,
    progress: Progress,
}

/// What became of a change that was submitted.
#[derive(Debug, PartialEq)]
pub enum Submitted {
    /// It is in the queue, and its event is to be recorded now.
    Dispatched {
        event: Event,
        /// Whether another change, which had failed before, was given up for it.
        gave_up: bool,
    },
    /// It waits in the queue.
    Queued,
    /// There is nothing to record: everything already is as it asks.
    Unchanged,
    Refused(Refusal),
    /// It is not accepted: nothing can be decided behind a change of the checklist.
    Adopting,
}

/// The changes at the front of the queue after it moved on.
#[derive(Debug, Default, PartialEq)]
pub struct Dispatched {
    /// The events to be recorded now, together; none where nothing is left to record.
    pub events: Vec<Event>,
    /// The changes before them that left the queue: refused, or `None` where there was nothing to record.
    pub settled: Vec<(UnsavedChange, Option<Refusal>)>,
}

impl Outbox {
    /// Decides a change on the preview. It is to be recorded now if nothing is before it, and waits otherwise.
    pub fn submit(&mut self, progress: &Progress, change: &UnsavedChange, now: Timestamp) -> Submitted {
        let ahead = self.look_ahead(progress);
        if ahead.is_some_and(|ahead| ahead.adopts) {
            return Submitted::Adopting;
        }
        match decide(ahead.map_or(progress, |ahead| &ahead.progress), &change.command) {
            Err(refusal) => Submitted::Refused(refusal),
            Ok(None) => Submitted::Unchanged,
            Ok(Some(_)) if self.is_saving() => {
                self.unsaved.push_back(change.clone());
                Submitted::Queued
            }
            Ok(Some(event)) => {
                let gave_up = self.unsaved.drain(..).any(|failed| failed.command != change.command);
                self.unsaved.push_back(change.clone());
                self.in_flight = InFlight::Saving { changes: 1, since: now };
                Submitted::Dispatched { event, gave_up }
            }
        }
    }

    /// Empties the queue and decides commands one after the other. Returns the events of all of them.
    ///
    /// # Errors
    /// The position of the refused command, from 0, and the refusal. The queue is empty then.
    pub fn submit_all(
        &mut self,
        progress: &Progress,
        commands: &[Command],
        now: Timestamp,
    ) -> Result<Vec<Event>, (usize, Refusal)> {
        let change = |command: &Command| UnsavedChange { command: command.clone(), on_saved: OnSaved::Stay };
        *self = Self { unsaved: commands.iter().map(change).collect(), ..Self::default() };
        self.dispatch_all(progress, now)
    }

    /// Returns all refusals of these commands, with their indices, each decided as if the ones before it that
    /// are not refused were recorded.
    pub fn refusals(progress: &Progress, commands: &[Command]) -> Vec<(usize, Refusal)> {
        let mut lookahead = Lookahead::new(progress);
        let decided = commands.iter().map(|command| lookahead.decide(command));
        decided.enumerate().filter_map(|(index, result)| Some((index, result.err()?))).collect()
    }

    /// Decides the whole queue again, after a conflict.
    ///
    /// # Errors
    /// As for `submit_all`.
    pub fn dispatch_all(
        &mut self,
        progress: &Progress,
        now: Timestamp,
    ) -> Result<Vec<Event>, (usize, Refusal)> {
        let changes = std::mem::take(&mut self.unsaved);
        self.in_flight = InFlight::Idle;
        let mut lookahead = Lookahead::new(progress);
        let mut events = Vec::new();
        for (position, change) in changes.iter().enumerate() {
            events.extend(lookahead.decide(&change.command).map_err(|refusal| (position, refusal))?);
        }
        if !events.is_empty() {
            self.in_flight = InFlight::Saving { changes: changes.len(), since: now };
            self.unsaved = changes;
        }
        Ok(events)
    }

    /// If nothing is being saved, decides the changes that wait. Returns the events of as many as can be
    /// recorded together.
    pub fn dispatch(&mut self, progress: &Progress, now: Timestamp) -> Dispatched {
        let mut dispatched = Dispatched::default();
        if self.in_flight != InFlight::Idle {
            return dispatched;
        }
        let mut lookahead = Lookahead::new(progress);
        while let Some(change) = self.unsaved.get(dispatched.events.len()) {
            match lookahead.decide(&change.command) {
                Ok(Some(event)) => dispatched.events.push(event),
                unrecorded if dispatched.events.is_empty() => {
                    let change = self.unsaved.pop_front();
                    dispatched.settled.extend(change.map(|change| (change, unrecorded.err())));
                }
                // It leaves the queue once those before it are saved.
                _ => break,
            }
        }
        self.preview = None;
        if !dispatched.events.is_empty() {
            self.in_flight = InFlight::Saving { changes: dispatched.events.len(), since: now };
        }
        dispatched
    }

    /// Takes the changes that were being saved, and are on disk now, out of the queue.
    pub fn saved(&mut self) -> Vec<UnsavedChange> {
        let saved = self.in_flight_changes();
        self.preview = None;
        self.in_flight = InFlight::Idle;
        self.unsaved.drain(..saved).collect()
    }

    /// Puts everything back to be decided again: another process of the same writer recorded something first.
    /// `in_order` tells whether its entries were applied; otherwise, the queue waits for a replay.
    pub fn conflict(&mut self, in_order: bool) {
        self.preview = None;
        let settled = in_order || self.unsaved.is_empty();
        self.in_flight = if settled { InFlight::Idle } else { InFlight::Stale };
    }

    /// Keeps the first change for a retry, and takes the others out of the queue: they were not saved.
    pub fn failed(&mut self, error: String) -> Vec<UnsavedChange> {
        self.preview = None;
        self.in_flight = if self.unsaved.is_empty() { InFlight::Idle } else { InFlight::Failed(error) };
        self.unsaved.drain(1.min(self.unsaved.len())..).collect()
    }

    /// Ends the wait for a replay.
    pub fn replayed(&mut self) {
        self.preview = None;
        if self.in_flight == InFlight::Stale {
            self.in_flight = InFlight::Idle;
        }
    }

    /// Puts a change that was not saved back to be decided again. Returns whether there is one.
    pub fn retry(&mut self) -> bool {
        let is_retried = matches!(self.in_flight, InFlight::Failed(_) | InFlight::Stale);
        if is_retried {
            self.in_flight = InFlight::Idle;
        }
        is_retried
    }

    /// Takes the change that could not be saved out of the queue.
    pub fn take_failed(&mut self) -> Option<UnsavedChange> {
        let failed = matches!(self.in_flight, InFlight::Failed(_)).then(|| self.unsaved.pop_front())?;
        self.in_flight = InFlight::Idle;
        failed
    }

    /// Takes the changes that wait out of the queue. What is being saved, or failed, stays.
    pub fn discard_waiting(&mut self) -> Vec<UnsavedChange> {
        self.preview = None;
        let keep = self.unsaved.len() - self.not_dispatched();
        self.unsaved.drain(keep..).collect()
    }

    /// Takes the changes to steps and questions that the checklist no longer has out of the queue, except those
    /// that are being saved.
    pub fn remove_orphans(&mut self, checklist: &Checklist) -> Vec<(UnsavedChange, Refusal)> {
        self.preview = None;
        let mut orphans = Vec::new();
        let saving = self.unsaved.drain(..self.in_flight_changes()).collect();
        for change in std::mem::replace(&mut self.unsaved, saving) {
            match change.command.check_target(checklist) {
                Ok(()) => self.unsaved.push_back(change),
                Err(refusal) => orphans.push((change, refusal)),
            }
        }
        if self.unsaved.is_empty() {
            self.in_flight = InFlight::Idle;
        }
        orphans
    }

    /// Returns the progress once all unsaved changes are saved; the current one if none is being saved, or
    /// the checklist will be another one.
    pub fn preview<'a>(&'a mut self, progress: &'a Progress) -> &'a Progress {
        let ahead = self.look_ahead(progress).filter(|ahead| !ahead.adopts);
        ahead.map_or(progress, |ahead| &ahead.progress)
    }

    fn look_ahead(&mut self, progress: &Progress) -> Option<&Preview> {
        if !self.is_saving() {
            return None;
        }
        let base = progress.entries();
        // With two hundred keys typed at once, each change builds on the preview of the one before.
        let known = self.preview.take().filter(|preview| preview.base == base);
        let mut preview =
            known.unwrap_or_else(|| Preview { base, changes: 0, adopts: false, progress: progress.clone() });
        for change in self.unsaved.iter().skip(preview.changes) {
            if let Ok(Some(event)) = decide(&preview.progress, &change.command) {
                preview.adopts |= matches!(event, Event::Adopted { .. });
                apply_unsaved(&mut preview.progress, event);
            }
            preview.changes += 1;
        }
        Some(self.preview.insert(preview))
    }

    /// Returns whether changes are being saved or wait.
    pub fn is_saving(&self) -> bool {
        !self.unsaved.is_empty() && !matches!(self.in_flight, InFlight::Failed(_))
    }

    /// Returns since when changes are being saved.
    pub fn saving_since(&self) -> Option<Timestamp> {
        match self.in_flight {
            InFlight::Saving { since, .. } => Some(since),
            _ => None,
        }
    }

    /// Returns why the first change is not saved, after an attempt.
    pub fn error(&self) -> Option<&str> {
        match &self.in_flight {
            InFlight::Failed(error) => Some(error),
            InFlight::Stale => Some(CONFLICT),
            InFlight::Idle | InFlight::Saving { .. } => None,
        }
    }

    /// All changes that are not saved, in their order.
    pub fn unsaved(&self) -> impl ExactSizeIterator<Item = &UnsavedChange> {
        self.unsaved.iter()
    }

    /// The number of changes behind the first.
    pub fn waiting(&self) -> usize {
        self.unsaved.len().saturating_sub(1)
    }

    /// The number of changes that were never attempted to be saved.
    pub fn not_dispatched(&self) -> usize {
        match self.in_flight {
            InFlight::Saving { changes, .. } => self.unsaved.len().saturating_sub(changes),
            InFlight::Idle => self.unsaved.len(),
            InFlight::Stale | InFlight::Failed(_) => self.waiting(),
        }
    }

    fn in_flight_changes(&self) -> usize {
        match self.in_flight {
            InFlight::Saving { changes, .. } => changes.min(self.unsaved.len()),
            _ => 0,
        }
    }
}

/// Decides commands in a row, each on what those before it come to.
struct Lookahead<'a> {
    progress: Cow<'a, Progress>,
    /// The last event, applied only once another command is decided: a single one costs no copy.
    unapplied: Option<Event>,
}

impl<'a> Lookahead<'a> {
    fn new(progress: &'a Progress) -> Self {
        Self { progress: Cow::Borrowed(progress), unapplied: None }
    }

    fn decide(&mut self, command: &Command) -> Result<Option<Event>, Refusal> {
        if let Some(event) = self.unapplied.take() {
            apply_unsaved(self.progress.to_mut(), event);
        }
        let event = decide(&self.progress, command)?;
        self.unapplied.clone_from(&event);
        Ok(event)
    }
}

/// Applies an event as if it were recorded, under the number that it will have: an undo names it.
fn apply_unsaved(progress: &mut Progress, event: Event) {
    let me = progress.me().clone();
    let (seq, at) = (progress.last_own_seq() + 1, progress.started().at);
    progress.apply(&me, &Entry { seq, clock: u64::MAX, at, event });
}

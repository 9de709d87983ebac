//! PURE. Changes on their way to the disk: one is being saved, others wait for it.
//!
//! Keys are taken all the while, and mean what they mean on a quick disk: each is decided on what will
//! be so once all before it is saved. Nothing of that is shown before it is saved.

use jiff::Timestamp;

use super::screens::session::SessionScreen;
use crate::checklist::StepIx;
use crate::session::{Command, Entry, Event, Progress, Refusal, decide};

/// A change that is being saved, or could not be.
#[derive(Debug, Clone)]
pub struct InFlight {
    /// What was wished.
    pub command: Command,
    /// Where the cursor goes.
    pub on_saved: OnSaved,
    /// Since when it is under way.
    pub since: Timestamp,
    /// What went wrong, where it could not be saved.
    pub error: Option<String>,
    /// Why it cannot be decided again, where the checklist changed under it.
    pub refusal: Option<Refusal>,
    /// Whether it is to be decided again as soon as the session is replayed.
    pub resubmit: bool,
}

/// What follows a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnSaved {
    /// Nothing.
    Stay,
    /// On to the next open step, if the cursor is still at this one.
    Advance(StepIx),
}

impl SessionScreen {
    /// Whether a change is being saved.
    pub fn is_saving(&self) -> bool {
        self.in_flight.as_ref().is_some_and(|pending| pending.error.is_none() || pending.resubmit)
    }

    /// The changes that are on their way, in their order.
    pub fn unsaved(&self) -> impl Iterator<Item = &Command> {
        let saving = self.in_flight.iter().filter(|pending| self.is_saving() && pending.refusal.is_none());
        saving.map(|pending| &pending.command).chain(self.queued.iter().map(|(command, _)| command))
    }

    /// How many of the changes that wait are not being saved yet.
    pub fn queued(&self) -> usize {
        self.queued.len().saturating_sub(self.batched)
    }

    /// Whether a changed checklist is being taken over: nothing can be decided ahead of that.
    pub fn is_adopting(&self) -> bool {
        self.unsaved().any(|command| matches!(command, Command::Adopt(_)))
    }

    /// What will be so once all that is on its way is saved: what is so now, where nothing is.
    pub fn preview(&mut self) -> &Progress {
        if !self.is_saving() || self.is_adopting() {
            return &self.progress;
        }
        let commands: Vec<Command> = self.unsaved().cloned().collect();
        let base = self.progress.entries();
        // With two hundred keys typed at once, each builds on what the one before came to.
        let known = self.preview.take().filter(|it| it.applied == base && commands.starts_with(&it.commands));
        let mut ahead = known.unwrap_or_else(|| Preview {
            applied: base,
            commands: Vec::new(),
            progress: self.progress.clone(),
        });
        for command in commands.into_iter().skip(ahead.commands.len()) {
            if let Ok(Some(event)) = decide(&ahead.progress, &command) {
                apply_preview(&mut ahead.progress, event);
            }
            ahead.commands.push(command);
        }
        &self.preview.insert(ahead).progress
    }

    /// The events of the changes that wait, up to one that may not be made, or that nothing can be
    /// decided behind: they are recorded together.
    pub(super) fn batch(&self) -> Vec<Event> {
        let (mut events, mut ahead) = (Vec::new(), None::<Progress>);
        for (command, _) in &self.queued {
            let adopts = matches!(command, Command::Adopt(_));
            let progress = ahead.as_ref().unwrap_or(&self.progress);
            match decide(progress, command) {
                Ok(Some(event)) if !adopts => {
                    apply_preview(ahead.get_or_insert_with(|| self.progress.clone()), event.clone());
                    events.push(event);
                }
                _ => break,
            }
        }
        events
    }
}

/// What is worked out of the changes on their way, for as long as it holds.
#[derive(Debug)]
pub(super) struct Preview {
    /// How many entries were applied to what it builds on.
    applied: u64,
    /// The changes that are in it.
    commands: Vec<Command>,
    progress: Progress,
}

/// Applies an event as if it were recorded. An undo further on names it by the number it will have.
fn apply_preview(ahead: &mut Progress, event: Event) {
    let me = ahead.me().clone();
    let (seq, at) = (ahead.last_own_seq() + 1, ahead.started().at);
    ahead.apply(&me, &Entry { seq, clock: u64::MAX, at, event });
}

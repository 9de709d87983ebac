//! PURE. Changes on their way to the disk: one is being saved, others wait for it.
//!
//! Keys are taken all the while, and mean what they mean on a quick disk: each is decided on what will
//! be so once all before it is saved. Nothing of that is shown before it is saved.

use jiff::Timestamp;

use super::walk::Walk;
use crate::checklist::StepIx;
use crate::session::{Command, Entry, Event, Progress, Refusal, decide};

/// A change that is being saved, or could not be.
#[derive(Debug, Clone)]
pub struct Pending {
    /// What was wished.
    pub command: Command,
    /// Where the cursor goes.
    pub then: Then,
    /// Since when it is under way.
    pub since: Timestamp,
    /// What went wrong, where it could not be saved.
    pub failed: Option<String>,
    /// Why it cannot be decided again, where the checklist changed under it.
    pub gone: Option<Refusal>,
    /// Whether it is to be decided again as soon as the session is replayed.
    pub again: bool,
}

/// What follows a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// Nothing.
    Stay,
    /// On to the next open step, if the cursor is still at this one.
    Advance(StepIx),
}

impl Walk {
    /// Whether a change is being saved.
    pub fn is_saving(&self) -> bool {
        self.pending.as_ref().is_some_and(|pending| pending.failed.is_none() || pending.again)
    }

    /// The changes that are on their way, in their order.
    pub fn on_their_way(&self) -> impl Iterator<Item = &Command> {
        let saving = self.pending.iter().filter(|pending| self.is_saving() && pending.gone.is_none());
        saving.map(|pending| &pending.command).chain(self.waiting.iter().map(|(command, _)| command))
    }

    /// How many of the changes that wait are not being saved yet.
    pub fn not_begun(&self) -> usize {
        self.waiting.len().saturating_sub(self.handed)
    }

    /// Whether a changed checklist is being taken over: nothing can be decided ahead of that.
    pub fn is_adopting(&self) -> bool {
        self.on_their_way().any(|command| matches!(command, Command::Adopt(_)))
    }

    /// What will be so once all that is on its way is saved: what is so now, where nothing is.
    pub fn expected(&mut self) -> &Progress {
        if !self.is_saving() || self.is_adopting() {
            return &self.progress;
        }
        let commands: Vec<Command> = self.on_their_way().cloned().collect();
        let base = self.progress.entries();
        // With two hundred keys typed at once, each builds on what the one before came to.
        let known = self.ahead.take().filter(|it| it.base == base && commands.starts_with(&it.commands));
        let mut ahead =
            known.unwrap_or_else(|| Ahead { base, commands: Vec::new(), progress: self.progress.clone() });
        for command in commands.into_iter().skip(ahead.commands.len()) {
            if let Ok(Some(event)) = decide(&ahead.progress, &command) {
                expect(&mut ahead.progress, event);
            }
            ahead.commands.push(command);
        }
        &self.ahead.insert(ahead).progress
    }

    /// The events of the changes that wait, up to one that may not be made, or that nothing can be
    /// decided behind: they are recorded together.
    pub(super) fn together(&self) -> Vec<Event> {
        let (mut events, mut ahead) = (Vec::new(), None::<Progress>);
        for (command, _) in &self.waiting {
            let adopts = matches!(command, Command::Adopt(_));
            let progress = ahead.as_ref().unwrap_or(&self.progress);
            match decide(progress, command) {
                Ok(Some(event)) if !adopts => {
                    expect(ahead.get_or_insert_with(|| self.progress.clone()), event.clone());
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
pub(super) struct Ahead {
    /// How many entries were applied to what it builds on.
    base: u64,
    /// The changes that are in it.
    commands: Vec<Command>,
    progress: Progress,
}

/// Applies an event as if it were recorded. An undo further on names it by the number it will have.
fn expect(ahead: &mut Progress, event: Event) {
    let me = ahead.me().clone();
    let (seq, at) = (ahead.last_of_mine() + 1, ahead.started().at);
    ahead.apply(&me, &Entry { seq, clock: u64::MAX, at, event });
}

//! PURE. Changes on their way to the disk: one is being saved, others wait for it.
//!
//! Keys are taken all the while, and mean what they mean on a quick disk: each is decided on what will
//! be so once all before it is saved. Nothing of that is shown before it is saved.

use jiff::Timestamp;

use super::walk::Walk;
use crate::checklist::StepIx;
use crate::session::{Command, Entry, Progress, Refusal, decide};

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

    /// Whether a changed checklist is being taken over: nothing can be decided ahead of that.
    pub fn is_adopting(&self) -> bool {
        self.on_their_way().any(|command| matches!(command, Command::Adopt(_)))
    }

    /// What will be so once all that is on its way is saved; none where nothing is.
    pub fn ahead(&self) -> Option<Progress> {
        if !self.is_saving() || self.is_adopting() {
            return None;
        }
        let mut ahead = self.progress.clone();
        let me = ahead.me().clone();
        for command in self.on_their_way() {
            if let Ok(Some(event)) = decide(&ahead, command) {
                let (seq, at) = (ahead.last_of_mine() + 1, ahead.started().at);
                ahead.apply(&me, &Entry { seq, clock: u64::MAX, at, event });
            }
        }
        Some(ahead)
    }
}

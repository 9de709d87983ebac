//! PURE. A session: one run through one checklist, as the fold of its entries.

mod briefing;
mod command;
mod draft;
mod drift;
mod event;
mod name;
mod progress;
mod undoing;
mod writer;

pub use briefing::{Briefing, BriefingLine, Surroundings, told_by_title};
pub use command::{Command, Refusal, decide, find_question, find_status, find_step};
pub use draft::{Draft, Drafted};
pub use drift::Drift;
pub use event::{Entry, Event, Mode, Status, told};
pub use name::{BadName, SessionName, is_device_name};
pub use progress::{
    Answer, Change, Changed, NoteState, Progress, Recorded, Removed, ReplayError, Stamp, StepState, Tally,
    done_of, replay,
};
pub use undoing::Undoing;
pub use writer::{Writer, user_name};

#[cfg(test)]
mod tests;

//! PURE. A session: one run through one checklist, as the fold of its entries.

mod briefing;
mod decide;
mod draft;
mod drift;
mod event;
mod name;
mod outbox;
mod progress;
mod undo;
mod writer;

pub use crate::checklist::Status;
pub use briefing::{Briefing, BriefingContext, BriefingLine, describe_with_titles};
pub use decide::{Command, Refusal, decide, find_question, find_status, find_step};
pub use draft::{Draft, DraftTarget};
pub use drift::Drift;
pub use event::{Entry, Event, Mode, describe};
pub use name::{BadName, SessionName, is_device_name};
pub use outbox::{Dispatched, OnSaved, Outbox, Submitted, UnsavedChange};
pub use progress::{
    Answer, Change, ChangeKind, Counts, NoteState, Progress, RemovedStep, ReplayError, Stamp, StepRecord,
    StepState, format_done, replay,
};
pub use undo::UndoIndex;
pub use writer::{Writer, user_name};

#[cfg(test)]
mod tests;

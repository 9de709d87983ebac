//! PURE. A session: one run through one checklist, made of the entries that were recorded.

mod briefing;
mod decide;
mod draft;
mod drift;
mod event;
mod names;
mod outbox;
mod progress;

pub use crate::checklist::Status;
pub use briefing::{Briefing, BriefingContext, BriefingLine, describe_with_titles};
pub use decide::{Command, Refusal, decide, find_question, find_status, find_step};
pub use draft::{Draft, DraftTarget};
pub use drift::Drift;
pub use event::{Entry, Event, Mode, describe};
pub use names::{BadName, SessionName, Writer, is_device_name, user_name};
pub use outbox::{Dispatched, OnSaved, Outbox, Submitted, UnsavedChange};
pub use progress::{
    Answer, Change, ChangeKind, Counts, NoteState, Progress, RemovedStep, ReplayError, Stamp, StepRecord,
    StepState, UndoIndex, format_done, replay,
};

#[cfg(test)]
mod tests;

//! PURE. A session: one run through one checklist, made of the entries that were recorded.

mod adoption;
mod briefing;
mod decide;
mod draft;
mod drift;
mod event;
mod names;
mod outbox;
mod progress;
mod values;

pub use crate::checklist::Status;
pub use adoption::AdoptionPreview;
pub use briefing::{Briefing, BriefingContext, BriefingLine, describe_with_titles};
pub use decide::{Command, Refusal, decide, find_question, find_status, find_step};
pub use draft::{Draft, DraftTarget};
pub use drift::Drift;
pub use event::{Entry, Event, Mode, describe};
pub use names::{BadName, SessionName, Writer, is_device_name, user_name};
pub use outbox::{Dispatched, OnSaved, Outbox, Submitted, UnsavedChange};
pub use progress::{
    Answer, Change, ChangeKind, ChangeRole, Counts, NoteState, Progress, RemovedStep, ReplayError, Stamp,
    StepRecord, StepState, UndoIndex, WarningInForce, format_done, replay,
};

pub use values::{BadValue, ShownReference, TextPart, percent_encoded};

#[cfg(test)]
mod tests;

//! PURE. A session: one run through one checklist, as the fold of its entries.

mod briefing;
mod command;
mod drift;
mod event;
mod name;
mod progress;
mod writer;

pub use briefing::{Briefing, BriefingLine, Surroundings};
pub use command::{Command, Refusal, decide, find_question, find_status, find_step};
pub use drift::Drift;
pub use event::{Entry, Event, Mode, Status, told};
pub use name::{BadName, SessionName, is_device_name};
pub use progress::{
    Answer, Change, Changed, NoteState, Progress, Removed, ReplayError, Stamp, StepState, Tally, done_of,
    replay,
};
pub use writer::Writer;

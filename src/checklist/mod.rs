//! PURE. Checklists: from bytes to a tree of steps that is valid by construction.

mod build;
mod condition;
mod model;
mod raw;

pub use build::Problem;
pub use condition::{Condition, Truth};
pub use model::{
    Checklist, Command, Node, Note, Question, QuestionIx, Reference, Section, SectionIx, Step, StepIx, Target,
};
pub use raw::{
    NoteKind, QuestionKind, RawChecklist, RawCommand, RawCondition, RawNote, RawQuestion, RawReference,
    RawSource, RawStep,
};

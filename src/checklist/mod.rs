//! PURE. Checklists: from bytes to a tree of steps that is valid by construction.

mod build;
mod condition;
mod documents;
mod excerpt;
mod json;
mod model;
mod parse;
mod path;
mod problem;
mod raw;
mod recorded;
mod render;
mod schema;
pub(crate) mod source;
pub(crate) mod validate;

pub use condition::{Condition, Truth};
pub use documents::missing_documents;
pub use model::{
    Checklist, LinkTarget, Node, Note, Question, QuestionIx, Reference, Section, SectionIx, ShellCommand,
    Step, StepIx,
};
pub use parse::{Parsed, parse, parse_file};
pub(crate) use parse::{positions, syntax};
pub use path::{Path, Segment};
pub use problem::{Label, Position, Problem, Severity};
pub use raw::{
    NoteKind, QuestionKind, RawChecklist, RawCommand, RawCondition, RawNote, RawQuestion, RawReference,
    RawSource, RawStep,
};
pub use recorded::RecordedChecklist;
pub use render::{ProblemJson, render, to_json};

pub use schema::SCHEMA;

#[cfg(test)]
mod tests;

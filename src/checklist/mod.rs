//! PURE. Checklists: from bytes to a tree of steps that is valid by construction.

mod build;
mod model;
mod parse;
mod problem;
mod raw;
mod recorded;
mod status;
pub(crate) mod validate;

pub use model::{
    Checklist, Condition, LinkTarget, Node, Note, Question, QuestionIx, Reference, Section, SectionIx,
    ShellCommand, Step, StepIx, Truth,
};
pub use parse::{Parsed, ProblemJson, missing_documents, parse, parse_file, render, to_json};
pub(crate) use parse::{positions, strict};
pub use problem::{Label, Path, Position, Problem, Segment, Severity};
pub use raw::{
    NoteKind, QuestionKind, RawChecklist, RawCommand, RawCondition, RawNote, RawQuestion, RawReference,
    RawSource, RawStep, SCHEMA,
};
pub use recorded::RecordedChecklist;
pub use status::Status;

#[cfg(test)]
mod tests;

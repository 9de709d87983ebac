//! PURE. Checklists: from bytes to a tree of steps that is valid by construction.

mod answer;
mod build;
mod model;
mod parse;
mod problem;
mod raw;
mod reader_options;
mod recorded;
mod status;
pub(crate) mod validate;
mod values;

pub use answer::BadAnswer;
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
pub use reader_options::{ReaderOptions, TableSelector};
pub use recorded::RecordedChecklist;
pub use status::Status;
pub use values::{Piece, escape_values, may_hold_values, pieces};

#[cfg(test)]
mod tests;

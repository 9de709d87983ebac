//! PURE. Checklists: from bytes to a tree of steps that is valid by construction.

mod build;
mod condition;
mod documents;
mod excerpt;
pub mod import;
mod kept;
mod lenient;
mod locate;
mod model;
mod parse;
mod path;
mod problem;
mod raw;
mod render;
mod schema;
mod source;
mod strict;
mod syntax;
mod validate;

pub use condition::{Condition, Truth};
pub use documents::missing_documents;
pub use kept::Kept;
pub use model::{
    Checklist, Command, Node, Note, Question, QuestionIx, Reference, Section, SectionIx, Step, StepIx, Target,
};
pub use parse::{Parsed, parse, parse_file};
pub use path::{Path, Segment};
pub use problem::{Label, Position, Problem, Severity};
pub use raw::{
    NoteKind, QuestionKind, RawChecklist, RawCommand, RawCondition, RawNote, RawQuestion, RawReference,
    RawSource, RawStep,
};
pub use render::{ProblemJson, render, to_json};

pub use schema::SCHEMA;

#[cfg(test)]
mod tests;

//! PURE. Why a file cannot be imported, and what to do about it.

use super::LARGEST;
use crate::checklist::Problem;
use crate::text::{Hint, count};

/// Why a file cannot be imported. All texts are safe to show.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// Too much of it.
    #[error("the file is larger than {} MiB", LARGEST / 1024 / 1024)]
    TooLarge,
    /// No UTF-8.
    #[error("{0}")]
    NotText(String),
    /// Neither Markdown nor any list that is known.
    #[error("this is no kind of list that can be imported")]
    Unknown,
    /// A checklist of this program.
    #[error("this is a runsheet checklist already")]
    Native,
    /// Damaged JSON or XML.
    #[error("line {line}: {what}")]
    Syntax {
        /// The line, from 1.
        line: usize,
        /// What is wrong there.
        what: String,
    },
    /// Markdown without a single box.
    #[error("there is no task list in it: no item begins with `[ ]`{}", others(*.bullets, *.tables))]
    NoBoxes {
        /// How many items without a box there are.
        bullets: usize,
        /// How many tables there are.
        tables: usize,
    },
    /// No table has the columns that were asked for.
    #[error("no table has {wanted}; the columns are: {found}")]
    NoSuchTable {
        /// What was asked for.
        wanted: String,
        /// The columns that there are.
        found: String,
    },
    /// A list, but an empty one.
    #[error("there is no step in it")]
    NoSteps,
    /// More than a checklist can hold.
    #[error("the list is too long: {0}")]
    TooLong(String),
    /// The checklist would not be valid.
    #[error("the list cannot be made a valid checklist: {}", first(.0))]
    Invalid(Vec<Problem>),
}

fn others(bullets: usize, tables: usize) -> String {
    match (bullets, tables) {
        (0, 0) => String::new(),
        (bullets, 0) => format!(", but there are {}", count(bullets, "plain item")),
        (0, tables) => format!(", but there are {}", count(tables, "table")),
        (bullets, tables) => {
            format!(", but there are {} and {}", count(bullets, "plain item"), count(tables, "table"))
        }
    }
}

fn first(problems: &[Problem]) -> String {
    problems.first().map(|problem| problem.message.clone()).unwrap_or_default()
}

impl Hint for ImportError {
    fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::NotText(_) => "save the file as UTF-8",
            Self::Unknown => {
                "known are Markdown, Azure review checklists (JSON) and STIG checklists (`.cklb`, `.ckl`)"
            }
            Self::Native => "it needs no import: `runsheet start FILE`",
            Self::NoBoxes { bullets: 1.., tables: 0 } => "`--bullets` takes every item as a step",
            Self::NoBoxes { bullets: 0, tables: 1.. } => {
                "`--table` takes the rows of tables as steps: those with a column of boxes, or name the columns"
            }
            Self::NoBoxes { bullets: 1.., tables: 1.. } => {
                "`--bullets` takes every item as a step, `--table` the rows of tables"
            }
            Self::NoBoxes { .. } => "write a step as `- [ ] what to do`",
            Self::NoSuchTable { .. } => {
                "name the columns as the table does, the one with the title first: `--table Step,Owner`"
            }
            Self::Syntax { .. } => "is a part of the file missing?",
            Self::TooLarge | Self::NoSteps | Self::TooLong(_) | Self::Invalid(_) => return None,
        };
        Some(hint.to_owned())
    }
}

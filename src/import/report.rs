//! PURE. The result of an import: a checklist with a report of what was changed and left out, or an error.

use std::fmt;

use super::format::ImportFormat;
use crate::checklist::{Problem, RawChecklist, Status};
use crate::text::{Hint, Text, count, list};

/// The largest file that is imported, in bytes.
pub(super) const MAX_BYTES: usize = 32 * 1024 * 1024;

/// The status that one step starts with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepStatus {
    /// The id of the step in the imported checklist.
    pub step: String,
    pub status: Status,
    /// The reason in one line, at least where the status needs one.
    pub reason: Option<String>,
}

/// An imported list.
#[derive(Debug, Clone)]
pub struct Imported {
    /// The checklist, which [`Checklist::from_raw`](crate::checklist::Checklist::from_raw) accepts.
    pub raw: RawChecklist,
    /// The statuses in the file, in the order of the steps; none unless `keep_ticks` asks for them.
    pub statuses: Vec<StepStatus>,
    pub report: ImportReport,
}

/// What happened to a part of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RemarkKind {
    /// It is in the checklist in another form.
    Changed,
    /// It is not in the checklist.
    LeftOut,
}

/// A part of the file that is not in the checklist as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    pub kind: RemarkKind,
    /// The line of the file, from 1; none for the whole file.
    pub line: Option<usize>,
    /// What happened, safe to show.
    pub message: String,
}

/// What was taken over from a file, and what was not. All texts are safe to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportReport {
    pub format: ImportFormat,
    pub sections: usize,
    pub steps: usize,
    pub references: usize,
    pub commands: usize,
    /// The number of steps that start with another status than todo.
    pub statuses: usize,
    /// In the order of the file.
    pub remarks: Vec<Remark>,
}

impl ImportReport {
    pub(super) fn new(format: ImportFormat) -> Self {
        let (sections, steps, references, commands, statuses) = (0, 0, 0, 0, 0);
        Self { format, sections, steps, references, commands, statuses, remarks: Vec::new() }
    }

    /// Adds a remark on something that was changed. Line 0 stands for the whole file.
    pub(super) fn add_changed(&mut self, line: usize, message: impl AsRef<str>) {
        self.add_remark(RemarkKind::Changed, line, message.as_ref());
    }

    /// Adds a remark on something that was left out. Line 0 stands for the whole file.
    pub(super) fn add_left_out(&mut self, line: usize, message: impl AsRef<str>) {
        self.add_remark(RemarkKind::LeftOut, line, message.as_ref());
    }

    fn add_remark(&mut self, kind: RemarkKind, line: usize, message: &str) {
        let line = (line > 0).then_some(line);
        self.remarks.push(Remark { kind, line, message: Text::line(message).to_string() });
    }

    pub(super) fn sort_remarks(&mut self) {
        self.remarks.sort_by_key(|remark| remark.line);
    }

    /// Returns the remarks of a kind in the order of the file.
    pub fn remarks_of(&self, kind: RemarkKind) -> impl Iterator<Item = &Remark> {
        self.remarks.iter().filter(move |remark| remark.kind == kind)
    }

    fn summary(&self) -> String {
        let mut parts = vec![count(self.steps, "step")];
        for (n, noun) in
            [(self.sections, "section"), (self.references, "reference"), (self.commands, "command")]
        {
            if n > 0 {
                parts.push(count(n, noun));
            }
        }
        if self.statuses > 0 {
            parts.push(format!("the status of {}", count(self.statuses, "step")));
        }
        list(&parts)
    }
}

impl fmt::Display for ImportReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "taken over from {}: {}", self.format.label(), self.summary())?;
        for (kind, heading) in [(RemarkKind::Changed, "changed"), (RemarkKind::LeftOut, "left out")] {
            if self.remarks_of(kind).next().is_none() {
                writeln!(f, "{heading}: nothing")?;
                continue;
            }
            writeln!(f, "{heading}:")?;
            for remark in self.remarks_of(kind) {
                match remark.line {
                    Some(line) => writeln!(f, "  line {line}: {}", remark.message)?,
                    None => writeln!(f, "  {}", remark.message)?,
                }
            }
        }
        Ok(())
    }
}

/// Why a file cannot be imported. All texts are safe to show.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    #[error("the file is larger than {} MiB", MAX_BYTES / 1024 / 1024)]
    TooLarge,
    /// Not UTF-8.
    #[error("{0}")]
    NotText(String),
    #[error("this is no kind of list that can be imported")]
    Unknown,
    #[error("this is a runsheet checklist already")]
    Native,
    /// JSON or XML that cannot be parsed.
    #[error("line {line}: {message}")]
    Syntax { line: usize, message: String },
    /// Markdown without a checkbox.
    #[error("there is no task list in it: no item begins with `[ ]`{}", alternatives(*.bullets, *.tables))]
    NoBoxes {
        /// The number of items without a checkbox.
        bullets: usize,
        tables: usize,
    },
    #[error("no table has {wanted}; the columns are: {found}")]
    NoSuchTable { wanted: String, found: String },
    #[error("there is no step in it")]
    NoSteps,
    #[error("the list is too long: {0}")]
    TooLong(String),
    /// The checklist would not be valid, for these reasons.
    #[error("the list cannot be made a valid checklist: {}", first_message(.0))]
    Invalid(Vec<Problem>),
}

fn alternatives(bullets: usize, tables: usize) -> String {
    match (bullets, tables) {
        (0, 0) => String::new(),
        (bullets, 0) => format!(", but there are {}", count(bullets, "plain item")),
        (0, tables) => format!(", but there are {}", count(tables, "table")),
        (bullets, tables) => {
            format!(", but there are {} and {}", count(bullets, "plain item"), count(tables, "table"))
        }
    }
}

fn first_message(problems: &[Problem]) -> String {
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

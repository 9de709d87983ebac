//! PURE. The result of an import: a checklist with a report of what was changed and left out, or an error.

use std::collections::HashMap;
use std::fmt;

use super::clean::{excerpt, quote};
use super::format::ImportFormat;
use super::other::OtherFormat;
use crate::checklist::validate::is_web_url;
use crate::checklist::{Problem, RawChecklist, RawStep, Status};
use crate::text::{Hint, Text, count, list};

/// The largest file that is imported, in bytes.
pub(super) const MAX_BYTES: usize = 32 * 1024 * 1024;

/// The most changes of one kind that are quoted, each on its own line.
const MAX_QUOTED: usize = 3;

/// The status that one step starts with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepStatus {
    /// The id of the step in the imported checklist.
    pub step: String,
    pub status: Status,
    /// The reason in one line, at least where the status needs one.
    pub reason: Option<String>,
}

/// A note that one step starts with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepNote {
    /// The id of the step in the imported checklist.
    pub step: String,
    /// Plain text.
    pub text: String,
}

/// An imported list.
#[derive(Debug, Clone)]
pub struct Imported {
    /// The checklist, which [`Checklist::from_raw`](crate::checklist::Checklist::from_raw) accepts.
    pub raw: RawChecklist,
    /// The statuses in the file, in the order of the steps; none unless `keep_ticks` asks for them.
    pub statuses: Vec<StepStatus>,
    /// The comments and findings in the file; none unless `keep_ticks` asks for them.
    pub notes: Vec<StepNote>,
    pub report: ImportReport,
}

impl Imported {
    /// Replaces the paths of local documents by those that `resolve` returns. Where it returns none, the path
    /// is kept in the title of the reference, as a checklist may only name documents that are there.
    pub fn resolve_documents(&mut self, resolve: &dyn Fn(&str) -> Option<String>) {
        resolve_in(&mut self.raw.steps, resolve, &mut self.report);
        self.report.sum_up();
    }

    /// Reports the local documents that are not there.
    pub fn report_missing_documents(&mut self, exists: &dyn Fn(&str) -> bool) {
        report_missing_in(&self.raw.steps, exists, &mut self.report);
        self.report.sum_up();
    }
}

fn report_missing_in(steps: &[RawStep], exists: &dyn Fn(&str) -> bool, report: &mut ImportReport) {
    for step in steps {
        let paths = step.references.iter().filter_map(|reference| reference.url.as_deref());
        for path in paths.filter(|path| !is_web_url(path) && !exists(path)) {
            report.add_left_out_text(0, "a document that is not there", path);
        }
        report_missing_in(step.children(), exists, report);
    }
}

fn resolve_in(steps: &mut [RawStep], resolve: &dyn Fn(&str) -> Option<String>, report: &mut ImportReport) {
    for step in steps {
        for reference in &mut step.references {
            let Some(path) = reference.url.take_if(|url| !is_web_url(url)) else { continue };
            reference.url = resolve(&path);
            match &reference.url {
                Some(url) if *url != path => {
                    report.add_changed_text(0, "the path of a document is that from the new file", url);
                }
                Some(_) => {}
                None => {
                    report.add_changed_text(
                        0,
                        "a document that is not there, or not below the new file, stands in the title of a reference",
                        &path,
                    );
                    if reference.title != path {
                        reference.title = format!("{} ({path})", reference.title);
                    }
                }
            }
        }
        resolve_in(step.steps.as_deref_mut().unwrap_or_default(), resolve, report);
    }
}

/// What happened to a part of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RemarkKind {
    /// It is in the checklist in another form.
    Changed,
    /// It is not in the checklist.
    LeftOut,
}

/// Something of the file that is not in the checklist as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    pub kind: RemarkKind,
    /// The lines of the file, from 1, in order; none for the whole file.
    pub lines: Vec<usize>,
    /// What happened, safe to show.
    pub message: String,
    /// The text that it happened to, safe to show: whole where it was left out.
    pub subject: Option<String>,
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
    /// The number of notes that steps start with.
    pub notes: usize,
    /// In the order of the file, the same ones in one.
    pub remarks: Vec<Remark>,
}

impl ImportReport {
    pub(super) fn new(format: ImportFormat) -> Self {
        let (sections, steps, references, commands, statuses, notes) = (0, 0, 0, 0, 0, 0);
        Self { format, sections, steps, references, commands, statuses, notes, remarks: Vec::new() }
    }

    /// Adds a remark on something that was changed. Line 0 stands for the whole file.
    pub(super) fn add_changed(&mut self, line: usize, message: impl AsRef<str>) {
        self.add_remark(RemarkKind::Changed, line, message.as_ref(), None);
    }

    /// Adds a remark on a text that was changed.
    pub(super) fn add_changed_text(&mut self, line: usize, message: impl AsRef<str>, text: &str) {
        self.add_remark(RemarkKind::Changed, line, message.as_ref(), Some(excerpt(text)));
    }

    /// Adds a remark on something that was left out. Line 0 stands for the whole file.
    pub fn add_left_out(&mut self, line: usize, message: impl AsRef<str>) {
        self.add_remark(RemarkKind::LeftOut, line, message.as_ref(), None);
    }

    /// Adds a remark on a text that was left out, and quotes all of it.
    pub(super) fn add_left_out_text(&mut self, line: usize, message: impl AsRef<str>, text: &str) {
        self.add_remark(RemarkKind::LeftOut, line, message.as_ref(), Some(quote(text)));
    }

    fn add_remark(&mut self, kind: RemarkKind, line: usize, message: &str, subject: Option<String>) {
        let lines = if line > 0 { vec![line] } else { Vec::new() };
        self.remarks.push(Remark { kind, lines, message: Text::line(message).to_string(), subject });
    }

    /// Adds the remarks of another report, with their lines as `line_of` gives them.
    pub(super) fn append_mapped(&mut self, other: Self, line_of: impl Fn(usize) -> usize) {
        self.remarks.extend(other.remarks.into_iter().map(|mut remark| {
            remark.lines.iter_mut().for_each(|line| *line = line_of(*line));
            remark
        }));
    }

    /// Sorts the remarks, and makes one of those that say the same.
    ///
    /// Where a change repeats, its texts are not quoted: they are in the checklist.
    pub(super) fn sum_up(&mut self) {
        let mut counts: HashMap<String, usize> = HashMap::new();
        for remark in self.remarks_of(RemarkKind::Changed).filter(|remark| remark.subject.is_some()) {
            *counts.entry(remark.message.clone()).or_default() += 1;
        }
        let mut places: HashMap<(RemarkKind, String, Option<String>), usize> = HashMap::new();
        let mut merged: Vec<Remark> = Vec::new();
        self.remarks.sort_by(|a, b| a.lines.cmp(&b.lines));
        for mut remark in std::mem::take(&mut self.remarks) {
            let repeats = counts.get(&remark.message).is_some_and(|count| *count > MAX_QUOTED);
            if remark.kind == RemarkKind::Changed && repeats {
                remark.subject = None;
            }
            let key = (remark.kind, remark.message.clone(), remark.subject.clone());
            let at = *places.entry(key).or_insert(merged.len());
            match merged.get_mut(at) {
                Some(first) => first.lines.extend(remark.lines),
                None => merged.push(remark),
            }
        }
        for remark in &mut merged {
            remark.lines.dedup();
        }
        self.remarks = merged;
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
        if self.notes > 0 {
            parts.push(count(self.notes, "note"));
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
                writeln!(f, "  {remark}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.lines.as_slice() {
            [] => {}
            [line] => write!(f, "line {line}: ")?,
            lines => write!(f, "lines {}: ", list(&line_ranges(lines)))?,
        }
        f.write_str(&self.message)?;
        self.subject.as_ref().map_or(Ok(()), |subject| write!(f, ": {subject}"))
    }
}

/// Returns line numbers with those that follow each other as one range: `3-9`, `12`.
fn line_ranges(lines: &[usize]) -> Vec<String> {
    let runs = lines.chunk_by(|line, next| *next == line + 1);
    let range = |run: &[usize]| match run {
        [first, .., last] => format!("{first}-{last}"),
        run => run.first().map(ToString::to_string).unwrap_or_default(),
    };
    runs.map(range).collect()
}

/// Why a file cannot be imported. All texts are safe to show.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    #[error("the file is larger than {} MiB", MAX_BYTES / 1024 / 1024)]
    TooLarge,
    /// Not UTF-8.
    #[error("{0}")]
    NotText(String),
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
    /// JSON with these members, of which some must be named.
    #[error("this is JSON of an unknown kind{}", found_members(.0))]
    NeedsMembers(Vec<String>),
    /// A format that is known, but not read.
    #[error("this is {}, which cannot be imported", .0.label())]
    Other(OtherFormat),
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

fn found_members(names: &[String]) -> String {
    if names.is_empty() {
        return " without a list of objects".to_owned();
    }
    format!("; its lists have the members {}", Text::line(&names.join(", ")))
}

fn first_message(problems: &[Problem]) -> String {
    problems.first().map(|problem| problem.message.clone()).unwrap_or_default()
}

impl Hint for ImportError {
    fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Other(other) => other.hint(),
            Self::NeedsMembers(found) if found.is_empty() => "a checklist has `format` and `steps`",
            Self::NeedsMembers(_) => {
                "name the members that make a step, the title's first: `--table title,description,id`"
            }
            Self::NotText(_) => "save the file as UTF-8",
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

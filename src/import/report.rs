//! PURE. What became of an imported file: what was taken over, what was changed, what was left out.

use std::fmt;

use super::ImportFormat;
use crate::text::{Text, count, list};

/// What happened to something in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RemarkKind {
    /// It is in the checklist, but not as it stood.
    Changed,
    /// It is not in the checklist.
    LeftOut,
}

/// One thing that did not come over as it stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Changed or left out.
    pub kind: RemarkKind,
    /// The line of the file, from 1; none for what concerns the whole file.
    pub line: Option<usize>,
    /// What happened, safe to show.
    pub message: String,
}

/// What became of a file. `Display` writes it out; all texts are safe to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportReport {
    /// What the file was.
    pub format: ImportFormat,
    /// The sections that were made.
    pub sections: usize,
    /// The steps that were made.
    pub steps: usize,
    /// The references that were made.
    pub references: usize,
    /// The commands that were made.
    pub commands: usize,
    /// The steps that start with another status than todo.
    pub statuses: usize,
    /// Everything that did not come over as it stood, in the order of the file.
    pub remarks: Vec<Remark>,
}

impl ImportReport {
    pub(super) fn new(format: ImportFormat) -> Self {
        let (sections, steps, references, commands, statuses) = (0, 0, 0, 0, 0);
        Self { format, sections, steps, references, commands, statuses, remarks: Vec::new() }
    }

    /// Notes what was changed. Line 0 is the whole file.
    pub(super) fn add_changed(&mut self, line: usize, what: impl AsRef<str>) {
        self.add_remark(RemarkKind::Changed, line, what.as_ref());
    }

    /// Notes what was left out. Line 0 is the whole file.
    pub(super) fn add_left_out(&mut self, line: usize, what: impl AsRef<str>) {
        self.add_remark(RemarkKind::LeftOut, line, what.as_ref());
    }

    fn add_remark(&mut self, kind: RemarkKind, line: usize, what: &str) {
        let line = (line > 0).then_some(line);
        self.remarks.push(Remark { kind, line, message: Text::line(what).to_string() });
    }

    /// Puts the remarks in the order of the file.
    pub(super) fn sort_remarks(&mut self) {
        self.remarks.sort_by_key(|remark| remark.line);
    }

    /// The remarks of a kind, in the order of the file.
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

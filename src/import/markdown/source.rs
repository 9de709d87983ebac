//! PURE. A part of the file as Markdown that stands by itself.

use std::ops::Range;

use super::blocks::{Document, Edit};

impl Document<'_> {
    /// A block as it is written, without the indent and the marks of what is around it.
    pub(super) fn source(&self, at: usize) -> String {
        let Some(block) = self.get(at) else { return String::new() };
        let range = block.range.clone();
        let edited = self.apply_edits(range.clone());
        if !edited.contains('\n') {
            return edited.trim_end().to_owned();
        }
        let line_start = self.lines.line_start(range.start);
        let before = self.text.get(line_start..range.start).unwrap_or_default();
        // A tab is as wide as it happens to be; four is what most people see.
        let indent: usize = before.chars().map(|c| if c == '\t' { 4 } else { 1 }).sum();
        let quotes = before.matches('>').count();
        let mut lines = edited.lines();
        let mut out = lines.next().unwrap_or_default().trim_end().to_owned();
        for line in lines {
            out.push('\n');
            out.push_str(strip_indent(line, indent, quotes).trim_end());
        }
        out.trim_matches('\n').to_owned()
    }

    /// The bytes of the file with the edits in them.
    fn apply_edits(&self, range: Range<usize>) -> String {
        let first = self.edits.partition_point(|(edit, _)| edit.start < range.start);
        let edits: &[Edit] = self.edits.get(first..).unwrap_or_default();
        let mut out = String::with_capacity(range.len());
        let mut done = range.start;
        for (edit, instead) in edits.iter().take_while(|(edit, _)| edit.start < range.end) {
            if edit.start < done {
                continue;
            }
            out.push_str(self.text.get(done..edit.start).unwrap_or_default());
            out.push_str(instead);
            done = edit.end;
            // The parser counts the line's end to a block of HTML.
            if self.text.get(..done).is_some_and(|text| text.ends_with('\n')) {
                out.push('\n');
            }
        }
        out.push_str(self.text.get(done..range.end).unwrap_or_default());
        out
    }
}

/// A line without so much indent, and without the marks of so many quotations in it.
fn strip_indent(line: &str, indent: usize, quotes: usize) -> &str {
    let (mut width, mut quotes) = (0, quotes);
    for (at, c) in line.char_indices() {
        if width >= indent {
            return line.get(at..).unwrap_or_default();
        }
        match c {
            ' ' => width += 1,
            '\t' => width += 4,
            '>' if quotes > 0 => {
                quotes -= 1;
                width += 1;
            }
            // A paragraph may go on with less indent.
            _ => return line.get(at..).unwrap_or_default(),
        }
    }
    ""
}

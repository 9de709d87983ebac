//! What several commands print alike: JSON, tables, and the faults of a session that is read all the same.

use std::collections::BTreeSet;

use serde::Serialize;
use unicode_width::UnicodeWidthStr as _;

use super::{CliError, Context, Exit, error};
use crate::app::open_session::progress_from_logs;
use crate::journal::SessionLogs;
use crate::text::Hint;

impl Context<'_, '_> {
    /// Prints a value as JSON, with a line feed behind it.
    pub(super) fn print_json(&mut self, value: &impl Serialize) -> Result<(), CliError> {
        serde_json::to_writer_pretty(&mut *self.env.out, value).map_err(std::io::Error::from)?;
        Ok(writeln!(self.env.out)?)
    }

    /// Warns of what is wrong with logs that were read as far as they go. The exit code is then the
    /// one for damage, else the given one.
    pub(super) fn warn_of_faults(&mut self, logs: &SessionLogs, fine: Exit) -> Result<Exit, CliError> {
        let color = error::stderr_color(self.color, self.env);
        for fault in logs.all_faults() {
            error::print_warning(&fault.to_string(), self.env.err, color)?;
        }
        self.print_fault_hints(logs)?;
        Ok(if logs.is_sound() { fine } else { Exit::Damaged })
    }

    /// Names the ways out of what is wrong with logs, each once.
    pub(super) fn print_fault_hints(&mut self, logs: &SessionLogs) -> Result<(), CliError> {
        let hints: BTreeSet<String> = match progress_from_logs(logs, &self.env.writer) {
            _ if logs.is_sound() => return Ok(()),
            Ok(_) => logs.all_faults().filter_map(Hint::hint).collect(),
            Err(error) => error.hint().into_iter().collect(),
        };
        self.print_hints(&hints)
    }

    /// Prints ways out.
    pub(super) fn print_hints(&mut self, hints: &BTreeSet<String>) -> Result<(), CliError> {
        let color = error::stderr_color(self.color, self.env);
        for hint in hints {
            error::print_hint(hint, self.env.err, color)?;
        }
        Ok(())
    }
}

/// A table: cells below their headings, two blanks between columns.
pub(super) struct TextTable<const COLUMNS: usize> {
    rows: Vec<[String; COLUMNS]>,
}

impl<const COLUMNS: usize> TextTable<COLUMNS> {
    pub(super) fn new(headings: [&str; COLUMNS]) -> Self {
        Self { rows: vec![headings.map(str::to_owned)] }
    }

    /// Adds a row; its cells are safe to show.
    pub(super) fn push_row(&mut self, cells: [String; COLUMNS]) {
        self.rows.push(cells);
    }

    /// The lines: the headings, then a line for each row.
    pub(super) fn lines(&self) -> impl Iterator<Item = String> + '_ {
        let mut widths = [0; COLUMNS];
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.width());
            }
        }
        self.rows.iter().map(move |row| {
            let mut line = String::new();
            for (width, cell) in widths.iter().zip(row) {
                line.push_str(cell);
                line.push_str(&" ".repeat(width - cell.width() + 2));
            }
            line.trim_end().to_owned()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_below_each_other_whatever_the_script() {
        let mut table = TextTable::new(["NAME", "N"]);
        table.push_row(["日本".to_owned(), "1".to_owned()]);
        table.push_row(["lengthy".to_owned(), String::new()]);
        assert_eq!(table.lines().collect::<Vec<_>>(), ["NAME     N", "日本     1", "lengthy"]);
    }
}

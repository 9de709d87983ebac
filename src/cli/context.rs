//! What every command works with: the program's environment, and ways to print that commands share.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::{Read, Write};
use std::time::Duration;

use clap::ValueEnum;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use unicode_width::UnicodeWidthStr as _;

use super::error::{self, CliError, Exit};
use crate::app::library::Library;
use crate::app::open_session::progress_from_logs;
use crate::journal::{Home, SessionLogs};
use crate::session::Writer;
use crate::terminal::can_draw;
use crate::text::Hint;

/// The environment of the program: everything a command reads or writes outside of it.
pub struct Env<'a> {
    /// Where results go.
    pub out: &'a mut dyn Write,
    /// Where warnings, errors and notes go.
    pub err: &'a mut dyn Write,
    /// Standard input.
    pub stdin: &'a mut dyn Read,
    /// Looks up a variable of the environment: any bytes, for it may be a path.
    pub var: &'a dyn Fn(&str) -> Option<OsString>,
    /// Returns the time now.
    pub now: &'a dyn Fn() -> Timestamp,
    /// Lets time pass.
    pub sleep: &'a dyn Fn(Duration),
    /// The zone in which times are shown.
    pub time_zone: TimeZone,
    /// The names of the user and the host.
    pub writer: Writer,
    /// Which of the standard streams are terminals.
    pub terminals: Terminals,
}

/// Which of the standard streams are terminals.
#[derive(Debug, Clone, Copy, Default)]
pub struct Terminals {
    /// Whether standard input is one.
    pub stdin: bool,
    /// Whether standard output is one.
    pub stdout: bool,
    /// Whether standard error is one.
    pub stderr: bool,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless NO_COLOR is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What every command works with.
pub(super) struct Context<'w, 'a> {
    pub(super) env: &'w mut Env<'a>,
    pub(super) home: Home,
    pub(super) library: Library,
    pub(super) color: Color,
    /// Whether the wizard captures the mouse.
    pub(super) mouse: bool,
}

impl Env<'_> {
    /// Returns a variable that is set and not empty.
    pub(super) fn var_if_set(&self, name: &str) -> Option<OsString> {
        (self.var)(name).filter(|value| !value.is_empty())
    }

    /// Returns a variable as text. What is not UTF-8 shows as replacement characters, so that it counts as set.
    pub(super) fn text_var(&self, name: &str) -> Option<String> {
        (self.var)(name).map(|value| value.to_string_lossy().into_owned())
    }

    /// Whether messages may be in colour.
    pub(super) fn color_on_stderr(&self, color: Color) -> bool {
        self.color_on(color, self.terminals.stderr)
    }

    /// Whether results may be in colour.
    pub(super) fn color_on_stdout(&self, color: Color) -> bool {
        self.color_on(color, self.terminals.stdout)
    }

    fn color_on(&self, color: Color, is_terminal: bool) -> bool {
        match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto if self.var_if_set("NO_COLOR").is_some() => false,
            Color::Auto => is_terminal && !self.is_dumb_terminal() && can_draw(),
        }
    }

    /// Whether the full screen can be used: a terminal that can do more than print lines.
    pub(super) fn has_full_screen(&self) -> bool {
        self.terminals.stdout && !self.is_dumb_terminal() && can_draw()
    }

    /// Whether TERM names a terminal that can only print lines.
    fn is_dumb_terminal(&self) -> bool {
        let term = self.text_var("TERM");
        term.is_some_and(|term| matches!(term.as_str(), "dumb" | "unknown" | "dialup" | "network"))
    }
}

impl Context<'_, '_> {
    /// Prints a warning on standard error.
    pub(super) fn warn(&mut self, text: &str) -> Result<(), CliError> {
        let color = self.env.color_on_stderr(self.color);
        error::print_warning(text, self.env.err, color).map_err(CliError::Output)
    }

    /// Prints what a change has recorded. If that fails, the error says that the change stands.
    pub(super) fn print_recorded(&mut self, text: &str) -> Result<Exit, CliError> {
        let out = &mut *self.env.out;
        out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(CliError::Unreported)?;
        Ok(Exit::Success)
    }

    /// Prints a value as JSON, followed by a line feed.
    pub(super) fn print_json(&mut self, value: &impl Serialize) -> Result<(), CliError> {
        serde_json::to_writer_pretty(&mut *self.env.out, value).map_err(std::io::Error::from)?;
        Ok(writeln!(self.env.out)?)
    }

    /// Prints the lines of a table.
    pub(super) fn print_table<const COLUMNS: usize>(
        &mut self,
        table: &TextTable<COLUMNS>,
    ) -> Result<(), CliError> {
        table.lines().try_for_each(|line| Ok(writeln!(self.env.out, "{line}")?))
    }

    /// Warns of faults in logs that were read as far as possible. Returns the exit code for damage if
    /// there are any, else the given one.
    pub(super) fn warn_of_faults(&mut self, logs: &SessionLogs, exit: Exit) -> Result<Exit, CliError> {
        for fault in logs.all_faults() {
            self.warn(&fault.to_string())?;
        }
        self.print_fault_hints(logs)?;
        Ok(if logs.is_sound() { exit } else { Exit::Damaged })
    }

    /// Prints what to do about the faults of logs, each hint once.
    pub(super) fn print_fault_hints(&mut self, logs: &SessionLogs) -> Result<(), CliError> {
        let hints: BTreeSet<String> = match progress_from_logs(logs, &self.env.writer) {
            _ if logs.is_sound() => return Ok(()),
            Ok(_) => logs.all_faults().filter_map(Hint::hint).collect(),
            Err(error) => error.hint().into_iter().collect(),
        };
        self.print_hints(&hints)
    }

    pub(super) fn print_hints(&mut self, hints: &BTreeSet<String>) -> Result<(), CliError> {
        let color = self.env.color_on_stderr(self.color);
        Ok(hints.iter().try_for_each(|hint| error::print_hint(hint, self.env.err, color))?)
    }
}

/// A table of cells below their headings, with two blanks between columns.
pub(super) struct TextTable<const COLUMNS: usize> {
    rows: Vec<[String; COLUMNS]>,
}

impl<const COLUMNS: usize> TextTable<COLUMNS> {
    pub(super) fn new(headings: [&str; COLUMNS]) -> Self {
        Self { rows: vec![headings.map(str::to_owned)] }
    }

    /// Appends a row; its cells are safe to show.
    pub(super) fn push_row(&mut self, cells: [String; COLUMNS]) {
        self.rows.push(cells);
    }

    /// Returns the headings and a line for each row.
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

//! TTY. The plain face: the wizard as lines of prompts and answers, for screen readers, serial
//! consoles and scripts that wait for prompts. It decides and records as the full screen does.

mod changes;
mod commands;
mod navigation;
mod output;
mod references;
mod wrap;

use std::io::{self, BufRead, Write};
use std::path::Path;

use jiff::Timestamp;

use crate::app::actions::{ActionError, SessionActions};
use crate::app::open_session::OpenSession;
use crate::checklist::StepIx;
use crate::session::{Briefing, BriefingContext, Progress};
use crate::text::Text;
use commands::PlainCommand;
use output::SaveState;

/// What the plain face speaks through, and what it speaks of.
pub(crate) struct PlainUi<'a> {
    pub(crate) input: &'a mut dyn BufRead,
    pub(crate) out: &'a mut dyn Write,
    pub(crate) now: &'a dyn Fn() -> Timestamp,
    pub(crate) errands: SessionActions,
    pub(crate) desk: OpenSession,
    /// The width that long lines are folded to, in cells.
    pub(crate) width: usize,
}

/// A conversation under way.
struct Prompter<'p, 'a> {
    plain: &'p mut PlainUi<'a>,
    /// The step that is talked about.
    current: StepIx,
}

/// Talks until the words end. `brief` tells how things stand first.
pub(crate) fn run(plain: &mut PlainUi<'_>, brief: bool) -> io::Result<()> {
    let here = plain.desk.progress.next_open(None).unwrap_or(StepIx(0));
    let mut talk = Prompter { plain, current: here };
    talk.greet(brief)?;
    talk.show_step()?;
    loop {
        talk.print_remote_entries()?;
        let Some(line) = talk.prompt()? else { return talk.print("") };
        if line.trim().is_empty() {
            continue;
        }
        match commands::parse(&line) {
            Ok(PlainCommand::Quit) => return Ok(()),
            Ok(word) => talk.run_command(word)?,
            Err(why) => talk.print(&why)?,
        }
    }
}

impl Prompter<'_, '_> {
    fn progress(&self) -> &Progress {
        &self.plain.desk.progress
    }

    /// Says a line, folded to the width; several lines one after the other.
    fn print(&mut self, text: &str) -> io::Result<()> {
        let width = self.plain.width;
        let mut folded = text.split('\n').flat_map(|line| wrap::wrap(line, width));
        folded.try_for_each(|line| writeln!(self.plain.out, "{line}"))
    }

    /// Says a text as it is, for what is to be copied.
    fn print_unwrapped(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.plain.out, "{text}")
    }

    fn print_all(&mut self, lines: &[String]) -> io::Result<()> {
        lines.iter().try_for_each(|line| self.print(line))
    }

    fn greet(&mut self, brief: bool) -> io::Result<()> {
        if brief {
            return self.print_briefing();
        }
        let desk = &self.plain.desk;
        let (list, mode) = (desk.progress.checklist().title(), desk.progress.mode().name());
        let text = format!("{list}, session {}, {mode}. help tells the words.", desk.writer.name());
        self.print(&text)
    }

    fn show_step(&mut self) -> io::Result<()> {
        let lines = output::step_lines(self.progress(), self.current, &self.plain.errands.zone);
        self.print_all(&lines)
    }

    /// Prompts, and reads a line; nothing at the end of input.
    fn prompt(&mut self) -> io::Result<Option<String>> {
        let recording = match (self.plain.desk.writer.fault(), self.plain.desk.outbox.error()) {
            (Some(_), _) => SaveState::ReadOnly,
            (None, Some(_)) => SaveState::Failed,
            (None, None) => SaveState::Works,
        };
        let prompt = output::prompt(self.progress(), self.current, recording);
        write!(self.plain.out, "{prompt}")?;
        self.plain.out.flush()?;
        self.read_line()
    }

    fn read_line(&mut self) -> io::Result<Option<String>> {
        let mut bytes = Vec::new();
        if self.plain.input.read_until(b'\n', &mut bytes)? == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&bytes);
        // PowerShell puts a byte order mark before what it pipes.
        let line = line.trim_start_matches(crate::text::BOM);
        Ok(Some(line.trim_end_matches(['\n', '\r']).to_owned()))
    }

    fn run_command(&mut self, word: PlainCommand) -> io::Result<()> {
        match word {
            PlainCommand::Mark(status, reason) => self.mark(status, reason),
            PlainCommand::Answer(text) => self.answer(&text),
            PlainCommand::Answers(text) => self.answers(&text),
            PlainCommand::ClearAnswer(id) => self.clear_answer(&id),
            PlainCommand::Note(text) => self.note(text),
            PlainCommand::ReplaceNote(text) => self.replace_note(&text),
            PlainCommand::Undo => self.undo(),
            PlainCommand::Redo => self.redo(),
            PlainCommand::Retry => self.retry(),
            PlainCommand::Adopt => self.adopt(),
            PlainCommand::Next(filter) => self.next_step(filter),
            PlainCommand::Back(filter) => self.previous_step(filter),
            PlainCommand::First => self.go_to_end(false),
            PlainCommand::Last => self.go_to_end(true),
            PlainCommand::GoTo(name) => self.go_to_named(&name),
            PlainCommand::Open(which) => self.open_reference(&which),
            PlainCommand::View(which) => self.view_reference(&which),
            PlainCommand::Copy(which) => self.copy_item(&which),
            PlainCommand::List(filter) => self.print_outline(filter),
            PlainCommand::Search(words) => self.print_matches(&words),
            PlainCommand::Show => self.show_step(),
            PlainCommand::Status => self.print_briefing(),
            PlainCommand::Export(path, replace) => self.export_report(&path, replace),
            PlainCommand::Log => self.print_log(),
            PlainCommand::Help => self.print_all(&output::help_lines()),
            PlainCommand::Quit => Ok(()),
        }
    }

    /// Says why something was not done, and the way out.
    fn print_refusal(&mut self, why: &dyn std::error::Error, hint: Option<String>) -> io::Result<()> {
        let hint = hint.map(|hint| format!("; {hint}")).unwrap_or_default();
        let text = format!("not recorded: {}{hint}", crate::app::actions::with_causes(why));
        self.print(&text)
    }

    fn print_briefing(&mut self) -> io::Result<()> {
        let desk = &self.plain.desk;
        let briefing = Briefing::new(
            &desk.progress,
            &BriefingContext {
                name: desk.writer.name(),
                now: (self.plain.now)(),
                zone: &self.plain.errands.zone,
                drift: desk.drift.as_ref(),
                problems: &desk.problems,
            },
        );
        let text = briefing.to_text();
        self.print(text.trim_end())
    }

    fn export_report(&mut self, path: &str, replace: bool) -> io::Result<()> {
        let desk = &self.plain.desk;
        let session = (desk.writer.name(), &desk.progress, desk.problems.as_slice());
        let text = match self.plain.errands.export_report(session, Path::new(path), replace) {
            Ok(text) | Err(ActionError::Failed(text)) => text,
            Err(ActionError::FileExists(path)) => {
                let path = Text::line(&path.to_string_lossy());
                format!("not written: {path} is there already; `replace {path}` replaces it")
            }
        };
        self.print(&text)
    }

    fn print_log(&mut self) -> io::Result<()> {
        match self.plain.errands.log_lines(self.plain.desk.writer.name()) {
            Ok(lines) if lines.is_empty() => self.print("nothing is recorded yet"),
            Ok(lines) => self.print_all(&lines),
            Err(why) => self.print(&why),
        }
    }
}

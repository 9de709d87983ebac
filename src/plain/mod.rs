//! TTY. The plain face: the session as lines of prompts and answers, for screen readers, serial
//! consoles and scripts that wait for prompts. It decides and records as the full screen does.

mod changes;
mod commands;
mod output;

use std::io::{self, BufRead, Write};
use std::path::Path;

use jiff::Timestamp;

use crate::app::actions::{ActionError, SessionActions, with_causes};
use crate::app::open_session::OpenSession;
use crate::checklist::{StepIx, Truth};
use crate::session::{Briefing, BriefingContext, Command, Progress, find_step};
use crate::text::{BOM, Hint as _, Text};
use crate::tui::{Filter, about_checklist, search_steps};
use commands::PlainCommand;
use output::SaveState;

/// The plain face on a session.
pub(crate) struct PlainUi<'a> {
    pub(crate) input: &'a mut dyn BufRead,
    pub(crate) out: &'a mut dyn Write,
    pub(crate) now: &'a dyn Fn() -> Timestamp,
    pub(crate) actions: SessionActions,
    pub(crate) session: OpenSession,
    /// The width that long lines are wrapped to, in cells.
    pub(crate) width: usize,
}

/// A conversation about one step after the other.
struct Prompter<'p, 'a> {
    ui: &'p mut PlainUi<'a>,
    current: StepIx,
}

/// Reads and runs commands until the input ends. `brief` begins with the briefing.
pub(crate) fn run(ui: &mut PlainUi<'_>, brief: bool) -> io::Result<()> {
    let current = ui.session.progress.next_open(None).unwrap_or(StepIx(0));
    let mut prompter = Prompter { ui, current };
    if brief {
        prompter.print_briefing()?;
    } else {
        prompter.greet()?;
    }
    prompter.show_step()?;
    loop {
        prompter.print_remote_entries()?;
        let Some(line) = prompter.prompt()? else { return prompter.print("") };
        if line.trim().is_empty() {
            continue;
        }
        match commands::parse(&line) {
            Ok(PlainCommand::Quit) => return Ok(()),
            Ok(command) => prompter.run_command(command)?,
            Err(why) => prompter.print(&why)?,
        }
    }
}

impl Prompter<'_, '_> {
    fn progress(&self) -> &Progress {
        &self.ui.session.progress
    }

    /// Prints the lines of a text, each wrapped to the width.
    fn print(&mut self, text: &str) -> io::Result<()> {
        let width = self.ui.width;
        let mut wrapped = text.split('\n').flat_map(|line| output::wrap(line, width));
        wrapped.try_for_each(|line| writeln!(self.ui.out, "{line}"))
    }

    /// Prints a text as it is, so that it can be copied.
    fn print_unwrapped(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.ui.out, "{text}")
    }

    fn print_all(&mut self, lines: &[String]) -> io::Result<()> {
        lines.iter().try_for_each(|line| self.print(line))
    }

    fn greet(&mut self) -> io::Result<()> {
        let session = &self.ui.session;
        let (list, mode) = (session.progress.checklist().title(), session.progress.mode().name());
        let text = format!("{list}, session {}, {mode}. help tells the words.", session.writer.name());
        self.print(&text)?;
        if self.progress().entries() > 1 {
            return Ok(());
        }
        self.print_all(&about_checklist(self.progress().checklist()))
    }

    fn show_step(&mut self) -> io::Result<()> {
        let lines = output::step_lines(self.progress(), self.current, &self.ui.actions.zone);
        self.print_all(&lines)
    }

    /// Prints the prompt and reads a line; `None` at the end of the input.
    fn prompt(&mut self) -> io::Result<Option<String>> {
        let state = match (self.ui.session.writer.fault(), self.ui.session.outbox.error()) {
            (Some(_), _) => SaveState::ReadOnly,
            (None, Some(_)) => SaveState::Failed,
            (None, None) => SaveState::Works,
        };
        let prompt = output::prompt(self.progress(), self.current, state);
        write!(self.ui.out, "{prompt}")?;
        self.ui.out.flush()?;
        self.read_line()
    }

    /// Reads a line. One that is not UTF-8 is not taken: what would be recorded is not what was typed.
    fn read_line(&mut self) -> io::Result<Option<String>> {
        loop {
            let mut bytes = Vec::new();
            if self.ui.input.read_until(b'\n', &mut bytes)? == 0 {
                return Ok(None);
            }
            if let Ok(line) = String::from_utf8(bytes) {
                // PowerShell puts a byte order mark before what it pipes.
                let line = line.trim_start_matches(BOM);
                return Ok(Some(line.trim_end_matches(['\n', '\r']).to_owned()));
            }
            self.print(
                "this line is not UTF-8, and was not taken: set the terminal to UTF-8, and type it again",
            )?;
        }
    }

    fn run_command(&mut self, command: PlainCommand) -> io::Result<()> {
        match command {
            PlainCommand::Mark(status, reason) => self.mark(status, reason),
            PlainCommand::Answer(text) => self.answer(&text),
            PlainCommand::Answers(text) => self.answers(&text),
            PlainCommand::ClearAnswer(id) => self.clear_answer(&id),
            PlainCommand::Note(text) => self.note(text),
            PlainCommand::ReplaceNote(text) => self.replace_note(&text),
            PlainCommand::Undo => self.submit_and_advance(&Command::Undo),
            PlainCommand::Redo => self.submit_and_advance(&Command::Redo),
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
            PlainCommand::Help => self.print_all(&commands::help_lines()),
            PlainCommand::Quit => Ok(()),
        }
    }

    /// Prints why something was not done, and the way out.
    fn print_refusal(&mut self, why: &dyn std::error::Error, hint: Option<String>) -> io::Result<()> {
        let hint = hint.map(|hint| format!("; {hint}")).unwrap_or_default();
        self.print(&format!("not recorded: {}{hint}", with_causes(why)))
    }

    fn print_briefing(&mut self) -> io::Result<()> {
        let session = &self.ui.session;
        let context = BriefingContext {
            name: session.writer.name(),
            now: (self.ui.now)(),
            zone: &self.ui.actions.zone,
            drift: session.drift.as_ref(),
            problems: &session.problems,
        };
        let text = Briefing::new(&session.progress, &context).to_text();
        self.print(text.trim_end())
    }

    fn export_report(&mut self, path: &str, replace: bool) -> io::Result<()> {
        let open = &self.ui.session;
        let session = (open.writer.name(), &open.progress, open.problems.as_slice());
        let text = match self.ui.actions.export_report(session, Path::new(path), replace) {
            Ok(text) | Err(ActionError::Failed(text)) => text,
            Err(ActionError::FileExists(path)) => {
                let path = Text::line(&path.to_string_lossy());
                format!("not written: {path} is there already; `replace {path}` replaces it")
            }
        };
        self.print(&text)
    }

    fn print_log(&mut self) -> io::Result<()> {
        match self.ui.actions.log_lines(self.ui.session.writer.name()) {
            Ok(lines) if lines.is_empty() => self.print("nothing is recorded yet"),
            Ok(lines) => self.print_all(&lines),
            Err(why) => self.print(&why),
        }
    }

    fn go_to(&mut self, step: StepIx) -> io::Result<()> {
        self.current = step;
        self.show_step()
    }

    /// Goes to the next step that the filter lets through. For open steps the first follows the last, as on
    /// the full screen.
    fn next_step(&mut self, filter: Filter) -> io::Result<()> {
        if filter == Filter::Open {
            return self.go_to_next_open();
        }
        let here = self.current;
        match (self.reachable_steps(filter).find(|ix| *ix > here), filter) {
            (Some(to), _) => self.go_to(to),
            (None, Filter::All) => self.print("this is the last step"),
            (None, filter) => self.print(&format!("no step after this one: {}", filter.name())),
        }
    }

    fn previous_step(&mut self, filter: Filter) -> io::Result<()> {
        let here = self.current;
        match (self.reachable_steps(filter).rfind(|ix| *ix < here), filter) {
            (Some(to), _) => self.go_to(to),
            (None, Filter::All) => self.print("this is the first step"),
            (None, filter) => self.print(&format!("no step before this one: {}", filter.name())),
        }
    }

    fn go_to_end(&mut self, last: bool) -> io::Result<()> {
        let mut steps = self.reachable_steps(Filter::All);
        let to = if last { steps.next_back() } else { steps.next() };
        self.go_to(to.unwrap_or(self.current))
    }

    /// The steps that may apply and that the filter lets through.
    fn reachable_steps(&self, filter: Filter) -> impl DoubleEndedIterator<Item = StepIx> + use<> {
        let steps = self.progress().steps();
        let met = steps.filter(move |(_, state)| state.applies != Truth::No && filter.matches(state));
        met.map(|(ix, _)| ix).collect::<Vec<_>>().into_iter()
    }

    /// Goes to the next open step, or says that there is none.
    fn go_to_next_open(&mut self) -> io::Result<()> {
        if let Some(step) = self.progress().next_open(Some(StepIx(self.current.0.saturating_add(1)))) {
            return self.go_to(step);
        }
        let text = format!("{}. No step is open.", self.progress().total().summary());
        self.print(&text)
    }

    fn go_to_named(&mut self, name: &str) -> io::Result<()> {
        match find_step(self.progress(), name) {
            Ok(step) => self.go_to(step),
            Err(refusal) => {
                let hint = refusal.hint().unwrap_or_else(|| "`list` tells them all".to_owned());
                self.print(&format!("{refusal}; {hint}"))
            }
        }
    }

    fn print_outline(&mut self, filter: Filter) -> io::Result<()> {
        let lines = output::outline_lines(self.progress(), filter, self.current);
        self.print_all(&lines)
    }

    fn print_matches(&mut self, words: &str) -> io::Result<()> {
        let progress = self.progress();
        let line = |ix| output::step_line(progress, ix, ix == self.current);
        let mut lines: Vec<String> = search_steps(progress, words).into_iter().map(line).collect();
        if lines.is_empty() {
            lines.push("nothing was found".to_owned());
        }
        self.print_all(&lines)
    }
}

#[cfg(test)]
mod tests;

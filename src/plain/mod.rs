//! TTY. The plain face: the wizard as lines of prompts and answers, for screen readers, serial
//! consoles and scripts that wait for prompts. It decides and records as the full screen does.

mod change;
mod fold;
mod refer;
mod tell;
mod walk;
mod words;

use std::io::{self, BufRead, Write};
use std::path::Path;

use jiff::Timestamp;

use crate::checklist::StepIx;
use crate::desk::Desk;
use crate::errand::{Errands, Undone};
use crate::session::{Briefing, Command, Progress, Surroundings};
use crate::text::Text;
use tell::Recording;
use words::Word;

/// What the plain face speaks through, and what it speaks of.
pub(crate) struct Plain<'a> {
    pub(crate) input: &'a mut dyn BufRead,
    pub(crate) out: &'a mut dyn Write,
    pub(crate) now: &'a dyn Fn() -> Timestamp,
    pub(crate) errands: Errands,
    pub(crate) desk: Desk,
    /// The width that long lines are folded to, in cells.
    pub(crate) width: usize,
}

/// A conversation under way.
struct Talk<'p, 'a> {
    plain: &'p mut Plain<'a>,
    /// The step that is talked about.
    here: StepIx,
    /// The change that could not be saved last, for a retry.
    failed: Option<Command>,
}

/// Talks until the words end. `brief` tells how things stand first.
pub(crate) fn run(plain: &mut Plain<'_>, brief: bool) -> io::Result<()> {
    let here = plain.desk.progress.next_open(None).unwrap_or(StepIx(0));
    let mut talk = Talk { plain, here, failed: None };
    talk.greet(brief)?;
    talk.show()?;
    loop {
        talk.hear_of_others()?;
        let Some(line) = talk.ask()? else { return talk.line("") };
        if line.trim().is_empty() {
            continue;
        }
        match words::parse(&line) {
            Ok(Word::Quit) => return Ok(()),
            Ok(word) => talk.take(word)?,
            Err(why) => talk.line(&why)?,
        }
    }
}

impl Talk<'_, '_> {
    fn progress(&self) -> &Progress {
        &self.plain.desk.progress
    }

    /// Says a line, folded to the width; several lines one after the other.
    fn line(&mut self, text: &str) -> io::Result<()> {
        let width = self.plain.width;
        let mut folded = text.split('\n').flat_map(|line| fold::fold(line, width));
        folded.try_for_each(|line| writeln!(self.plain.out, "{line}"))
    }

    /// Says a text as it is, for what is to be copied.
    fn whole(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.plain.out, "{text}")
    }

    fn lines(&mut self, lines: &[String]) -> io::Result<()> {
        lines.iter().try_for_each(|line| self.line(line))
    }

    fn greet(&mut self, brief: bool) -> io::Result<()> {
        if brief {
            return self.brief();
        }
        let desk = &self.plain.desk;
        let (list, mode) = (desk.progress.checklist().title(), desk.progress.mode().name());
        let text = format!("{list}, session {}, {mode}. help tells the words.", desk.recorder.name());
        self.line(&text)
    }

    fn show(&mut self) -> io::Result<()> {
        let lines = tell::step(self.progress(), self.here, &self.plain.errands.zone);
        self.lines(&lines)
    }

    /// Prompts, and reads a line; nothing at the end of input.
    fn ask(&mut self) -> io::Result<Option<String>> {
        let recording = match (self.plain.desk.recorder.fault(), &self.failed) {
            (Some(_), _) => Recording::ReadOnly,
            (None, Some(_)) => Recording::Failed,
            (None, None) => Recording::Works,
        };
        let prompt = tell::prompt(self.progress(), self.here, recording);
        write!(self.plain.out, "{prompt}")?;
        self.plain.out.flush()?;
        self.read()
    }

    fn read(&mut self) -> io::Result<Option<String>> {
        let mut bytes = Vec::new();
        if self.plain.input.read_until(b'\n', &mut bytes)? == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&bytes);
        // PowerShell puts a byte order mark before what it pipes.
        let line = line.trim_start_matches('\u{feff}');
        Ok(Some(line.trim_end_matches(['\n', '\r']).to_owned()))
    }

    fn take(&mut self, word: Word) -> io::Result<()> {
        match word {
            Word::Mark(status, reason) => self.mark(status, reason),
            Word::Answer(text) => self.answer(&text),
            Word::Answers(text) => self.answers(&text),
            Word::Unanswer(id) => self.unanswer(&id),
            Word::Note(text) => self.note(text),
            Word::Renote(text) => self.renote(&text),
            Word::Undo => self.undo(),
            Word::Redo => self.redo(),
            Word::Retry => self.retry(),
            Word::Adopt => self.adopt(),
            Word::Next(filter) => self.next(filter),
            Word::Back(filter) => self.back(filter),
            Word::First => self.end(false),
            Word::Last => self.end(true),
            Word::Go(name) => self.go(&name),
            Word::Browse(which) => self.browse(&which),
            Word::View(which) => self.view(&which),
            Word::Copy(which) => self.copy(&which),
            Word::List(filter) => self.list(filter),
            Word::Search(words) => self.search(&words),
            Word::Show => self.show(),
            Word::Status => self.brief(),
            Word::Export(path, replace) => self.export(&path, replace),
            Word::Log => self.log(),
            Word::Help => self.lines(&tell::help()),
            Word::Quit => Ok(()),
        }
    }

    /// Says why something was not done, and the way out.
    fn refused(&mut self, why: &dyn std::error::Error, hint: Option<String>) -> io::Result<()> {
        let hint = hint.map(|hint| format!("; {hint}")).unwrap_or_default();
        let text = format!("not recorded: {}{hint}", crate::errand::with_cause(why));
        self.line(&text)
    }

    fn brief(&mut self) -> io::Result<()> {
        let desk = &self.plain.desk;
        let briefing = Briefing::of(
            &desk.progress,
            &Surroundings {
                name: desk.recorder.name(),
                now: (self.plain.now)(),
                zone: &self.plain.errands.zone,
                drift: desk.drift.as_ref(),
                problems: &desk.problems,
            },
        );
        let text = briefing.to_text();
        self.line(text.trim_end())
    }

    fn export(&mut self, path: &str, replace: bool) -> io::Result<()> {
        let desk = &self.plain.desk;
        let session = (desk.recorder.name(), &desk.progress, desk.problems.as_slice());
        let text = match self.plain.errands.export(session, Path::new(path), replace) {
            Ok(text) | Err(Undone::Failed(text)) => text,
            Err(Undone::Exists(path)) => {
                let path = Text::line(&path.to_string_lossy());
                format!("not written: {path} is there already; `replace {path}` replaces it")
            }
        };
        self.line(&text)
    }

    fn log(&mut self) -> io::Result<()> {
        match self.plain.errands.log(self.plain.desk.recorder.name()) {
            Ok(lines) if lines.is_empty() => self.line("nothing is recorded yet"),
            Ok(lines) => self.lines(&lines),
            Err(why) => self.line(&why),
        }
    }
}

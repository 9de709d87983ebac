//! TTY. The plain face: the wizard as lines of prompts and answers, for screen readers, serial
//! consoles and scripts that wait for prompts. It decides and records as the full screen does.

mod change;
mod tell;
mod words;

use std::io::{self, BufRead, Write};
use std::path::Path;

use jiff::Timestamp;

use crate::checklist::{Reference, StepIx, Target, Truth};
use crate::desk::Desk;
use crate::errand::{Errands, Undone};
use crate::session::{Briefing, Progress, Surroundings, find_step};
use crate::text::Text;
use crate::wizard::search_steps;
use words::Word;

/// What the plain face speaks through, and what it speaks of.
pub(crate) struct Plain<'a> {
    pub(crate) input: &'a mut dyn BufRead,
    pub(crate) out: &'a mut dyn Write,
    pub(crate) now: &'a dyn Fn() -> Timestamp,
    pub(crate) errands: Errands,
    pub(crate) desk: Desk,
}

/// A conversation under way.
struct Talk<'p, 'a> {
    plain: &'p mut Plain<'a>,
    /// The step that is talked about.
    here: StepIx,
}

/// Talks until the words end. `brief` tells how things stand first.
pub(crate) fn run(plain: &mut Plain<'_>, brief: bool) -> io::Result<()> {
    let here = plain.desk.progress.next_open(None).unwrap_or(StepIx(0));
    let mut talk = Talk { plain, here };
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

    fn line(&mut self, text: &str) -> io::Result<()> {
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
        let prompt = tell::prompt(self.progress(), self.here);
        write!(self.plain.out, "{prompt}")?;
        self.plain.out.flush()?;
        self.read()
    }

    fn read(&mut self) -> io::Result<Option<String>> {
        let mut bytes = Vec::new();
        if self.plain.input.read_until(b'\n', &mut bytes)? == 0 {
            return Ok(None);
        }
        Ok(Some(String::from_utf8_lossy(&bytes).trim_end_matches(['\n', '\r']).to_owned()))
    }

    fn take(&mut self, word: Word) -> io::Result<()> {
        match word {
            Word::Mark(status, reason) => self.mark(status, reason),
            Word::Answer(text) => self.answer(&text),
            Word::Unanswer(id) => self.unanswer(&id),
            Word::Note(text) => self.note(text),
            Word::Renote(text) => self.renote(&text),
            Word::Undo => self.undo(),
            Word::Redo => self.redo(),
            Word::Adopt => self.adopt(),
            Word::Next => self.turn(true),
            Word::Back => self.turn(false),
            Word::Open => self.advance(),
            Word::Go(name) => self.go(&name),
            Word::Browse(number) => self.browse(number.as_deref()),
            Word::View(number) => self.view(number.as_deref()),
            Word::List(filter) => self.list(filter.as_deref()),
            Word::Search(words) => self.search(&words),
            Word::Show => self.show(),
            Word::Status => self.brief(),
            Word::Export(path) => self.export(&path),
            Word::Log => self.log(),
            Word::Help => self.lines(&tell::help()),
            Word::Quit => Ok(()),
        }
    }

    /// To the next step, or the one before, that may apply.
    fn turn(&mut self, forth: bool) -> io::Result<()> {
        let progress = self.progress();
        let may = |ix: &StepIx| progress.step(*ix).applies != Truth::No;
        let mut all = progress.checklist().step_indices();
        let here = self.here;
        let to =
            if forth { all.find(|ix| *ix > here && may(ix)) } else { all.rfind(|ix| *ix < here && may(ix)) };
        match to {
            Some(to) => self.go_to(to),
            None => self.line(if forth { "this is the last step" } else { "this is the first step" }),
        }
    }

    fn go_to(&mut self, step: StepIx) -> io::Result<()> {
        self.here = step;
        self.show()
    }

    /// To the next open step, or says that there is none.
    fn advance(&mut self) -> io::Result<()> {
        if let Some(step) = self.progress().next_open(Some(StepIx(self.here.0.saturating_add(1)))) {
            return self.go_to(step);
        }
        let text = format!("{}. No step is open.", self.progress().total().summary());
        self.line(&text)
    }

    fn go(&mut self, name: &str) -> io::Result<()> {
        match find_step(self.progress(), name) {
            Ok(step) => self.go_to(step),
            Err(refusal) => self.refused(&refusal, refusal.hint()),
        }
    }

    /// Says why something was not done, and the way out.
    fn refused(&mut self, why: &dyn std::error::Error, hint: Option<String>) -> io::Result<()> {
        let hint = hint.map(|hint| format!("; {hint}")).unwrap_or_default();
        let text = format!("not recorded: {}{hint}", crate::errand::with_cause(why));
        self.line(&text)
    }

    fn list(&mut self, filter: Option<&str>) -> io::Result<()> {
        let (progress, here) = (self.progress(), self.here);
        let shown = |ix: &StepIx| {
            let state = progress.step(*ix);
            match filter {
                Some("open") => state.is_open(),
                Some("exceptions") => state.is_exception(),
                Some("re-check" | "recheck") => state.needs_recheck(),
                _ => true,
            }
        };
        let steps = progress.checklist().step_indices().filter(shown);
        let mut lines: Vec<String> = steps.map(|ix| tell::row(progress, ix, ix == here)).collect();
        lines.push(progress.total().summary());
        self.lines(&lines)
    }

    fn search(&mut self, words: &str) -> io::Result<()> {
        let progress = self.progress();
        let hits = search_steps(progress, words);
        let mut lines: Vec<String> =
            hits.into_iter().map(|ix| tell::row(progress, ix, ix == self.here)).collect();
        if lines.is_empty() {
            lines.push("nothing was found".to_owned());
        }
        self.lines(&lines)
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
        write!(self.plain.out, "{}", briefing.to_text())
    }

    /// The references of the step that are shown now.
    fn references(&self) -> Vec<Reference> {
        self.progress().references_at(self.here).cloned().collect()
    }

    /// The document of a number, or the only one with an address; what there is where that is not clear.
    fn reference(&mut self, number: Option<&str>) -> io::Result<Option<Reference>> {
        let all = self.references();
        let picked = match number.map(str::parse::<usize>) {
            Some(Ok(number)) => number.checked_sub(1).and_then(|at| all.get(at)).cloned(),
            Some(Err(_)) => None,
            None => {
                let mut known = all.iter().filter(|reference| reference.target != Target::Unknown);
                known.next().filter(|_| known.next().is_none()).cloned()
            }
        };
        if picked.is_none() {
            let named = (1..).zip(&all).map(|(n, reference)| format!("{n}. {}", reference.title));
            let mut lines: Vec<String> = named.collect();
            lines.insert(
                0,
                if all.is_empty() { "this step has no document" } else { "which one? by number:" }.to_owned(),
            );
            self.lines(&lines)?;
        }
        Ok(picked)
    }

    fn browse(&mut self, number: Option<&str>) -> io::Result<()> {
        let Some(reference) = self.reference(number)? else { return Ok(()) };
        if let (false, Target::Address(address)) = (self.plain.errands.display, &reference.target) {
            let text = format!("no display here; the address is {}", Text::line(address));
            return self.line(&text);
        }
        let came = self.plain.errands.open(self.progress(), &reference.target);
        self.line(&came.unwrap_or_else(|why| why))
    }

    fn view(&mut self, number: Option<&str>) -> io::Result<()> {
        let Some(reference) = self.reference(number)? else { return Ok(()) };
        match &reference.target {
            Target::Address(address) => self.line(Text::line(address).as_ref()),
            Target::Unknown => self.line("no known address"),
            Target::File(path) => match self.plain.errands.read(self.progress(), path) {
                Ok(lines) => self.lines(&lines),
                Err(why) => self.line(&why),
            },
        }
    }

    fn export(&mut self, path: &str) -> io::Result<()> {
        let desk = &self.plain.desk;
        let session = (desk.recorder.name(), &desk.progress, desk.problems.as_slice());
        let text = match self.plain.errands.export(session, Path::new(path), false) {
            Ok(text) | Err(Undone::Failed(text)) => text,
            Err(Undone::Exists(path)) => {
                format!(
                    "not written: {} is there already; give another name",
                    Text::line(&path.to_string_lossy())
                )
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

//! TTY. Changes from the plain face: decided and recorded as everywhere, told in a line each.

use std::io;

use super::{Talk, tell};
use crate::checklist::QuestionIx;
use crate::desk::ChangeError;
use crate::session::{Command, Drift, Event, Status, find_question, told};
use crate::text::Text;

impl Talk<'_, '_> {
    /// Records a change, and says what was recorded or why not. True where it was, or need not be.
    fn change(&mut self, command: Command) -> io::Result<bool> {
        let now = (self.plain.now)();
        let came = self.plain.desk.carry_out(&[command], now);
        for warning in self.plain.desk.recorder.warnings() {
            self.line(&format!("warning: {warning}"))?;
        }
        match came {
            Ok(entries) => {
                let recorded = entries.iter().filter(|entry| !matches!(entry.event, Event::Started { .. }));
                let lines: Vec<String> =
                    recorded.map(|entry| format!("recorded: {}", told(&entry.event))).collect();
                if lines.is_empty() {
                    self.line("nothing recorded: it is so already")?;
                }
                self.lines(&lines)?;
                Ok(true)
            }
            Err((_, error)) => {
                self.not_made(&error)?;
                Ok(false)
            }
        }
    }

    fn not_made(&mut self, error: &ChangeError) -> io::Result<()> {
        match error {
            ChangeError::Refused(refusal) => self.refused(refusal, error.hint()),
            // These say themselves that nothing was saved.
            ChangeError::Append(_) | ChangeError::TooBusy => {
                let hint = error.hint().map(|hint| format!("; {hint}")).unwrap_or_default();
                self.line(&format!("{}{hint}", crate::errand::with_cause(error)))
            }
        }
    }

    /// Marks the step. One that is settled by that gives way to the next open one.
    pub(super) fn mark(&mut self, status: Status, reason: Option<String>) -> io::Result<()> {
        let recorded = self.change(Command::Mark { step: self.here, status, reason })?;
        if recorded && !matches!(status, Status::Todo | Status::InProgress) {
            return self.advance();
        }
        Ok(())
    }

    /// `answer [QUESTION] VALUE`: the question is named, or the one that is to be answered here.
    pub(super) fn answer(&mut self, text: &str) -> io::Result<()> {
        let (first, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let named = self.progress().checklist().find_question(first).filter(|_| !rest.trim().is_empty());
        let (question, value) = match (named, self.question_here()) {
            (Some(question), _) => (question, rest.trim()),
            (None, Some(question)) => (question, text),
            (None, None) => return self.which_question(),
        };
        let value = self.choice(question, value);
        if self.change(Command::Answer { question, value: Some(value) })? {
            self.after_answer()?;
        }
        Ok(())
    }

    /// The question that waits here, else the only one that is asked here.
    fn question_here(&self) -> Option<QuestionIx> {
        let mut asked = self.progress().asked_at(self.here);
        let only = asked.next().filter(|_| asked.next().is_none());
        tell::wanted(self.progress(), self.here).or(only)
    }

    fn which_question(&mut self) -> io::Result<()> {
        let progress = self.progress();
        let ids: Vec<String> = progress
            .asked_at(self.here)
            .map(|ix| Text::line(&progress.checklist().question(ix).id).to_string())
            .collect();
        let text = match ids.as_slice() {
            [] => "no question is asked at this step; name one: `answer QUESTION VALUE`".to_owned(),
            ids => format!("which question? {}", crate::text::or_list(ids)),
        };
        self.line(&text)
    }

    /// A choice that was given by its number, by name; anything else as it is.
    fn choice(&self, question: QuestionIx, value: &str) -> String {
        let choices = &self.progress().checklist().question(question).choices;
        let exact = choices.iter().any(|choice| **choice == *value);
        let number = value.parse::<usize>().ok().filter(|_| !exact);
        let by_number = number.and_then(|number| choices.get(number.checked_sub(1)?));
        by_number.map_or_else(|| value.to_owned(), ToString::to_string)
    }

    /// An answer may have switched this step off; otherwise its next question is told.
    fn after_answer(&mut self) -> io::Result<()> {
        if let Some(why) = self.progress().why_not(self.here) {
            self.line(&format!("this step does not apply: {why}"))?;
            return self.advance();
        }
        if let Some(question) = tell::wanted(self.progress(), self.here) {
            let prompt = self.progress().checklist().question(question).prompt.to_string();
            return self.line(&prompt);
        }
        Ok(())
    }

    pub(super) fn unanswer(&mut self, id: &str) -> io::Result<()> {
        let answered = |ix: &QuestionIx| self.progress().answer(*ix).is_some();
        let question = match id {
            "" => self.progress().asked_at(self.here).find(answered),
            id => match find_question(self.progress(), id) {
                Ok(question) => Some(question),
                Err(refusal) => return self.refused(&refusal, refusal.hint()),
            },
        };
        match question {
            Some(question) => self.change(Command::Answer { question, value: None }).map(|_| ()),
            None => self.line("nothing is answered at this step"),
        }
    }

    /// A note from the line, or from the lines that follow, up to one with a single dot.
    pub(super) fn note(&mut self, text: Option<String>) -> io::Result<()> {
        let text = match text {
            Some(text) => text,
            None => self.several_lines()?,
        };
        self.change(Command::Note { step: self.here, text, replaces: None }).map(|_| ())
    }

    fn several_lines(&mut self) -> io::Result<String> {
        self.line("write the note; a line with a single dot ends it")?;
        let mut lines = Vec::new();
        while let Some(line) = self.read()? {
            if line == "." {
                break;
            }
            lines.push(line);
        }
        Ok(lines.join("\n"))
    }

    /// `renote NUMBER [TEXT]`, counted among the notes of the step.
    pub(super) fn renote(&mut self, text: &str) -> io::Result<()> {
        let (number, text) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let notes = &self.progress().step(self.here).notes;
        let note = number.parse::<usize>().ok().and_then(|number| notes.get(number.checked_sub(1)?));
        let Some(replaces) = note.map(|note| note.stamp.seq) else {
            let text = format!("this step has {}", crate::text::count(notes.len(), "note"));
            return self.line(&text);
        };
        let text = text.trim().to_owned();
        self.change(Command::Note { step: self.here, text, replaces: Some(replaces) }).map(|_| ())
    }

    pub(super) fn undo(&mut self) -> io::Result<()> {
        self.change(Command::Undo).map(|_| ())
    }

    pub(super) fn redo(&mut self) -> io::Result<()> {
        self.change(Command::Redo).map(|_| ())
    }

    pub(super) fn adopt(&mut self) -> io::Result<()> {
        let raw = match self.plain.errands.source(self.progress()) {
            Ok(raw) => raw,
            Err(why) => return self.line(&why),
        };
        let new = crate::checklist::Checklist::from_raw(&raw);
        let drift = new.map(|new| Drift::between(self.progress().checklist(), &new)).unwrap_or_default();
        if drift.is_empty() {
            return self.line("the checklist has not changed");
        }
        let here = self.progress().checklist().step(self.here).id.clone();
        if self.change(Command::Adopt(raw))? {
            self.plain.desk.drift = None;
            self.line(&drift.summary())?;
            let first = self.progress().next_open(None).unwrap_or(crate::checklist::StepIx(0));
            self.here = self.progress().checklist().find_step(&here).unwrap_or(first);
        }
        Ok(())
    }

    /// Tells what others recorded since the last prompt.
    pub(super) fn hear_of_others(&mut self) -> io::Result<()> {
        let entries = match self.plain.desk.recorder.follow() {
            Ok(entries) => entries,
            Err(fault) => return self.line(&format!("warning: {fault}")),
        };
        let late = entries.iter().any(|(writer, entry)| !self.progress().comes_next(entry.clock, writer));
        for (writer, entry) in &entries {
            if !late {
                self.plain.desk.progress.apply(writer, entry);
            }
            self.line(&format!("{writer}: {}", told(&entry.event)))?;
        }
        if late {
            match self.plain.errands.replay(self.plain.desk.recorder.name()) {
                Ok(progress) => self.plain.desk.progress = progress,
                Err(why) => return self.line(&format!("warning: {why}")),
            }
        }
        Ok(())
    }
}

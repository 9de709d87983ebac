//! TTY. Changes from the plain face: decided and recorded as everywhere, told in a line each.

use std::io;

use super::{Talk, tell};
use crate::checklist::{QuestionIx, StepIx};
use crate::desk::ChangeError;
use crate::session::{Command, Drift, Event, Refusal, Status, find_question, told};
use crate::text::Text;

impl Talk<'_, '_> {
    /// Records a change, and says what was recorded or why not. True where it was, or need not be.
    fn change(&mut self, command: Command) -> io::Result<bool> {
        let now = (self.plain.now)();
        let here = self.here_id();
        self.failed = None;
        let came = self.plain.desk.carry_out(std::slice::from_ref(&command), now);
        self.stay_at(&here);
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
                self.not_made(command, &error)?;
                Ok(false)
            }
        }
    }

    fn not_made(&mut self, command: Command, error: &ChangeError) -> io::Result<()> {
        match error {
            ChangeError::Refused(refusal) => self.refused(refusal, hint_of(refusal)),
            // These say themselves that nothing was saved.
            ChangeError::Append(_) | ChangeError::TooBusy => {
                let hint = error.hint().map(|hint| format!("; {hint}")).unwrap_or_default();
                self.failed = Some(command).filter(|_| self.plain.desk.recorder.fault().is_none());
                self.line(&format!("{}{hint}", crate::errand::with_cause(error)))
            }
        }
    }

    /// Records a change, and goes where it leads.
    fn make(&mut self, command: Command) -> io::Result<()> {
        let (marked, answered) = match &command {
            Command::Mark { step, status, .. } => (Some((*step, *status)), false),
            Command::Answer { value, .. } => (None, value.is_some()),
            _ => (None, false),
        };
        if !self.change(command)? {
            return Ok(());
        }
        match marked {
            // A step that is settled by that gives way to the next open one.
            Some((step, status))
                if step == self.here && !matches!(status, Status::Todo | Status::InProgress) =>
            {
                self.advance()
            }
            _ if answered => self.after_answer(),
            _ => Ok(()),
        }
    }

    /// Tries again what could not be saved.
    pub(super) fn retry(&mut self) -> io::Result<()> {
        match self.failed.take() {
            Some(command) => self.make(command),
            None => self.line("nothing waits to be saved"),
        }
    }

    /// Where the talk is, by what stays the same when the checklist changes.
    fn here_id(&self) -> String {
        self.progress().checklist().step(self.here).id.to_string()
    }

    /// Stays at a step; where it is gone from the checklist, goes to the first open one.
    fn stay_at(&mut self, id: &str) {
        let first = self.progress().next_open(None).unwrap_or(StepIx(0));
        self.here = self.progress().checklist().find_step(id).unwrap_or(first);
    }

    pub(super) fn mark(&mut self, status: Status, reason: Option<String>) -> io::Result<()> {
        self.make(Command::Mark { step: self.here, status, reason })
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
        self.make(Command::Answer { question, value: Some(value) })
    }

    /// `answers [NUMBER VALUE]`: all of them, or an answer to one by its number among them.
    pub(super) fn answers(&mut self, text: &str) -> io::Result<()> {
        if text.is_empty() {
            let lines = tell::questions(self.progress());
            return self.lines(&lines);
        }
        let (number, value) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let question = number.parse::<u32>().ok().and_then(|number| number.checked_sub(1)).map(QuestionIx);
        let known = question.filter(|ix| ix.at() < self.progress().checklist().questions().len());
        match known.filter(|_| !value.trim().is_empty()) {
            Some(question) => {
                let value = self.choice(question, value.trim());
                self.make(Command::Answer { question, value: Some(value) })
            }
            None => {
                self.line("`answers` takes the number of a question and its answer; alone it tells them all")
            }
        }
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
                Err(refusal) => return self.refused(&refusal, hint_of(&refusal)),
            },
        };
        match question {
            Some(question) => self.make(Command::Answer { question, value: None }),
            None => self.line("nothing is answered at this step"),
        }
    }

    /// A note from the line, or from the lines that follow, up to one with a single dot.
    pub(super) fn note(&mut self, text: Option<String>) -> io::Result<()> {
        let text = match text {
            Some(text) => text,
            None => self.several_lines()?,
        };
        self.make(Command::Note { step: self.here, text, replaces: None })
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

    /// `renote NUMBER [TEXT]`, counted among the notes of the step; without a text, the lines that
    /// follow, and without any line the note is taken away.
    pub(super) fn renote(&mut self, text: &str) -> io::Result<()> {
        let (number, text) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let notes = &self.progress().step(self.here).notes;
        let note = number.parse::<usize>().ok().and_then(|number| notes.get(number.checked_sub(1)?));
        let Some(replaces) = note.map(|note| note.stamp.seq) else {
            let text = format!("this step has {}", crate::text::count(notes.len(), "note"));
            return self.line(&text);
        };
        let text = if text.trim().is_empty() { self.several_lines()? } else { text.trim().to_owned() };
        self.make(Command::Note { step: self.here, text, replaces: Some(replaces) })
    }

    pub(super) fn undo(&mut self) -> io::Result<()> {
        self.make(Command::Undo)
    }

    pub(super) fn redo(&mut self) -> io::Result<()> {
        self.make(Command::Redo)
    }

    pub(super) fn adopt(&mut self) -> io::Result<()> {
        let new = match self.plain.errands.source(self.progress().source().as_str()) {
            Ok(new) => new,
            Err(why) => return self.line(&why),
        };
        let drift = Drift::between(self.progress().checklist(), &new);
        if drift.is_empty() {
            return self.line("the checklist has not changed");
        }
        if self.change(Command::Adopt(new.kept().clone()))? {
            self.plain.desk.drift = None;
            self.line(&drift.summary())?;
        }
        Ok(())
    }

    /// Tells what others recorded since the last prompt.
    pub(super) fn hear_of_others(&mut self) -> io::Result<()> {
        let entries = match self.plain.desk.recorder.follow() {
            Ok(entries) => entries,
            Err(fault) => return self.line(&format!("warning: {fault}")),
        };
        let here = self.here_id();
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
        self.stay_at(&here);
        Ok(())
    }
}

/// The way out of a refusal, in the words of this face.
fn hint_of(refusal: &Refusal) -> Option<String> {
    match refusal {
        Refusal::NeedsReason(status) => Some(format!("`{} REASON` gives one", status.name())),
        Refusal::RequiresOpen(_) => Some("`done REASON` gives one".to_owned()),
        Refusal::QuestionOpen { id, .. } => Some(format!("`answer {id} VALUE` answers it")),
        Refusal::NoQuestion(_, None) => Some("`answers` tells them all".to_owned()),
        other => other.hint(),
    }
}

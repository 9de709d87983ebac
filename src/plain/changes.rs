//! TTY. The commands of the plain face that change something, decided and recorded as everywhere, printed in
//! a line each; and those that open, show or print a document or a command.

use std::io;

use crate::app::actions::with_causes;
use crate::app::open_session::ChangeError;
use crate::checklist::{LinkTarget, QuestionIx, StepIx, Truth};
use crate::plain::{Prompter, output};
use crate::session::{AdoptionPreview, Command, Event, Refusal, Status, describe, find_question};
use crate::text::{Hint as _, Text};

impl Prompter<'_, '_> {
    /// Records a change, and prints what was recorded or why not. Returns whether everything is as it asks.
    fn submit(&mut self, command: &Command) -> io::Result<bool> {
        let now = (self.ui.now)();
        let here = self.current_step_id();
        let before = command.may_answer().then(|| self.progress().clone());
        let result = self.ui.session.change_all(std::slice::from_ref(command), now);
        self.go_to_id(&here);
        for warning in self.ui.session.writer.take_warnings() {
            self.print(&format!("warning: {warning}"))?;
        }
        match result {
            Ok(entries) => {
                let recorded = entries.iter().filter(|entry| !matches!(entry.event, Event::Started { .. }));
                let lines: Vec<String> =
                    recorded.map(|entry| format!("recorded: {}", describe(&entry.event))).collect();
                if lines.is_empty() {
                    self.print("nothing recorded: it is so already")?;
                }
                self.print_all(&lines)?;
                if let Some(text) = before.and_then(|before| self.progress().consequences(&before)) {
                    self.print(&text)?;
                }
                Ok(true)
            }
            Err((_, error)) => {
                self.print_error(&error)?;
                Ok(false)
            }
        }
    }

    fn print_error(&mut self, error: &ChangeError) -> io::Result<()> {
        match error {
            ChangeError::Refused(refusal) => self.print_refusal(refusal, plain_hint(refusal)),
            // Their messages say that nothing was saved.
            ChangeError::Append(_) | ChangeError::TooManyConflicts => {
                let hint = error.hint().map(|hint| format!("; {hint}")).unwrap_or_default();
                self.print(&format!("{}{hint}", with_causes(error)))
            }
        }
    }

    /// Records a change, and goes on from a step that it settles.
    pub(super) fn submit_and_advance(&mut self, command: &Command) -> io::Result<()> {
        if !self.submit(command)? {
            return Ok(());
        }
        match command {
            Command::Mark { step, status, .. }
                if *step == self.current_step_id()
                    && !matches!(status, Status::Todo | Status::InProgress) =>
            {
                self.go_to_next_open()
            }
            Command::Answer { value: Some(_), .. } => self.after_answer(),
            _ => Ok(()),
        }
    }

    /// Retries the change that could not be saved.
    pub(super) fn retry(&mut self) -> io::Result<()> {
        match self.ui.session.outbox.take_failed() {
            Some(failed) => self.submit_and_advance(&failed.command),
            None => self.print("nothing waits to be saved"),
        }
    }

    /// The id of the current step, which stays the same when the checklist changes.
    fn current_step_id(&self) -> String {
        self.progress().checklist().step(self.current).id.to_string()
    }

    /// Goes to a step by its id; if the checklist no longer has it, to the first open one.
    fn go_to_id(&mut self, id: &str) {
        let checklist = self.progress().checklist();
        // The usual case, for which no table of all ids has to be made.
        if checklist.steps().get(self.current.index()).is_some_and(|step| *step.id == *id) {
            return;
        }
        let first = self.progress().next_open(None).unwrap_or(StepIx(0));
        self.current = checklist.find_step(id).unwrap_or(first);
    }

    pub(super) fn mark(&mut self, status: Status, reason: Option<String>) -> io::Result<()> {
        self.submit_and_advance(&Command::mark(self.progress(), self.current, status, reason))
    }

    /// `answer [QUESTION] VALUE`; without a name, the question to be answered at this step.
    pub(super) fn answer(&mut self, text: &str) -> io::Result<()> {
        let (first, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let named = self.progress().checklist().find_question(first).filter(|_| !rest.trim().is_empty());
        let (question, value) = match (named, self.current_question()) {
            (Some(question), _) => (question, rest.trim()),
            (None, Some(question)) => (question, text),
            (None, None) => return self.print_question_choices(),
        };
        let value = self.resolve_choice(question, value);
        self.submit_and_advance(&Command::answer(self.progress(), question, Some(value)))
    }

    /// `answers [NUMBER VALUE]`: lists the questions, or answers one by its number in the list.
    pub(super) fn answers(&mut self, text: &str) -> io::Result<()> {
        if text.is_empty() {
            let lines = output::question_lines(self.progress());
            return self.print_all(&lines);
        }
        let (number, value) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let question = number.parse::<u32>().ok().and_then(|number| number.checked_sub(1)).map(QuestionIx);
        let known = question.filter(|ix| ix.index() < self.progress().checklist().questions().len());
        match known.filter(|_| !value.trim().is_empty()) {
            Some(question) => {
                let value = self.resolve_choice(question, value.trim());
                self.submit_and_advance(&Command::answer(self.progress(), question, Some(value)))
            }
            None => {
                self.print("`answers` takes the number of a question and its answer; alone it tells them all")
            }
        }
    }

    /// The question to be answered at this step, else the only one that is asked here.
    fn current_question(&self) -> Option<QuestionIx> {
        let mut asked = self.progress().asked_at(self.current);
        let only = asked.next().filter(|_| asked.next().is_none());
        output::required_question(self.progress(), self.current).or(only)
    }

    fn print_question_choices(&mut self) -> io::Result<()> {
        let progress = self.progress();
        let ids: Vec<String> = progress
            .asked_at(self.current)
            .map(|ix| Text::line(&progress.checklist().question(ix).id).to_string())
            .collect();
        let text = match ids.as_slice() {
            [] => "no question is asked at this step; name one: `answer QUESTION VALUE`".to_owned(),
            ids => format!("which question? {}", crate::text::or_list(ids)),
        };
        self.print(&text)
    }

    /// Returns the choice of this number; anything else as it is.
    fn resolve_choice(&self, question: QuestionIx, value: &str) -> String {
        let choices = &self.progress().checklist().question(question).choices;
        let exact = choices.iter().any(|choice| **choice == *value);
        let number = value.parse::<usize>().ok().filter(|_| !exact);
        let by_number = number.and_then(|number| choices.get(number.checked_sub(1)?));
        by_number.map_or_else(|| value.to_owned(), ToString::to_string)
    }

    /// Goes on from a step that the answer made inapplicable; otherwise prints its next question.
    fn after_answer(&mut self) -> io::Result<()> {
        if self.progress().step(self.current).applies == Truth::No {
            return self.go_to_next_open();
        }
        if let Some(question) = output::required_question(self.progress(), self.current) {
            let prompt = self.progress().prompt(question).to_string();
            return self.print(&prompt);
        }
        Ok(())
    }

    pub(super) fn clear_answer(&mut self, id: &str) -> io::Result<()> {
        let answered = |ix: &QuestionIx| self.progress().answer(*ix).is_some();
        let question = match id {
            "" => self.progress().asked_at(self.current).find(answered),
            id => match find_question(self.progress(), id) {
                Ok(question) => Some(question),
                Err(refusal) => return self.print_refusal(&refusal, plain_hint(&refusal)),
            },
        };
        match question {
            Some(question) => self.submit_and_advance(&Command::answer(self.progress(), question, None)),
            None => self.print("nothing is answered at this step"),
        }
    }

    /// Writes a note from the line, or from the lines that follow up to one with a single dot.
    pub(super) fn note(&mut self, text: Option<String>) -> io::Result<()> {
        let text = match text {
            Some(text) => text,
            None => self.read_multiline()?,
        };
        self.submit_and_advance(&Command::note(self.progress(), self.current, text, None))
    }

    fn read_multiline(&mut self) -> io::Result<String> {
        self.print("write the note; a line with a single dot ends it")?;
        let mut lines = Vec::new();
        while let Some(line) = self.read_line()? {
            if line == "." {
                break;
            }
            lines.push(line);
        }
        Ok(lines.join("\n"))
    }

    /// `renote NUMBER [TEXT]`, by the number among the notes of the step; without a text, from the lines that
    /// follow. Without any line, the note is deleted.
    pub(super) fn replace_note(&mut self, text: &str) -> io::Result<()> {
        let (number, text) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let notes = &self.progress().step(self.current).notes;
        let note = number.parse::<usize>().ok().and_then(|number| notes.get(number.checked_sub(1)?));
        let Some(replaces) = note.map(|note| note.stamp.seq) else {
            let text = format!("this step has {}", crate::text::count(notes.len(), "note"));
            return self.print(&text);
        };
        let text = if text.trim().is_empty() { self.read_multiline()? } else { text.trim().to_owned() };
        self.submit_and_advance(&Command::note(self.progress(), self.current, text, Some(replaces)))
    }

    /// Prints what would change, and takes it over if the person confirms.
    pub(super) fn adopt(&mut self) -> io::Result<()> {
        let progress = self.progress();
        let new = match self.ui.actions.reread(progress.source().as_str(), progress.reader_options()) {
            Ok(new) => new,
            Err(why) => return self.print(&why),
        };
        let Some(preview) = AdoptionPreview::new(progress, &new) else {
            return self.print("the checklist has not changed");
        };
        preview.steps.iter().try_for_each(|step| self.print(step))?;
        self.print(&preview.summary)?;
        self.print("take it over? yes or no")?;
        let answer = self.read_line()?.unwrap_or_default().trim().to_lowercase();
        if !matches!(answer.as_str(), "y" | "yes") {
            return self.print("nothing was taken over");
        }
        if self.submit(&Command::adopt(new))? {
            self.ui.session.drift = None;
        }
        Ok(())
    }

    /// Prints what others recorded since the last prompt.
    pub(super) fn print_remote_entries(&mut self) -> io::Result<()> {
        let entries = match self.ui.session.writer.follow() {
            Ok(entries) => entries,
            Err(fault) => return self.print(&format!("warning: {fault}")),
        };
        let here = self.current_step_id();
        if self.ui.session.reload_if_recovered() {
            self.print("the session can be changed again")?;
        }
        for (writer, entry) in &entries {
            self.print(&format!("{writer}: {}", describe(&entry.event)))?;
        }
        self.ui.session.apply_entries(entries);
        self.go_to_id(&here);
        Ok(())
    }
}

/// The way out of a refusal, in commands of the plain face.
fn plain_hint(refusal: &Refusal) -> Option<String> {
    match refusal {
        Refusal::NeedsReason(status) => Some(format!("`{} REASON` gives one", status.name())),
        Refusal::Obstacles { .. } => Some("`done REASON` gives one".to_owned()),
        Refusal::QuestionOpen { id, .. } => Some(format!("`answer {id} VALUE` answers it")),
        Refusal::NoQuestion(_, None) => Some("`answers` tells them all".to_owned()),
        other => other.hint(),
    }
}

#[derive(Clone)]
enum ReferenceItem {
    Document(LinkTarget),
    Command(String),
    /// One that cannot be opened or copied as the answers are, and why.
    Refused(String),
}

impl Prompter<'_, '_> {
    /// The documents of the step, and its commands if they count here, each with its title, in the order in
    /// which the step numbers them.
    fn reference_items(&self, commands: bool) -> Vec<(String, ReferenceItem)> {
        let progress = self.progress();
        let documents = progress.references_at(self.current).map(|reference| {
            let item = match reference.target {
                Ok(target) => ReferenceItem::Document(target.into_owned()),
                Err(why) => ReferenceItem::Refused(why.to_string()),
            };
            (reference.title.to_string(), item)
        });
        let copied = progress.checklist().step(self.current).commands.iter().filter(|_| commands);
        let copied = copied.map(|command| {
            let title = progress.resolve(&command.run).as_str().lines().next().unwrap_or_default().to_owned();
            let item = match progress.resolve_command(command) {
                Ok(run) => ReferenceItem::Command(run.into_owned()),
                Err(why) => ReferenceItem::Refused(why.to_string()),
            };
            (title, item)
        });
        documents.chain(copied).collect()
    }

    /// Returns the item of this number, or the only one whose title has these words, or the only one there
    /// is. Where that is not clear, prints what there is to choose from.
    fn resolve_item(&mut self, which: &str, commands: bool) -> io::Result<Option<ReferenceItem>> {
        let items = self.reference_items(commands);
        let words = which.to_lowercase();
        let is_known = |item: &ReferenceItem| !matches!(item, ReferenceItem::Document(LinkTarget::Unknown));
        let mut matching = (1..).zip(&items).filter(|(number, (title, item))| match which.parse::<usize>() {
            Ok(wanted) => *number == wanted,
            Err(_) => is_known(item) && title.to_lowercase().contains(&words),
        });
        if let (Some((_, (_, item))), None) = (matching.next(), matching.next()) {
            return Ok(Some(item.clone()));
        }
        self.print(match (items.is_empty(), commands) {
            (true, true) => "this step has no address or command",
            (true, false) => "this step has no document",
            (false, _) => "which one? by its number:",
        })?;
        (1..).zip(&items).try_for_each(|(number, (title, _))| self.print(&format!("{number}. {title}")))?;
        Ok(None)
    }

    fn resolve_document(&mut self, which: &str) -> io::Result<Option<LinkTarget>> {
        Ok(match self.resolve_item(which, false)? {
            Some(ReferenceItem::Document(target)) => Some(target),
            Some(ReferenceItem::Refused(why)) => {
                self.print(&why)?;
                None
            }
            Some(ReferenceItem::Command(_)) | None => None,
        })
    }

    pub(super) fn open_reference(&mut self, which: &str) -> io::Result<()> {
        let Some(target) = self.resolve_document(which)? else { return Ok(()) };
        if let (false, LinkTarget::Address(address)) = (self.ui.actions.has_display, &target) {
            self.print("no display here; the address is")?;
            return self.print_unwrapped(Text::line(address).as_str());
        }
        let opened = self.ui.actions.open_target(self.progress().source().as_str(), &target);
        self.print(&opened.unwrap_or_else(|why| why))
    }

    pub(super) fn view_reference(&mut self, which: &str) -> io::Result<()> {
        let Some(target) = self.resolve_document(which)? else { return Ok(()) };
        let LinkTarget::File(path) = &target else { return self.print_target(&target) };
        match self.ui.actions.read_document(self.progress().source().as_str(), path) {
            Ok(lines) => lines.iter().try_for_each(|line| self.print_unwrapped(line)),
            Err(why) => self.print(&why),
        }
    }

    /// Prints what the full screen would put on the clipboard, alone on its lines.
    pub(super) fn copy_item(&mut self, which: &str) -> io::Result<()> {
        match self.resolve_item(which, true)? {
            Some(ReferenceItem::Command(command)) => self.print_unwrapped(&command),
            Some(ReferenceItem::Document(target)) => self.print_target(&target),
            Some(ReferenceItem::Refused(why)) => self.print(&why),
            None => Ok(()),
        }
    }

    fn print_target(&mut self, target: &LinkTarget) -> io::Result<()> {
        match target {
            LinkTarget::Address(place) | LinkTarget::File(place) => {
                self.print_unwrapped(Text::line(place).as_str())
            }
            LinkTarget::Unknown => self.print("no known address"),
        }
    }
}

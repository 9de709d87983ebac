//! TTY. The documents and commands of a step in the plain face: opened, shown, or printed to be copied.

use std::io;

use super::Talk;
use crate::checklist::Target;
use crate::text::Text;

/// Something of a step that can be picked by number or by words of its title.
#[derive(Clone)]
struct Item {
    number: usize,
    title: String,
    what: What,
}

#[derive(Clone)]
enum What {
    Document(Target),
    Command(String),
}

impl Item {
    /// Whether there is anything to open, show or copy.
    fn is_known(&self) -> bool {
        !matches!(self.what, What::Document(Target::Unknown))
    }
}

impl Talk<'_, '_> {
    /// Documents, and commands where they are meant as well, with the numbers that the step shows.
    fn items(&self, commands: bool) -> Vec<Item> {
        let progress = self.progress();
        let documents = progress
            .references_at(self.here)
            .map(|reference| (reference.title.to_string(), What::Document(reference.target.clone())));
        let copied = progress.checklist().step(self.here).commands.iter().filter(|_| commands);
        let copied = copied.map(|command| {
            let title = command.run.as_str().lines().next().unwrap_or_default().to_owned();
            (title, What::Command(command.run.to_string()))
        });
        let all = documents.chain(copied);
        (1..).zip(all).map(|(number, (title, what))| Item { number, title, what }).collect()
    }

    /// The item of this number, or the only one whose title has these words, or the only one there
    /// is; where that is not clear, what there is to pick from.
    fn pick(&mut self, which: &str, commands: bool) -> io::Result<Option<Item>> {
        let items = self.items(commands);
        let words = which.to_lowercase();
        let mut meant = items.iter().filter(|item| match which.parse::<usize>() {
            Ok(number) => item.number == number,
            Err(_) => item.is_known() && item.title.to_lowercase().contains(&words),
        });
        if let (Some(item), None) = (meant.next(), meant.next()) {
            return Ok(Some(item.clone()));
        }
        let mut lines: Vec<String> =
            items.iter().map(|item| format!("{}. {}", item.number, item.title)).collect();
        let first = match (items.is_empty(), commands) {
            (true, true) => "this step has no address or command",
            (true, false) => "this step has no document",
            (false, _) => "which one? by its number:",
        };
        lines.insert(0, first.to_owned());
        self.lines(&lines)?;
        Ok(None)
    }

    pub(super) fn browse(&mut self, which: &str) -> io::Result<()> {
        let Some(Item { what: What::Document(target), .. }) = self.pick(which, false)? else { return Ok(()) };
        if let (false, Target::Address(address)) = (self.plain.errands.display, &target) {
            self.line("no display here; the address is")?;
            return self.whole(Text::line(address).as_str());
        }
        let came = self.plain.errands.open(self.progress().source().as_str(), &target);
        self.line(&came.unwrap_or_else(|why| why))
    }

    pub(super) fn view(&mut self, which: &str) -> io::Result<()> {
        let Some(Item { what: What::Document(target), .. }) = self.pick(which, false)? else { return Ok(()) };
        match &target {
            Target::Address(address) => self.whole(Text::line(address).as_str()),
            Target::Unknown => self.line("no known address"),
            Target::File(path) => match self.plain.errands.read(self.progress().source().as_str(), path) {
                Ok(lines) => lines.iter().try_for_each(|line| self.whole(line)),
                Err(why) => self.line(&why),
            },
        }
    }

    /// Prints what the full screen would put on the clipboard, alone on its lines.
    pub(super) fn copy(&mut self, which: &str) -> io::Result<()> {
        let Some(item) = self.pick(which, true)? else { return Ok(()) };
        match item.what {
            What::Command(command) => self.whole(&command),
            What::Document(Target::Address(address)) => self.whole(Text::line(&address).as_str()),
            What::Document(Target::File(path)) => self.whole(Text::line(&path).as_str()),
            What::Document(Target::Unknown) => self.line("no known address"),
        }
    }
}

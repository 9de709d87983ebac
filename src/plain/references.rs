//! TTY. The documents and commands of a step in the plain face: opened, shown, or printed to be copied.

use std::io;

use super::Prompter;
use crate::checklist::LinkTarget;
use crate::text::Text;

/// Something of a step that can be picked by number or by words of its title.
#[derive(Clone)]
struct ReferenceItem {
    number: usize,
    title: String,
    content: ReferenceContent,
}

#[derive(Clone)]
enum ReferenceContent {
    Document(LinkTarget),
    Command(String),
}

impl ReferenceItem {
    /// Whether there is anything to open, show or copy.
    fn is_known(&self) -> bool {
        !matches!(self.content, ReferenceContent::Document(LinkTarget::Unknown))
    }
}

impl Prompter<'_, '_> {
    /// Documents, and commands where they are meant as well, with the numbers that the step shows.
    fn items(&self, commands: bool) -> Vec<ReferenceItem> {
        let progress = self.progress();
        let documents = progress.references_at(self.current).map(|reference| {
            (reference.title.to_string(), ReferenceContent::Document(reference.target.clone()))
        });
        let copied = progress.checklist().step(self.current).commands.iter().filter(|_| commands);
        let copied = copied.map(|command| {
            let title = command.run.as_str().lines().next().unwrap_or_default().to_owned();
            (title, ReferenceContent::Command(command.run.to_string()))
        });
        let all = documents.chain(copied);
        (1..).zip(all).map(|(number, (title, what))| ReferenceItem { number, title, content: what }).collect()
    }

    /// The item of this number, or the only one whose title has these words, or the only one there
    /// is; where that is not clear, what there is to pick from.
    fn resolve_item(&mut self, which: &str, commands: bool) -> io::Result<Option<ReferenceItem>> {
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
        self.print_all(&lines)?;
        Ok(None)
    }

    pub(super) fn open_reference(&mut self, which: &str) -> io::Result<()> {
        let Some(ReferenceItem { content: ReferenceContent::Document(target), .. }) =
            self.resolve_item(which, false)?
        else {
            return Ok(());
        };
        if let (false, LinkTarget::Address(address)) = (self.plain.errands.has_display, &target) {
            self.print("no display here; the address is")?;
            return self.print_unwrapped(Text::line(address).as_str());
        }
        let came = self.plain.errands.open_target(self.progress().source().as_str(), &target);
        self.print(&came.unwrap_or_else(|why| why))
    }

    pub(super) fn view_reference(&mut self, which: &str) -> io::Result<()> {
        let Some(ReferenceItem { content: ReferenceContent::Document(target), .. }) =
            self.resolve_item(which, false)?
        else {
            return Ok(());
        };
        match &target {
            LinkTarget::Address(address) => self.print_unwrapped(Text::line(address).as_str()),
            LinkTarget::Unknown => self.print("no known address"),
            LinkTarget::File(path) => {
                match self.plain.errands.read_document(self.progress().source().as_str(), path) {
                    Ok(lines) => lines.iter().try_for_each(|line| self.print_unwrapped(line)),
                    Err(why) => self.print(&why),
                }
            }
        }
    }

    /// Prints what the full screen would put on the clipboard, alone on its lines.
    pub(super) fn copy_item(&mut self, which: &str) -> io::Result<()> {
        let Some(item) = self.resolve_item(which, true)? else { return Ok(()) };
        match item.content {
            ReferenceContent::Command(command) => self.print_unwrapped(&command),
            ReferenceContent::Document(LinkTarget::Address(address)) => {
                self.print_unwrapped(Text::line(&address).as_str())
            }
            ReferenceContent::Document(LinkTarget::File(path)) => {
                self.print_unwrapped(Text::line(&path).as_str())
            }
            ReferenceContent::Document(LinkTarget::Unknown) => self.print("no known address"),
        }
    }
}

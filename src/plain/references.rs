//! TTY. The documents and commands of a step in the plain face: opened, shown, or printed to be copied.

use std::io;

use super::Prompter;
use crate::checklist::LinkTarget;
use crate::text::Text;

#[derive(Clone)]
enum ReferenceItem {
    Document(LinkTarget),
    Command(String),
}

impl Prompter<'_, '_> {
    /// The documents of the step, and its commands if they count here, each with its title, in the order in
    /// which the step numbers them.
    fn reference_items(&self, commands: bool) -> Vec<(String, ReferenceItem)> {
        let progress = self.progress();
        let documents = progress.references_at(self.current).map(|reference| {
            (reference.title.to_string(), ReferenceItem::Document(reference.target.clone()))
        });
        let copied = progress.checklist().step(self.current).commands.iter().filter(|_| commands);
        let copied = copied.map(|command| {
            let title = command.run.as_str().lines().next().unwrap_or_default().to_owned();
            (title, ReferenceItem::Command(command.run.to_string()))
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

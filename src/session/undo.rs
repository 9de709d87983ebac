//! PURE. Which entries were taken back, and what an entry that takes another back is: an undo or a redo.

use std::collections::HashSet;

use super::{Entry, Writer};

/// The undoing and redoing in the logs of a session.
#[derive(Debug)]
pub struct UndoIndex<'a> {
    logs: Vec<WriterLog<'a>>,
}

#[derive(Debug)]
struct WriterLog<'a> {
    writer: &'a Writer,
    /// In the order of their numbers.
    entries: Vec<&'a Entry>,
    undone: HashSet<u64>,
}

impl<'a> UndoIndex<'a> {
    /// That of these entries, which stand in the order in which they count.
    pub fn of(entries: &[(&'a Writer, &'a Entry)]) -> Self {
        let mut logs: Vec<WriterLog<'a>> = Vec::new();
        for (writer, entry) in entries {
            match logs.iter_mut().find(|log| log.writer == *writer) {
                Some(log) => log.entries.push(entry),
                None => logs.push(WriterLog { writer, entries: vec![entry], undone: HashSet::new() }),
            }
        }
        logs.iter_mut().for_each(WriterLog::mark_undone);
        Self { logs }
    }

    /// Whether an entry was taken back later.
    pub fn is_undone(&self, writer: &Writer, entry: &Entry) -> bool {
        self.log(writer).is_some_and(|log| log.undone.contains(&entry.seq))
    }

    /// `undo of 2: ` or `redo of 2: ` before what an entry of that kind records, else nothing.
    pub fn role(&self, writer: &Writer, entry: &Entry) -> String {
        let (mut steps, mut at) = (0, entry);
        while let Some(before) = self.log(writer).and_then(|log| log.undone_by(at)) {
            (steps, at) = (steps + 1, before);
        }
        match steps {
            0 => String::new(),
            _ if steps % 2 == 1 => format!("undo of {}: ", at.seq),
            _ => format!("redo of {}: ", at.seq),
        }
    }

    fn log(&self, writer: &Writer) -> Option<&WriterLog<'a>> {
        self.logs.iter().find(|log| log.writer == writer)
    }
}

impl<'a> WriterLog<'a> {
    /// From the end backwards: an entry that was itself taken back takes nothing back.
    fn mark_undone(&mut self) {
        self.entries.sort_by_key(|entry| entry.seq);
        for entry in self.entries.iter().rev().filter(|entry| entry.event.undoes() < Some(entry.seq)) {
            if !self.undone.contains(&entry.seq) {
                self.undone.extend(entry.event.undoes());
            }
        }
    }

    fn undone_by(&self, entry: &Entry) -> Option<&'a Entry> {
        let seq = entry.event.undoes().filter(|seq| *seq < entry.seq)?;
        let at = self.entries.binary_search_by_key(&seq, |entry| entry.seq).ok()?;
        self.entries.get(at).copied()
    }
}

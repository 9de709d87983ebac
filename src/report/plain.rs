//! PURE. Plain text that reads well in a mail: lines of at most 76 columns, indented so that nobody's
//! text begins one.

use unicode_width::UnicodeWidthStr as _;

use super::doc::or_placeholder;
use super::markup::{LinePosition, Markup};

/// Plain text, wrapped at a width, if any.
#[derive(Debug, Clone, Copy)]
pub(super) struct PlainText {
    width: usize,
}

/// As a mail has it.
pub(super) const MAIL: PlainText = PlainText { width: 76 };
/// As a field has it that wraps lines itself.
pub(super) const FIELD: PlainText = PlainText { width: usize::MAX };

/// The least room that the last column of a table must have.
const MIN_LAST_COLUMN: usize = 20;

impl PlainText {
    /// Words in lines: the first begins with one mark, the others with another as wide.
    fn wrap(self, first: &str, other: &str, text: &str) -> Vec<String> {
        let mut out = Vec::new();
        let (mut line, mut wide) = (first.to_owned(), first.width());
        let mut empty = true;
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            if !empty && wide.saturating_add(1 + word.width()) > self.width {
                out.push(std::mem::replace(&mut line, other.to_owned()));
                (wide, empty) = (other.width(), true);
            }
            if !empty {
                line.push(' ');
                wide += 1;
            }
            line.push_str(word);
            wide += word.width();
            empty = false;
        }
        out.push(line.trim_end().to_owned());
        out
    }

    /// Columns side by side; the last one wraps. Nothing where that leaves it no room.
    fn aligned_table(self, head: &[(String, bool)], rows: &[Vec<String>]) -> Option<Vec<String>> {
        let titles: Vec<String> = head.iter().map(|(title, _)| title.clone()).collect();
        let all: Vec<&Vec<String>> = std::iter::once(&titles).chain(rows).collect();
        let (_, before) = head.split_last()?;
        let wide = |at: usize| all.iter().filter_map(|row| row.get(at)).map(|c| c.width()).max().unwrap_or(0);
        let widths: Vec<(usize, bool)> =
            before.iter().enumerate().map(|(at, (_, number))| (wide(at), *number)).collect();
        let front: usize = 2 + widths.iter().map(|(width, _)| width + 2).sum::<usize>();
        if front.saturating_add(MIN_LAST_COLUMN) > self.width {
            return None;
        }
        let row = |row: &&Vec<String>| {
            let cells =
                row.iter().zip(&widths).map(|(cell, (width, number))| pad_cell(cell, *width, *number));
            let start: String = std::iter::once("  ".to_owned()).chain(cells).collect();
            self.wrap(&start, &" ".repeat(front), row.last().map_or("", String::as_str))
        };
        Some(all.iter().flat_map(row).collect())
    }

    /// A row as an item: the first cell, and below it the others with the titles of their columns, on
    /// one line if they fit.
    fn row_as_item(self, head: &[(String, bool)], row: &[String]) -> Vec<String> {
        let mut out = self.item(None, row.first().map_or("", String::as_str));
        let told = head.iter().zip(row).skip(1).filter(|(_, cell)| !cell.is_empty());
        let told: Vec<String> = told.map(|((title, _), cell)| format!("{title}: {cell}")).collect();
        let line = self.wrap("    ", "      ", &told.join("; "));
        match line.as_slice() {
            [_] => out.extend(line),
            _ => out.extend(told.iter().flat_map(|cell| self.wrap("    ", "      ", cell))),
        }
        out
    }
}

/// A cell in its column, with the blanks that keep the columns apart.
fn pad_cell(cell: &str, width: usize, number: bool) -> String {
    let room = " ".repeat(width.saturating_sub(cell.width()));
    if number { format!("{room}{cell}  ") } else { format!("{cell}{room}  ") }
}

impl Markup for PlainText {
    fn text(&self, text: &str, _: LinePosition) -> String {
        text.to_owned()
    }

    fn code(&self, name: &str) -> String {
        name.to_owned()
    }

    fn link(&self, title: &str, address: &str) -> String {
        format!("{title} <{address}>")
    }

    fn strong(&self, line: &str) -> String {
        line.to_owned()
    }

    fn aside(&self, words: &str) -> String {
        words.to_owned()
    }

    fn heading(&self, level: usize, line: &str) -> Vec<String> {
        let line = line.trim();
        let rule = |mark: &str| mark.repeat(line.width().min(self.width.min(MAIL.width)));
        match level {
            1 => vec![line.to_owned(), rule("=")],
            2 => vec![line.to_owned(), rule("-")],
            _ => vec![format!("{line}:")],
        }
    }

    fn paragraph(&self, line: String) -> Vec<String> {
        self.wrap("", "", &line)
    }

    fn item(&self, tick: Option<bool>, line: &str) -> Vec<String> {
        match tick {
            None => self.wrap("- ", "  ", line),
            Some(true) => self.wrap("[x] ", "    ", line),
            Some(false) => self.wrap("[ ] ", "    ", line),
        }
    }

    fn below(&self, line: &str) -> Vec<String> {
        self.wrap("    - ", "      ", line)
    }

    fn note(&self, line: &str, text: &str) -> Vec<String> {
        let mut out = self.below(line);
        for said in or_placeholder(text.trim_matches('\n')).lines() {
            let words = said.trim_start();
            let indent = format!("      | {}", " ".repeat(said.chars().count() - words.chars().count()));
            out.extend(self.wrap(&indent, &indent, words));
        }
        out
    }

    fn table(&self, head: &[(String, bool)], rows: &[Vec<String>]) -> Vec<String> {
        self.aligned_table(head, rows)
            .unwrap_or_else(|| rows.iter().flat_map(|row| self.row_as_item(head, row)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_wrap_at_blanks_and_long_words_stay_whole() {
        let long = "x".repeat(80);
        let text = format!("{} {long} end", "word ".repeat(16).trim_end());
        let lines = MAIL.item(Some(true), &text);
        assert_eq!(lines.len(), 4, "{lines:?}");
        assert!(lines[0].starts_with("[x] word") && lines[0].width() <= 76);
        assert_eq!(lines[2], format!("    {long}"));
        assert_eq!(lines[3], "    end");
        assert_eq!(FIELD.item(None, &text), [format!("- {text}")]);
    }

    #[test]
    fn a_table_without_room_becomes_records() {
        let head = [("Name".to_owned(), false), ("N".to_owned(), true), ("What".to_owned(), false)];
        let row = |name: &str| vec![name.to_owned(), "5".to_owned(), "done".to_owned()];
        let narrow = MAIL.table(&head, &[row("a"), row("日本")]);
        assert_eq!(narrow, ["  Name  N  What", "  a     5  done", "  日本  5  done"]);
        let wide = MAIL.table(&head, &[row(&"long ".repeat(12))]);
        assert_eq!(wide.last().unwrap(), "    N: 5; What: done");
    }
}

//! PURE. The picker: a dialog to choose one item of a list.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use crate::checklist::LinkTarget;
use crate::text::clip;
use crate::tui::draw::{draw_bar, draw_lines, draw_list, first_visible, position, stack};
use crate::tui::draw::{truncate_lines, wrap_text, wrapped_rows};
use crate::tui::key::Key;
use crate::tui::keymap::Action;
use crate::tui::theme::Theme;

/// The widest detail that keeps its room beside a label that is cut.
const SHORT_DETAIL: usize = 20;

/// The cells before an item: the digit or letter that picks it.
const DIGIT_WIDTH: usize = 3;

/// The keys that pick an item, in their order: those that move in the list, or leave it, are not among them.
const SHORTCUTS: &str = "123456789abcdefghilmnoprstuvwxyz";

/// The number of items that are measured for the room of the details.
const MEASURED_ITEMS: usize = 100;

#[derive(Debug)]
pub struct Picker {
    pub title: String,
    pub items: Vec<PickerItem>,
    /// The item under the cursor; `None` at first if choosing one by mistake would record something.
    pub selected: Option<usize>,
}

#[derive(Debug)]
pub struct PickerItem {
    pub label: String,
    /// A detail that is shown dimmed behind the label.
    pub detail: String,
    pub value: PickerValue,
}

/// The value of an item. Steps and questions are named by their ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PickerValue {
    /// An answer to a question.
    Answer(String, String),
    /// A question to answer.
    Question(String),
    Open(LinkTarget),
    /// A text to copy, and its name in the notice.
    Copy(String, String),
    View(LinkTarget),
    /// What cannot be opened or copied as the answers are, and why.
    Refused(String),
    /// A note on a step to correct, by its sequence number and text; `None` for a new one.
    Note(String, Option<(u64, String)>),
    /// To take over the changed checklist.
    Adopt,
    /// A step that this would change; only to read.
    AdoptedStep,
}

/// The effect of a key on a picker.
#[derive(Debug, PartialEq, Eq)]
pub enum PickerEvent {
    Moved,
    Cancelled,
    Chosen(PickerValue),
    /// The answer to this question is to be deleted.
    Cleared(String),
    NothingSelected,
}

impl Picker {
    pub fn new(title: impl Into<String>, items: Vec<PickerItem>, selected: Option<usize>) -> Self {
        Self { title: title.into(), items, selected }
    }

    pub fn update(&mut self, action: Action, page: usize) -> PickerEvent {
        let last = self.items.len().saturating_sub(1);
        match (action, self.selected) {
            (Action::Back, _) => return PickerEvent::Cancelled,
            (Action::Activate, at) => {
                let item = at.and_then(|at| self.items.get(at));
                return item.map_or(PickerEvent::NothingSelected, |it| PickerEvent::Chosen(it.value.clone()));
            }
            (Action::ClearAnswer, Some(at)) => {
                if let Some(PickerValue::Answer(question, _) | PickerValue::Question(question)) =
                    self.items.get(at).map(|item| &item.value)
                {
                    return PickerEvent::Cleared(question.clone());
                }
            }
            (Action::Up | Action::PageUp | Action::Last, None) => {
                self.selected = self.items.len().checked_sub(1);
            }
            (Action::Down | Action::PageDown | Action::First, None) => self.selected = Some(0),
            (_, Some(at)) => self.selected = Some(action.scroll(at, page, last)),
            (_, None) => {}
        }
        PickerEvent::Moved
    }

    /// Selects the item that a digit or letter before it or, in a list of answers, an unambiguous first letter
    /// names. Returns whether there is one.
    pub fn select_by_key(&mut self, key: Key) -> bool {
        let named = (0..self.items.len()).find(|at| self.shortcut(*at).is_some_and(|c| Key::char(c) == key));
        let found = named.or_else(|| {
            let letter = key.to_string().to_lowercase();
            let begins = |item: &PickerItem| {
                matches!(item.value, PickerValue::Answer(..))
                    && item.label.to_lowercase().starts_with(&letter)
            };
            let mut hits = (0..).zip(&self.items).filter(|(_, item)| begins(item)).map(|(at, _)| at);
            hits.next().filter(|_| hits.next().is_none())
        });
        self.selected = found.or(self.selected);
        found.is_some()
    }

    /// Returns the digit or letter that picks an item. In a list of answers letters are those of their names.
    fn shortcut(&self, at: usize) -> Option<char> {
        let item = self.items.get(at)?;
        let most = if matches!(item.value, PickerValue::Answer(..)) { 9 } else { usize::MAX };
        SHORTCUTS.chars().take(most).nth(at)
    }

    /// Returns the item at a row of the screen.
    pub(in crate::tui) fn item_at(&self, area: Rect, y: u16) -> Option<usize> {
        let [_, list, _] = self.areas(area);
        let row = y.checked_sub(list.y).filter(|row| *row < list.height)?;
        let first = first_visible(self.selected.unwrap_or(0), self.items.len(), usize::from(list.height));
        Some(first + usize::from(row)).filter(|at| *at < self.items.len())
    }

    pub(in crate::tui) fn height(&self, width: u16) -> usize {
        wrapped_rows(&self.title, width) + self.items.len() + self.details_rows(width)
    }

    /// Returns the areas of bar, list and details.
    fn areas(&self, area: Rect) -> [Rect; 3] {
        let rows = usize::from(area.height);
        let least = self.items.len().clamp(1, 2);
        let bar = wrapped_rows(&self.title, area.width).min(rows.saturating_sub(least));
        // On a screen this low a few letters of it would only take room from the list.
        let room = if area.height < 5 { 0 } else { rows.saturating_sub(bar + least) };
        let details = self.details_rows(area.width).min(room);
        stack(area, [bar, rows.saturating_sub(bar + details), details])
    }

    /// Returns the rows that the details of an item may need; none if every row shows its item whole.
    fn details_rows(&self, width: u16) -> usize {
        let items = self.items.iter().take(MEASURED_ITEMS).filter(|item| !item.fits_row(width));
        items.map(|item| item.details(width).len()).max().unwrap_or(0)
    }

    pub(in crate::tui) fn draw(&self, theme: Theme, buffer: &mut Buffer, area: Rect) {
        let [bar, list, details] = self.areas(area);
        let position = position(self.selected, self.items.len(), list);
        draw_bar(theme, (&self.title, &position), buffer, bar);
        draw_list(theme, buffer, list, (self.selected, self.items.len()), |at, width| {
            self.items.get(at).map(|item| item.line(theme, self.shortcut(at), width)).unwrap_or_default()
        });
        let item = self.selected.and_then(|at| self.items.get(at));
        if let Some(item) = item.filter(|item| !item.fits_row(details.width)) {
            let width = usize::from(details.width);
            let lines = truncate_lines(item.details(details.width), usize::from(details.height), width);
            draw_lines(buffer, details, &lines, 0);
        }
    }
}

impl PickerItem {
    pub fn new(label: impl Into<String>, detail: impl Into<String>, value: PickerValue) -> Self {
        Self { label: label.into(), detail: detail.into(), value }
    }

    /// Whether the item's row shows all of it.
    fn fits_row(&self, width: u16) -> bool {
        let detail = if self.detail.is_empty() { 0 } else { self.detail.width() + 2 };
        !self.label.contains('\n') && self.label.width() + detail + DIGIT_WIDTH < usize::from(width)
    }

    /// Returns the lines below the list that show all of the selected item. They begin at the left edge,
    /// so that a wrapped address can still be copied.
    fn details(&self, width: u16) -> Vec<Line<'static>> {
        let width = usize::from(width).max(1);
        let row = !self.label.contains('\n') && self.label.width() + DIGIT_WIDTH < width;
        let label = if row { "" } else { self.label.as_str() };
        let texts = [label, self.detail.as_str()].into_iter().filter(|text| !text.is_empty());
        texts.flat_map(|text| wrap_text(text, width, Style::new())).collect()
    }

    /// Returns the item's row: the first line of its label, and its detail if there is room for all of it.
    fn line(&self, theme: Theme, shortcut: Option<char>, width: usize) -> Line<'static> {
        let digit = format!(" {} ", shortcut.unwrap_or(' '));
        let short = self.detail.width() <= SHORT_DETAIL.min(width / 3) && !self.detail.is_empty();
        let kept = if short { self.detail.width() + 2 } else { 0 };
        let label = match self.label.split_once('\n') {
            Some((first, _)) => format!("{first} .."),
            None => self.label.clone(),
        };
        let label = clip(&label, width.saturating_sub(DIGIT_WIDTH + 1 + kept));
        let room = width.saturating_sub(DIGIT_WIDTH + 3 + label.width());
        let detail = if self.detail.width() <= room { self.detail.as_str() } else { "" };
        Line::from(vec![
            Span::styled(digit, theme.accent()),
            Span::raw(label),
            Span::raw("  "),
            Span::styled(detail.to_owned(), theme.dim()),
        ])
    }
}

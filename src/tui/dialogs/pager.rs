//! PURE. The pager: a dialog to read a text: a document, the log, the keys, an address with its QR code.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::tui::draw::{draw_bar, draw_line, draw_lines, inset, stack};
use crate::tui::draw::{inner_width, wrap, wrap_text};
use crate::tui::help;
use crate::tui::keymap::{Action, KeyContext};
use crate::tui::markdown;
use crate::tui::theme::Theme;

/// The least columns that an address has beside a QR code.
const MIN_ADDRESS_WIDTH: usize = 20;

/// The columns between a QR code and the address beside it.
const GAP: usize = 2;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pager {
    pub title: String,
    pub body: PagerBody,
    /// The lines above the first one in sight.
    pub scroll: usize,
    /// The text that was searched for last; may be empty.
    pub query: String,
}

/// A text, before it is laid out for the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PagerBody {
    /// Lines, and the indent of those that are wrapped.
    Lines(Vec<String>, usize),
    Markdown(String),
    /// The keys, those of this context first, and the last notice if it was cut.
    Help(KeyContext, Option<String>),
    /// An address, and the rows of its QR code; none if it is too long for one.
    QrCode(String, Vec<String>),
}

/// The effect of a key on a pager.
#[derive(Debug, PartialEq, Eq)]
pub enum PagerEvent {
    Moved,
    Closed,
    FindRequested,
    Copied(String),
    Notice(&'static str),
}

impl Pager {
    pub fn new(title: impl Into<String>, body: PagerBody) -> Self {
        Self { title: title.into(), body, scroll: 0, query: String::new() }
    }

    /// Returns a pager for a document, whose name decides how it is laid out.
    pub fn for_document(name: String, lines: Vec<String>) -> Self {
        let lower = name.to_lowercase();
        let is_markdown = [".md", ".markdown"].iter().any(|end| lower.ends_with(end));
        let body =
            if is_markdown { PagerBody::Markdown(lines.join("\n")) } else { PagerBody::Lines(lines, 0) };
        Self::new(name, body)
    }

    pub fn update(&mut self, action: Action, (theme, size): (Theme, (u16, u16)), page: usize) -> PagerEvent {
        match action {
            Action::Back => PagerEvent::Closed,
            Action::Find => PagerEvent::FindRequested,
            Action::FindNext | Action::FindPrevious if self.query.is_empty() => {
                PagerEvent::Notice("nothing was looked for yet: / finds a text")
            }
            Action::FindNext => self.find(self.scroll + 1, true, (theme, size)),
            Action::FindPrevious => self.find(self.scroll, false, (theme, size)),
            Action::Copy => match &self.body {
                PagerBody::QrCode(address, _) => PagerEvent::Copied(address.clone()),
                PagerBody::Lines(..) | PagerBody::Markdown(_) | PagerBody::Help(..) => {
                    PagerEvent::Notice("no address is shown here: the terminal's own selection copies")
                }
            },
            _ => {
                let last = self.lines(theme, size).len().saturating_sub(page);
                self.scroll = action.scroll(self.scroll, page, last);
                PagerEvent::Moved
            }
        }
    }

    /// Scrolls to the next line with the query, at `from` or behind it, or to the one before `from`; from the
    /// end it goes on at the beginning, and the other way round.
    pub fn find(&mut self, from: usize, forward: bool, (theme, size): (Theme, (u16, u16))) -> PagerEvent {
        let query = self.query.to_lowercase();
        let lines = self.lines(theme, size);
        let from = from.min(lines.len());
        let is_hit =
            |at: &usize| lines.get(*at).is_some_and(|line| line.to_string().to_lowercase().contains(&query));
        let found = if forward {
            (from..lines.len()).chain(0..from).find(is_hit)
        } else {
            (0..from).rev().chain((from..lines.len()).rev()).find(is_hit)
        };
        self.scroll = found.unwrap_or(self.scroll);
        if found.is_some() { PagerEvent::Moved } else { PagerEvent::Notice("not found") }
    }

    /// Returns the lines of the text, wrapped to a screen of this size.
    fn lines(&self, theme: Theme, size: (u16, u16)) -> Vec<Line<'static>> {
        let width = inner_width(size.0);
        match &self.body {
            PagerBody::Lines(lines, hang) => {
                // On a narrow screen the text itself needs the room.
                let hang = if width > 3 * hang { *hang } else { 2 };
                let (none, rest) = (Span::raw(""), Span::raw(" ".repeat(hang)));
                lines.iter().flat_map(|line| wrap(&[Span::raw(line.as_str())], width, &none, &rest)).collect()
            }
            PagerBody::Markdown(text) => {
                markdown::render(&markdown::Source::from(text.as_str()), width, theme)
            }
            PagerBody::Help(context, notice) => {
                let width = usize::from(size.0).saturating_sub(2).max(1);
                help::lines(*context, notice.as_deref(), width, theme)
            }
            PagerBody::QrCode(address, rows) => QrView { theme, size, address, rows }.lines(),
        }
    }

    /// Returns the rows that the pager asks for in a space of so many.
    pub(in crate::tui) fn height(&self, theme: Theme, size: (u16, u16), space: usize) -> usize {
        match &self.body {
            // A text with more lines than the screen is not wrapped only to be counted.
            PagerBody::Lines(lines, _) if lines.len() >= space => space,
            _ => self.lines(theme, size).len().max(space / 2) + 1,
        }
    }

    pub(in crate::tui) fn shows_qr_code(&self, theme: Theme, size: (u16, u16)) -> bool {
        match &self.body {
            PagerBody::QrCode(address, rows) => {
                QrView { theme, size, address, rows }.placement() != QrPlacement::Hidden
            }
            PagerBody::Lines(..) | PagerBody::Markdown(_) | PagerBody::Help(..) => false,
        }
    }

    pub(in crate::tui) fn draw(&self, theme: Theme, size: (u16, u16), buffer: &mut Buffer, area: Rect) {
        let lines = self.lines(theme, size);
        let scroll = self.scroll.min(lines.len().saturating_sub(1));
        if self.shows_qr_code(theme, size) {
            draw_lines(buffer, area, &lines, scroll);
            return;
        }
        let [bar, rest] = stack(area, [1, usize::from(area.height)]);
        let rows = usize::from(rest.height);
        let last = (scroll + rows).min(lines.len());
        let position = if lines.len() > rows { format!("{last} of {}", lines.len()) } else { String::new() };
        draw_bar(theme, (&self.title, &position), buffer, bar);
        // An address begins at the left edge, so that a wrapped one can still be copied.
        let text = if matches!(self.body, PagerBody::QrCode(..)) { rest } else { inset(rest) };
        draw_lines(buffer, text, &lines, scroll);
        self.highlight_matches(theme, buffer, text, (&lines, scroll));
    }

    fn highlight_matches(
        &self,
        theme: Theme,
        buffer: &mut Buffer,
        area: Rect,
        (lines, scroll): (&[Line<'_>], usize),
    ) {
        if self.query.is_empty() {
            return;
        }
        let query = self.query.to_lowercase();
        for (row, line) in lines.iter().skip(scroll).take(usize::from(area.height)).enumerate() {
            let text = line.to_string();
            if text.to_lowercase().contains(&query) {
                draw_line(buffer, area, row, &Line::from(highlighted(theme, &text, &query)));
            }
        }
    }
}

/// Returns a line with the matches marked; all of it is marked if lower case changes its length.
fn highlighted(theme: Theme, text: &str, query: &str) -> Vec<Span<'static>> {
    let lower = text.to_lowercase();
    let same = lower.len() == text.len();
    let mut spans = Vec::new();
    let mut from = 0;
    while let Some(at) = lower.get(from..).and_then(|rest| rest.find(query)).filter(|_| same) {
        let (begin, end) = (from + at, from + at + query.len());
        let (Some(before), Some(hit)) = (text.get(from..begin), text.get(begin..end)) else { break };
        spans.push(Span::raw(before.to_owned()));
        spans.push(Span::styled(hit.to_owned(), theme.search_match()));
        from = end;
    }
    let style = if same { Style::new() } else { theme.search_match() };
    spans.push(Span::styled(text.get(from..).unwrap_or_default().to_owned(), style));
    spans
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum QrPlacement {
    /// Above the address.
    Above,
    /// At the left of the address.
    Left,
    /// Not at all: there is no room for it.
    Hidden,
}

/// An address with its QR code, on a screen.
struct QrView<'a> {
    theme: Theme,
    size: (u16, u16),
    address: &'a str,
    rows: &'a [String],
}

impl QrView<'_> {
    /// Returns the columns of the code.
    fn width(&self) -> usize {
        self.rows.first().map_or(0, |row| row.chars().count())
    }

    fn address_lines(&self, width: usize) -> Vec<Line<'static>> {
        wrap_text(self.address, width.max(1), self.theme.link())
    }

    fn columns(&self) -> usize {
        usize::from(self.size.0)
    }

    fn placement(&self) -> QrPlacement {
        let (columns, rows) = (self.columns(), usize::from(self.size.1).saturating_sub(1));
        if self.rows.is_empty() || self.theme.ascii || self.width() > columns || self.rows.len() > rows {
            QrPlacement::Hidden
        } else if self.rows.len() + self.address_lines(columns).len() <= rows {
            QrPlacement::Above
        } else if self.width() + GAP + MIN_ADDRESS_WIDTH <= columns {
            QrPlacement::Left
        } else {
            QrPlacement::Hidden
        }
    }

    fn lines(&self) -> Vec<Line<'static>> {
        let code = || self.rows.iter().map(|row| Span::styled(row.clone(), self.theme.qr_code()));
        match self.placement() {
            QrPlacement::Above => code().map(Line::from).chain(self.address_lines(self.columns())).collect(),
            QrPlacement::Left => {
                let beside = self.address_lines(self.columns() - self.width() - GAP);
                let beside = beside.into_iter().map(|line| line.spans).chain(std::iter::repeat(Vec::new()));
                let gap = Span::raw(" ".repeat(GAP));
                code()
                    .zip(beside)
                    .map(|(code, spans)| Line::from([vec![code, gap.clone()], spans].concat()))
                    .collect()
            }
            QrPlacement::Hidden => {
                let mut lines = self.address_lines(self.columns());
                lines.push(Line::default());
                lines.extend(wrap_text(&self.hidden_reason(), inner_width(self.size.0), self.theme.dim()));
                lines
            }
        }
    }

    fn hidden_reason(&self) -> String {
        if self.rows.is_empty() {
            return "It is too long for a QR code. y copies it.".to_owned();
        }
        if self.theme.ascii {
            return "A QR code needs a terminal that shows more than ASCII. y copies the address.".to_owned();
        }
        let columns = self.columns().max(self.width());
        let beside = self.width() + GAP + MIN_ADDRESS_WIDTH <= columns;
        let below = if beside { 0 } else { self.address_lines(columns).len() };
        let (height, (width, rows)) = (self.rows.len() + below + 1, self.size);
        format!(
            "Its QR code needs a window of {columns} columns and {height} rows; this one has {width} and {rows}. y copies the address."
        )
    }
}

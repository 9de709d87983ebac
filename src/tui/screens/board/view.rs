//! PURE. Draws the board: sessions with their progress and checklists to start from, in columns.

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::{Board, BoardLine, ChecklistRow, SessionRow, SessionState, Unavailable};
use crate::session::Mode;
use crate::text::{ago, clip, count, seconds_since};
use crate::tui::draw::{draw_line, gauge, style_row};
use crate::tui::theme::Theme;

/// The cells of a session's gauge.
const GAUGE: usize = 10;

/// The greatest width at which both ends of a row are still read as one.
const MAX_ROW_WIDTH: u16 = 140;

/// The width below which a session is shown by its name alone.
const NAME_ONLY_WIDTH: usize = 40;

/// The width from which exceptions are counted in words.
const WORDS_WIDTH: usize = 70;

pub(in crate::tui) fn draw(board: &Board, (theme, now): (Theme, Timestamp), buffer: &mut Buffer, area: Rect) {
    let area = Rect { width: area.width.min(MAX_ROW_WIDTH), ..area };
    let (lines, first) = board.window(usize::from(area.height));
    let table = Table::new(board, (theme, now), usize::from(area.width));
    for (row, line) in lines.iter().skip(first).take(usize::from(area.height)).enumerate() {
        draw_line(buffer, area, row, &table.line(*line));
        if *line == BoardLine::Item(board.cursor) {
            style_row(buffer, area, row, theme.selected());
        }
    }
}

/// The widths of the board's columns.
struct Table<'a> {
    board: &'a Board,
    theme: Theme,
    now: Timestamp,
    width: usize,
    name_width: usize,
    done_width: usize,
    when_width: usize,
}

impl<'a> Table<'a> {
    fn new(board: &'a Board, (theme, now): (Theme, Timestamp), width: usize) -> Self {
        let name = board.sessions.iter().map(|row| row.name.as_str().width()).max().unwrap_or(0);
        let name_width = if width < NAME_ONLY_WIDTH { 0 } else { name.min(width / 4) };
        let mut table = Self { board, theme, now, width, name_width, done_width: 0, when_width: 0 };
        for state in board.sessions.iter().filter_map(|row| row.state.as_ref().ok()) {
            table.done_width = table.done_width.max(done_count(state).width());
            table.when_width = table.when_width.max(table.last_change(state).width());
        }
        table
    }

    fn line(&self, line: BoardLine) -> Line<'static> {
        match line {
            BoardLine::Heading(text) => Line::styled(format!(" {text}"), self.theme.accent()),
            BoardLine::Empty(text) => {
                Line::styled(clip(&format!("{}{text}", self.margin()), self.width), self.theme.dim())
            }
            BoardLine::Blank => Line::default(),
            BoardLine::Item(at) => match at.checked_sub(self.board.sessions.len()) {
                None => self.board.sessions.get(at).map(|row| self.session(row)).unwrap_or_default(),
                Some(at) => self.board.checklists.get(at).map(|row| self.checklist(row)).unwrap_or_default(),
            },
        }
    }

    fn margin(&self) -> &'static str {
        if self.width < NAME_ONLY_WIDTH { " " } else { "   " }
    }

    fn session(&self, row: &SessionRow) -> Line<'static> {
        let theme = self.theme;
        let name = if self.name_width == 0 {
            String::new()
        } else {
            let name = clip(row.name.as_str(), self.name_width);
            format!("{name}{}  ", " ".repeat(self.name_width.saturating_sub(name.width())))
        };
        let state = match &row.state {
            Ok(state) => state,
            Err(why) => {
                let name = if self.name_width == 0 { format!("{}: ", row.name) } else { name };
                let text = clip(&format!("{}{name}{why}", self.margin()), self.width);
                let style = if *why == Unavailable::NotLoaded { theme.dim() } else { theme.alert() };
                return Line::styled(text, style);
            }
        };
        let mut left = vec![Span::raw(self.margin()), Span::raw(name)];
        if state.mode == Mode::Rehearsal {
            left.extend([Span::styled("REHEARSAL", theme.rehearsal()), Span::raw(" ")]);
        }
        if state.damaged {
            left.push(Span::styled("DAMAGED ", theme.alert()));
        }
        let title = match state.title.as_str() {
            _ if self.name_width == 0 => row.name.to_string(),
            title if self.width < 120 || state.title == state.checklist => title.to_owned(),
            title => format!("{title}: {}", state.checklist),
        };
        self.line_with_ends(left, &title, self.status(state))
    }

    /// Returns a row with spans at both ends, and between them a text that is cut to the room they leave.
    fn line_with_ends(
        &self,
        mut left: Vec<Span<'static>>,
        text: &str,
        right: Vec<Span<'static>>,
    ) -> Line<'static> {
        let used: usize = left.iter().chain(&right).map(Span::width).sum();
        let text = clip(text, self.width.saturating_sub(used + 3));
        let gap = self.width.saturating_sub(used + text.width() + 1);
        left.extend([Span::raw(text), Span::raw(" ".repeat(gap))]);
        left.extend(right);
        Line::from(left)
    }

    /// Returns exceptions, progress and last change; less of it on a narrow screen.
    fn status(&self, state: &SessionState) -> Vec<Span<'static>> {
        let (theme, counts) = (self.theme, &state.counts);
        let exceptions = match counts.exceptions() {
            0 => String::new(),
            n if self.width < WORDS_WIDTH => format!("!{n}  "),
            n => format!("{}  ", count(n, "exception")),
        };
        let mut status = vec![Span::styled(exceptions, theme.alert())];
        if self.width >= 100 {
            status.extend(gauge(theme, counts, GAUGE));
            status.push(Span::raw(" "));
        }
        status.push(Span::raw(format!("{:>1$}", done_count(state), self.done_width)));
        if self.width >= 60 {
            let text = format!("  {:<1$}", self.last_change(state), self.when_width);
            status.push(Span::styled(text, theme.dim()));
        }
        status
    }

    fn last_change(&self, state: &SessionState) -> String {
        let (at, writer) = &state.last_change;
        let when = ago(seconds_since(*at, self.now));
        if self.width < 120 { when } else { format!("{when} by {writer}") }
    }

    fn checklist(&self, row: &ChecklistRow) -> Line<'static> {
        match &row.title {
            Ok(title) => {
                let detail = format!("{}, {}", count(row.steps, "step"), file_name(row));
                let detail = if self.width < 60 { String::new() } else { clip(&detail, self.width / 2) };
                let detail = Span::styled(detail, self.theme.dim());
                self.line_with_ends(vec![Span::raw(self.margin())], title.as_str(), vec![detail])
            }
            Err(why) => {
                let text = clip(&format!("{}{}: {why}", self.margin(), file_name(row)), self.width);
                Line::styled(text, self.theme.alert())
            }
        }
    }
}

/// Returns the name of a file without its folders, which differ less.
fn file_name(row: &ChecklistRow) -> &str {
    row.location.as_str().rsplit(['/', '\\']).next().unwrap_or_default()
}

fn done_count(state: &SessionState) -> String {
    format!("{}/{}", state.counts.done(), state.counts.applicable())
}

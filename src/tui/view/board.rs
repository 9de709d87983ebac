//! PURE. The board: sessions with their progress, checklists to start from, in columns.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::{draw_line, gauge, style_row};
use crate::session::Mode;
use crate::text::{ago, count, seconds_since};
use crate::tui::board::{Board, BoardLine, ChecklistRow, SessionRow, SessionState, Unavailable};
use crate::tui::layout::first_visible;
use crate::tui::model::Model;
use crate::tui::wrap::clip;

/// Cells of a session's gauge.
const GAUGE: usize = 10;

/// The widest that a row is still one row to the eye.
const MAX_ROW_WIDTH: u16 = 140;

/// Below this width a session is shown by its name alone.
const NAME_ONLY_WIDTH: usize = 40;

/// From this width on, exceptions are told in words.
const WORDS_WIDTH: usize = 70;

pub(super) fn draw(model: &Model, buffer: &mut Buffer, area: Rect) {
    let Some(board) = &model.board else { return };
    let area = Rect { width: area.width.min(MAX_ROW_WIDTH), ..area };
    let lines = board.lines();
    let at = lines.iter().position(|line| *line == BoardLine::Item(board.cursor)).unwrap_or(0);
    let first = first_visible(at, lines.len(), usize::from(area.height));
    let table = Table::new(model, board, usize::from(area.width));
    for (row, line) in lines.iter().skip(first).take(usize::from(area.height)).enumerate() {
        draw_line(buffer, area, row, &table.line(*line));
        if *line == BoardLine::Item(board.cursor) {
            style_row(buffer, area, row, model.theme.selected());
        }
    }
}

/// The board with its columns: how wide each is, so that they stand under each other.
struct Table<'a> {
    model: &'a Model,
    board: &'a Board,
    width: usize,
    name: usize,
    done_width: usize,
    when_width: usize,
}

impl<'a> Table<'a> {
    fn new(model: &'a Model, board: &'a Board, width: usize) -> Self {
        let widest = |text: &dyn Fn(&SessionState) -> String| {
            let states = board.sessions.iter().filter_map(|row| row.state.as_ref().ok());
            states.map(|state| text(state).width()).max().unwrap_or(0)
        };
        let name = board.sessions.iter().map(|row| row.name.as_str().width()).max().unwrap_or(0);
        let (done_width, when_width) =
            (widest(&done_count), widest(&|state| last_change(model, state, width)));
        let name = if width < NAME_ONLY_WIDTH { 0 } else { name.min(width / 4) };
        Self { model, board, width, name, done_width, when_width }
    }

    fn line(&self, line: BoardLine) -> Line<'static> {
        let look = self.model.theme;
        match line {
            BoardLine::Heading(text) => Line::styled(format!(" {text}"), look.accent()),
            BoardLine::Empty(text) => {
                Line::styled(clip(&format!("{}{text}", self.margin()), self.width), look.dim())
            }
            BoardLine::Blank => Line::default(),
            BoardLine::Item(at) => match self.board.sessions.get(at) {
                Some(row) => self.session(row),
                None => self
                    .board
                    .checklists
                    .get(at - self.board.sessions.len())
                    .map(|row| self.list(row))
                    .unwrap_or_default(),
            },
        }
    }

    fn session(&self, row: &SessionRow) -> Line<'static> {
        let look = self.model.theme;
        let name = if self.name == 0 {
            String::new()
        } else {
            let name = clip(row.name.as_str(), self.name);
            format!("{name}{}  ", " ".repeat(self.name.saturating_sub(name.width())))
        };
        let state = match &row.state {
            Ok(state) => state,
            Err(why) => {
                let name = if self.name == 0 { format!("{}: ", row.name) } else { name };
                let text = clip(&format!("{}{name}{why}", self.margin()), self.width);
                let style = if *why == Unavailable::NotLoaded { look.dim() } else { look.alert() };
                return Line::styled(text, style);
            }
        };
        let mut left = vec![Span::raw(self.margin()), Span::raw(name)];
        if state.mode == Mode::Rehearsal {
            left.extend([Span::styled("REHEARSAL", look.rehearsal()), Span::raw(" ")]);
        }
        if state.damaged {
            left.push(Span::styled("DAMAGED ", look.alert()));
        }
        let what = match state.title.as_str() {
            _ if self.name == 0 => row.name.to_string(),
            title if self.width < 120 || state.title == state.checklist => title.to_owned(),
            title => format!("{title}: {}", state.checklist),
        };
        self.line_with_ends(left, &what, self.tail(state))
    }

    fn margin(&self) -> &'static str {
        if self.width < NAME_ONLY_WIDTH { " " } else { "   " }
    }

    /// Spans at both ends of a row, with a text between that is cut to what they leave.
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

    /// How far, what is out of the ordinary, when and by whom; less of it on a narrow screen.
    fn tail(&self, state: &SessionState) -> Vec<Span<'static>> {
        let (look, tally) = (self.model.theme, &state.tally);
        let far = Span::raw(format!("{:>1$}", done_count(state), self.done_width));
        let mut tail = Vec::new();
        let odd = match tally.exceptions() {
            0 => String::new(),
            n if self.width < WORDS_WIDTH => format!("!{n}  "),
            n => format!("{}  ", count(n, "exception")),
        };
        tail.push(Span::styled(odd, look.alert()));
        if self.width >= 100 {
            tail.extend(gauge(look, tally, GAUGE));
            tail.push(Span::raw(" "));
        }
        tail.push(far);
        if self.width >= 60 {
            let when = last_change(self.model, state, self.width);
            tail.push(Span::styled(format!("  {:<1$}", when, self.when_width), look.dim()));
        }
        tail
    }

    fn list(&self, row: &ChecklistRow) -> Line<'static> {
        match &row.title {
            Ok(title) => {
                let steps = count(row.steps, "step");
                let from = file_name(row);
                let more = if self.width < 60 { String::new() } else { format!("{steps}, {from}") };
                let more = Span::styled(clip(&more, self.width / 2), self.model.theme.dim());
                self.line_with_ends(vec![Span::raw(self.margin())], title.as_str(), vec![more])
            }
            Err(why) => {
                let text = clip(&format!("{}{}: {why}", self.margin(), file_name(row)), self.width);
                Line::styled(text, self.model.theme.alert())
            }
        }
    }
}

/// Of a path the name of the file, which is what tells one from another.
fn file_name(row: &ChecklistRow) -> &str {
    row.location.as_str().rsplit(['/', '\\']).next().unwrap_or_default()
}

fn done_count(state: &SessionState) -> String {
    format!("{}/{}", state.tally.done(), state.tally.applicable())
}

fn last_change(model: &Model, state: &SessionState, width: usize) -> String {
    let when = ago(seconds_since(state.last_change.0, model.now));
    if width < 120 { when } else { format!("{when} by {}", state.last_change.1) }
}

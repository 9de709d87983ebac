//! PURE. The board: sessions with their progress, checklists to start from.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::{paint, put};
use crate::session::Mode;
use crate::text::{ago, count, since};
use crate::wizard::board::{Board, BoardLine, ListRow, SessionRow, SessionState, Unopened};
use crate::wizard::layout::first_row;
use crate::wizard::model::Model;
use crate::wizard::wrap::clip;

pub(super) fn draw(model: &Model, buffer: &mut Buffer, area: Rect) {
    let Some(board) = &model.board else { return };
    let lines = board.lines();
    let at = lines.iter().position(|line| *line == BoardLine::Item(board.cursor)).unwrap_or(0);
    let first = first_row(at, lines.len(), usize::from(area.height));
    for (row, line) in lines.iter().skip(first).take(usize::from(area.height)).enumerate() {
        put(buffer, area, row, &drawn(model, board, *line, usize::from(area.width)));
        if *line == BoardLine::Item(board.cursor) {
            paint(buffer, area, row, model.look.selected());
        }
    }
}

fn drawn(model: &Model, board: &Board, line: BoardLine, width: usize) -> Line<'static> {
    match line {
        BoardLine::Heading(text) => Line::styled(format!(" {text}"), model.look.accent()),
        BoardLine::Empty(text) => Line::styled(clip(&format!("   {text}"), width), model.look.dim()),
        BoardLine::Blank => Line::default(),
        BoardLine::Item(at) => match board.sessions.get(at) {
            Some(row) => session(model, row, width),
            None => board
                .lists
                .get(at - board.sessions.len())
                .map(|row| list(model, row, width))
                .unwrap_or_default(),
        },
    }
}

fn session(model: &Model, row: &SessionRow, width: usize) -> Line<'static> {
    let look = model.look;
    let state = match &row.state {
        Ok(state) => state,
        Err(why) => {
            let text = clip(&format!("   {}: {why}", row.name), width);
            let style = if *why == Unopened::Unread { look.dim() } else { look.alarm() };
            return Line::styled(text, style);
        }
    };
    let tail = tail(model, state, width);
    let mode = if state.mode == Mode::Rehearsal { "REHEARSAL " } else { "" };
    let damaged = if state.damaged { "DAMAGED " } else { "" };
    let room = width.saturating_sub(4 + tail.width() + mode.len() + damaged.len());
    let what = clip(&format!("{}  {}", row.name, state.title), room);
    let gap = width.saturating_sub(3 + mode.len() + damaged.len() + what.width() + tail.width() + 1);
    Line::from(vec![
        Span::raw("   "),
        Span::styled(mode, look.rehearsal()),
        Span::styled(damaged, look.alarm()),
        Span::raw(what),
        Span::raw(" ".repeat(gap)),
        Span::styled(tail, look.dim()),
    ])
}

/// How far, what is out of the ordinary, when and by whom; less of it on a narrow screen.
fn tail(model: &Model, state: &SessionState, width: usize) -> String {
    let tally = &state.tally;
    let far = format!("{}/{}", tally.done(), tally.applicable());
    if width < 60 {
        return far;
    }
    let odd = match tally.exceptions() {
        0 => String::new(),
        n => format!(" {},", count(n, "exception")),
    };
    let when = ago(since(state.last.0, model.now));
    if width < 100 {
        format!("{odd} {far}, {when}")
    } else {
        format!("{odd} {far}, {when} by {}", state.last.1)
    }
}

fn list(model: &Model, row: &ListRow, width: usize) -> Line<'static> {
    match &row.title {
        Ok(title) => {
            let text = format!("   {title}  ");
            let more = format!("{}, {}", count(row.steps, "step"), row.from);
            let more = clip(&more, width.saturating_sub(text.width()));
            Line::from(vec![Span::raw(clip(&text, width)), Span::styled(more, model.look.dim())])
        }
        Err(why) => Line::styled(clip(&format!("   {}: {why}", row.from), width), model.look.alarm()),
    }
}

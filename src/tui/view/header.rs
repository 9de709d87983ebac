//! PURE. The header: what is worked on, how far it got, when it was last saved, who else is here.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::{draw_line, gauge};
use crate::session::{Counts, Mode};
use crate::text::{ago, count, seconds_since};
use crate::tui::board::Board;
use crate::tui::layout;
use crate::tui::model::Model;
use crate::tui::session::{Filter, SessionScreen};
use crate::tui::wrap::clip;

/// Cells of the gauge.
const GAUGE: usize = 12;

/// A change that takes longer than this, in milliseconds, is said to be under way.
const SAVING_SHOWS_AFTER: i64 = 200;

pub(super) fn draw(model: &Model, buffer: &mut Buffer, area: Rect) {
    let Some(walk) = &model.session else {
        if let Some(board) = &model.board {
            draw_for_board(model, board, buffer, area);
        }
        return;
    };
    let progress = &walk.progress;
    let mut right = done_count(model, progress.total(), area.width);
    if let (1, Some(trouble)) = (area.height, save_problem(model, walk)) {
        // There is no second row to say it in.
        let word = trouble.split(':').next().unwrap_or_default().to_owned();
        right.splice(0..0, [Span::styled(word, model.theme.alert()), Span::raw(" ")]);
    }
    if progress.mode() == Mode::Rehearsal {
        right.insert(0, Span::raw(" "));
        right.insert(0, Span::styled(" REHEARSAL ", model.theme.rehearsal()));
    }
    // A filter that is on must not be forgotten: a list that looks short is not the whole list.
    let title =
        if area.height == 1 { filter_prefix(walk) + &session_title(walk) } else { session_title(walk) };
    draw_ends(buffer, area, 0, (&title, model.theme.title()), right);
    if area.height > 1 {
        let saved = save_status(model, walk);
        let room = usize::from(area.width).saturating_sub(saved.width() + 3);
        let style = if walk.filter == Filter::All { model.theme.dim() } else { model.theme.accent() };
        draw_ends(buffer, area, 1, (&session_line(walk, room), style), vec![saved]);
    }
}

/// The program's name; where the board is longer than the screen, where its cursor is.
fn draw_for_board(model: &Model, board: &Board, buffer: &mut Buffer, area: Rect) {
    let rows = usize::from(layout::areas(model).body.height);
    let place = if board.lines().len() > rows {
        format!("{} of {}", board.cursor + 1, board.item_count())
    } else {
        String::new()
    };
    draw_ends(
        buffer,
        area,
        0,
        ("runsheet", model.theme.title()),
        vec![Span::styled(place, model.theme.dim())],
    );
    if let (true, Some(problem)) = (area.height > 1, &board.problem) {
        let text = clip(&format!(" {problem}"), usize::from(area.width));
        draw_line(buffer, area, 1, &Line::styled(text, model.theme.alert()));
    }
}

/// A text at the left, cut to what the spans at the right leave.
fn draw_ends(buffer: &mut Buffer, area: Rect, row: usize, left: (&str, Style), right: Vec<Span<'static>>) {
    let right = Line::from(right);
    let wide = usize::from(area.width);
    let room = wide.saturating_sub(right.width() + 3);
    let text = clip(left.0, room);
    let gap = " ".repeat(wide.saturating_sub(text.width() + right.width() + 2));
    let mut spans = vec![Span::raw(" "), Span::styled(text, left.1), Span::raw(gap)];
    spans.extend(right.spans);
    draw_line(buffer, area, row, &Line::from(spans));
}

fn session_title(walk: &SessionScreen) -> String {
    let (title, list) = (walk.progress.title(), walk.progress.checklist().title());
    if title == list { title.to_string() } else { format!("{title}: {list}") }
}

fn session_line(walk: &SessionScreen, room: usize) -> String {
    let text = format!("{}session {}", filter_prefix(walk), walk.name);
    if text.width() <= room { text } else { format!("{}{}", filter_prefix(walk), walk.name) }
}

/// What the filter shows, if one is on.
fn filter_prefix(walk: &SessionScreen) -> String {
    match walk.filter {
        Filter::All => String::new(),
        filter => format!("only {} - ", filter.name()),
    }
}

/// `7/12` and a bar: `=======-----`.
fn done_count(model: &Model, tally: &Counts, width: u16) -> Vec<Span<'static>> {
    let mut spans =
        vec![Span::styled(format!("{}/{}", tally.done(), tally.applicable()), model.theme.title())];
    if width >= 60 {
        spans.push(Span::raw(" "));
        spans.extend(gauge(model.theme, tally, GAUGE));
    }
    spans
}

/// What stands between a change and the disk, if anything does.
fn save_problem(model: &Model, walk: &SessionScreen) -> Option<String> {
    if walk.outbox.error().is_some() {
        return Some("NOT SAVED: R retries".to_owned());
    }
    if let Some(since) = walk.outbox.saving_since() {
        let waited = model.now.as_millisecond().saturating_sub(since.as_millisecond());
        if waited >= SAVING_SHOWS_AFTER {
            return Some(match walk.outbox.waiting() {
                0 => "saving...".to_owned(),
                n => format!("saving... {n} more"),
            });
        }
    }
    if walk.read_only.is_some() {
        return Some("READ ONLY".to_owned());
    }
    walk.folder_unreadable.is_some().then(|| "FOLDER NOT READABLE".to_owned())
}

/// How the last change stands: saved, being saved, not saved; and who else is here.
fn save_status(model: &Model, walk: &SessionScreen) -> Span<'static> {
    let look = model.theme;
    if let Some(trouble) = save_problem(model, walk) {
        return Span::styled(trouble, look.alert());
    }
    let others = presence(model, walk);
    if !walk.on_disk {
        return Span::styled("nothing recorded yet", look.dim());
    }
    let last = walk.last_saved.or_else(|| walk.progress.last_change().map(|change| change.at));
    let saved = last.map_or_else(String::new, |at| {
        let time = at.to_zoned(model.zone.clone()).strftime("%H:%M").to_string();
        format!("saved {time}")
    });
    Span::styled(if others.is_empty() { saved } else { format!("{others}, {saved}") }, look.dim())
}

/// `bob@sccm02, 2 minutes ago`; more than one are counted.
fn presence(model: &Model, walk: &SessionScreen) -> String {
    let others = walk.recent_writers(model.now);
    match others.as_slice() {
        [] => String::new(),
        [(writer, at)] => format!("{writer} {}", ago(seconds_since(*at, model.now))),
        [(writer, at), more @ ..] => {
            format!("{writer} {} and {}", ago(seconds_since(*at, model.now)), count(more.len(), "other"))
        }
    }
}

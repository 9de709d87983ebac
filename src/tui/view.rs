//! PURE. Draws the model: a header, the screen, an open dialog and a footer. Drawing changes nothing.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Widget as _};
use unicode_width::UnicodeWidthStr;

use super::dialogs::Dialog;
use super::dialogs::pager::PagerBody;
use super::draw::{draw_line, draw_lines, gauge};
use super::draw::{inner_width, truncate_lines, wrap_text};
use super::keymap::{self, Action, KeyHint};
use super::layout::{self, Areas, MIN_SIZE};
use super::model::{Model, Notice};
use super::screens::board::Board;
use super::screens::session::{Filter, Pane, SessionScreen};
use super::screens::{board, briefing, session};
use super::search_nav::hit_lead;
use crate::session::{Counts, Mode};
use crate::text::{ago, clip, count, seconds_since};

/// The cells of the gauge.
const GAUGE: usize = 12;

/// The milliseconds after which a change that is being saved shows.
const SAVING_SHOWS_AFTER: i64 = 200;

/// The width below which the keys stand closer together.
const NARROW: u16 = 40;

/// The end of a notice that is cut: the help begins with all of it.
const MORE_IN_HELP: &str = " ?: all";

/// Draws the whole screen into a buffer. What does not fit is cut off; no size panics.
pub fn view(model: &Model, buffer: &mut Buffer) {
    let screen = *buffer.area();
    if screen.width < MIN_SIZE.0 || screen.height < MIN_SIZE.1 {
        let text = format!("too small: {}x{} is the least", MIN_SIZE.0, MIN_SIZE.1);
        draw_lines(buffer, screen, &wrap_text(&text, usize::from(screen.width).max(1), Style::new()), 0);
        return;
    }
    let areas = layout::areas(model);
    match (&model.session, &model.board) {
        (Some(session), _) => {
            draw_session_header(model, session, buffer, areas.header);
            if session.briefing.is_some() {
                briefing::draw(model.theme, session, buffer, areas.body);
            } else {
                session::view::draw(model, session, buffer, &areas);
            }
        }
        (None, Some(board)) => {
            draw_board_header(model, board, buffer, &areas);
            board::view::draw(board, (model.theme, model.now), buffer, areas.body);
        }
        (None, None) => {}
    }
    if let (Some(area), Some(dialog)) = (areas.dialog, &model.dialog) {
        draw_dialog(model, dialog, buffer, area);
    }
    draw_footer(model, buffer, &areas);
}

fn draw_dialog(model: &Model, dialog: &Dialog, buffer: &mut Buffer, area: Rect) {
    let theme = model.theme;
    Clear.render(area.intersection(*buffer.area()), buffer);
    match dialog {
        Dialog::Prompt(prompt) => prompt.draw(theme, buffer, area),
        Dialog::Picker(picker) => picker.draw(theme, buffer, area),
        Dialog::NoteEditor(note) => {
            note.draw(theme, &session::prompts::note_title(model, note), buffer, area);
        }
        Dialog::Search(search) => {
            search.draw(theme, buffer, area, |hit, width| hit_lead(model, hit, width));
        }
        Dialog::Pager(pager) => pager.draw(theme, model.size, buffer, area),
    }
}

fn draw_session_header(model: &Model, session: &SessionScreen, buffer: &mut Buffer, area: Rect) {
    let (progress, theme) = (&session.progress, model.theme);
    let mut right = done_count(model, progress.total(), area.width);
    if let (1, Some(problem)) = (area.height, save_problem(model, session)) {
        // There is no second row for it.
        let word = problem.split(':').next().unwrap_or_default().to_owned();
        right.splice(0..0, [Span::styled(word, theme.alert()), Span::raw(" ")]);
    }
    if progress.mode() == Mode::Rehearsal {
        right.splice(0..0, [Span::styled(" REHEARSAL ", theme.rehearsal()), Span::raw(" ")]);
    }
    // An active filter is always shown, because the list looks like the whole list otherwise.
    let title = session_title(session);
    let title = if area.height == 1 { filter_prefix(session) + &title } else { title };
    draw_ends(buffer, area, 0, (&title, theme.title()), right);
    if area.height > 1 {
        let saved = save_status(model, session);
        let room = usize::from(area.width).saturating_sub(saved.width() + 3);
        let style = if session.filter == Filter::All { theme.dim() } else { theme.accent() };
        draw_ends(buffer, area, 1, (&session_line(session, room), style), vec![saved]);
    }
}

/// Draws the program's name, and the cursor's position on a board that is longer than the screen.
fn draw_board_header(model: &Model, board: &Board, buffer: &mut Buffer, areas: &Areas) {
    let (area, theme) = (areas.header, model.theme);
    let position = if board.lines().len() > usize::from(areas.body.height) {
        format!("{} of {}", board.cursor + 1, board.item_count())
    } else {
        String::new()
    };
    draw_ends(buffer, area, 0, ("runsheet", theme.title()), vec![Span::styled(position, theme.dim())]);
    if let (true, Some(problem)) = (area.height > 1, &board.problem) {
        let text = clip(&format!(" {problem}"), usize::from(area.width));
        draw_line(buffer, area, 1, &Line::styled(text, theme.alert()));
    }
}

/// Draws a text at the left, cut to the room that the spans at the right leave.
fn draw_ends(
    buffer: &mut Buffer,
    area: Rect,
    row: usize,
    (text, style): (&str, Style),
    right: Vec<Span<'static>>,
) {
    let right = Line::from(right);
    let width = usize::from(area.width);
    let text = clip(text, width.saturating_sub(right.width() + 3));
    let gap = " ".repeat(width.saturating_sub(text.width() + right.width() + 2));
    let mut spans = vec![Span::raw(" "), Span::styled(text, style), Span::raw(gap)];
    spans.extend(right.spans);
    draw_line(buffer, area, row, &Line::from(spans));
}

fn session_title(session: &SessionScreen) -> String {
    let (title, list) = (session.progress.title(), session.progress.checklist().title());
    if title == list { title.to_string() } else { format!("{title}: {list}") }
}

fn session_line(session: &SessionScreen, room: usize) -> String {
    let text = format!("{}session {}", filter_prefix(session), session.name);
    if text.width() <= room { text } else { format!("{}{}", filter_prefix(session), session.name) }
}

fn filter_prefix(session: &SessionScreen) -> String {
    match session.filter {
        Filter::All => String::new(),
        filter => format!("only {} - ", filter.name()),
    }
}

/// Returns the count of done steps and a gauge: `7/12 =======-----`.
fn done_count(model: &Model, counts: &Counts, width: u16) -> Vec<Span<'static>> {
    let text = format!("{}/{}", counts.done(), counts.applicable());
    let mut spans = vec![Span::styled(text, model.theme.title())];
    if counts.warnings() > 0 {
        let wide = width >= 60;
        let warnings =
            if wide { count(counts.warnings(), "warning") } else { format!("!{}", counts.warnings()) };
        let open = counts.warnings_accepted() < counts.warnings();
        let style = if open { model.theme.alert() } else { model.theme.dim() };
        spans.splice(0..0, [Span::styled(warnings, style), Span::raw(if wide { "  " } else { " " })]);
    }
    if width >= 60 {
        spans.push(Span::raw(" "));
        spans.extend(gauge(model.theme, counts, GAUGE));
    }
    spans
}

/// Returns why the last change is not on disk, or the next one will not be.
fn save_problem(model: &Model, session: &SessionScreen) -> Option<String> {
    if session.outbox.error().is_some() {
        return Some("NOT SAVED: R retries".to_owned());
    }
    if let Some(since) = session.outbox.saving_since() {
        let elapsed = model.now.as_millisecond().saturating_sub(since.as_millisecond());
        if elapsed >= SAVING_SHOWS_AFTER {
            return Some(match session.outbox.waiting() {
                0 => "saving...".to_owned(),
                n => format!("saving... {n} more"),
            });
        }
    }
    if session.read_only.is_some() {
        return Some("READ ONLY".to_owned());
    }
    session.folder_unreadable.is_some().then(|| "FOLDER NOT READABLE".to_owned())
}

/// Returns whether the last change is saved, and who else is here.
fn save_status(model: &Model, session: &SessionScreen) -> Span<'static> {
    let theme = model.theme;
    if let Some(problem) = save_problem(model, session) {
        return Span::styled(problem, theme.alert());
    }
    if !session.on_disk {
        return Span::styled("nothing recorded yet", theme.dim());
    }
    let last = session.last_saved.or_else(|| session.progress.last_change().map(|change| change.at));
    let saved = last.map_or_else(String::new, |at| {
        format!("saved {}", at.to_zoned(model.zone.clone()).strftime("%H:%M"))
    });
    let others = presence(model, session);
    Span::styled(if others.is_empty() { saved } else { format!("{others}, {saved}") }, theme.dim())
}

/// Returns the writer who recorded something last, and the number of others:
/// `bob@sccm02 2 minutes ago and 1 other`.
fn presence(model: &Model, session: &SessionScreen) -> String {
    let writers = session.recent_writers(model.now);
    let Some(((writer, at), others)) = writers.split_first() else { return String::new() };
    let first = format!("{writer} {}", ago(seconds_since(*at, model.now)));
    if others.is_empty() { first } else { format!("{first} and {}", count(others.len(), "other")) }
}

/// Draws the keys that apply here and the notice, above them or beside them.
fn draw_footer(model: &Model, buffer: &mut Buffer, areas: &Areas) {
    let area = areas.footer;
    let keys_row = Rect { y: area.y + area.height.saturating_sub(1), height: 1, ..area };
    let width = usize::from(area.width);
    match (&model.current_notice(), areas.notice) {
        (Some(notice), None) => {
            let text = Span::styled(notice.text.clone(), notice_style(model, notice));
            let mut line = Line::from(vec![Span::raw(" "), text]);
            let room = width.saturating_sub(line.width() + 3);
            line.spans.push(Span::raw("  "));
            line.spans.extend(key_hints(model, room).spans);
            draw_line(buffer, keys_row, 0, &line);
        }
        (Some(notice), Some(place)) => {
            draw_line(buffer, keys_row, 0, &key_hints(model, width));
            draw_notice(model, notice, buffer, place);
        }
        (None, _) => draw_line(buffer, keys_row, 0, &key_hints(model, width)),
    }
}

fn draw_notice(model: &Model, notice: &Notice, buffer: &mut Buffer, area: Rect) {
    Clear.render(area.intersection(*buffer.area()), buffer);
    let (width, height) = (inner_width(area.width), usize::from(area.height));
    let style = notice_style(model, notice);
    let lines = wrap_text(&notice.text, width, style);
    let whole = lines.len() <= height || model.key_context().accepts_text();
    let mut lines = truncate_lines(lines, height, width);
    if let Some(last) = lines.last_mut().filter(|_| !whole) {
        let text = clip(&last.to_string(), width.saturating_sub(MORE_IN_HELP.len()));
        *last = Line::styled(format!("{text}{MORE_IN_HELP}"), style);
    }
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(1), ..area };
    draw_lines(buffer, area, &lines, 0);
}

fn notice_style(model: &Model, notice: &Notice) -> Style {
    if notice.is_error { model.theme.alert() } else { model.theme.title() }
}

/// Returns the keys that fit, chosen by their importance, in the order of the key table.
fn key_hints(model: &Model, room: usize) -> Line<'static> {
    let gap = if model.size.0 < NARROW { 1 } else { 2 };
    let all: Vec<KeyHint> =
        keymap::footer_hints(model.key_context()).filter(|hint| hint_applies(model, hint)).collect();
    let mut wanted: Vec<&KeyHint> = all.iter().collect();
    // The key to the other pane comes first if that is out of sight, or if keys go to the step.
    let other_pane = model.size.0 < layout::TWO_PANES_WIDTH
        || model.session.as_ref().is_some_and(|session| session.pane == Pane::Step);
    let comes_first = |hint: &KeyHint| hint.action == Action::SwitchPane && other_pane;
    wanted.sort_by_key(|hint| (hint.action != Action::Help, !comes_first(hint), hint.rank));
    let mut left = room.saturating_sub(1) + gap;
    let mut fitting: Vec<&str> = Vec::new();
    for hint in wanted {
        if let Some(rest) = left.checked_sub(hint.key.width() + 1 + hint.label.width() + gap) {
            left = rest;
            fitting.push(hint.key);
        }
    }
    let mut spans = vec![Span::raw(" ")];
    for hint in all.iter().filter(|hint| fitting.contains(&hint.key)) {
        spans.push(Span::styled(hint.key, model.theme.accent()));
        spans.push(Span::styled(format!(" {}{}", hint.label, " ".repeat(gap)), model.theme.dim()));
    }
    Line::from(spans)
}

/// Whether a key does something here: in a pager only an address can be copied.
fn hint_applies(model: &Model, hint: &KeyHint) -> bool {
    match &model.dialog {
        Some(Dialog::Pager(pager)) => {
            hint.action != Action::Copy || matches!(pager.body, PagerBody::QrCode(..))
        }
        _ => true,
    }
}

//! PURE. The header: what is worked on, how far it got, when it was last saved, who else is here.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::put;
use crate::session::{Mode, Tally};
use crate::text::{ago, count, since};
use crate::wizard::model::Model;
use crate::wizard::walk::{Filter, Walk};
use crate::wizard::wrap::clip;

/// Cells of the gauge.
const GAUGE: usize = 12;

/// A change that takes longer than this, in milliseconds, is said to be under way.
const SAVING_SHOWS_AFTER: i64 = 200;

pub(super) fn draw(model: &Model, buffer: &mut Buffer, area: Rect) {
    let Some(walk) = &model.walk else {
        let problem = model.board.as_ref().and_then(|board| board.problem.clone());
        put(buffer, area, 0, &Line::styled(" runsheet", model.look.title()));
        if let (true, Some(problem)) = (area.height > 1, problem) {
            put(buffer, area, 1, &Line::styled(format!(" {problem}"), model.look.alarm()));
        }
        return;
    };
    let progress = &walk.progress;
    let mut right = gauge(model, progress.total(), area.width);
    if progress.mode() == Mode::Rehearsal {
        right.insert(0, Span::raw(" "));
        right.insert(0, Span::styled(" REHEARSAL ", model.look.rehearsal()));
    }
    put_ends(buffer, area, 0, (&what(walk), model.look.title()), right);
    if area.height > 1 {
        put_ends(buffer, area, 1, (&whose(walk), model.look.dim()), vec![saved(model, walk)]);
    }
}

/// A text at the left, cut to what the spans at the right leave.
fn put_ends(buffer: &mut Buffer, area: Rect, row: usize, left: (&str, Style), right: Vec<Span<'static>>) {
    let right = Line::from(right);
    let wide = usize::from(area.width);
    let room = wide.saturating_sub(right.width() + 3);
    let text = clip(left.0, room);
    let gap = " ".repeat(wide.saturating_sub(text.width() + right.width() + 2));
    let mut spans = vec![Span::raw(" "), Span::styled(text, left.1), Span::raw(gap)];
    spans.extend(right.spans);
    put(buffer, area, row, &Line::from(spans));
}

fn what(walk: &Walk) -> String {
    let (title, list) = (walk.progress.title(), walk.progress.checklist().title());
    if title == list { title.to_string() } else { format!("{title}: {list}") }
}

fn whose(walk: &Walk) -> String {
    match walk.filter {
        Filter::All => format!("session {}", walk.name),
        filter => format!("only {} - session {}", filter.name(), walk.name),
    }
}

/// `7/12` and a bar: `=======-----`.
fn gauge(model: &Model, tally: &Tally, width: u16) -> Vec<Span<'static>> {
    let (done, of) = (tally.done(), tally.applicable());
    let mut spans = vec![Span::styled(format!("{done}/{of}"), model.look.title())];
    if width >= 60 {
        let full = (done * GAUGE).checked_div(of).unwrap_or(0);
        spans.push(Span::raw(" "));
        spans.push(Span::styled("=".repeat(full), model.look.gauge()));
        spans.push(Span::styled("-".repeat(GAUGE - full), model.look.dim()));
    }
    spans
}

/// How the last change stands: saved, being saved, not saved; else who else is here.
fn saved(model: &Model, walk: &Walk) -> Span<'static> {
    let look = model.look;
    if let Some(pending) = &walk.pending {
        if pending.failed.is_some() {
            return Span::styled("NOT SAVED: R retries", look.alarm());
        }
        let waited = model.now.as_millisecond().saturating_sub(pending.since.as_millisecond());
        if waited >= SAVING_SHOWS_AFTER {
            let waiting = match walk.waiting.len() {
                0 => String::new(),
                n => format!(" {n} more"),
            };
            return Span::styled(format!("saving...{waiting}"), look.alarm());
        }
    }
    if walk.read_only.is_some() {
        return Span::styled("READ ONLY", look.alarm());
    }
    if walk.out_of_sight.is_some() {
        return Span::styled("FOLDER NOT READABLE", look.alarm());
    }
    let others = presence(model, walk);
    if !walk.on_disk {
        return Span::styled("nothing recorded yet", look.dim());
    }
    let last = walk.saved.or_else(|| walk.progress.last_change().map(|change| change.at));
    let saved = last.map_or_else(String::new, |at| {
        let time = at.to_zoned(model.zone.clone()).strftime("%H:%M").to_string();
        format!("saved {time}")
    });
    Span::styled(if others.is_empty() { saved } else { format!("{others}, {saved}") }, look.dim())
}

/// `bob@sccm02, 2 minutes ago`; more than one are counted.
fn presence(model: &Model, walk: &Walk) -> String {
    let others = walk.others(model.now);
    match others.as_slice() {
        [] => String::new(),
        [(writer, at)] => format!("{writer} {}", ago(since(*at, model.now))),
        [(writer, at), more @ ..] => {
            format!("{writer} {} and {}", ago(since(*at, model.now)), count(more.len(), "other"))
        }
    }
}

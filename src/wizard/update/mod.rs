//! PURE. What a message does to the wizard, and what it asks of the world for that.

mod board;
mod carry;
mod draft;
mod held;
mod hits;
mod lines;
mod queue;
mod reading;
mod record;
mod refer;
mod sheets;
mod walk;

use super::action::Action;
use super::key::{Code, Key};
use super::keymap::{self, Place};
use super::layout;
use super::model::{Effect, Model, Msg};
use super::sheet::{Body, LineFor, ReadSheet, Sheet};
use super::walk::Walk;

/// Takes a message: changes the model, and says what is to be done.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    let mut effects = match held::hold(model, msg) {
        Some(msg) => take(model, msg),
        None => Vec::new(),
    };
    if let Some(msg) = held::release(model) {
        effects.extend(take(model, msg));
    }
    draft::bring_back(model);
    effects.extend(draft::follow(model));
    if let (Some(area), Some(walk)) = (layout::frames(model).outline, &mut model.walk) {
        walk.keep_in_sight(usize::from(area.height));
    }
    effects
}

fn take(model: &mut Model, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Key(key) => on_key(model, key),
        Msg::Paste(text) => sheets::paste(model, &text),
        Msg::Click(x, y) => on_click(model, x, y),
        Msg::Wheel(down, x, y) => on_wheel(model, down, x, y),
        Msg::Resize(width, height) => {
            model.size = (width, height);
            Vec::new()
        }
        Msg::Tick(now) => {
            model.now = now;
            Vec::new()
        }
        Msg::Recorded(entries) => record::recorded(model, &entries),
        Msg::Behind(entries) => record::behind(model, &entries),
        Msg::NotSaved(why) => record::not_saved(model, why),
        Msg::ReadOnly(why) => record::read_only(model, why),
        Msg::OutOfSight(why) => record::out_of_sight(model, why),
        Msg::Others(entries) => record::others(model, &entries),
        Msg::Replayed(progress) => record::replayed(model, *progress),
        Msg::Adoptable(new) => record::adopt(model, &new),
        Msg::Opened(walk) => opened(model, *walk),
        Msg::Board(board) => board::changed(model, |old| old.renew(board)),
        Msg::Sessions(rows) => board::changed(model, |board| board.read(rows)),
        Msg::Lists(lists) => board::changed(model, |board| board.lists = lists),
        Msg::BoardRead => board::changed(model, super::board::Board::finish),
        Msg::Working(work) => {
            model.work = work;
            Vec::new()
        }
        Msg::Text(title, lines, hang) => read(model, title, Body::Lines(lines, hang)),
        Msg::Document(name, lines) => {
            let body = reading::document(&name, lines);
            read(model, name, body)
        }
        Msg::Code(address, rows) => read(model, "Address".to_owned(), Body::Code(address, rows)),
        Msg::Said(message) => {
            model.message = Some(message);
            Vec::new()
        }
        Msg::Edited(text) => sheets::edited(model, &text),
        Msg::Exists(path) => lines::export_exists(model, path),
    }
}

fn on_key(model: &mut Model, key: Key) -> Vec<Effect> {
    let said = layout::cut_message(model);
    model.message = None;
    let place = model.place();
    if key == Key::plain(Code::Esc) && model.sheet.is_none() && model.work.take().is_some() {
        return vec![Effect::LetGo];
    }
    let Some(action) = keymap::action(place, key) else {
        return sheets::typed(model, key);
    };
    match action {
        Action::Quit => draft::keep_last(model).into_iter().chain([Effect::Quit]).collect(),
        Action::Mouse => mouse(model),
        Action::Redraw => vec![Effect::Redraw],
        Action::Suspend => vec![Effect::Suspend],
        Action::Help => read(model, "Keys".to_owned(), Body::Keys(place, said)),
        _ => match place {
            Place::Walk => walk::act(model, action),
            Place::Briefing => walk::act_on_briefing(model, action),
            Place::Board => board::act(model, action),
            Place::Pick | Place::Line | Place::Note | Place::Search | Place::Read => {
                sheets::act(model, action, key)
            }
        },
    }
}

/// Gives the mouse to the terminal, for selecting text, or takes it back.
fn mouse(model: &mut Model) -> Vec<Effect> {
    model.mouse = !model.mouse;
    model.say(if model.mouse {
        "the mouse is runsheet's: clicks and the wheel move"
    } else {
        "the mouse is the terminal's: it selects text; M takes it back"
    });
    vec![Effect::Mouse(model.mouse)]
}

/// Opens a text to read.
fn read(model: &mut Model, title: String, body: Body) -> Vec<Effect> {
    model.sheet = Some(Sheet::Read(ReadSheet { title, body, scroll: 0, needle: String::new() }));
    Vec::new()
}

fn opened(model: &mut Model, walk: Walk) -> Vec<Effect> {
    model.sheet = None;
    model.message = None;
    model.walk = Some(walk);
    Vec::new()
}

/// Leaves the session: back to the board where there is one.
fn leave(model: &mut Model) -> Vec<Effect> {
    if queue::leaves_later(model) {
        return Vec::new();
    }
    if model.board.is_none() || model.walk.is_none() {
        return vec![Effect::Quit];
    }
    let walk = model.walk.take();
    let waited = walk.as_ref().map_or(0, Walk::not_begun);
    let failed = walk.and_then(|walk| walk.pending).and_then(|pending| pending.failed);
    match failed {
        Some(why) => model.warn(format!("the last change is {why}")),
        None if waited > 0 => model.warn(format!("{} not made", queue::that_waited(waited))),
        None => {}
    }
    if let Some(board) = &mut model.board {
        board.reading = true;
    }
    vec![Effect::ReadBoard]
}

fn on_click(model: &mut Model, x: u16, y: u16) -> Vec<Effect> {
    model.message = None;
    if model.sheet.is_some() {
        return sheets::click(model, y);
    }
    let frames = layout::frames(model);
    let inside = |area: ratatui::layout::Rect| area.contains((x, y).into());
    if let Some(board) = &mut model.board
        && model.walk.is_none()
    {
        let row = y.saturating_sub(frames.body.y);
        board.click(usize::from(row), usize::from(frames.body.height));
        return Vec::new();
    }
    let Some(walk) = &mut model.walk else { return Vec::new() };
    if let Some(outline) = frames.outline.filter(|area| inside(*area)) {
        let row = walk.top() + usize::from(y.saturating_sub(outline.y));
        click_row(walk, row);
    } else if frames.step.is_some_and(inside) {
        walk.pane = super::walk::Pane::Step;
    }
    Vec::new()
}

/// A click on a step goes there, on a section's heading folds it.
fn click_row(walk: &mut Walk, row: usize) {
    walk.pane = super::walk::Pane::Outline;
    match walk.node(row) {
        Some(crate::checklist::Node::Section(section)) => walk.toggle_fold(section),
        Some(crate::checklist::Node::Step(_)) => walk.put(row),
        None => {}
    }
}

fn on_wheel(model: &mut Model, down: bool, x: u16, y: u16) -> Vec<Effect> {
    let action = if down { Action::Down } else { Action::Up };
    if model.sheet.is_some() {
        return if matches!(model.place(), Place::Line | Place::Note) {
            Vec::new()
        } else {
            sheets::act(model, action, Key::char(' '))
        };
    }
    let over_step = layout::frames(model).step.is_some_and(|area| area.contains((x, y).into()));
    match (&mut model.walk, over_step) {
        (Some(walk), true) if walk.briefing.is_none() => {
            walk::scroll(model, if down { 3 } else { -3 });
            Vec::new()
        }
        (Some(walk), _) if walk.briefing.is_none() => {
            walk.step_by(if down { 3 } else { -3 });
            Vec::new()
        }
        (Some(_), _) => walk::act_on_briefing(model, action),
        (None, _) => board::act(model, action),
    }
}

/// What `Line` sheets ask for is told apart by what they are for; kept here so that both the
/// walk and the sheets open them alike.
fn ask_line(model: &mut Model, title: impl Into<String>, hint: impl Into<String>, text: &str, what: LineFor) {
    model.sheet = Some(Sheet::Line(lines::line(title, hint, text, what)));
}

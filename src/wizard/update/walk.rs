//! PURE. Keys in the checklist and on the briefing.

use super::record::{self, wish};
use super::{Action, Effect, LineFor, Model, hits, refer, sheets};
use crate::checklist::{StepIx, Truth};
use crate::session::{Command, Status};
use crate::wizard::layout;
use crate::wizard::pending::Then;
use crate::wizard::walk::{Pane, Walk};

/// A key in the checklist.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Up | Action::Down | Action::PageUp | Action::PageDown | Action::First | Action::Last => {
            go(model, action);
        }
        Action::NextOpen | Action::PreviousOpen => jump(model, action),
        Action::OtherPane => switch_pane(model),
        Action::Fold | Action::Unfold => fold(model, action),
        Action::Next => return next(model),
        Action::Toggle => return on_step(model, toggle),
        Action::Mark(status) => return on_step(model, |model, step| mark(model, step, status)),
        Action::Note => return on_step(model, sheets::write_note),
        Action::Answers => sheets::pick_question(model),
        Action::Open | Action::Copy | Action::View => {
            return on_step(model, |model, step| refer::pick(model, step, action));
        }
        Action::Undo => return wish(model, Command::Undo, Then::Stay),
        Action::Redo => return wish(model, Command::Redo, Then::Stay),
        Action::Search => sheets::search(model),
        Action::FindNext | Action::FindBefore => hits::go(model, action == Action::FindNext),
        Action::Filter => filter(model),
        Action::Export => ask_export(model),
        Action::Log => return vec![Effect::ReadLog],
        Action::Briefing => brief(model),
        Action::Adopt => return vec![Effect::ReadSource],
        Action::Retry => return record::retry(model),
        Action::Back => back(model),
        Action::Leave => return super::leave(model),
        Action::Rehearse
        | Action::Clear
        | Action::Save
        | Action::Newline
        | Action::Edit
        | Action::Find
        | Action::Mouse
        | Action::Help
        | Action::Redraw
        | Action::Suspend
        | Action::Quit => {}
    }
    Vec::new()
}

/// A key on the briefing.
pub(super) fn act_on_briefing(model: &mut Model, action: Action) -> Vec<Effect> {
    let page = layout::frames(model).body.height.max(1);
    let rows = layout::briefing_rows(model);
    let Some(walk) = &mut model.walk else { return Vec::new() };
    let Some((_, scroll)) = &mut walk.briefing else { return Vec::new() };
    match action {
        Action::Next => walk.briefing = None,
        Action::Leave => return super::leave(model),
        Action::Adopt => {
            walk.briefing = None;
            return vec![Effect::ReadSource];
        }
        _ => *scroll = scrolled(*scroll, action, usize::from(page), rows),
    }
    Vec::new()
}

/// Where a text of so many lines is scrolled to.
pub(super) fn scrolled(at: usize, action: Action, page: usize, lines: usize) -> usize {
    let last = lines.saturating_sub(page);
    let to = match action {
        Action::Up => at.saturating_sub(1),
        Action::Down => at + 1,
        Action::PageUp => at.saturating_sub(page),
        Action::PageDown => at + page,
        Action::First => 0,
        Action::Last => last,
        _ => at,
    };
    to.min(last)
}

/// Moves in the pane that keys go to.
fn go(model: &mut Model, action: Action) {
    let frames = layout::frames(model);
    let page = isize::try_from(frames.body.height.max(2)).unwrap_or(2) - 1;
    let Some(walk) = &mut model.walk else { return };
    if walk.pane == Pane::Step {
        let by = match action {
            Action::Up => -1,
            Action::Down => 1,
            Action::PageUp => -page,
            Action::PageDown => page,
            Action::First => isize::MIN,
            _ => isize::MAX,
        };
        scroll(model, by);
        return;
    }
    let before = walk.cursor();
    match action {
        Action::Up => walk.step_by(-1),
        Action::Down => walk.step_by(1),
        Action::PageUp => walk.step_by(-page),
        Action::PageDown => walk.step_by(page),
        Action::First => walk.to_end(false),
        _ => walk.to_end(true),
    }
    if walk.cursor() == before && matches!(action, Action::Up | Action::Down) {
        let end = if action == Action::Up { "first" } else { "last" };
        model.say(format!("this is the {end} step"));
    }
}

/// Scrolls the step's text, not further than its end.
pub(super) fn scroll(model: &mut Model, by: isize) {
    let most = layout::step_overflow(model);
    if let Some(walk) = &mut model.walk {
        walk.scroll = walk.scroll.min(most).saturating_add_signed(by).min(most);
    }
}

fn jump(model: &mut Model, action: Action) {
    let Some(walk) = &mut model.walk else { return };
    let (found, none) = match action {
        Action::NextOpen => (walk.advance(), "no step is open"),
        _ => (walk.retreat(), "no step before this one is open"),
    };
    if !found {
        model.say(none);
    }
}

fn switch_pane(model: &mut Model) {
    if let Some(walk) = &mut model.walk {
        walk.pane = match walk.pane {
            Pane::Outline => Pane::Step,
            Pane::Step => Pane::Outline,
        };
    }
}

fn fold(model: &mut Model, action: Action) {
    let Some(walk) = &mut model.walk else { return };
    if action == Action::Fold {
        walk.fold();
    } else {
        walk.unfold();
    }
}

fn on_step(model: &mut Model, act: impl FnOnce(&mut Model, StepIx) -> Vec<Effect>) -> Vec<Effect> {
    if let Some(step) = model.walk.as_ref().and_then(Walk::step) {
        act(model, step)
    } else {
        model.say("this is a section: l unfolds it, j goes on");
        Vec::new()
    }
}

/// The step's next thing: unfold, answer its open question, go on from a done one, else done.
fn next(model: &mut Model) -> Vec<Effect> {
    let Some(walk) = &mut model.walk else { return Vec::new() };
    if walk.folded_section().is_some() {
        walk.unfold();
        return Vec::new();
    }
    let Some(step) = walk.step() else { return Vec::new() };
    let progress = walk.expected();
    if let Some(question) = progress.deciding_question(step).or_else(|| progress.open_question(step)) {
        record::ask_question(model, question);
        return Vec::new();
    }
    let state = progress.step(step);
    if state.applies == Truth::No || (state.status == Status::Done && !state.recheck) {
        let from = Some(StepIx(step.0.saturating_add(1)));
        let next = progress.next_open(from);
        if let Some(next) = next {
            walk.go_to(next);
        } else {
            let summary = walk.progress.total().summary();
            model.say(format!("{summary}. No step is open"));
        }
        return Vec::new();
    }
    wish(model, mark_command(step, Status::Done), Then::Advance(step))
}

fn mark_command(step: StepIx, status: Status) -> Command {
    Command::Mark { step, status, reason: None }
}

fn toggle(model: &mut Model, step: StepIx) -> Vec<Effect> {
    let done = model.walk.as_mut().is_some_and(|walk| {
        let state = walk.expected().step(step);
        state.status == Status::Done && !state.recheck
    });
    let status = if done { Status::Todo } else { Status::Done };
    wish(model, mark_command(step, status), Then::Stay)
}

/// Marks a step; where a reason is needed, it is asked for, also to change the one that stands.
fn mark(model: &mut Model, step: StepIx, status: Status) -> Vec<Effect> {
    let why_not = model.walk.as_mut().and_then(|walk| walk.expected().why_not(step));
    let read_only = model.walk.as_ref().is_some_and(|walk| walk.read_only.is_some());
    if status.needs_reason() && why_not.is_none() && !read_only {
        record::ask_reason(model, step, status);
        return Vec::new();
    }
    wish(model, mark_command(step, status), Then::Stay)
}

fn filter(model: &mut Model) {
    let Some(walk) = &mut model.walk else { return };
    // Filters that would show nothing are passed over.
    for _ in 0..4 {
        walk.filter = walk.filter.next();
        walk.relist();
        if walk.rows() > 0 {
            break;
        }
    }
    let name = walk.filter.name();
    model.say(format!("showing: {name}"));
}

fn ask_export(model: &mut Model) {
    let Some(walk) = &model.walk else { return };
    let name = format!("{}.md", walk.name);
    super::ask_line(model, "Export the report as Markdown", "To which file?", &name, LineFor::Export(None));
}

fn brief(model: &mut Model) {
    let (now, zone) = (model.now, model.zone.clone());
    if let Some(walk) = &mut model.walk {
        walk.brief(now, &zone);
    }
}

fn back(model: &mut Model) {
    if super::queue::give_up(model) {
        return;
    }
    let Some(walk) = &mut model.walk else { return };
    if walk.filter != crate::wizard::walk::Filter::All {
        walk.filter = crate::wizard::walk::Filter::All;
        walk.relist();
    } else if walk.pane == Pane::Step {
        walk.pane = Pane::Outline;
    } else {
        model.say("q leaves; everything is saved");
    }
}

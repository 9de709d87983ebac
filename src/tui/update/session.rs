//! PURE. Keys in the checklist and on the briefing.

use super::changes::{self, submit};
use super::{Action, Effect, Model, PromptFor, dialogs, references, search_nav};
use crate::checklist::{StepIx, Truth};
use crate::session::{Command, OnSaved, Status};
use crate::tui::layout;
use crate::tui::session::{Pane, SessionScreen};

/// A key in the checklist.
pub(super) fn update_session(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Up | Action::Down | Action::PageUp | Action::PageDown | Action::First | Action::Last => {
            navigate(model, action);
        }
        Action::NextOpen | Action::PreviousOpen => jump_to_open(model, action),
        Action::SwitchPane => switch_pane(model),
        Action::Fold | Action::Unfold => fold(model, action),
        Action::Activate => return activate(model),
        Action::ToggleDone => return with_step(model, toggle_done),
        Action::Mark(status) => return with_step(model, |model, step| mark(model, step, status)),
        Action::Note => return with_step(model, dialogs::start_note),
        Action::Answers => dialogs::open_answers_picker(model),
        Action::Open | Action::Copy | Action::View => {
            return with_step(model, |model, step| references::choose_reference(model, step, action));
        }
        Action::Undo => return submit(model, Command::Undo, OnSaved::Stay),
        Action::Redo => return submit(model, Command::Redo, OnSaved::Stay),
        Action::Search => dialogs::open_search(model),
        Action::FindNext | Action::FindPrevious => search_nav::go_to_hit(model, action == Action::FindNext),
        Action::Filter => cycle_filter(model),
        Action::Export => ask_export(model),
        Action::Log => return vec![Effect::ReadLog],
        Action::Briefing => show_briefing(model),
        Action::Adopt => return vec![Effect::ReadSource],
        Action::Retry => return changes::retry(model),
        Action::Back => go_back(model),
        Action::Leave => return super::leave_session(model),
        Action::Rehearse
        | Action::ClearAnswer
        | Action::Save
        | Action::Newline
        | Action::Edit
        | Action::Find
        | Action::ToggleMouse
        | Action::Help
        | Action::Redraw
        | Action::Suspend
        | Action::Quit => {}
    }
    Vec::new()
}

/// A key on the briefing.
pub(super) fn update_briefing(model: &mut Model, action: Action) -> Vec<Effect> {
    let page = layout::areas(model).body.height.max(1);
    let rows = layout::briefing_rows(model);
    let Some(walk) = &mut model.session else { return Vec::new() };
    let Some((_, scroll)) = &mut walk.briefing else { return Vec::new() };
    match action {
        Action::Activate => walk.briefing = None,
        Action::Leave => return super::leave_session(model),
        Action::Adopt => {
            walk.briefing = None;
            return vec![Effect::ReadSource];
        }
        _ => *scroll = scroll_position(*scroll, action, usize::from(page), rows),
    }
    Vec::new()
}

/// Where a text of so many lines is scrolled to.
pub(super) fn scroll_position(at: usize, action: Action, page: usize, lines: usize) -> usize {
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
fn navigate(model: &mut Model, action: Action) {
    let frames = layout::areas(model);
    let page = isize::try_from(frames.body.height.max(2)).unwrap_or(2) - 1;
    let Some(walk) = &mut model.session else { return };
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
        Action::Up => walk.move_cursor(-1),
        Action::Down => walk.move_cursor(1),
        Action::PageUp => walk.move_cursor(-page),
        Action::PageDown => walk.move_cursor(page),
        Action::First => walk.move_to_end(false),
        _ => walk.move_to_end(true),
    }
    if walk.cursor() == before && matches!(action, Action::Up | Action::Down) {
        let end = if action == Action::Up { "first" } else { "last" };
        model.notify(format!("this is the {end} step"));
    }
}

/// Scrolls the step's text, not further than its end.
pub(super) fn scroll(model: &mut Model, by: isize) {
    let most = layout::step_overflow(model);
    if let Some(walk) = &mut model.session {
        walk.scroll = walk.scroll.min(most).saturating_add_signed(by).min(most);
    }
}

fn jump_to_open(model: &mut Model, action: Action) {
    let Some(walk) = &mut model.session else { return };
    let (found, none) = match action {
        Action::NextOpen => (walk.go_to_next_open(), "no step is open"),
        _ => (walk.go_to_previous_open(), "no step before this one is open"),
    };
    if !found {
        model.notify(none);
    }
}

fn switch_pane(model: &mut Model) {
    if let Some(walk) = &mut model.session {
        walk.pane = match walk.pane {
            Pane::Outline => Pane::Step,
            Pane::Step => Pane::Outline,
        };
    }
}

fn fold(model: &mut Model, action: Action) {
    let Some(walk) = &mut model.session else { return };
    if action == Action::Fold {
        walk.fold_section();
    } else {
        walk.unfold_section();
    }
}

fn with_step(model: &mut Model, act: impl FnOnce(&mut Model, StepIx) -> Vec<Effect>) -> Vec<Effect> {
    if let Some(step) = model.session.as_ref().and_then(SessionScreen::step) {
        act(model, step)
    } else {
        model.notify("this is a section: l unfolds it, j goes on");
        Vec::new()
    }
}

/// The step's next thing: unfold, answer its open question, go on from a done one, else done.
fn activate(model: &mut Model) -> Vec<Effect> {
    let Some(walk) = &mut model.session else { return Vec::new() };
    if walk.folded_section().is_some() {
        walk.unfold_section();
        return Vec::new();
    }
    let Some(step) = walk.step() else { return Vec::new() };
    let progress = walk.preview();
    if let Some(question) = progress.deciding_question(step).or_else(|| progress.open_question(step)) {
        changes::ask_question(model, question);
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
            model.notify(format!("{summary}. No step is open"));
        }
        return Vec::new();
    }
    mark_as(model, step, Status::Done, OnSaved::Advance)
}

fn mark_as(model: &mut Model, step: StepIx, status: Status, on_saved: OnSaved) -> Vec<Effect> {
    let Some(walk) = &model.session else { return Vec::new() };
    let command = Command::mark(&walk.progress, step, status, None);
    submit(model, command, on_saved)
}

fn toggle_done(model: &mut Model, step: StepIx) -> Vec<Effect> {
    let done = model.session.as_mut().is_some_and(|walk| {
        let state = walk.preview().step(step);
        state.status == Status::Done && !state.recheck
    });
    let status = if done { Status::Todo } else { Status::Done };
    mark_as(model, step, status, OnSaved::Stay)
}

/// Marks a step; where a reason is needed, it is asked for, also to change the one that stands.
fn mark(model: &mut Model, step: StepIx, status: Status) -> Vec<Effect> {
    let why_not = model.session.as_mut().and_then(|walk| walk.preview().inapplicable_because(step));
    let read_only = model.session.as_ref().is_some_and(|walk| walk.read_only.is_some());
    if status.needs_reason() && why_not.is_none() && !read_only {
        changes::ask_reason(model, step, status);
        return Vec::new();
    }
    mark_as(model, step, status, OnSaved::Stay)
}

fn cycle_filter(model: &mut Model) {
    let Some(walk) = &mut model.session else { return };
    // Filters that would show nothing are passed over.
    for _ in 0..4 {
        walk.filter = walk.filter.next();
        walk.rebuild_rows();
        if walk.row_count() > 0 {
            break;
        }
    }
    let name = walk.filter.name();
    model.notify(format!("showing: {name}"));
}

fn ask_export(model: &mut Model) {
    let Some(walk) = &model.session else { return };
    let name = format!("{}.md", walk.name);
    super::open_prompt(
        model,
        "Export the report as Markdown",
        "To which file?",
        &name,
        PromptFor::Export(None),
    );
}

fn show_briefing(model: &mut Model) {
    let (now, zone) = (model.now, model.zone.clone());
    if let Some(walk) = &mut model.session {
        walk.show_briefing(now, &zone);
    }
}

fn go_back(model: &mut Model) {
    if super::queue::discard_waiting(model) {
        return;
    }
    let Some(walk) = &mut model.session else { return };
    if walk.filter != crate::tui::session::Filter::All {
        walk.filter = crate::tui::session::Filter::All;
        walk.rebuild_rows();
    } else if walk.pane == Pane::Step {
        walk.pane = Pane::Outline;
    } else {
        model.notify("q leaves; everything is saved");
    }
}

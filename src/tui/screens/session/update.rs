//! PURE. The keys in an open session.

use super::changes::{self, submit};
use super::{Filter, Pane, SessionScreen, ask, unsaved};
use crate::checklist::{StepIx, Truth};
use crate::session::{Command, OnSaved, Status, StepState};
use crate::tui::dialogs::picker::Picker;
use crate::tui::keymap::Action;
use crate::tui::layout;
use crate::tui::model::{Cmd, Effect, Model};
use crate::tui::search_nav;
use crate::tui::step_page::step_page;

pub(in crate::tui) fn update(model: &mut Model, action: Action) -> Cmd {
    let Some(session) = &mut model.session else { return Cmd::none() };
    match action {
        Action::Activate => return activate(model),
        Action::ToggleDone => return with_step(model, toggle_done),
        Action::Mark(status) => return with_step(model, |model, step| mark(model, step, status)),
        Action::Open | Action::Copy | Action::View => {
            return with_step(model, |model, step| choose_reference(model, step, action));
        }
        Action::Note => {
            return with_step(model, |model, step| {
                ask::start_note(model, step);
                Cmd::none()
            });
        }
        Action::Undo => return submit(model, Command::Undo, OnSaved::Stay),
        Action::Redo => return submit(model, Command::Redo, OnSaved::Stay),
        Action::Retry => return changes::retry(model),
        Action::Leave => return unsaved::leave_session(model),
        Action::Log => return Effect::ReadLog.into(),
        Action::Adopt => return Effect::ReadSource.into(),
        Action::NextOpen if !session.go_to_next_open() => model.notify("no step is open"),
        Action::PreviousOpen if !session.go_to_previous_open() => {
            model.notify("no step before this one is open");
        }
        Action::SwitchPane => session.switch_pane(),
        Action::Fold => session.fold_section(),
        Action::Unfold => session.unfold_section(),
        Action::Filter => {
            session.next_filter();
            let name = session.filter.name();
            model.notify(format!("showing: {name}"));
        }
        Action::Briefing => session.show_briefing(model.now, &model.zone),
        Action::Answers => ask::open_answers_picker(model),
        Action::Export => ask::ask_export(model, None),
        Action::Search => search_nav::open_search(model),
        Action::FindNext | Action::FindPrevious => {
            search_nav::go_to_hit(model, action == Action::FindNext);
        }
        Action::Back => go_back(model),
        _ if action.is_movement() => navigate(model, action),
        _ => {}
    }
    Cmd::none()
}

/// Does the next thing at the cursor: unfolds a section, asks a step's open question, goes on from a done
/// step, or marks an open one done.
fn activate(model: &mut Model) -> Cmd {
    let Some(session) = &mut model.session else { return Cmd::none() };
    let Some(step) = session.step() else {
        session.unfold_section();
        return Cmd::none();
    };
    let progress = session.preview();
    if let Some(question) = progress.deciding_question(step).or_else(|| progress.open_question(step)) {
        ask::ask_question(model, question);
        return Cmd::none();
    }
    let state = progress.step(step);
    if state.applies != Truth::No && !is_done(state) {
        let command = Command::mark(&session.progress, step, Status::Done, None);
        return submit(model, command, OnSaved::Advance);
    }
    let next = progress.next_open(Some(StepIx(step.0.saturating_add(1))));
    if let Some(next) = next {
        session.go_to(next);
    } else {
        let summary = session.progress.total().summary();
        model.notify(format!("{summary}. No step is open"));
    }
    Cmd::none()
}

/// Runs an action on the step under the cursor, if there is one.
fn with_step(model: &mut Model, act: impl FnOnce(&mut Model, StepIx) -> Cmd) -> Cmd {
    if let Some(step) = model.session.as_ref().and_then(SessionScreen::step) {
        act(model, step)
    } else {
        model.notify("this is a section: l unfolds it, j goes on");
        Cmd::none()
    }
}

/// Whether a step needs nothing any more: it is done, and its words have not changed since.
fn is_done(state: &StepState) -> bool {
    state.status == Status::Done && !state.recheck
}

fn toggle_done(model: &mut Model, step: StepIx) -> Cmd {
    let Some(session) = &mut model.session else { return Cmd::none() };
    let is_done = is_done(session.preview().step(step));
    let status = if is_done { Status::Todo } else { Status::Done };
    let command = Command::mark(&session.progress, step, status, None);
    submit(model, command, OnSaved::Stay)
}

/// Marks a step; asks for the reason if the status needs one, also to change an existing reason.
fn mark(model: &mut Model, step: StepIx, status: Status) -> Cmd {
    let Some(session) = &mut model.session else { return Cmd::none() };
    let applies = session.preview().inapplicable_because(step).is_none();
    if status.needs_reason() && applies && session.read_only.is_none() {
        ask::ask_reason(model, step, status);
        return Cmd::none();
    }
    let command = Command::mark(&session.progress, step, status, None);
    submit(model, command, OnSaved::Stay)
}

/// Opens, copies or views what the step refers to: at once if there is one thing, otherwise with a picker.
fn choose_reference(model: &mut Model, step: StepIx, action: Action) -> Cmd {
    let Some(session) = &model.session else { return Cmd::none() };
    let (title, mut items) = ask::reference_items(session, step, action);
    if items.len() > 1 {
        model.open(Picker::new(title, items, Some(0)));
        return Cmd::none();
    }
    if let Some(item) = items.pop() {
        return super::confirm::reference_effect(item.value);
    }
    let what = if action == Action::Copy { "address or command" } else { "document with a known address" };
    model.notify(format!("this step has no {what}"));
    Cmd::none()
}

/// Moves in the pane that keys go to.
fn navigate(model: &mut Model, action: Action) {
    let page = isize::try_from(layout::page_rows(model.size).max(2)).unwrap_or(2) - 1;
    let Some(session) = &mut model.session else { return };
    let by = match action {
        Action::Up => -1,
        Action::Down => 1,
        Action::PageUp => -page,
        Action::PageDown => page,
        Action::First => isize::MIN,
        _ => isize::MAX,
    };
    if session.pane == Pane::Step {
        scroll(model, by);
        return;
    }
    let before = session.cursor;
    match action {
        Action::First | Action::Last => session.move_to_end(action == Action::Last),
        _ => session.move_cursor(by),
    }
    if session.cursor == before && matches!(action, Action::Up | Action::Down) {
        let end = if action == Action::Up { "first" } else { "last" };
        model.notify(format!("this is the {end} step"));
    }
}

/// Scrolls the step's text, not further than its end.
pub(in crate::tui) fn scroll(model: &mut Model, by: isize) {
    let most = step_overflow(model);
    if let Some(session) = &mut model.session {
        session.scroll = session.scroll.min(most).saturating_add_signed(by).min(most);
    }
}

/// Returns how far the step's text can be scrolled.
fn step_overflow(model: &Model) -> usize {
    let (Some(session), Some(area)) = (&model.session, layout::areas(model).step) else { return 0 };
    let Some(step) = session.step() else { return 0 };
    let page = step_page(&session.progress, step, usize::from(area.width), model.theme, &model.zone);
    page.overflow(usize::from(area.height))
}

/// Goes back one thing: drops queued changes, clears the filter, or returns to the outline.
fn go_back(model: &mut Model) {
    if unsaved::discard_waiting(model) {
        return;
    }
    let Some(session) = &mut model.session else { return };
    if session.filter != Filter::All {
        session.set_filter(Filter::All);
    } else if session.pane == Pane::Step {
        session.pane = Pane::Outline;
    } else {
        model.notify("q leaves; everything is saved");
    }
}

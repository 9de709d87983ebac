//! PURE. Searches the checklist or the board for the words of the search dialog, and goes from hit to hit.

use ratatui::text::Span;

use super::dialogs::Dialog;
use super::dialogs::search::{Hit, HitTarget, SearchDialog, find_steps};
use super::keymap::{Action, KeyContext, key_for};
use super::model::Model;
use crate::checklist::StepIx;
use crate::text::clip;

/// Opens a search over the current screen.
pub(super) fn open_search(model: &mut Model) {
    model.open(SearchDialog::new());
    find_hits(model);
}

/// Finds the hits for the words typed so far.
pub(super) fn find_hits(model: &mut Model) {
    let Some(Dialog::Search(search)) = &mut model.dialog else { return };
    let words = search.input.text();
    search.hits = match (&model.session, &model.board) {
        (Some(session), _) => {
            let (hits, matches) = find_steps(&session.progress, &words, search.previous.as_ref());
            search.previous = matches;
            hits
        }
        (None, Some(board)) => board.find(&words),
        (None, None) => Vec::new(),
    };
    search.selected = 0;
}

/// Finds the hits again after the board changed. The cursor stays at its hit.
pub(super) fn refresh_board_search(model: &mut Model) {
    let Some(Dialog::Search(search)) = &mut model.dialog else { return };
    let target = search.hits.get(search.selected).map(|hit| hit.target.clone());
    find_hits(model);
    if let Some(Dialog::Search(search)) = &mut model.dialog {
        search.selected =
            search.hits.iter().position(|hit| Some(&hit.target) == target.as_ref()).unwrap_or(0);
    }
}

/// Finds the hits again after the checklist changed, which moves steps. The cursor stays at its row.
pub(super) fn refresh_step_search(model: &mut Model) {
    let Some(Dialog::Search(search)) = &mut model.dialog else { return };
    let selected = search.selected;
    search.previous = None;
    find_hits(model);
    if let Some(Dialog::Search(search)) = &mut model.dialog {
        search.selected = selected.min(search.hits.len().saturating_sub(1));
    }
}

/// Keeps the hits of a search for the keys that go from one to the next.
pub(super) fn remember_hits(model: &mut Model, search: &SearchDialog) {
    let steps: Vec<StepIx> = search.hits.iter().filter_map(|hit| hit.target.step()).collect();
    let (at, all) = (search.selected, steps.len());
    let Some(session) = &mut model.session else { return };
    session.search_hits = (all > 0).then_some((steps, at));
    if all > 1 {
        notify_position(model, at, all);
    }
}

/// Goes to the next hit or the previous one; from the last one to the first.
pub(super) fn go_to_hit(model: &mut Model, forward: bool) {
    let Some(session) = &mut model.session else { return };
    let Some((steps, at)) = &mut session.search_hits else {
        model.notify(format!("nothing was searched for yet: {} searches", key(Action::Search)));
        return;
    };
    let all = steps.len();
    *at = (*at + if forward { 1 } else { all.saturating_sub(1) }) % all.max(1);
    let (at, step) = (*at, steps.get(*at).copied());
    if let Some(step) = step {
        session.go_to(step);
    }
    notify_position(model, at, all);
}

fn notify_position(model: &mut Model, at: usize, all: usize) {
    let (next, previous) = (key(Action::FindNext), key(Action::FindPrevious));
    model.notify(format!("hit {} of {all}: {next} the next, {previous} the one before", at + 1));
}

fn key(action: Action) -> &'static str {
    key_for(KeyContext::Session, action)
}

/// Returns what stands before the matching text of a hit: a step's number and title, a session's name.
pub(super) fn hit_lead(model: &Model, hit: &Hit, width: usize) -> Vec<Span<'static>> {
    let theme = model.theme;
    let mut spans = Vec::new();
    match (&hit.target, &model.session) {
        (HitTarget::Step(ix), Some(session)) => {
            let checklist = session.progress.checklist();
            let digits = checklist.steps().len().to_string().len();
            spans.push(Span::styled(format!("{:>digits$} ", ix.index() + 1), theme.dim()));
            if !hit.part.is_empty() {
                spans.push(Span::raw(clip(checklist.step(*ix).title.as_str(), width / 2)));
                spans.push(Span::styled(format!("  {}: ", hit.part), theme.dim()));
            }
        }
        (HitTarget::Session(name), _) => {
            spans.push(Span::styled(format!("{} ", hit.part), theme.dim()));
            if model.board.as_ref().is_some_and(|board| board.is_rehearsal(name)) {
                spans.extend([Span::styled("REHEARSAL", theme.rehearsal()), Span::raw(" ")]);
            }
            if hit.text != name.as_str() {
                spans.push(Span::raw(format!("{name}  ")));
            }
        }
        _ => spans.push(Span::styled(format!("{} ", hit.part), theme.dim())),
    }
    spans
}

//! PURE. What the last search found stays at hand, to be gone through one after the other.

use super::Model;
use crate::checklist::StepIx;
use crate::tui::dialog::{Hit, HitTarget, SearchDialog};
use crate::tui::keymap::{KeyContext, key_for};

/// Keeps what was found, at the hit that was gone to.
pub(super) fn remember_hits(model: &mut Model, sheet: &SearchDialog) {
    let step = |hit: &Hit| match hit.target {
        HitTarget::Step(step) => Some(step),
        HitTarget::Session(_) | HitTarget::Checklist(_) => None,
    };
    let steps: Vec<StepIx> = sheet.hits.iter().filter_map(step).collect();
    let (at, all) = (sheet.selected, steps.len());
    let Some(walk) = &mut model.session else { return };
    walk.search_hits = (all > 0).then_some((steps, at));
    if all > 1 {
        notify_position(model, at, all);
    }
}

/// Goes on to the next hit, or the one before; from the last one to the first.
pub(super) fn go_to_hit(model: &mut Model, forth: bool) {
    let Some(walk) = &mut model.session else { return };
    let Some((steps, at)) = &mut walk.search_hits else {
        model.notify(format!("nothing was searched for yet: {} searches", key(super::Action::Search)));
        return;
    };
    let all = steps.len();
    *at = (*at + if forth { 1 } else { all.saturating_sub(1) }) % all.max(1);
    let (at, step) = (*at, steps.get(*at).copied());
    if let Some(step) = step {
        walk.go_to(step);
    }
    notify_position(model, at, all);
}

fn notify_position(model: &mut Model, at: usize, all: usize) {
    let (next, before) = (key(super::Action::FindNext), key(super::Action::FindPrevious));
    model.notify(format!("hit {} of {all}: {next} the next, {before} the one before", at + 1));
}

fn key(action: super::Action) -> &'static str {
    key_for(KeyContext::Session, action)
}

//! PURE. Search over the words of a checklist or the board. The matching itself is `nucleo`'s.

use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::board::Board;
use super::sheet::{Hit, HitTarget};
use crate::checklist::StepIx;
use crate::session::Progress;

/// The most hits that are listed.
const MOST: usize = 200;

/// The steps in which the words are found, the best first; all steps where no words are given.
pub(super) fn steps(progress: &Progress, words: &str) -> Vec<Hit> {
    let checklist = progress.checklist();
    let texts = checklist.steps().iter().zip(checklist.step_indices()).flat_map(|(step, ix)| {
        let target = HitTarget::Step(ix);
        let title = (target.clone(), "", step.title.as_str());
        let more = step.detail.iter().map(|text| ("detail", text.as_str()));
        let more = more.chain(step.notes.iter().map(|note| ("note", note.text.as_str())));
        let more =
            more.chain(step.references.iter().map(|reference| ("reference", reference.title.as_str())));
        let more = more.chain(recorded(progress, ix));
        std::iter::once(title).chain(more.map(move |(part, text)| (target.clone(), part, text)))
    });
    search(texts, words)
}

/// The steps that a search finds, the best first.
pub fn search_steps(progress: &Progress, words: &str) -> Vec<StepIx> {
    let step = |hit: Hit| match hit.target {
        HitTarget::Step(ix) => Some(ix),
        HitTarget::Session(_) | HitTarget::Checklist(_) => None,
    };
    steps(progress, words).into_iter().filter_map(step).collect()
}

fn recorded(progress: &Progress, ix: StepIx) -> impl Iterator<Item = (&'static str, &str)> {
    let state = progress.step(ix);
    let notes = state.notes.iter().map(|note| ("your note", note.text.as_str()));
    notes.chain(state.reason.iter().map(|reason| ("reason", reason.as_str())))
}

/// The sessions and checklists in whose titles the words are found.
pub(super) fn board(board: &Board, words: &str) -> Vec<Hit> {
    let sessions = board.sessions.iter().flat_map(|row| {
        let target = HitTarget::Session(row.name.clone());
        let title = row.state.as_ref().ok().map(|state| (target.clone(), "session", state.title.as_str()));
        std::iter::once((target, "session", row.name.as_str())).chain(title)
    });
    let lists = board.lists.iter().enumerate().filter_map(|(at, row)| {
        row.title.as_ref().ok().map(|title| (HitTarget::Checklist(at), "checklist", title.as_str()))
    });
    search(sessions.chain(lists), words)
}

/// Matches texts in which all words occur; one hit for each target, and none far worse than the best.
fn search<'a>(texts: impl Iterator<Item = (HitTarget, &'static str, &'a str)>, words: &str) -> Vec<Hit> {
    let mut matcher = Matcher::new(Config::DEFAULT);
    let (case, folding) = (CaseMatching::Smart, Normalization::Smart);
    // In a title letters may be apart; in a long text words scattered so would be everywhere.
    let fuzzy = Pattern::new(words, case, folding, AtomKind::Fuzzy);
    let exact = Pattern::new(words, case, folding, AtomKind::Substring);
    let pattern_for = |part: &str| if part.is_empty() { &fuzzy } else { &exact };
    let mut buffer = Vec::new();
    let mut hits: Vec<(u32, HitTarget, &'static str, &str)> = Vec::new();
    for (target, part, text) in texts {
        let Some(score) = pattern_for(part).score(Utf32Str::new(text, &mut buffer), &mut matcher) else {
            continue;
        };
        // A title counts for more than the texts below it.
        let score = if part.is_empty() { score.saturating_mul(2) } else { score };
        match hits.last_mut() {
            Some(last) if last.1 == target => {
                if score > last.0 {
                    *last = (score, target, part, text);
                }
            }
            _ => hits.push((score, target, part, text)),
        }
    }
    let best = hits.iter().map(|hit| hit.0).max().unwrap_or(0);
    hits.retain(|hit| hit.0 >= best / 3);
    hits.sort_by_key(|hit| std::cmp::Reverse(hit.0));
    hits.truncate(MOST);
    hits.into_iter()
        .map(|(_, target, part, text)| {
            let mut marks = Vec::new();
            pattern_for(part).indices(Utf32Str::new(text, &mut buffer), &mut matcher, &mut marks);
            marks.sort_unstable();
            marks.dedup();
            Hit { target, text: text.to_owned(), marks, part }
        })
        .collect()
}

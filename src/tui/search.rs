//! PURE. Search over the words of a checklist or the board. The matching itself is `nucleo`'s.

use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::board::Board;
use super::dialog::{Hit, HitTarget};
use crate::checklist::StepIx;
use crate::session::Progress;

/// The most hits that are listed.
const MAX_HITS: usize = 200;

/// The steps in which words were found, all of them.
#[derive(Debug, Clone, Default)]
pub struct PreviousMatches {
    words: String,
    steps: Vec<StepIx>,
}

/// The steps in which the words are found, the best first; the first steps where no words are given.
/// With more letters behind those looked up before, only where those were found can these be.
pub(super) fn find_steps(
    progress: &Progress,
    words: &str,
    before: Option<&PreviousMatches>,
) -> (Vec<Hit>, Option<PreviousMatches>) {
    let checklist = progress.checklist();
    // A backslash gives the blank behind it another meaning.
    let narrower = |before: &&PreviousMatches| words.starts_with(&before.words) && !words.contains('\\');
    let before = before.filter(narrower).map(|before| &before.steps);
    let all = before.is_none().then(|| checklist.step_indices());
    if words.trim().is_empty() {
        let title = |ix: StepIx| checklist.step(ix).title.to_string();
        let hit = |ix| Hit { target: HitTarget::Step(ix), text: title(ix), marks: Vec::new(), part: "" };
        return (checklist.step_indices().take(MAX_HITS).map(hit).collect(), None);
    }
    let among = before.into_iter().flatten().copied().chain(all.into_iter().flatten());
    let texts = among.flat_map(|ix| {
        let step = checklist.step(ix);
        let target = HitTarget::Step(ix);
        let title = (target.clone(), "", step.title.as_str());
        let more = step.detail.iter().map(|text| ("detail", text.as_str()));
        let more = more.chain(step.notes.iter().map(|note| ("note", note.text.as_str())));
        let more =
            more.chain(step.references.iter().map(|reference| ("reference", reference.title.as_str())));
        let more = more.chain(recorded_texts(progress, ix));
        std::iter::once(title).chain(more.map(move |(part, text)| (target.clone(), part, text)))
    });
    let (hits, found) = match_texts(texts, words);
    let steps = found.iter().filter_map(target_step).collect();
    (hits, Some(PreviousMatches { words: words.to_owned(), steps }))
}

fn target_step(target: &HitTarget) -> Option<StepIx> {
    match target {
        HitTarget::Step(ix) => Some(*ix),
        HitTarget::Session(_) | HitTarget::Checklist(_) => None,
    }
}

/// The steps that a search finds, the best first.
pub fn search_steps(progress: &Progress, words: &str) -> Vec<StepIx> {
    find_steps(progress, words, None).0.into_iter().filter_map(|hit| target_step(&hit.target)).collect()
}

fn recorded_texts(progress: &Progress, ix: StepIx) -> impl Iterator<Item = (&'static str, &str)> {
    let state = progress.step(ix);
    let notes = state.notes.iter().map(|note| ("your note", note.text.as_str()));
    notes.chain(state.reason.iter().map(|reason| ("reason", reason.as_str())))
}

/// The sessions and checklists in whose titles the words are found.
pub(super) fn find_on_board(board: &Board, words: &str) -> Vec<Hit> {
    let sessions = board.sessions.iter().flat_map(|row| {
        let target = HitTarget::Session(row.name.clone());
        let title = row.state.as_ref().ok().map(|state| (target.clone(), "session", state.title.as_str()));
        std::iter::once((target, "session", row.name.as_str())).chain(title)
    });
    let lists = board.checklists.iter().enumerate().filter_map(|(at, row)| {
        row.title.as_ref().ok().map(|title| (HitTarget::Checklist(at), "checklist", title.as_str()))
    });
    match_texts(sessions.chain(lists), words).0
}

/// Matches texts in which all words occur; one hit for each target, and none far worse than the best.
/// With them all targets that match.
fn match_texts<'a>(
    texts: impl Iterator<Item = (HitTarget, &'static str, &'a str)>,
    words: &str,
) -> (Vec<Hit>, Vec<HitTarget>) {
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
        // A title that holds the words whole counts for more than the texts below it; one over which
        // their letters are scattered for less than any of these.
        let whole = |text, matcher: &mut Matcher| {
            exact.score(Utf32Str::new(text, &mut Vec::new()), matcher).is_some()
        };
        let score = match part {
            "" if whole(text, &mut matcher) => score.saturating_mul(2),
            "" => score / 2,
            _ => score,
        };
        match hits.last_mut() {
            Some(last) if last.1 == target => {
                if score > last.0 {
                    *last = (score, target, part, text);
                }
            }
            _ => hits.push((score, target, part, text)),
        }
    }
    let found = hits.iter().map(|hit| hit.1.clone()).collect();
    let best = hits.iter().map(|hit| hit.0).max().unwrap_or(0);
    hits.retain(|hit| hit.0 >= best / 3);
    hits.sort_by_key(|hit| std::cmp::Reverse(hit.0));
    hits.truncate(MAX_HITS);
    let hits = hits
        .into_iter()
        .map(|(_, target, part, text)| {
            let mut marks = Vec::new();
            pattern_for(part).indices(Utf32Str::new(text, &mut buffer), &mut matcher, &mut marks);
            marks.sort_unstable();
            marks.dedup();
            Hit { target, text: text.to_owned(), marks, part }
        })
        .collect();
    (hits, found)
}

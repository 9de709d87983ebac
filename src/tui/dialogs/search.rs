//! PURE. The search: a dialog to find steps, sessions and checklists by their words. The matching itself
//! is `nucleo`'s.

use std::borrow::Cow;

use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::checklist::StepIx;
use crate::session::{Progress, SessionName};
use crate::text::count;
use crate::tui::draw::{draw_bar, draw_field, draw_lines, draw_list, first_visible, inset, position, stack};
use crate::tui::draw::{inner_width, wrap_text};
use crate::tui::editor::Editor;
use crate::tui::keymap::Action;
use crate::tui::theme::Theme;

/// The most hits that are listed.
const MAX_HITS: usize = 200;

/// The most characters of a text that are shown before its first match.
const CONTEXT_CHARS: usize = 16;

#[derive(Debug)]
pub struct SearchDialog {
    pub input: Editor,
    /// The hits, the best first.
    pub hits: Vec<Hit>,
    pub selected: usize,
    /// All steps that match the words typed so far.
    pub previous: Option<PreviousMatches>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    pub target: HitTarget,
    /// The text that matched.
    pub text: String,
    /// The characters that matched, by their positions.
    pub marks: Vec<u32>,
    /// The kind of the text; empty for the title of a step.
    pub part: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HitTarget {
    Step(StepIx),
    Session(SessionName),
    /// A checklist on the board, by its position there.
    Checklist(usize),
}

/// The effect of a key on a search.
#[derive(Debug, PartialEq, Eq)]
pub enum SearchEvent {
    Moved,
    Cancelled,
    Chosen,
}

impl SearchDialog {
    pub fn new() -> Self {
        Self { input: Editor::single_line(""), hits: Vec::new(), selected: 0, previous: None }
    }

    pub fn update(&mut self, action: Action, page: usize) -> SearchEvent {
        match action {
            Action::Activate => SearchEvent::Chosen,
            Action::Back => SearchEvent::Cancelled,
            _ => {
                self.selected = action.scroll(self.selected, page, self.hits.len().saturating_sub(1));
                SearchEvent::Moved
            }
        }
    }

    /// Returns the hit at a row of the screen.
    pub(in crate::tui) fn hit_at(&self, area: Rect, y: u16) -> Option<usize> {
        let [_, _, list] = Self::areas(area);
        let row = y.checked_sub(list.y).filter(|row| *row < list.height)?;
        let first = first_visible(self.selected, self.hits.len(), usize::from(list.height));
        Some(first + usize::from(row)).filter(|at| *at < self.hits.len())
    }

    /// Returns the areas of bar, field and hits.
    fn areas(area: Rect) -> [Rect; 3] {
        let rows = usize::from(area.height);
        stack(area, [rows.saturating_sub(2).min(1), 1, rows])
    }

    /// Draws the dialog. `lead` returns what stands before the matching text of a hit at a width.
    pub(in crate::tui) fn draw(
        &self,
        theme: Theme,
        buffer: &mut Buffer,
        area: Rect,
        lead: impl Fn(&Hit, usize) -> Vec<Span<'static>>,
    ) {
        let [bar, field, list] = Self::areas(area);
        let position = position(Some(self.selected), self.hits.len(), list);
        let counted = position.is_empty() && !self.input.text().is_empty();
        let title =
            if counted { format!("Search: {}", count(self.hits.len(), "hit")) } else { "Search".to_owned() };
        draw_bar(theme, (&title, &position), buffer, bar);
        if self.hits.is_empty() {
            let nothing = "Nothing has these words. Fewer or shorter ones find more.";
            let lines = wrap_text(nothing, inner_width(list.width), theme.dim());
            draw_lines(buffer, inset(list), &lines, 0);
        }
        draw_list(theme, buffer, list, (Some(self.selected), self.hits.len()), |at, width| {
            let Some(hit) = self.hits.get(at) else { return Line::default() };
            let mut spans = vec![Span::raw(" ")];
            spans.extend(lead(hit, width));
            let room = width.saturating_sub(spans.iter().map(Span::width).sum::<usize>() + 1);
            spans.extend(hit.excerpt(theme, room));
            Line::from(spans)
        });
        draw_field(theme, &self.input, buffer, field);
    }
}

impl Hit {
    /// Returns the part of the text that fits; a long one begins shortly before its first match.
    fn excerpt(&self, theme: Theme, room: usize) -> Vec<Span<'static>> {
        let from = self.excerpt_start(room);
        // Marks count characters; a grapheme of several stays whole.
        let mut at = 0;
        let mut pieces = Vec::new();
        for text in self.text.graphemes(true) {
            let end = at + text.chars().count();
            if at >= from {
                let range = u32::try_from(at).unwrap_or(u32::MAX)..u32::try_from(end).unwrap_or(u32::MAX);
                pieces.push((text, self.marks.iter().any(|mark| range.contains(mark))));
            }
            at = end;
            if pieces.len() > room {
                break;
            }
        }
        let room = if from > 0 { room.saturating_sub(2) } else { room };
        let whole = pieces.iter().map(|(text, _)| text.width()).sum::<usize>() <= room;
        let mut left = if whole { room } else { room.saturating_sub(2) };
        let mut spans = vec![Span::raw(if from > 0 { ".." } else { "" })];
        for (text, marked) in pieces {
            let Some(rest) = left.checked_sub(text.width()) else { break };
            left = rest;
            let style = if marked { theme.search_match() } else { Style::new() };
            spans.push(Span::styled(if text == "\n" { " ".to_owned() } else { text.to_owned() }, style));
        }
        if !whole {
            spans.push(Span::raw(".."));
        }
        spans
    }

    /// Returns the first character of the excerpt: of a title the first, of a longer text the beginning of a
    /// word shortly before the first match.
    fn excerpt_start(&self, room: usize) -> usize {
        let first = self.marks.first().map_or(0, |mark| *mark as usize);
        let before = CONTEXT_CHARS.min(room / 4);
        let Some(least) = first.checked_sub(before).filter(|least| *least > 0 && !self.part.is_empty())
        else {
            return 0;
        };
        let mut near = self.text.chars().enumerate().skip(least).take(before);
        near.find(|(_, c)| c.is_whitespace()).map_or(least, |(at, _)| at + 1)
    }
}

/// All steps that match some words, also those that are not listed.
#[derive(Debug, Clone, Default)]
pub struct PreviousMatches {
    words: String,
    steps: Vec<StepIx>,
}

/// Returns the steps that match the words, the best first; without words, the first steps. Further letters
/// can only match where those before them did, so that only `previous` is searched.
pub(in crate::tui) fn find_steps(
    progress: &Progress,
    words: &str,
    previous: Option<&PreviousMatches>,
) -> (Vec<Hit>, Option<PreviousMatches>) {
    let checklist = progress.checklist();
    if words.trim().is_empty() {
        let title = |ix: StepIx| checklist.step(ix).title.to_string();
        let hit = |ix| Hit { target: HitTarget::Step(ix), text: title(ix), marks: Vec::new(), part: "" };
        return (checklist.step_indices().take(MAX_HITS).map(hit).collect(), None);
    }
    // A backslash changes the meaning of the blank behind it.
    let narrower = |previous: &&PreviousMatches| words.starts_with(&previous.words) && !words.contains('\\');
    let candidates: Vec<StepIx> = match previous.filter(narrower) {
        Some(previous) => previous.steps.clone(),
        None => checklist.step_indices().collect(),
    };
    let texts = candidates.into_iter().flat_map(|ix| {
        let (step, state) = (checklist.step(ix), progress.step(ix));
        std::iter::once(("", step.title.as_str()))
            .chain(step.detail.iter().map(|text| ("detail", text.as_str())))
            .chain(step.notes.iter().map(|note| ("note", note.text.as_str())))
            .chain(step.references.iter().map(|reference| ("reference", reference.title.as_str())))
            .chain(state.notes.iter().map(|note| ("your note", note.text.as_str())))
            .chain(state.reason.iter().map(|reason| ("reason", reason.as_str())))
            .map(move |(part, text)| (HitTarget::Step(ix), part, progress.resolve_str(text)))
    });
    let (hits, found) = match_texts(texts, words);
    let steps = found.iter().filter_map(HitTarget::step).collect();
    (hits, Some(PreviousMatches { words: words.to_owned(), steps }))
}

/// Returns the steps that match the words, the best first.
pub fn search_steps(progress: &Progress, words: &str) -> Vec<StepIx> {
    find_steps(progress, words, None).0.into_iter().filter_map(|hit| hit.target.step()).collect()
}

impl HitTarget {
    pub(in crate::tui) fn step(&self) -> Option<StepIx> {
        match self {
            Self::Step(ix) => Some(*ix),
            Self::Session(_) | Self::Checklist(_) => None,
        }
    }
}

/// Matches texts in which all words occur. Returns one hit for each target, without those far worse than the
/// best, and all targets that match.
pub(in crate::tui) fn match_texts<'a>(
    texts: impl Iterator<Item = (HitTarget, &'static str, Cow<'a, str>)>,
    words: &str,
) -> (Vec<Hit>, Vec<HitTarget>) {
    let mut matcher = Matcher::new(Config::DEFAULT);
    let (case, folding) = (CaseMatching::Smart, Normalization::Smart);
    // The letters of a word may be apart in a title; in a long text they would be found everywhere.
    let fuzzy = Pattern::new(words, case, folding, AtomKind::Fuzzy);
    let exact = Pattern::new(words, case, folding, AtomKind::Substring);
    let pattern_for = |part: &str| if part.is_empty() { &fuzzy } else { &exact };
    let mut buffer = Vec::new();
    let mut hits: Vec<(u32, HitTarget, &'static str, Cow<'a, str>)> = Vec::new();
    for (target, part, text) in texts {
        let Some(score) = pattern_for(part).score(Utf32Str::new(&text, &mut buffer), &mut matcher) else {
            continue;
        };
        // A title with the whole words counts for more than the longer texts; one in which only their
        // letters are found, for less.
        let whole = |text: &str, matcher: &mut Matcher| {
            exact.score(Utf32Str::new(text, &mut Vec::new()), matcher).is_some()
        };
        let score = match part {
            "" if whole(&text, &mut matcher) => score.saturating_mul(2),
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
            pattern_for(part).indices(Utf32Str::new(&text, &mut buffer), &mut matcher, &mut marks);
            marks.sort_unstable();
            marks.dedup();
            Hit { target, text: text.into_owned(), marks, part }
        })
        .collect();
    (hits, found)
}

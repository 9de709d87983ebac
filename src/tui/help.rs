//! PURE. The help: the key table by topic, the keys of the current context first, in columns.

use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::draw::{MAX_TEXT_WIDTH, wrap, wrap_text};
use super::keymap::{Action, Binding, GLOBAL_KEYS, KEYS, KeyContext, QUIT_KEYS};
use super::theme::Theme;

/// The column of the descriptions, if there is room for one.
const KEY_COLUMN: usize = 18;

/// The least width of a column of topics.
const MIN_COLUMN: usize = 52;

/// The blanks between two columns.
const GAP: usize = 3;

/// A heading and its keys.
type Topic = (&'static str, Vec<&'static Binding>);

/// Returns the lines of the help for a context. They begin with the last notice if it was cut.
pub(super) fn lines(
    from: KeyContext,
    notice: Option<&str>,
    width: usize,
    theme: Theme,
) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    if let Some(notice) = notice {
        lines.push(Line::styled("What was said last", theme.title()));
        lines.extend(wrap_text(notice, width.min(MAX_TEXT_WIDTH), Style::new()));
        lines.push(Line::default());
    }
    lines.extend(columns(&topics_here(from), width, theme));
    let rest = "Every change is on disk before it shows, so leaving never asks.";
    lines.extend(wrap_text(rest, width, theme.dim()));
    lines.push(Line::default());
    lines.extend(columns(&topics_elsewhere(from), width, theme));
    lines.pop();
    lines
}

/// Returns the topics of a context.
fn topics_here(from: KeyContext) -> Vec<Topic> {
    let mut topics: Vec<Topic> = Vec::new();
    if from == KeyContext::Session {
        topics.extend(TOPICS.map(|name| (name, Vec::new())));
    }
    for binding in KEYS.iter().filter(|binding| binding.context == from) {
        let name = if from == KeyContext::Session { topic(binding.action) } else { from.title() };
        match topics.iter_mut().find(|topic| topic.0 == name) {
            Some(topic) => topic.1.push(binding),
            None => topics.push((name, vec![binding])),
        }
    }
    topics.push(("Everywhere", GLOBAL_KEYS.iter().chain(QUIT_KEYS).collect()));
    topics
}

/// Returns the topics of all other contexts, without the keys that move, which are the same everywhere.
fn topics_elsewhere(from: KeyContext) -> Vec<Topic> {
    let own = |context: KeyContext| {
        let keys = KEYS.iter().filter(move |binding| binding.context == context);
        keys.filter(|binding| !binding.action.is_movement()).collect()
    };
    let contexts = KeyContext::ALL.into_iter().filter(|context| *context != from);
    contexts.map(|context| (context.title(), own(context))).collect()
}

/// The topics of the checklist, the most important first.
const TOPICS: [&str; 4] = ["The step", "Its references and commands", "Moving and finding", "The session"];

/// Returns the topic of an action in the checklist. An action that is not named here is a movement.
fn topic(action: Action) -> &'static str {
    let [step, references, moving, session] = TOPICS;
    match action {
        Action::Activate
        | Action::ToggleDone
        | Action::Mark(_)
        | Action::Note
        | Action::Answers
        | Action::Undo
        | Action::Redo
        | Action::Retry => step,
        Action::Open | Action::Copy | Action::View => references,
        Action::Export | Action::Log | Action::Briefing | Action::Adopt | Action::Leave => session,
        _ => moving,
    }
}

/// Lays topics out in as many columns as have room, from the top down and about equally long.
fn columns(topics: &[Topic], width: usize, theme: Theme) -> Vec<Line<'static>> {
    let most = ((width + GAP) / (MIN_COLUMN + GAP)).clamp(1, 3);
    let wide = (width - GAP * (most - 1)) / most;
    let blocks: Vec<Vec<Line<'static>>> =
        topics.iter().map(|topic| topic_block(topic, wide, theme)).collect();
    let all: usize = blocks.iter().map(Vec::len).sum();
    let mut columns: Vec<Vec<Line<'static>>> = vec![Vec::new()];
    let mut rows = 0;
    for block in blocks {
        // A block begins the next column if more than half of it would exceed the column's share.
        if rows + block.len() / 2 > all * columns.len() / most && columns.len() < most {
            columns.push(Vec::new());
        }
        rows += block.len();
        if let Some(column) = columns.last_mut() {
            column.extend(block);
        }
    }
    let tall = columns.iter().map(Vec::len).max().unwrap_or(0);
    (0..tall).map(|row| join_row(&columns, row, wide)).collect()
}

fn join_row(columns: &[Vec<Line<'static>>], row: usize, wide: usize) -> Line<'static> {
    let mut spans: Vec<Span<'static>> = Vec::new();
    let mut used = 0;
    for (at, column) in columns.iter().enumerate() {
        let Some(line) = column.get(row).filter(|line| line.width() > 0) else { continue };
        let begin = at * (wide + GAP);
        spans.push(Span::raw(" ".repeat(begin.saturating_sub(used))));
        used = begin + line.width();
        spans.extend(line.spans.iter().cloned());
    }
    Line::from(spans)
}

/// Returns the lines of a topic, with a blank one behind them.
fn topic_block((name, keys): &Topic, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let mut lines = wrap_text(name, width, theme.title());
    lines.extend(keys.iter().flat_map(|binding| binding_lines(binding, width, theme)));
    lines.push(Line::default());
    lines
}

fn binding_lines(binding: &Binding, width: usize, theme: Theme) -> Vec<Line<'static>> {
    // On a narrow screen the text itself needs the room.
    let column = if width >= 2 * KEY_COLUMN { KEY_COLUMN } else { binding.keys.width() + 3 };
    let lead = Span::styled(format!("  {:<1$}", binding.keys, column - 2), theme.accent());
    let rest = Span::raw(" ".repeat(if width >= 2 * KEY_COLUMN { KEY_COLUMN } else { 4 }));
    wrap(&[Span::raw(binding.help)], width, &lead, &rest)
}

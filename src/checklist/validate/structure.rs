//! PURE. What belongs together: sections and steps, ids that are given once, questions with their
//! choices, and requirements that do not go round in a circle.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::index::{Index, LazyPath, Suggestions};
use crate::checklist::problem::{Path, Problem, ValuePart, quoted};
use crate::checklist::raw::{QuestionKind, RawChecklist, RawQuestion, RawStep};

/// The longest circle of requirements that a message names whole.
const MAX_NAMED_STEPS: usize = 6;

pub(super) fn check(raw: &RawChecklist, index: &Index<'_>, out: &mut Vec<Problem>) {
    if raw.steps.is_empty() {
        out.push(Problem::error("no-steps", Path::root().member("steps"), "a checklist needs `steps`"));
    }
    for (nth, item) in index.items.iter().enumerate() {
        if item.raw.is_section() {
            check_section(item.raw, &LazyPath::Node(index, nth), out);
        }
        if item.repeats_id {
            report_repeated_id(index, nth, &item.raw.id, out);
        }
    }
    for (nth, asked) in index.questions.iter().enumerate() {
        check_repeated_question(index, nth, &asked.raw.id, out);
        check_question(asked.raw, || index.question_path(nth), out);
    }
}

fn check_section(raw: &RawStep, at: &LazyPath<'_>, out: &mut Vec<Problem>) {
    if raw.children().is_empty() {
        out.push(
            Problem::error("no-steps", at.member("steps").path(), "a section needs steps")
                .with_help("add a step, or leave `steps` out to make this a step"),
        );
    }
    let of_steps = [
        ("questions", raw.questions.is_empty()),
        ("requires", raw.requires.is_empty()),
        ("notes", raw.notes.is_empty()),
        ("references", raw.references.is_empty()),
        ("commands", raw.commands.is_empty()),
    ];
    for (name, _) in of_steps.into_iter().filter(|(_, is_empty)| !is_empty) {
        let message = format!("a section has no `{name}`");
        out.push(
            Problem::error("step-and-section", at.member(name).path(), message)
                .with_part(ValuePart::Key)
                .with_help(format!("move `{name}` into a step of the section"))
                .with_label(
                    at.member("steps").path(),
                    ValuePart::Key,
                    "it is a section because it has `steps`",
                ),
        );
    }
}

fn report_repeated_id(index: &Index<'_>, item: usize, id: &str, out: &mut Vec<Problem>) {
    let first = index.ids.get(id).copied().unwrap_or(item);
    let message = format!("the id {} is given twice", quoted(id));
    out.push(
        Problem::error("duplicate-id", index.path(item).member("id"), message)
            .with_help("every section and step needs its own: progress is kept under it")
            .with_label(index.path(first).member("id"), ValuePart::Value, "first given here"),
    );
}

fn check_repeated_question(index: &Index<'_>, question: usize, id: &str, out: &mut Vec<Problem>) {
    if let Some(first) = index.question_ids.get(id).filter(|first| **first != question) {
        let message = format!("the question id {} is given twice", quoted(id));
        out.push(
            Problem::error("duplicate-question", index.question_path(question).member("id"), message)
                .with_help("every question needs its own: the answer is kept under it")
                .with_label(index.question_path(*first).member("id"), ValuePart::Value, "first given here"),
        );
    }
}

fn check_question(raw: &RawQuestion, at: impl Fn() -> Path, out: &mut Vec<Problem>) {
    match raw.kind {
        None => out.push(
            Problem::error("missing", at().member("kind"), "a question needs a `kind`")
                .with_help("`yes_no`, `choice`, `text`, `host` or `number`"),
        ),
        Some(QuestionKind::Choice) => check_choices(raw, &at, out),
        Some(_) if !raw.choices.is_empty() => out.push(
            Problem::error("choices-without-choice", at().member("choices"), "this question has no choices")
                .with_part(ValuePart::Key)
                .with_help("take `choices` out, or make the `kind` `choice`")
                .with_label(at().member("kind"), ValuePart::Value, "only the kind `choice` has them"),
        ),
        Some(_) => {}
    }
    check_range(raw, at, out);
}

fn check_range(raw: &RawQuestion, at: impl Fn() -> Path, out: &mut Vec<Problem>) {
    let is_number = raw.kind == Some(QuestionKind::Number);
    for (name, _) in [("min", raw.min), ("max", raw.max)].iter().filter(|(_, n)| n.is_some() && !is_number) {
        out.push(
            Problem::error("range-without-number", at().member(*name), "this question takes no number")
                .with_part(ValuePart::Key)
                .with_help(format!("take `{name}` out, or make the `kind` `number`"))
                .with_label(at().member("kind"), ValuePart::Value, "only the kind `number` has a range"),
        );
    }
    if let (true, Some(min), Some(max)) = (is_number, raw.min, raw.max)
        && min > max
    {
        out.push(
            Problem::error("empty-range", at().member("max"), format!("no number is from {min} to {max}"))
                .with_help("`max` is at least `min`"),
        );
    }
}

fn check_choices(raw: &RawQuestion, at: impl Fn() -> Path, out: &mut Vec<Problem>) {
    let choices = || at().member("choices");
    if raw.choices.is_empty() {
        out.push(
            Problem::error("no-choices", choices(), "a question of the kind `choice` needs choices")
                .with_help("add `\"choices\": [\"...\", \"...\"]`"),
        );
    }
    let mut seen = HashMap::new();
    for (nth, choice) in raw.choices.iter().enumerate() {
        let first = *seen.entry(choice.as_str()).or_insert(nth);
        if first != nth {
            let message = format!("the choice {} is given twice", quoted(choice));
            out.push(Problem::error("duplicate-choice", choices().item(nth), message).with_label(
                choices().item(first),
                ValuePart::Value,
                "first given here",
            ));
        }
    }
}

/// Checks that each requirement names another step, once, and that they do not go round in a circle.
pub(super) fn check_requirements(index: &Index<'_>, out: &mut Vec<Problem>) {
    let mut suggestions = Suggestions::new(&index.ids);
    let mut edges = Edges::new();
    for (nth, item) in index.items.iter().enumerate().filter(|(_, item)| !item.raw.requires.is_empty()) {
        edges.insert(nth, valid_edges(index, nth, &item.raw.requires, &mut suggestions, out));
    }
    CycleSearch::new(index, &edges, out).run();
}

/// The valid requirements of each item that has some.
type Edges = BTreeMap<usize, Vec<Edge>>;

/// A requirement: the item that it names, and its place in the list.
struct Edge {
    to: usize,
    nth: usize,
}

fn requirement_path(index: &Index<'_>, item: usize, nth: usize) -> Path {
    index.path(item).member("requires").item(nth)
}

/// Returns the requirements of an item that name another step, and reports the others.
fn valid_edges<'a>(
    index: &Index<'a>,
    item: usize,
    requires: &[String],
    suggestions: &mut Suggestions<'_, 'a>,
    out: &mut Vec<Problem>,
) -> Vec<Edge> {
    let mut edges = Vec::new();
    let mut seen = HashMap::new();
    for (nth, id) in requires.iter().enumerate() {
        let here = || requirement_path(index, item, nth);
        let first = *seen.entry(id.as_str()).or_insert(nth);
        if first != nth {
            let message = format!("{} is required twice", quoted(id));
            out.push(Problem::error("duplicate-requirement", here(), message).with_label(
                requirement_path(index, item, first),
                ValuePart::Value,
                "first required here",
            ));
            continue;
        }
        match index.ids.get(id.as_str()) {
            None => out.push(
                Problem::error("unknown-step", here(), format!("no step has the id {}", quoted(id)))
                    .did_you_mean(suggestions.closest(id)),
            ),
            Some(&to) if to == item => {
                out.push(Problem::error("requires-itself", here(), "a step cannot require itself"));
            }
            Some(&to) if index.items.get(to).is_some_and(|item| item.raw.is_section()) => out.push(
                Problem::error("requires-section", here(), format!("{} is a section", quoted(id)))
                    .with_help("name the steps of the section that must come before")
                    .with_label(index.path(to).member("id"), ValuePart::Value, "the section is here"),
            ),
            Some(&to) => edges.push(Edge { to, nth }),
        }
    }
    edges
}

/// A depth-first search along the requirements, with a stack of its own: chains may be as long as
/// the list.
struct CycleSearch<'s, 'a> {
    index: &'s Index<'a>,
    edges: &'s Edges,
    out: &'s mut Vec<Problem>,
    /// The items from the start to here, with the next edge of each.
    stack: Vec<(usize, usize)>,
    /// Where on the stack an item is.
    stack_positions: HashMap<usize, usize>,
    finished: HashSet<usize>,
}

impl<'s, 'a> CycleSearch<'s, 'a> {
    fn new(index: &'s Index<'a>, edges: &'s Edges, out: &'s mut Vec<Problem>) -> Self {
        let (stack, stack_positions, finished) = (Vec::new(), HashMap::new(), HashSet::new());
        Self { index, edges, out, stack, stack_positions, finished }
    }

    fn run(mut self) {
        for item in self.edges.keys() {
            self.enter(*item);
            while let Some((here, next)) = self.stack.last_mut() {
                let (here, edge) = (*here, self.edges.get(here).and_then(|edges| edges.get(*next)));
                *next += 1;
                match edge {
                    None => self.leave(here),
                    Some(edge) => self.follow(here, edge),
                }
            }
        }
    }

    fn enter(&mut self, item: usize) {
        if !self.finished.contains(&item) {
            self.stack_positions.insert(item, self.stack.len());
            self.stack.push((item, 0));
        }
    }

    fn leave(&mut self, item: usize) {
        self.stack.pop();
        self.stack_positions.remove(&item);
        self.finished.insert(item);
    }

    fn follow(&mut self, from: usize, edge: &Edge) {
        match self.stack_positions.get(&edge.to).copied() {
            Some(start) => self.report(from, edge, start),
            None => self.enter(edge.to),
        }
    }

    fn report(&mut self, from: usize, edge: &Edge, start: usize) {
        let cycle = self.stack.get(start..).unwrap_or_default();
        let mut names: Vec<String> =
            cycle.iter().take(MAX_NAMED_STEPS).map(|(item, _)| self.name(*item)).collect();
        if names.len() < cycle.len() {
            names.push("...".to_owned());
        }
        names.push(self.name(edge.to));
        let message = format!("requirements go round in a circle: {}", names.join(" -> "));
        self.out.push(
            Problem::error("cycle", requirement_path(self.index, from, edge.nth), message)
                .with_help("take one of these requirements out")
                .with_label(
                    self.index.path(edge.to).member("id"),
                    ValuePart::Value,
                    "the circle begins here",
                ),
        );
    }

    fn name(&self, item: usize) -> String {
        self.index.items.get(item).map(|item| quoted(&item.raw.id)).unwrap_or_default()
    }
}

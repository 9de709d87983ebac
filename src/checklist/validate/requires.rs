//! PURE. Requirements: each names another step, once, and they do not go round in a circle.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::index::Index;
use super::suggest::Suggestions;
use crate::checklist::path::Path;
use crate::checklist::problem::{Problem, ValuePart, quoted};

pub(super) fn check(survey: &Index<'_>, out: &mut Vec<Problem>) {
    let mut suggestions = Suggestions::new(&survey.ids);
    let requiring = survey.candidates.requires.iter().copied();
    let edges = requiring.map(|item| (item, valid_edges(survey, item, &mut suggestions, out))).collect();
    CycleSearch::new(survey, &edges, out).run();
}

/// A requirement that names a step: which, and the place in the list.
struct Edge {
    to: usize,
    index: usize,
}

fn requirement_path(survey: &Index<'_>, item: usize, index: usize) -> Path {
    survey.path(item).member("requires").item(index)
}

fn valid_edges<'a>(
    survey: &Index<'a>,
    item: usize,
    suggestions: &mut Suggestions<'_, 'a>,
    out: &mut Vec<Problem>,
) -> Vec<Edge> {
    let Some(raw) = survey.items.get(item).map(|item| item.raw) else { return Vec::new() };
    let mut edges = Vec::new();
    let mut seen = HashMap::new();
    for (index, id) in raw.requires.iter().enumerate() {
        let here = || requirement_path(survey, item, index);
        let first = *seen.entry(id.as_str()).or_insert(index);
        if first != index {
            let what = format!("{} is required twice", quoted(id));
            let first = requirement_path(survey, item, first);
            out.push(Problem::error("duplicate-requirement", here(), what).with_label(
                first,
                ValuePart::Value,
                "first required here",
            ));
            continue;
        }
        match survey.ids.get(id.as_str()) {
            None => out.push(
                Problem::error("unknown-step", here(), format!("no step has the id {}", quoted(id)))
                    .did_you_mean(suggestions.closest(id)),
            ),
            Some(&to) if to == item => {
                out.push(Problem::error("requires-itself", here(), "a step cannot require itself"));
            }
            Some(&to) if is_section(survey, to) => out.push(
                Problem::error("requires-section", here(), format!("{} is a section", quoted(id)))
                    .with_help("name the steps of the section that must come before")
                    .with_label(survey.path(to).member("id"), ValuePart::Value, "the section is here"),
            ),
            Some(&to) => edges.push(Edge { to, index }),
        }
    }
    edges
}

fn is_section(survey: &Index<'_>, item: usize) -> bool {
    survey.items.get(item).is_some_and(|item| item.raw.is_section())
}

/// The requirements of each item that has some.
type Edges = BTreeMap<usize, Vec<Edge>>;

/// A walk along the requirements, with a stack of its own: chains may be as long as the list.
struct CycleSearch<'s, 'a> {
    survey: &'s Index<'a>,
    edges: &'s Edges,
    out: &'s mut Vec<Problem>,
    /// The items on the way from the start to here, with the next edge of each.
    stack: Vec<(usize, usize)>,
    /// Where on the way an item is.
    stack_positions: HashMap<usize, usize>,
    finished: HashSet<usize>,
}

impl<'s, 'a> CycleSearch<'s, 'a> {
    fn new(survey: &'s Index<'a>, edges: &'s Edges, out: &'s mut Vec<Problem>) -> Self {
        Self {
            survey,
            edges,
            out,
            stack: Vec::new(),
            stack_positions: HashMap::new(),
            finished: HashSet::new(),
        }
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
        let round = self.stack.get(start..).unwrap_or_default();
        let mut names: Vec<String> =
            round.iter().take(MAX_NAMED_STEPS).map(|(item, _)| self.name(*item)).collect();
        if names.len() < round.len() {
            names.push("...".to_owned());
        }
        names.push(self.name(edge.to));
        let what = format!("requirements go round in a circle: {}", names.join(" -> "));
        let at = requirement_path(self.survey, from, edge.index);
        self.out.push(
            Problem::error("cycle", at, what).with_help("take one of these requirements out").with_label(
                self.survey.path(edge.to).member("id"),
                ValuePart::Value,
                "the circle begins here",
            ),
        );
    }

    fn name(&self, item: usize) -> String {
        self.survey.items.get(item).map(|item| quoted(&item.raw.id)).unwrap_or_default()
    }
}

/// The longest circle that is named whole.
const MAX_NAMED_STEPS: usize = 6;

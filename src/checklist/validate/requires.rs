//! PURE. Requirements: each names another step, once, and they do not go round in a circle.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::suggest::Suggestions;
use super::survey::Survey;
use crate::checklist::path::Path;
use crate::checklist::problem::{Place, Problem, quoted};

pub(super) fn check(survey: &Survey<'_>, out: &mut Vec<Problem>) {
    let mut suggestions = Suggestions::new(&survey.ids);
    let requiring = survey.closer.requires.iter().copied();
    let edges = requiring.map(|item| (item, edges(survey, item, &mut suggestions, out))).collect();
    Search::new(survey, &edges, out).run();
}

/// A requirement that names a step: which, and the place in the list.
struct Edge {
    to: usize,
    index: usize,
}

fn entry(survey: &Survey<'_>, item: usize, index: usize) -> Path {
    survey.path(item).member("requires").item(index)
}

fn edges<'a>(
    survey: &Survey<'a>,
    item: usize,
    suggestions: &mut Suggestions<'_, 'a>,
    out: &mut Vec<Problem>,
) -> Vec<Edge> {
    let Some(raw) = survey.items.get(item).map(|item| item.raw) else { return Vec::new() };
    let mut edges = Vec::new();
    let mut seen = HashMap::new();
    for (index, id) in raw.requires.iter().enumerate() {
        let here = || entry(survey, item, index);
        let first = *seen.entry(id.as_str()).or_insert(index);
        if first != index {
            let what = format!("{} is required twice", quoted(id));
            let first = entry(survey, item, first);
            out.push(Problem::error("duplicate-requirement", here(), what).also(
                first,
                Place::Value,
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
                    .help("name the steps of the section that must come before")
                    .also(survey.path(to).member("id"), Place::Value, "the section is here"),
            ),
            Some(&to) => edges.push(Edge { to, index }),
        }
    }
    edges
}

fn is_section(survey: &Survey<'_>, item: usize) -> bool {
    survey.items.get(item).is_some_and(|item| item.raw.is_section())
}

/// The requirements of each item that has some.
type Edges = BTreeMap<usize, Vec<Edge>>;

/// A walk along the requirements, with a stack of its own: chains may be as long as the list.
struct Search<'s, 'a> {
    survey: &'s Survey<'a>,
    edges: &'s Edges,
    out: &'s mut Vec<Problem>,
    /// The items on the way from the start to here, with the next edge of each.
    way: Vec<(usize, usize)>,
    /// Where on the way an item is.
    on_way: HashMap<usize, usize>,
    finished: HashSet<usize>,
}

impl<'s, 'a> Search<'s, 'a> {
    fn new(survey: &'s Survey<'a>, edges: &'s Edges, out: &'s mut Vec<Problem>) -> Self {
        Self { survey, edges, out, way: Vec::new(), on_way: HashMap::new(), finished: HashSet::new() }
    }

    fn run(mut self) {
        for item in self.edges.keys() {
            self.enter(*item);
            while let Some((here, next)) = self.way.last_mut() {
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
            self.on_way.insert(item, self.way.len());
            self.way.push((item, 0));
        }
    }

    fn leave(&mut self, item: usize) {
        self.way.pop();
        self.on_way.remove(&item);
        self.finished.insert(item);
    }

    fn follow(&mut self, from: usize, edge: &Edge) {
        match self.on_way.get(&edge.to).copied() {
            Some(start) => self.report(from, edge, start),
            None => self.enter(edge.to),
        }
    }

    fn report(&mut self, from: usize, edge: &Edge, start: usize) {
        let round = self.way.get(start..).unwrap_or_default();
        let mut names: Vec<String> =
            round.iter().take(MOST_NAMED).map(|(item, _)| self.name(*item)).collect();
        if names.len() < round.len() {
            names.push("...".to_owned());
        }
        names.push(self.name(edge.to));
        let what = format!("requirements go round in a circle: {}", names.join(" -> "));
        let at = entry(self.survey, from, edge.index);
        self.out.push(Problem::error("cycle", at, what).help("take one of these requirements out").also(
            self.survey.path(edge.to).member("id"),
            Place::Value,
            "the circle begins here",
        ));
    }

    fn name(&self, item: usize) -> String {
        self.survey.items.get(item).map(|item| quoted(&item.raw.id)).unwrap_or_default()
    }
}

/// The longest circle that is named whole.
const MOST_NAMED: usize = 6;

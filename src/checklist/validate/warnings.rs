//! PURE. What is allowed but probably not meant.

use std::collections::{HashMap, HashSet};

use super::conditions::{for_each_condition, for_each_question};
use super::index::{Index, LazyPath};
use crate::checklist::problem::{Problem, ValuePart, quoted};
use crate::checklist::raw::{QuestionKind, RawCondition};

/// A longer detail does not fit on a screen of 24 lines of 72 characters.
const MAX_DETAIL_LEN: usize = 24 * 72;

pub(super) fn check(index: &Index<'_>, out: &mut Vec<Problem>) {
    check_long_details(index, out);
    check_idle_questions(index, out);
    check_reachability(index, out);
}

fn check_long_details(index: &Index<'_>, out: &mut Vec<Problem>) {
    for (position, item) in index.items.iter().enumerate() {
        let detail = item.raw.detail.as_deref().unwrap_or_default();
        // Most details have fewer bytes than that, and then fewer characters as well.
        let length = if detail.len() > MAX_DETAIL_LEN { detail.chars().count() } else { 0 };
        if length > MAX_DETAIL_LEN {
            let what = format!("this detail of {length} characters is longer than a screen");
            out.push(
                Problem::warning("long-detail", index.path(position).member("detail"), what)
                    .with_help("make several steps of it, or link a document in `references`"),
            );
        }
    }
}

fn check_idle_questions(index: &Index<'_>, out: &mut Vec<Problem>) {
    let mut asked = HashSet::new();
    for_each_condition(index, &mut |when, _, _| {
        for_each_question(when, &mut |question| {
            asked.insert(question);
        });
    });
    for (position, question) in index.questions.iter().enumerate() {
        let decides = matches!(question.raw.kind, Some(QuestionKind::YesNo | QuestionKind::Choice));
        if decides && !asked.contains(question.raw.id.as_str()) {
            let what =
                format!("the answer to {} is recorded, but switches nothing", quoted(&question.raw.id));
            out.push(
                Problem::warning("idle-question", index.question_path(position).member("id"), what)
                    .with_help("ask for it in a `when`, or leave it if the record is what matters"),
            );
        }
    }
}

/// A demand of a condition: that a question has an answer, or that it has not.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Fact<'a> {
    question: &'a str,
    is: &'a str,
    holds: bool,
}

/// Collects the facts that a condition demands in any case: its own, or those of its `all`. `any`
/// demands none of its parts for certain.
fn collect_facts<'a>(condition: &'a RawCondition, out: &mut Vec<Fact<'a>>) {
    let is = |condition: &'a RawCondition, holds| {
        let (question, is) = (condition.question.as_deref()?, condition.is.as_deref()?);
        Some(Fact { question, is, holds })
    };
    out.extend(is(condition, true));
    out.extend(condition.not.as_deref().and_then(|inner| is(inner, false)));
    for part in condition.all.iter().flatten() {
        collect_facts(part, out);
    }
}

/// The facts of the conditions around an item, each with the item that demands it.
#[derive(Default)]
struct KnownFacts<'a> {
    is: HashMap<&'a str, (&'a str, usize)>,
    is_not: HashMap<(&'a str, &'a str), usize>,
    /// The items down to here, each with the facts that it added.
    stack: Vec<(usize, Vec<Fact<'a>>)>,
}

impl<'a> KnownFacts<'a> {
    /// Returns the item whose demand this fact contradicts.
    fn contradicting_item(&self, fact: Fact<'a>) -> Option<usize> {
        let known = self.is.get(fact.question);
        if fact.holds {
            let other = known.filter(|(is, _)| *is != fact.is).map(|(_, item)| *item);
            return other.or_else(|| self.is_not.get(&(fact.question, fact.is)).copied());
        }
        known.filter(|(is, _)| *is == fact.is).map(|(_, item)| *item)
    }

    /// Adds a fact and returns whether it is new.
    fn insert(&mut self, fact: Fact<'a>, item: usize) -> bool {
        let before = self.is.len() + self.is_not.len();
        if fact.holds {
            self.is.entry(fact.question).or_insert((fact.is, item));
        } else {
            self.is_not.entry((fact.question, fact.is)).or_insert(item);
        }
        self.is.len() + self.is_not.len() > before
    }

    /// Forgets the facts of the items that are not around the next one, whose section is given.
    fn pop_to(&mut self, parent: Option<usize>) {
        while let Some((_, facts)) = self.stack.pop_if(|(item, _)| Some(*item) != parent) {
            for fact in facts {
                if fact.holds {
                    self.is.remove(fact.question);
                } else {
                    self.is_not.remove(&(fact.question, fact.is));
                }
            }
        }
    }
}

fn check_reachability(index: &Index<'_>, out: &mut Vec<Problem>) {
    let mut known = KnownFacts::default();
    for (position, item) in index.items.iter().enumerate() {
        if !item.raw.is_section() && item.raw.when.is_none() {
            continue;
        }
        known.pop_to(item.parent);
        let mut demanded = Vec::new();
        if let Some(when) = &item.raw.when {
            collect_facts(when, &mut demanded);
        }
        let mut added = Vec::new();
        let mut conflict = None;
        for fact in demanded {
            match known.contradicting_item(fact) {
                Some(other) => conflict = conflict.or(Some((fact, other))),
                None if known.insert(fact, position) => added.push(fact),
                None => {}
            }
        }
        known.stack.push((position, added));
        if let Some((fact, other)) = conflict {
            out.push(contradiction(index, position, fact, other));
        }
    }
}

fn contradiction(index: &Index<'_>, item: usize, fact: Fact<'_>, other: usize) -> Problem {
    let is_section = index.items.get(item).is_some_and(|item| item.raw.is_section());
    let node = if is_section { "section" } else { "step" };
    let what = format!("no answer to {} lets anybody reach this {node}", quoted(fact.question));
    let at = LazyPath::Node(index, item);
    let problem = Problem::warning("unreachable", at.member("when").path(), what);
    if other == item {
        return problem.with_help("this condition contradicts itself: for either of two answers write `any`");
    }
    let around = LazyPath::Node(index, other);
    problem.with_help("the condition of a section holds for all that is inside it").with_label(
        around.member("when").path(),
        ValuePart::Value,
        "the section around it has another condition",
    )
}

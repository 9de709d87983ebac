//! PURE. What is allowed but probably not meant.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use super::conditions::{each_asked, each_when};
use super::survey::{LONG_DETAIL, Survey, Trail};
use crate::checklist::problem::{Place, Problem, quoted};
use crate::checklist::raw::{QuestionKind, RawCondition};

pub(super) fn check(survey: &Survey<'_>, out: &mut Vec<Problem>) {
    long_details(survey, out);
    idle_questions(survey, out);
    if survey.closer.conditions {
        unreachable(survey, out);
    }
}

fn long_details(survey: &Survey<'_>, out: &mut Vec<Problem>) {
    for index in survey.closer.long_detail.iter().copied() {
        let detail = survey.items.get(index).and_then(|item| item.raw.detail.as_ref());
        let length = detail.map_or(0, |detail| detail.chars().count());
        if length > LONG_DETAIL {
            let what = format!("this detail of {length} characters is longer than a screen");
            out.push(
                Problem::warning("long-detail", survey.path(index).member("detail"), what)
                    .help("make several steps of it, or link a document in `references`"),
            );
        }
    }
}

fn idle_questions(survey: &Survey<'_>, out: &mut Vec<Problem>) {
    let mut asked = HashSet::new();
    each_when(survey, &mut |when, _, _| {
        each_asked(when, &mut |question| {
            asked.insert(question);
        });
    });
    for (index, question) in survey.questions.iter().enumerate() {
        let decides = matches!(question.raw.kind, Some(QuestionKind::YesNo | QuestionKind::Choice));
        if decides && !asked.contains(question.raw.id.as_str()) {
            let what =
                format!("the answer to {} is recorded, but switches nothing", quoted(&question.raw.id));
            out.push(
                Problem::warning("idle-question", survey.question_path(index).member("id"), what)
                    .help("ask for it in a `when`, or leave it if the record is what matters"),
            );
        }
    }
}

/// What must hold at a step: a question, its answer, and whether it must be or must not be.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Fact<'a> {
    question: &'a str,
    is: &'a str,
    holds: bool,
}

/// The facts of a conjunction: itself, or what its `all` demands. `any` demands nothing for certain.
fn facts<'a>(condition: &'a RawCondition, out: &mut Vec<Fact<'a>>) {
    let is = |condition: &'a RawCondition, holds| {
        let (question, is) = (condition.question.as_deref()?, condition.is.as_deref()?);
        Some(Fact { question, is, holds })
    };
    out.extend(is(condition, true));
    out.extend(condition.not.as_deref().and_then(|inner| is(inner, false)));
    for part in condition.all.iter().flatten() {
        facts(part, out);
    }
}

/// What is known on the way down to a step, each with the item that demands it.
#[derive(Default)]
struct Known<'a> {
    is: HashMap<&'a str, (&'a str, usize)>,
    is_not: HashMap<(&'a str, &'a str), usize>,
    /// The items on the way, each with the facts that it added.
    way: Vec<(usize, Vec<Fact<'a>>)>,
}

impl<'a> Known<'a> {
    /// The item whose demand this fact contradicts.
    fn against(&self, fact: Fact<'a>) -> Option<usize> {
        let known = self.is.get(fact.question);
        if fact.holds {
            let other = known.filter(|(is, _)| *is != fact.is).map(|(_, item)| *item);
            return other.or_else(|| self.is_not.get(&(fact.question, fact.is)).copied());
        }
        known.filter(|(is, _)| *is == fact.is).map(|(_, item)| *item)
    }

    /// Whether the fact is new.
    fn add(&mut self, fact: Fact<'a>, item: usize) -> bool {
        if fact.holds {
            return insert_new(&mut self.is, fact.question, (fact.is, item));
        }
        insert_new(&mut self.is_not, (fact.question, fact.is), item)
    }

    /// Goes back up to the section around `item`.
    fn leave(&mut self, parent: Option<usize>) {
        while let Some((_, facts)) = self.way.pop_if(|(item, _)| Some(*item) != parent) {
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

/// Whether the key was not there and is now.
fn insert_new<K: Eq + Hash, V>(map: &mut HashMap<K, V>, key: K, value: V) -> bool {
    match map.entry(key) {
        Entry::Occupied(_) => false,
        Entry::Vacant(place) => {
            place.insert(value);
            true
        }
    }
}

fn unreachable(survey: &Survey<'_>, out: &mut Vec<Problem>) {
    let mut known = Known::default();
    for (index, item) in survey.items.iter().enumerate() {
        known.leave(item.parent);
        let mut demanded = Vec::new();
        if let Some(when) = &item.raw.when {
            facts(when, &mut demanded);
        }
        let mut added = Vec::new();
        let mut conflict = None;
        for fact in demanded {
            match known.against(fact) {
                Some(other) => conflict = conflict.or(Some((fact, other))),
                None if known.add(fact, index) => added.push(fact),
                None => {}
            }
        }
        known.way.push((index, added));
        if let Some((fact, other)) = conflict {
            out.push(contradiction(survey, index, fact, other));
        }
    }
}

fn contradiction(survey: &Survey<'_>, item: usize, fact: Fact<'_>, other: usize) -> Problem {
    let is_section = survey.items.get(item).is_some_and(|item| item.raw.is_section());
    let node = if is_section { "section" } else { "step" };
    let what = format!("no answer to {} lets anybody reach this {node}", quoted(fact.question));
    let at = Trail::Item(survey, item);
    let problem = Problem::warning("unreachable", at.member("when").path(), what);
    if other == item {
        return problem.help("this condition contradicts itself: for either of two answers write `any`");
    }
    let around = Trail::Item(survey, other);
    problem.help("the condition of a section holds for all that is inside it").also(
        around.member("when").path(),
        Place::Value,
        "the section around it has another condition",
    )
}

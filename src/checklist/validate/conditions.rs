//! PURE. Conditions: one form each, of questions that are asked by then, with answers that they have.

use std::collections::HashSet;

use super::index::{Index, LazyPath, Suggestions};
use crate::checklist::answer::{is_host, is_number};
use crate::checklist::problem::{Problem, ValuePart, closest_name, quoted};
use crate::checklist::raw::{QuestionKind, RawCondition, RawQuestion};
use crate::text::or_list;

/// How many conditions may be around one. Together with the sections around it this stays well
/// below the 128 levels that `serde_json` reads, also where the checklist stands in a log.
const MAX_CONDITION_DEPTH: usize = 16;

/// The questions that a condition may ask.
#[derive(Clone, Copy)]
pub(super) struct Scope {
    /// The first question that is not asked by then.
    bound: usize,
    /// The kind of thing the condition belongs to, for the message.
    asker: &'static str,
}

/// Calls `f` for every `when` of a checklist, in the order of the sections and steps.
pub(super) fn for_each_condition<'a>(
    index: &'a Index<'a>,
    f: &mut impl FnMut(&'a RawCondition, Scope, &LazyPath<'_>),
) {
    for (position, item) in index.items.iter().enumerate() {
        let at = LazyPath::Node(index, position);
        let here = if item.raw.is_section() {
            Scope { bound: item.questions.start, asker: "section" }
        } else {
            Scope { bound: item.questions.end, asker: "step" }
        };
        if let Some(when) = &item.raw.when {
            f(when, here, &at.member("when"));
        }
        let questions = item.raw.questions.iter().map(|question| question.when.as_deref());
        for (nth, when) in questions.enumerate() {
            let before = Scope { bound: item.questions.start + nth, asker: "question" };
            visit_optional(when, before, &at.member("questions").item(nth), f);
        }
        for (nth, note) in item.raw.notes.iter().enumerate() {
            visit_optional(note.when.as_deref(), here, &at.member("notes").item(nth), f);
        }
        for (nth, reference) in item.raw.references.iter().enumerate() {
            visit_optional(reference.when.as_deref(), here, &at.member("references").item(nth), f);
        }
    }
}

fn visit_optional<'a>(
    when: Option<&'a RawCondition>,
    scope: Scope,
    at: &LazyPath<'_>,
    f: &mut impl FnMut(&'a RawCondition, Scope, &LazyPath<'_>),
) {
    if let Some(when) = when {
        f(when, scope, &at.member("when"));
    }
}

/// Calls `f` for every question that a condition asks.
pub(in crate::checklist) fn for_each_question<'a>(condition: &'a RawCondition, f: &mut impl FnMut(&'a str)) {
    if let Some(question) = &condition.question {
        f(question);
    }
    let parts = condition.all.iter().flatten().chain(condition.any.iter().flatten());
    for part in parts.chain(condition.not.as_deref()) {
        for_each_question(part, f);
    }
}

pub(super) fn check(index: &Index<'_>, out: &mut Vec<Problem>) {
    let suggestions = Suggestions::new(&index.question_ids);
    let mut checker = ConditionChecker { index, suggestions, choices: all_choices(index), depth: 0, out };
    for_each_condition(index, &mut |condition, scope, at| checker.check_condition(condition, scope, at));
}

/// Every choice of every question, to be found without going through them.
fn all_choices<'a>(index: &Index<'a>) -> HashSet<(usize, &'a str)> {
    let questions = index.questions.iter().enumerate();
    questions.flat_map(|(index, asked)| asked.raw.choices.iter().map(move |c| (index, c.as_str()))).collect()
}

struct ConditionChecker<'c, 'a> {
    index: &'c Index<'a>,
    suggestions: Suggestions<'c, 'a>,
    choices: HashSet<(usize, &'a str)>,
    /// How many conditions are around the one that is looked at.
    depth: usize,
    out: &'c mut Vec<Problem>,
}

impl ConditionChecker<'_, '_> {
    fn check_condition(&mut self, condition: &RawCondition, scope: Scope, at: &LazyPath<'_>) {
        if self.depth > MAX_CONDITION_DEPTH {
            let what = format!("conditions are nested deeper than {MAX_CONDITION_DEPTH}");
            return self.out.push(Problem::error("too-deep", at.path(), what));
        }
        self.depth += 1;
        self.check_parts(condition, scope, at);
        self.depth -= 1;
    }

    fn check_parts(&mut self, condition: &RawCondition, scope: Scope, at: &LazyPath<'_>) {
        self.check_form(condition, at);
        if let Some(question) = &condition.question {
            self.check_question(question, condition.is.as_deref(), scope, at);
        }
        self.check_list("all", condition.all.as_deref(), scope, at);
        self.check_list("any", condition.any.as_deref(), scope, at);
        if let Some(inner) = &condition.not {
            self.check_condition(inner, scope, &at.member("not"));
        }
    }

    fn check_form(&mut self, condition: &RawCondition, at: &LazyPath<'_>) {
        let is = condition.question.is_some() || condition.is.is_some();
        let forms = [is, condition.all.is_some(), condition.any.is_some(), condition.not.is_some()];
        let what = match forms.into_iter().filter(|there| *there).count() {
            0 => "this condition says nothing",
            1 if is && condition.question.is_none() => "a condition with `is` needs a `question`",
            1 if is && condition.is.is_none() => "a condition with `question` needs `is`",
            1 => return,
            _ => "this condition has more than one form",
        };
        self.out.push(
            Problem::error("condition-form", at.path(), what)
                .with_help("write `question` with `is`, or one of `all`, `any` and `not`"),
        );
    }

    fn check_list(
        &mut self,
        name: &'static str,
        parts: Option<&[RawCondition]>,
        scope: Scope,
        at: &LazyPath<'_>,
    ) {
        let Some(parts) = parts else { return };
        let at = at.member(name);
        if parts.is_empty() {
            let what = format!("`{name}` needs at least one condition");
            self.out.push(Problem::error("empty-condition", at.path(), what));
        }
        for (nth, part) in parts.iter().enumerate() {
            self.check_condition(part, scope, &at.item(nth));
        }
    }

    fn check_question(&mut self, id: &str, is: Option<&str>, scope: Scope, at: &LazyPath<'_>) {
        let Some(question) = self.index.question_ids.get(id).copied() else {
            let problem = Problem::error(
                "unknown-question",
                at.member("question").path(),
                format!("no question has the id {}", quoted(id)),
            );
            return self.out.push(problem.did_you_mean(self.suggestions.closest(id)));
        };
        let Some(raw) = self.index.questions.get(question).map(|asked| asked.raw) else { return };
        if question >= scope.bound {
            self.report_asked_later(id, question, scope, at);
        }
        if let Some(is) = is {
            self.check_answer(raw, question, is, at);
        }
    }

    fn report_asked_later(&mut self, id: &str, question: usize, scope: Scope, at: &LazyPath<'_>) {
        let id = quoted(id);
        let (what, help) = match scope.asker {
            "question" if question == scope.bound => (
                format!("the question {id} hangs on its own answer"),
                "a question may ask the questions before it",
            ),
            "question" => (
                format!("{id} is not asked before this question"),
                "a question may ask the questions before it",
            ),
            "section" => (
                format!("{id} is not asked before this section"),
                "a section may ask what is asked before it",
            ),
            _ => (
                format!("{id} is asked only after this step"),
                "a step may ask what is asked at it or before it",
            ),
        };
        let asked = self.index.question_path(question).member("id");
        self.out.push(
            Problem::error("asked-later", at.member("question").path(), what).with_help(help).with_label(
                asked,
                ValuePart::Value,
                "asked here",
            ),
        );
    }

    fn check_answer(&mut self, raw: &RawQuestion, question: usize, is: &str, at: &LazyPath<'_>) {
        let good = match raw.kind {
            Some(QuestionKind::YesNo) => is == "yes" || is == "no",
            // A choice without choices is reported where it stands.
            Some(QuestionKind::Choice) => raw.choices.is_empty() || self.choices.contains(&(question, is)),
            Some(QuestionKind::Host) => is_host(is),
            Some(QuestionKind::Number) => is_number(is, (raw.min, raw.max)),
            Some(QuestionKind::Text) | None => true,
        };
        if good {
            return;
        }
        let answers = self.index.question_path(question).member(if raw.kind == Some(QuestionKind::Choice) {
            "choices"
        } else {
            "kind"
        });
        let what = format!("{} is no answer to {}", quoted(is), quoted(&raw.id));
        let problem = Problem::error("unknown-answer", at.member("is").path(), what).with_label(
            answers,
            ValuePart::Value,
            "the answers are given here",
        );
        self.out.push(with_answer_help(problem, is, &possible_answers(raw)));
    }
}

fn possible_answers(raw: &RawQuestion) -> Vec<&str> {
    match raw.kind {
        Some(QuestionKind::YesNo) => vec!["yes", "no"],
        _ => raw.choices.iter().take(MAX_COMPARED_ANSWERS).map(String::as_str).collect(),
    }
}

fn with_answer_help(problem: Problem, is: &str, answers: &[&str]) -> Problem {
    match closest_name(is, answers.iter().copied()) {
        Some(choice) => problem.did_you_mean(Some(choice)),
        None if answers.is_empty() || answers.len() > MAX_NAMED_ANSWERS => problem,
        None => {
            let named: Vec<String> = answers.iter().map(|answer| quoted(answer)).collect();
            problem.with_help(format!("it is answered with {}", or_list(&named)))
        }
    }
}

/// More choices than these are not repeated in a message.
const MAX_NAMED_ANSWERS: usize = 8;
/// More choices than these are not searched for one that was meant.
const MAX_COMPARED_ANSWERS: usize = 50;

//! PURE. What belongs together: sections and steps, ids that are given once, questions and choices.

use std::collections::HashMap;

use super::index::{Index, LazyPath};
use crate::checklist::path::Path;
use crate::checklist::problem::{Problem, ValuePart, quoted};
use crate::checklist::raw::{QuestionKind, RawChecklist, RawQuestion, RawStep};

pub(super) fn check(raw: &RawChecklist, survey: &Index<'_>, out: &mut Vec<Problem>) {
    if raw.steps.is_empty() {
        out.push(Problem::error("no-steps", Path::root().member("steps"), "a checklist needs `steps`"));
    }
    for index in survey.candidates.structure.iter().copied() {
        if let Some(item) = survey.items.get(index) {
            check_section(item.raw, &LazyPath::Node(survey, index), out);
        }
        check_repeated_id(survey, index, out);
    }
    for (index, asked) in survey.questions.iter().enumerate() {
        check_repeated_question(survey, index, out);
        check_question(asked.raw, || survey.question_path(index), out);
    }
}

fn check_section(raw: &RawStep, at: &LazyPath<'_>, out: &mut Vec<Problem>) {
    if !raw.is_section() {
        return;
    }
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
        let what = format!("a section has no `{name}`");
        out.push(
            Problem::error("step-and-section", at.member(name).path(), what)
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

fn check_repeated_id(survey: &Index<'_>, item: usize, out: &mut Vec<Problem>) {
    let Some(id) = survey.items.get(item).map(|item| item.raw.id.as_str()) else { return };
    if let Some(first) = survey.ids.get(id).filter(|first| **first != item) {
        let what = format!("the id {} is given twice", quoted(id));
        let first = survey.path(*first).member("id");
        out.push(
            Problem::error("duplicate-id", survey.path(item).member("id"), what)
                .with_help("every section and step needs its own: progress is kept under it")
                .with_label(first, ValuePart::Value, "first given here"),
        );
    }
}

fn check_repeated_question(survey: &Index<'_>, question: usize, out: &mut Vec<Problem>) {
    let Some(id) = survey.questions.get(question).map(|asked| asked.raw.id.as_str()) else { return };
    if let Some(first) = survey.question_ids.get(id).filter(|first| **first != question) {
        let what = format!("the question id {} is given twice", quoted(id));
        let first = survey.question_path(*first).member("id");
        out.push(
            Problem::error("duplicate-question", survey.question_path(question).member("id"), what)
                .with_help("every question needs its own: the answer is kept under it")
                .with_label(first, ValuePart::Value, "first given here"),
        );
    }
}

fn check_question(raw: &RawQuestion, at: impl Fn() -> Path, out: &mut Vec<Problem>) {
    match raw.kind {
        None => out.push(
            Problem::error("missing", at().member("kind"), "a question needs a `kind`")
                .with_help("`yes_no`, `choice` or `text`"),
        ),
        Some(QuestionKind::Choice) => check_choices(raw, at, out),
        Some(QuestionKind::YesNo | QuestionKind::Text) if !raw.choices.is_empty() => out.push(
            Problem::error("choices-without-choice", at().member("choices"), "this question has no choices")
                .with_part(ValuePart::Key)
                .with_help("take `choices` out, or make the `kind` `choice`")
                .with_label(at().member("kind"), ValuePart::Value, "only the kind `choice` has them"),
        ),
        Some(QuestionKind::YesNo | QuestionKind::Text) => {}
    }
}

fn check_choices(raw: &RawQuestion, at: impl Fn() -> Path, out: &mut Vec<Problem>) {
    if raw.choices.is_empty() {
        out.push(
            Problem::error(
                "no-choices",
                at().member("choices"),
                "a question of the kind `choice` needs choices",
            )
            .with_help("add `\"choices\": [\"...\", \"...\"]`"),
        );
    }
    let mut seen = HashMap::new();
    for (index, choice) in raw.choices.iter().enumerate() {
        let first = *seen.entry(choice.as_str()).or_insert(index);
        if first != index {
            let what = format!("the choice {} is given twice", quoted(choice));
            let choices = at().member("choices");
            out.push(Problem::error("duplicate-choice", choices.clone().item(index), what).with_label(
                choices.item(first),
                ValuePart::Value,
                "first given here",
            ));
        }
    }
}

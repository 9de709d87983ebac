//! PURE. The checklist that comes out of a good file.

use super::*;

const LIST: &str = r#"{"$schema": "x", "format": 1, "id": "c", "title": "C",
 "source": {"title": "S", "url": "HTTPS://example.org/s"}, "applies_to": ["P"],
 "steps": [
  {"id": "a", "title": "A", "questions": [
    {"id": "q", "prompt": "?", "kind": "yes_no"},
    {"id": "r", "prompt": "?", "kind": "choice", "choices": ["x", "y"], "required": false, "when": {"question": "q", "is": "no"}}]},
  {"id": "s", "title": "S", "when": {"question": "q", "is": "yes"}, "steps": [
    {"id": "b", "title": "B", "requires": ["a", "d"]},
    {"id": "t", "title": "T", "steps": [
      {"id": "d", "title": "D\ud83d\ude00", "detail": "one\ttwo",
       "when": {"all": [{"question": "r", "is": "x"}, {"not": {"any": [{"question": "q", "is": "no"}]}}]},
       "references": [{"title": "R"}, {"title": "F", "url": "docs/f.md"}]}]}]},
  {"id": "e", "title": "E"}
]}"#;

fn list() -> std::sync::Arc<Checklist> {
    parse(LIST.as_bytes()).expect("a good file").checklist
}

#[test]
fn the_order_of_the_file_is_kept() {
    let list = list();
    let outline: Vec<String> = list
        .outline()
        .iter()
        .map(|node| match node {
            Node::Section(section) => format!("[{}]", list.section(*section).id),
            Node::Step(step) => list.step(*step).id.to_string(),
        })
        .collect();
    assert_eq!(outline, ["a", "[s]", "b", "[t]", "d", "e"]);
    let sections: Vec<_> = list.sections().iter().map(|s| (s.parent, s.depth, s.steps.clone())).collect();
    assert_eq!(sections, [(None, 0, 1..3), (Some(SectionIx(0)), 1, 2..3)]);
    assert_eq!(list.section_path(StepIx(2)), "S / T");
    assert_eq!(list.step(StepIx(2)).depth, 2);
    assert_eq!(list.find_step("e"), Some(StepIx(3)));
    assert_eq!(list.find_step("s"), None);
    assert_eq!(*list.step(StepIx(1)).requires, [StepIx(0), StepIx(2)]);
}

#[test]
fn questions_know_what_they_switch() {
    let list = list();
    let question = |id| list.question(list.find_question(id).unwrap());
    assert_eq!(question("q").dependents, [StepIx(1), StepIx(2)]);
    assert_eq!(question("r").dependents, [StepIx(2)]);
    assert_eq!(question("q").choices, ["yes".into(), "no".into()]);
    assert_eq!(question("r").choices, ["x".into(), "y".into()]);
    assert!(question("q").required && !question("r").required);
    assert_eq!(list.questions_of(StepIx(0)).collect::<Vec<_>>(), [QuestionIx(0), QuestionIx(1)]);
    let is = |question, value: &str| Condition::Is(QuestionIx(question), value.into());
    let any = Condition::Any(vec![is(0, "no")]);
    assert_eq!(
        list.step(StepIx(2)).when,
        Some(Box::new(Condition::All(vec![is(1, "x"), Condition::Not(Box::new(any))])))
    );
}

#[test]
fn texts_and_addresses() {
    let list = list();
    let step = list.step(StepIx(2));
    assert_eq!((step.title.as_str(), step.detail.as_ref().unwrap().as_str()), ("D😀", "one    two"));
    assert_eq!(step.references[0].target, LinkTarget::Unknown);
    assert_eq!(step.references[1].target, LinkTarget::File("docs/f.md".into()));
    assert_eq!(list.source().unwrap().target, LinkTarget::Address("HTTPS://example.org/s".into()));
}

#[test]
fn the_digest_is_of_the_content() {
    let digest = |text: &str| parse(text.as_bytes()).expect("a good file").checklist.digest().to_owned();
    let all = digest(LIST);
    assert_eq!(digest(&LIST.replace("\"$schema\": \"x\", ", "")), all);
    assert_eq!(digest(&LIST.replace('\n', " ")), all);
    assert_ne!(digest(&LIST.replace("\"E\"", "\"F\"")), all);
    let tiny = digest(r#"{"format": 1, "id": "c", "title": "C", "steps": [{"id": "a", "title": "A"}]}"#);
    // printf '%s' '{"format":1,"id":"c","title":"C","steps":[{"id":"a","title":"A"}]}' | sha256sum
    assert_eq!(tiny, "40307b0ea00ca702e17118bffd16ac1b5c43a5207663c6532348eaf8059a8315");
}

#[test]
fn a_long_list_keeps_its_order() {
    let steps: Vec<String> = (0..20_000).map(|n| format!(r#"{{"id":"s{n}","title":"T"}}"#)).collect();
    let text = format!(r#"{{"format":1,"id":"l","title":"L","steps":[{}]}}"#, steps.join(","));
    let list = parse(text.as_bytes()).expect("a good file").checklist;
    assert!(list.steps().iter().enumerate().all(|(n, step)| *step.id == format!("s{n}")));
    assert_eq!(list.find_step("s12345"), Some(StepIx(12_345)));
}

fn is(question: u32, value: &str) -> Condition {
    Condition::Is(QuestionIx(question), value.into())
}

#[test]
fn an_open_question_decides_only_where_it_could() {
    let answer = |q: QuestionIx| (q.0 == 0).then_some("yes");
    let (known, open) = (is(0, "yes"), is(1, "yes"));
    assert_eq!(known.evaluate(&answer), Truth::Yes);
    assert_eq!(is(0, "no").evaluate(&answer), Truth::No);
    assert_eq!(open.evaluate(&answer), Truth::Unknown);
    let truth = |c: Condition| c.evaluate(&answer);
    assert_eq!(truth(Condition::Any(vec![known.clone(), open.clone()])), Truth::Yes);
    assert_eq!(truth(Condition::All(vec![known.clone(), open.clone()])), Truth::Unknown);
    assert_eq!(truth(Condition::All(vec![is(0, "no"), open.clone()])), Truth::No);
    assert_eq!(truth(Condition::Not(Box::new(open))), Truth::Unknown);
    assert_eq!(truth(Condition::Not(Box::new(known))), Truth::No);
}

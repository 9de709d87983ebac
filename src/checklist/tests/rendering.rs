//! PURE. What people and programs get to see of problems.

use super::*;

#[track_caller]
fn assert_rendered(text: &str, expected: &str) {
    let rendered = rendered(text);
    assert_eq!(rendered.trim(), expected.trim(), "\n{rendered}\n");
}

#[test]
fn a_name_that_was_mistyped() {
    assert_rendered(
        &step(
            r#""when": {"question": "sms2003", "is": "yes"}, "questions": [{"id": "sms-2003", "prompt": "?", "kind": "yes_no"}]"#,
        ),
        r#"
error[unknown-question]: no question has the id `sms2003`
 --> list.json:2:48
  |
2 | {"id": "a", "title": "A", "when": {"question": "sms2003", "is": "yes"}, "questions": [{"id": "sms-2003"...
  |                                                ^^^^^^^^^
  |
  = at: steps[0].when.question
  = help: did you mean `sms-2003`?"#,
    );
}

#[test]
fn two_places_on_one_line_and_on_two() {
    assert_rendered(
        &file("{\"id\": \"a\", \"id\": \"b\", \"title\": \"A\"},\n{\"id\": \"a\", \"title\": \"B\"}"),
        r#"
error[duplicate-field]: the field `id` is given twice
 --> list.json:2:13
  |
2 | {"id": "a", "id": "b", "title": "A"},
  |  ----       ^^^^
  |  |
  |  first given here
  |
  = at: steps[0].id
  = help: take one of them out

error[duplicate-id]: the id `a` is given twice
 --> list.json:3:8
  |
3 | {"id": "a", "title": "B"}
  |        ^^^
 ::: list.json:2:8
  |
2 | {"id": "a", "id": "b", "title": "A"},
  |        --- first given here
  |
  = at: steps[1].id
  = help: every section and step needs its own: progress is kept under it"#,
    );
}

#[test]
fn a_circle() {
    assert_rendered(
        &file(
            r#"{"id": "a", "title": "A", "requires": ["b"]},
{"id": "b", "title": "B", "requires": ["c"]},
{"id": "c", "title": "C", "requires": ["a"]}"#,
        ),
        r#"
error[cycle]: requirements go round in a circle: `a` -> `b` -> `c` -> `a`
 --> list.json:4:40
  |
4 | {"id": "c", "title": "C", "requires": ["a"]}
  |                                        ^^^
 ::: list.json:2:8
  |
2 | {"id": "a", "title": "A", "requires": ["b"]},
  |        --- the circle begins here
  |
  = at: steps[2].requires[0]
  = help: take one of these requirements out"#,
    );
}

#[test]
fn a_text_that_is_not_json() {
    assert_rendered(
        "{\n  \"format\": 1\n  \"id\": \"c\"\n}",
        r#"
error[syntax]: not valid JSON: expected `,` or `}` after this
 --> list.json:2:13
  |
2 |   "format": 1
  |             ^"#,
    );
}

#[test]
fn a_character_that_cannot_be_seen() {
    assert_rendered(
        &file("\t{\"id\": \"a\", \"title\": \"ä\u{202e}dnim\"}"),
        r#"
error[hidden-character]: `title` contains U+202E, a character that cannot be seen
 --> list.json:2:25
  |
2 |     {"id": "a", "title": "ä<U+202E>dnim"}
  |                            ^^^^^^^^
  |
  = at: steps[0].title
  = help: take it out: what a checklist says must be seen"#,
    );
}

#[test]
fn a_warning() {
    assert_rendered(
        &step(r#""questions": [{"id": "nlb", "prompt": "NLB?", "kind": "yes_no"}]"#),
        r#"
warning[idle-question]: the answer to `nlb` is recorded, but switches nothing
 --> list.json:2:48
  |
2 | {"id": "a", "title": "A", "questions": [{"id": "nlb", "prompt": "NLB?", "kind": "yes_no"}]}
  |                                                ^^^^^
  |
  = at: steps[0].questions[0].id
  = help: ask for it in a `when`, or leave it if the record is what matters"#,
    );
}

#[test]
fn a_long_line_is_cut_and_the_column_is_that_of_the_file() {
    let long = "x".repeat(1_000_000);
    assert_rendered(
        &step(&format!(r#""detail": "{long}", "notes": 1, "summary": "{long}""#)),
        r#"
error[wrong-type]: expected an array, found a number
 --> list.json:2:1000050
  |
2 | ...xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "notes": 1, "summary": "xxxxxxxxxxxxxxxxxxxxxxxxx...
  |                                                                ^
  |
  = at: steps[0].notes

error[unknown-field]: unknown field `summary`
 --> list.json:2:1000053
  |
2 | ...xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "notes": 1, "summary": "xxxxxxxxxxxxxxxxxxxxxxxxxxxx...
  |                                                                ^^^^^^^^^
  |
  = at: steps[0].summary
  = help: the fields here are `id`, `title`, `detail`, `questions`, `when`, `requires`, `notes`, `references`, `commands` and `steps`"#,
    );
}

#[test]
fn a_checklist_that_is_not_in_a_file() {
    let raw = RawChecklist { format: 1, id: "c".into(), title: "C".into(), ..RawChecklist::default() };
    let problems = Checklist::from_raw(&raw).expect_err("no steps");
    let all: Vec<String> = problems.iter().map(|p| render(p, "the log", b"", false)).collect();
    assert_eq!(all.join("\n\n"), "error[no-steps]: a checklist needs `steps`\n--> the log\n = at: steps");
}

#[test]
fn colours_are_the_only_difference() {
    let text = step(r#""colour": 1"#);
    let problem = &problems(&text)[0];
    let colored = render(problem, "a\u{1b}b", text.as_bytes(), true);
    let plain = render(problem, "a\u{1b}b", text.as_bytes(), false);
    assert!(colored.contains('\u{1b}') && !plain.contains('\u{1b}'));
    assert_eq!(anstream::adapter::strip_str(&colored).to_string(), plain);
    assert!(plain.contains("a<U+001B>b:2:27"), "{plain}");
}

#[test]
fn json_for_programs() {
    let text = step(r#""colour": 1"#);
    let problem = &problems(&text)[0];
    assert_eq!(
        serde_json::to_string(&to_json(problem, "list.json")).unwrap(),
        r#"{"file":"list.json","severity":"error","code":"unknown-field","line":2,"column":27,"path":"steps[0].colour","message":"unknown field `colour`","help":"the fields here are `id`, `title`, `detail`, `questions`, `when`, `requires`, `notes`, `references`, `commands` and `steps`"}"#
    );
}

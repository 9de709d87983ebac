//! PURE. One case for each kind of problem: its name, its place, its path and the marked text.

use super::*;

#[track_caller]
fn assert_found(text: &str, expected: &[&str]) {
    assert_eq!(brief_problems(text), expected, "{text}");
}

#[test]
fn texts_that_are_not_json() {
    assert_found("", &["syntax 1:1  "]);
    assert_found("{\n \"format\": 1,\n}", &["syntax 3:1  }"]);
    assert_found("{\n \"format\": 1\n \"id\": 2}", &["syntax 2:12  1"]);
    assert_found("{\"ä\": \"ö\" ü}", &["syntax 1:9  \""]);
    assert_found("{\"a\": tru}", &["syntax 1:10  }"]);
    assert_found("{\n // why\n}", &["syntax 2:2  /"]);
    assert_found("{'a': 1}", &["syntax 1:2  '"]);
    assert_found("{\"format\": 1", &["syntax 1:13  "]);
    assert_found("{} {}", &["syntax 1:4  {"]);
    assert_found("{\"ä\": \"a\tb\"}", &["syntax 1:9  \t"]);
    assert_found("{\"format\": 1e999}", &["syntax 1:16  9"]);
    assert_found(r#"{"title": "\ud800"}"#, &["syntax 1:18  \""]);
}

#[test]
fn members_that_the_format_does_not_have() {
    assert_found(&step(r#""detial": "x""#), &["unknown-field 2:27 steps[0].detial \"detial\""]);
    assert_found(&step(r#""colour": 3"#), &["unknown-field 2:27 steps[0].colour \"colour\""]);
    assert_found(&step(r#""id": "b""#), &["duplicate-field 2:27 steps[0].id \"id\""]);
    assert_found(&step(r#""detail": 3"#), &["wrong-type 2:37 steps[0].detail 3"]);
    assert_found(&step(r#""detail": null"#), &["wrong-type 2:37 steps[0].detail null"]);
    assert_found(&step(r#""notes": {}"#), &["wrong-type 2:36 steps[0].notes {}"]);
    assert_found(&step(r#""notes": ["x"]"#), &["wrong-type 2:37 steps[0].notes[0] \"x\""]);
    assert_found(
        &step(r#""notes": [{"text": "t", "kind": "loud"}]"#),
        &["unknown-value 2:59 steps[0].notes[0].kind \"loud\""],
    );
    assert_found(
        &step(r#""questions": [{"id": "q", "prompt": "?", "kind": "text", "required": "no"}]"#),
        &["wrong-type 2:96 steps[0].questions[0].required \"no\""],
    );
    assert_found("[]", &["wrong-type 1:1  []"]);
}

#[test]
fn values_of_questions_that_are_not_asked_by_then() {
    assert_found(
        &step(r#""detail": "On {{sever}}.", "questions": [{"id": "server", "prompt": "?", "kind": "text"}]"#),
        &["value-without-question 2:43 steps[0].detail s"],
    );
    assert_found(
        &step(r#""questions": [{"id": "a", "prompt": "Is {{a}} it?", "kind": "text"}]"#),
        &["value-asked-later 2:69 steps[0].questions[0].prompt a"],
    );
    assert_found(
        &step(
            r#""questions": [{"id": "a", "prompt": "{{b}}?", "kind": "text"}, {"id": "b", "prompt": "?", "kind": "text"}], "commands": [{"run": "x {{b}} \\\\{{nothing}} {{ y }}"}]"#,
        ),
        &[
            "value-asked-later 2:66 steps[0].questions[0].prompt b",
            "value-without-question 2:171 steps[0].commands[0].run n",
        ],
    );
}

#[test]
fn ranges_and_labels_of_questions() {
    let question =
        |members: &str| step(&format!(r#""questions": [{{"id": "q", "prompt": "?", {members}}}]"#));
    assert_found(
        &question(r#""kind": "text", "min": 1"#),
        &["range-without-number 2:84 steps[0].questions[0].min \"min\""],
    );
    assert_found(
        &question(r#""kind": "number", "min": 2, "max": 1"#),
        &["empty-range 2:103 steps[0].questions[0].max 1"],
    );
    assert_found(
        &question(r#""kind": "host", "label": """#),
        &["missing 2:93 steps[0].questions[0].label \"\""],
    );
}

#[test]
fn a_mistyped_member_is_read_as_the_one_that_was_meant() {
    assert_found(
        &step(
            r#""question": [{"id": "q", "prompt": "?", "kind": "yes_no"}], "when": {"question": "q", "is": "yes"}"#,
        ),
        &["unknown-field 2:27 steps[0].question \"question\""],
    );
}

#[test]
fn names_that_could_not_be_read_are_not_missed() {
    let when = r#""when": {"question": "q", "is": "yes"}"#;
    assert_found(
        &step(&format!(r#""questions": {{"id": "q", "prompt": "?", "kind": "yes_no"}}, {when}"#)),
        &["wrong-type 2:40 steps[0].questions {"],
    );
    assert_found(
        &file(r#"{"id": 7, "title": "A"}, {"id": "b", "title": "B", "requires": ["a"]}"#),
        &["wrong-type 2:8 steps[0].id 7"],
    );
    // A kind that is not known does not make the answers wrong as well.
    assert_found(
        &step(&format!(r#""questions": [{{"id": "q", "prompt": "?", "kind": "yesno"}}], {when}"#)),
        &["unknown-value 2:76 steps[0].questions[0].kind \"yesno\""],
    );
    assert_found(
        &step(&format!(r#""question": [{{"id": "r", "prompt": "?", "kind": "text"}}], {when}"#)),
        &[
            "unknown-field 2:27 steps[0].question \"question\"",
            "unknown-question 2:106 steps[0].when.question \"q\"",
        ],
    );
}

#[test]
fn versions_of_the_format() {
    assert_found(r#"{"format": 2, "id": 5, "new": {}, "steps": "else"}"#, &["newer-format 1:12 format 2"]);
    assert_found(
        r#"{"format": "1", "id": "c", "title": "C", "steps": [{"id": "a", "title": "A"}]}"#,
        &["wrong-type 1:12 format \"1\""],
    );
    assert_found(
        r#"{"format": 1.5, "id": "c", "title": "C", "steps": [{"id": "a", "title": "A"}]}"#,
        &["wrong-type 1:12 format 1.5"],
    );
    assert_found(
        r#"{"id": "c", "title": "C", "steps": [{"id": "a", "title": "A"}]}"#,
        &["missing 1:1 format {"],
    );
}

#[test]
fn what_must_be_there() {
    assert_found(
        "{}",
        &["missing 1:1 format {}", "missing 1:1 id {}", "missing 1:1 title {}", "no-steps 1:1 steps {}"],
    );
    assert_found(
        &file(r#"{"id": " ", "title": ""}"#),
        &["missing 2:8 steps[0].id \" \"", "missing 2:22 steps[0].title \"\""],
    );
    assert_found(
        &step(r#""notes": [{}], "references": [{}], "commands": [{}], "questions": [{}]"#),
        &[
            "missing 2:37 steps[0].notes[0].text {}",
            "missing 2:57 steps[0].references[0].title {}",
            "missing 2:75 steps[0].commands[0].run {}",
            "missing 2:94 steps[0].questions[0].id {}",
            "missing 2:94 steps[0].questions[0].prompt {}",
            "missing 2:94 steps[0].questions[0].kind {}",
        ],
    );
}

#[test]
fn ids() {
    assert_found(&file(r#"{"id": "a b", "title": "A"}"#), &["bad-id 2:10 steps[0].id  "]);
    let long = "x".repeat(129);
    assert_found(
        &file(&format!(r#"{{"id": "{long}", "title": "A"}}"#)),
        &[&format!("bad-id 2:8 steps[0].id \"{long}\"")],
    );
    assert_found(
        &file(
            r#"{"id": "a", "title": "A"}, {"id": "s", "title": "S", "steps": [{"id": "a", "title": "A"}]}"#,
        ),
        &["duplicate-id 2:71 steps[1].steps[0].id \"a\""],
    );
    assert_found(
        &step(
            r#""questions": [{"id": "q", "prompt": "?", "kind": "text"}, {"id": "q", "prompt": "?", "kind": "text"}]"#,
        ),
        &["duplicate-question 2:92 steps[0].questions[1].id \"q\""],
    );
}

#[test]
fn sections_and_steps() {
    assert_found(&file(r#"{"id": "s", "title": "S", "steps": []}"#), &["no-steps 2:36 steps[0].steps []"]);
    assert_found(r#"{"format": 1, "id": "c", "title": "C", "steps": []}"#, &["no-steps 1:49 steps []"]);
    assert_found(
        &file(
            r#"{"id": "s", "title": "S", "notes": [{"text": "t"}], "requires": ["a"], "steps": [{"id": "a", "title": "A"}]}"#,
        ),
        &[
            "step-and-section 2:27 steps[0].notes \"notes\"",
            "step-and-section 2:53 steps[0].requires \"requires\"",
        ],
    );
    let deep = (0..33).fold(r#"{"id": "a", "title": "A"}"#.to_owned(), |inner, nth| {
        format!(r#"{{"id": "s{nth}", "title": "S", "steps": [{inner}]}}"#)
    });
    assert_eq!(problems(&file(&deep))[0].code, "too-deep");
    assert_eq!(brief_problems(&file(&deep)).len(), 1);
}

#[test]
fn what_is_valid_is_not_too_deep_for_a_log() {
    let is = r#"{"question": "q", "is": "x"}"#.to_owned();
    let nested = |times| (0..times).fold(is.clone(), |inner, _| format!(r#"{{"all": [{inner}]}}"#));
    let step = |times| {
        format!(
            r#"{{"id": "a", "title": "A", "questions": [{{"id": "q", "prompt": "?", "kind": "text"}}],
        "notes": [{{"text": "t", "when": {}}}]}}"#,
            nested(times)
        )
    };
    let sections = |step: String| {
        (0..32).fold(step, |inner, nth| format!(r#"{{"id": "s{nth}", "title": "S", "steps": [{inner}]}}"#))
    };
    let deepest = file(&sections(step(16)));
    assert!(brief_problems(&deepest).is_empty());
    let in_a_log = format!(r#"{{"event": {{"started": {{"checklist": {deepest}}}}}}}"#);
    assert!(serde_json::from_str::<serde_json::Value>(&in_a_log).is_ok());
    let codes = problems(&file(&step(17))).into_iter().map(|p| (p.code, p.path.to_string()));
    let path = format!("steps[0].notes[0].when{}", ".all[0]".repeat(17));
    assert_eq!(codes.collect::<Vec<_>>(), [("too-deep", path)]);
}

#[test]
fn questions_and_choices() {
    let question =
        |members: &str| step(&format!(r#""questions": [{{"id": "q", "prompt": "?", {members}}}]"#));
    assert_found(&question(r#""kind": "choice""#), &["no-choices 2:41 steps[0].questions[0].choices {"]);
    assert_found(
        &question(r#""kind": "choice", "choices": ["a", "", "a"]"#),
        &[
            "empty-choice 2:103 steps[0].questions[0].choices[1] \"\"",
            "duplicate-choice 2:107 steps[0].questions[0].choices[2] \"a\"",
        ],
    );
    assert_found(
        &question(r#""kind": "text", "choices": ["a"]"#),
        &["choices-without-choice 2:84 steps[0].questions[0].choices \"choices\""],
    );
    assert_found(&question(r#""kind": "yes_no""#), &["idle-question 2:48 steps[0].questions[0].id \"q\""]);
}

#[test]
fn conditions() {
    let when = |when: &str| {
        step(&format!(
            r#""questions": [{{"id": "q-one", "prompt": "?", "kind": "yes_no"}}, {{"id": "r", "prompt": "?", "kind": "choice", "choices": ["x", "y"], "when": {{"question": "q-one", "is": "no"}}}}],
"when": {when}"#
        ))
    };
    assert_found(&when("{}"), &["condition-form 3:9 steps[0].when {}"]);
    assert_found(&when(r#"{"question": "r"}"#), &["condition-form 3:9 steps[0].when {\"question\": \"r\"}"]);
    assert_found(&when(r#"{"is": "x"}"#), &["condition-form 3:9 steps[0].when {\"is\": \"x\"}"]);
    assert_found(
        &when(r#"{"question": "r", "is": "x", "not": {"question": "r", "is": "y"}}"#),
        &["condition-form 3:9 steps[0].when {"],
    );
    assert_found(&when(r#"{"all": []}"#), &["empty-condition 3:17 steps[0].when.all []"]);
    assert_found(&when(r#"{"not": {"any": []}}"#), &["empty-condition 3:25 steps[0].when.not.any []"]);
    assert_found(
        &when(r#"{"any": [{"question": "r", "is": "x"}, {"question": "q1", "is": "x"}]}"#),
        &["unknown-question 3:61 steps[0].when.any[1].question \"q1\""],
    );
    assert_found(&when(r#"{"question": "r", "is": "z"}"#), &["unknown-answer 3:33 steps[0].when.is \"z\""]);
    assert_found(
        &when(r#"{"question": "q-one", "is": "Yes"}"#),
        &["unknown-answer 3:37 steps[0].when.is \"Yes\""],
    );
    assert_found(
        &when(r#"{"all": [{"question": "r", "is": "x"}, {"question": "r", "is": "y"}]}"#),
        &["unreachable 3:9 steps[0].when {"],
    );
}

#[test]
fn conditions_ask_what_was_asked() {
    let asks = |id: &str, more: &str| format!(r#"{{"id": "{id}", "title": "A", {more}}}"#);
    let q = r#""questions": [{"id": "q", "prompt": "?", "kind": "text"}]"#;
    let when = r#""when": {"question": "q", "is": "x"}"#;
    assert_found(&file(&format!("{},\n{}", asks("a", q), asks("b", when))), &[]);
    assert_found(&file(&asks("a", &format!("{q}, {when}"))), &[]);
    assert_found(
        &file(&format!("{},\n{}", asks("a", when), asks("b", q))),
        &["asked-later 2:48 steps[0].when.question \"q\""],
    );
    let section = format!(r#"{{"id": "s", "title": "S", {when}, "steps": [{}]}}"#, asks("a", q));
    assert_found(&file(&section), &["asked-later 2:48 steps[0].when.question \"q\""]);
    assert_found(&file(&format!("{},\n{}", asks("b", q), section.replace(q, r#""detail": "d""#))), &[]);
    let own = format!(r#""questions": [{{"id": "q", "prompt": "?", "kind": "text", {when}}}]"#);
    assert_found(&file(&asks("a", &own)), &["asked-later 2:105 steps[0].questions[0].when.question \"q\""]);
    let note = format!(r#""notes": [{{"text": "t", {when}}}], "references": [{{"title": "t", {when}}}]"#);
    assert_found(
        &file(&format!("{},\n{}", asks("a", &note), asks("b", q))),
        &[
            "asked-later 2:72 steps[0].notes[0].when.question \"q\"",
            "asked-later 2:142 steps[0].references[0].when.question \"q\"",
        ],
    );
}

#[test]
fn requirements() {
    let steps = |a: &str, b: &str| {
        file(&format!(
            r#"{{"id": "first", "title": "A", "requires": [{a}]}}, {{"id": "s", "title": "S", "steps": [
{{"id": "second", "title": "B", "requires": [{b}]}}]}}"#
        ))
    };
    assert_found(&steps("", r#""first""#), &[]);
    assert_found(
        &steps("", r#""frist", "first", "first""#),
        &[
            "unknown-step 3:45 steps[1].steps[0].requires[0] \"frist\"",
            "duplicate-requirement 3:63 steps[1].steps[0].requires[2] \"first\"",
        ],
    );
    assert_found(
        &steps(r#""first", "s""#, ""),
        &[
            "requires-itself 2:44 steps[0].requires[0] \"first\"",
            "requires-section 2:53 steps[0].requires[1] \"s\"",
        ],
    );
    assert_found(
        &steps(r#""second""#, r#""first""#),
        &["cycle 3:45 steps[1].steps[0].requires[0] \"first\""],
    );
}

#[test]
fn references() {
    let reference = |url: &str| step(&format!(r#""references": [{{"title": "T", "url": "{url}"}}]"#));
    assert_found(&reference("docs/plan.md"), &[]);
    assert_found(&reference("file:///x"), &["bad-address 2:64 steps[0].references[0].url \"file:///x\""]);
    assert_found(
        &step(r#""references": [{"title": "T", "url": "a"}, {"title": "U", "url": "a"}]"#),
        &["duplicate-reference 2:92 steps[0].references[1].url \"a\""],
    );
    assert_found(
        r#"{"format": 1, "id": "c", "title": "C", "source": {"title": "T", "url": "a.md"}, "steps": [{"id": "a", "title": "A"}]}"#,
        &["bad-address 1:72 source.url \"a.md\""],
    );
}

#[test]
fn texts() {
    assert_found(&step(r#""detail": "a\n\tb\r\n""#), &[]);
    assert_found(&file(r#"{"id": "a", "title": "A\nB"}"#), &["several-lines 2:24 steps[0].title \\n"]);
    assert_found(
        &file(r#"{"id": "a", "title": "ä\u202Eb\ud83d\ude00\u200b"}"#),
        &["hidden-character 2:24 steps[0].title \\u202E"],
    );
    assert_found(&step("\"detail\": \"ab\u{200b}\""), &["hidden-character 2:40 steps[0].detail \u{200b}"]);
    assert_found(
        &step(r#""commands": [{"run": "a\u0000"}]"#),
        &["hidden-character 2:50 steps[0].commands[0].run \\u0000"],
    );
    assert_found(&file(r#"{"id": "a\u200b", "title": "A"}"#), &["hidden-character 2:10 steps[0].id \\u200b"]);
    let long = format!("\"{}\"", "x".repeat(24 * 72 + 1));
    assert_found(
        &step(&format!(r#""detail": {long}"#)),
        &[&format!("long-detail 2:37 steps[0].detail {long}")],
    );
}

#[test]
fn a_section_and_its_step_that_contradict_each_other() {
    assert_found(
        &file(
            r#"{"id": "a", "title": "A", "questions": [{"id": "q", "prompt": "?", "kind": "yes_no"}]},
{"id": "s", "title": "S", "when": {"question": "q", "is": "yes"}, "steps": [
{"id": "b", "title": "B", "when": {"not": {"question": "q", "is": "yes"}}},
{"id": "c", "title": "C", "when": {"question": "q", "is": "yes"}}]},
{"id": "d", "title": "D", "when": {"question": "q", "is": "no"}}"#,
        ),
        &["unreachable 4:35 steps[1].steps[0].when {\"not\": {\"question\": \"q\", \"is\": \"yes\"}}"],
    );
}

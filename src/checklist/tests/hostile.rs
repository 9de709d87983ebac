//! PURE. Files by strangers: nothing panics, nothing takes long, nothing reaches the terminal.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;

const GOOD: &str = include_str!("../../../checklists/software-updates.json");

/// Parses and renders everything, and holds what every output must hold.
fn assert_survives(bytes: &[u8]) -> Vec<Problem> {
    let problems = match parse(bytes) {
        Ok(parsed) => {
            let raw = parsed.checklist.to_raw().expect("it was read");
            assert_eq!(Checklist::from_raw(&raw).expect("valid").digest(), parsed.checklist.digest());
            parsed.warnings
        }
        Err(problems) => {
            assert!(problems.iter().any(|problem| problem.severity == Severity::Error));
            problems
        }
    };
    let starts: Vec<_> = problems.iter().map(|p| p.position.as_ref().expect("a place").span.start).collect();
    assert!(starts.is_sorted());
    for problem in problems.iter().take(50) {
        let shown = render(problem, "file", bytes, false);
        assert!(shown.lines().count() < 30 && shown.len() < 10_000, "{shown}");
        assert_eq!(crate::text::visible(&shown), shown);
        serde_json::to_string(&to_json(problem, "file")).expect("JSON");
    }
    problems
}

fn codes(bytes: &[u8]) -> Vec<&'static str> {
    assert_survives(bytes).iter().map(|problem| problem.code).collect()
}

#[test]
fn encodings() {
    let good = step(r#""detail": "d""#);
    assert!(codes(format!("\u{feff}{good}").as_bytes()).is_empty());
    let utf16 = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    assert_eq!(codes(&utf16(&good)), ["not-utf-8"]);
    assert_eq!(codes(&utf16(&format!("\u{feff}{good}"))), ["not-utf-8"]);
    let problems = assert_survives(b"\xEF\xBB\xBF{\n\"\xC3\xA4\xFF\": 1}");
    let at = problems[0].position.clone().unwrap();
    assert_eq!(
        (problems[0].message.as_str(), at.line, at.column),
        ("this file is not UTF-8: byte 0xFF", 2, 3)
    );
    assert_eq!(codes(b"\0\0\0"), ["syntax"]);
}

#[test]
fn a_byte_order_mark_does_not_move_the_column() {
    let text = format!("\u{feff}{}", r#"{"formt": 1}"#);
    let problem = assert_survives(text.as_bytes()).into_iter().find(|p| p.code == "unknown-field").unwrap();
    let at = problem.position.clone().unwrap();
    assert_eq!((at.line, at.column, &text[at.span]), (1, 2, "\"formt\""));
    assert!(render(&problem, "f", text.as_bytes(), false).contains("1 | {\"formt\": 1}\n  |  ^^^^^^^\n"));
}

/// How long the machine takes, as it is loaded now, to read 100,000 steps as plain JSON values:
/// the unit in which time is bounded here.
fn baseline() -> Duration {
    let text = large("");
    let start = Instant::now();
    serde_json::from_str::<serde_json::Value>(&text).expect("JSON");
    start.elapsed()
}

/// Holds `work` to `limit` times the slower of the baselines before and after it. What takes
/// quadratic time on inputs of this size takes thousands.
fn assert_takes_at_most(limit: u32, work: impl FnOnce()) {
    let before = baseline();
    let start = Instant::now();
    work();
    let taken = start.elapsed();
    let unit = before.max(baseline());
    assert!(taken < unit * limit, "{taken:?}, the baseline: {unit:?}");
}

#[test]
fn much_of_the_same() {
    assert_takes_at_most(150, read_much_of_the_same);
}

fn read_much_of_the_same() {
    assert_eq!(codes("[".repeat(5_000_000).as_bytes()), ["too-deep"]);
    assert_eq!(codes("{\"a\":".repeat(1_000_000).as_bytes()), ["too-deep"]);
    assert_eq!(codes("[],".repeat(1_000_000).as_bytes()), ["syntax"]);
    assert_eq!(codes("\"".repeat(1_000_001).as_bytes()), ["syntax"]);
    let arrays = format!("[{}[]]", "[],".repeat(300_000));
    assert_eq!(codes(arrays.as_bytes())[0], "wrong-type");
    let members: Vec<String> = (0..100_000).map(|nth| format!("\"k{nth}\": 1")).collect();
    assert_eq!(codes(format!("{{{}}}", members.join(",")).as_bytes()).len(), 100_000);
    assert_eq!(
        codes(format!("{{{}}}", "\"a\": 1,".repeat(100_000).trim_end_matches(',')).as_bytes()).len(),
        100_000
    );
    let not = format!("{}{}{}", "{\"not\":".repeat(16), r#"{"question": "x", "is": "y"}"#, "}".repeat(16));
    assert_eq!(codes(step(&format!(r#""when": {not}"#)).as_bytes()), ["unknown-question"]);
}

/// 100,000 steps on one line, each with a reference to the one before and a condition.
fn large(fault: &str) -> String {
    let mut steps = String::from(
        r#"{"id": "s0", "title": "A", "questions": [{"id": "q", "prompt": "?", "kind": "choice", "choices": ["a", "b"]}]}"#,
    );
    for nth in 1..100_000 {
        use std::fmt::Write as _;
        let before = nth - 1;
        let _ = write!(
            steps,
            r#", {{"id": "s{nth}", "title": "A", "requires": ["s{before}{fault}"], "when": {{"question": "q{fault}", "is": "a"}}}}"#
        );
    }
    file(&steps)
}

#[test]
fn a_hundred_thousand_steps() {
    let (good, bad) = (large(""), large("x"));
    assert_takes_at_most(150, || {
        assert!(codes(good.as_bytes()).is_empty());
        assert_eq!(codes(bad.as_bytes()).len(), 2 * 99_999);
    });
}

#[test]
fn more_steps_than_anybody_works_through() {
    let step = RawStep { id: "a".into(), title: "A".into(), ..RawStep::default() };
    let raw = RawChecklist { format: 1, steps: vec![step; 250_001], ..RawChecklist::default() };
    let problems = Checklist::from_raw(&raw).expect_err("too many");
    let brief: Vec<_> = problems.iter().map(|p| (p.code, p.path.to_string(), p.position.is_some())).collect();
    assert_eq!(brief, [("too-many-steps", "steps[250000]".to_owned(), false)]);
}

#[test]
fn conditions_that_would_fill_the_memory() {
    let is = r#"{"question": "q", "is": "a"},"#.repeat(10_000);
    let steps: Vec<String> = (0..1_000).map(|nth| format!(r#"{{"id": "s{nth}", "title": "A"}}"#)).collect();
    let text = file(&format!(
        r#"{{"id": "a", "title": "A", "questions": [{{"id": "q", "prompt": "?", "kind": "text"}}]}},
        {{"id": "s", "title": "S", "when": {{"any": [{}]}}, "steps": [{}]}}"#,
        is.trim_end_matches(','),
        steps.join(",")
    ));
    assert_eq!(codes(text.as_bytes()), ["too-many-conditions"]);
}

#[test]
fn names_that_are_not_meant_for_the_terminal() {
    for text in [
        r#"{"\u001b[31m": 1}"#.to_owned(),
        "{\"\u{9b}31m\u{202e}\": 1}".to_owned(),
        format!("{{\"{}\": 1}}", "\u{200b}".repeat(100_000)),
        step(
            r#""requires": ["\u001b]0;title\u0007", "\u202eabc"], "when": {"question": "\n\u009b", "is": "\t"}"#,
        ),
        step(r#""notes": [{"text": "t", "kind": "\u001b[2J"}]"#),
        "{\u{1b}".to_owned(),
        "\u{1b}[31m{}".to_owned(),
    ] {
        assert!(!assert_survives(text.as_bytes()).is_empty());
    }
}

#[test]
fn ten_problems_are_ten() {
    let text = r#"{
  "format": 1, "id": "c d", "titel": "C",
  "steps": [
    {"id": "a", "title": "", "detail": 3},
    {"id": "a", "title": "A", "colour": "red", "references": [{"title": "T", "url": "file:///x"}]},
    {"id": "b", "title": "B", "requires": ["zzz"], "when": {"question": "q", "is": "yes"},
     "notes": [{"text": "t", "kind": "loud"}], "commands": [{}]}
  ]
}"#;
    let expected = [
        "bad-id 2:24 id  ",
        "unknown-field 2:29 titel \"titel\"",
        "missing 4:26 steps[0].title \"\"",
        "wrong-type 4:40 steps[0].detail 3",
        "duplicate-id 5:12 steps[1].id \"a\"",
        "unknown-field 5:31 steps[1].colour \"colour\"",
        "bad-address 5:85 steps[1].references[0].url \"file:///x\"",
        "unknown-step 6:44 steps[2].requires[0] \"zzz\"",
        "unknown-question 6:73 steps[2].when.question \"q\"",
        "unknown-value 7:38 steps[2].notes[0].kind \"loud\"",
        "missing 7:61 steps[2].commands[0].run {}",
    ];
    assert_eq!(brief_problems(text), expected);
}

#[test]
fn the_built_in_checklist_has_no_problems() {
    assert_eq!(codes(GOOD.as_bytes()), Vec::<&str>::new());
}

/// The outline of a screen of 80 columns cuts what is longer.
#[test]
fn titles_of_the_built_in_checklist_fit_an_outline_of_80_columns() {
    let checklist = parse(GOOD.as_bytes()).expect("valid").checklist;
    let titles = checklist.steps().iter().map(|step| step.title.to_string());
    let long: Vec<_> = titles.filter(|title| title.len() > 26).collect();
    assert!(long.is_empty(), "{long:?}");
}

/// Any bytes, any text, and JSON that looks a little like a checklist.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let token = prop_oneof![
        Just("{".to_owned()),
        Just("}".to_owned()),
        Just("[".to_owned()),
        Just("]".to_owned()),
        Just(",".to_owned()),
        Just(":".to_owned()),
        Just("\"steps\"".to_owned()),
        Just("\"questions\"".to_owned()),
        Just("\"when\"".to_owned()),
        Just("\"id\"".to_owned()),
        Just("1".to_owned()),
        Just("null".to_owned()),
        any::<char>().prop_map(String::from),
        any::<String>().prop_map(|text| serde_json::to_string(&text).unwrap()),
    ];
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..200),
        any::<String>().prop_map(String::into_bytes),
        proptest::collection::vec(token, 0..60).prop_map(|tokens| tokens.concat().into_bytes()),
    ]
}

/// A change to a good file: some bytes of it are replaced.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let change = (any::<prop::sample::Index>(), 0..8_usize, bytes());
    proptest::collection::vec(change, 1..4).prop_map(|changes| {
        let mut good = GOOD.as_bytes().to_vec();
        for (at, length, with) in changes {
            let at = at.index(good.len());
            good.splice(at..(at + length).min(good.len()), with);
        }
        good
    })
}

/// A good file in which values stand where others belong.
fn misplaced() -> impl Strategy<Value = Vec<u8>> {
    let json = prop_oneof![
        Just(serde_json::Value::Null),
        any::<i64>().prop_map(Into::into),
        any::<String>().prop_map(Into::into),
        Just(serde_json::json!([])),
        Just(serde_json::json!({})),
        Just(serde_json::json!([{"id": "x", "title": [], "when": {"all": 3}}])),
    ];
    proptest::collection::vec((any::<prop::sample::Index>(), json), 1..5).prop_map(|changes| {
        let mut good: serde_json::Value = serde_json::from_str(GOOD).unwrap();
        for (place, with) in changes {
            let places = pointers(&good);
            *good.pointer_mut(place.get::<String>(&places)).unwrap() = with;
        }
        serde_json::to_vec_pretty(&good).unwrap()
    })
}

/// The pointers to every value of a document.
fn pointers(value: &serde_json::Value) -> Vec<String> {
    fn walk(value: &serde_json::Value, here: &str, out: &mut Vec<String>) {
        out.push(here.to_owned());
        match value {
            serde_json::Value::Array(items) => {
                items.iter().enumerate().for_each(|(nth, item)| walk(item, &format!("{here}/{nth}"), out));
            }
            serde_json::Value::Object(members) => {
                members.iter().for_each(|(name, member)| {
                    let name = name.replace('~', "~0").replace('/', "~1");
                    walk(member, &format!("{here}/{name}"), out);
                });
            }
            _ => {}
        }
    }
    let mut out = Vec::new();
    walk(value, "", &mut out);
    out
}

/// The fast way and the lenient one read the same, or both find a fault.
fn assert_readers_agree(bytes: &[u8]) {
    let Ok(source) = positions::SourceText::from_bytes(bytes) else { return };
    let fast = parse::strict::from_str::<RawChecklist>(source.text);
    if strict::check(source.text).is_err() {
        assert!(fast.is_err());
        return;
    }
    let tree = positions::parse_tree(source.text).expect("what is JSON has a tree");
    let (slow, notes) = parse::recover::recover::<RawChecklist>(&tree, source.text);
    assert_eq!(fast.is_ok(), notes.problems.is_empty(), "{:?}", notes.problems);
    if let Ok(fast) = fast {
        assert_eq!(Some(fast), slow);
    }
}

#[test]
fn both_readers_read_the_built_in_checklist() {
    assert_readers_agree(GOOD.as_bytes());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_survived(bytes in bytes()) {
        assert_survives(&bytes);
        assert_readers_agree(&bytes);
    }

    #[test]
    fn a_mutated_file_is_survived(bytes in mutated()) {
        assert_survives(&bytes);
        assert_readers_agree(&bytes);
    }

    #[test]
    fn misplaced_values_are_survived(bytes in misplaced()) {
        assert_survives(&bytes);
        assert_readers_agree(&bytes);
    }
}

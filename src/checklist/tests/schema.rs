//! PURE. The JSON Schema is that of the types, and agrees with the parser.

use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::{Transform, transform_subschemas};
use serde_json::Value;

use super::*;

/// Takes out what only serves the program: defaults that stand for a missing member, the sizes
/// of numbers, and `null`, which no file has.
#[derive(Clone)]
struct StripInternals;

impl Transform for StripInternals {
    fn transform(&mut self, schema: &mut Schema) {
        schema.remove("default");
        schema.remove("format");
        if let Some(Value::Array(types)) = schema.get("type") {
            let not_null = types.iter().find(|name| *name != "null").cloned();
            schema.insert("type".to_owned(), not_null.unwrap());
        }
        if let Some(Value::Array(either)) = schema.remove("anyOf") {
            schema.insert("$ref".to_owned(), either[0]["$ref"].clone());
        }
        if let Some(Value::String(words)) = schema.get("description") {
            let words = words.replace('\n', " ");
            schema.insert("description".to_owned(), words.into());
        }
        transform_subschemas(self, schema);
    }
}

fn generated() -> String {
    let settings = SchemaSettings::draft2020_12().with_transform(StripInternals);
    let schema = settings.into_generator().into_root_schema_for::<RawChecklist>();
    serde_json::to_string_pretty(&schema).unwrap() + "\n"
}

#[test]
fn the_schema_is_that_of_the_types() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/checklists/checklist.schema.json");
    if std::env::var_os("RUNSHEET_WRITE_SCHEMA").is_some() {
        std::fs::write(path, generated()).unwrap();
        return;
    }
    assert!(SCHEMA == generated(), "{path} is out of date; see `SCHEMA` for the command that writes it");
}

fn schema_accepts(text: &str) -> bool {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let file: Value = serde_json::from_str(text).unwrap();
    jsonschema::validator_for(&schema).unwrap().is_valid(&file)
}

#[track_caller]
fn assert_both(text: &str, good: bool) {
    let parsed = parse(text.as_bytes());
    assert_eq!(parsed.is_ok(), good, "parse: {text}: {:?}", parsed.err());
    assert_eq!(schema_accepts(text), good, "schema: {text}");
}

fn with_step(step: &str) -> String {
    format!(
        r#"{{"format": 1, "id": "c", "title": "C", "steps": [
        {{"id": "first", "title": "F", "questions": [
            {{"id": "q", "prompt": "?", "kind": "yes_no"}},
            {{"id": "r", "prompt": "?", "kind": "choice", "choices": ["x", "y"], "required": false}},
            {{"id": "t", "prompt": "?", "kind": "text", "when": {{"question": "q", "is": "no"}}}}]}},
        {step}]}}"#
    )
}

#[test]
fn schema_and_parser_agree_on_good_files() {
    assert_both(include_str!("../../../checklists/software-updates.json"), true);
    assert_both(include_str!("../../../checklists/release-runsheet.json"), true);
    for step in [
        r#"{"id": "a", "title": "A"}"#,
        r#"{"id": "a", "title": "A", "detail": "one\ntwo", "requires": ["first"], "notes": [], "commands": []}"#,
        r#"{"id": "a", "title": "A", "when": {"question": "q", "is": "yes"}}"#,
        r#"{"id": "a", "title": "A", "when": {"all": [{"question": "q", "is": "yes"}, {"not": {"question": "r", "is": "x"}}]}}"#,
        r#"{"id": "a", "title": "A", "when": {"any": [{"question": "t", "is": "any text"}]}}"#,
        r#"{"id": "s", "title": "S", "when": {"question": "q", "is": "yes"}, "steps": [{"id": "a", "title": "A"}]}"#,
        r#"{"id": "a", "title": "A", "notes": [{"text": "t", "kind": "warning"}, {"text": "t"}]}"#,
        r#"{"id": "a", "title": "A", "references": [{"title": "T"}, {"title": "T", "url": "https://example.org/"}]}"#,
        r#"{"id": "a", "title": "A", "commands": [{"run": "a\nb", "shell": "bash", "note": "n"}]}"#,
        r#"{"id": "größe-1", "title": "日本語"}"#,
    ] {
        assert_both(&with_step(step), true);
    }
}

#[test]
fn schema_and_parser_agree_on_bad_files() {
    assert_both("{}", false);
    assert_both("[]", false);
    assert_both(r#"{"format": 2, "id": "c", "title": "C", "steps": [{"id": "a", "title": "A"}]}"#, false);
    assert_both(r#"{"format": 1, "id": "c", "title": "C", "steps": []}"#, false);
    assert_both(r#"{"format": 1, "id": "c", "title": "C", "steps": [["a", "A"]]}"#, false);
    for step in [
        r#"{"title": "A"}"#,
        r#"{"id": "a"}"#,
        r#"{"id": "", "title": "A"}"#,
        r#"{"id": "a b", "title": "A"}"#,
        r#"{"id": "a", "title": " "}"#,
        r#"{"id": "a", "title": "A\nB"}"#,
        r#"{"id": "a", "title": 1}"#,
        r#"{"id": "a", "title": "A", "colour": "red"}"#,
        r#"{"id": "a", "title": "A", "steps": []}"#,
        r#"{"id": "a", "title": "A", "detail": null}"#,
        r#"{"id": "a", "title": "A", "when": {"all": [{"question": "q", "is": "yes"}], "not": null}}"#,
        r#"{"id": "s", "title": "S", "notes": [{"text": "t"}], "steps": [{"id": "a", "title": "A"}]}"#,
        r#"{"id": "a", "title": "A", "requires": ["first", "first"]}"#,
        r#"{"id": "a", "title": "A", "when": {}}"#,
        r#"{"id": "a", "title": "A", "when": ["q", "yes"]}"#,
        r#"{"id": "a", "title": "A", "when": {"question": "q"}}"#,
        r#"{"id": "a", "title": "A", "when": {"is": "yes"}}"#,
        r#"{"id": "a", "title": "A", "when": {"all": []}}"#,
        r#"{"id": "a", "title": "A", "when": {"question": "q", "is": "yes", "any": [{"question": "q", "is": "yes"}]}}"#,
        r#"{"id": "a", "title": "A", "when": {"question": "q", "any": [{"question": "q", "is": "yes"}]}}"#,
        r#"{"id": "a", "title": "A", "notes": [{}]}"#,
        r#"{"id": "a", "title": "A", "notes": [{"text": "t", "kind": "loud"}]}"#,
        r#"{"id": "a", "title": "A", "references": [{"url": "https://example.org/"}]}"#,
        r#"{"id": "a", "title": "A", "commands": [{"run": ""}]}"#,
        r#"{"id": "a", "title": "A", "questions": [{"id": "n", "prompt": "?"}]}"#,
        r#"{"id": "a", "title": "A", "questions": [{"id": "n", "prompt": "?", "kind": "choice"}]}"#,
        r#"{"id": "a", "title": "A", "questions": [{"id": "n", "prompt": "?", "kind": "choice", "choices": ["a", "a"]}]}"#,
        r#"{"id": "a", "title": "A", "questions": [{"id": "n", "prompt": "?", "kind": "text", "choices": ["a"]}]}"#,
        r#"{"id": "a", "title": "A", "questions": [{"id": "n", "prompt": "?", "kind": {"text": null}}]}"#,
    ] {
        assert_both(&with_step(step), false);
    }
}

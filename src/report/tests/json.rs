//! PURE. The report for programs: its schema is that of the types, and what is written fits it.

use jiff::tz::TimeZone;
use serde_json::Value;

use super::corpus::{CORPUS, FIELDS, session_with};
use super::fixture::rich;
use crate::report::json::ReportJson;
use crate::report::{ReportFormat, ReportOptions, SCHEMA, SessionJson};

/// Every string of a report, keys included.
pub(super) fn strings(value: &Value) -> Box<dyn Iterator<Item = String> + '_> {
    match value {
        Value::String(text) => Box::new(std::iter::once(text.clone())),
        Value::Array(items) => Box::new(items.iter().flat_map(strings)),
        Value::Object(members) => {
            Box::new(members.iter().flat_map(|(key, item)| std::iter::once(key.clone()).chain(strings(item))))
        }
        _ => Box::new(std::iter::empty()),
    }
}

fn generated() -> String {
    let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
    let schema = settings.into_generator().into_root_schema_for::<ReportJson>();
    serde_json::to_string_pretty(&schema).unwrap() + "\n"
}

#[test]
fn the_schema_of_reports_is_that_of_the_types() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/report/report.schema.json");
    if std::env::var_os("RUNSHEET_WRITE_SCHEMA").is_some() {
        std::fs::write(path, generated()).unwrap();
        return;
    }
    assert!(SCHEMA == generated(), "{path} is out of date; see `SCHEMA` for the command that writes it");
}

#[test]
fn every_report_fits_the_schema() {
    let validator = jsonschema::validator_for(&serde_json::from_str(SCHEMA).unwrap()).unwrap();
    let fits = |report: &str| {
        let value: Value = serde_json::from_str(report).unwrap();
        let faults: Vec<String> = validator.iter_errors(&value).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{faults:?} in\n{report}");
    };
    let json = |session: &super::fixture::Session| {
        session.render(&TimeZone::UTC, ReportFormat::Json, &ReportOptions::default())
    };
    fits(&json(&rich()));
    for field in FIELDS {
        CORPUS.iter().step_by(7).for_each(|text| fits(&json(&session_with(Some(field), text))));
    }
    assert!(!validator.is_valid(&serde_json::json!({"report": 1})));
    assert!(!validator.is_valid(&serde_json::json!([])));
}

#[test]
fn a_report_has_every_member_that_status_has() {
    let session = rich();
    let (progress, zone) = (session.progress(), TimeZone::UTC);
    let status = session.with_input("site-a01", &progress, &zone, |input| {
        serde_json::to_value(SessionJson::new(&input)).unwrap()
    });
    let report: Value =
        serde_json::from_str(&session.render(&zone, ReportFormat::Json, &ReportOptions::default())).unwrap();
    for (name, value) in status.as_object().unwrap() {
        assert_eq!(report[name], *value, "{name}");
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "a test that is left out says so")]
fn jq_reads_a_report() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.json");
    let report = rich().render(&TimeZone::UTC, ReportFormat::Json, &ReportOptions::default());
    std::fs::write(&path, report).unwrap();
    let filter = r#"[.steps[] | select(.status == "blocked") | .id] | join(",")"#;
    match std::process::Command::new("jq").args(["-r", filter]).arg(&path).output() {
        Ok(output) => assert_eq!(String::from_utf8_lossy(&output.stdout), "report\n"),
        Err(_) => eprintln!("SKIPPED: jq is not installed"),
    }
}

//! PURE. One rich session in every format, as it is written.

use jiff::tz::TimeZone;

use super::fixture::{Session, half_done, rich};
use crate::report::{CsvTable, Flavor, ReportFormat, ReportInput, ReportOptions, StepFilter, render};

fn zone() -> TimeZone {
    TimeZone::fixed(jiff::tz::offset(1))
}

fn written(format: ReportFormat, options: &ReportOptions) -> String {
    rich().render(&zone(), format, options)
}

fn in_flavor(flavor: Flavor) -> String {
    written(ReportFormat::Markdown, &ReportOptions { flavor, ..ReportOptions::default() })
}

/// Three sessions of two checklists.
fn with_three<T>(work: impl FnOnce(&[ReportInput<'_>]) -> T) -> T {
    let sessions: [Session; 3] = [rich(), rich(), half_done()];
    let progress = sessions.each_ref().map(Session::progress);
    let zone = zone();
    let [a, b, c] = &progress;
    sessions[0].with_input("site-a01", a, &zone, |a| {
        sessions[1].with_input("site-b02", b, &zone, |b| {
            sessions[2].with_input("updates", c, &zone, |c| work(&[a, ReportInput { sound: false, ..b }, c]))
        })
    })
}

#[test]
fn in_github() {
    insta::assert_snapshot!(in_flavor(Flavor::Github));
}

#[test]
fn in_gitlab() {
    insta::assert_snapshot!(in_flavor(Flavor::Gitlab));
}

#[test]
fn in_plain_text() {
    insta::assert_snapshot!(in_flavor(Flavor::Plain));
}

#[test]
fn in_jira() {
    insta::assert_snapshot!(in_flavor(Flavor::Jira));
}

#[test]
fn in_confluence() {
    insta::assert_snapshot!(in_flavor(Flavor::Confluence));
}

#[test]
fn in_servicenow() {
    insta::assert_snapshot!(in_flavor(Flavor::Servicenow));
}

#[test]
fn in_html() {
    insta::assert_snapshot!(written(ReportFormat::Html, &ReportOptions::default()));
}

#[test]
fn in_json() {
    insta::assert_snapshot!(written(ReportFormat::Json, &ReportOptions::default()));
}

#[test]
fn in_csv() {
    let table =
        |table| written(ReportFormat::Csv, &ReportOptions { table: Some(table), ..ReportOptions::default() });
    let both = format!("{}\n{}", table(CsvTable::Steps), table(CsvTable::Log));
    insta::assert_snapshot!(both.replace('\r', ""));
}

#[test]
fn open_steps_only() {
    insta::assert_snapshot!(written(
        ReportFormat::Markdown,
        &ReportOptions { only: StepFilter::Open, ..ReportOptions::default() }
    ));
}

#[test]
fn exceptions_only() {
    let options =
        ReportOptions { only: StepFilter::Exceptions, flavor: Flavor::Plain, ..ReportOptions::default() };
    insta::assert_snapshot!(written(ReportFormat::Markdown, &options));
}

#[test]
fn since_a_time() {
    let since = Some("2026-11-22T17:13:00Z".parse().unwrap());
    insta::assert_snapshot!(written(
        ReportFormat::Markdown,
        &ReportOptions { since, ..ReportOptions::default() }
    ));
}

#[test]
fn several_sessions_in_github() {
    insta::assert_snapshot!(with_three(|all| render(all, ReportFormat::Markdown, &ReportOptions::default())));
}

#[test]
fn several_sessions_in_plain_text() {
    let options = ReportOptions { flavor: Flavor::Plain, ..ReportOptions::default() };
    insta::assert_snapshot!(with_three(|all| render(all, ReportFormat::Markdown, &options)));
}

#[test]
fn several_sessions_in_html() {
    let page = with_three(|all| render(all, ReportFormat::Html, &ReportOptions::default()));
    let body = page.split_once("<body>").unwrap().1;
    insta::assert_snapshot!(body);
}

#[test]
fn several_sessions_in_csv() {
    let table = with_three(|all| render(all, ReportFormat::Csv, &ReportOptions::default()));
    insta::assert_snapshot!(table.replace('\r', ""));
}

#[test]
fn several_sessions_in_json_have_a_matrix() {
    let json = with_three(|all| {
        render(all, ReportFormat::Json, &ReportOptions { history: false, ..ReportOptions::default() })
    });
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["sessions"].as_array().unwrap().len(), 3);
    insta::assert_snapshot!(serde_json::to_string_pretty(&json["matrix"]).unwrap());
}

#[test]
fn without_history_there_is_none_in_any_format() {
    let bare = ReportOptions { history: false, ..ReportOptions::default() };
    for flavor in [Flavor::Github, Flavor::Gitlab, Flavor::Plain, Flavor::Jira, Flavor::Confluence] {
        let report = written(ReportFormat::Markdown, &ReportOptions { flavor, ..bare });
        assert!(!report.contains("History") && in_flavor(flavor).contains("History"), "{report}");
    }
    assert!(!written(ReportFormat::Html, &bare).contains("History"));
    let json: serde_json::Value = serde_json::from_str(&written(ReportFormat::Json, &bare)).unwrap();
    assert_eq!(json["entries"], serde_json::json!([]));
}

#[test]
fn the_same_session_makes_the_same_bytes_in_every_format() {
    for format in [ReportFormat::Markdown, ReportFormat::Html, ReportFormat::Json, ReportFormat::Csv] {
        assert_eq!(written(format, &ReportOptions::default()), written(format, &ReportOptions::default()));
    }
}

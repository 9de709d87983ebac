//! PURE. No text changes a report in any format: independent parsers see the same structure, and the text is in it,
//! word for word.

use std::sync::LazyLock;

use html5gum::{DefaultEmitter, Token, Tokenizer};
use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::corpus::{CORPUS, FIELDS, Field, any_field, hostile_text, session_with};
use super::fixture::{Session, long};
use crate::report::{CsvTable, Flavor, ReportFormat, ReportOptions, render};
use crate::text::Text;

/// Texts that mean something to formats other than Markdown.
const MORE: &[&str] = &[
    "</title><script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    "\" onmouseover=\"alert(1)",
    "' autofocus onfocus='alert(1)",
    "<svg/onload=alert(1)>",
    "]]></h1>",
    "<ac:structured-macro ac:name=\"html\"/>",
    "&lt;script&gt; &#x3c;b&#x3e; &nbsp &amp",
    "{color:red}a{color}",
    "{noformat}",
    "!http://beacon.example/a.png!",
    "[~admin] [^file] [link|http://evil.example]",
    "??cite?? --a-- -b- +c+ ^d^ ~e~ {{f}} (x) (/) :) ;)",
    "h1. heading",
    "bq. quote",
    "|| a || b ||",
    "\\\\ \\{",
    "[code]<b>bold</b>[/code]",
    "[CODE]a[/Code]",
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "＝1+1",
    "=cmd|'/c calc'!A0",
    "a\",\"b",
    "a\r\n\"=1",
    "a;=1;b",
    "/close",
    "!1 &2 $3 %4 ~bug [issue:1] {+a+} [-b-]",
];

/// The structure of a report in which all texts are harmless.
struct Expected {
    html: Vec<String>,
    confluence: Vec<String>,
    jira: String,
    plain: Vec<String>,
}

static EXPECTED: LazyLock<Expected> = LazyLock::new(|| {
    with_writer(&session_with(None, ""), |write| Expected {
        html: elements(&write(ReportFormat::Html, Flavor::Github, None)).0,
        confluence: storage(write).0,
        jira: write(ReportFormat::Markdown, Flavor::Jira, None),
        plain: starts(write),
    })
});

fn every_text() -> impl Iterator<Item = &'static str> {
    CORPUS.iter().chain(MORE).copied()
}

fn written(session: &Session, format: ReportFormat, flavor: Flavor, table: Option<CsvTable>) -> String {
    with_writer(session, |write| write(format, flavor, table))
}

/// Renders a session in a format; the progress is replayed once for all of them.
type RenderFn<'w> = dyn Fn(ReportFormat, Flavor, Option<CsvTable>) -> String + 'w;

fn with_writer<T>(session: &Session, work: impl FnOnce(&RenderFn<'_>) -> T) -> T {
    let progress = session.progress();
    session.with_input("site-a01", &progress, &TimeZone::UTC, |input| {
        work(&|format, flavor, table| {
            render(&[input], format, &ReportOptions { flavor, table, ..ReportOptions::default() })
        })
    })
}

/// Returns every tag with the names of its attributes, in order, and all words.
fn elements(page: &str) -> (Vec<String>, String) {
    let (mut tags, mut words) = (Vec::new(), String::new());
    let mut emitter = DefaultEmitter::default();
    // Styles and titles are read as a browser reads them.
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(page, emitter) {
        match token.unwrap() {
            Token::StartTag(tag) => {
                let names: Vec<String> =
                    tag.attributes.keys().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
                tags.push(format!("{} {}", String::from_utf8_lossy(&tag.name), names.join(" ")));
            }
            Token::EndTag(tag) => tags.push(format!("/{}", String::from_utf8_lossy(&tag.name))),
            Token::String(text) => words.push_str(&String::from_utf8_lossy(&text)),
            Token::Doctype(_) => {}
            other => panic!("{other:?} in\n{page}"),
        }
    }
    (tags, words)
}

/// Returns a text as it is shown, with single blanks.
fn shown(text: &str) -> String {
    let line = Text::line(text);
    single_spaced(line.as_str())
}

fn single_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a report shows the text of a field as it is. The corpus changes that of a file's name.
fn shows_verbatim(field: Field) -> bool {
    !matches!(field, Field::File)
}

fn check_html(write: &RenderFn<'_>, field: Field, text: &str) {
    let page = write(ReportFormat::Html, Flavor::Github, None);
    let (tags, words) = elements(&page);
    assert_eq!(tags, EXPECTED.html, "{field:?} {text:?}\n{page}");
    assert!(
        !shows_verbatim(field) || single_spaced(&words).contains(&shown(text)),
        "{field:?} {text:?}\n{words}"
    );
    assert!(!page.contains("<script") && !page.contains("<img"), "{page}");
}

/// Returns the elements of the storage format except breaks in notes, and all words, as an XML parser sees them.
fn storage(write: &RenderFn<'_>) -> (Vec<String>, String) {
    let whole = format!("<root>{}</root>", write(ReportFormat::Markdown, Flavor::Confluence, None));
    let tree = roxmltree::Document::parse(&whole).unwrap_or_else(|error| panic!("{error}\n{whole}"));
    let nodes = tree.descendants().filter(|node| node.is_element() && !node.has_tag_name("br"));
    let tags = nodes.map(|node| format!("{} {}", node.tag_name().name(), node.attributes().len())).collect();
    let texts = tree.descendants().filter(roxmltree::Node::is_text);
    (tags, texts.filter_map(|node| node.text()).collect())
}

fn check_confluence(write: &RenderFn<'_>, field: Field, text: &str) {
    let (tags, words) = storage(write);
    assert_eq!(tags, EXPECTED.confluence, "{field:?} {text:?}");
    let shown_words = single_spaced(&words.replace('\n', " "));
    assert!(
        !shows_verbatim(field) || shown_words.contains(&shown(text)),
        "{field:?} {text:?}\n{shown_words}"
    );
}

fn check_csv(write: &RenderFn<'_>, field: Field, text: &str, table: CsvTable) {
    let written = write(ReportFormat::Csv, Flavor::Github, Some(table));
    let mut reader = csv::ReaderBuilder::new().from_reader(written.as_bytes());
    let columns = reader.headers().unwrap().len();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), if table == CsvTable::Steps { 3 } else { 10 }, "{field:?} {text:?}\n{written}");
    for cell in rows.iter().flatten() {
        let first = cell.trim_start().chars().next().unwrap_or('x');
        assert!(!"=+-@\t\r＝＋－＠".contains(first), "{field:?} {text:?}: {cell:?}");
    }
    assert!(rows.iter().all(|row| row.len() == columns));
    let lines = written.matches('\n').count();
    assert_eq!(written.matches("\r\n").count(), rows.len() + 1, "{lines} lines in\n{written}");
}

/// Returns the mark at the start of each line and its number of bars, which must not depend on a text.
fn outline(report: &str) -> Vec<String> {
    let begins = |line: &str| {
        let marks = ["* ", "** ", "h1. ", "h2. ", "h3. ", "||", "|"];
        marks.into_iter().find(|mark| line.starts_with(mark)).unwrap_or("text").to_owned()
    };
    report.lines().map(|line| format!("{} {}", begins(line), line.matches('|').count())).collect()
}

fn check_jira(write: &RenderFn<'_>, field: Field, text: &str) {
    let report = write(ReportFormat::Markdown, Flavor::Jira, None);
    let plain = &EXPECTED.jira;
    assert_eq!(outline(&report), outline(plain), "{field:?} {text:?}\n{report}");
    // All marks are the report's own. There are fewer where a name loses its braces because its ends are blank.
    for mark in ["{", "[", "!", "^", "~", "+1", "(x)", "??", "&lt;"] {
        let (found, expected) = (report.matches(mark).count(), plain.matches(mark).count());
        assert!(found <= expected, "{field:?} {text:?}: {mark}\n{report}");
    }
    assert!(
        !shows_verbatim(field) || single_spaced(&without_entities(&report)).contains(&shown(text)),
        "{field:?} {text:?}\n{report}"
    );
}

/// Returns the text as Jira shows it.
fn without_entities(report: &str) -> String {
    let (page, mut out) = (report.replace('<', "&#60;"), String::new());
    for token in Tokenizer::new(&page) {
        if let Token::String(text) = token.unwrap() {
            out.push_str(&String::from_utf8_lossy(&text));
        }
    }
    out
}

/// Returns how the lines without indent begin: in plain text no text of a person begins one. Items are left out, as
/// a table becomes a list where its columns are too wide.
fn starts(write: &RenderFn<'_>) -> Vec<String> {
    let report = write(ReportFormat::Markdown, Flavor::Plain, None);
    let unindented = report.lines().filter(|line| !line.starts_with(' ') && !line.is_empty());
    let start = |line: &str| match line {
        // A section's heading is its title.
        heading if heading.ends_with(" done):") => "heading".to_owned(),
        line if line.len() > 64 && line.bytes().take(64).all(|c| c.is_ascii_hexdigit()) => {
            "digest".to_owned()
        }
        line => line.chars().take(2).collect(),
    };
    // The heading and its rule are as long as the text is.
    unindented.skip(2).map(start).filter(|start| start != "- ").collect()
}

fn check_plain(write: &RenderFn<'_>, field: Field, text: &str) {
    assert_eq!(starts(write), EXPECTED.plain, "{field:?} {text:?}");
}

fn check_servicenow(write: &RenderFn<'_>, field: Field, text: &str) {
    let report = write(ReportFormat::Markdown, Flavor::Servicenow, None);
    let size = report.encode_utf16().count() + report.matches('\n').count();
    assert!(size <= 4_000, "{size} for {field:?} {text:?}");
    let lower = report.to_ascii_lowercase();
    assert!(!lower.contains("[code]") && !lower.contains("[/code]"), "{report}");
    assert!(report.trim_end().ends_with("INCOMPLETE: 1 open, 1 blocked"), "{report}");
}

fn check_json(write: &RenderFn<'_>, field: Field, text: &str) {
    let report = write(ReportFormat::Json, Flavor::Github, None);
    let value: serde_json::Value = serde_json::from_str(&report).unwrap();
    let strings =
        super::json::strings(&value).map(|text| single_spaced(&text)).collect::<Vec<_>>().join("\n");
    // The origin of the checklist and its references are not in the JSON.
    let is_in_json = shows_verbatim(field) && !matches!(field, Field::Origin | Field::Reference);
    assert!(!is_in_json || strings.contains(&shown(text)), "{field:?} {text:?}\n{report}");
}

fn assert_unchanged(field: Field, text: &str) {
    with_writer(&session_with(Some(field), text), |write| {
        check_html(write, field, text);
        check_confluence(write, field, text);
        check_csv(write, field, text, CsvTable::Steps);
        check_csv(write, field, text, CsvTable::Log);
        check_jira(write, field, text);
        check_plain(write, field, text);
        check_servicenow(write, field, text);
        check_json(write, field, text);
    });
}

#[test]
fn no_hostile_text_changes_any_format() {
    for field in FIELDS {
        every_text().for_each(|text| assert_unchanged(field, text));
    }
}

#[test]
fn a_title_without_width_has_its_rule() {
    for field in FIELDS {
        assert_unchanged(field, "\u{9e2}");
    }
}

#[test]
fn a_long_list_fits_a_journal_field_and_the_rest_is_counted() {
    let report = written(&long(500), ReportFormat::Markdown, Flavor::Servicenow, None);
    assert!(report.encode_utf16().count() + report.matches('\n').count() <= 4_000);
    let last: Vec<&str> = report.lines().rev().take(3).collect();
    assert_eq!(last[0], "COMPLETE, 55 skipped");
    let (listed, left_out) = (report.matches(" - skipped").count(), last[2]);
    let exceptions = format!("{} of the open steps and exceptions", 55 - listed);
    assert!(
        left_out.starts_with(&format!(
            "Left out, as this field is full: {exceptions}, 2 of the logs, 500 of the steps"
        )),
        "{report}"
    );
    assert!(listed > 20 && left_out.ends_with("and 501 of the history."), "{report}");
}

#[test]
fn the_policy_lets_in_the_style_sheet_that_is_there_and_nothing_else() {
    use sha2::{Digest as _, Sha256};
    let page = written(&long(1), ReportFormat::Html, Flavor::Github, None);
    let style = page.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0;
    let hash: Vec<u8> = Sha256::digest(style.as_bytes()).to_vec();
    let policy = page.split_once("'sha256-").or(page.split_once("&#39;sha256-")).unwrap().1;
    let digits = policy.split_once('=').unwrap().0;
    let value = |c: u8| match c {
        b'A'..=b'Z' => c - b'A',
        b'a'..=b'z' => c - b'a' + 26,
        b'0'..=b'9' => c - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let bits: Vec<u8> =
        digits.bytes().flat_map(|c| (0..6).rev().map(move |bit| value(c) >> bit & 1)).collect();
    let bytes: Vec<u8> =
        bits.chunks_exact(8).map(|byte| byte.iter().fold(0, |all, bit| all << 1 | bit)).collect();
    assert_eq!(bytes, hash);
    assert!(!page.contains("style=") && !page.contains("unsafe") && !style.contains("url("), "{page}");
}

#[test]
fn a_text_of_any_length_fits_a_journal_field_and_is_counted() {
    for length in [100, 199, 200, 201, 5_000] {
        let text = "wörd 😀".repeat(length / 6 + 1);
        for field in FIELDS {
            with_writer(&session_with(Some(field), &text), |write| check_servicenow(write, field, &text));
        }
    }
    let long = session_with(Some(Field::Note), &"x".repeat(1_000));
    let report = written(&long, ReportFormat::Markdown, Flavor::Servicenow, None);
    assert!(report.contains("(800 more characters)"), "{report}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_of_any_characters_changes_any_format(field in any_field(), text in any::<String>()) {
        assert_unchanged(field, &text);
    }

    #[test]
    fn no_mixture_of_hostile_texts_changes_any_format(field in any_field(), text in hostile_text()) {
        assert_unchanged(field, &text);
    }

    #[test]
    fn no_text_of_marks_changes_any_format(
        field in any_field(),
        text in "[-+*_`~#>|<&;:!?\\^\"'%\\[\\](){}=$@./\\\\ \\n\\tx1aé]{0,24}",
    ) {
        assert_unchanged(field, &text);
    }
}

//! PURE. No text changes the structure of the Markdown, as two parsers see it.

use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::gfm;
use super::parsed::{ParsedReport, words};
use crate::report::tests::corpus::{CORPUS, FIELDS, Field, any_field, hostile_text, session_with};
use crate::report::tests::fixture::Session;
use crate::report::{Flavor, ReportFormat, ReportOptions, render};
use crate::text::Text;

/// Checks that the report has the same structure, contains the text, and has no autolinks.
fn check_structure(field: Field, text: &str) -> Result<String, TestCaseError> {
    let plain = ParsedReport::of(&session_with(None, "").report(&TimeZone::UTC));
    let report = session_with(Some(field), text).report(&TimeZone::UTC);
    let parsed = ParsedReport::of(&report);
    prop_assert_eq!(parsed.structure(), plain.structure(), "{:?} {:?} in\n{}", field, text, report);
    prop_assert_eq!(parsed.ticked, 1);
    prop_assert!(parsed.foreign.is_empty());
    let shown = words(Text::line(text).as_str());
    let may_differ = matches!(field, Field::File);
    prop_assert!(
        may_differ || parsed.words.contains(&shown),
        "{:?} {:?} in\n{:?}\n{}",
        field,
        shown,
        parsed.words,
        report
    );
    for prose in &parsed.prose {
        prop_assert!(!has_autolink(prose), "{:?} {:?}: {:?} in\n{}", field, text, prose, report);
    }
    Ok(report)
}

/// Checks that the structure at GitLab is the same, and that its references stay text.
fn check_structure_at_gitlab(field: Field, text: &str) {
    let written = |session: Session| {
        let options = ReportOptions { flavor: Flavor::Gitlab, ..ReportOptions::default() };
        session.render(&TimeZone::UTC, ReportFormat::Markdown, &options)
    };
    let (plain, report) = (written(session_with(None, "")), written(session_with(Some(field), text)));
    let parsed = ParsedReport::of(&report);
    assert_eq!(parsed.structure(), ParsedReport::of(&plain).structure(), "{field:?} {text:?} in\n{report}");
    for prose in &parsed.prose {
        assert!(!has_gitlab_reference(prose), "{field:?} {text:?}: {prose:?} in\n{report}");
    }
}

fn has_gitlab_reference(prose: &str) -> bool {
    let bytes = prose.as_bytes();
    has_autolink(prose)
        || bytes.windows(2).any(|pair| match pair {
            [b'!' | b'&' | b'$', next] => next.is_ascii_digit(),
            [b'~' | b'%', next] => next.is_ascii_alphanumeric() || *next == b'"',
            [b'{' | b'[', b'+' | b'-'] => true,
            _ => false,
        })
        || prose.contains("[issue:1]")
}

/// Whether GitHub would link something in a text.
fn has_autolink(prose: &str) -> bool {
    let chars: Vec<char> = prose.to_lowercase().chars().collect();
    let pair = |mark: char, follows: fn(char) -> bool| {
        chars.windows(2).any(|pair| pair[0] == mark && follows(pair[1]))
    };
    pair('@', |c| c.is_ascii_alphanumeric())
        || pair('#', |c| c.is_ascii_digit())
        || prose.contains("://")
        || prose.to_lowercase().contains("www.")
}

#[test]
fn no_hostile_text_changes_a_report() {
    for text in CORPUS {
        for field in FIELDS {
            check_structure(field, text).unwrap_or_else(|error| panic!("{error}"));
        }
    }
}

#[test]
fn no_hostile_text_changes_a_report_for_gitlab() {
    let own =
        ["!1 &2 $3 %4 ~bug", "[issue:1] {+a+} [-b-] {-c-}", "%\"a b\" ~\"a b\"", "a!1", "(~a)", "/close"];
    for text in CORPUS.iter().chain(&own) {
        for field in FIELDS {
            check_structure_at_gitlab(field, text);
        }
    }
}

#[test]
fn no_hostile_text_changes_a_matrix() {
    let matrix = |text: &str, field: Option<Field>| {
        let sessions = [session_with(field, text), session_with(None, "")];
        let [a, b] = sessions.each_ref().map(Session::progress);
        sessions[0].with_input("a", &a, &TimeZone::UTC, |a| {
            sessions[1].with_input("b", &b, &TimeZone::UTC, |b| {
                render(&[a, b], ReportFormat::Markdown, &ReportOptions::default())
            })
        })
    };
    let plain = ParsedReport::of(&matrix("", None)).structure();
    for text in CORPUS {
        for field in FIELDS {
            let report = matrix(text, Some(field));
            assert_eq!(ParsedReport::of(&report).structure(), plain, "{field:?} {text:?} in\n{report}");
        }
    }
}

#[test]
fn cmark_gfm_sees_the_same_structure_whatever_the_text() {
    let Some(plain) = gfm::render(&session_with(None, "").report(&TimeZone::UTC)) else { return };
    let plain = gfm::TagCounts::of(&plain);
    assert_eq!((plain.boxes, plain.checked, plain.links), (3, 1, 1));
    for text in CORPUS {
        for field in FIELDS {
            let report = session_with(Some(field), text).report(&TimeZone::UTC);
            let html = gfm::render(&report).unwrap();
            assert_eq!(gfm::TagCounts::of(&html), plain, "{field:?} {text:?} in\n{report}\n{html}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_of_any_characters_changes_a_report(field in any_field(), text in any::<String>()) {
        check_structure(field, &text)?;
    }

    #[test]
    fn no_text_of_markdown_characters_changes_a_report(
        field in any_field(),
        text in "[-+*_`~#>|<&;:!\\[\\](){}=$@./\\\\ \\n\\tx1aé]{0,24}",
    ) {
        check_structure(field, &text)?;
    }

    #[test]
    fn no_mixture_of_hostile_texts_changes_a_report(field in any_field(), text in hostile_text()) {
        check_structure(field, &text)?;
    }
}

proptest! {
    // Each case starts a process.
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn cmark_gfm_sees_the_same_structure_whatever_the_mixture(field in any_field(), text in hostile_text()) {
        let render = |session: Session| gfm::render(&session.report(&TimeZone::UTC));
        if let Some((plain, html)) = render(session_with(None, "")).zip(render(session_with(Some(field), &text))) {
            prop_assert_eq!(gfm::TagCounts::of(&html), gfm::TagCounts::of(&plain), "{:?} {:?} in\n{}", field, text, html);
        }
    }
}

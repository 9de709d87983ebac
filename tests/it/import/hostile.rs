//! Whatever the bytes are: no panic, and what comes out is a valid checklist.

use proptest::prelude::*;

use runsheet::checklist::{Checklist, parse};
use runsheet::checklist::{ReaderOptions, TableSelector};
use runsheet::import::{detect, import};

/// Reads bytes in every way, and looks at what comes out.
fn check_import(bytes: &[u8]) -> Result<usize, TestCaseError> {
    let mut good = 0;
    for (name, bits) in [("a.md", 0), ("-", 1), ("a.json", 3), ("\u{202e}.ckl", 7), ("", 5)] {
        let table = (bits & 4 != 0).then_some(TableSelector::Checkboxes);
        let options = ReaderOptions { keep_ticks: bits & 1 != 0, bullets: bits & 2 != 0, table };
        detect(name, bytes);
        match import(name, bytes, &options) {
            Err(error) => {
                prop_assert!(!matches!(error, runsheet::import::ImportError::Invalid(_)), "{error:?}");
                prop_assert!(is_shown(&error.to_string()), "{:?}", error);
            }
            Ok(imported) => {
                good += 1;
                prop_assert!(is_shown(&imported.report.to_string()), "{:?}", imported.report);
                let checklist = Checklist::from_raw(&imported.raw).unwrap();
                let json = serde_json::to_vec(&imported.raw).unwrap();
                let again = parse(&json);
                prop_assert!(again.is_ok(), "{:?}", again);
                prop_assert_eq!(again.unwrap().checklist.to_raw().unwrap(), imported.raw.clone());
                prop_assert!(options.keep_ticks || imported.statuses.is_empty());
                for status in &imported.statuses {
                    prop_assert!(checklist.find_step(&status.step).is_some(), "{:?}", status);
                    let reason = status.reason.as_deref().unwrap_or("x");
                    prop_assert!(!reason.trim().is_empty() && !reason.contains('\n'));
                }
            }
        }
    }
    Ok(good)
}

/// Whether a text for people has nothing hidden in it.
fn is_shown(text: &str) -> bool {
    !text.chars().any(|c| c != '\n' && (c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c)))
}

/// Pieces of Markdown that mean something, on lines of their own.
fn markdown() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "- [ ] a",
        "- [x] b",
        "  - [ ] c",
        "    - d",
        "1. [ ] e",
        "* f",
        "- ",
        "- [ ] ",
        "# g",
        "### h",
        "g\n===",
        "> ",
        ">> - [ ] q",
        "**i:**",
        "```",
        "```sh",
        "~~~",
        "    code",
        "| a | b |",
        "|---|---|",
        "| [ ] | c |",
        "---",
        "+++",
        "<!--",
        "-->",
        "<div>",
        "</div>",
        "<br>",
        "<a href='x'>",
        "</a>",
        "[a](b)",
        "[a]: https://c.example",
        "[a]",
        "![](x)",
        "[^1]: f",
        "[^1]",
        "text",
        "\ttab",
        "https://a.example/(b",
        "&#x202e;",
        "\u{200d}\u{200b}",
        "é\u{200d}",
        "日本",
        "👩\u{200d}",
        "~~x~~",
        "*y",
        "`z",
        "\\",
        "title: t",
        "- Mode: live",
        "- Session: `s`",
        "- Checklist: C, from `f`",
        "- Started: now",
        "## Steps",
        "### S (0/1 done)",
        "###### T (0/2 done)",
        "###### T (continued)",
        "- [ ] **1. A** - blocked: x (`a@b`, 2026-11-22 18:03 +01:00)",
        "  - Note by `a`:\n    > n",
        "<CHECKLIST>",
        "{",
        "\u{0}",
        "\u{feff}",
    ]);
    let glue = prop::sample::select(vec!["\n", "\n", "\n\n", " ", "", "\r\n", "\n  ", "\n    "]);
    prop::collection::vec((piece, glue), 0..40)
        .prop_map(|parts| parts.into_iter().flat_map(|(piece, glue)| [piece, glue]).collect())
}

/// Values where the formats in JSON have theirs.
fn json() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec![
        "items",
        "stigs",
        "rules",
        "text",
        "guid",
        "category",
        "subcategory",
        "status",
        "comments",
        "link",
        "training",
        "graph",
        "metadata",
        "name",
        "rule_title",
        "group_id",
        "ccis",
        "overrides",
        "severity",
        "target_data",
        "severities",
        "check_content",
    ]);
    let leaf = prop_oneof![
        any::<String>().prop_map(serde_json::Value::from),
        prop::sample::select(vec![
            "Fulfilled",
            "N/A",
            "Open",
            "not_a_finding",
            "not_applicable",
            "",
            "[]",
            "#x",
            "https://a.example",
            "file:x"
        ])
        .prop_map(serde_json::Value::from),
        any::<f64>().prop_map(serde_json::Value::from),
        Just(serde_json::Value::Null),
    ];
    let value = leaf.prop_recursive(5, 64, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(serde_json::Value::from),
            prop::collection::vec((name.clone(), inner), 0..8)
                .prop_map(|members| members.into_iter().map(|(n, v)| (n.to_owned(), v)).collect()),
        ]
    });
    let list = prop::sample::select(vec!["items", "stigs"]);
    (list, prop::collection::vec(value, 0..5)).prop_map(|(list, items)| match list {
        "stigs" => serde_json::json!({"stigs": [{"rules": items}]}).to_string(),
        list => serde_json::json!({list: items}).to_string(),
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        check_import(&bytes)?;
    }

    #[test]
    fn any_words_make_a_step(words in any::<String>(), detail in any::<String>()) {
        check_import(format!("- [ ] {words}\n\n  {detail}\n").as_bytes())?;
        check_import(format!("## {detail}\n\n- [x] {words} [{words}]({detail}) <{detail}>\n").as_bytes())?;
    }

    #[test]
    fn any_markdown_is_read_or_refused(text in markdown()) {
        check_import(text.as_bytes())?;
    }

    #[test]
    fn any_json_is_read_or_refused(text in json()) {
        check_import(text.as_bytes())?;
    }

    #[test]
    fn any_xml_is_read_or_refused(words in "[^<&]{0,40}", tail in "[<>/A-Za-z &;!\"=\\[\\]-]{0,40}") {
        let data = |name: &str| format!("<STIG_DATA><VULN_ATTRIBUTE>{name}</VULN_ATTRIBUTE><ATTRIBUTE_DATA>{words}</ATTRIBUTE_DATA></STIG_DATA>");
        let inner = format!("{}{}{}", data("Vuln_Num"), data("Rule_Title"), data("Check_Content"));
        check_import(format!("<CHECKLIST><STIGS><iSTIG><VULN>{inner}<STATUS>{words}</STATUS></VULN></iSTIG></STIGS></CHECKLIST>{tail}").as_bytes())?;
        check_import(format!("<CHECKLIST>{tail}").as_bytes())?;
    }
}

/// What looks like a report of the program itself.
fn runsheet_report(steps: &str) -> String {
    format!(
        "- Mode: live\n- Session: `s`\n- Checklist: C, from `f`\n- Started: now\n\n## Steps\n\n{steps}- [ ] **1. A** - todo\n"
    )
}

/// How often something is repeated without end.
const DEEP: usize = 20_000;

/// How long the machine takes, as it is loaded now, to import a plain list of as many items.
fn baseline() -> std::time::Duration {
    let text = "- [ ] a\n".repeat(DEEP);
    let start = std::time::Instant::now();
    check_import(text.as_bytes()).unwrap();
    start.elapsed()
}

#[test]
fn nesting_without_end_is_survived() {
    let before = baseline();
    for text in [
        "> ".repeat(DEEP) + "- [ ] a",
        "- ".repeat(DEEP) + "[ ] a",
        "[".repeat(DEEP) + "\n\n- [ ] a",
        "*".repeat(DEEP) + "a\n\n- [ ] a",
        "<a>".repeat(DEEP) + "\n\n- [ ] a",
        format!("- [ ] {}", "<a href=x>".repeat(DEEP)),
        format!("<CHECKLIST>{}", "<a>".repeat(DEEP)),
        format!("{{\"items\": {}", "[".repeat(DEEP)),
        format!("- [ ] {}", "\u{200d}".repeat(DEEP)),
        format!("- [ ] {}", "http".repeat(DEEP)),
        format!("- [ ] {}", "[a](b) ".repeat(DEEP)),
        format!("- [ ] {}", "https://a.b ".repeat(DEEP)),
        "- [ ] a\n".repeat(DEEP),
        "## a\n\n- [ ] a\n\n".repeat(DEEP),
        "**a**\n- [ ] a\n\n".repeat(DEEP),
        "<!-- a -->\n- [ ] a <!-- b -->\n".repeat(DEEP),
        "- a\n".repeat(DEEP) + "- [ ] a",
        format!("- [ ] https://a.b/{}", ")".repeat(DEEP)),
        format!("## {}\n\n{}", "long ".repeat(DEEP), "- [ ] a\n".repeat(1000)),
        runsheet_report(&"###### T (0/9 done)\n\n".repeat(DEEP)),
        runsheet_report(
            &"###### T (0/9 done)\n\n###### T (continued)\n\n- [ ] **1. A** - todo\n\n".repeat(DEEP / 4),
        ),
        format!("|{}\n|{}\n|{}\n", "a|".repeat(DEEP), "-|".repeat(DEEP), "[ ]|".repeat(DEEP)),
    ] {
        let start = std::time::Instant::now();
        check_import(text.as_bytes()).unwrap();
        let taken = start.elapsed();
        // What takes quadratic time on texts of this size takes hundreds of baselines.
        // The load of the machine may have changed meanwhile.
        let limit = |unit: std::time::Duration| unit * 30;
        if taken > limit(before) {
            assert!(taken < limit(baseline()), "{taken:?} for {:?}", text.get(..40));
        }
    }
}

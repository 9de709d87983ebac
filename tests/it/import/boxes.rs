//! Every item is a step or is named: boxes as people write them, plain items, rows, HTML.

use proptest::prelude::*;

use super::{markdown, markdown_with_ticks, outline, read, statuses};
use runsheet::checklist::ReaderOptions;
use runsheet::import::{Imported, import};

/// The titles of all steps, in order.
fn step_titles(imported: &Imported) -> Vec<String> {
    let outline = outline(imported);
    let steps = outline.lines().filter_map(|line| line.trim_start().strip_prefix("- "));
    steps.map(str::to_owned).collect()
}

#[test]
fn every_box_is_a_step_however_it_is_written() {
    for line in [
        "- [ ] Step",
        "- [ ]Step",
        "-[ ] Step",
        "-[x]Step",
        "- [x]Step",
        "- [] Step",
        "- [  ] Step",
        "- [ x ] Step",
        "- [x ] Step",
        "- [\u{a0}] Step",
        "- [ ]\u{a0}Step",
        "-\u{a0}[ ] Step",
        "\u{a0}- [ ] Step",
        "- [ ]\u{3000}Step",
        "* [-] Step",
        "+ [/] Step",
        "- [>] Step",
        "- [~] Step",
        "- [!] Step",
        "- [?] Step",
        "- [✓] Step",
        "- [✔️] Step",
        "- [🚧] Step",
        "- [1] Step",
        "- [X] Step",
        "1.[ ] Step",
        "1) [.] Step",
        "• [ ] Step",
        "– [ ] Step",
        "- ☐ Step",
        "☑ Step",
        "[ ] Step",
        "[ ]Step",
        "[-] Step",
        "- \\[ \\] Step",
        "- \\[x] Step",
        "- [x]: Step",
        "> - [-] Step",
        "> [ ] Step",
        "- - [-] Step",
        "- <input type=\"checkbox\"> Step",
        "- <input disabled type='checkbox' checked/> Step",
    ] {
        let imported = markdown(&format!("# T\n\n## S\n\n{line}\n"));
        let titles = step_titles(&imported);
        let title = titles.last().unwrap().trim_start_matches(": ");
        assert_eq!(title, "Step", "{line:?}\n{}", outline(&imported));
        assert_eq!(titles.len(), 1, "{line:?}");
    }
}

#[test]
fn what_only_looks_like_a_box_is_none() {
    for line in [
        "- [a](https://a.example)",
        "- [x](https://a.example) list",
        "- []string",
        "- [ab] c",
        "[1] A book",
        "[x](https://a.example)",
        "[]string{}",
        "- `[ ]` is a box",
        "*[x] is emphasis*",
        "```\n- [-] code\n```",
        "<pre>\n- [-] html\n</pre>",
        "- [r] ref\n\n[r]: https://a.example",
    ] {
        let imported = markdown(&format!("- [ ] Step\n\n{line}\n"));
        assert_eq!(step_titles(&imported), ["Step"], "{line:?}");
    }
}

#[test]
fn marks_are_statuses_where_asked_for_and_others_are_told() {
    let text = "# Night shift\n\n- [ ] Open\n- [-] Warn\n- [~] Call\n- [/] Drain one\n- [>] Drain two\n- [!] Wait\n- [✓] Close\n- [?] Look\n- [x] Snapshot\n";
    let imported = markdown_with_ticks(text);
    assert_eq!(
        statuses(&imported),
        [
            "warn: not_applicable (imported as not applicable)",
            "call: not_applicable (imported as not applicable)",
            "drain-one: in_progress",
            "drain-two: in_progress",
            "wait: blocked (imported as blocked)",
            "close: done",
            "snapshot: done"
        ]
    );
    let report = imported.report.to_string();
    assert!(
        report.contains("line 10: the mark `[?]` is no status that is known: it starts as todo"),
        "{report}"
    );
    assert!(markdown(text).statuses.is_empty());
}

#[test]
fn a_box_on_a_line_under_an_item_is_a_step_of_its_own() {
    let imported =
        markdown_with_ticks("# T\n\n- [ ] Stop the service\n[ ] Copy the files\n[x] Start the service\n");
    assert_eq!(outline(&imported), "- Stop the service\n- Copy the files\n- Start the service\n");
    assert_eq!(statuses(&imported), ["start-the-service: done"]);
    let inner = markdown("- [ ] Stop\n  [ ] Copy\n");
    assert_eq!(outline(&inner), "# Stop\n  - Stop\n  - Copy\n");
}

#[test]
fn plain_items_among_boxes_are_named_by_line_or_steps() {
    let text =
        "## S\n\n- [ ] A\n  - note\n    - deeper\n- why\n\n## T\n\n- [ ] B\n\n## Plain\n\n- one\n- two\n";
    let imported = markdown(text);
    assert_eq!(step_titles(&imported), ["A", "B"]);
    assert!(
        imported.report.to_string().contains(
            "lines 4-6 and 14-15: an item without a box is text in a detail (`--bullets` makes it a step)"
        ),
        "{}",
        imported.report
    );
    let bullets = ReaderOptions { bullets: true, ..ReaderOptions::default() };
    let imported = read("list.md", text, &bullets);
    assert_eq!(
        outline(&imported),
        "# S\n  # A\n    - A\n    # note\n      - deeper\n  - why\n# T\n  - B\n# Plain\n  - one\n  - two\n"
    );
}

#[test]
fn rows_with_boxes_are_steps_beside_a_list() {
    let imported = markdown_with_ticks(
        "# T\n\n## Steps\n\n- [ ] A listed step\n\n| Done | Task | Who |\n|---|---|---|\n| [ ] | Stop the service | ops |\n| [x] | Copy the files | ops |\n| <input type=\"checkbox\"> | Start | |\n\n| Task | Who |\n|---|---|\n| [ ] Call | ops |\n",
    );
    assert_eq!(
        outline(&imported),
        "# Steps\n  - A listed step\n  - Stop the service\n      | - Who: ops\n  - Copy the files\n      | - Who: ops\n  - Start\n  - Call\n      | - Who: ops\n"
    );
    assert_eq!(statuses(&imported), ["copy-the-files: done"]);
    let features = markdown("- [ ] A\n\n| Feature | Linux |\n|---|---|\n| Sound | ✅ |\n");
    assert_eq!(step_titles(&features), ["A"]);
}

#[test]
fn a_heading_with_a_box_is_a_step() {
    let imported = markdown_with_ticks(
        "# T\n\n## Setup\n\n### ☐ Step 1: Add the key\n\n1. Open it\n\n### [x] Step 2\n\n- [ ] inner\n",
    );
    assert_eq!(
        outline(&imported),
        "# Setup\n  - Step 1: Add the key\n      | 1. Open it\n  # Step 2\n    - Step 2\n    - inner\n"
    );
    assert_eq!(statuses(&imported), ["step-2: done"]);
}

#[test]
fn boxes_in_html_are_named_by_their_lines() {
    let imported = markdown(
        "- [ ] A\n\n<ul>\n<li><input type=\"checkbox\"> One</li>\n<li><input type=\"checkbox\" checked> Two</li>\n</ul>\n",
    );
    let report = imported.report.to_string();
    for line in [
        "line 4: a box within HTML is text, no step: \"<li><input type=\"checkbox\"> One</li>\"",
        "line 5: a box within HTML is text, no step: ",
    ] {
        assert!(report.contains(line), "{report}");
    }
    assert!(imported.raw.detail.as_deref().unwrap().contains("☑ Two"), "{:?}", imported.raw.detail);
}

/// Pieces of lists as people write them, each a line.
fn list_line() -> impl Strategy<Value = String> {
    let indent = prop::sample::select(vec!["", "", "", "  ", "    ", "> "]);
    let bullet = prop::sample::select(vec!["- ", "* ", "1. ", "-", ""]);
    let mark = prop::sample::select(vec!["[ ] ", "[x] ", "[-] ", "[] ", "[ x ] ", "[ ]", "", ""]);
    (indent, bullet, mark).prop_map(|(indent, bullet, mark)| format!("{indent}{bullet}{mark}"))
}

/// The lines that a report names.
fn named_lines(imported: &Imported) -> Vec<usize> {
    imported.report.remarks.iter().flat_map(|remark| remark.lines.clone()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_item_is_a_step_or_is_named(starts in prop::collection::vec((list_line(), 0..4_usize), 1..20), bullets: bool) {
        let mut text = "# T\n\n## S\n\n- [ ] first\n".to_owned();
        let mut items = Vec::new();
        for (n, (start, end)) in starts.iter().enumerate() {
            let line = text.lines().count() + 1;
            let has_bullet = start.trim_start_matches([' ', '>']).starts_with(['-', '*', '1']);
            // A dash without a blank and a box behind it is a word.
            // An indent of four blanks makes code of it.
            let has_bullet = has_bullet && !start.starts_with("    ");
            let is_item = start.contains('[') || (has_bullet && !start.trim_end().is_empty() && start.ends_with(' '));
            text.extend([start, "word", &n.to_string(), "\n"]);
            text.push_str(["", "", "\n", "\n## H\n\n"][*end]);
            if is_item {
                items.push((line, format!("word{n}")));
            }
        }
        let options = ReaderOptions { bullets, ..ReaderOptions::default() };
        let imported = import("list.md", text.as_bytes(), &options).unwrap();
        let named = named_lines(&imported);
        let outline = outline(&imported);
        let titles: Vec<&str> = outline.lines().map(str::trim_start).filter_map(|line| line.strip_prefix("- ").or_else(|| line.strip_prefix("# "))).collect();
        for (line, word) in items {
            let is_title = titles.iter().any(|title| title.split_whitespace().next() == Some(&word));
            prop_assert!(is_title || named.contains(&line), "{word} of line {line} in\n{text}\n{outline}\n{}", imported.report);
        }
    }
}

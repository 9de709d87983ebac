//! Sections: headings, bold lines, and what has no steps.

use super::{markdown, outline};

#[test]
fn one_heading_of_the_first_level_is_the_title_and_several_are_sections() {
    assert_eq!(markdown("# T\n\n- [ ] a\n\n# Thanks\n\nto all\n").raw.title, "T");
    let several = markdown("# One\n\n- [ ] a\n\n# Two\n\n- [ ] b\n");
    assert_eq!(
        (several.raw.title.as_str(), outline(&several).as_str()),
        ("list", "# One\n  - a\n# Two\n  - b\n")
    );
    assert_eq!(markdown("+++\ntitle = 'Plus'\n+++\n\n- [ ] a\n").raw.title, "Plus");
    assert_eq!(markdown("- [ ] a\n").raw.id, "list");
}

#[test]
fn what_has_no_steps_is_detail() {
    let imported =
        markdown("# T\n\n## S\n\n- [ ] a\n\n### Back out\n\nRun `undo`.\n\n## About\n\nWords.\n\n- list\n");
    assert_eq!(
        outline(&imported),
        "# S\n    | **Back out**\n    |\n    | Run `undo`.\n    |\n    | **About**\n    |\n    | Words.\n    |\n    | - list\n  - a\n"
    );
    let report = imported.report.to_string();
    for line in [
        "line 7: without steps of its own, so it stands in the detail of the section around it: \"Back out\"",
        "line 11: without steps of its own, so it stands in the detail of the section before it: \"About\"",
        "line 15: an item without a box is text in a detail",
        "left out: nothing",
    ] {
        assert!(report.contains(line), "{report}");
    }
}

#[test]
fn text_before_all_sections_is_of_the_checklist() {
    let imported = markdown(
        "# T\n\nFor [all](https://a.example).\n\nCall 112.\n\n## Contacts\n\n- me\n\n## S\n\n- [ ] a\n",
    );
    assert_eq!(imported.raw.summary.as_deref(), Some("Call 112."));
    assert_eq!(imported.raw.detail.as_deref(), Some("For [all](https://a.example).\n\n**Contacts**\n\n- me"));
    assert_eq!(outline(&imported), "# S\n  - a\n");
}

#[test]
fn bold_lines_above_lists_are_headings() {
    let imported = markdown(
        "## S\n\n**First:**\n- [ ] a\n\n**Second** is text\n\n**Third**:\n\n- [ ] b\n\n## T\n\n- [ ] c\n",
    );
    assert_eq!(
        outline(&imported),
        "# S\n  # First\n      | **Second** is text\n    - a\n  # Third\n    - b\n# T\n  - c\n"
    );
    assert!(imported.report.to_string().contains("2 bold lines above lists became headings of sections"));
}

#[test]
fn headings_may_skip_levels_and_be_underlined() {
    let imported = markdown("#### Deep\n\n- [ ] a\n\nTop\n---\n\n- [ ] b\n");
    assert_eq!(outline(&imported), "# Deep\n  - a\n# Top\n  - b\n");
}

#[test]
fn nesting_ends_where_a_checklist_ends() {
    let mut text = String::new();
    for depth in 0..40 {
        text.extend(["  ".repeat(depth), format!("- [ ] level {depth}\n")]);
    }
    let imported = markdown(&text);
    assert_eq!(imported.report.steps, 40);
    assert!(imported.report.to_string().contains("lines 33-39: nested too deep, its steps stand beside it"));
}

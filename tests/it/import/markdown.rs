//! Items of Markdown lists as steps.

use std::io::Write as _;

use runsheet::checklist::{Checklist, Piece, ReaderOptions, pieces};
use runsheet::import::ImportError;
use runsheet::text::Hint as _;

use super::{ids, import_error, markdown, markdown_with_ticks, outline, read, statuses};

#[test]
fn headings_items_links_text_and_code_come_over() {
    let imported = markdown(
        "---\ntitle: \"From the front\"\n---\n\
         # Cut a release\n\nHow we *cut* it.\n\n<!-- for the editor -->\n\n\
         ## Before\n\nAsk first.\n\n\
         - [ ] Read the [guide](https://a.example/guide) and\n  https://b.example/x.\n\n  It is long.\n\n  > Really.\n\n\
           \x20\x20```bash\n  git fetch\n  git tag\n  ```\n\n  ```yaml\n  a: 1\n  ```\n\
         - [x] ~~Sleep~~ `well`\n\n\
         ## After\n\n### Deep\n\n1. [ ] Rest\n",
    );
    assert_eq!(imported.raw.title, "Cut a release");
    assert_eq!(imported.raw.summary.as_deref(), Some("How we cut it."));
    assert_eq!(
        outline(&imported),
        "# Before\n    | Ask first.\n  - Read the guide and https://b.example/x.\n      | It is long.\n      |\n      | > Really.\n      |\n      | ```yaml\n      | a: 1\n      | ```\n      > guide https://a.example/guide\n      > https://b.example/x https://b.example/x\n      $ git fetch; git tag (bash)\n  - ~~Sleep~~ well\n# After\n  # Deep\n    - Rest\n"
    );
    assert_eq!(
        imported.report.to_string(),
        "taken over from Markdown: 3 steps, 3 sections, 2 references and 1 command\n\
         changed: nothing\n\
         left out:\n\
         \u{20}\u{20}the file gives 1 step a status; each starts as todo (`--keep-ticks` takes it over)\n\
         \u{20}\u{20}line 8: a comment: \"for the editor\"\n"
    );
}

#[test]
fn ticks_are_kept_only_where_asked_for() {
    let text = "- [x] One\n- [X] Two\n- [ ] Three\n";
    assert!(markdown(text).statuses.is_empty());
    assert_eq!(statuses(&markdown_with_ticks(text)), ["one: done", "two: done"]);
}

#[test]
fn an_item_with_boxes_under_it_is_a_section_whose_first_step_it_is() {
    let imported = markdown_with_ticks(
        "- [x] Validate: see [it](https://a.example)\n\n  Carefully.\n\n  - [ ] version\n  - plain\n  - [x] nodes\n- Prepare <b>all</b>\n  - [ ] disk\n",
    );
    assert_eq!(
        outline(&imported),
        "# Validate: see it\n  - Validate: see it\n      | Carefully.\n      |\n      | - plain\n      > it https://a.example\n  - version\n  - nodes\n# Prepare all\n  - disk\n"
    );
    assert_eq!(statuses(&imported), ["validate-see-it: done", "nodes: done"]);
}

#[test]
fn plain_bullets_are_text_of_what_they_stand_under() {
    let imported =
        markdown("## S\n\n- [ ] A\n  - note [x](docs/a.md)\n    - deeper\n- why\n- how\n- [ ] B\n");
    assert_eq!(
        outline(&imported),
        "# S\n    | - why\n    | - how\n  - A\n      | - note [x](docs/a.md)\n      |   - deeper\n      > x docs/a.md\n  - B\n"
    );
}

#[test]
fn a_list_without_boxes_offers_its_bullets() {
    let text = "# T\n\n- One\n  - Inner\n- Two\n\n| a |\n|---|\n| b |\n";
    let error = import_error("list.md", text);
    assert_eq!(
        error.to_string(),
        "there is no task list in it: no item begins with `[ ]`, but there are 3 plain items and 1 table"
    );
    assert_eq!(
        error.hint().as_deref(),
        Some("`--bullets` takes every item as a step, `--table` the rows of tables")
    );
    let bullets = ReaderOptions { bullets: true, ..ReaderOptions::default() };
    let imported = read("list.md", text, &bullets);
    assert_eq!(outline(&imported), "# One\n  - Inner\n- Two\n");
    assert!(
        imported.report.to_string().contains(
            "line 7: text under no section is in the detail of the checklist: \"| a | |---| | b |\""
        )
    );
    let nothing = import_error("list.md", "just words");
    assert!(matches!(nothing, ImportError::NoBoxes { bullets: 0, tables: 0 }));
    assert_eq!(nothing.hint().as_deref(), Some("write a step as `- [ ] what to do`"));
}

#[test]
fn code_that_ends_the_list_goes_to_the_step_before_it() {
    let imported = markdown(
        "## S\n\n1. [ ] Stop\n```sh\nsystemctl stop x\n```\n```\noutput\n```\n2. [ ] Start\n\nEnd.\n",
    );
    assert_eq!(
        outline(&imported),
        "# S\n    | End.\n  - Stop\n      | ```\n      | output\n      | ```\n      $ systemctl stop x (sh)\n  - Start\n"
    );
    assert!(
        imported
            .report
            .to_string()
            .contains("lines 4 and 7: code behind a list went to the step before it: \"Stop\"")
    );
}

#[test]
fn every_shell_is_a_command_and_other_code_is_text() {
    for (word, shell) in [
        ("console", "sh"),
        ("pwsh", "powershell"),
        ("PowerShell", "powershell"),
        ("cmd", "cmd"),
        ("ps1", "powershell"),
    ] {
        let imported = markdown(&format!("- [ ] A\n\n  ```{word} title=x\n  run\n  ```\n"));
        assert_eq!(outline(&imported), format!("- A\n    $ run ({shell})\n"));
    }
    assert_eq!(outline(&markdown("- [ ] A\n\n      indented\n")), "- A\n    | indented\n");
}

#[test]
fn tasks_in_quotations_are_steps() {
    assert_eq!(
        outline(&markdown("## S\n\n> > - [ ] A\n> >   more\n> >\n> >   text\n>\n> said\n")),
        "# S\n    | said\n  - A more\n      | text\n"
    );
}

#[test]
fn html_is_readable_and_placeholders_stay() {
    let imported = markdown(
        "- [ ] Run<br>on <kbd>Ctrl</kbd> <VERSION> <Merge Request> <!-- secret --> <a href=\"https://a.example/\">page</a> 2 < 3 &amp; &lt;b&gt;\n\n  <details><summary>More</summary>Text &amp; words</details>\n\n  Set <NAME>.\n",
    );
    assert_eq!(
        outline(&imported),
        "- Run on Ctrl <VERSION> <Merge Request>  page 2 < 3 & <b>\n    | More\\\n    | Text & words\n    |\n    | Set \\<NAME>.\n    > page https://a.example/\n"
    );
    assert!(imported.report.to_string().contains("line 1: a comment: \"secret\""));
}

#[test]
fn addresses_that_may_not_be_opened_are_told_in_words() {
    let imported =
        markdown("- [ ] [mail](mailto:a@b.example) [up](../x.md) [here](#x) [f](a.md#y) ![pic](p.png)\n");
    assert_eq!(
        outline(&imported),
        "- mail up here f pic\n    > mail (mailto:a@b.example) (none)\n    > up (../x.md) (none)\n    > f a.md\n    > pic p.png\n"
    );
    let report = imported.report.to_string();
    assert!(
        report.contains("line 1: \"mailto:a@b.example\" is no address that a checklist may open"),
        "{report}"
    );
    assert!(report.contains("line 1: a link to another place in the file: \"here\""), "{report}");
}

#[test]
fn named_links_keep_their_address_in_text() {
    let imported = markdown(
        "## See [all][a]\n\nMore in the [manual].\n\n- [ ] One\n\n  Read [it][a].\n\n[a]: https://a.example/\n[manual]: https://b.example/\n",
    );
    assert_eq!(
        outline(&imported),
        "# See all\n    | See [all](<https://a.example/>)\n    |\n    | More in the [manual](<https://b.example/>).\n  - One\n      | Read [it](<https://a.example/>).\n      > it https://a.example/\n"
    );
}

#[test]
fn ids_stay_when_items_move() {
    let list =
        |a: &str, b: &str| format!("## One\n\n- [ ] {a}\n- [ ] Check\n\n## Two\n\n- [ ] {b}\n- [ ] Check\n");
    let mut first = ids(&markdown(&list("Stop the *server*", "Start it")));
    let mut second = ids(&markdown(&list("Start it", "Stop the server")));
    first.sort();
    second.sort();
    assert_eq!(first, ["check-one", "check-two", "one", "start-it", "stop-the-server", "two"]);
    assert_eq!(first, second);
}

#[test]
fn the_title_of_a_paragraph_is_its_first_sentence() {
    let imported =
        markdown(&format!("- [ ] Ask [her](https://a.example) first. {}\n", "Then go on. ".repeat(20)));
    let step = &imported.raw.steps[0];
    assert_eq!(step.title, "Ask her first.");
    assert!(step.detail.as_deref().unwrap().starts_with("Ask [her](https://a.example) first. Then go on."));
    assert!(
        imported.report.to_string().contains(
            "line 1: a whole paragraph: its first sentence is the title, all of it is in the detail"
        )
    );
}

#[test]
fn a_long_title_is_whole() {
    let title = "check each one of the many servers of the site ".repeat(8);
    let imported = markdown(&format!("- [ ] {title}\n"));
    assert_eq!(outline(&imported), format!("- {}\n", title.trim()));
    assert!(imported.report.remarks.is_empty(), "{}", imported.report);
}

#[test]
fn a_step_that_is_or_ends_in_a_command_gives_it_to_copy() {
    for (text, command) in [
        ("`systemctl restart sshd`", "systemctl restart sshd"),
        ("`reboot`", "reboot"),
        ("Drain it: `$ kubectl drain node-1`.", "kubectl drain node-1"),
        ("Run `reboot`", "reboot"),
        ("**Get** services with `Get-Service WsusService`", "Get-Service WsusService"),
    ] {
        let imported = markdown(&format!("- [ ] {text}\n"));
        assert!(outline(&imported).ends_with(&format!("    $ {command} ()\n")), "{}", outline(&imported));
    }
    for text in ["Edit `postgresql.conf`", "`reboot` the server", "Set `max wait` to 5", "Plain"] {
        assert!(!outline(&markdown(&format!("- [ ] {text}\n"))).contains('$'), "{text}");
    }
}

#[test]
fn an_address_of_mail_is_no_file() {
    let imported = markdown("- [ ] Tell <ops@example.com>\n");
    assert_eq!(outline(&imported), "- Tell ops@example.com\n");
    assert!(imported.report.remarks.is_empty(), "{}", imported.report);
}

#[test]
fn an_item_without_words_is_called_by_what_is_under_it_or_told() {
    let imported = markdown("- [ ] ![](https://a.example/p.png)\n- [ ] <!-- later -->\n- [ ] Words\n");
    assert_eq!(
        outline(&imported),
        "- https://a.example/p.png\n    > https://a.example/p.png https://a.example/p.png\n- Words\n"
    );
    assert!(imported.report.to_string().contains("line 2: an item without words"));
}

#[test]
fn words_in_braces_stay_as_they_are() {
    let imported = markdown("# {{title}}\n\n- [ ] Put {{ site }} and {{site}}\n\n  Then `{{x}}`, {{y}}.\n");
    let checklist = Checklist::from_raw(&imported.raw).unwrap();
    let step = &checklist.steps()[0];
    assert_eq!(step.title.as_str(), "Put {{ site }} and {{site}}");
    let pieces = pieces(step.detail.as_ref().unwrap().as_str());
    let is_text = |piece: &Piece<'_>| matches!(piece, Piece::Text(_) | Piece::Literal("{{x}}" | "{{y}}"));
    assert!(pieces.len() > 2 && pieces.iter().all(is_text), "{pieces:?}");
}

/// Counted by another parser, where it is installed.
#[test]
fn there_are_as_many_steps_as_another_parser_finds_tasks() {
    let texts = [
        "- [ ] a\n  - [x] b\n\n1. [ ] c\n\n```\n- [ ] no\n```\n\n    - [ ] code\n\n* [ ] e\n+ [X] f\n",
        "# A\n\n- [ ] one\n  two\n- plain\n  - [ ] inner\n\ttext\n\n<!--\n- [ ] no\n-->\n\n10) [ ] ten\n",
    ];
    for text in texts {
        let Ok(mut child) = std::process::Command::new("cmark-gfm")
            .args(["-e", "tasklist"])
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .spawn()
        else {
            std::io::stderr().write_all(b"SKIPPED: no cmark-gfm here to count tasks with\n").unwrap();
            return;
        };
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        let html = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
        assert_eq!(markdown(text).report.steps, html.matches("type=\"checkbox\"").count(), "{html}");
    }
}

//! Tables whose rows are steps.

use runsheet::checklist::{ReaderOptions, TableSelector};
use runsheet::import::import;
use runsheet::text::Hint as _;

use super::{ids, markdown_with_ticks, outline, read, statuses};

const TABLE: &str = "# T\n\n## S\n\n| Done | Step | Owner | Link |\n|---|---|---|---|\n| [ ] | Stop `x` | DBA | [wiki](https://a.example) |\n| [x] | Start | | |\n| ☐ | | Nobody | |\n";

fn table_options(table: &str) -> ReaderOptions {
    ReaderOptions { table: Some(TableSelector::from_arg(table)), keep_ticks: true, bullets: false }
}

#[test]
fn rows_with_boxes_are_steps() {
    let imported = read("t.md", TABLE, &table_options(""));
    assert_eq!(
        outline(&imported),
        "# S\n  - Stop x\n      | - Owner: DBA\n      | - Link: [wiki](https://a.example)\n      > wiki https://a.example\n  - Start\n  - - Owner: Nobody\n      | - Owner: Nobody\n"
    );
    assert_eq!(statuses(&imported), ["start: done"]);
}

#[test]
fn columns_can_be_named() {
    let imported = read("t.md", TABLE, &table_options("step, owner"));
    assert!(
        outline(&imported).starts_with("# S\n  - Stop x\n      | - Owner: DBA\n"),
        "{}",
        outline(&imported)
    );
    assert!(
        imported.report.to_string().contains("line 5: a column of a table: \"Link\""),
        "{}",
        imported.report
    );
    let error = import("t.md", TABLE.as_bytes(), &table_options("Task")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no table has the columns \"Task\"; the columns are: \"Done\", \"Step\", \"Owner\", \"Link\""
    );
    assert!(error.hint().unwrap().contains("--table"));
}

#[test]
fn other_tables_stay_text() {
    let imported = read("t.md", &format!("{TABLE}\n| a | b |\n|---|---|\n| c | d |\n"), &table_options(""));
    assert!(
        outline(&imported).starts_with("# S\n    | | a | b |\n    | |---|---|\n    | | c | d |\n"),
        "{}",
        outline(&imported)
    );
}

#[test]
fn boxes_by_the_names_of_their_characters_are_boxes() {
    let imported = markdown_with_ticks(
        "| Item | Checked |\n|---|:---:|\n| Separate `/boot` | :black_square_button: |\n| Locked | :ballot_box_with_check: |\n",
    );
    assert_eq!(ids(&imported), ["separate-boot", "locked"]);
    assert_eq!(statuses(&imported), ["locked: done"]);
}

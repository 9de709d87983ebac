//! Issue forms of GitHub: options of checkboxes as steps, texts as detail, fields told.

use super::{import_error, keep_ticks, outline, read};
use runsheet::import::{ImportError, ImportFormat, detect};

const FORM: &str = "\
name: Cut a release
description: One issue for each release
labels: [\"release\"]
body:
  - type: markdown
    attributes:
      value: |
        Tell *everybody* before you begin.
  - type: input
    id: version
    attributes:
      label: Version
    validations:
      required: true
  - type: checkboxes
    id: before
    attributes:
      label: Before
      description: On the day before
      options:
        - label: Read the [handbook](https://example.org/handbook)
          required: true
        - label: 'Say: it is frozen'
  - type: textarea
    attributes:
      label: After
      value: |
        - [ ] Announce it
        - [ ] Close the milestone
";

#[test]
fn options_are_steps_and_texts_are_detail() {
    let imported = read("release.yml", FORM, &keep_ticks());
    assert_eq!(imported.raw.title, "Cut a release");
    assert_eq!(
        outline(&imported),
        "# Before\n    | On the day before\n  - Read the handbook\n      > handbook https://example.org/handbook\n  \
         - Say: it is frozen\n# After\n  - Announce it\n  - Close the milestone\n"
    );
    assert_eq!(imported.raw.summary.as_deref(), Some("One issue for each release"));
    assert_eq!(imported.raw.detail.as_deref(), Some("Tell *everybody* before you begin."));
    let report = imported.report.to_string();
    assert!(report.starts_with("taken over from an issue form: 4 steps"), "{report}");
    assert!(report.contains("line 9: a field to fill in (\"input\"): \"Version\""), "{report}");
    // By its content, too.
    assert_eq!(detect("-", FORM.as_bytes()), Some(ImportFormat::IssueForm));
}

#[test]
fn what_is_no_form_or_stands_for_gigabytes_is_refused_with_the_line() {
    let form = |rest: &str| format!("name: x\nbody:\n  - type: checkboxes\n{rest}");
    let aliases = form("    a: &a [1, 2]\n    b: [*a, *a]\n");
    assert_eq!(import_error("a.yml", &aliases).to_string(), "line 5: aliases of YAML are not read");
    let deep = form(&format!("    a: {}1\n", "[".repeat(5_000)));
    let error = import_error("a.yml", &deep).to_string();
    assert!(error.starts_with("line 4: "), "{error}");
    let broken = import_error("a.yml", &form("    attributes: {\n"));
    assert!(matches!(broken, ImportError::Syntax { line: 4.., .. }), "{broken}");
    let empty = import_error("a.yml", &form("    attributes:\n      label: None\n"));
    assert!(matches!(empty, ImportError::NoBoxes { .. }), "{empty}");
}

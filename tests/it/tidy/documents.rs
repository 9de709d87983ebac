//! What the documents for contributors name is there.

use std::fs;

use super::{root, sources};

/// The texts between single backticks outside of code blocks.
fn quoted(document: &str) -> Vec<String> {
    let prose: Vec<&str> = document.split("```").step_by(2).collect();
    prose.join(" ").split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Whether a quoted text names a file or folder of the project.
fn is_path(text: &str) -> bool {
    let roots = ["src/", "tests/", "benches/", "checklists/", ".ci/", ".github/"];
    let ends = [".md", ".toml", ".json"];
    !text.contains([' ', '*'])
        && (roots.iter().any(|root| text.starts_with(root)) || ends.iter().any(|end| text.ends_with(end)))
}

/// Whether a quoted text is a name of the code that can be looked up: `ReportFormat`, `MAY_USE`.
fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[test]
fn contributing_names_what_is_there() {
    let document = fs::read_to_string(root().join("CONTRIBUTING.md")).unwrap();
    let quoted = quoted(&document);
    let mut faults = Vec::new();
    for path in quoted.iter().filter(|text| is_path(text)) {
        if !root().join(path).exists() {
            faults.push(format!("CONTRIBUTING.md names `{path}`, which is not there"));
        }
    }
    let code: String = ["src", "tests"]
        .into_iter()
        .flat_map(sources)
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    let words: std::collections::HashSet<&str> =
        code.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    for name in quoted.iter().filter(|text| is_name(text)) {
        if !words.contains(name.as_str()) {
            faults.push(format!("CONTRIBUTING.md names `{name}`, which is nowhere in the code"));
        }
    }
    assert!(quoted.iter().filter(|text| is_path(text)).count() > 30, "the paths are not recognised any more");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

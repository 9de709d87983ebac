//! One name, one thing: no type's name is declared twice.

use std::collections::BTreeMap;
use std::fs;

use super::{relative, sources};

/// The name of the type that a line declares. An indented `type` is an associated one.
fn declared_type(line: &str) -> Option<&str> {
    let code = line.trim_start();
    let code = match code.strip_prefix("pub(") {
        Some(rest) => rest.split_once(") ")?.1,
        None => code.strip_prefix("pub ").unwrap_or(code),
    };
    let name = ["struct ", "enum ", "trait "].iter().find_map(|word| code.strip_prefix(word));
    let name = name.or_else(|| code.strip_prefix("type ").filter(|_| !line.starts_with(' ')))?;
    name.split(|c: char| !c.is_alphanumeric() && c != '_').next().filter(|name| !name.is_empty())
}

#[test]
fn no_two_types_have_one_name() {
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for path in ["src", "tests", "benches"].into_iter().flat_map(sources) {
        let text = fs::read_to_string(&path).unwrap();
        for name in text.lines().filter_map(declared_type) {
            places.entry(name.to_owned()).or_default().push(relative(&path));
        }
    }
    assert!(places.contains_key("ReportFormat") && places.contains_key("Rng"), "types are not found");
    let twice: Vec<_> = places.iter().filter(|(_, files)| files.len() > 1).collect();
    assert!(twice.is_empty(), "{twice:#?}");
}

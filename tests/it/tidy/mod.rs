//! The walls: files are short and say their duty, imports run downwards, pure folders touch nothing
//! outside.

mod circles;
mod documents;
mod folders;
mod journeys;
mod names;

use std::fs;
use std::path::{Path, PathBuf};

/// Lines from which on a file is to be split.
const LONGEST: usize = 500;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The Rust files below a folder of the project, in order.
fn sources(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The files of the product: those of `src` without tests and what only tests use.
fn product() -> Vec<PathBuf> {
    let is_test = |path: &Path| {
        let parts = path.components().filter_map(|part| part.as_os_str().to_str());
        parts.into_iter().any(|part| matches!(part, "tests" | "tests.rs" | "testing" | "testing.rs"))
    };
    let inside = |path: &PathBuf| path.strip_prefix(root()).unwrap().to_owned();
    sources("src").into_iter().filter(|path| !is_test(&inside(path))).collect()
}

/// A path as the project names it: from its folder on, with slashes.
fn relative(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/")
}

/// The code of a file without its comments and without its tests, which may use anything.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let code = text.split("\nmod tests {").next().unwrap_or_default();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_file_states_its_duty_and_stays_short() {
    let mut faults = Vec::new();
    for path in ["src", "tests", "benches"].into_iter().flat_map(sources) {
        let text = fs::read_to_string(&path).unwrap();
        if !text.starts_with("//! ") {
            faults.push(format!("{}: does not open with its duty", relative(&path)));
        }
        let lines = text.lines().count();
        if lines > LONGEST {
            faults.push(format!("{}: {lines} lines", relative(&path)));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn nothing_is_left_to_do_in_the_code() {
    let marks =
        [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X:"), concat!("unimplemented", "!")];
    let mut faults = Vec::new();
    for path in sources("src").into_iter().chain(sources("tests")) {
        let text = fs::read_to_string(&path).unwrap();
        for mark in marks.iter().filter(|mark| text.contains(**mark)) {
            faults.push(format!("{}: {mark}", relative(&path)));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

//! The folders of `src`: which may use which, which are pure, and which write files.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::{code, product, relative, root};

/// The folders in their order, and those that each may use besides itself. A folder uses only folders
/// above it.
const MAY_USE: [(&str, &[&str]); 12] = [
    ("text", &[]),
    ("checklist", &["text"]),
    ("import", &["checklist", "text"]),
    ("session", &["checklist", "text"]),
    ("journal", &["session", "text"]),
    ("report", &["session", "checklist", "text"]),
    ("app", &["report", "journal", "session", "import", "checklist", "text"]),
    ("tui", &["session", "checklist", "text"]),
    ("terminal", &["tui", "app", "journal", "session", "checklist", "text"]),
    ("plain", &["tui", "app", "session", "checklist", "text"]),
    (
        "cli",
        &["plain", "terminal", "tui", "app", "report", "journal", "session", "import", "checklist", "text"],
    ),
    ("main", &["cli", "terminal", "app"]),
];

/// Folders without input or output.
const PURE: [&str; 6] = ["text", "checklist", "import", "session", "report", "tui"];

/// What a pure folder does not touch.
const EFFECTS: [&str; 10] = [
    "std::fs",
    "std::net",
    "std::process",
    "std::thread",
    "std::env",
    "std::io",
    "crossterm::",
    "Timestamp::now",
    "SystemTime",
    "Instant::now",
];

/// The files that write files, each for its own purpose.
const WRITERS: [&str; 2] = ["src/journal/fs.rs", "src/app/files.rs"];

/// The folder of `src` that a file belongs to: `src/session/event.rs` is in `session`, and
/// `src/main.rs` stands for itself. Nothing for the crate's page.
fn folder(path: &Path) -> Option<String> {
    let file = relative(path);
    let first = file.trim_start_matches("src/").split('/').next()?.trim_end_matches(".rs");
    (first != "lib").then(|| first.to_owned())
}

fn pure_files() -> impl Iterator<Item = std::path::PathBuf> {
    product().into_iter().filter(|path| folder(path).is_some_and(|name| PURE.contains(&name.as_str())))
}

#[test]
fn imports_run_downwards() {
    let mut faults = Vec::new();
    for path in product() {
        let Some(own) = folder(&path) else { continue };
        let Some((_, may_use)) = MAY_USE.iter().find(|(name, _)| *name == own) else {
            faults.push(format!("{}: the table does not name {own}", relative(&path)));
            continue;
        };
        // The program itself uses the library by its name.
        let code = code(&path).replace("runsheet::", "crate::");
        for used in code.split("crate::").skip(1) {
            let used: String = used.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let known = MAY_USE.iter().any(|(name, _)| *name == used);
            if known && used != own && !may_use.contains(&used.as_str()) {
                faults.push(format!("{}: {own} uses {used}", relative(&path)));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_table_has_an_order() {
    for (at, (name, may_use)) in MAY_USE.iter().enumerate() {
        for used in *may_use {
            let above = MAY_USE.iter().take(at).any(|(above, _)| above == used);
            assert!(above, "{name} may use {used}, which is not above it");
        }
    }
}

#[test]
fn every_folder_is_in_the_table_and_on_the_map() {
    let folders: BTreeSet<String> = product().iter().filter_map(|path| folder(path)).collect();
    let table: BTreeSet<String> = MAY_USE.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(folders, table);
    let page = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let map = page.split_once("//! # The map\n").unwrap().1;
    let rows = map.lines().map_while(|line| line.strip_prefix("//!")).filter(|line| line.starts_with(" |"));
    let mut named: BTreeSet<String> =
        rows.filter_map(|row| row.split('`').nth(1)).map(str::to_owned).collect();
    // The program's own file stands for itself.
    named.insert("main".to_owned());
    assert_eq!(named, folders);
}

#[test]
fn pure_folders_touch_nothing_outside() {
    let mut faults = Vec::new();
    for path in pure_files() {
        let code = code(&path);
        for effect in EFFECTS.iter().filter(|effect| code.contains(**effect)) {
            faults.push(format!("{}: {effect}", relative(&path)));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn files_are_written_in_one_place_each() {
    let mut faults = Vec::new();
    for path in product().into_iter().filter(|path| !WRITERS.contains(&relative(path).as_str())) {
        let code = code(&path);
        let writes =
            ["fs::write(", "File::create", "OpenOptions", "File::options().write", "File::options().append"];
        for write in writes.iter().filter(|write| code.contains(**write)) {
            // Opening for reading with flags of the system is not writing.
            if *write != "OpenOptions" || !code.contains("OpenOptionsExt") {
                faults.push(format!("{}: {write}", relative(&path)));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

//! The walls: imports run downwards, pure modules touch nothing outside, every file tells its duty
//! and stays short.

use std::fs;
use std::path::{Path, PathBuf};

/// The modules of the crate and those each may use, besides itself.
const MAY_USE: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("checklist", &["text"]),
    ("import", &["checklist", "text"]),
    ("session", &["checklist", "text"]),
    ("report", &["session", "checklist", "text"]),
    ("tui", &["session", "checklist", "text"]),
    ("journal", &["session", "text"]),
    ("app", &["journal", "report", "session", "import", "checklist", "text"]),
    ("terminal", &["tui", "app", "journal", "session", "checklist", "text"]),
    ("plain", &["tui", "app", "session", "checklist", "text"]),
];

/// Modules without input or output.
const PURE: &[&str] = &["text", "checklist", "import", "session", "report", "tui"];

/// What a pure module does not touch.
const EFFECTS: &[&str] = &[
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

/// Lines from which on a file is to be split.
const LONGEST: usize = 500;

fn sources(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
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

/// The module of the crate that a file belongs to: `src/session/event.rs` is `session`.
fn module(path: &Path) -> String {
    let inside = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
    let first = inside.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// The code of a file without its comments and without its tests, which may use anything.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let code = text.split("\nmod tests {").next().unwrap_or_default();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn is_test(path: &Path) -> bool {
    path.components()
        .any(|part| matches!(part.as_os_str().to_str(), Some("tests" | "tests.rs" | "testing.rs")))
}

#[test]
fn every_file_tells_its_duty_and_stays_short() {
    let mut faults = Vec::new();
    for path in ["src", "tests", "benches"]
        .iter()
        .filter(|folder| Path::new(folder).is_dir())
        .flat_map(|folder| sources(folder))
    {
        let text = fs::read_to_string(&path).unwrap();
        if !text.starts_with("//! ") {
            faults.push(format!("{}: does not open with its duty", path.display()));
        }
        let lines = text.lines().count();
        if lines > LONGEST {
            faults.push(format!("{}: {lines} lines", path.display()));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn imports_run_downwards() {
    let mut faults = Vec::new();
    for path in sources("src").into_iter().filter(|path| !is_test(path)) {
        let own = module(&path);
        let Some((_, may_use)) = MAY_USE.iter().find(|(name, _)| *name == own) else { continue };
        let code = code(&path);
        for used in code.split("crate::").skip(1) {
            let used: String = used.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let known = MAY_USE.iter().any(|(name, _)| *name == used) || used == "cli";
            if known && used != own && !may_use.contains(&used.as_str()) {
                faults.push(format!("{}: {own} uses {used}", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn pure_modules_touch_nothing_outside() {
    let mut faults = Vec::new();
    for path in sources("src").into_iter().filter(|path| !is_test(path)) {
        if PURE.contains(&module(&path).as_str()) {
            let code = code(&path);
            for effect in EFFECTS.iter().filter(|effect| code.contains(**effect)) {
                faults.push(format!("{}: {effect}", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn files_are_written_in_one_place_each() {
    let allowed_in = ["src/journal/fs.rs", "src/app/files.rs", "src/app/drafts.rs"];
    let mut faults = Vec::new();
    for path in sources("src").into_iter().filter(|path| !is_test(path)) {
        let code = code(&path);
        let writes =
            ["fs::write(", "File::create", "OpenOptions", "File::options().write", "File::options().append"];
        let allowed = allowed_in.iter().any(|file| path.ends_with(file));
        for write in writes.iter().filter(|write| !allowed && code.contains(**write)) {
            // Opening for reading with flags of the system is no writing.
            if *write != "OpenOptions" || !code.contains("OpenOptionsExt") {
                faults.push(format!("{}: {write}", path.display()));
            }
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
            faults.push(format!("{}: {mark}", path.display()));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

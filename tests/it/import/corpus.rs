//! Lists from other projects, where `RUNSHEET_CORPUS` names a folder of them; none is part of this one.

use std::io::Write as _;
use std::path::Path;

use runsheet::checklist::ReaderOptions;
use runsheet::checklist::{Checklist, parse};
use runsheet::import::import;

#[test]
fn every_list_at_hand_becomes_a_valid_checklist() {
    let Some(folder) = std::env::var_os("RUNSHEET_CORPUS") else {
        let text = "SKIPPED: RUNSHEET_CORPUS names no folder with lists that others wrote\n";
        std::io::stderr().write_all(text.as_bytes()).unwrap();
        return;
    };
    let entries = std::fs::read_dir(Path::new(&folder)).unwrap();
    for path in entries.flatten().map(|entry| entry.path()) {
        let name = path.to_string_lossy().into_owned();
        if name.ends_with("SOURCES.md") {
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        for keep_ticks in [false, true] {
            let options = ReaderOptions { keep_ticks, ..ReaderOptions::default() };
            let imported = import(&name, &bytes, &options).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(Checklist::from_raw(&imported.raw).is_ok());
            assert!(parse(&serde_json::to_vec(&imported.raw).unwrap()).is_ok());
        }
    }
}

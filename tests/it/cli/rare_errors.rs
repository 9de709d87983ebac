//! Errors that take some doing: another process that holds a lock, files that are too large or in the way.

use std::fs::{self, File};

use crate::support::TestEnv;

#[test]
fn names_that_are_too_long_or_end_with_a_dot_are_none() {
    let env = TestEnv::with_session();
    let long = "x".repeat(65);
    env.run(&format!("status {long}")).gives(&format!(
        r"
err| error: `{long}` is no session name
err| caused by: a session name has at most 64 characters
exit 1
"
    ));
    env.run("status site.").gives(
        r"
err| error: `site.` is no session name
err| caused by: a session name does not end with a dot
exit 1
",
    );
}

#[test]
fn a_checklist_that_is_too_large_is_not_read() {
    let env = TestEnv::new();
    File::create(env.path("large.json")).unwrap().set_len(65 << 20).unwrap();
    env.run("start --no-open [HOME]/large.json").gives(
        r"
err| error: cannot read `[HOME]/large.json`: it is larger than 64 MiB
exit 1
",
    );
}

#[cfg(unix)]
#[test]
fn a_file_in_the_place_of_the_sessions_folder_is_told() {
    let env = TestEnv::new();
    env.write("state/sessions", "");
    env.run("list").gives(
        r"
err| error: cannot look into `[HOME]/state/sessions`
err| caused by: Not a directory (os error 20)
exit 1
",
    );
    let result = env.run("start --no-open").result();
    assert!(result.starts_with("err| error: not saved: cannot create `[HOME]/state/sessions/"), "{result}");
    assert!(result.ends_with("err| caused by: Not a directory (os error 20)\nexit 1\n"), "{result}");
}

#[test]
fn a_log_that_another_process_holds_is_not_written() {
    let env = TestEnv::with_session();
    let lock = env.log().with_extension("lock");
    let held = File::options().read(true).write(true).create(true).truncate(false).open(lock).unwrap();
    held.lock().unwrap();
    let before = fs::read(env.log()).unwrap();
    env.run("mark site-a 1 done").gives(
        r"
err| error: not saved: another runsheet holds `[HOME]/state/sessions/site-a/alice@sccm01.lock`
err| hint: wait a moment and try again
exit 1
",
    );
    assert_eq!(fs::read(env.log()).unwrap(), before);
    fs::write(env.log(), [before, b"x\n".to_vec()].concat()).unwrap();
    env.run("repair site-a").gives(
        r"
err| error: another runsheet holds `[HOME]/state/sessions/site-a/alice@sccm01.lock`
err| hint: close it and try again
exit 1
",
    );
}

#[test]
fn another_persons_note_is_not_written_anew() {
    let env = TestEnv::with_session();
    env.run("note site-a 1 mine").by("bob").gives("noted on review-concepts: mine\n");
    let result = env.run("resume --plain").stdin("renote 1 yours\n").result();
    assert!(result.contains("not recorded: there is no note of yours to replace here\n"), "{result}");
}

/// The longest piece of an error's text that does not depend on data.
fn longest_literal(text: &str) -> String {
    let pieces =
        text.split('{').flat_map(|piece| piece.split_once('}').map_or([piece, ""], |(_, rest)| [rest, ""]));
    pieces
        .map(|piece| piece.trim_matches([' ', '`']))
        .max_by_key(|piece| piece.len())
        .unwrap_or_default()
        .to_owned()
}

fn read_tree(folder: &std::path::Path, all: &mut Vec<(std::path::PathBuf, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_tree(&path, all);
        } else if let Ok(text) = fs::read_to_string(&path) {
            all.push((path, text));
        }
    }
}

#[test]
fn every_error_that_people_see_stands_in_a_test() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut sources, mut tests) = (Vec::new(), Vec::new());
    read_tree(&root.join("src"), &mut sources);
    read_tree(&root.join("tests"), &mut tests);
    tests.extend(sources.iter().filter(|(path, _)| path.ends_with("cli/error_tests.rs")).cloned());
    // What the importer makes is valid by construction; its own test says so.
    let never = ["the list cannot be made a valid checklist:"];
    let mut missing = Vec::new();
    // What cannot be imported is nobody's to see before there is a command that imports.
    sources.retain(|(path, _)| !path.ends_with("import/error.rs"));
    for (path, source) in &sources {
        for error in source.split("#[error(\"").skip(1) {
            let piece = longest_literal(error.split("\")").next().unwrap().split("\",").next().unwrap());
            if !never.contains(&&*piece) && !tests.iter().any(|(_, test)| test.contains(&piece)) {
                missing.push(format!("{}: {piece}", path.display()));
            }
        }
    }
    assert!(sources.len() > 50 && missing.is_empty(), "{missing:#?}");
}

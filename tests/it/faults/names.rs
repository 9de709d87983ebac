//! Names from strangers stay in the sessions folder; links are refused; what is made is private.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

use crate::support::TestEnv;

const HOSTILE: [&str; 16] = [
    "..",
    "../x",
    "../../etc/x",
    "/etc/x",
    "a/b",
    "a\\b",
    "C:\\x",
    "c:x",
    "con",
    "nul.txt",
    "com1",
    ".x",
    "-x.",
    "a\0b",
    "a\nb",
    "UPPER",
];

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn no_session_name_leaves_the_folder() {
    let env = TestEnv::with_session();
    let before = env.all_files();
    let long = "x".repeat(300);
    for name in HOSTILE.into_iter().chain([long.as_str()]) {
        for command in ["start --no-open --name", "status", "verify", "repair", "undo", "log", "export"] {
            let result = env.run(&format!("{command} \"{name}\"")).result();
            assert!(
                result.ends_with("exit 1\n") || result.ends_with("exit 2\n"),
                "{command} {name:?}: {result}"
            );
            assert!(!result.contains('\0'), "{name:?}");
        }
    }
    assert_eq!(env.all_files(), before);
}

#[test]
fn users_hosts_and_steps_of_any_name_stay_in_the_session() {
    let env = TestEnv::new();
    let list =
        r#"{"format":1,"id":"../../x","title":"../../x","steps":[{"id":"../../etc/passwd","title":"A"}]}"#;
    let name = env.run("start --no-open -").stdin(list).result();
    let name = name.trim();
    let before = env.all_files();
    let long = "x".repeat(300);
    for user in HOSTILE.into_iter().chain([long.as_str(), "", "@", "a@b@c", "ü"]) {
        let result = env.run(&format!("note {name} 1 hi")).by(user).result();
        assert!(result.starts_with("noted on "), "{user:?}: {result}");
    }
    let folder = env.path("state/sessions").join(name);
    for path in env.all_files().keys().filter(|path| !before.contains_key(*path)) {
        assert_eq!(path.parent(), Some(&*folder), "{path:?}");
        let file = path.file_name().unwrap().to_str().unwrap();
        assert!(!file.starts_with('.') && file.len() <= 160, "{file}");
        assert!(
            file.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-@".contains(c)),
            "{file}"
        );
    }
    assert!(env.run("verify").result().contains(": sound"));
}

#[test]
fn what_is_made_is_private_unless_a_home_that_was_there_is_shared() {
    let env = TestEnv::with_session();
    env.run("mark site-a 1 done").gives("review-concepts is done\n");
    // A torn line and a repair make files as well.
    let log = fs::read(env.log()).unwrap();
    fs::write(env.log(), [&log[..], b"{\"seq\""].concat()).unwrap();
    env.run("mark site-a 2 done").gives("review-prerequisites is done\n");
    let log = fs::read(env.log()).unwrap();
    fs::write(env.log(), [&log[..], b"x\n"].concat()).unwrap();
    assert!(env.run("repair site-a").result().contains("set aside"));
    for (path, content) in env.all_files() {
        assert_eq!(mode(&path), if content.is_some() { 0o600 } else { 0o700 }, "{path:?}");
    }

    let env = TestEnv::new();
    fs::create_dir_all(env.path("state/sessions")).unwrap();
    for shared in ["state", "state/sessions"] {
        fs::set_permissions(env.path(shared), fs::Permissions::from_mode(0o2770)).unwrap();
    }
    env.run("start --no-open --name site-a").gives("site-a\n");
    assert_eq!((mode(&env.path("state")), mode(&env.path("state/sessions"))), (0o770, 0o770));
    // Who shares the home works on its sessions.
    assert_eq!(mode(&env.path("state/sessions/site-a")), 0o770);
    assert_eq!(mode(&env.log()), 0o660);
}

#[test]
fn links_in_the_place_of_a_session_a_log_or_a_lock_are_refused() {
    let env = TestEnv::with_session();
    env.run("mark site-a 1 done").gives("review-concepts is done\n");
    let (folder, log) = (env.path("state/sessions/site-a"), env.log());
    let lock = log.with_extension("lock");
    for path in [folder, log, lock.clone()] {
        let outside = env.path("outside");
        fs::rename(&path, &outside).unwrap();
        symlink(&outside, &path).unwrap();
        let before = env.all_files();
        let result = env.run("mark site-a 2 done").result();
        assert!(result.contains("symbolic link") && !result.contains("is done"), "{path:?}: {result}");
        if path != lock {
            let verified = env.run("verify site-a").result();
            assert!(
                verified.contains("symbolic link") && !verified.contains("sound"),
                "{path:?}: {verified}"
            );
            assert!(env.run("list").result().contains("symbolic link"), "{path:?}");
        }
        assert_eq!(env.all_files(), before, "{path:?}");
        fs::remove_file(&path).unwrap();
        fs::rename(&outside, &path).unwrap();
    }
    // Nothing that was made for the way there is followed either, also where it leads nowhere.
    let bob = lock.with_file_name("bob@sccm01.jsonl");
    symlink(env.path("nowhere"), &bob).unwrap();
    let result = env.run("mark site-a 2 done").by("bob").result();
    assert!(result.contains("symbolic link"), "{result}");
    assert!(!env.path("nowhere").exists());
}

//! Names from strangers stay in the sessions folder; links are refused; what is made is private.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

use crate::support::Sealed;

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
    let sealed = Sealed::with_session();
    let before = sealed.everything();
    let long = "x".repeat(300);
    for name in HOSTILE.into_iter().chain([long.as_str()]) {
        for command in ["start --no-open --name", "status", "verify", "repair", "undo", "log", "export"] {
            let result = sealed.run(&format!("{command} \"{name}\"")).result();
            assert!(
                result.ends_with("exit 1\n") || result.ends_with("exit 2\n"),
                "{command} {name:?}: {result}"
            );
            assert!(!result.contains('\0'), "{name:?}");
        }
    }
    assert_eq!(sealed.everything(), before);
}

#[test]
fn users_hosts_and_steps_of_any_name_stay_in_the_session() {
    let sealed = Sealed::new();
    let list =
        r#"{"format":1,"id":"../../x","title":"../../x","steps":[{"id":"../../etc/passwd","title":"A"}]}"#;
    let name = sealed.run("start --no-open -").stdin(list).result();
    let name = name.trim();
    let before = sealed.everything();
    let long = "x".repeat(300);
    for user in HOSTILE.into_iter().chain([long.as_str(), "", "@", "a@b@c", "ü"]) {
        let result = sealed.run(&format!("note {name} 1 hi")).by(user).result();
        assert!(result.starts_with("noted on "), "{user:?}: {result}");
    }
    let folder = sealed.path("state/sessions").join(name);
    for path in sealed.everything().keys().filter(|path| !before.contains_key(*path)) {
        assert_eq!(path.parent(), Some(&*folder), "{path:?}");
        let file = path.file_name().unwrap().to_str().unwrap();
        assert!(!file.starts_with('.') && file.len() <= 160, "{file}");
        assert!(
            file.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-@".contains(c)),
            "{file}"
        );
    }
    assert!(sealed.run("verify").result().contains(": sound"));
}

#[test]
fn what_is_made_is_private_and_a_home_that_was_there_keeps_its_rights() {
    let sealed = Sealed::with_session();
    sealed.run("mark site-a 1 done").gives("review-concepts is done\n");
    // A torn line and a repair make files as well.
    let log = fs::read(sealed.log()).unwrap();
    fs::write(sealed.log(), [&log[..], b"{\"seq\""].concat()).unwrap();
    sealed.run("mark site-a 2 done").gives("review-prerequisites is done\n");
    let log = fs::read(sealed.log()).unwrap();
    fs::write(sealed.log(), [&log[..], b"x\n"].concat()).unwrap();
    assert!(sealed.run("repair site-a").result().contains("set aside"));
    for (path, content) in sealed.everything() {
        assert_eq!(mode(&path), if content.is_some() { 0o600 } else { 0o700 }, "{path:?}");
    }

    let sealed = Sealed::new();
    fs::create_dir_all(sealed.path("state/sessions")).unwrap();
    for shared in ["state", "state/sessions"] {
        fs::set_permissions(sealed.path(shared), fs::Permissions::from_mode(0o2770)).unwrap();
    }
    sealed.run("start --no-open --name site-a").gives("site-a\n");
    assert_eq!((mode(&sealed.path("state")), mode(&sealed.path("state/sessions"))), (0o770, 0o770));
    assert_eq!(mode(&sealed.path("state/sessions/site-a")), 0o700);
}

#[test]
fn links_in_the_place_of_a_session_a_log_or_a_lock_are_refused() {
    let sealed = Sealed::with_session();
    sealed.run("mark site-a 1 done").gives("review-concepts is done\n");
    let (folder, log) = (sealed.path("state/sessions/site-a"), sealed.log());
    let lock = log.with_extension("lock");
    for path in [folder, log, lock.clone()] {
        let outside = sealed.path("outside");
        fs::rename(&path, &outside).unwrap();
        symlink(&outside, &path).unwrap();
        let before = sealed.everything();
        let result = sealed.run("mark site-a 2 done").result();
        assert!(result.contains("symbolic link") && !result.contains("is done"), "{path:?}: {result}");
        if path != lock {
            let verified = sealed.run("verify site-a").result();
            assert!(
                verified.contains("symbolic link") && !verified.contains("sound"),
                "{path:?}: {verified}"
            );
            assert!(sealed.run("list").result().contains("symbolic link"), "{path:?}");
        }
        assert_eq!(sealed.everything(), before, "{path:?}");
        fs::remove_file(&path).unwrap();
        fs::rename(&outside, &path).unwrap();
    }
    // Nothing that was made for the way there is followed either, also where it leads nowhere.
    let bob = lock.with_file_name("bob@sccm01.jsonl");
    symlink(sealed.path("nowhere"), &bob).unwrap();
    let result = sealed.run("mark site-a 2 done").by("bob").result();
    assert!(result.contains("symbolic link"), "{result}");
    assert!(!sealed.path("nowhere").exists());
}

//! Damaged logs, by the commands: named with path and line, read-only, exit code 5; a repair moves what
//! is damaged, deletes nothing, and leaves a session that opens or says why not.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use runsheet::app::library::Library;
use runsheet::app::open_session::OpenSession;
use runsheet::journal::Home;
use runsheet::session::Writer;

use super::admins::{list_of, name};
use crate::support::TestEnv;

/// A small session of two writers.
fn session() -> TestEnv {
    let env = TestEnv::with_list(&list_of(3));
    env.run("mark site-a s1 done").gives("s1 is done\n");
    env.run("mark site-a s2 blocked --reason no").by("bob").gives("s2 is blocked: no\n");
    env.run("note site-a s3 naïve").gives("noted on s3: naïve\n");
    env
}

fn bobs_log(env: &TestEnv) -> PathBuf {
    env.log().with_file_name("bob@sccm01.jsonl")
}

fn open(env: &TestEnv) -> Result<OpenSession, runsheet::app::open_session::OpenError> {
    let home = Home::new(env.path("state"));
    OpenSession::open(&home, &name(), &Writer::new("alice", "sccm01"), &Library { folder: None })
}

/// The number of the line that a byte stands in.
fn line_of(bytes: &[u8], at: usize) -> u64 {
    1 + bytes[..at].split(|byte| *byte == b'\n').count() as u64 - 1
}

#[test]
fn every_flipped_byte_is_named_at_its_line_and_makes_the_session_read_only() {
    let env = session();
    for log in [env.log(), bobs_log(&env)] {
        let whole = fs::read(&log).unwrap();
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 1 << (at % 8);
            fs::write(&log, &bytes).unwrap();
            let logs = Home::new(env.path("state")).read(&name()).unwrap();
            if at + 1 == whole.len() {
                // Without its newline a line was never committed.
                assert!(logs.is_sound() && logs.notices().len() == 1);
                continue;
            }
            let fault = logs.all_faults().next().unwrap_or_else(|| panic!("byte {at} of {log:?}"));
            assert_eq!((&fault.path, fault.line), (&log, Some(line_of(&whole, at))), "byte {at}: {fault}");
            if let Ok(session) = open(&env) {
                assert!(session.writer.fault().is_some());
                assert!(session.problems.iter().any(|problem| problem.starts_with(&*log.to_string_lossy())));
            }
        }
        fs::write(&log, &whole).unwrap();
    }
}

/// What the commands say and do with it, for some of the bytes.
#[test]
fn the_commands_name_a_flipped_byte_and_write_nothing() {
    let env = session();
    let whole = fs::read(env.log()).unwrap();
    for at in (0..whole.len() - 1).step_by(41) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x04;
        fs::write(env.log(), &bytes).unwrap();
        let place = format!("alice@sccm01.jsonl:{}: ", line_of(&whole, at));
        let before = env.all_files();
        for line in ["verify", "status", "log", "export", "mark site-a s3 done", "undo site-a"] {
            let result = env.run(line).result();
            assert!(result.contains(&place) && result.ends_with("exit 5\n"), "byte {at}, {line}:\n{result}");
        }
        assert!(env.run("list").result().contains(&place));
        assert_eq!(env.all_files(), before, "byte {at}");
    }
}

#[test]
fn a_log_cut_anywhere_opens_or_says_why_not() {
    let env = session();
    let whole = fs::read(env.log()).unwrap();
    for len in 0..whole.len() {
        fs::write(env.log(), &whole[..len]).unwrap();
        let logs = Home::new(env.path("state")).read(&name()).unwrap();
        let torn = len > 0 && whole[len - 1] != b'\n';
        assert_eq!(logs.notices().len(), usize::from(torn), "cut at {len}");
        let started = whole[..len].split(|byte| *byte == b'\n').count() > 2;
        assert_eq!(logs.is_sound(), started, "cut at {len}");
        assert_eq!(open(&env).is_ok(), started, "cut at {len}");
        if torn && len % 31 == 0 && started {
            env.run("mark site-a s3 done").gives("s3 is done\n");
            let kept = files(&env).into_iter().filter(|(path, _)| path.to_string_lossy().contains(".torn-"));
            let last = whole[..len].iter().rposition(|byte| *byte == b'\n').unwrap();
            assert!(kept.into_iter().any(|(_, bytes)| bytes == whole[last + 1..len]), "cut at {len}");
        }
    }
}

/// The files of the session but for the locks.
fn files(env: &TestEnv) -> BTreeMap<PathBuf, Vec<u8>> {
    let folder = env.path("state/sessions/site-a");
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.extension().is_none_or(|end| end != "lock"))
        .map(|path| (path.clone(), fs::read(path).unwrap()))
        .collect()
}

/// A line whose chain is right behind these bytes, whatever it says.
fn with_chain(bytes: &[u8], body: &str) -> Vec<u8> {
    use sha2::Digest as _;
    let before = bytes.trim_ascii_end().strip_suffix(b"\"}").map(|log| &log[log.len() - 64..]);
    let hash = sha2::Sha256::digest([before.unwrap_or_default(), body.as_bytes()].concat());
    let hex = hash.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    format!("{body},\"chain\":\"{hex}\"}}\n").into_bytes()
}

fn lines(path: &Path) -> Vec<Vec<u8>> {
    fs::read(path).unwrap().split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect()
}

/// One kind of damage: what is done, and what is said of it.
type Damage = (&'static str, fn(&TestEnv), &'static str);

const CASES: [Damage; 9] = [
    (
        "a deleted line",
        |env| edit(env, |lines| drop(lines.remove(2))),
        "alice@sccm01.jsonl:3: the chain does not match",
    ),
    (
        "a doubled line",
        |env| edit(env, |lines| lines.insert(2, lines[2].clone())),
        "alice@sccm01.jsonl:4: the chain does not match",
    ),
    (
        "swapped lines",
        |env| edit(env, |lines| lines.swap(2, 3)),
        "alice@sccm01.jsonl:3: the chain does not match",
    ),
    ("a header that was deleted", |env| edit(env, |lines| drop(lines.remove(0))), "alice@sccm01.jsonl:1: "),
    (
        "another session's log",
        |env| {
            let other = session();
            fs::copy(bobs_log(&other), bobs_log(env)).unwrap();
        },
        "bob@sccm01.jsonl: the log belongs to another session",
    ),
    (
        "a copy with more entries",
        |env| {
            let before = fs::read(bobs_log(env)).unwrap();
            append(
                &bobs_log(env),
                r#"{"seq":2,"clock":9,"at":"2026-11-22T18:00:00Z","event":{"noted":{"step":"s1","text":"x"}}"#,
            );
            fs::rename(bobs_log(env), bobs_log(env).with_file_name("copy.jsonl")).unwrap();
            fs::write(bobs_log(env), before).unwrap();
        },
        "copy.jsonl: this is a copy of the log of `bob@sccm01`, and only it has entry 2",
    ),
    (
        "a second start",
        |env| {
            let start = String::from_utf8(lines(&env.log())[1].clone()).unwrap();
            let event =
                start.split_once("\"event\":").unwrap().1.rsplit_once(",\"chain\"").unwrap().0.to_owned();
            let body = format!(r#"{{"seq":2,"clock":9,"at":"2026-11-22T18:00:00Z","event":{event}"#);
            append(&bobs_log(env), &body);
        },
        "bob@sccm01.jsonl:3: the session is started a second time",
    ),
    (
        "a newer format",
        |env| {
            let body = r#"{"runsheet_log":2,"session":"0193547a-7b1c-7000-8000-000000000001","writer":"bob@sccm01","started":"2026-11-22T17:03:11Z""#;
            fs::write(bobs_log(env), with_chain(b"", body)).unwrap();
        },
        "bob@sccm01.jsonl:1: written by a newer runsheet: ",
    ),
    (
        "an unknown event",
        |env| {
            append(
                &bobs_log(env),
                r#"{"seq":2,"clock":9,"at":"2026-11-22T18:00:00Z","event":{"painted":{}}"#,
            );
        },
        "bob@sccm01.jsonl:3: written by a newer runsheet: unknown variant `painted`",
    ),
];

fn edit(env: &TestEnv, change: impl FnOnce(&mut Vec<Vec<u8>>)) {
    let mut all = lines(&env.log());
    change(&mut all);
    fs::write(env.log(), all.concat()).unwrap();
}

fn append(log: &Path, body: &str) {
    let mut bytes = fs::read(log).unwrap();
    bytes.extend(with_chain(&bytes, body));
    fs::write(log, bytes).unwrap();
}

#[test]
fn each_kind_of_damage_is_named_and_repaired_without_losing_a_byte() {
    for (what, damage, message) in CASES {
        let env = session();
        damage(&env);
        let before = env.all_files();
        for line in ["verify site-a", "mark site-a s3 done", "adopt site-a -"] {
            let result = env.run(line).stdin(list_of(2)).result();
            assert!(result.contains(message) && result.ends_with("exit 5\n"), "{what}, {line}:\n{result}");
        }
        assert_eq!(env.all_files(), before, "{what}");
        let newer = message.contains("newer");
        let repaired = repair(&env);
        if newer {
            assert!(
                repaired.contains("still at fault: ") && !repaired.contains("set aside"),
                "{what}: {repaired}"
            );
            assert_eq!(env.all_files(), before, "{what}");
        } else if what != "a header that was deleted" {
            assert!(env.run("verify site-a").result().contains("site-a: sound"), "{what}: {repaired}");
            let _ = env.run("mark site-a s3 done").result();
            let log = env.run("log").result();
            assert!(log.contains("\"Do 3\" is done") || log.contains("s3 is done"), "{what}");
        }
    }
}

/// Repairs, and checks that every byte of every log is somewhere afterwards, and that what was done was
/// said. Gives back what was said.
fn repair(env: &TestEnv) -> String {
    let before = files(env);
    let message = env.run("repair site-a").result();
    let after = files(env);
    for (path, bytes) in &before {
        if after.get(path) == Some(bytes) {
            continue;
        }
        let name = format!("{}.", path.file_name().unwrap().to_string_lossy());
        let new = |other: &&PathBuf| {
            !before.contains_key(*other) && other.file_name().unwrap().to_string_lossy().starts_with(&name)
        };
        let asides: Vec<&PathBuf> = after.keys().filter(new).collect();
        assert!(asides.iter().any(|aside| after[*aside] == *bytes), "{} is lost\n{message}", path.display());
        for aside in asides {
            let name = aside.file_name().unwrap().to_string_lossy().into_owned();
            assert!(
                message.contains("set aside: ") && message.contains(&name),
                "{name} was not told:\n{message}"
            );
        }
    }
    message
}

#[derive(Debug, Clone)]
enum Mutation {
    Flip(prop::sample::Index, u8),
    Delete(prop::sample::Index),
    Double(prop::sample::Index),
    Swap(prop::sample::Index, prop::sample::Index),
    Cut(prop::sample::Index),
    Garbage(prop::sample::Index, Vec<u8>),
    Known(usize),
}

fn any_mutation() -> impl Strategy<Value = Mutation> {
    use prop::sample::Index;
    prop_oneof![
        (any::<Index>(), 1..=255_u8).prop_map(|(at, with)| Mutation::Flip(at, with)),
        any::<Index>().prop_map(Mutation::Delete),
        any::<Index>().prop_map(Mutation::Double),
        (any::<Index>(), any::<Index>()).prop_map(|(a, b)| Mutation::Swap(a, b)),
        any::<Index>().prop_map(Mutation::Cut),
        (any::<Index>(), prop::collection::vec(any::<u8>(), 1..40))
            .prop_map(|(at, with)| Mutation::Garbage(at, with)),
        (0..CASES.len()).prop_map(Mutation::Known),
    ]
}

fn mutate(env: &TestEnv, log: &Path, harm: &Mutation) {
    let bytes = fs::read(log).unwrap();
    let mut all = lines(log);
    if bytes.is_empty() {
        return;
    }
    match harm {
        Mutation::Flip(at, with) => {
            let mut bytes = bytes;
            let at = at.index(bytes.len());
            bytes[at] ^= with;
            return fs::write(log, bytes).unwrap();
        }
        Mutation::Cut(at) => return fs::write(log, &bytes[..at.index(bytes.len())]).unwrap(),
        Mutation::Garbage(at, with) => {
            let at = at.index(bytes.len());
            return fs::write(log, [&bytes[..at], with, &bytes[at..]].concat()).unwrap();
        }
        // These need a session that can still be read.
        Mutation::Known(case) => {
            let is_entry = |line: &Vec<u8>| line.starts_with(b"{\"seq\"");
            let begun = lines(&env.log()).get(1).is_some_and(is_entry);
            if begun && all.len() >= 4 && lines(&bobs_log(env)).len() == 2 {
                CASES[*case].1(env);
            }
            return;
        }
        Mutation::Delete(at) => drop(all.remove(at.index(all.len()))),
        Mutation::Double(at) => {
            let at = at.index(all.len());
            all.insert(at, all[at].clone());
        }
        Mutation::Swap(a, b) => {
            let (a, b) = (a.index(all.len()), b.index(all.len()));
            all.swap(a, b);
        }
    }
    fs::write(log, all.concat()).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    /// After any damage no command panics, no byte is lost in a repair, and the session opens or it is
    /// said why it does not.
    #[test]
    fn any_damage_can_be_repaired_or_is_told(harms in prop::collection::vec((any::<bool>(), any_mutation()), 1..4)) {
        let env = session();
        for (mine, harm) in &harms {
            let log = if *mine { env.log() } else { bobs_log(&env) };
            mutate(&env, &log, harm);
        }
        let before = env.all_files();
        let verified = env.run("verify site-a").result();
        for line in ["status site-a", "log site-a", "list", "export site-a"] {
            let _ = env.run(line).result();
        }
        prop_assert_eq!(&env.all_files(), &before);
        let message = repair(&env);
        let after = env.run("verify site-a").result();
        if after.contains("site-a: sound") {
            prop_assert!(!message.contains("still at fault"), "{}", message);
            let status = env.run("status site-a").result();
            prop_assert!(status.ends_with("exit 3\n") || status.contains("COMPLETE"), "{}", status);
            // The id may be what was damaged.
            let marked = env.run("mark site-a 1 in_progress").result();
            prop_assert!(marked.ends_with(" is in progress\n"), "{}", marked);
        } else {
            prop_assert!(message.contains("still at fault: ") && message.ends_with("exit 5\n"), "{}\n{}", verified, message);
        }
        let again = env.run("repair site-a").result();
        let expected = if after.contains("site-a: sound") { "nothing to repair" } else { "still at fault" };
        prop_assert!(again.starts_with(expected), "{}", again);
    }
}

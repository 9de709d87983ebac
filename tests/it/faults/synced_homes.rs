//! Homes of several admins that are joined: by copying files in any order, whole or in part, and by git.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use proptest::prelude::*;
use runsheet::session::{Status, Writer};
use tempfile::TempDir;

use super::admins::{SESSION, describe_logs, list_of, mark, read_logs};
use crate::support::TestEnv;
use crate::support::is_missing;

const ADMINS: usize = 3;
const STEPS: usize = 6;

fn admin(n: usize) -> Writer {
    Writer::new(["alice", "bob", "carol"][n], &format!("h{n}"))
}

fn folder(home: &Path) -> PathBuf {
    home.join("sessions").join(SESSION)
}

/// The logs of a session and what lies beside them, without locks.
fn files(home: &Path) -> Vec<String> {
    let names = fs::read_dir(folder(home)).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
    names.retain(|name| Path::new(name).extension().is_none_or(|end| end != "lock"));
    names.sort();
    names
}

/// A synchroniser: a file is copied where it has become longer, all of it or its first part.
fn synchronise(from: &Path, to: &Path, name: &str, permille: usize) {
    let there = folder(to).join(name);
    let whole = fs::read(folder(from).join(name)).unwrap_or_default();
    let before = fs::read(&there).unwrap_or_default();
    let len = before.len() + (whole.len().saturating_sub(before.len())) * permille / 1000;
    if whole.starts_with(&before) && len > before.len() {
        fs::write(there, &whole[..len]).unwrap();
    }
}

/// One thing that happens: an admin marks a step at home, or a file goes from one home to another.
#[derive(Debug, Clone)]
enum HomeAction {
    Mark(usize, usize, Status),
    Copy { from: usize, to: usize, of: usize, permille: usize },
}

fn any_home_action() -> impl Strategy<Value = HomeAction> {
    let status = prop_oneof![Just(Status::Done), Just(Status::Blocked), Just(Status::Todo)];
    let marks =
        (0..ADMINS, 1..=STEPS, status).prop_map(|(who, step, status)| HomeAction::Mark(who, step, status));
    let part = prop_oneof![Just(1000_usize), 0..1000_usize];
    let copied = (0..ADMINS, 0..ADMINS, 0..ADMINS, part)
        .prop_map(|(from, to, of, permille)| HomeAction::Copy { from, to, of, permille });
    prop_oneof![marks, copied]
}

fn log_of(n: usize) -> String {
    admin(n).file_stem() + ".jsonl"
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Whatever was copied when, whole or in part, once or often: with all logs there, all homes show
    /// the same, and on the way every one of them could be read and written.
    #[test]
    fn every_order_of_copies_comes_to_the_same(turns in prop::collection::vec(any_home_action(), 1..40), last in any::<bool>()) {
        let origin = TestEnv::with_own_session(&list_of(STEPS));
        let homes: Vec<TempDir> = (0..ADMINS).map(|_| tempfile::tempdir().unwrap()).collect();
        for home in &homes {
            fs::create_dir_all(folder(home.path())).unwrap();
            for name in files(&origin.home()) {
                fs::copy(folder(&origin.home()).join(&name), folder(home.path()).join(&name)).unwrap();
            }
        }
        for turn in turns {
            match turn {
                HomeAction::Mark(who, step, status) => mark(homes[who].path(), &admin(who), &format!("s{step}"), status),
                // Nobody's own log comes back to them from elsewhere longer than they wrote it.
                HomeAction::Copy { from, to, of, permille } => {
                    synchronise(homes[from].path(), homes[to].path(), &log_of(of), permille);
                    let logs = read_logs(homes[to].path());
                    prop_assert!(logs.is_sound(), "{:?}", logs.all_faults().collect::<Vec<_>>());
                }
            }
        }
        // In the end every log goes everywhere, in one order or the other, and once more.
        let mut pairs: Vec<(usize, usize)> = (0..ADMINS).flat_map(|a| (0..ADMINS).map(move |b| (a, b))).collect();
        if last {
            pairs.reverse();
        }
        for (of, to) in pairs.iter().chain(&pairs) {
            synchronise(homes[*of].path(), homes[*to].path(), &log_of(*of), 1000);
        }
        let states: Vec<String> = homes.iter().map(|home| describe_logs(&read_logs(home.path()))).collect();
        prop_assert_eq!(&states[0], &states[1]);
        prop_assert_eq!(&states[0], &states[2]);
    }
}

/// Git as it is on the machine, without anybody's settings.
fn git(at: &Path, args: &[&str]) -> String {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=t", "-c", "user.email=t@t", "-c", "init.defaultBranch=main"]);
    command.args(args).current_dir(at);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    let output = command.output().unwrap();
    let printed =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git {args:?}: {printed}");
    printed
}

fn commit(at: &Path) {
    git(at, &["add", "-A"]);
    git(at, &["commit", "-q", "--allow-empty", "-m", "work"]);
}

/// Takes over what the other home has committed. A conflict fails the test.
fn merge(at: &Path, other: &Path) {
    commit(at);
    git(at, &["fetch", "-q", &other.to_string_lossy(), "main"]);
    git(at, &["merge", "-q", "--no-edit", "FETCH_HEAD"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, max_shrink_iters: 20, ..ProptestConfig::default() })]

    /// Work, torn lines, commits and merges in any order: never a conflict, and in the end the same.
    #[test]
    fn two_homes_in_git_never_conflict(turns in prop::collection::vec((0..5_usize, 0..2_usize, 1..=STEPS), 1..16)) {
        if is_missing("git") {
            return Ok(());
        }
        let origin = TestEnv::with_own_session(&list_of(STEPS));
        let at = [origin.home(), origin.path("clone")];
        git(&at[0], &["init", "-q"]);
        commit(&at[0]);
        git(origin.path("").as_path(), &["clone", "-q", &at[0].to_string_lossy(), "clone"]);
        for (what, who, step) in turns {
            let (here, there) = (&at[who], &at[1 - who]);
            let own = folder(here).join(log_of(who));
            match what {
                0 | 1 => mark(here, &admin(who), &format!("s{step}"), Status::Done),
                // A crash in the middle of a line; the next change quarantines it.
                2 if own.exists() => {
                    let mut bytes = fs::read(&own).unwrap();
                    bytes.extend(b"{\"seq\":");
                    fs::write(&own, bytes).unwrap();
                }
                2 | 3 => commit(here),
                _ => {
                    commit(there);
                    merge(here, there);
                }
            }
        }
        mark(&at[0], &admin(0), "s1", Status::Blocked);
        mark(&at[1], &admin(1), "s1", Status::Done);
        commit(&at[1]);
        merge(&at[0], &at[1]);
        merge(&at[1], &at[0]);
        let states: Vec<String> = at.iter().map(|home| {
            let logs = read_logs(home);
            assert!(logs.is_sound(), "{:?}", logs.all_faults().collect::<Vec<_>>());
            describe_logs(&logs)
        }).collect();
        prop_assert_eq!(&states[0], &states[1]);
    }
}

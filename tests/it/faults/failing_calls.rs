//! Every system call that a short session makes to save a change fails once, at each place: the error
//! is shown, nothing is ticked that is not on disk or recorded twice, and a retry saves it.

use std::path::PathBuf;
use std::process::Command;

use super::admins::{list_of, marked_steps, read_logs};
use crate::support::TestEnv;
use crate::support::{Terminal, is_missing};

const ALARM: &str = "NOT SAVED: R retries";

/// Whether calls can be made to fail here.
pub(crate) fn strace_is_missing() -> bool {
    if is_missing("strace") {
        return true;
    }
    let works = Command::new("strace").args(["-qq", "-e", "trace=none", "true"]).status();
    let works = works.is_ok_and(|status| status.success());
    if !works {
        eprintln!("SKIPPED: this test needs `strace`, which is not allowed to trace here");
    }
    !works
}

/// A session of six steps that is on disk, and its log.
pub(crate) fn six_steps() -> (TestEnv, PathBuf) {
    let env = TestEnv::with_own_session(&list_of(6));
    let log = read_logs(&env.home()).logs[0].path.clone();
    (env, log)
}

/// Starts the program with calls on the log that go wrong.
pub(crate) fn resume_with_faults(env: &TestEnv, log: &str, inject: &[&str]) -> Terminal {
    // Its child is the program itself, as without it.
    let mut args = vec!["-D", "-f", "-qq", "-o", "/dev/null", "-P", log];
    for what in inject {
        args.extend(["-e", what]);
    }
    args.extend([env!("CARGO_BIN_EXE_runsheet"), "resume", "site-a"]);
    let mut screen = env.open_other("strace", &args);
    screen.wait_for("Enter go on");
    screen.press("<enter>", "Enter next thing");
    screen
}

/// Marks three steps while calls fail; each that is not saved is tried again until it is. Returns how
/// often the screen said that a change is not saved.
fn mark_three_steps(mut screen: Terminal, env: &TestEnv, inject: &[&str]) -> usize {
    let mut alarms = 0;
    for step in 1..=3 {
        let goal = format!("{step}/6");
        let mut keys = if step == 1 { "<space>" } else { "j<space>" };
        loop {
            screen.keys(keys);
            let mut failed = false;
            screen.wait_until("saved, or said not to be", |screen| {
                let text = screen.contents();
                failed = text.contains(ALARM) && text.contains("saved: ");
                failed || (text.contains(&goal) && !text.contains(ALARM))
            });
            if !failed {
                break;
            }
            alarms += 1;
            assert!(alarms < 10, "{inject:?}: it never goes on");
            let before = format!("{}/6", step - 1);
            assert!(screen.screen().contains(&before), "{inject:?}: ticked\n{}", screen.screen());
            // The message goes with the next key, so that the next failure differs from this one.
            screen.press("?", "The step");
            screen.press("q", "Enter next thing");
            keys = "R";
        }
    }
    screen.keys("q");
    assert_eq!(screen.left().code, 0, "{inject:?}");
    let logs = read_logs(&env.home());
    assert!(logs.is_sound() && logs.notices().is_empty(), "{inject:?}: {:?}", logs.faults);
    assert_eq!(marked_steps(&logs), ["s1", "s2", "s3"], "{inject:?}");
    alarms
}

/// The same in a session that is on disk, with this many failures to be shown.
fn check_resumed(inject: &[&str], failures: usize) {
    let (env, log) = six_steps();
    let screen = resume_with_faults(&env, &log.to_string_lossy(), inject);
    assert_eq!(mark_three_steps(screen, &env, inject), failures, "{inject:?}");
}

#[test]
fn whichever_write_fails_or_is_short() {
    if strace_is_missing() {
        return;
    }
    for n in 1..=3 {
        check_resumed(&["trace=write", &format!("inject=write:error=EIO:when={n}")], 1);
        check_resumed(&["trace=write", &format!("inject=write:retval=10:when={n}")], 1);
    }
    check_resumed(&["trace=write", "inject=write:error=ENOSPC:when=2"], 1);
}

#[test]
fn whichever_sync_fails() {
    if strace_is_missing() {
        return;
    }
    for n in 1..=3 {
        check_resumed(&["trace=fdatasync", &format!("inject=fdatasync:error=EIO:when={n}")], 1);
    }
    // The next sync, behind the cut, fails as well; and the cut itself.
    check_resumed(&["trace=fdatasync", "inject=fdatasync:error=EIO:when=2..3"], 1);
    let both = [
        "trace=fdatasync,ftruncate",
        "inject=fdatasync:error=EIO:when=2",
        "inject=ftruncate:error=EIO:when=1",
    ];
    check_resumed(&both, 1);
}

/// Two hundred ticks typed at once need a handful of syncs, and none shows before its own.
#[test]
fn ticks_that_come_together_are_saved_together_and_none_shows_before() {
    if strace_is_missing() {
        return;
    }
    let env = TestEnv::with_own_session(&list_of(200));
    let log = read_logs(&env.home()).logs[0].path.clone();
    let trace = env.path("trace").to_string_lossy().into_owned();
    let program = env!("CARGO_BIN_EXE_runsheet");
    let calls = "trace=write,fdatasync";
    let args = ["-D", "-f", "-y", "-s", "1000000", "-o", &trace, "-e", calls, program, "resume", "site-a"];
    let mut screen = env.open_other("strace", &args);
    screen.wait_for("Enter go on");
    screen.press("<enter>", "Enter next thing");
    screen.keys(&"<space>j".repeat(200));
    screen.wait_for("200/200");
    screen.keys("q");
    assert_eq!(screen.left().code, 0);

    let text = std::fs::read_to_string(&trace).unwrap();
    let (mut written, mut saved, mut syncs, mut writes) = (0, 0, 0, 0);
    for line in text.lines() {
        let on_log = line.contains(&format!("<{}>", log.display()));
        if on_log && line.contains("write(") {
            (written, writes) = (written + line.matches(r#"\"seq\":"#).count(), writes + 1);
        } else if on_log && line.contains("fdatasync(") {
            (saved, syncs) = (written, syncs + 1);
        } else if let Some((_, title)) = line.split_once("]2;") {
            let shown: usize = title.split('/').next().unwrap().parse().unwrap();
            assert!(shown <= saved, "{shown} shown, {saved} saved: {line}");
        }
    }
    assert_eq!(saved, 200);
    assert!(syncs <= 10 && writes <= syncs, "{writes} writes, {syncs} syncs");
}

/// A new session: its folder, its log and its name, whichever call fails.
#[test]
fn whichever_call_fails_when_a_session_is_begun() {
    if strace_is_missing() {
        return;
    }
    // By the names that they have on one machine or the other.
    for call in ["?mkdir,?mkdirat", "?rename,?renameat,?renameat2", "fdatasync", "fsync"] {
        for n in 1..=3 {
            check_started(call, n);
        }
    }
}

fn check_started(call: &str, n: usize) {
    let env = TestEnv::new();
    std::fs::write(env.path("list.json"), list_of(6)).unwrap();
    let (trace, inject) = (format!("trace={call}"), format!("inject={call}:error=EIO:when={n}"));
    let program = env!("CARGO_BIN_EXE_runsheet");
    let args = ["-D", "-f", "-qq", "-o", "/dev/null", "-e", &trace, "-e", &inject, program];
    let screen = env.open_other("strace", &[&args[..], &["start", "list.json", "--name", "site-a"]].concat());
    screen.wait_for("nothing recorded yet");
    let alarms = mark_three_steps(screen, &env, &[call]);
    assert!(alarms == 1 || (alarms == 0 && n > 1), "{call} {n}: {alarms} failures were shown");
}

//! A share that is slow or hangs where it is only read: the screen takes keys, says what is under way,
//! cancels it, and can be left.

use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::failing_calls::{six_steps, strace_is_missing};
use crate::support::Terminal;
use crate::support::TestEnv;

/// Two seconds are promised; the machine may have other things to do.
const QUIT_LIMIT: Duration = Duration::from_secs(5);

/// The program, with reads of these files that take so long.
fn with_slow_reads(env: &TestEnv, paths: &[&str], call: &str, seconds: u32, args: &[&str]) -> Terminal {
    let (trace, inject) = (format!("trace={call}"), format!("inject={call}:delay_enter={seconds}000000"));
    let mut all = vec!["-D", "-f", "-qq", "-o", "/dev/null", "-e", &trace, "-e", &inject];
    for path in paths {
        all.extend(["-P", path]);
    }
    all.push(env!("CARGO_BIN_EXE_runsheet"));
    env.open_other("strace", &[&all, args].concat())
}

/// Leaves while a read hangs: the program gives the terminal back soon. Its process stays for as long
/// as strace holds the thread, so strace is killed.
fn assert_quits_soon(screen: &mut Terminal, keys: &str) {
    let began = Instant::now();
    screen.keys(keys);
    screen.wait_until("the normal screen", |screen| !screen.alternate_screen());
    assert!(began.elapsed() < QUIT_LIMIT, "it took {:?}", began.elapsed());
    let status = std::fs::read_to_string(format!("/proc/{}/status", screen.pid())).unwrap_or_default();
    let tracer = status.lines().find_map(|line| line.strip_prefix("TracerPid:"));
    if let Some(tracer) = tracer.and_then(|pid| Pid::from_raw(pid.trim().parse().ok()?)) {
        let _ = kill_process(tracer, Signal::KILL);
    }
}

#[test]
fn the_board_takes_keys_while_a_session_hangs() {
    if strace_is_missing() {
        return;
    }
    let (env, log) = six_steps();
    let mut screen = with_slow_reads(&env, &[&log.to_string_lossy()], "openat", 60, &[]);
    // The session is named, and what is inside the program can be begun.
    screen.wait_for("not read yet");
    screen.wait_for("site-a");
    screen.wait_for("Planning and Preparing Software Updates");
    screen.wait_for("reading the sessions ...");
    screen.wait_until("how long it has been", |screen| {
        let text = screen.contents();
        (1..9).any(|n| text.contains(&format!("reading the sessions ... {n} s")))
    });
    screen.press("?", "On the board");
    screen.press("<esc>", "Start from a checklist");
    // To open it is another job, which takes the place of reading the board.
    screen.press("<enter>", "opening site-a ...");
    screen.press("/", "Search");
    screen.press("<esc>", "Start from a checklist");
    screen.press("<enter>", "not now: opening site-a; Esc lets go of it");
    screen.press("<esc>", "let go of opening site-a");
    screen.press("j<enter>", "What is it for?");
    screen.keys("<esc>");
    screen.wait_for_no("What is it for?");
    assert_quits_soon(&mut screen, "q");
}

#[test]
fn the_log_comes_late_and_closes_nothing_that_is_typed() {
    if strace_is_missing() {
        return;
    }
    let (env, log) = six_steps();
    let mut screen = with_slow_reads(&env, &[&log.to_string_lossy()], "openat", 3, &["resume", "site-a"]);
    screen.wait_for("Enter go on");
    screen.press("<enter>", "Enter next thing");
    screen.press("H", "reading the log ...");
    screen.press("jj", "3. Do 3");
    screen.press("bhalf a rea", "half a rea");
    screen.wait_for("what you asked for is there");
    screen.press("son", "half a reason");
    screen.press("<enter>", "Log of site-a");
    screen.keys("<c-c>");
    assert_eq!(screen.left().code, 0);
}

#[test]
fn a_session_that_hangs_at_the_start_says_so() {
    if strace_is_missing() {
        return;
    }
    let (env, log) = six_steps();
    let path = log.to_string_lossy().into_owned();
    let screen = with_slow_reads(&env, &[&path], "openat", 3, &["resume", "site-a"]);
    screen.wait_for("reading session `site-a` ...");
    screen.wait_for("Enter go on");
    screen.wait_for_no("reading session");
}

#[test]
fn a_checklist_that_hangs_at_the_start_says_so_and_is_wiped() {
    if strace_is_missing() {
        return;
    }
    let env = TestEnv::new();
    let list = env.path("list.json");
    std::fs::write(&list, super::admins::list_of(6)).unwrap();
    let path = list.to_string_lossy().into_owned();
    for args in [&["check", &path][..], &["start", &path, "--no-open"], &["import", &path]] {
        let mut screen = with_slow_reads(&env, &[&path], "openat", 3, args);
        screen.wait_for("reading `");
        let _ = screen.ended();
        assert!(!screen.left().screen.contains("reading `"), "{args:?}");
    }
}

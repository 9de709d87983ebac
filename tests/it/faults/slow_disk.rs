//! A disk that is slow or hangs: the screen stays alive, and nothing is ticked before it is synced.

use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::admins::{marked_steps, read_logs};
use super::failing_calls::{resume_with_faults, six_steps, strace_is_missing};
use crate::support::Terminal;

#[test]
fn on_a_slow_disk_moving_goes_on_and_no_tick_comes_early() {
    if strace_is_missing() {
        return;
    }
    let (env, log) = six_steps();
    let slow = ["trace=fdatasync", "inject=fdatasync:delay_enter=2500000:when=1"];
    let mut screen = resume_with_faults(&env, &log.to_string_lossy(), &slow);
    screen.keys("<space>");
    screen.wait_until("saving, without a tick", |screen| {
        let text = screen.contents();
        assert!(!text.contains("1/6"), "ticked before it was said to be saving");
        text.contains("saving...") && text.contains("0/6") && !text.contains("[✓]")
    });
    // Moving, reading and searching go on meanwhile.
    screen.press("jj", "3. Do 3");
    screen.press("/do 5", "Do 5");
    screen.press("<enter>", "5. Do 5");
    // A change waits for its turn, and is made where the cursor was.
    screen.press("<space>", "1 change waits until the one before is saved");
    screen.press("k", "4. Do 4");
    assert!(screen.screen().contains("0/6"), "it was slow all the time:\n{}", screen.screen());
    screen.wait_for("2/6");
    screen.wait_for_no("saving...");
    screen.wait_for("4. Do 4");
    screen.keys("q");
    assert_eq!(screen.left().code, 0);
    assert_eq!(marked_steps(&read_logs(&env.home())), ["s1", "s5"]);
}

#[test]
fn keys_typed_ahead_mean_on_a_slow_disk_what_they_mean_on_a_quick_one() {
    if strace_is_missing() {
        return;
    }
    let (env, log) = six_steps();
    let slow = ["trace=fdatasync", "inject=fdatasync:delay_enter=400000"];
    let mut screen = resume_with_faults(&env, &log.to_string_lossy(), &slow);
    // Three steps done one after the other, one blocked, one passed over, and out.
    screen.keys("<enter><enter><space>jbno licence<enter>jj<space>q");
    let left = screen.left();
    assert_eq!(left.code, 0);
    assert!(!left.screen.contains("warning"), "{}", left.screen);
    assert_eq!(marked_steps(&read_logs(&env.home())), ["s1", "s2", "s3", "s4", "s6"]);
}

#[test]
fn a_disk_that_hangs_does_not_keep_the_program() {
    if strace_is_missing() {
        return;
    }
    let (env, log) = six_steps();
    let hangs = ["trace=fdatasync", "inject=fdatasync:delay_enter=120000000:when=1"];
    let mut screen = resume_with_faults(&env, &log.to_string_lossy(), &hangs);
    screen.press("<space>", "saving...");
    screen.press("j", "2. Do 2");
    screen.press("<space>", "1 change waits");
    screen.press("q", "leaves once 1 waiting change can be saved");
    let began = Instant::now();
    screen.keys("q");
    screen.wait_for("the last change is not known to be saved");
    screen.wait_until("the normal screen", |screen| !screen.alternate_screen());
    // Two seconds are promised; the machine may have other things to do.
    assert!(began.elapsed() < Duration::from_secs(5), "it took {:?}", began.elapsed());
    screen.wait_for("a change that waited for it was not made");
    let _ = kill_tracer(&screen);
    assert_eq!(screen.left().code, 0);
    // It was never shown; it may be there.
    let logs = read_logs(&env.home());
    assert!(logs.is_sound() && marked_steps(&logs).len() <= 1);
    env.exec_ok(&["mark", "site-a", "s2", "done"]);
}

#[test]
fn from_a_session_whose_disk_hangs_the_way_to_the_board_is_free() {
    if strace_is_missing() {
        return;
    }
    let (env, log) = six_steps();
    let path = log.to_string_lossy().into_owned();
    let (trace, inject) = ("trace=fdatasync", "inject=fdatasync:delay_enter=120000000");
    let args = ["-D", "-f", "-qq", "-o", "/dev/null", "-P", &path, "-e", trace, "-e", inject];
    let mut screen = env.open_other("strace", &[&args[..], &[env!("CARGO_BIN_EXE_runsheet")]].concat());
    screen.wait_for("site-a");
    screen.press("<enter>", "Enter go on");
    screen.press("<enter>", "Enter next thing");
    screen.press("<space>", "saving...");
    screen.keys("q");
    // The board does not wait until nothing more is hoped for.
    screen.wait_until("the board", |screen| {
        let text = screen.contents();
        assert!(!text.contains("not known to be saved"), "{text}");
        text.contains("Start from a checklist")
    });
    screen.wait_for("the last change is not known to be saved");
    screen.press("j", "Enter open");
    screen.keys("q");
    screen.wait_until("the normal screen", |screen| !screen.alternate_screen());
    let _ = kill_tracer(&screen);
    assert_eq!(screen.left().code, 0);
}

/// The program is at its end, but strace would hold its thread until the delay is over.
fn kill_tracer(screen: &Terminal) -> Option<()> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", screen.pid())).ok()?;
    let tracer = status.lines().find_map(|line| line.strip_prefix("TracerPid:"))?.trim().parse().ok()?;
    kill_process(Pid::from_raw(tracer)?, Signal::KILL).ok()
}

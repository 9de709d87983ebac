//! A disk that is slow or hangs: the screen stays alive, and nothing is ticked before it is synced.

use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::World;
use crate::admins::{marks, read};
use crate::calls::{begun, no_strace, resumed};
use crate::harness::Terminal;

#[test]
fn on_a_slow_disk_moving_goes_on_and_no_tick_comes_early() {
    if no_strace() {
        return;
    }
    let world = World::new();
    let log = begun(&world);
    let slow = ["trace=fdatasync", "inject=fdatasync:delay_enter=2500000:when=1"];
    let mut screen = resumed(&world, &log.to_string_lossy(), &slow);
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
    screen.press("<space>", "not taken: the change before is still being saved");
    assert!(screen.screen().contains("0/6"), "it was slow all the time:\n{}", screen.screen());
    screen.wait_for("1/6");
    screen.wait_for_no("saving...");
    screen.wait_for("5. Do 5");
    screen.keys("q");
    assert_eq!(screen.left().code, 0);
    assert_eq!(marks(&read(&world.home())), ["s1"]);
}

#[test]
fn a_disk_that_hangs_does_not_keep_the_program() {
    if no_strace() {
        return;
    }
    let world = World::new();
    let log = begun(&world);
    let hangs = ["trace=fdatasync", "inject=fdatasync:delay_enter=120000000:when=1"];
    let mut screen = resumed(&world, &log.to_string_lossy(), &hangs);
    screen.press("<space>", "saving...");
    screen.press("j", "2. Do 2");
    let began = Instant::now();
    screen.keys("q");
    screen.wait_for("the last change is not known to be saved");
    screen.wait_until("the normal screen", |screen| !screen.alternate_screen());
    assert!(began.elapsed() < Duration::from_secs(20), "it took {:?}", began.elapsed());
    let _ = let_go(&screen);
    assert_eq!(screen.left().code, 0);
    // It was never shown; it may be there.
    let logs = read(&world.home());
    assert!(logs.sound() && marks(&logs).len() <= 1);
    world.fine(&["mark", "site-a", "s2", "done"]);
}

/// The program is at its end; strace would keep the thread that it holds for as long as it was told.
fn let_go(screen: &Terminal) -> Option<()> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", screen.pid())).ok()?;
    let tracer = status.lines().find_map(|line| line.strip_prefix("TracerPid:"))?.trim().parse().ok()?;
    kill_process(Pid::from_raw(tracer)?, Signal::KILL).ok()
}

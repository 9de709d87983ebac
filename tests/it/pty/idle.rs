//! Nothing is drawn, and next to nothing done, while nothing changes; and looking leaves no trace.

use std::time::{Duration, Instant};

use crate::support::{TestEnv, cpu_ticks, wait_until_quiet, wake_ups};

#[test]
fn nothing_is_written_while_nothing_changes() {
    let env = TestEnv::new();
    let mut screen = env.open(&["start"]);
    screen.wait_for("nothing recorded yet");
    screen.press("<space>", "1/12");
    screen.wait_for("saved ");
    // The threads may still be on their way back to waiting.
    wait_until_quiet(screen.pid(), || {});
    let (bytes, ticks, woken) = (screen.count(), cpu_ticks(screen.pid()), wake_ups(screen.pid()));
    // The one wait that is itself what is measured: three looks at the folder.
    let began = Instant::now();
    std::thread::sleep(Duration::from_millis(3200));
    assert_eq!(String::from_utf8_lossy(&screen.bytes_since(bytes)), "");
    if let (Some(before), Some(after)) = (ticks, cpu_ticks(screen.pid())) {
        assert!(after - before <= 10, "it used {} ticks", after - before);
    }
    // One a second, for the folder, and two to spare: on a busy machine a second may last longer.
    if let (Some(before), Some(after)) = (woken, wake_ups(screen.pid())) {
        let allowed = began.elapsed().as_secs() + 2;
        assert!(after - before <= allowed, "it woke {} times, not {allowed}", after - before);
    }
    screen.keys("q");
    assert_eq!(screen.left().code, 0);
}

#[test]
fn looking_leaves_no_trace() {
    let env = TestEnv::new();
    let mut screen = env.open(&["start"]);
    screen.wait_for("nothing recorded yet");
    screen.press("jj", "3. Plan the test environment");
    screen.press("?", "Its references");
    screen.press("q", "nothing recorded yet");
    screen.press("f", "showing: open");
    screen.press("G", "12. Create distribution points");
    screen.press("H", "nothing is recorded yet");
    screen.keys("<c-c>");
    assert_eq!(screen.left().code, 0);
    assert!(!env.home().exists(), "the home folder is there");

    let mut board = env.open(&[]);
    board.wait_for("Planning and Preparing");
    board.keys("q");
    assert_eq!(board.left().code, 0);
    assert!(!env.home().exists(), "the home folder is there");
}

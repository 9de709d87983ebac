//! A change that cannot be saved is not shown as made, and `R` saves it once the cause is gone.

use crate::support::TestEnv;
#[cfg(target_os = "linux")]
use crate::support::until;

/// After a key that should have marked the first step: nothing is ticked, and the screen says why.
const ALARM: &str = "NOT SAVED: R retries";

#[test]
fn a_home_that_cannot_be_made() {
    let env = TestEnv::new();
    std::fs::write(env.home(), "in the way").unwrap();
    let mut screen = env.open(&["start"]);
    screen.wait_for("nothing recorded yet");
    screen.press("<space>", ALARM);
    screen.wait_for("not saved: ");
    screen.wait_for("0/12");
    screen.press("R", ALARM);
    std::fs::remove_file(env.home()).unwrap();
    screen.press("R", "1/12");
    screen.wait_for_no(ALARM);
    screen.keys("q");
    assert_eq!(screen.left().code, 0);
    assert!(env.logs("software-updates").contains(r#""status":"done""#));
}

#[test]
fn a_session_folder_that_is_taken_away_and_put_back() {
    let env = TestEnv::new();
    env.exec_ok(&["start", "--no-open"]);
    let folder = env.home().join("sessions").join("software-updates");
    let mut screen = env.open(&["resume"]);
    screen.wait_for("Enter go on");
    screen.press("<enter>", "Enter next thing");
    std::fs::rename(&folder, env.path("aside")).unwrap();
    screen.press("<space>", ALARM);
    screen.wait_for("0/12");
    std::fs::rename(env.path("aside"), &folder).unwrap();
    screen.press("R", "1/12");
    screen.wait_for_no(ALARM);
    screen.keys("q");
    assert_eq!(screen.left().code, 0);
    assert!(env.logs("software-updates").contains(r#""status":"done""#));
}

#[test]
fn leaving_without_a_retry_says_what_is_not_saved() {
    let env = TestEnv::new();
    std::fs::write(env.home(), "in the way").unwrap();
    let mut screen = env.open(&["start"]);
    screen.wait_for("nothing recorded yet");
    screen.press("<space>", ALARM);
    screen.keys("q");
    let left = screen.left();
    assert!(left.screen.contains("warning: the last change is not known to be saved"), "{}", left.screen);
}

/// The system would kill a process for it that does not say otherwise.
#[cfg(target_os = "linux")]
#[test]
fn a_limit_on_the_size_of_files() {
    use rustix::process::{Pid, Resource, Rlimit, prlimit};

    let env = TestEnv::new();
    let mut screen = env.open(&["start"]);
    screen.wait_for("nothing recorded yet");
    screen.press("<space>", "1/12");
    let before = env.logs("software-updates");
    // A few bytes more, but not a whole line.
    let pid = Pid::from_raw(screen.pid());
    let limit = |bytes| {
        let limit = Rlimit { current: bytes, maximum: None };
        prlimit(pid, Resource::Fsize, limit).unwrap();
    };
    limit(Some(before.len() as u64 + 20));
    screen.press("j<space>", ALARM);
    screen.wait_for("1/12");
    assert_eq!(env.logs("software-updates"), before, "half a line was left behind");
    // Not one byte more: now the system would kill for it.
    limit(Some(before.len() as u64));
    screen.press("R", ALARM);
    screen.press("k", "1. Review the concepts");
    limit(None);
    screen.press("R", "2/12");
    screen.wait_for_no(ALARM);
    screen.keys("q");
    assert_eq!(screen.left().code, 0);
    until("the logs are sound", || env.logs("software-updates").ends_with('\n'));
    env.exec_ok(&["mark", "software-updates", "3", "done"]);
}

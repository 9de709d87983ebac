//! Ctrl-z and `fg`, under a shell with jobs, below a wrapper, and without a shell.

use rustix::process::{Signal, kill_process_group, test_kill_process_group};

use crate::support::{Terminal, TestEnv, is_missing, until};

fn interactive_shell(env: &TestEnv) -> Terminal {
    let screen = env.open_other("bash", &["--norc", "--noprofile", "-i"]);
    screen.wait_for("prompt>");
    screen
}

fn wait_until_stopped(screen: &Terminal) {
    screen.wait_until("the normal screen", |screen| !screen.alternate_screen() && !screen.hide_cursor());
    screen.wait_for("Stopped");
}

#[test]
fn ctrl_z_gives_the_screen_back_and_fg_draws_it_anew() {
    if is_missing("bash") {
        return;
    }
    let env = TestEnv::new();
    let mut screen = interactive_shell(&env);
    screen.press("stty -g >before; \"$RUNSHEET\" start\r", "nothing recorded yet");
    screen.press("jj", "3. Plan the test environment");
    screen.keys("<c-z>");
    wait_until_stopped(&screen);
    screen.press("stty -g >after; echo to${PS1:0:0}ld\r", "\ntold");
    let read = |name| std::fs::read_to_string(env.path(name)).unwrap();
    assert_eq!(read("before"), read("after"), "the shell's modes are not as before");
    // In the background it leaves the terminal alone.
    screen.resize(100, 30);
    screen.press("clear; bg\r", "&");
    screen.press("stty -g >after; echo to${PS1:0:0}ld\r", "\ntold");
    assert_eq!(read("before"), read("after"), "the shell's modes are not as before");
    screen.press("clear; fg\r", "3. Plan the test environment");
    screen.wait_until("the cursor's line", |screen| screen.hide_cursor() && screen.alternate_screen());
    screen.press("j", "4. Check the SMS 2003 upgrade");
    screen.press("q", "nothing was recorded");
    screen.keys("exit\r");
    assert_eq!(screen.left().code, 0);
}

#[test]
fn ctrl_z_stops_a_wrapper_as_well() {
    if is_missing("bash") {
        return;
    }
    let env = TestEnv::new();
    std::fs::write(env.path("wrapper"), "\"$RUNSHEET\" start\necho over\n").unwrap();
    let mut screen = interactive_shell(&env);
    screen.press("bash wrapper\r", "nothing recorded yet");
    screen.keys("<c-z>");
    wait_until_stopped(&screen);
    screen.press("fg\r", "nothing recorded yet");
    screen.press("q", "\nover");
    screen.keys("exit\r");
    assert_eq!(screen.left().code, 0);
}

#[test]
fn ctrl_z_without_a_shell_does_not_freeze_the_terminal() {
    let env = TestEnv::new();
    let mut screen = env.open(&["start"]);
    screen.wait_for("nothing recorded yet");
    screen.press("<c-z>j", "2. Review the prerequisites");
    screen.keys("q");
    assert_eq!(screen.left().code, 0);
}

#[test]
fn a_job_that_is_stopped_from_outside_takes_the_terminal_again() {
    if is_missing("bash") {
        return;
    }
    let env = TestEnv::new();
    let mut screen = interactive_shell(&env);
    screen.press("\"$RUNSHEET\" start\r", "? help");
    let before = screen.screen();
    kill_process_group(screen.job(), Signal::STOP).unwrap();
    screen.wait_for("Stopped");
    screen.press("clear; fg\r", "nothing recorded yet");
    screen.wait_for_all_of(&before);
    screen.press("j", "2. Review the prerequisites");
    screen.press("q", "nothing was recorded");
    screen.keys("exit\r");
    assert_eq!(screen.left().code, 0);
}

#[test]
fn a_stopped_job_can_be_ended() {
    if is_missing("bash") {
        return;
    }
    let env = TestEnv::new();
    let mut screen = interactive_shell(&env);
    screen.press("stty -g >before; \"$RUNSHEET\" start\r", "? help");
    let job = screen.job();
    screen.keys("<c-z>");
    wait_until_stopped(&screen);
    screen.press("clear; kill %1\r", "prompt>");
    until("the job has ended", || test_kill_process_group(job).is_err());
    screen.press("\r", "Exit 143");
    screen.press("stty -g >after; echo to${PS1:0:0}ld\r", "\ntold");
    let read = |name| std::fs::read_to_string(env.path(name)).unwrap();
    assert_eq!(read("before"), read("after"), "the shell's modes are not as before");
    screen.keys("exit\r");
    screen.left();
}

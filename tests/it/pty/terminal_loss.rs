//! The terminal goes away: the program ends by itself, whoever keeps SIGHUP from it.

use std::time::Duration;

use crate::support::{Terminal, TestEnv, cpu_ticks, is_missing, until};

/// The program has to be quick, the machine need not be.
const EXIT_LIMIT: Duration = Duration::from_secs(5);

#[test]
fn with_a_hangup_signal() {
    let env = TestEnv::new();
    let screen = with_open_note(env.open(&["start"]));
    hang_up_and_check(screen, &env);
}

#[test]
fn with_the_hangup_signal_ignored() {
    if is_missing("bash") {
        return;
    }
    let env = TestEnv::new();
    let screen = with_open_note(env.shell(r#"trap "" HUP; exec "$RUNSHEET" start"#));
    hang_up_and_check(screen, &env);
}

/// A step is marked, and a note half written.
fn with_open_note(mut screen: Terminal) -> Terminal {
    screen.wait_for("nothing recorded yet");
    screen.press("<space>", "1/12");
    screen.press("n", "Note on: ");
    screen
}

/// The terminal goes; the program follows within seconds, idle until then, and nothing is lost.
fn hang_up_and_check(mut screen: Terminal, env: &TestEnv) {
    let (pid, before) = (screen.pid(), cpu_ticks(screen.pid()));
    screen.hang_up("half a note");
    let (mut ended, mut after) = (None, before);
    let took = until("the program ends without a terminal", || {
        after = cpu_ticks(pid).or(after);
        ended = screen.try_ended();
        ended.is_some()
    });
    assert!(took < EXIT_LIMIT, "it took {took:?}");
    assert_eq!(ended.map(|status| status.exit_code()), Some(129));
    let busy = after.zip(before).map_or(0, |(after, before)| after.saturating_sub(before));
    assert!(busy < 50, "it used {busy} ticks");
    assert_nothing_lost(env);
}

fn assert_nothing_lost(env: &TestEnv) {
    let logs = env.logs("software-updates");
    assert!(logs.contains(r#""marked":{"step":"review-concepts","status":"done"}"#), "{logs}");
    assert!(!logs.contains("half a note"), "{logs}");
    let mut screen = env.open(&["resume"]);
    screen.wait_for("1/12 steps done");
    screen.keys("q");
    assert_eq!(screen.left().code, 0);
}

#[test]
fn as_the_child_of_a_shell_that_traps_the_hangup_signal() {
    if is_missing("bash") {
        return;
    }
    let env = TestEnv::new();
    let mut screen =
        with_open_note(env.shell(r#"trap : HUP; "$RUNSHEET" start; echo $? >code.new; mv code.new code"#));
    screen.hang_up("half a note");
    let took = until("the shell's child ends", || env.path("code").exists());
    assert!(took < EXIT_LIMIT, "it took {took:?}");
    assert_eq!(std::fs::read_to_string(env.path("code")).unwrap(), "129\n");
    assert_nothing_lost(&env);
}

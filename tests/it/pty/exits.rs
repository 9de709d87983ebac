//! On every way out the terminal is as it was found: modes, screen, cursor, paste, mouse.

use runsheet::terminal::Guard;
use rustix::process::Signal;

use crate::support::{TestEnv, is_missing, wait_until_quiet, wait_until_writing};

/// Says to this very test program that it was started by itself, on a terminal.
const INSIDE: &str = "RUNSHEET_TEST_INSIDE";

#[test]
fn keys_that_leave_give_the_terminal_back() {
    for key in ["q", "<c-c>", "d<c-c>", "?<c-c>"] {
        let env = TestEnv::new();
        let mut screen = env.open(&["start"]);
        screen.wait_for("nothing recorded yet");
        assert!(!screen.is_as_found());
        screen.wait_until("the alternate screen", vt100::Screen::alternate_screen);
        screen.keys(key);
        let left = screen.left();
        assert_eq!(left.code, 0, "{key}");
        assert!(left.screen.contains("nothing was recorded"), "{key}: {}", left.screen);
    }
}

#[test]
fn signals_give_the_terminal_back() {
    let signals = [(Signal::HUP, 129), (Signal::INT, 130), (Signal::QUIT, 131), (Signal::TERM, 143)];
    for (signal, code) in signals {
        let env = TestEnv::new();
        let screen = env.open(&["start"]);
        screen.wait_for("nothing recorded yet");
        screen.signal(signal);
        let left = screen.left();
        assert_eq!((left.code, left.killed), (code, None), "{signal:?}");
        assert_eq!(left.screen.trim(), "", "{signal:?}");
    }
}

#[test]
fn a_signal_on_the_board_gives_the_terminal_back() {
    let screen = TestEnv::new().open(&[]);
    screen.wait_for("runsheet");
    screen.wait_for("Planning and Preparing");
    screen.signal(Signal::TERM);
    assert_eq!(screen.left().code, 143);
}

#[test]
fn a_panic_gives_the_terminal_back_and_is_told_on_the_normal_screen() {
    let env = TestEnv::new().with_var(INSIDE, "yes");
    let me = std::env::current_exe().unwrap();
    let screen =
        env.open_other(&me.to_string_lossy(), &["--exact", "pty::exits::panics_inside", "--nocapture"]);
    let left = screen.left();
    assert_eq!(left.code, 101);
    for expected in ["a fault on purpose", "This is a fault of runsheet", "runsheet resume"] {
        assert!(left.screen.contains(expected), "{expected}: {}", left.screen);
    }
}

/// Not a test, but what the one above starts on a terminal.
#[test]
fn panics_inside() {
    if std::env::var_os(INSIDE).is_some() {
        let _guard = Guard::acquire(true).unwrap();
        panic!("a fault on purpose");
    }
}

#[test]
fn an_error_at_the_start_leaves_the_terminal_alone() {
    let env = TestEnv::new();
    std::fs::write(env.path("bad.json"), "{\"format\": 1}").unwrap();
    let cases: [(&[&str], u32); 4] = [
        (&["start", "bad.json"], 4),
        (&["start", "missing.json"], 1),
        (&["resume", "missing"], 1),
        (&["start", "--name", "no name"], 1),
    ];
    for (args, code) in cases {
        let mut screen = env.open(args);
        screen.ended();
        let bytes = screen.all_bytes();
        assert!(!bytes.windows(5).any(|bytes| bytes == b"\x1b[?10"), "{args:?} took the terminal over");
        let left = screen.left();
        assert_eq!(left.code, code, "{args:?}: {}", left.screen);
        assert!(left.screen.contains("error"), "{args:?}: {}", left.screen);
    }
}

#[test]
fn a_terminal_that_takes_nothing_does_not_hold_up_the_end() {
    let env = TestEnv::new();
    let mut screen = env.open(&["start"]);
    screen.wait_for("nothing recorded yet");
    screen.stall("<c-l>");
    wait_until_writing(screen.pid(), || screen.keys("<c-l>"));
    screen.signal(Signal::TERM);
    assert_eq!(screen.ended().exit_code(), 143);
    assert!(screen.is_as_found(), "the modes of the terminal are not as before");
}

#[test]
fn a_checklist_from_standard_input_leaves_the_keys_to_the_terminal() {
    let env = TestEnv::new();
    let mut screen = env.shell(&format!("exec \"$RUNSHEET\" start - <'{LIST}'"));
    screen.press("j", "2. Review the prerequisites");
    screen.keys("q");
    assert_eq!(screen.left().code, 0);
}

/// The built-in checklist's file.
const LIST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/checklists/software-updates.json");

#[test]
fn a_terminal_that_was_told_not_to_wait_is_waited_for() {
    if is_missing("dd") {
        return;
    }
    let env = TestEnv::new();
    // Programs forget that they did this; the next one on the terminal has to live with it.
    let mut screen = env.shell(r#"dd oflag=nonblock count=0 </dev/null 2>/dev/null; exec "$RUNSHEET" start"#);
    screen.wait_for("? help");
    screen.stall("<c-l>");
    wait_until_quiet(screen.pid(), || screen.keys("<c-l>"));
    screen.flow();
    screen.press("j", "2. Review the prerequisites");
    screen.keys("q");
    assert_eq!(screen.left().code, 0);
}

#[test]
fn a_changed_checklist_is_taken_over_on_a_yes_only() {
    let env = TestEnv::new();
    env.write("list.md", "- [ ] one\n");
    env.exec_ok(&["start", "list.md", "--name", "s", "--no-open"]);
    env.write("list.md", "- [ ] one\n- [ ] two\n");
    for (answer, told) in
        [("n<enter>", "nothing recorded"), ("y<enter>", "took over the changed checklist: 1 new")]
    {
        let mut screen = env.open(&["adopt", "s"]);
        screen.wait_for("Take over? [y/N]");
        screen.keys(answer);
        assert!(screen.left().screen.contains(told), "{told}");
    }
}

//! Copying and opening: what is sent, what is run.

use crate::support::TestEnv;
#[cfg(target_os = "linux")]
use crate::support::until;

/// The first step's only known address, as the clipboard's code takes it.
const ADDRESS: &str = "aHR0cHM6Ly9sZWFybi5taWNyb3NvZnQuY29tL2VuLXVzL3ByZXZpb3VzLXZlcnNpb25zL3N5c3RlbS1jZW50ZXIvY29uZmlndXJhdGlvbi1tYW5hZ2VyLTIwMDcvYmI2OTQwNTkodj10ZWNobmV0LjEwKQ==";

/// Starts, copies, and gives back what was sent for it.
fn copy_sequence(env: &TestEnv) -> String {
    let mut screen = env.open(&["start"]);
    screen.wait_for("nothing recorded yet");
    let before = screen.count();
    screen.press("y", "sent the address to the terminal's clipboard");
    let came = String::from_utf8(screen.bytes_since(before)).unwrap();
    // The end of the frame before may have come as well.
    let from = came.find("\x1b]").into_iter().chain(came.find("\x1bP")).min().unwrap();
    let sent = came[from..].to_owned();
    screen.keys("q");
    assert_eq!(screen.left().code, 0);
    sent
}

#[test]
fn an_address_is_sent_to_the_terminals_clipboard() {
    let sent = copy_sequence(&TestEnv::new());
    assert!(sent.starts_with(&format!("\x1b]52;c;{ADDRESS}\x1b\\")), "{sent:?}");
    assert_eq!(sent.matches("]52;").count(), 1, "{sent:?}");
}

#[test]
fn tmux_is_sent_both_forms() {
    let sent = copy_sequence(&TestEnv::new().with_var("TMUX", "/tmp/tmux-0/default,1,0"));
    let plain = format!("\x1b]52;c;{ADDRESS}\x1b\\");
    let wrapped = format!("\x1bPtmux;\x1b\x1b]52;c;{ADDRESS}\x1b\x1b\\\x1b\\");
    assert!(sent.starts_with(&(plain + &wrapped)), "{sent:?}");
}

#[test]
fn screen_is_sent_pieces_that_it_passes_on() {
    let sent = copy_sequence(&TestEnv::new().with_var("STY", "1234.pts-0"));
    // What GNU screen passes on: what stands between ESC P and the next ESC \.
    let mut passed = String::new();
    let mut rest = sent.as_str();
    while let Some(piece) = rest.strip_prefix("\x1bP") {
        let (piece, after) = piece.split_once("\x1b\\").unwrap();
        assert!(piece.len() <= 240, "a piece that is too long for GNU screen");
        passed.push_str(piece);
        rest = after;
    }
    assert_eq!(passed, format!("\x1b]52;c;{ADDRESS}\x07"));
}

/// A machine whose `xdg-open` writes down what it was called with.
fn with_browser() -> TestEnv {
    use std::os::unix::fs::PermissionsExt as _;
    let env = TestEnv::new();
    let tools = env.path("tools");
    std::fs::create_dir(&tools).unwrap();
    let browser = tools.join("xdg-open");
    let opened = env.path("opened");
    let script = format!("#!/bin/sh\nprintf '%s|' \"$@\" >'{0}.new'\nmv '{0}.new' '{0}'\n", opened.display());
    std::fs::write(&browser, script).unwrap();
    std::fs::set_permissions(&browser, std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:/usr/local/bin:/usr/bin:/bin", tools.display());
    env.with_var("PATH", path)
}

#[test]
fn without_a_display_nothing_is_run() {
    let remote =
        with_browser().with_var("DISPLAY", ":0").with_var("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22");
    for env in [with_browser(), remote] {
        let mut screen = env.open(&["start"]);
        screen.wait_for("nothing recorded yet");
        screen.press("o", "no display here to open");
        screen.keys("q");
        assert_eq!(screen.left().code, 0);
        assert!(!env.path("opened").exists());
    }
}

#[cfg(target_os = "linux")]
#[test]
fn with_a_display_the_browser_gets_the_address_as_its_one_argument() {
    let env = with_browser().with_var("DISPLAY", ":0");
    let mut screen = env.open(&["start"]);
    screen.wait_for("nothing recorded yet");
    screen.press("o", "opened");
    until("the browser was called", || env.path("opened").exists());
    let called = std::fs::read_to_string(env.path("opened")).unwrap();
    assert!(called.starts_with("https://learn.microsoft.com/"), "{called}");
    assert!(called.ends_with("bb694059(v=technet.10)|"), "{called}");
    screen.keys("q");
    assert_eq!(screen.left().code, 0);
}

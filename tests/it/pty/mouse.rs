//! The mouse: clicks and the wheel move, a key gives it to the terminal and takes it back.

use vt100::MouseProtocolMode;

use crate::support::{Terminal, TestEnv};

/// The wheel, up and down, as the number of its button.
const UP: u8 = 64;
const DOWN: u8 = 65;

/// What a terminal sends for the left button, pressed and released at a column and row from 1.
fn click(screen: &mut Terminal, column: u16, row: u16) {
    screen.send(format!("\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m").as_bytes());
}

/// The same for the wheel, which is never released.
fn wheel(screen: &mut Terminal, button: u8, column: u16, row: u16) {
    screen.send(format!("\x1b[<{button};{column};{row}M").as_bytes());
}

fn wait_for_mouse(screen: &Terminal, on: bool) {
    let what = if on { "the mouse taken" } else { "the mouse given back" };
    screen.wait_until(what, |screen| (screen.mouse_protocol_mode() != MouseProtocolMode::None) == on);
}

#[test]
fn clicks_and_the_wheel_move_and_fold() {
    let env = TestEnv::new();
    let mut screen = env.open(&["start"]);
    screen.wait_for("? help");
    wait_for_mouse(&screen, true);
    let text = screen.screen();
    let row = text.lines().position(|line| line.contains("Plan the test env")).unwrap_or_default();
    let row = u16::try_from(row + 1).unwrap();
    click(&mut screen, 6, row);
    screen.wait_for("3. Plan the test environment");
    wheel(&mut screen, DOWN, 6, row);
    screen.wait_for("6. Plan the installation");
    wheel(&mut screen, UP, 6, row);
    screen.wait_for("3. Plan the test environment");
    // A heading folds; nothing of all this was recorded.
    click(&mut screen, 6, row - 1);
    screen.wait_for("▸ Plan for the environment");
    screen.keys("q");
    assert!(screen.left().screen.contains("nothing was recorded"));
}

#[test]
fn the_terminal_gets_its_own_selection_back() {
    let env = TestEnv::new();
    let mut screen = env.open(&["start"]);
    screen.wait_for("nothing recorded yet");
    wait_for_mouse(&screen, true);
    screen.press("M", "the mouse is the terminal's");
    wait_for_mouse(&screen, false);
    screen.press("M", "the mouse is runsheet's");
    wait_for_mouse(&screen, true);
    screen.keys("q");
    assert_eq!(screen.left().code, 0);

    let mut screen = env.open(&["--no-mouse", "start"]);
    screen.wait_for("nothing recorded yet");
    wait_for_mouse(&screen, false);
    screen.press("M", "the mouse is runsheet's");
    wait_for_mouse(&screen, true);
    screen.keys("q");
    assert_eq!(screen.left().code, 0);
}

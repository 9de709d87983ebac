//! Two processes of one writer on one session.

use crate::support::{TestEnv, until};

#[test]
fn what_a_script_marks_shows_in_the_open_wizard() {
    let env = TestEnv::new();
    env.exec_ok(&["start", "--no-open"]);
    let mut screen = env.open(&["resume"]);
    screen.wait_for("Enter go on");
    screen.press("<enter>", "Enter next thing");
    screen.press("jjj", "4. Check the SMS 2003 upgrade");
    env.exec_ok(&["mark", "software-updates", "1", "done"]);
    screen.wait_for("1/12");
    screen.wait_for("4. Check the SMS 2003 upgrade");

    screen.press("k", "3. Plan the test environment");
    screen.press("d", "Why is it deferred?");
    screen.press("waits for", "waits for");
    env.exec_ok(&["mark", "software-updates", "7", "done"]);
    screen.wait_for("2/12");
    screen.wait_for("Why is it deferred?");
    screen.keys(" hardware<enter>");
    until("the reason is saved", || env.logs("software-updates").contains("waits for hardware"));
    screen.wait_for_no("Why is it deferred?");
    screen.wait_for("3. Plan the test environment");
    screen.keys("q");
    assert_eq!(screen.left().code, 0);
}

#[test]
fn two_wizards_take_turns() {
    let env = TestEnv::new();
    env.exec_ok(&["start", "--no-open"]);
    let mut one = env.open(&["resume"]);
    let mut two = env.open(&["resume"]);
    one.wait_for("Enter go on");
    one.press("<enter>", "Enter next thing");
    two.wait_for("Enter go on");
    two.press("<enter>", "Enter next thing");
    one.press("<space>", "1/12");
    two.wait_for("1/12");
    two.press("j<space>", "2/12");
    one.wait_for("2/12");
    // Both at once: whoever is second decides again on what the first one did.
    one.keys("jj<space>");
    two.keys("jjjjj<space>");
    one.wait_for("4/12");
    two.wait_for("4/12");
    for mut screen in [one, two] {
        screen.keys("q");
        assert_eq!(screen.left().code, 0);
    }
    assert_eq!(env.logs("software-updates").matches(r#""status":"done""#).count(), 4);
}

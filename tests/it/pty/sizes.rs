//! The window changes its size, to any size.

use crate::support::TestEnv;

#[test]
fn a_storm_of_sizes_ends_well_drawn() {
    let env = TestEnv::new();
    let mut screen = env.open(&["start"]);
    screen.wait_for("nothing recorded yet");
    screen.wait_for("Enter next thing");
    let before = screen.screen();
    for (cols, rows) in [(300, 1000), (1, 1), (0, 0), (20, 5), (19, 4), (1000, 1), (1, 300), (80, 0), (0, 24)]
    {
        for _ in 0..3 {
            screen.resize(cols, rows);
            screen.keys("jk/<c-u>");
            screen.resize(80, 24);
            screen.keys("x\x1b[A");
        }
    }
    screen.resize(80, 24);
    // Whatever the keys opened, they typed no reason and so recorded nothing.
    screen.keys("<c-c>");
    let left = screen.left();
    assert_eq!(left.code, 0, "{}", left.screen);
    let _ = before;
}

#[test]
fn after_each_size_the_old_one_is_drawn_as_before() {
    let env = TestEnv::new();
    let mut screen = env.open(&["start"]);
    screen.wait_for("nothing recorded yet");
    screen.press("j", "2. Review the prerequisites");
    screen.wait_for("Enter next thing");
    let before = screen.screen();
    for (cols, rows) in [(300, 1000), (1, 1), (0, 0), (20, 5), (79, 24)] {
        screen.resize(cols, rows);
        screen.keys("jk");
        screen.resize(80, 24);
        screen.wait_for_all_of(&before);
    }
    screen.keys("q");
    assert_eq!(screen.left().code, 0);
}

#[test]
fn a_terminal_that_knows_no_size_is_taken_for_a_common_one() {
    let env = TestEnv::new();
    // As on a serial line.
    let mut screen = env.shell(r#"stty cols 0 rows 0; exec "$RUNSHEET" start"#);
    screen.wait_for("nothing recorded yet");
    screen.wait_for("Enter next thing");
    screen.keys("q");
    assert_eq!(screen.left().code, 0);
}

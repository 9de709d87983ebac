//! The whole way: begun, killed in the middle, resumed, brought to its end, exported.

use rustix::process::Signal;

use crate::harness::{Terminal, World};

#[test]
fn from_the_start_over_a_kill_to_the_exported_report() {
    let world = World::new();
    let mut screen = world.open(&["start"]);
    screen.wait_for("nothing recorded yet");
    screen.press("<enter>", "1/12");
    screen.press("<enter>", "2/12");
    screen.press("<space>", "3/12");
    screen.press("j", "4. Review the upgrade from SMS 2003");
    screen.press("<enter>", "Has the site server been, or will it be, upgraded from SMS 2003?\n 1 yes");
    screen.press("n", "does not apply");
    screen.press("<enter>", "? Esc back");
    screen.keys("half an ans");
    screen.wait_for("half an ans");
    screen.signal(Signal::KILL);
    assert!(screen.ended().signal().is_some());

    let mut screen = world.open(&["resume"]);
    screen.wait_for("INCOMPLETE: 8 open");
    screen.press("<enter>", "5. Determine the update point");
    screen.press("<enter>", "Enter take");
    to_the_end(&mut screen);

    screen.press("e", "Export the report as Markdown");
    screen.press("<c-u>", "To which file?");
    screen.press("report.md<enter>", "the report is in report.md");
    let report = std::fs::read_to_string(world.path("report.md")).unwrap();
    let last = report.lines().last().unwrap();
    assert!(last.contains("COMPLETE") && !last.contains("INCOMPLETE"), "{last}");
    screen.keys("q");
    let left = screen.left();
    assert_eq!(left.code, 0);
    assert!(left.screen.contains("COMPLETE\nrunsheet resume software-updates"), "{}", left.screen);
    assert!(world.fine(&["status"]).contains("COMPLETE"));
}

/// From the open line of the fifth step's first question on.
fn to_the_end(screen: &mut Terminal) {
    screen.insist("sccm02<enter>", "? sccm02");
    // No clients on the Internet, no cluster.
    screen.insist("<enter>", "\n 1 yes");
    screen.insist("n", "Enter next thing");
    screen.insist("<enter>", "\n 1 yes");
    screen.insist("n", "Enter next thing");
    screen.insist("<enter>", "4/11");
    for first in ["mixed", "RTM", "3.0"] {
        screen.insist("<enter>", &format!("\n 1 {first}"));
        screen.insist("1", "Enter next thing");
    }
    screen.insist("<enter>", "5/11");
    screen.insist("dafter the freeze<enter>", "deferred");
    screen.insist("]", "8. Review the client settings");
    screen.insist("<enter>", "6/11");
    // The ninth step requires the seventh, which is deferred: it is asked why.
    screen.insist("<enter>", "Done all the same?");
    screen.insist("no server needed<enter>", "7/11");
}

//! The whole way: begun, killed in the middle, resumed, brought to its end, exported.

use rustix::process::Signal;

use crate::support::{Terminal, TestEnv, until};

#[test]
fn from_the_start_over_a_kill_to_the_exported_report() {
    let env = TestEnv::new();
    let mut screen = env.open(&["start"]);
    screen.wait_for("nothing recorded yet");
    screen.press("<enter>", "1/12");
    screen.press("<enter>", "2/12");
    screen.press("<space>", "3/12");
    screen.press("j", "4. Check the SMS 2003 upgrade");
    screen.press("<enter>", "Has the site server been, or will it be, upgraded from SMS 2003?\n 1 yes");
    screen.press("n", "Does not apply: step 4.");
    screen.press("<enter>", "Enter take");
    screen.keys("half an ans");
    screen.wait_for("half an ans");
    until("what is typed is kept", || draft_is_saved(&env));
    screen.signal(Signal::KILL);
    assert!(screen.ended().signal().is_some());

    let mut screen = env.open(&["resume"]);
    screen.wait_for("3/11 steps done");
    screen.wait_for("Enter go on");
    // What was typed when it was killed is back in its field, but for the last second of it.
    screen.press("<enter>", "this was not saved yet");
    screen.press("<c-u>", "Enter take");
    complete_session(&mut screen);

    screen.press("e", "Export the report as Markdown");
    screen.press("<home><c-k>report.md<enter>", "the report is in report.md");
    let report = std::fs::read_to_string(env.path("report.md")).unwrap();
    let last = report.lines().last().unwrap();
    assert!(last.contains("COMPLETE EXCEPT 1 deferred"), "{last}");
    screen.keys("q");
    let left = screen.left();
    assert_eq!(left.code, 0);
    assert!(
        left.screen.contains("COMPLETE EXCEPT 1 deferred\nrunsheet resume software-updates"),
        "{}",
        left.screen
    );
    assert!(env.exec_ok(&["status"]).contains("COMPLETE"));
}

/// Whether a draft is on disk, whole: it comes there under another name.
fn draft_is_saved(env: &TestEnv) -> bool {
    let drafts = std::fs::read_dir(env.home().join("drafts/software-updates"));
    let is_whole = |entry: std::fs::DirEntry| entry.path().extension().is_some_and(|end| end == "json");
    drafts.into_iter().flatten().flatten().any(is_whole)
}

/// From the open line of the fifth step's first question on.
fn complete_session(screen: &mut Terminal) {
    // Tall enough for a step's answers, with their writers, to be in sight.
    screen.resize(120, 70);
    answer(screen, "sccm02<enter>", 1);
    // No clients on the Internet, no cluster.
    screen.press("<enter>", "\n 1 yes");
    answer(screen, "n", 2);
    screen.press("<enter>", "\n 1 yes");
    answer(screen, "n", 3);
    screen.press("<enter>", "4/11");
    for (at, first) in ["mixed", "RTM", "3.0"].iter().enumerate() {
        screen.press("<enter>", &format!("\n 1 {first}"));
        answer(screen, "1", at + 1);
    }
    screen.press("<enter>", "5/11");
    screen.press("d", "Why is it deferred?");
    screen.press("after the freeze<enter>", "deferred: after the freeze");
    screen.press("]", "8. Review the client settings");
    screen.press("<enter>", "6/11");
    // The ninth step comes after the seventh, which is deferred.
    screen.press("<enter>", "Done all the same?");
    screen.press("no server needed<enter>", "done: no server needed");
    screen.press("]", "10. Create a reporting point");
    screen.press("<enter>", "Enter take");
    answer(screen, "sccm03<enter>", 1);
    screen.press("<enter>", "8/11");
    screen.press("<enter>", "\n 1 yes");
    screen.press("n", "8/10");
    screen.press("<enter>", "Which computers will be distribution points?\n");
    answer(screen, "dp1, dp2<enter>", 1);
    screen.press("<enter>", "COMPLETE EXCEPT 1 deferred");
    screen.resize(80, 24);
    screen.wait_for("9/10");
}

/// Answers the open question, and waits until the step shows so many answers.
fn answer(screen: &mut Terminal, keys: &str, answers: usize) {
    screen.keys(keys);
    screen.wait_for("Enter next thing");
    screen.wait_until("the answer", |screen| screen.contents().matches('@').count() == answers);
}

#[test]
fn a_note_that_was_being_written_when_the_line_dropped_comes_back() {
    let env = TestEnv::new();
    env.exec_ok(&["start", "--no-open"]);
    let mut screen = env.open(&["resume"]);
    screen.wait_for("Enter go on");
    screen.press("<enter>", "1. Review the concepts");
    screen.press("n", "Note on: Review the concepts");
    screen.keys("half a thought");
    let drafts = env.home().join("drafts/software-updates");
    let kept = || {
        let file = std::fs::read_dir(&drafts).into_iter().flatten().flatten().next();
        file.and_then(|file| std::fs::read_to_string(file.path()).ok())
            .is_some_and(|text| text.contains("half a thought"))
    };
    crate::support::until("the draft is kept", kept);
    screen.signal(Signal::HUP);
    assert_eq!(screen.left().code, 129);

    let mut screen = env.open(&["resume"]);
    screen.wait_for("Enter go on");
    screen.press("<enter>", "half a thought");
    screen.press("<c-s>", "saved");
    screen.wait_for("half a thought");
    crate::support::until("the draft is gone", || std::fs::read_dir(&drafts).unwrap().next().is_none());
    screen.keys("q");
    assert_eq!(screen.left().code, 0);
    assert!(env.logs("software-updates").contains("half a thought"));
}

#[test]
fn a_list_begun_with_its_ticks_is_on_disk_from_the_start() {
    let env = TestEnv::new();
    std::fs::write(env.path("tasks.md"), "# Tasks\n\n- [x] one\n- [ ] two\n").unwrap();
    let mut screen = env.open(&["start", "tasks.md", "--keep-ticks"]);
    screen.wait_for("1/2");
    screen.wait_for("saved ");
    screen.keys("q");
    assert!(screen.left().screen.contains("INCOMPLETE: 1 open\nrunsheet resume tasks"));
}

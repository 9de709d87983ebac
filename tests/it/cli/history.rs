//! `log`: who did what, when, and what of it was taken back.

use super::reports::small_session;
use crate::support::TestEnv;

#[test]
fn the_log_as_json_is_pinned() {
    let env = small_session();
    env.run("answer site-a more yes").gives("more: yes\nNow applies: step 2. Do more.\n");
    env.run("undo site-a").gives("more: not answered\nTo be decided: step 2. Do more.\n");
    env.run("note site-a ask Hm").gives("noted on ask: Hm\n");
    env.run("mark site-a ask blocked --reason why").by("bob").gives("ask is blocked: why\n");
    env.run("log --json").gives(
        r#"
{
  "session": "site-a",
  "entries": [
    {
      "at": "2026-11-22T17:00:00Z",
      "by": "alice@sccm01",
      "seq": 1,
      "clock": 1,
      "event": "started",
      "title": "Site A",
      "mode": "live",
      "source": "-",
      "checklist": {
        "id": "small",
        "title": "Small",
        "digest": "[HASH]"
      },
      "undone": false
    },
    {
      "at": "2026-11-22T17:01:00Z",
      "by": "alice@sccm01",
      "seq": 2,
      "clock": 2,
      "event": "answered",
      "question": "more",
      "value": "yes",
      "undone": true
    },
    {
      "at": "2026-11-22T17:02:00Z",
      "by": "alice@sccm01",
      "seq": 3,
      "clock": 3,
      "event": "answered",
      "question": "more",
      "undoes": 2,
      "undone": false
    },
    {
      "at": "2026-11-22T17:03:00Z",
      "by": "alice@sccm01",
      "seq": 4,
      "clock": 4,
      "event": "noted",
      "step": "ask",
      "text": "Hm",
      "undone": false
    },
    {
      "at": "2026-11-22T17:04:00Z",
      "by": "bob@sccm01",
      "seq": 1,
      "clock": 5,
      "event": "marked",
      "step": "ask",
      "status": "blocked",
      "reason": "why",
      "undone": false
    }
  ],
  "problems": []
}
"#,
    );
}

#[test]
fn undone_entries_are_told_as_such() {
    let env = small_session();
    env.run("answer site-a more yes").gives("more: yes\nNow applies: step 2. Do more.\n");
    env.run("mark site-a do done").gives("do is done\n");
    env.run("undo site-a").gives("do is todo\n");
    env.run("undo site-a").gives("more: not answered\nTo be decided: step 2. Do more.\n");
    env.run("redo site-a").gives("more: yes\nNow applies: step 2. Do more.\n");
    env.run("log").gives(
        r#"
WHEN                  WHO           NO.  WHAT
2026-11-22 17:00 UTC  alice@sccm01  1    started: Site A
2026-11-22 17:01 UTC  alice@sccm01  2    More? yes
2026-11-22 17:02 UTC  alice@sccm01  3    "Do more" is done (undone)
2026-11-22 17:03 UTC  alice@sccm01  4    undo of 3: "Do more" is todo
2026-11-22 17:04 UTC  alice@sccm01  5    undo of 2: More? not answered (undone)
2026-11-22 17:05 UTC  alice@sccm01  6    redo of 2: More? yes
"#,
    );
}

/// The order is that of the clocks in the logs, whatever the machines' clocks say.
#[test]
fn clocks_that_jump_change_no_order() {
    let env = TestEnv::with_session();
    // A day later, then sixty years earlier, then far in the future.
    for (minutes, status) in [(1440, "done"), (-60 * 525_600, "blocked"), (900 * 525_600, "in_progress")] {
        env.set_clock(minutes);
        let by = if status == "blocked" { "bob" } else { "alice" };
        let result = env.run(&format!("mark site-a 1 {status} --reason why")).by(by).result();
        assert!(result.starts_with("review-concepts is "), "{result}");
    }
    env.set_clock(5);
    for line in ["status", "log", "list", "export", "status --json", "verify"] {
        let result = env.run(line).result();
        assert!(!result.contains("err|"), "{line}: {result}");
    }
    let log = env.run("log").result();
    let order: Vec<&str> = log
        .lines()
        .filter_map(|line| line.split_once("\"Review the concepts\" is "))
        .map(|(_, what)| what)
        .collect();
    assert_eq!(order, ["done: why", "blocked: why", "in progress: why"], "{log}");
    assert!(env.run("status --json").result().contains("\"status\": \"in_progress\""));
}

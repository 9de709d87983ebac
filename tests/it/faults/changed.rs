//! A checklist that changes on disk while a session of it is open: the change is announced, adopted and
//! re-checked, and what was recorded on removed steps stays in the report.

use std::fs;

use crate::support::TestEnv;
use crate::support::until;

const BEFORE: &str = r#"{"format":1,"id":"list","title":"The list","steps":[
  {"id":"a","title":"Order it"},{"id":"b","title":"Unpack it"},{"id":"c","title":"Install it",
   "questions":[{"id":"where","prompt":"Where?","kind":"text"}]},{"id":"d","title":"Test it"}]}"#;

/// One reworded, one removed with its question, one new, one in another place.
const AFTER: &str = r#"{"format":1,"id":"list","title":"The list","steps":[
  {"id":"d","title":"Test it"},{"id":"a","title":"Order it early"},{"id":"b","title":"Unpack it"},
  {"id":"e","title":"Label it"}]}"#;

#[test]
fn a_changed_checklist_is_told_taken_over_and_re_checked() {
    let env = TestEnv::with_own_session(BEFORE);
    let list = env.path("list.json");
    env.exec_ok(&["mark", "site-a", "a", "done"]);
    env.exec_ok(&["mark", "site-a", "b", "done"]);
    env.exec_ok(&["answer", "site-a", "where", "in room 12"]);
    env.exec_ok(&["note", "site-a", "c", "the rack is full"]);
    fs::write(&list, AFTER).unwrap();

    let drift = "the checklist has changed since: 1 new, 1 removed, 1 reworded, 1 moved";
    let status = env.exec(&["status", "site-a"]);
    assert!(String::from_utf8_lossy(&status.stdout).contains(drift), "{status:?}");

    let mut screen = env.open(&["resume", "site-a"]);
    screen.wait_for("the checklist has changed since: 1 new");
    screen.keys("A");
    screen.wait_for("Take over the changed checklist? 1 new, 1 removed, 1 reworded, 1 moved");
    screen.keys("1");
    screen.wait_for("[?] Order it early");
    screen.wait_for("[✓] Unpack it");
    screen.wait_for("Label it");
    screen.wait_for("1/4");
    // Until somebody confirms it, it is not done.
    screen.press("g", "1. Test it");
    screen.press("j", "2. Order it early");
    screen.press("<space>", "2/4");
    screen.wait_for("[✓] Order it early");
    screen.keys("q");
    assert_eq!(screen.left().code, 0);

    let report = env.exec_ok(&["export", "site-a"]);
    for kept in ["Install it", "the rack is full", "in room 12"] {
        assert!(report.contains(kept), "{kept}:\n{report}");
    }
    let status = String::from_utf8(env.exec(&["status", "site-a"]).stdout).unwrap();
    assert!(!status.contains("has changed since") && status.contains("INCOMPLETE: 2 open"), "{status}");
    until("the log is sound", || env.exec_ok(&["verify", "site-a"]).contains("sound"));
}
